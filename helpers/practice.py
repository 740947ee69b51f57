"""Exercises that check themselves: answers.py reads an answer, compare.py compares it, this file speaks."""

import json
import math
import re
import warnings
from numbers import Number

from helpers import compare
from helpers.answers import OPEN, items, kind, plain
from helpers.compare import NEAR, RIGHT, WAITING, WRONG, Said, listed
from helpers.problem import Problem
from helpers.tables import load

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
    exercises = load("exercises")
    ids = list(exercises["exercise_id"])
    if not isinstance(exercise, str) or exercise not in ids:
        given = repr(exercise) if isinstance(exercise, str) else kind(exercise).name
        raise Problem(f"There is no exercise {given}. Exercises are: {', '.join(ids)}.")
    task = Task(exercise, exercises.iloc[ids.index(exercise)].fillna(""), load("mistakes"))
    with warnings.catch_warnings():  # a warning about the inside of an answer helps nobody
        warnings.simplefilter("ignore")
        try:
            sign, words = judge(task, answer)
        except Exception:  # the last net: a class of somebody's own may do anything when it is looked at
            sign, words = WRONG, UNREAD
    words = "".join(one if one.isprintable() or one == "\n" else "?" for one in words)  # no half characters
    return f"{sign} {exercise}: {words}"


class Task:
    """One exercise as check() needs it: `right` is the answer, `near(part)` the tolerance of a part."""

    def __init__(self, exercise, row, mistakes):
        self.id, self.kind, self.unit, self.right = exercise, row["answer_kind"], row["unit"], json.loads(row["answer"])
        self.hint, self.shows = row["help"] or row["hint"], row["shows"]
        self.model, self.questions = row["model"], row["questions"].split(" | ")
        self.tolerance = json.loads(str(row["tolerance"]) or "0")
        places = [place for place, name in enumerate(mistakes["exercise_id"]) if name == exercise]
        rows = mistakes.iloc[places].fillna("")
        rows = zip(rows["part"], rows["wrong_answer"], rows["hint"], strict=True)
        self.mistakes = [(part, json.loads(wrong), hint) for part, wrong, hint in rows]

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


def faults(exercises, mistakes):
    """Return a sentence for each broken row of the tables exercises and mistakes: file, row, column, remedy.

    exercises, mistakes: the two tables as DataFrames, typed or as text, rows in the order of the files.
    """
    found, tasks = [], {}
    for n, row in enumerate(exercises.fillna("").astype(str).to_dict("records"), 2):
        say = lambda column, what, n=n: found.append(f"data/exercises.csv, row {n}, column {column}: {what}")  # noqa: E731
        before = len(found)
        if not re.fullmatch(re.escape(row["lesson"]) + r"-\d+", row["exercise_id"]):
            say(
                "exercise_id",
                f"{row['exercise_id']!r} does not begin with its lesson. Write {row['lesson']}-1 or the like.",
            )
        if row["level"] not in ("1", "2", "3"):
            say("level", f"{row['level']!r} is not 1, 2 or 3. Choose one.")
        try:
            right = json.loads(row["answer"])
        except ValueError:
            say("answer", "this is no JSON. Put texts and names into double quotation marks.")
            continue
        if not _fits(right, row["answer_kind"]):
            say("answer", f"the form is not that of the kind {row['answer_kind']}. Change the answer or the kind.")
            continue
        names = (
            list(right)
            if row["answer_kind"] == "parts"
            else list(right[0])[1:]
            if row["answer_kind"] == "table"
            else []
        )
        if row["answer_kind"] == "judgement":
            if len(row["model"].split()) < compare.FEWEST:
                say("model", f"a judgement needs a model answer of at least {compare.FEWEST} words. Write it.")
            questions = [one for one in row["questions"].split(" | ") if one.strip().endswith("?")]
            if len(questions) != 3 or len(row["questions"].split(" | ")) != 3:
                say("questions", 'a judgement needs three questions with a question mark, joined by " | ". Write them.')
        try:
            tolerance = json.loads(row["tolerance"] or "0")
        except ValueError:
            tolerance = ""
        own = tolerance if isinstance(tolerance, dict) else {"": tolerance}
        if not all(type(one) in (int, float) and 0 <= one < math.inf for one in own.values()):
            say("tolerance", 'write a number from 0 on, or one for each part: {"part": 0.05}.')
        elif isinstance(tolerance, dict) and not set(own) <= set(names):
            say(
                "tolerance",
                f"there is no part {listed(sorted(set(own) - set(names)))}. The parts are: {listed(names)}.",
            )
        if len(found) == before:
            tasks[row["exercise_id"]] = Task(row["exercise_id"], row, mistakes[:0])
    for n, row in enumerate(mistakes.fillna("").astype(str).to_dict("records"), 2):
        say = lambda column, what, n=n: found.append(f"data/mistakes.csv, row {n}, column {column}: {what}")  # noqa: E731
        task = tasks.get(row["exercise_id"])
        if task is None:
            if row["exercise_id"] not in set(exercises["exercise_id"]):
                say("exercise_id", f"there is no exercise {row['exercise_id']!r}. Correct the id.")
            continue
        _mistake(task, row, say)
    return found


