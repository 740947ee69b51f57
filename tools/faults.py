"""What is wrong with the exercises: a sentence for each row that check() could not use, or would not use truly."""

import json

from helpers import compare
from helpers.answers import ident
from helpers.compare import RIGHT, listed
from helpers.practice import Task


def faults(exercises, mistakes):
    """Return a sentence for each broken row of the tables exercises and mistakes: file, row, column, remedy.

    exercises, mistakes: the two tables as DataFrames, typed or as text, rows in the order of the files.
    """
    found, tasks = [], {}
    for n, row in enumerate(exercises.fillna("").astype(str).to_dict("records"), 2):
        wrong = list(_exercise(row))
        found += [f"data/exercises.csv, row {n}, column {column}: {what}" for column, what in wrong]
        tasks[row["exercise_id"]] = None if wrong else Task(row["exercise_id"], row, [])
    for n, row in enumerate(mistakes.fillna("").astype(str).to_dict("records"), 2):
        wrong = _mistake(tasks, row)
        found += [f"data/mistakes.csv, row {n}, column {column}: {what}" for column, what in wrong]
    return found


def _exercise(row):
    """Yield a column of an exercise, and what is wrong in it."""
    kind = row["answer_kind"]
    if not row["exercise_id"].removeprefix(f"{row['lesson']}-").isdecimal():
        yield "exercise_id", f"{row['exercise_id']!r} does not begin with its lesson. Write {row['lesson']}-1."
    if row["level"] not in ("1", "2", "3"):
        yield "level", f"{row['level']!r} is not 1, 2 or 3. Choose one."
    try:
        right = _read(row["answer"])
    except ValueError as error:
        yield "answer", str(error)
        return
    if not FORMS[kind](right):
        yield "answer", f"the form is not that of the kind {kind}. Change the answer or the kind."
        return
    for one, other in _alike(kind, right):
        yield "answer", f"{one!r} and {other!r} mean the same to check(). Keep one."
    if kind == "judgement":
        if len(row["model"].split()) < compare.FEWEST:
            yield "model", f"a judgement needs a model answer of at least {compare.FEWEST} words. Write it."
        questions = row["questions"].split(" | ")
        if len(questions) != 3 or not all(one.strip().endswith("?") for one in questions):
            yield "questions", 'a judgement needs three questions with a question mark, joined by " | ". Write them.'
    names = list(right) if kind == "parts" else list(right[0])[1:] if kind == "table" else []
    try:
        tolerance = _read(row["tolerance"] or "0")
    except ValueError:
        tolerance = ""
    own = tolerance if isinstance(tolerance, dict) else {"": tolerance}
    unknown = sorted(set(own) - {"", *names})
    if not all(_number(one) and one >= 0 for one in own.values()):
        yield "tolerance", 'write a number from 0 on, or one for each part: {"part": 0.05}.'
    elif unknown:
        yield "tolerance", f"there is no part {listed(unknown)}. The parts are: {listed(names)}."


def _read(text):
    """Return what JSON means. Errors: ValueError, with a remedy, for other text, a name that stands twice, NaN."""

    def once(pairs):
        for name, _ in pairs:
            if [other for other, _ in pairs].count(name) > 1:
                raise ValueError(f"{name!r} stands twice. Keep one.")
        return dict(pairs)

    def refuse(word):
        raise ValueError(f"{word} is no number that somebody could answer. Write one.")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError:
        raise ValueError("this is no JSON. Put texts and names into double quotation marks.") from None


def _number(one):
    return type(one) in (int, float) and abs(one) < 1e15


def _text(one):
    return isinstance(one, str) and bool(one.strip())


def _list(one, fits):
    return isinstance(one, list) and bool(one) and all(map(fits, one))


def _spelled(one):
    return _text(one) or _list(one, _text)


def _parts(one, fits):
    return isinstance(one, dict) and bool(one) and all(map(fits, one.values()))


