"""A wall for tests: connections to this machine pass, any other is refused."""

import socket

HOME = ("127.", "::1", "localhost", "0.0.0.0")
_connect, _lookup = socket.socket.connect, socket.getaddrinfo


def connect(self, address):
    """Connect, unless the address is on another machine."""
    if self.family != getattr(socket, "AF_UNIX", None) and not str(address[0]).startswith(HOME):
        raise OSError(f"no network in tests: {address[0]}")
    return _connect(self, address)


def lookup(host, *args, **kwargs):
    """Look up a name, unless it is the name of another machine."""
    if host is not None and not str(host).startswith((*HOME, socket.gethostname())):
        raise OSError(f"no network in tests: {host}")
    return _lookup(host, *args, **kwargs)


socket.socket.connect, socket.getaddrinfo = connect, lookup
