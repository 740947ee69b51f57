"""Numbers in the prose: which there are, what each is bound to, and whether it still says what the code computes.

A Markdown cell with figures ends in a comment that binds each of them, in the order in which they are said, to an
expression in the names of the lesson: <!-- figures, then one `number = expression` a line, then -->. A figure is a
number, a date, a month with its day or year, or a number word from eleven on; where a lesson says what it found (What
we see, The record, Key points), from two on. An expression gives one value, computed from tables: another table,
another value. Not bound are code, links, list numbers, numbers of lessons, sections, claims and exercises, symbols of
documents, durations; of the words from two to ten those that point to what was named (the two, the same two),
fractions (two thirds) and rates (three in ten).
"""

import ast
import calendar
import re
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

from helpers import about, load
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
    r"\b(?:\d+|[a-z]+) minutes?\b",
]
MONTHS = list(calendar.month_name)[1:]
MONTH = rf"(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) \d{{4}}|\d{{1,2}} (?:{'|'.join(MONTHS)})"
NUMBER = r"\d{4}-\d{2}(?:-\d{2})?(?!\d)|\d[\d,]*(?:\.\d+)?(?!\d)"
SMALL = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
WORDS = SMALL | {"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
                 "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
                 "fifty": 50}  # fmt: skip
POINTS = r"\b(?:the|these|those|same|no|or) $"  # to what was named, or to no number
RATE = rf"\b(?:one|{'|'.join(SMALL)})(?: \w+)? in $"
FRACTION = r"[ -](?:thirds?|quarters?|fifths?|tenths?)\b"


def finds(cell):
    """Whether a Markdown cell says what the lesson found."""
    return cell.heading == "What we see" or cell.part in ("The record", "Key points")


def said(text, found=False):
    """Return the figures of a Markdown cell, as they are written and in their order. found: it says what was found."""
    for rule in BLOCKS:
        text = re.sub(rule, " ", text, flags=re.M | re.S)
    for rule in EXEMPT:
        text = re.sub(rule, " ", text, flags=re.M)
    text = " ".join(text.split())
    figures = []
    for match in re.finditer(rf"{MONTH}|{NUMBER}|\b(?:{'|'.join(WORDS)})\b", text, re.I):
        figure, before, after = match[0].rstrip(","), text[: match.start()].lower(), text[match.end() :]
        if figure.lower() in WORDS:
            figure = figure.lower()
            named = re.search(rf"{POINTS}|{RATE}", before) or re.match(rf"{FRACTION}|(?: \w+)? in ten\b", after)
            if figure in SMALL and (named or not found):
                continue
        figures.append(figure)
    return figures


def record(claim):
    """Return what the ledger says of a claim, as text."""
    row = load("claims").set_index("claim_id").loc[claim]
    return f"{row['what_the_record_shows']} {row['what_would_change_it']}"


def source(source_id):
    """Return title, date and symbol of a source, as text."""
    row = load("sources").fillna("").set_index("source_id").loc[source_id]
    return f"{row['title']} {row['published']} {row['symbol']}"


def holds(figure, value):
    """Whether a figure, as it is written, is the value, or stands in it if it is a text."""
    if isinstance(value, (pd.Series, pd.Index, np.ndarray, list, tuple, set)):
        return len(value) == 1 and holds(figure, next(iter(value)))
    if value is None or isinstance(value, (bool, np.bool_)):
        return False
    month = re.fullmatch(rf"(\d+ )?({'|'.join(MONTHS)})( \d+)?", figure)
    if month:
        date = f"{month[3] or ''}-{MONTHS.index(month[2]) + 1:02}{f'-{int(month[1]):02}' if month[1] else ''}".strip()
        return figure in str(value) or date in str(value)
    if isinstance(value, (int, float, np.number)):
        if "-" in figure:
            return False
        number = WORDS.get(figure) or float(figure.replace(",", ""))
        decimals = len(figure.split(".")[1]) if "." in figure else 0
        return abs(number - float(value)) <= 0.5 * 10**-decimals + 1e-9
    plain = re.sub(r"(?<=\d),(?=\d)", "", str(value).lower())
    if figure in WORDS:
        return bool(re.search(rf"\b(?:{figure}|{WORDS[figure]})\b", plain))
    return bool(re.search(rf"(?<![\d.]){re.escape(figure.replace(',', ''))}(?!\d)", plain))


def faults(text, names, found=False):
    """Yield a sentence for each figure of a Markdown cell that is not bound, or not what its expression gives.

    names: the names of the lesson after a full run. found: whether the cell says what was found.
    """
    bound, there = figures(text), said(text, found)
    names_bound = [figure for figure, _ in bound]
    for figure in sorted(set(there) - set(names_bound)):
        yield f"{figure} is said and not bound to an expression"
    for figure in sorted(set(names_bound) - set(there)):
        yield f"{figure} is bound and not said"
    if set(there) == set(names_bound) and there != names_bound:
        yield f"the figures are said in the order {', '.join(there)}, each time it is said, and bound in another"
    given = {**names, "record": record, "source": source, "load": load, "pd": pd}
    used = {node.id for _, code in bound for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    called = any(callable(given.get(name)) for name in used - {"record", "source", "load", "about", "len"})
    empty = given | {name: emptied(given[name]) for name in (given if called else used & set(given))}
    for figure, code in dict.fromkeys(pair for pair in bound if pair[0] in there):
        if any(isinstance(node, ast.Constant) and typed(figure, node.value) for node in ast.walk(ast.parse(code))):
            yield f"{figure} is bound to {code}, in which it is typed"
            continue
        value = eval(code, given)
        if not holds(figure, value):
            yield f"{figure} is said, and {code} gives {str(value)[:80]}"
        elif outcome(code, empty, names) == str(value) and figure != "0":
            yield f"{figure} is bound to {code}, which gives it whatever the tables hold"


def typed(figure, value):
    """Whether a constant is the figure itself; numbers below ten count places and stand for themselves."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 10 and holds(figure, value)


def outcome(expression, names, lesson):
    """Return what an expression gives in other names, as text; nothing if it stops. lesson: what its functions see."""
    before = dict(lesson)
    lesson.update({name: value for name, value in names.items() if name in lesson})
    try:
        with np.errstate(all="ignore"):
            return str(eval(expression, names))
    except Exception:
        return ""
    finally:
        lesson.update(before)


def emptied(value):
    """Return the same kind of value with nothing in it; of a number or a date another one."""
    if isinstance(value, pd.DataFrame):
        return value.iloc[:0, :0]
    if isinstance(value, (bool, np.bool_)):
        return value
    if isinstance(value, (int, float, np.number)):
        return value + 1
    if isinstance(value, pd.Timestamp):
        return value + pd.Timedelta(days=400)
    if isinstance(value, (pd.Series, pd.Index, np.ndarray)):
        return value[:0]
    if type(value) in (str, list, tuple, set, dict):
        return type(value)()
    if value is about:
        return lambda name: SimpleNamespace(text="")
    return (lambda name: emptied(value(name))) if value in (record, source, load) else value


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
