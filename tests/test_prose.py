"""How much of a change in the prose is noticed: a number by one unit, a number word, a month, two figures exchanged."""

import random
import re
from functools import lru_cache

import nbformat
import pandas as pd
import pytest

from tests import prose, test_lessons
from tools import NOTEBOOKS
from tools.lessons import figures, read, stamp

CHANGES = 200
WANTED = {"number": 0.95, "word": 0.8, "month": 0.95, "exchange": 0.95}  # words: fractions, rates, "the two" are free
FORM = [
    test_lessons.test_parts_stand_in_the_same_order,
    test_lessons.test_each_section_says_what_is_seen_and_what_is_not,
    test_lessons.test_opening_table_names_what_the_lesson_uses,
    test_lessons.test_exercises_stand_as_in_their_table,
]


def shown(text, pattern):
    """Return the places of a pattern in the prose of a cell: not in code, in links or where figures are bound."""
    hidden = [m.span() for rule in (r"<!--.*?-->", r"^```.*?^```", r"`[^`\n]*`", r"\]\([^)]*\)", r"<[^>]+>")
              for m in re.finditer(rule, text, re.M | re.S)]  # fmt: skip
    return [m for m in re.finditer(pattern, text) if not any(a <= m.start() < b for a, b in hidden)]


def moved(number):
    """Return a number, as text, one unit higher in its last place; 9 becomes 8, so that no other place changes."""
    return number[:-1] + (str(int(number[-1]) + 1) if number[-1] != "9" else "8")


@lru_cache
def opened(path):
    """Return a notebook, the same as a Lesson, and the tables of that lesson as one text."""
    book = nbformat.read(path, as_version=4)
    return book, read(book), prose.tables_of(read(book))


def noticed(path, place, source):
    """Whether a test of the lessons fails when one Markdown cell of a lesson says this instead."""
    book, before, tables = opened(path)
    cell = before.cells[place]
    if not cell.level and prose.said(source, prose.finds(cell)) != [figure for figure, _ in figures(source)]:
        return True
    if any(prose.references(source, before)) or prose.unknown_symbols(source, tables):
        return True
    sources = [cell.source for cell in book.cells]
    try:
        book.cells[place].source = source
        return misshapen(book, before)
    finally:
        for cell, old in zip(book.cells, sources, strict=True):
            cell.source = old


def misshapen(book, before):
    """Whether a test of the form of a lesson fails for a notebook; before: the lesson as it was."""
    lesson, sources = read(book), [cell.source for cell in book.cells]
    stamp(book)
    if [cell.source for cell in book.cells] != sources or lesson.number != before.number:
        return True
    for test in FORM:
        if lesson.workshop and test.__name__ in test_lessons.NOT_OF_A_WORKSHOP:
            continue
        try:
            test(lesson)
        except AssertionError:
            return True
    return False


MORE = {word: more for word, more in zip(prose.WORDS, [*list(prose.WORDS)[1:], "sixty"], strict=True)}


def spots(kind):
    """Yield path, place and changed text for each change of a kind: a number, a number word, a month, an exchange."""
    for path in NOTEBOOKS:
        for place, cell in enumerate(opened(path)[1].cells):
            if cell.kind != "markdown" or (cell.level and kind != "number"):
                continue
            if kind == "exchange":
                yield from ((path, place, text) for text in exchanged(cell.source))
                continue
            if kind == "word" and not prose.finds(cell):
                continue
            for found in shown(cell.source, {"number": NUMBERS, "word": COUNTS, "month": prose.MONTH}[kind]):
                yield path, place, cell.source[: found.start()] + other(found[0]) + cell.source[found.end() :]


NUMBERS = r"\d+(?:[.,]\d+)*"
COUNTS = rf"(?i)(?<!\bthe )(?<!\bone )\b(?:{'|'.join(prose.WORDS)})\b"


def other(figure):
    """Return another number, number word or month."""
    month = next((name for name in prose.MONTHS if name in figure), "")
    if month:
        return figure.replace(month, prose.MONTHS[prose.MONTHS.index(month) - 1])
    if figure.lower() in MORE:
        return MORE[figure.lower()]
    return moved(figure)


