"""The printed handouts and class sheets: pages, paper, tags, text alternatives. Run by `make test-site`."""

import html
import re
from collections import Counter
from pathlib import Path

import pikepdf
import pytest

from tools import NOTEBOOKS, paper
from tools.handouts import HANDOUTS
from tools.lessons import read

NAMES = [*(path.stem for path in NOTEBOOKS), *(f"{path.name[:2]}-sheet" for path in NOTEBOOKS), "sources"]
SIZES = {"a4": (595, 842), "letter": (612, 792)}
SHOWN = {"Tj", "TJ", "'", '"', "Do", "sh", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*"}


@pytest.fixture(params=[f"{name}-{size}.pdf" for name in NAMES for size in SIZES], scope="module")
def book(request):
    """Each PDF in turn."""
    with pikepdf.open(HANDOUTS / request.param) as found:
        found.path = Path(request.param)
        yield found


def elements(node):
    """Yield every element of the tag tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from elements(part)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def test_nothing_else_is_in_the_folder():
    assert {path.name for path in HANDOUTS.glob("*")} == {f"{name}-{size}.pdf" for name in NAMES for size in SIZES}


def test_pages_are_few_and_of_the_right_size(book):
    if "sheet" in book.path.stem:
        assert len(book.pages) == 2
    elif "sources" not in book.path.stem:
        assert len(book.pages) <= 12
    wide, high = SIZES[book.path.stem.rsplit("-", 1)[1]]
    assert all(abs(page.mediabox[2] - wide) < 2 and abs(page.mediabox[3] - high) < 2 for page in book.pages)


def test_each_pdf_says_what_it_is_and_in_which_language(book):
    assert str(book.Root.Lang) == "en" and book.Root.MarkInfo.Marked is True
    assert book.Root.ViewerPreferences.DisplayDocTitle is True
    assert re.match(r"Lesson \d\d: |Sources of ", str(book.docinfo.Title)) and "/CreationDate" not in book.docinfo


def test_everything_on_a_page_has_a_tag_or_is_marked_as_decoration(book):
    for number, page in enumerate(book.pages, 1):
        depth = 0
        for step in pikepdf.parse_content_stream(page):
            name = str(step.operator)
            depth += (name in ("BMC", "BDC")) - (name == "EMC")
            assert depth >= 0 and not (name in SHOWN and depth == 0), f"page {number}: {name}"
        assert depth == 0


def test_each_chart_is_one_figure_with_its_text(book):
    lesson = next((read(path) for path in NOTEBOOKS if path.stem == book.path.stem.rsplit("-", 1)[0]), None)
    wanted = re.findall(r'<img alt="([^"]*)"', paper.handout(lesson)) if lesson else []
    figures = [str(node.get("/Alt", "")) for node in elements(book.Root.StructTreeRoot) if node.S == "/Figure"]
    assert [" ".join(text.split()) for text in figures] == [" ".join(html.unescape(text).split()) for text in wanted]


def test_headings_lead_through_and_tables_have_heads(book):
    tags = [str(node.S) for node in elements(book.Root.StructTreeRoot)]
    levels = [int(tag[2]) for tag in tags if re.fullmatch(r"/H\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels
    count = Counter(tags)
    assert count["/Table"] <= count["/TH"] and count["/TR"] >= 2 * count["/Table"]