def _fits(right, kind_):
    values = lambda ones: all(isinstance(one, (str, Number)) and not isinstance(one, bool) for one in ones)  # noqa: E731
    texts = lambda one: isinstance(one, list) and one and all(isinstance(each, str) for each in one)  # noqa: E731
    if kind_ == "number":
        return values([right]) and not isinstance(right, str)
    if kind_ == "text":
        return isinstance(right, str) or texts(right)
    if kind_ == "set":
        return isinstance(right, list) and right and values(right)
    if kind_ == "parts":
        return isinstance(right, dict) and right and all(texts(one) or values([one]) for one in right.values())
    if kind_ == "judgement":
        return isinstance(right, dict) and right and all(map(texts, right.values()))
    if kind_ == "limits":
        pairs = (
            isinstance(right, dict) and right and all(isinstance(one, list) and len(one) == 2 for one in right.values())
        )
        return bool(pairs) and all(
            all(isinstance(end, Number) and not isinstance(end, bool) for end in one) and one[0] <= one[1]
            for one in right.values()
        )
    rows = isinstance(right, list) and right and all(isinstance(row, dict) and len(row) > 1 for row in right)
    return rows and all(list(row) == list(right[0]) and values(row.values()) for row in right)


def _mistake(task, row, say):
    """Say what is wrong with one row of mistakes."""
    try:
        wrong = json.loads(row["wrong_answer"])
    except ValueError:
        return say("wrong_answer", "this is no JSON. Put texts and names into double quotation marks.")
    if task.kind == "judgement":
        return say("exercise_id", "a judgement has no wrong answers. Take the row out.")
    if task.kind == "table":
        heads = list(task.right[0])
        cells = {f"{one[heads[0]]}: {head}": (head, one[head]) for one in task.right for head in heads[1:]}
        rights = {part: [value] for part, (_, value) in cells.items()}
        for head, value in cells.values():
            rights.setdefault(head, []).append(value)
    else:
        rights = {part: [one] for part, one in task.right.items()} if task.kind == "parts" else {"": [task.right]}
    part = row["part"]
    if part not in rights:
        return say("part", f"there is no part {part!r}. The parts are: {listed(list(rights)) or 'none'}.")
    if task.kind == "set":
        if not _fits(wrong, "set"):
            return say("wrong_answer", "the answer is a set. Write a list.")
        same_ = compare.members(task, wrong).sign == RIGHT
    else:
        if not _fits(wrong, "number" if isinstance(rights[part][0], Number) else "text"):
            return say("wrong_answer", "the form is not that of the right answer. Write a number or a text as there.")
        same_ = any(compare.single(task, wrong, right, (part,)).sign == RIGHT for right in rights[part])
    if same_:
        say("wrong_answer", f"{row['wrong_answer']} is a right answer, or within the tolerance. Take the row out.")
    return None
