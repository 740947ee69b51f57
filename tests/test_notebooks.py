"""What a strict re-run cannot see: the form of a lesson, its numbers in prose, its exercises, its charts."""

import ast
import json
import re
from statistics import median

from conftest import ROOT
from helpers.show import UN_SYMBOL, plain
from helpers.tables import load, package

FIRST = ["You will be able to", "What the article says"]
LAST = ["Practice", "The record", "Talk about it", "Key points"]
THIRD = ["Your guess first", "Three questions for every source"], ["Terms", "Sources", "Where next"]
FACTS = ["Minutes", "Needed before", "Data skill", "Tables", "Claims"]
IMPORTS = """\
import sys

sys.path.insert(0, "..")  # helpers and data stand in the folder above
from helpers import about, charts, check, ledger, load
import matplotlib.pyplot as plt
import pandas as pd

charts.style()"""


def cells(book, kind, tag=None):
    """Return the cells of one kind; with a tag only those that carry it."""
    return [c for c in book.cells if c.cell_type == kind and (tag is None or tag in c.metadata.get("tags", []))]


def headings(book, level):
    """Return the headings of one level, in order."""
    prose = "\n".join(c.source for c in cells(book, "markdown"))
    return re.findall(rf"^{'#' * level} (.+)$", prose, re.M)


def outputs(cell):
    """Return what a cell put out as text, tables included, pictures left out."""
    found = []
    for out in cell.outputs:
        found.append(out.get("text", ""))
        data = out.get("data", {})
        found += [data.get("text/plain", ""), plain(re.sub(r'src="data:[^"]*"', "", data.get("text/html", "")))]
    return "\n".join(found)


def test_same_headings_in_the_same_order(book):
    assert re.fullmatch(rf"Lesson {book.lesson}: \S.*", headings(book, 1)[0])
    second = headings(book, 2)
    sections = second[2:-4]
    assert second[:2] == FIRST and second[-4:] == LAST
    assert 4 <= len(sections) <= 6
    assert all(re.fullmatch(rf"{n}\. .+\?", text) for n, text in enumerate(sections, 1)), sections
    third = headings(book, 3)
    assert third[:2] == THIRD[0] and third[-3:] == THIRD[1]


def test_each_section_says_what_is_seen_missing_and_not_shown(book):
    prose = "\n".join(c.source for c in cells(book, "markdown"))
    for section in re.split(r"^## ", prose, flags=re.M)[3:-4]:
        for words in ("**What is missing from this table.**", "**What we see.**", "**What this does not show.**"):
            assert words in section, f"{words} is missing in section {section.splitlines()[0]}"
    assert "**The best case for the article.**" in prose.split("## The record")[1]
    assert len(re.findall(r"^\d\. .+\?", prose.split("## Talk about it")[1], re.M)) == 3
    assert re.search(r"\*\*(Role-play|Pair task) \(10 minutes\)\.\*\*", prose)


def test_opening_table_names_the_tables_and_claims_that_the_lesson_uses(book):
    facts = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", book.cells[0].source, re.M))
    assert list(facts)[1:] == FACTS  # the first row is the header
    code = "\n".join(c.source for c in cells(book, "code"))
    loaded = list(dict.fromkeys(re.findall(r'\bload\("(\w[\w-]*)"\)', code)))
    assert re.findall(r"`([^`]+)`", facts["Tables"]) == loaded
    recorded = {
        item["name"] for item in package()["resources"] if book.lesson in item["lessons"] and "/" in item["path"]
    }
    shared = {item["name"] for item in package()["resources"] if "/" not in item["path"]}
    assert recorded == set(loaded) - shared
    ids = load("claims").query("lesson == @book.lesson")["claim_id"]
    assert facts["Claims"] == f"{ids.min()} to {ids.max()}"
    reading, exercises = map(int, re.findall(r"\d+", facts["Minutes"]))
    assert 40 <= reading + exercises <= 60


def test_the_same_imports_everywhere(book):
    assert cells(book, "code")[0].source == IMPORTS


def test_every_code_cell_was_run_once_and_in_order(book):
    assert [c.execution_count for c in cells(book, "code")] == list(range(1, len(cells(book, "code")) + 1))


def test_nothing_hides_from_the_strict_run(book):
    for cell in book.cells:
        assert not re.search(r"nbval", json.dumps(cell.metadata) + cell.source, re.I)
        assert re.fullmatch(r"cell-\d{3}", cell.id)
        assert set(cell.metadata) <= {"tags", "jupyter"}
    for cell in cells(book, "code"):
        assert not cell.source.rstrip().endswith(";"), cell.source
        for out in cell.outputs:
            assert out.output_type != "error" and out.get("name") != "stderr", out
            assert not any(kind.startswith("image/") for kind in out.get("data", {})), "a picture without words"
        # an absolute path of any machine; document symbols such as S/PRST/2018/2 begin with a letter
        assert not re.search(r"(?<![\w/:.)])/(?:[\w.-]+/)+[\w.-]+|\b[A-Z]:\\|0x[0-9a-f]{8}", outputs(cell))
        assert not re.search(r"Warning\b", outputs(cell))


