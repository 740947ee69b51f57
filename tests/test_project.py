"""The project around the lessons: drift is seen, no network, any folder, clear words when something is missing."""

import copy
import json
import random
import re
import shutil
import tomllib
import xml.etree.ElementTree as ET

import nbformat
import pytest
from nbval.plugin import IPyNbFile

from conftest import ELSEWHERE, STRICT, notebook, python
from helpers.tables import load, package
from tools import NOTEBOOKS, ROOT, execute
from tools import claimreview as ledger_tool
from tools.lessons import read

# --- the strict run


def drift(cell, rng):
    """Change one digit in what a cell put out; return False if it shows no figure."""
    for out in cell.outputs:
        places = [out] if "text" in out else []
        data = out.get("data", {})
        for holder, key in [(holder, "text") for holder in places] + [
            (data, key) for key in ("text/html", "text/plain")
        ]:
            text = holder.get(key, "")
            spots = [m.start(1) for m in re.finditer(r"(?:>|^)[^<]*?(\d)", text, re.M)]
            if spots:
                at = rng.choice(spots)
                holder[key] = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
                return True
    return False


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_strict_comparison_sees_each_changed_figure_and_nothing_else(path, request):
    """By nbval's own comparison with the settings of this suite, in which every notebook is also run."""
    assert request.config.option.nbval and not request.config.option.nbval_lax
    file, rng, seen = IPyNbFile.from_parent(request.session, path=path), random.Random(path.name), 0
    file.setup_sanitize_files()
    for cell in file.collect():
        stored, changed = cell.cell.outputs, copy.deepcopy(cell.cell)
        assert cell.compare_outputs(copy.deepcopy(stored), stored)
        if drift(changed, rng):
            seen += 1
            assert not cell.compare_outputs(changed.outputs, stored), cell.cell.source
    assert seen >= (5 if path.name[:2] == "09" else 20)


def test_a_strict_run_in_another_folder_sees_the_changed_figures(tmp_path):
    path = NOTEBOOKS[-1]
    book, rng = nbformat.read(path, as_version=4), random.Random(path.name)
    for name in ("worked-ledger.csv", "my-article.csv"):
        shutil.copy(path.with_name(name), tmp_path)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    drifted = {number for number, cell in enumerate(code) if drift(cell, rng)}
    nbformat.write(book, tmp_path / path.name)
    report = tmp_path / "report.xml"
    done = python(*STRICT, f"--junitxml={report}", path.name, cwd=tmp_path)
    assert report.exists(), done.stdout + done.stderr
    cases = list(ET.parse(report).iter("testcase"))
    failed = {number for number, case in enumerate(cases) if case.find("failure") is not None}
    assert len(cases) == len(code) and failed == drifted


@pytest.mark.parametrize(
    "attempt",
    [
        "create_connection(('192.0.2.1', 80), 1)",
        "socket().connect_ex(('192.0.2.1', 80))",
        "socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 80))",
        "socket(type=socket.SOCK_DGRAM).sendto(b'', 0, ('192.0.2.1', 80))",
        "getaddrinfo('example.org', 80)",
        "gethostbyname('example.org')",
        "gethostbyname_ex('example.org')",
    ],
)
def test_the_wall_keeps_tests_off_the_network(attempt):
    assert "no network in tests" in python("-c", f"import socket; socket.{attempt}").stderr


def test_notebooks_are_run_to_the_same_bytes_and_a_failed_one_is_left_alone(tmp_path):
    slow = "import time\nprint('a', flush=True)\ntime.sleep(0.3)\nprint('b', flush=True)\n{'a': 1}"
    for name, code in {"a": slow, "c": "'a'.heads()"}.items():
        notebook(tmp_path / f"{name}.ipynb", code)
    (tmp_path / "b.ipynb").write_bytes((tmp_path / "a.ipynb").read_bytes())
    paths = sorted(tmp_path.iterdir())
    before = [path.read_bytes() for path in paths]
    done = python("-m", "tools.execute", *map(str, paths))
    assert done.returncode != 0 and "c.ipynb stopped" in done.stderr
    after = [path.read_bytes() for path in paths]
    assert before[0] != after[0] == after[1] and before[2] == after[2] and sorted(tmp_path.iterdir()) == paths
    assert after[0].count(b'"stream"') == 1 and execute.read(paths[0]).cells[0].id.encode() in before[0]
    assert b"timestamp" not in after[0] and b"iopub" not in after[0]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_stored_as_make_run_writes_them(path):
    book = nbformat.read(path, as_version=4)
    assert book.metadata == execute.METADATA, "make run"
    assert [cell.id for cell in book.cells] == [cell.id for cell in execute.read(path).cells], "make run"