def exchanged(text):
    """Yield a text with two neighbouring figures in each other's place."""
    found = [
        one for one in shown(text, rf"{prose.MONTH}|\d{{4}}-\d\d(?:-\d\d)?|{NUMBERS}") if one[0] in dict(figures(text))
    ]
    for one, two in zip(found, found[1:], strict=False):
        if one[0] != two[0]:
            yield text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


@pytest.mark.parametrize("kind", ["number", "word", "month", "exchange"])
def test_nearly_every_change_in_the_prose_is_noticed(kind):
    there = list(spots(kind))
    chosen = random.Random(2018).sample(there, min(CHANGES, len(there)))
    missed = []
    for path, place, text in chosen:
        if not noticed(path, place, text):
            before = opened(path)[0].cells[place].source
            at = next(n for n, pair in enumerate(zip(before, text, strict=False)) if pair[0] != pair[1])
            missed.append(f"{path.name[:2]}: ...{before[max(0, at - 40) : at + 20]!r}")
    share = 1 - len(missed) / len(chosen)
    print(f"{kind}: {share:.1%} of {len(chosen)} changes noticed")
    assert share >= WANTED[kind], "\n".join(missed)


# --- the rules, each on a small text


NAMES = {"votes": pd.DataFrame({"year": [2017, 2018, 2018], "yes": [9, 11, 15]}), "years": [2017, 2018], "top": 11,
         "dates": pd.Series(pd.to_datetime(["2018-01-19", "2018-03-05"]))}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "bound", "fault"),
    [
        ("In 2018 at most 15.", ["2018 = votes['year'].max()", "15 = votes['yes'].max()"], ""),
        ("On 19 January 2018, in March 2018.", ["19 January 2018 = dates[0]", "March 2018 = dates[1]"], ""),
        ("Eleven said yes.", ["eleven = top"], ""),
        ("Two drafts, the two, the same two, three in ten, two thirds.", ["two = (votes['yes'] > 9).sum()"], ""),
        ("At most 15.", [], "said and not bound"),
        ("At most.", ["15 = votes['yes'].max()"], "bound and not said"),
        ("At most 16.", ["16 = votes['yes'].max()"], "gives 15"),
        ("Three drafts.", ["three = (votes['yes'] > 9).sum()"], "gives 2"),
        ("Two drafts.", [], "two is said and not bound"),
        ("In February 2018.", ["February 2018 = dates[0]"], "gives 2018-01-19"),
        ("On 18 January 2018.", ["18 January 2018 = dates[0]"], "gives 2018-01-19"),
        ("In 2018 at most 15.", ["15 = votes['yes'].max()", "2018 = votes['year'].max()"], "in another"),
        ("In 2018 and in 2018.", ["2018 = votes['year'].max()"], "each time"),
        ("At most 25.", ["25 = 25 + 0 * len(votes)"], "in which it is typed"),
        ("At most 25.", ["25 = 24 + 1 + 0 * len(votes)"], "whatever the tables hold"),
        ("At most 25.", ["25 = len('x' * 25) + 0 * top"], "in which it is typed"),
        ("At most 25.", ["25 = max(5 * 5 for one in years[:0] or [1])"], "whatever the tables hold"),
        ("At most 11.", ["11 = votes['yes'].tolist()"], "gives [9, 11, 15]"),
        ("In 2018.", ["2018 = votes.loc[votes['year'] == 2018, 'year'].max()"], "in which it is typed"),
        ("At most 25.", ["25 = [*range(11), 25]"], "in which it is typed"),
        ("At most 5.", ["5 = pd.Series([5]).iloc[0]"], "whatever the tables hold"),
    ],
)
def test_a_figure_that_is_not_bound_as_it_should_be_is_found(text, bound, fault):
    lines = "".join(f"{line}\n" for line in bound)
    found = list(prose.faults(f"{text}\n\n<!-- figures\n{lines}-->", NAMES, found=True))
    assert any(fault in one for one in found) if fault else not found, found
