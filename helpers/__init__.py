"""Tables, charts, claims and exercises of the Seven Priorities lessons."""

import sys

from helpers.problem import Problem

if sys.version_info < (3, 11):
    raise Problem("Seven Priorities needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])

try:
    import pandas

    if int(pandas.__version__.split(".")[0]) < 3:
        raise Problem(
            "Seven Priorities needs pandas 3 or newer; this is pandas %s. "
            "In the project folder, run: pip install -r requirements.txt" % pandas.__version__
        )
    from helpers import charts, ledger
    from helpers.practice import check
    from helpers.sources import about
    from helpers.tables import load
except ModuleNotFoundError as error:
    if (error.name or "").startswith("helpers"):
        raise
    missing = (error.name or "?").split(".")[0]
    if missing in sys.stdlib_module_names:
        raise Problem(
            "This Python is incomplete: its own module '%s' is missing, which pip cannot bring. "
            "Install Python again (python.org), then the packages." % missing
        ) from None
    raise Problem(
        "The package '%s' is missing. In the project folder, run: pip install -r requirements.txt" % missing
    ) from None

__all__ = ["Problem", "about", "charts", "check", "ledger", "load"]