def test_a_notebook_to_try_things_is_no_test(tmp_path):
    for name in ("tools", "tests", "helpers"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "notebooks").mkdir()
    notebook(tmp_path / "notebooks" / "Untitled.ipynb", "import  os; 1/0")
    notebook(tmp_path / "notebooks" / "00-a.ipynb", "1")
    listed = python("-m", "pytest", "-n", "0", "--collect-only", "-q", "notebooks", cwd=tmp_path, env=ELSEWHERE).stdout
    assert "00-a" in listed and "Untitled" not in listed
    linted = python("-m", "ruff", "check", "--show-files", cwd=tmp_path).stdout
    assert "00-a" in linted and "Untitled" not in linted


# --- what a reader sees


def test_a_problem_in_a_notebook_is_one_line():
    shell = "from IPython.core.interactiveshell import InteractiveShell as Shell"
    code = f"{shell}; Shell().run_cell('from helpers import load; load(1)')"
    said = python("-c", code).stdout.strip()
    assert said.startswith("Problem: There is no table 1.") and said.count("\n") == 0


def test_the_ledger_is_written_as_claim_reviews(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger_tool, "BUILD", tmp_path / "build")
    ledger_tool.main()
    reviews = json.loads((tmp_path / "build" / "claims.json").read_text("utf-8"))
    assert [review["identifier"] for review in reviews] == list(load("claims")["claim_id"])
    for review in reviews:
        assert review["@context"] == "https://schema.org" and review["@type"] == "ClaimReview"
        rating = review["reviewRating"]
        assert rating["@type"] == "Rating" and rating["alternateName"] in set(load("claims_scale")["label"])
        assert "ratingValue" not in rating or rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
        assert review["itemReviewed"]["@type"] == "Claim" and review["itemReviewed"]["text"]
        added = load("claims").set_index("claim_id").loc[review["identifier"], "claim_kind"] == "added"
        assert ("appearance" in review["itemReviewed"]) != added
        assert review["claimReviewed"] and review["reviewBody"] and review["citation"]
        assert all(re.match(r"https?://", cited["url"]) for cited in review["citation"] if "url" in cited)


# --- what the project says of itself


def test_every_dependency_is_pinned_and_nothing_is_installed_from_this_folder():
    lines = [line for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert "build-system" not in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    pinned = {re.split(r"[=<> ;]", line)[0] for line in lines if "==" in line}
    assert len(pinned) == len(lines)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {re.split(r"[=<>]", name)[0] for name in wanted} <= pinned


def test_the_readme_lists_the_lessons_as_they_are():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make lab" in readme and "make test" in readme
    for path in NOTEBOOKS:
        book = nbformat.read(path, as_version=4)
        heading = re.match(r"# Lesson (\d\d): (.+)", book.cells[0].source)
        assert f"| {heading[1]} | [{heading[2]}](notebooks/{path.name}) |" in readme
    assert len(re.findall(r"^\| \d\d \| \[", readme, re.M)) == len(NOTEBOOKS)
    for target in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_code_and_notebooks_are_clean():
    for check in (["check"], ["format", "--check"]):
        done = python("-m", "ruff", *check, "--no-cache", "--quiet", ".")
        assert done.returncode == 0, done.stdout + done.stderr


def test_citation_and_licence_name_the_same_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))["version"] == version
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "MIT License" in licence and "CC BY 4.0" in licence
    titles = {item["title"] for table in package()["resources"] for item in table["licenses"]}
    assert all(title in licence for title in titles - {"Creative Commons Attribution 4.0"})


def test_every_claim_belongs_to_a_lesson_that_exists():
    assert set(load("claims")["lesson"]) == {path.name[:2] for path in NOTEBOOKS if not read(path).workshop}
