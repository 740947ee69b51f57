"""The form of a lesson: the same parts in the same order, a core path of 50 minutes, code that a beginner can read."""

import json
import re

import nbformat
import pytest

from helpers import load
from helpers.show import plain
from helpers.tables import package
from tools import NOTEBOOKS, ROOT, TEMPLATE, execute
from tools.lessons import ENDS, FACTS, FIRST, IMPORTS, OWN, ROLES, STEP, idiom_page, pages, read, stamp

LESSONS = {path.name[:2]: read(path) for path in NOTEBOOKS}
NOT_OF_A_WORKSHOP = {  # what a lesson whose claims the reader brings cannot have: the only exceptions, in one place
    "test_the_core_path_fits_an_hour": "its minutes are those of the reader's own work, an afternoon",
    "test_charts_are_few_folded_and_one_is_open": "its charts are calls that take any ledger",
    "test_the_open_chart_is_short_and_commented": "it has none",
    "test_an_exercise_changes_the_open_chart": "it has none",
    "test_guesses_are_asked_for_every_claim_at_most_five_on_the_core_path": "they stand in the reader's file",
    "test_exercises_stand_as_in_their_table": "it has none: the whole lesson is one",
}


@pytest.fixture(params=LESSONS, scope="module")
def lesson(request):
    """Each lesson in turn."""
    return LESSONS[request.param]


@pytest.fixture(autouse=True)
def leave_out(request):
    """Skip, for a workshop, what it cannot have."""
    why = NOT_OF_A_WORKSHOP.get(request.node.originalname)
    if why and "lesson" in request.fixturenames and request.getfixturevalue("lesson").workshop:
        pytest.skip(why)


def code(lesson):
    """Return all code of a lesson."""
    return "\n".join(cell.source for cell in lesson.cells if cell.kind == "code")


def shown(cell):
    """Return what a cell put out as text, tables included, pictures left out."""
    found = []
    for out in cell.outputs:
        data = out.get("data", {})
        found += [out.get("text", ""), data.get("text/plain", "")]
        found.append(plain(re.sub(r'src="data:[^"]*"', "", data.get("text/html", ""))))
    return "\n".join(found)


# --- parts


def test_parts_stand_in_the_same_order(lesson):
    assert all(lesson.opening[part] for part in ("title", "question", "idea"))
    assert list(lesson.opening)[3:] == FACTS
    second = lesson.headings(2)
    assert second[:2] == FIRST and second[-len(lesson.last) :] == lesson.last
    assert 3 <= len(lesson.sections) <= 6
    assert all(re.fullmatch(rf"{n}\. .+\?", text) for n, text in enumerate(lesson.sections, 1)), lesson.sections
    third = lesson.headings(3)
    assert "Your guess first" in third and third[-3:] == ["Terms", "Sources", "Where next"]
    assert "The best case for the article" in third and third.count("Find it yourself") == (not lesson.workshop)


def test_each_section_says_what_is_seen_and_what_is_not(lesson):
    for section in lesson.sections:
        cells = [cell for cell in lesson.cells if cell.part == section]
        headings = {text for cell in cells for text in re.findall(r"^### (.+)$", cell.source, re.M)}
        assert ENDS[lesson.workshop] <= headings, section
        if lesson.workshop:
            assert STEP.search(cells[0].source), f"{section}: how many minutes?"
            continue
        assert "(core," in cells[0].source or "(further," in cells[0].source, f"{section}: core or further?"
        if cells[0].core:
            assert any(cell.role == "turn" for cell in cells), f"{section}: nothing to do"
    talk = "\n".join(cell.source for cell in lesson.cells if cell.part == "Talk about it")
    assert len(re.findall(r"^\d\. .+\?", talk, re.M)) == 3
    assert re.search(r"\*\*(Role-play|Pair task) \(10 minutes\)\.\*\*", talk)


