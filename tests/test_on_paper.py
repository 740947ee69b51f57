"""Handouts and class sheets before they are printed: nothing on paper speaks of a screen, and nothing is lost."""

import html
import math
import re

import pytest

from helpers.show import plain
from tools import NOTEBOOKS, paper
from tools.lessons import read

LESSONS = {path.name[:2]: read(path) for path in NOTEBOOKS}
SCREEN = (
    r"run (it|the|this|that)|re-?run|cells? (above|below|again|of|with)|the cell\b|(un)?fold(ed|s)?\b|three dots|"
    r"shift ?\+|\bclick|press (the|enter)|\bbuttons?\b|python|notebook|kernel|pandas|drawn in the open|hints?\b|"
    r"check\(|solution\b|quotation marks in place|half-written|open the (table|record)|first line|this page"
)


@pytest.fixture(params=LESSONS, scope="module")
def lesson(request):
    """Each lesson in turn."""
    return LESSONS[request.param]


@pytest.fixture(scope="module")
def handout(lesson):
    """The lesson as it is printed."""
    return paper.handout(lesson)


def text(markup):
    """Return what a reader reads."""
    return " ".join(html.unescape(plain(re.sub(r'src="data:[^"]*"', "", markup))).split())


def test_nothing_on_paper_speaks_of_a_screen(lesson, handout):
    for markup in (handout, paper.sheet(lesson)):
        found = [match[0] for match in re.finditer(rf".{{30}}\b(?:{SCREEN}).{{30}}", text(markup), re.I)]
        assert not found, f"{found}: leave the sentence out in tools/paper.py, or write the task again in paper.yaml"
        assert "<details" not in markup and "<code>ledger" not in markup and "href=" not in markup


def test_each_core_section_and_chart_is_there_and_no_further_one(lesson, handout):
    core = {cell.part for cell in lesson.cells if cell.core}
    for section in lesson.sections:
        assert (f"<h2>{section}" in html.unescape(handout)) == (section in core), section
        assert section in html.unescape(handout)
    shown = [cell for cell in lesson.cells if cell.core and cell.role in ("chart", "open-chart")]
    charts = [
        cell for cell in shown if any("<figure" in out.get("data", {}).get("text/html", "") for out in cell.outputs)
    ]
    pictures = re.findall(
        r'<div class="chart"><img alt="([^"]+)" src="data:image/png;base64,[^"]+"><p class="sources">', handout
    )
    if lesson.workshop:
        pictures = re.findall(r'<div class="chart"><img alt="([^"]+)"', handout)
    assert handout.count("<img ") == len(pictures) >= len(charts) >= (not lesson.workshop)
    assert handout.count("<figure") == 0 and len(set(pictures)) == len(pictures)


def test_tasks_on_paper_are_tasks_of_the_lesson(lesson):
    listed = paper.ON_PAPER.get(lesson.number, {})
    turns = {
        cell.heading for cell in lesson.cells if cell.core and cell.begins and cell.heading.startswith("Your turn")
    }
    exercises = {cell.heading.split()[1]: cell for cell in lesson.cells if cell.core and cell.level and cell.begins}
    assert set(listed) - {"hide"} <= turns | set(exercises), (
        "tools/paper.yaml names a task that is not on the core path"
    )
    assert set(listed.get("hide", [])) <= turns
    for name, cell in exercises.items():
        speaks = paper.SCREEN.search(cell.source.split("<details")[0])
        assert name in listed or not speaks, f"{name} speaks of cells: write it for paper in tools/paper.yaml, or ~"
    done = [name for name, cell in exercises.items() if paper.on_paper(lesson, cell)]
    assert done or lesson.workshop, "no exercise is left on paper"


def test_each_task_has_room_to_write(lesson, handout):
    tasks = re.findall(r'<section class="task"><h3>(.+?)</h3>(.+?)</section>', handout, re.S)
    said = "three tasks or more: Your turns and core exercises, written for paper in tools/paper.yaml"
    assert len(tasks) >= 3 or 'class="form"' in handout, said
    assert all('<div class="room"' in task for _, task in tasks)
    assert handout.count('<div class="room"') == len(tasks)


def test_figures_of_a_task_are_printed_in_the_lesson(lesson, handout):
    tasks = [task for _, task in re.findall(r'<section class="task"><h3>(.+?)</h3>(.+?)</section>', handout, re.S)]
    rest = text(re.sub(r'<section class="task">.+?</section>', " ", handout, flags=re.S))
    rest += " ".join(re.findall(r'alt="([^"]*)"', handout))
    passing = sum(math.comb(15, yes) for yes in range(9, 16))  # nine yes votes or more, of 15 members, without a veto
    for number in re.findall(r"\d[\d,.-]*\d", text(" ".join(tasks))):
        assert number in rest or number == f"{passing:,}" or re.fullmatch(r"\d\d|19\d\d|20\d\d|\d\d-\d", number), number


def test_the_record_comes_last_and_has_every_verdict(lesson, handout):
    if lesson.workshop:
        return
    before, record = handout.split('<h2 class="record">')
    claims = paper.load("claims").query("lesson == @lesson.number")
    assert all(f">{claim}</th>" in record for claim in claims["claim_id"])
    assert all(f">{claim}</th>" in before for claim in claims.loc[claims["core"], "claim_id"])
    for grounds in claims["what_the_record_shows"]:
        assert html.escape(grounds) not in before


def test_a_class_sheet_has_claims_questions_and_cards_and_no_key(lesson):
    sheet = paper.sheet(lesson)
    front, back = sheet.split('<h2 class="back">')
    assert len(re.findall(r">\d\. ", front)) == 5 and "Key:" not in sheet
    assert back.count('class="card"') >= 3, "the teacher's guide has three role-play cards or more for each lesson"
    assert lesson.opening["idea"] in html.unescape(front)


def test_sources_have_one_number_in_the_whole_series(lesson, handout):
    last = len(paper.load("sources"))
    numbers = [
        int(number) for line in re.findall(r"Sources? ([\d, ]+)", text(handout)) for number in re.findall(r"\d+", line)
    ]
    assert all(number <= last for number in numbers) and bool(numbers) != lesson.workshop
    assert paper.sources().count("<li>") == last
    assert paper.numbers([paper.load("sources")["source_id"].iloc[-1]]) == [last]