def test_cells_are_small(book):
    sizes = [len([line for line in c.source.splitlines() if line.strip()]) for c in cells(book, "code")]
    long = [c.source for c, size in zip(cells(book, "code"), sizes, strict=True) if size > 20]
    assert not long, long[0]
    assert median(sizes) <= 8


def test_every_chart_has_computed_words_and_the_screen_reader_gets_them(book):
    charts = [c for c in cells(book, "code") if "charts.publish(" in c.source]
    assert len(charts) >= 5
    for cell in charts:
        call = re.search(r"charts\.publish\(fig, words=words, data=.+, tables=.+\)", cell.source)
        assert call, f"publish in one line, with words=words:\n{cell.source}"
        earlier = "\n".join(c.source for c in cells(book, "code")[: cell.execution_count])
        last = [
            n.value
            for n in ast.walk(ast.parse(earlier))
            if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "words"
        ]
        assert any(isinstance(n, ast.FormattedValue) for n in ast.walk(last[-1])), "words without a computed figure"
        out = next(o for o in cell.outputs if "text/html" in o.get("data", {}))
        assert f'alt="{out.data["text/plain"]}"' in out.data["text/html"].replace("&#x27;", "'").replace("&amp;", "&")
        assert "<figcaption>Source: " in out.data["text/html"] and "<table>" in out.data["text/html"]


def test_exercises_stand_as_in_the_table_and_solutions_are_right(book):
    table = load("exercises").query("lesson == @book.lesson").set_index("exercise_id")
    assert 5 <= len(table) <= 6 and set(table["level"]) == {1, 2, 3}
    prose = "\n".join(c.source for c in cells(book, "markdown"))
    shown = re.findall(
        r"^### Exercise (\S+) \(level (\d)\)\n\n(.+?)\n\n<details><summary>Hint</summary>(.+?)</details>",
        prose,
        re.M | re.S,
    )
    assert shown == [(i, str(row.level), row.prompt, row.hint) for i, row in table.iterrows()]
    tries, solutions = cells(book, "code", "exercise"), cells(book, "code", "solution")
    for exercise, attempt, solution in zip(table.index, tries, solutions, strict=True):
        assert f'check("{exercise}", answer)' in attempt.source and "..." in attempt.source
        assert outputs(attempt).startswith(f"… {exercise}: not answered yet")
        assert f'check("{exercise}", ' in solution.source and solution.metadata["jupyter"]["source_hidden"]
        assert solution.source.startswith("# Solution")  # JupyterLab shows the first line of a folded cell
        assert outputs(solution).strip() == f"✓ {exercise}: right."


def test_guesses_are_asked_for_every_claim_and_shown_with_the_verdicts(book):
    ids = list(load("claims").query("lesson == @book.lesson")["claim_id"])
    code = "\n".join(c.source for c in cells(book, "code"))
    assert re.findall(r'^    "(\d\d-\w)": \.\.\.,$', code, re.M) == ids
    for call in ("claims({})", "scale()", "verdicts({}, guesses)", "keep(guesses)", "terms({})", "sources({})"):
        assert "ledger." + call.format(f'"{book.lesson}"') in code


# Numbers in prose. Exempt by rule: headings, the opening table, exercise prompts, code, links, dates and years,
# symbols and numbers of documents, ids of claims, exercises and lessons, and durations in minutes.
EXEMPT = [
    r"^#.*$",
    r"`[^`]*`",
    r"\]\([^)]*\)",
    r"<[^>]+>",
    r"\b\d{4}-\d{2}(-\d{2})?\b",
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)\b",
    UN_SYMBOL.pattern,
    r"\b([Rr]esolutions?|Articles?|[Ll]essons?|[Ss]ections?|[Cc]laims?|[Rr]elease|[Bb]allots?|Committee) "
    r"\d[\d/]*( [A-Z] \([XVI]+\))?",
    r"\b\d\d-[a-z0-9]\b",
    r"\b(1[89]|20)\d\d\b",
    r"\b\d+ minutes?\b",
    r"^\d\. ",
]
WORDS = {"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
         "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}  # fmt: skip


def figures(text):
    """Return the numbers in a text, as numbers."""
    return {float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def test_numbers_in_prose_stand_in_an_output(book):
    known = figures("\n".join(outputs(c) for c in cells(book, "code")))
    for cell in cells(book, "markdown")[1:]:
        text = "" if cell.source.startswith("### Exercise") else cell.source
        for rule in EXEMPT:
            text = re.sub(rule, " ", text, flags=re.M)
        said = figures(text) | {WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in WORDS}
        assert said <= known, f"not in any output: {sorted(said - known)} in\n{cell.source}"


def test_links_between_notebooks_lead_somewhere(book):
    for target in re.findall(r"\]\(([^)]+\.ipynb)\)", "\n".join(c.source for c in cells(book, "markdown"))):
        assert (ROOT / "notebooks" / target).exists(), target
