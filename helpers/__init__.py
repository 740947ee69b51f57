"""Tables, charts, claims and exercises of the Seven Priorities lessons."""

import sys


class Problem(Exception):
    """A mistake that the reader can mend. Notebooks show its sentence without a traceback."""

    def _render_traceback_(self):  # IPython calls this instead of printing the stack
        return ["Problem: %s" % self]


if sys.version_info < (3, 11):
    raise Problem("Seven Priorities needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])

try:
    from helpers import charts, ledger
    from helpers.data import about, load
    from helpers.practice import check
except ModuleNotFoundError as error:
    if (error.name or "").startswith("helpers"):
        raise
    raise Problem(
        "The package '%s' is missing. In the project folder, run: pip install -r requirements.txt"
        % (error.name or "?").split(".")[0]
    ) from None

__all__ = ["Problem", "about", "charts", "check", "ledger", "load"]
