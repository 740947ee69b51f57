"""Numbers in the prose: which there are, what each is bound to, and whether it still says what the code computes.

A Markdown cell with figures ends in a comment that binds each of them to an expression, in the names of the lesson:
<!-- figures, then one `number = expression` a line, then -->. Not bound are code, links, list numbers, numbers of
lessons, sections, claims and exercises, symbols of documents, and durations.
"""

import ast
import re
from functools import lru_cache

import numpy as np
import pandas as pd

from helpers import load
from helpers.show import UN_SYMBOL
from tools.lessons import figures

BLOCKS = [r"<!--.*?-->", r"^```.*?^```", r"<details.*?</details>"]
EXEMPT = [
    r"`[^`]*`",
    r"\]\([^)]*\)",
    r"<[^>]+>",
    r"^#.*$",
    r"^\d+\. ",
    r"^\|.*\|$",
    UN_SYMBOL.pattern,
    r"\b\d\d-[a-z0-9]\b",
    r"\b[Ll]essons? \d\d(?:(?:, | and | to )\d\d)*",
    r"\b[Ss]ections? \d(?:(?:, | and | to )\d)*",
    r"\b\d+ minutes?\b",
]
NUMBER = r"\d{4}-\d{2}(?:-\d{2})?(?!\d)|\d[\d,]*(?:\.\d+)?(?!\d)"
WORDS = {"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
         "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}  # fmt: skip
MOST = 12  # values of a list in which a date or year may stand


def said(text):
    """Return the figures of a Markdown cell: numbers and dates as they are written, and number words from eleven on."""
    for rule in BLOCKS:
        text = re.sub(rule, " ", text, flags=re.M | re.S)
    for rule in EXEMPT:
        text = re.sub(rule, " ", text, flags=re.M)
    spelled = [word for word in re.findall(r"[a-z]+", text.lower()) if word in WORDS]
    return {number.rstrip(",") for number in re.findall(NUMBER, text)} | set(spelled)


def record(claim):
    """Return what the ledger says of a claim, as text."""
    row = load("claims").set_index("claim_id").loc[claim]
    return f"{row['what_the_record_shows']} {row['what_would_change_it']}"


def source(source_id):
    """Return title, date and symbol of a source, as text."""
    row = load("sources").fillna("").set_index("source_id").loc[source_id]
    return f"{row['title']} {row['published']} {row['symbol']}"


def holds(figure, value):
    """Whether a figure, as it is written, is the value; it may also stand in a text or in a short list."""
    if isinstance(value, (pd.Series, pd.Index, np.ndarray, list, tuple, set)):
        return len(value) <= MOST and any(holds(figure, one) for one in list(value))
    if value is None or isinstance(value, (bool, np.bool_)):
        return False
    if isinstance(value, (int, float, np.number)):
        if "-" in figure:
            return False
        number = WORDS.get(figure) or float(figure.replace(",", ""))
        decimals = len(figure.split(".")[1]) if "." in figure else 0
        return abs(number - float(value)) <= 0.5 * 10**-decimals + 1e-9
    plain = re.sub(r"(?<=\d),(?=\d)", "", str(value).lower())
    return bool(re.search(rf"(?<![\d.]){re.escape(figure.replace(',', ''))}(?!\d)", plain))


def faults(text, names):
    """Yield a sentence for each figure of a Markdown cell that is not bound, or not what its expression gives.

    names: the names of the lesson after a full run.
    """
    bound, there = figures(text), said(text)
    for figure in sorted(there - set(bound)):
        yield f"{figure} is said and not bound to an expression"
    for figure in sorted(set(bound) - there):
        small = "; a number word below eleven needs no line" if figure.isalpha() and figure not in WORDS else ""
        yield f"{figure} is bound and not said{small}"
    for figure in sorted(set(bound) & there):
        if not any(isinstance(node, ast.Name) for node in ast.walk(ast.parse(bound[figure]))):
            yield f"{figure} is bound to {bound[figure]}, which computes nothing"
            continue
        value = eval(bound[figure], {**names, "record": record, "source": source, "load": load, "pd": pd})
        if not holds(figure, value):
            yield f"{figure} is said, and {bound[figure]} gives {str(value)[:80]}"


def references(text, lesson):
    """Yield a sentence for each reference that leads nowhere, or elsewhere than it says.

    Another lesson is named by a link to it; claims and exercises are those of the lesson, but for the two that look at
    all of them (08 and 09); sections exist; a numbered list counts from 1.
    """
    for rule in BLOCKS[:2]:
        text = re.sub(rule, " ", text, flags=re.M | re.S)
    for number, target in re.findall(r"\[lesson (\d\d)[^\]]*\]\(([^)]*)\)", text, re.I):
        if not target.startswith(f"{number}-"):
            yield f"lesson {number} is linked to {target}"
    bare = re.sub(r"\[[^\]]*\]\([^)]*\)", " ", text)
    for number in re.findall(r"\b[Ll]esson (\d\d)", re.sub(r"^(\||# ).*$", " ", bare, flags=re.M)):
        yield f"lesson {number} is named without a link to it"
    known = set(load("claims")["claim_id"]) | set(load("exercises")["exercise_id"])
    for found in re.findall(r"\b\d\d-[a-z0-9]\b(?!-)", bare):
        if found not in known or (found[:2] != lesson.number and lesson.number not in ("08", "09")):
            yield f"{found} is no claim or exercise of this lesson"
    for number in re.findall(r"\b[Ss]ection (\d+)", bare):
        if not 1 <= int(number) <= len(lesson.sections):
            yield f"there is no section {number}"
    blocks = re.findall(r"(?:^\d+\. .*\n?)+|(?:^\| \d+ \|.*\n?)+", bare, re.M)  # lists, and tables with numbered rows
    for block in blocks:
        numbers = [int(number) for number in re.findall(r"^(?:\| )?(\d+)(?:\. | \|)", block, re.M)]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the list counts {numbers}"


def tables_of(lesson):
    """Return the claims, the sources and the tables that a lesson loads, as one text."""
    names = ["claims", "sources", *re.findall(r'load\("(\w+)"\)', "\n".join(cell.source for cell in lesson.cells))]
    return _as_text(tuple(dict.fromkeys(names)))


@lru_cache(maxsize=16)
def _as_text(names):
    return "\n".join(load(name).to_csv(index=False) for name in names)


def unknown_symbols(text, known):
    """Return the document symbols in a text that no table of the lesson has. known: those tables as one text."""
    text = re.sub(r"\]\([^)]*\)|<!--.*?-->", "", text, flags=re.S)
    return [
        symbol for symbol in UN_SYMBOL.findall(text) if not re.search(rf"{re.escape(symbol.split(' ')[0])}\b", known)
    ]