def _table(rows):
    cells = lambda row: len(row) > 1 and _parts(row, lambda one: _text(one) or _number(one))  # noqa: E731
    return _list(rows, lambda row: isinstance(row, dict) and cells(row) and list(row) == list(rows[0]))


def _limits(pair):
    return _list(pair, _number) and len(pair) == 2 and pair[0] <= pair[1]


FORMS = {  # the form of a right answer, by its kind
    "number": _number,
    "text": _spelled,
    "set": lambda one: _list(one, _number) or _list(one, _spelled),
    "parts": lambda one: _parts(one, lambda part: _number(part) or _spelled(part)),
    "limits": lambda one: _parts(one, _limits),
    "table": _table,
    "judgement": lambda one: _parts(one, lambda signs: _list(signs, _text)),
}


def _alike(kind, right):
    """Return the pairs of members, parts, columns or rows that check() could not tell apart."""
    if kind in ("number", "text"):
        return []
    if kind == "set":
        return _same(right, lambda one: compare.same(one, _number(one)))
    if kind == "table":
        rows = [str(row[list(row)[0]]) for row in right]
        return _same(right[0], compare.squeezed) + _same(rows, ident)
    return _same(right, compare.squeezed)


def _same(names, means):
    """Return the pairs of names that mean the same; a list in the place of a name holds its spellings."""
    seen, pairs = {}, []
    for name in names:
        for meaning in {means(one) for one in (name if isinstance(name, list) else [name])}:
            pairs += [(seen[meaning], name)] if meaning in seen else []
            seen.setdefault(meaning, name)
    return pairs


def _mistake(tasks, row):
    """Return the column of a mistake and what is wrong in it, as a list of none or one."""
    task, part = tasks.get(row["exercise_id"]), row["part"]
    if task is None:  # the exercise is broken itself, or there is none
        known = row["exercise_id"] in tasks
        return [] if known else [("exercise_id", f"there is no exercise {row['exercise_id']!r}. Correct the id.")]
    try:
        wrong = _read(row["wrong_answer"])
    except ValueError as error:
        return [("wrong_answer", str(error))]
    if task.kind == "judgement":
        return [("exercise_id", "a judgement has no wrong answers. Take the row out.")]
    rights = _rights(task)
    if part not in rights:
        return [("part", f"there is no part {part!r}. The parts are: {listed(list(rights)) or 'none'}.")]
    if task.kind == "set":
        if not FORMS["set"](wrong):
            return [("wrong_answer", "the answer is a set. Write a list.")]
        right = compare.members(task, wrong).sign == RIGHT
        alike = _alike("set", wrong)
        if alike:
            return [("wrong_answer", f"{alike[0][0]!r} and {alike[0][1]!r} mean the same to check(). Keep one.")]
    else:
        numeric = _number(rights[part][0]) or _limits(rights[part][0])
        if not (_number(wrong) if numeric else _text(wrong)):
            return [("wrong_answer", "the form is not that of the right answer. Write a number or a text as there.")]
        right = any(compare.single(task, wrong, one, (part,)).sign == RIGHT for one in rights[part])
        near = task.near(part, part.split(": ")[-1])
        if any(_number(one) and compare.rounded(wrong, one, compare.decimals(one, near)) for one in rights[part]):
            said = f"{row['wrong_answer']} is a right answer with fewer decimals, and check() says so. "
            return [("wrong_answer", said + "Write the mistake with more decimals, or take the row out.")]
    if right:
        said = f"{row['wrong_answer']} is a right answer, or within the tolerance. Take the row out."
        return [("wrong_answer", said)]
    return []


def _rights(task):
    """Return the right values that a mistake may stand in the place of, by the name of their part."""
    if task.kind in ("parts", "limits"):
        return {part: [one] for part, one in task.right.items()}
    if task.kind != "table":
        return {"": [task.right]}
    first, *heads = task.right[0]
    cells = {f"{row[first]}: {head}": [row[head]] for row in task.right for head in heads}
    return cells | {head: [row[head] for row in task.right] for head in heads}
