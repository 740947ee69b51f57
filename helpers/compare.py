"""One answer beside the right one: what is said of a number, a text, a set, named parts, a table, a judgement."""

import math
import re
from numbers import Number
from typing import NamedTuple

import pandas as pd

from helpers import answers
from helpers.answers import GAP, OPEN, Other, Sign, ident, key, kind, label, lookalike, plain

RIGHT, NEAR, WAITING, WRONG, NOTED = "✓≈…✗•"
FEWEST = 25  # words of a judgement
QUOTED = "next time without the quotation marks"
LOOKS_ONLY = "The computer looks for words; it cannot see whether the text is true."
# Things that are counted one by one: only there "off by one" helps. Years are not counted.
COUNTS = {"votes", "states", "people", "meetings", "days", "rounds", "claims", "drafts", "coalitions", "members"}
SHARE = "you gave a share; per cent is asked: times 100."
PER_CENT = "you gave per cent; a share from 0 to 1 is asked: divide by 100."
WORDS = dict(enumerate(["no", "one", "two", "three", "four", "five", "six"]))


class Said(NamedTuple):
    """What is said of one value: a sign, the words (after "right" a wish for the next time), the name of its part."""

    sign: str
    words: str = ""
    part: str = ""


def listed(names, most=8):
    """Return names joined by commas, not more than `most` of them."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def single(task, answer, right=None, parts=("",)):
    """Return what is said of one number or one text."""
    right, given = task.right if right is None else right, plain(answer)
    if given is OPEN:
        return Said(WAITING)
    if given is GAP:
        return Said(WRONG, "the value is missing (NaN): look for the step that lost it.")
    if isinstance(right, list) and isinstance(right[0], str):
        return text(task, answer, right, parts)
    return text(task, answer, [right], parts) if isinstance(right, str) else number(task, answer, right, parts)


def number(task, answer, right, parts):
    """Return what is said of a number; right is a number, or the two limits between which it must lie."""
    ways, wish = figures(task, answer, parts)
    if not ways:
        return Said(WRONG, no_number(answer))
    if isinstance(right, list):
        low, high = right
        said = f"{ways[0]:g} is too {'small' if ways[0] < low else 'large'}: {low:g} to {high:g} is asked."
        return Said(RIGHT) if low <= ways[0] <= high else Said(WRONG, said)
    near = task.near(*parts)
    close = lambda number: any(abs(way - number) <= near for way in ways)  # noqa: E731
    if close(right):
        return Said(RIGHT, wish)
    hint = task.known(parts, lambda wrong: isinstance(wrong, Number) and close(wrong))
    places = decimals(right, near)
    fewer = [way for way in ways if rounded(way, right, places)]
    if any(abs(way - right) <= abs(right) / 4 for way in fewer):
        other = f" If you did not round: {hint}" if hint else ""
        return Said(NEAR, f"right size; give {WORDS.get(places, places)} decimal{'s' * (places > 1)}.{other}")
    one_off = isinstance(right, int) and task.kind != "table" and any(abs(way - right) == 1 for way in ways)
    slips = {
        hint: hint and not fewer,
        SHARE: task.unit == "per cent" and right and close(right / 100) and not close(0),
        PER_CENT: task.unit == "share" and any(abs(way - 100 * right) <= 100 * near for way in ways),
        "the size is right; look at the sign.": right and close(-right),
        "you are off by one: count again, or look at the rounding.": one_off and task.unit in COUNTS,
    }
    return Said(WRONG, next((words for words, fits in slips.items() if fits), ""))


def figures(task, answer, parts=()):
    """Return the numbers that an answer can mean, none if it is no number, and a wish for the next time."""
    given = plain(answer)
    if isinstance(given, pd.Timedelta) and any("day" in name for name in (task.unit, *parts)):
        return [given / pd.Timedelta(days=1)], "next time add .days (.dt.days for a column), which makes a number"
    if isinstance(given, str) and not isinstance(given, Sign):
        return answers.numbers(given, task.unit), QUOTED
    return [given] if isinstance(given, float) else [], ""


def no_number(answer):
    """Return the sentence on an answer that should be a number."""
    given, inside = plain(answer), answers.items(answer)
    if isinstance(given, str):
        more = ": write only the number, without quotation marks" if re.search(r"\d", given) else ""
        return f"a number is expected, you gave a text{more}."
    if isinstance(answer, (tuple, list)) and len(inside) == 2 and all(type(one) is int for one in inside):
        return "Python reads a comma as two numbers. Write the decimal point: 1.5, not 1,5."
    return wanted("a number is expected", answer)


def shares(task, values):
    """Return the parts of an answer in per cent that are given as shares: from 0 to 1, and too small as per cent.

    values: {part: answer}. Where all parts lie from 0 to 1 and one is too small, all are shares.
    """
    per_cent = {part: figures(task, one)[0] for part, one in values.items() if task.right[part][1] <= 100}
    small = {part: ways[0] for part, ways in per_cent.items() if ways and 0 <= ways[0] <= 1}
    lacking = [part for part, one in small.items() if 0 < one < task.right[part][0] <= 100 * one]
    if task.unit != "per cent" or not lacking:
        return []
    return [part for part in small if small[part]] if len(small) == len(per_cent) else lacking


def decimals(right, near):
    """Return how many decimals are asked for: those that the tolerance can tell apart."""
    if isinstance(right, int):
        return 0
    return max(0, round(-math.log10(2 * near))) if near > 1e-8 else len(str(right).partition(".")[2])


def rounded(given, right, places):
    """Return whether a number is the right one with too few decimals."""
    return math.isfinite(given) and any(
        given == round(given, fewer) and abs(given - right) <= 0.5 * 10**-fewer + 1e-9 for fewer in range(places)
    )


def text(task, answer, right, parts):
    """Return what is said of a text; each text in right is right."""
    given, several = plain(answer), answers.items(answer)
    if several and 1 < len(several) < 6 and all(isinstance(one, str) for one in several):
        given = ";".join(several)  # a pair given as a list
    if re.fullmatch(r"\d{4}-\d\d-\d\d", right[0]):
        given = answers.day(answer) or given
    if not isinstance(given, str):
        return Said(WRONG, wanted("a text is expected", answer))
    if ident(given) in map(ident, right):
        return Said(RIGHT)
    if ident(lookalike(given)) in map(ident, right):
        return Said(WRONG, "a letter in your text is Cyrillic or Greek and only looks Latin. Type the text again.")
    return Said(WRONG, task.known(parts, lambda wrong: isinstance(wrong, str) and ident(wrong) == ident(given)))


def members(task, answer):
    """Return what is said of a set of names or numbers; a list in the place of a name has its other spellings."""
    ways = answers.names(answer)
    numeric = isinstance(task.right[0], Number)
    if not ways:
        names, example = ("numbers", "[2017, 2018]") if numeric else ("names", '["AAA", "BBB"]')
        form = f"a set or list of {names} is expected, for instance {example}"
        return Said(WRONG, wanted(form, answer, several=True))
    spellings = [one if isinstance(one, list) else [one] for one in task.right]
    usual = {same(other, numeric): same(one[0], numeric) for one in spellings for other in one}
    member = lambda one: usual.get(name := same(one, numeric), name)  # noqa: E731
    right = set(usual.values())
    ways = [[(member(one), one) for one in way] for way in ways]
    best = max(ways, key=lambda way: len({name for name, _ in way} & right))
    found, given = dict(best), [one for _, one in best]
    if any(plain(one) is OPEN and one is not None for one in given):
        return Said(WAITING, "not answered yet. There are still three dots in your answer.")
    if set(found) == right:
        return Said(RIGHT)
    extra = [one for name, one in found.items() if name not in right]
    alike = [one for one in extra if isinstance(one, str) and lookalike(one) and member(lookalike(one)) in right]
    if alike:
        return Said(WRONG, f"{listed(alike)}: written with Cyrillic or Greek letters that look Latin. Type them again.")
    extra = sorted(map(word, extra))
    counts = f"{len(right & set(found))} of {len(right)} found" + (f"; too many: {listed(extra)}" if extra else "")
    is_known = lambda wrong: set(map(member, wrong)) == set(found)  # noqa: E731
    return Said(WRONG, f"{counts}. {task.known(('',), is_known) or task.hint}")


def same(one, numeric):
    """Return what two equal members of a set have in common."""
    one = plain(one)
    if numeric and isinstance(one, str):
        return next(iter(answers.numbers(one)), one)
    if numeric or isinstance(one, Other):
        return one
    return ident(label(one))


def word(one):
    """Return a member of a set as a short text."""
    one = plain(one)
    return one.name if isinstance(one, Other) else "a missing value" if one is GAP or one is OPEN else short(label(one))


def wanted(expected, answer, several=False):
    """Return the sentence on an answer of the wrong kind; where several values are asked, not how to take one."""
    given = kind(answer)
    return f"{expected}, you gave {given.name if several and given.remedy.startswith('take') else given}."


def squeezed(name):
    """Return the name of a part or column without case, blanks and marks; a country as its code."""
    return answers.code(name) or re.sub(r"[\W_]", "", key(name))


def short(text):
    """Return a text that somebody wrote as it may stand in a sentence."""
    return " ".join("".join(one if one.isprintable() else " " for one in text[:40]).split()).rstrip(".")


def quoted(names):
    """Return names in quotation marks."""
    return listed([f'"{short(name)}"' for name in names])


def parts(task, answer):
    """Return what is said of each named part; a list of as many values has them in the order of the prompt."""
    if isinstance(answer, (list, tuple)) and len(answer) == len(task.right):
        answer = dict(zip(task.right, answer, strict=True))
    given = answers.parts(answer)
    if given is None:
        form = ", ".join(f'"{part}": ...' for part in task.right)
        return Said(WRONG, wanted(f"named parts are expected, {{{form}}}", answer, several=True))
    known = {squeezed(part): part for part in task.right}
    values = {known[squeezed(name)]: one for name, one in given[::-1] if squeezed(name) in known}
    yours = quoted([name for name, _ in given if squeezed(name) not in known])
    if not values:
        return Said(WRONG, f"the parts are called {quoted(task.right)}; yours: {yours or 'none'}.")
    said, hundredths = [], shares(task, values) if task.kind == "limits" else []
    for part, right in task.right.items():
        if part not in values:
            said.append(Said(WRONG, f'The part "{part}" is missing' + (f"; yours: {yours}." if yours else "."), part))
        elif part in hundredths:
            said.append(Said(WRONG, SHARE, part))
        else:
            said.append(single(task, values[part], right, (part,))._replace(part=part))
    return said


def table(task, answer):
    """Return what is said of each value of a table; its rows are found by the first column, in any order."""
    heads, given = list(task.right[0]), answers.columns(answer)
    if given is None:
        return Said(WRONG, wanted(f"a table with the columns {' and '.join(heads)} is expected", answer, several=True))
    right = {ident(str(row[heads[0]])): row for row in task.right}
    rows = [[ident(label(one)) for one in values[: answers.MOST]] for _, values in given]
    places, wish = placed(heads, given, [len(right.keys() & set(column)) for column in rows])
    if not places:
        yours = quoted([name for name, _ in given if name]) or "without names"
        return Said(WRONG, f"the columns are called {quoted(heads)}; yours: {yours}.")
    found = {}
    for n, row in enumerate(rows[places[heads[0]]]):
        found.setdefault(row, []).append(n)
    names = given[places[heads[0]]][1]
    faults = {
        "missing": [str(row[heads[0]]) for name, row in right.items() if name not in found],
        "too many": [word(names[place[0]]) for name, place in found.items() if name not in right],
        "more than once": [str(row[heads[0]]) for name, row in right.items() if len(found.get(name, [])) > 1],
    }
    if any(faults.values()):
        words = "; ".join(f"{what}: {listed(which)}" for what, which in faults.items() if which)
        return Said(WRONG, f"{len(right)} rows are expected. In the column {heads[0]}, {words}.")
    said = []
    for name, row in right.items():
        for head in heads[1:]:
            value = given[places[head]][1][found[name][0]]
            one = single(task, value, row[head], (f"{row[heads[0]]}: {head}", head))
            words = one.words or (wish if one.sign == RIGHT else "")
            said.append(Said(one.sign, words, f"{head} ({row[heads[0]]})"))
    return said


def placed(heads, given, hits):
    """Return where each expected column stands among the given ones, and a wish on their names; {} if one is missing.

    hits: how many of the expected rows each given column names.
    """
    places = {}
    for head in heads:
        same_name = [n for n, (name, _) in enumerate(given) if squeezed(name) == squeezed(head)]
        places |= {head: same_name[0]} if same_name else {}
    if heads[0] not in places and max(hits):
        places[heads[0]] = hits.index(max(hits))  # rows are known by what stands in them, whatever the column is called
    lacking = [head for head in heads if head not in places]
    left = [n for n in range(len(given)) if n not in places.values()]
    if len(left) > len(lacking):  # an index without a name is no column of the table
        left = [n for n in left if given[n][0]]
    if not lacking:
        return places, ""
    if heads[0] in lacking or len(left) != len(lacking):
        return {}, ""
    # what is left over are the values, under another name
    return places | dict(zip(lacking, left, strict=True)), f"next time call the columns {' and '.join(heads)}"


def points(task, answer):
    """Return which points a judgement names, and the model answer to compare with. Never says that it is right."""
    inside = answers.flat(answer)
    if not all(isinstance(one, str) for one in inside) or not inside:
        return Said(WRONG, wanted("a text of a few sentences is expected", answer, several=True))
    answer = " ".join(inside)
    count = len(answer.split())
    if count < FEWEST:
        return Said(WAITING, f"write at least {FEWEST} words; you have {count}.")
    answer = searched(answer)
    named = {point: any(stands(sign, answer) for sign in signs) for point, signs in task.right.items()}
    found = "; ".join(point for point, there in named.items() if there) or "none of the points"
    lost = "; ".join(point for point, there in named.items() if not there) or "none"
    questions = " ".join(f"{n}. {question}" for n, question in enumerate(task.questions, 1))
    return Said(
        NOTED,
        f"Your text names: {found}. Not found: {lost}. {LOOKS_ONLY}\n"
        f"Model answer: {task.model}\nCompare, yes or no: {questions}",
    )


def searched(text):
    """Return a text as points() searches it: numbers without separators of thousands, decimal points, no hyphens."""
    text = re.sub(r"(?<=\d),(?=\d)", ".", answers.ungroup(text))
    return key(text).replace("-", " ")


def stands(sign, text):
    """Return whether a sign stands in a searched() text as whole words and numbers; a star is for any ending.

    >>> stands("sign", "a designed event"), stands("sign*", "signatures"), stands("28", "1928 or 28.5")
    (False, True, False)
    """
    words = searched(sign.rstrip("*"))
    if words not in text:  # quicker than the pattern
        return False
    end = "" if sign.endswith("*") else r"(?!\w|\.\d)"
    return bool(re.search(r"(?<!\w)(?<!\d\.)" + re.escape(words) + end, text))


KINDS = {"number": single, "text": single, "set": members, "parts": parts, "limits": parts, "table": table,
         "judgement": points}  # fmt: skip
