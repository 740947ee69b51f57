"""Any machine: folders with any name, its owner's settings, full disks, damaged files, JupyterLab."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from conftest import ELSEWHERE, STRICT, notebook, python
from tools import NOTEBOOKS, ROOT, clean, execute, lab


def printed(path):
    """Return what the last cell of a notebook printed."""
    return nbformat.read(path, as_version=4).cells[-1].outputs[0].text


@pytest.fixture
def hostile(tmp_path):
    """The environment of a machine whose owner has settings of all kinds."""
    (tmp_path / "matplotlibrc").write_text("text.usetex: True", "utf-8")
    start = tmp_path / "profile_default" / "startup"
    start.mkdir(parents=True)
    (start / "own.py").write_text("own = True", "utf-8")
    mine = dict.fromkeys(["IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR", "MATPLOTLIBRC"], str(tmp_path))
    return {name: value for name, value in ELSEWHERE.items() if name != clean.MARK} | mine


LEFT_OUT = "assert not matplotlib.rcParams['text.usetex'] and 'own' not in globals()"  # in a cell: it stops


def test_a_plain_copy_works_in_any_folder_on_any_machine_and_uses_its_own_data(tmp_path, hostile):
    copy = tmp_path / "Айгүл проект é"
    for folder in ("helpers", "data", "tools"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "notebooks").mkdir()
    path = copy / "notebooks" / "00-a.ipynb"
    imports = next(cell for cell in execute.read(NOTEBOOKS[0]).cells if cell.cell_type == "code")
    printing = "print(helpers.__file__, load('vetoes').shape)"
    notebook(path, "\n".join([imports.source, "import helpers, matplotlib", LEFT_OUT, printing]))
    before = {path: path.stat().st_mtime_ns for path in (copy / "data").rglob("*")}
    done = python("-m", "tools.execute", cwd=copy, env=hostile)
    assert done.returncode == 0, done.stderr
    assert before == {path: path.stat().st_mtime_ns for path in (copy / "data").rglob("*")}  # a lesson writes no data
    there, shape = printed(path).split(" (")
    assert (copy / "notebooks" / there).resolve().parent == copy / "helpers" and shape == "214, 17)\n"
    assert (copy / "notebooks" / "python-in-the-lessons.md").exists()  # made again whenever a lesson is run


def test_settings_of_the_machine_are_left_out_of_the_tests(tmp_path, hostile):
    path = tmp_path / "runs" / "a.ipynb"  # matplotlib also looks into the folder of the notebook
    path.parent.mkdir()
    notebook(path, f"import matplotlib\n{LEFT_OUT}")
    done = python(*STRICT, path.name, cwd=path.parent, env=hostile | {"PYTHONPATH": os.environ["PYTHONPATH"]})
    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine")
def test_make_sets_up_again_what_was_moved_or_copied_with_its_packages(tmp_path):
    here = tmp_path / "a folder"
    (here / ".venv").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", here)
    (here / "requirements.txt").write_text("", "utf-8")
    os.utime(here / "requirements.txt", (0, 0))
    for place, again in [(here / ".venv", False), (tmp_path / "other" / ".venv", True), ("", True)]:
        (here / ".venv" / "ready").write_text(f"{place}\n", "utf-8")
        done = subprocess.run(["make", "-n", "VENV=.venv", "test"], cwd=here, capture_output=True, text=True)
        assert ("-m venv" in done.stdout) == again and "-m pytest" in done.stdout, done.stdout + done.stderr


# --- notebooks that are run and written


def test_a_cell_keeps_its_id_and_a_new_one_gets_one_from_its_source(tmp_path):
    path = tmp_path / "a.ipynb"
    notebook(path, *"abcde")
    book = json.loads(path.read_text("utf-8"))
    for cell, name in zip(book["cells"], ["cell-007", "Not so", None, "cell-007", "cell-008"], strict=True):
        cell |= {"id": name, "source": ["one\n", "two"]}
    del book["cells"][2]["id"]
    path.write_text(json.dumps(book), "utf-8")
    names = [cell.id for cell in execute.read(path).cells]
    assert names == [cell.id for cell in execute.read(path).cells] and len(set(names)) == 5
    assert names[0] == "cell-007" and names[4] == "cell-008"
    assert all(re.fullmatch(r"[0-9a-f]{8}(-\d)?", name) for name in names[1:4])


NONE = "a.ipynb is not a notebook, or is damaged: take it again from the project."
MERGE = "a.ipynb holds the marks of an unfinished merge (<<<<<<<): finish the merge first."


@pytest.mark.parametrize(
    "content, sentence",
    [
        (None, "There is no file a.ipynb."),
        ("", NONE),
        ("[1, 2]", NONE),
        ('{"cells": [1]}', NONE),
        ('{\n<<<<<<< HEAD\n "cells": []\n=======\n "cells": [1]\n>>>>>>> other\n}', MERGE),
    ],
)
def test_a_notebook_that_cannot_be_read_gets_one_sentence(content, sentence, tmp_path):
    if content is not None:
        (tmp_path / "a.ipynb").write_text(content, "utf-8")
    with pytest.raises(SystemExit, match=re.escape(sentence)):
        execute.main([str(tmp_path / "a.ipynb")])


@pytest.mark.parametrize("error, said", [(28, "No space left on device"), (13, "close it in other programs")])
def test_a_notebook_that_cannot_be_written_stays_as_it_was(error, said, tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_text("old", "utf-8")

    def refuse(*args):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(SystemExit, match=said):
        execute.write(path, "new")
    assert path.read_text("utf-8") == "old" and list(tmp_path.iterdir()) == [path]


# --- JupyterLab


def test_jupyterlab_gives_and_takes_the_version_of_python_that_it_compares(tmp_path):
    path = tmp_path / "a.ipynb"
    notebook(path, "1 + 1")
    execute.run(path)
    before = path.read_bytes()
    lessons = lab.Lessons(root_dir=str(tmp_path))
    model = asyncio.run(lessons.get("a.ipynb"))
    assert model["content"]["metadata"]["language_info"]["version"] == ".".join(map(str, sys.version_info[:3]))
    asyncio.run(lessons.save(model, "a.ipynb"))
    assert path.read_bytes() == before
    assert asyncio.run(lessons.get(""))["type"] == "directory"


def test_root_is_told_how_to_start_jupyterlab():
    code = "import os; os.geteuid = lambda: 0; from tools import lab; lab.main([])"
    assert python("-c", code).stderr.strip().endswith('make lab ARGS="--allow-root".')


# --- clear words when something is missing


def test_an_old_python_gets_one_sentence():
    code = "import sys; sys.version_info = (3, 10, 2, 'final', 0); import helpers"
    assert "Seven Priorities needs Python 3.11 or newer; this is Python 3.10." in python("-c", code).stderr


PANDAS = "import sys, types; sys.modules['pandas'] = types.SimpleNamespace(__version__='{}'); "  # quicker than the real


def test_an_old_pandas_gets_one_sentence():
    said = python("-c", PANDAS.format("2.2.3") + "import helpers").stderr
    assert "Seven Priorities needs pandas 3 or newer; this is pandas 2.2.3. In the project folder, run: pip" in said


def test_a_missing_part_of_python_is_not_called_a_package():
    said = python("-c", PANDAS.format("3.0.0") + "sys.modules['base64'] = None; import helpers").stderr
    assert "its own module 'base64' is missing, which pip cannot bring" in said


@pytest.mark.parametrize("name", ["pandas", "matplotlib"])
def test_a_missing_package_gets_one_sentence(name):
    said = python("-c", PANDAS.format("3.0.0") + f"sys.modules['{name}'] = None; import helpers").stderr
    assert f"The package '{name}' is missing. In the project folder, run: pip install -r requirements.txt" in said
