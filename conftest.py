"""What the tests share: the notebooks, and a wall that keeps every test and kernel off the network."""

import os
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# Every Python that a test starts, kernels included, imports tests/offline/sitecustomize.py first.
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "tests" / "offline"), os.environ.get("PYTHONPATH", "")])
sys.path.insert(0, str(ROOT / "tests" / "offline"))
os.environ["PYTHONUTF8"] = "1"  # signs such as ✓ on every system
os.environ["SEVEN_PRIORITIES_KEPT"] = os.devnull + "/none.csv"  # not the guesses of whoever runs the tests
import sitecustomize  # noqa: E402, F401


def pytest_configure(config):
    """Leave the bytes of pictures, and nothing else, out of the comparison; from whatever folder pytest is called."""
    config.option.nbval_sanitize_with = str(ROOT / "tests" / "sanitize.cfg")


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def book(request):
    """Each notebook in turn."""
    book = nbformat.read(request.param, as_version=4)
    book.path, book.lesson = request.param, request.param.name[:2]
    return book
