"""What the tests share: the notebooks, and a wall that keeps every test and kernel off the network."""

import gc
import os
import re
import subprocess
import sys

import pytest

from tools import NOTEBOOKS, ROOT, TEMPLATE, clean

clean.settings()
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # no matrices here, and threads that wait for some cost a tenth of a start
# Every Python that a test starts, kernels included, imports tests/offline/sitecustomize.py first, and finds the
# project from any folder.
PLACES = [str(ROOT / "tests" / "offline"), str(ROOT)]
os.environ["PYTHONPATH"] = os.pathsep.join([*PLACES, *filter(None, [os.environ.get("PYTHONPATH")])])
sys.path.insert(0, PLACES[0])
import sitecustomize  # noqa: E402, F401, I001
import nbformat  # noqa: E402

pytest_plugins = ["nbval.plugin"]  # here and not in pyproject.toml, so that the wall stands before it
STRICT = ["-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-n", "0", "-p", "no:cacheprovider", "-p", "conftest"]
# A notebook to try things is no lesson, so no test.
collect_ignore = [str(path) for path in (ROOT / "notebooks").glob("*.ipynb") if path not in [*NOTEBOOKS, TEMPLATE]]


ELSEWHERE = os.environ | {"PYTHONPATH": PLACES[0]}  # behind the wall, and the project must be found without help


def python(*code, cwd=ROOT, env=None):
    """Run Python behind the wall of tests/offline, and return what it says."""
    return subprocess.run([sys.executable, *code], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8")


def notebook(path, *sources, tags=(), output=None):
    """Write a notebook of code cells, each with these tags and, if it is given, this output."""
    shown = [nbformat.v4.new_output("stream", text=output)] if output else []
    cells = [nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}, outputs=shown) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def pytest_configure(config):
    """Leave the bytes of pictures, and nothing else, out of the comparison; from whatever folder pytest is called."""
    config.option.nbval_sanitize_with = str(ROOT / "tests" / "sanitize.cfg")


def pytest_sessionfinish():
    """Leave what the tests kept to the system: Python would look through all of it, for a second, to say goodbye."""
    gc.freeze()


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def book(request):
    """Each notebook in turn."""
    book = nbformat.read(request.param, as_version=4)
    book.path, book.lesson = request.param, request.param.name[:2]
    return book


@pytest.fixture
def said(capsys):
    """A function that gives what check() prints; it fails if the last net of check() was needed."""
    from helpers import check, compare, practice

    def say(exercise, answer, net=False):
        assert check(exercise, answer) is None
        text = capsys.readouterr().out.rstrip("\n")
        assert re.match(rf"[✓≈…✗•] {exercise}: \S", text) and (text.count("\n") == 0 or text[0] == compare.NOTED)
        assert net or practice.UNREAD not in text
        assert "not yet. Right" not in text and len(text) < 9_000
        return text

    return say