def test_a_marked_or_numbered_heading_begins_its_cell(lesson):
    for cell in lesson.cells:
        if cell.kind == "markdown":
            later = re.findall(r"^#{1,3} .*$", cell.source, re.M)[1:]
            assert not [line for line in later if line.startswith("## ") or line.endswith("minutes)")], later


def test_opening_table_names_what_the_lesson_uses(lesson):
    loaded = list(dict.fromkeys(re.findall(r'\bload\("(\w[\w-]*)"\)', code(lesson))))
    assert re.findall(r"`([^`]+)`", lesson.opening["Tables"]) == loaded
    ids = load("claims").query("lesson == @lesson.number")["claim_id"]
    assert lesson.opening["Claims"] == (f"{ids.min()} to {ids.max()}" if len(ids) else OWN)
    assert lesson.opening["Needed before"] == ("nothing" if lesson.number == "00" else "lesson 00")


def test_every_table_is_used():
    used = set(re.findall(r'\bload\("(\w[\w-]*)"\)', "\n".join(map(code, LESSONS.values()))))
    assert {item["name"] for item in package()["resources"] if "/" in item["path"]} <= used


# --- minutes, lines, idioms: figures that tools.lessons computes


def test_the_core_path_fits_an_hour(lesson):
    assert lesson.minutes() <= 50


def test_minutes_are_the_computed_ones(lesson):
    path = next(path for path in NOTEBOOKS if path.name[:2] == lesson.number)
    book = nbformat.read(path, as_version=4)
    before = [cell.source for cell in book.cells]
    stamp(book)
    assert [cell.source for cell in book.cells] == before, "make run writes the minutes"


def test_something_to_do_comes_within_ten_minutes(lesson):
    first = next(place for place, cell in enumerate(lesson.cells) if cell.role == "turn")
    assert lesson.seconds(cells=lesson.cells[:first]) <= 600


def test_visible_code_is_little_and_is_analysis(lesson):
    assert lesson.visible_lines <= 110
    assert lesson.analysis_share >= 0.7
    for cell in lesson.cells:
        if cell.visible:
            assert len(cell.lines) <= 20, cell.source


def test_charts_are_few_folded_and_one_is_open(lesson):
    charts = lesson.roles("chart", "open-chart")
    assert 4 <= len(charts) <= 6
    assert len(lesson.roles("open-chart")) == 1
    for cell in lesson.cells:
        assert "charts.publish(" not in cell.source or cell.role in ("chart", "open-chart", "solution", "turn"), (
            cell.source
        )


def test_core_code_uses_only_what_was_explained(lesson):
    before = set() if lesson.number == "00" else LESSONS["00"].explained
    missing = lesson.unexplained(before)
    assert not missing, "\n".join(f"{idiom} in: {source.splitlines()[0]} ..." for idiom, source in missing.items())
    assert lesson.number in ("00", "08") or lesson.workshop or 2 <= len(lesson.roles("python")) <= 6


def test_terms_are_used_in_the_lesson(lesson):
    rows = load("glossary")
    text = " ".join(cell.source for cell in lesson.cells) + " ".join(map(shown, lesson.cells))
    text = re.sub(r"\W+", " ", text).lower()
    for term in rows.loc[rows["lesson"].str.split(";").map(lambda parts: lesson.number in parts), "term"]:
        stem = re.sub(r"\W+", " ", re.sub(r"\(.*?\)", "", term)).strip().lower()
        assert stem[: max(4, len(stem) - 1)] in text.split("key points")[0], f"{term} is explained and not used"


def test_pages_that_repeat_what_the_lessons_say_are_up_to_date():
    for path, text in {execute.IDIOMS: idiom_page(), **pages()}.items():
        assert path.read_text("utf-8") == text, f"make run writes {path.name}"
    guide = pages()[ROOT / "notebooks" / "teachers-guide.md"]
    parts = re.findall(r"^Notebook: \[lesson (\d\d)\]\([^)]*\)\n\n(?:Core path, |Minutes: )", guide, re.M)
    assert parts == list(LESSONS), "the guide has a part for each lesson, in order, with the link to its notebook"


