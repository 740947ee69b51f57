"""Tables, charts, claims and exercises of the Seven Priorities lessons."""

import sys

from helpers.problem import Problem

if sys.version_info < (3, 11):
    raise Problem("Seven Priorities needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])

try:
    from helpers import charts, ledger
    from helpers.practice import check
    from helpers.sources import about
    from helpers.tables import load
except ModuleNotFoundError as error:
    if (error.name or "").startswith("helpers"):
        raise
    raise Problem(
        "The package '%s' is missing. In the project folder, run: pip install -r requirements.txt"
        % (error.name or "?").split(".")[0]
    ) from None

__all__ = ["Problem", "about", "charts", "check", "ledger", "load"]
