"""A wall for tests: what goes to this machine passes, any other connection, packet or look-up is refused."""

import socket
import sys

# No test asks whether an address is well formed in every script; the grammars for it need a second in each process.
sys.modules["rfc3987_syntax"] = None

HOME = ("127.", "::1", "localhost", "0.0.0.0")


def _walled(name, allowed):
    """Put a method of sockets behind the wall; `allowed` finds the address among its arguments."""
    method = getattr(socket.socket, name)

    def walled(self, *args):
        address = allowed(args)
        local = self.family == getattr(socket, "AF_UNIX", None) or address is None
        if not local and not str(address[0]).startswith(HOME):
            raise OSError(f"no network in tests: {address[0]}")
        return method(self, *args)

    setattr(socket.socket, name, walled)


def _lookup(name):
    """Put a look-up of names behind the wall."""
    function = getattr(socket, name)

    def walled(host, *args, **kwargs):
        if host and not str(host).startswith((*HOME, socket.gethostname())):
            raise OSError(f"no network in tests: {host}")
        return function(host, *args, **kwargs)

    setattr(socket, name, walled)


def _first(args):
    return args[0]


def _last(args):
    return args[-1]


def _fourth(args):
    return args[3] if len(args) > 3 else None


for _name, _address in {"connect": _first, "connect_ex": _first, "sendto": _last, "sendmsg": _fourth}.items():
    if hasattr(socket.socket, _name):  # sendmsg is not on Windows
        _walled(_name, _address)
for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
    _lookup(_name)