# --- cells


def test_cells_are_in_order_and_hide_nothing_from_the_strict_run(lesson):
    book = nbformat.read(next(path for path in NOTEBOOKS if path.name[:2] == lesson.number), as_version=4)
    counts = [cell.execution_count for cell in book.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    for cell in book.cells:
        assert not re.search(r"nbval", json.dumps(cell.metadata) + cell.source, re.I)
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", cell.id) and set(cell.metadata) <= {"tags", "jupyter"}
        assert set(cell.metadata.get("tags", [])) <= set(ROLES)
    for cell in lesson.cells:
        if cell.kind == "code":
            assert not cell.source.rstrip().endswith(";"), cell.source
            assert not re.search(r"(?<![\w/:.)])/(?:[\w.-]+/)+[\w.-]+|\b[A-Z]:\\|0x[0-9a-f]{8}|Warning\b", shown(cell))
        for out in cell.outputs:
            assert out.output_type != "error" and out.get("name") != "stderr", out
            assert not any(kind.startswith("image/") for kind in out.get("data", {})), "a picture without words"


def test_the_same_imports_everywhere(lesson):
    assert next(cell for cell in lesson.cells if cell.kind == "code").source == IMPORTS


def test_hidden_code_is_a_chart_or_a_solution(lesson):
    for cell in lesson.cells:
        assert not cell.hidden or cell.role in ("chart", "solution"), cell.source
        assert cell.role not in ("chart", "solution") or cell.hidden, cell.source


# --- guesses, exercises, record


def test_guesses_are_asked_for_every_claim_at_most_five_on_the_core_path(lesson):
    rows = load("claims").query("lesson == @lesson.number")
    asked = {True: [], False: []}
    for cell in lesson.roles("guess"):
        assert cell.source.startswith("ledger.guess({\n")
        asked[cell.core] += re.findall(r'^    "(\d\d-\w)": \.\.\.,$', cell.source, re.M)
    assert asked[True] == list(rows.loc[rows["core"], "claim_id"]) and 1 <= len(asked[True]) <= 5
    assert asked[False] == list(rows.loc[~rows["core"], "claim_id"])
    calls = [cell.source for cell in lesson.roles("ledger")]
    for call in ("claims", "verdicts", "terms", "sources"):
        assert f'ledger.{call}("{lesson.number}")' in calls


def test_no_verdict_meets_the_eye_before_the_reader_asks(lesson):
    for cell in lesson.roles("ledger"):
        if "verdicts" in cell.source:
            markup = cell.outputs[0]["data"]["text/html"]
            assert markup.startswith("<details>") and markup.rstrip().endswith("</details>")


def test_exercises_stand_as_in_their_table(lesson):
    table = load("exercises").query("lesson == @lesson.number").set_index("exercise_id")
    assert 4 <= len(table) <= 7 and set(table["level"]) == {1, 2, 3} and set(table["core"]) == {True, False}
    found = []
    for cell in lesson.cells:
        match = re.match(
            r"### Exercise (\S+) \((core|further), level (\d), \d+ minutes\)\n\n(.+?)\n\n"
            r"<details><summary>Hint</summary>(.+?)</details>$",
            cell.source,
            re.S,
        )
        if match:
            found.append((match[1], match[2] == "core", int(match[3]), match[4], match[5]))
    assert found == [(name, row.core, row.level, row.prompt, row.hint) for name, row in table.iterrows()]
    tries = lesson.roles("exercise")
    assert [re.search(r'check\("([^"]+)", answer\)', cell.source)[1] for cell in tries] == list(table.index)
    for name, cell in zip(table.index, tries, strict=True):
        assert shown(cell).startswith(f"… {name}: not answered yet"), shown(cell)
        if table.loc[name, "level"] == 1:
            assert "..." in cell.source and re.search(r"^# answer = .*\.\.\.", cell.source, re.M), (
                f"{name}: level 1 begins from a half-written line: # answer = ... below the first one"
            )
    judged = set(table.index[table["answer_kind"] == "judgement"])
    solved = len(lesson.roles("solution"))
    assert solved == len(table) - len(judged)
    for cell in lesson.roles("solution"):
        assert cell.source.startswith("# Solution") and "check(" not in cell.source


def test_exercises_add_something_after_right_and_after_wrong():
    for row in load("exercises").itertuples():
        if row.answer_kind != "judgement":
            assert isinstance(row.shows, str) and row.shows, f"{row.exercise_id}: what does the right answer show?"
            assert isinstance(row.help, str) and row.help != row.hint, (
                f"{row.exercise_id}: help adds nothing to the hint"
            )


def test_an_exercise_changes_the_open_chart(lesson):
    assert "chart" in " ".join(load("exercises").query("lesson == @lesson.number and core")["prompt"]).lower()


# --- links


def test_links_between_notebooks_lead_somewhere(lesson):
    for target in re.findall(r"\]\(([^)]+\.ipynb)\)", "\n".join(cell.source for cell in lesson.cells)):
        assert (ROOT / "notebooks" / target).exists(), target


def runs(*texts):
    """Return all runs of six words in some texts, without code and figures: what a copy keeps if a word is changed."""
    found = set()
    for text in texts:
        said = re.findall(r"\w+", re.sub(r"<!--.*?-->|^```.*?^```", " ", text, flags=re.M | re.S).lower())
        found |= set(zip(*(said[place:] for place in range(6)), strict=False))
    return found


def prose_of(lesson):
    """Return the Markdown cells of a lesson that it has for itself; how to guess and to answer is said in each."""
    return [cell for cell in lesson.cells if cell.kind == "markdown" and not cell.level
            and cell.heading not in ("Your guess first", "Practice")]  # fmt: skip


def test_no_lesson_repeats_another_or_the_template():
    known = {number: runs(*(cell.source for cell in prose_of(lesson))) for number, lesson in LESSONS.items()}
    known["NN"] = runs(*(cell.source for cell in prose_of(read(TEMPLATE))))
    for number, lesson in LESSONS.items():
        cells = [(cell.heading, runs(cell.source)) for cell in prose_of(lesson)]
        for other in set(known) - {number}:
            share = len(known[number] & known[other]) / len(known[number])
            assert share <= 0.2, f"lesson {number} repeats lesson {other}"
            for heading, mine in cells:
                same = len(mine) > 25 and len(mine & known[other]) > 0.5 * len(mine)
                assert not same, f"lesson {number}, {heading!r}: the text of lesson {other}"


def test_no_claim_exercise_or_chart_comes_twice():
    claims, exercises = load("claims"), load("exercises")
    for column in ("paraphrase", "what_the_record_shows"):
        assert list(claims.loc[claims[column].duplicated(), "claim_id"]) == [], f"the same {column} as an earlier claim"
    prompts = {row.exercise_id: runs(row.prompt) for row in exercises.itertuples()}
    for one, mine in prompts.items():
        for other in set(prompts) - {one}:
            share = len(mine & prompts[other]) / max(1, len(mine))
            assert share <= 0.5, f"exercise {one} repeats {other}"
    seen = {}
    for number, lesson in LESSONS.items():
        for cell in lesson.roles("chart", "open-chart"):
            said = shown(cell).strip()
            assert seen.setdefault(said, number) == number, f"the same chart in {number} and {seen[said]}: {said[:80]}"


# --- the template


def test_the_template_has_the_form_that_it_explains():
    lesson = read(TEMPLATE)
    test_parts_stand_in_the_same_order(lesson)
    test_each_section_says_what_is_seen_and_what_is_not(lesson)
    test_a_marked_or_numbered_heading_begins_its_cell(lesson)
    test_the_same_imports_everywhere(lesson)
    test_hidden_code_is_a_chart_or_a_solution(lesson)
    assert {cell.role for cell in lesson.cells} >= {*ROLES, "python", "ledger", "imports", "analysis"}
