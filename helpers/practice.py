"""Exercises that check themselves: answers.py reads an answer, compare.py compares it, this file speaks."""

import json
import warnings
from functools import lru_cache

from helpers import compare
from helpers.answers import OPEN, items, kind, plain
from helpers.compare import NEAR, RIGHT, WAITING, WRONG, Said, listed
from helpers.problem import Problem
from helpers.tables import load, seen

DOTS = "not answered yet. Replace the three dots with your answer."
UNREAD = "your answer could not be read. Give a number, a text, a list or a table made of them."


def check(exercise, answer):
    """Say whether an answer is right, nearly right, not yet right, or not given. Prints; returns nothing.

    exercise: its id, for instance "05-1". answer: any Python object; `...` or None means not answered yet. Numbers are
    compared with the tolerance of the exercise, texts without case and accents, countries by code or name, sets in any
    order, tables without the order of rows and columns. A judgement is never called right: the points it names are
    listed, with a model answer to compare. Errors: Problem for an unknown id, and nothing else.

    >>> check("00-1", ...)
    … 00-1: not answered yet. Replace the three dots with your answer.
    """
    print(answered(exercise, answer))


def answered(exercise, answer):
    """Return, as text, what check() prints."""
    tasks = _tasks(load, seen("exercises", "mistakes"))
    if not isinstance(exercise, str) or exercise not in tasks:
        given = repr(exercise) if isinstance(exercise, str) else kind(exercise).name
        raise Problem(f"There is no exercise {given}. Exercises are: {', '.join(tasks)}.")
    task = tasks[exercise]
    with warnings.catch_warnings():  # a warning about the inside of an answer helps nobody
        warnings.simplefilter("ignore")
        try:
            sign, words = judge(task, answer)
        except Exception:  # the last net: a class of somebody's own may do anything when it is looked at
            sign, words = WRONG, UNREAD
    words = "".join(one if one.isprintable() or one == "\n" else "?" for one in words)  # no half characters
    return f"{sign} {exercise}: {words}"


@lru_cache(maxsize=4)
def _tasks(read, seen):
    """Return each exercise as a Task, by its id; read again when a file has changed."""
    rows = read("exercises").fillna("").set_index("exercise_id").to_dict("index")
    mistakes = {}
    for row in read("mistakes").fillna({"part": ""}).itertuples():
        mistakes.setdefault(row.exercise_id, []).append((row.part, json.loads(row.wrong_answer), row.hint))
    return {name: Task(name, row, mistakes.get(name, [])) for name, row in rows.items()}


class Task:
    """One exercise as check() needs it: `right` is the answer, `near(part)` the tolerance of a part."""

    def __init__(self, exercise, row, mistakes):
        self.id, self.kind, self.unit, self.right = exercise, row["answer_kind"], row["unit"], json.loads(row["answer"])
        self.hint, self.shows = row["help"] or row["hint"], row["shows"]
        self.model, self.questions = row["model"], row["questions"].split(" | ")
        self.tolerance = json.loads(str(row["tolerance"]) or "0")
        self.mistakes = mistakes  # typical ones: part, wrong answer, hint

    def near(self, *parts):
        """Return the tolerance of the first of these parts that has its own, else that of the exercise."""
        if isinstance(self.tolerance, dict):
            return next((self.tolerance[part] for part in parts if part in self.tolerance), 0) + 1e-9
        return self.tolerance + 1e-9

    def known(self, parts, fits):
        """Return the hint written for the typical mistake that fits(wrong answer), or ""."""
        return next((hint for part, wrong, hint in self.mistakes if part in parts and fits(wrong)), "")


def judge(task, answer):
    """Return the sign and the sentences for an answer."""
    if answer is ... or answer is None or (isinstance(answer, str) and plain(answer) is OPEN):
        return WAITING, DOTS
    if hasattr(type(answer), "__next__"):  # can be read only once
        answer = items(answer) or answer
    said = compare.KINDS[task.kind](task, answer)
    if task.kind == "judgement":
        return said.sign, said.words
    return report(task, [said] if isinstance(said, Said) else said)


def report(task, said):
    """Return one sign and one text for what was said of each value; the hint stands once, at the end."""
    signs = {one.sign for one in said}
    if signs == {RIGHT}:
        wishes = list(dict.fromkeys(one.words for one in said if one.words))
        return RIGHT, " ".join(["; ".join(["right", *wishes]) + ".", task.shows]).strip()
    if signs == {WAITING}:
        return WAITING, said[0].words if len(said) == 1 and said[0].words else DOTS
    rest = [one for one in said if one.sign != RIGHT]
    groups = {}
    for one in rest:
        groups.setdefault(one.words or ("not answered yet." if one.sign == WAITING else "not yet."), []).append(
            one.part
        )
    lines = [(f"{listed(parts, 3)}: " if parts[0] else "") + words for words, parts in groups.items()]
    if len(said) > 1:
        what = "values" if task.kind == "table" else "parts"
        lines.insert(0, f"{len(said) - len(rest)} of {len(said)} {what} are right.")
    if any(one.sign == WRONG and not one.words for one in rest):
        lines.append(task.hint)
    sign = next(sign for sign in (WRONG, WAITING, NEAR) if sign in signs)
    return sign, " ".join(lines)
