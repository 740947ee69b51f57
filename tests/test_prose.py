"""How much of a change in the prose is noticed: one number, by one unit in its last place, in any lesson."""

import random
import re
from functools import lru_cache

import nbformat

from tests import prose, test_lessons
from tools import NOTEBOOKS
from tools.lessons import read, stamp

CHANGES, WANTED = 200, 0.95
FORM = [
    test_lessons.test_parts_stand_in_the_same_order,
    test_lessons.test_each_section_says_what_is_seen_and_what_is_not,
    test_lessons.test_opening_table_names_what_the_lesson_uses,
    test_lessons.test_exercises_stand_as_in_their_table,
]


def numbers(text):
    """Return the places of all numbers in the prose of a cell: not those in code, in links or bound to figures."""
    hidden = [m.span() for rule in (r"<!--.*?-->", r"^```.*?^```", r"`[^`\n]*`", r"\]\([^)]*\)", r"<[^>]+>")
              for m in re.finditer(rule, text, re.M | re.S)]  # fmt: skip
    return [m for m in re.finditer(r"\d+(?:[.,]\d+)*", text) if not any(a <= m.start() < b for a, b in hidden)]


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
    if not cell.level and prose.said(source, prose.finds(cell)) != list(prose.figures(source)):
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


def test_nearly_every_changed_number_in_the_prose_is_noticed():
    spots = []
    for path in NOTEBOOKS:
        for place, cell in enumerate(opened(path)[1].cells):
            if cell.kind == "markdown":
                spots += [(path, place, cell.source, number.span()) for number in numbers(cell.source)]
    chosen = random.Random(2018).sample(spots, min(CHANGES, len(spots)))
    missed = []
    for path, place, source, (start, end) in chosen:
        changed = source[:start] + moved(source[start:end]) + source[end:]
        if not noticed(path, place, changed):
            line = source[:start].rsplit("\n", 1)[-1][-40:]
            missed.append(f"{path.name[:2]}: ...{line}[{source[start:end]}]")
    share = 1 - len(missed) / len(chosen)
    print(f"{share:.1%} of {len(chosen)} changes noticed")
    assert share >= WANTED, "\n".join(missed)
