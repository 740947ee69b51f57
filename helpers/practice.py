"""Exercises that check themselves."""

import json
import unicodedata
from numbers import Number

import pandas as pd

from helpers.problem import Problem
from helpers.tables import load

EXPECTED = {
    "number": "a number",
    "text": "a text",
    "set": "a set or list of names",
    "parts": "a dictionary with named parts",
    "table": "a table (DataFrame)",
    "judgement": "a text of a few sentences",
}
FEWEST = 25  # words of a judgement


OPEN = "not answered yet. Replace the three dots with your answer."


def check(exercise, answer):
    """Say whether an answer is right, not yet right (with a hint), or not given yet. Prints; returns nothing.

    exercise: its id, for instance "05-1". answer: `...` or None means not answered yet. Numbers are compared with the
    tolerance of the exercise (in its unit), text without case and accents, sets in any order, tables without
    index or column order; a judgement must name the points of the model answer. Errors: Problem for an unknown id.

    >>> check("00-1", ...)
    … 00-1: not answered yet. Replace the three dots with your answer.
    >>> check("00-1", 3)
    ✗ 00-1: a text is expected, you gave a number.
    """
    exercises = load("exercises").set_index("exercise_id")
    if exercise not in exercises.index:
        raise Problem(f"There is no exercise {exercise!r}. Exercises are: {', '.join(exercises.index)}.")
    task = exercises.loc[exercise]
    open_ = answer is ... or answer is None
    said = OPEN if open_ else KINDS[task["answer_kind"]](answer, json.loads(task["answer"]), task)
    sign = "✓" if not said else "…" if said.startswith(OPEN) else "✗"
    print(f"{sign} {exercise}: {said or 'right.'}")


def _name(value):
    names = {str: "a text", bool: "True or False", list: "a list", tuple: "a list", set: "a set", dict: "a dictionary",
             pd.DataFrame: "a table", pd.Series: "a column of a table"}  # fmt: skip
    for kind, name in names.items():
        if isinstance(value, kind):
            return name
    return "a number" if isinstance(value, Number) else "a missing value" if value is pd.NA else type(value).__name__


def _expected(task, value):
    return f"{EXPECTED[task['answer_kind']]} is expected, you gave {_name(value)}."


def _plain(text):
    letters = unicodedata.normalize("NFKD", str(text).strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _value(value, right, task, parts=("",)):
    """Return "" if one number or text is right, else what to say about it."""
    kind = "number" if isinstance(right, Number) else "text"
    if value is ... or value is None:
        return OPEN
    if isinstance(value, bool) or not isinstance(value, Number if kind == "number" else str):
        return f"{EXPECTED[kind]} is expected, you gave {_name(value)}."
    if kind == "text":
        return "" if _plain(value) == _plain(right) else _hint(value, parts, task)
    if pd.isna(value):
        return "the value is missing (NaN): look for the step that lost it."
    near = lambda number: abs(value - number) <= task["tolerance"] + 1e-9  # noqa: E731
    if near(right):
        return ""
    known = _hint(value, parts, task, only_known=True)
    if known:
        return known
    if task["unit"] == "per cent" and right and near(right / 100) and not near(0):
        return "not yet. You gave a share; per cent is asked: times 100."
    if task["unit"] == "share" and abs(value - 100 * right) <= 100 * task["tolerance"]:
        return "not yet. You gave per cent; a share from 0 to 1 is asked: divide by 100."
    if right and near(-right):
        return "not yet. The size is right; look at the sign."
    if isinstance(right, int) and abs(value - right) == 1:
        return "not yet. You are off by one: look at what is counted first and last, or at the rounding."
    return f"not yet. {task['hint']}"


def _hint(value, parts, task, only_known=False):
    mistakes = load("mistakes")
    for row in mistakes[mistakes["exercise_id"] == task.name].itertuples():
        wrong = json.loads(row.wrong_answer)
        here = ("" if pd.isna(row.part) else row.part) in parts
        if here and (_key(wrong) == _key(value) or _close(wrong, value, task)):
            return f"not yet. {row.hint}"
    return "" if only_known else f"not yet. {task['hint']}"


def _key(value):
    return sorted(map(_plain, value)) if isinstance(value, list) else _plain(value)


def _close(wrong, value, task):
    return isinstance(wrong, Number) and isinstance(value, Number) and abs(wrong - value) <= task["tolerance"] + 1e-9


def _one(answer, right, task):
    return _value(answer, right, task)


def _set(answer, right, task):
    if isinstance(answer, (str, dict, pd.DataFrame)) or not hasattr(answer, "__iter__"):
        return _expected(task, answer)
    given, wanted = {_plain(item) for item in answer}, {_plain(item) for item in right}
    if given == wanted:
        return ""
    extra = sorted(str(item) for item in set(answer) if _plain(item) not in wanted)
    counts = f"{len(given & wanted)} of {len(wanted)} found" + (f", too many: {', '.join(extra)}" if extra else "")
    return f"{_hint(sorted(map(str, answer)), ('',), task)} ({counts})"


def _parts(answer, right, task):
    answer = answer.to_dict() if isinstance(answer, pd.Series) else answer
    if not isinstance(answer, dict):
        return _expected(task, answer)
    if all(answer.get(part) in (..., None) for part in right):
        return OPEN
    said = {part: _value(answer.get(part), value, task, (part,)) for part, value in right.items()}
    wrong = [f"{part}: {words}" for part, words in said.items() if words]
    return "" if not wrong else f"{len(right) - len(wrong)} of {len(right)} parts are right. " + " ".join(wrong)


def _table(answer, right, task):
    if not isinstance(answer, pd.DataFrame):
        return _expected(task, answer)
    wanted = pd.DataFrame(right)
    given = answer if set(wanted) <= set(answer) else answer.reset_index()
    missing = [column for column in wanted if column not in given]
    if missing:
        return f"not yet. The column {missing[0]} is missing; your table has: {', '.join(map(str, answer.columns))}."
    key = wanted.columns[0]
    rows = {_plain(row[key]): row for row in given.to_dict("records")}
    lost = [row[key] for row in right if _plain(row[key]) not in rows]
    if lost or len(given) != len(wanted):
        return f"not yet. {len(wanted)} rows are expected, you gave {len(given)}; missing: {', '.join(lost) or 'none'}."
    for row in right:
        for column in list(wanted.columns)[1:]:
            parts = (column, f"{row[key]}: {column}")
            words = _value(rows[_plain(row[key])][column], row[column], task, parts)
            if words:
                return words if words == OPEN else f"{words} (row {row[key]}, column {column})"
    return ""


def _judgement(answer, right, task):
    """Look for the points a good answer names: right maps each point to the words that show it."""
    if not isinstance(answer, str):
        return _expected(task, answer)
    if len(answer.split()) < FEWEST:
        return f"not yet. Write at least {FEWEST} words; you have {len(answer.split())}."
    missing = [point for point, signs in right.items() if not any(_plain(sign) in _plain(answer) for sign in signs)]
    return f"not yet. Your text does not yet name: {'; '.join(missing)}. {task['hint']}" if missing else ""


KINDS = {"number": _one, "text": _one, "set": _set, "parts": _parts, "table": _table, "judgement": _judgement}
