"""Leave the settings of this machine out of tests, of `make run` and of `make bench`.

A reader's IPython start-up file, matplotlibrc, JupyterLab settings or kept guesses would change outputs and charts.
Call settings() before a kernel or matplotlib starts; what is started later inherits them.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

FOLDERS = ["IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR"]
VARIABLES = ["PYTHONSTARTUP", "MATPLOTLIBRC", "PYTHONDONTWRITEBYTECODE"]
MARK = "SEVEN_PRIORITIES_CLEAN"  # set for all that this process starts: workers of pytest share the empty folders


def settings():
    """Point every place of personal settings to an empty folder, which goes when this process ends."""
    if MARK in os.environ:
        return
    os.environ[MARK] = tempfile.mkdtemp(prefix="seven-priorities-")
    atexit.register(shutil.rmtree, os.environ[MARK], ignore_errors=True)
    for name in FOLDERS:
        os.environ[name] = os.path.join(os.environ[MARK], name)
        os.mkdir(os.environ[name])
    for path in Path(sys.prefix, "fonts").glob("fontlist-*.json"):  # made by the set-up: it costs each worker a second
        shutil.copy(path, os.environ["MPLCONFIGDIR"])
    for name in VARIABLES:
        os.environ.pop(name, None)
    os.environ["PYTHONUTF8"] = "1"  # signs such as ✓ on every system
    os.environ["SEVEN_PRIORITIES_KEPT"] = os.devnull + "/none.csv"  # nobody's own guesses
