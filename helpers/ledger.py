"""The claims of the article, what the record says of them, and what a reader guesses and writes."""

import difflib
import html
from pathlib import Path

import pandas as pd

from helpers import guesses as notes
from helpers.answers import Sign, key, kind
from helpers.answers import plain as plain_value
from helpers.appraise import agreement, errors, fair_summary, leading, opened, paragraphs, scoreboard, shares, tally
from helpers.own import new, quoted, read, verdict_of
from helpers.problem import Problem
from helpers.show import Shown, folded, html_table, link, plain
from helpers.sources import cite, source_ids
from helpers.tables import load, package

__all__ = ["agreement", "claims", "errors", "fair_summary", "guess", "kept", "leading", "new", "paragraphs", "read"]
__all__ += ["scale", "scoreboard", "shares", "sources", "tally", "terms", "verdicts", "wording"]
_here = set()  # claims that got a guess since the kernel started: three dots in their place take the guess back


def _of(lesson, table="claims"):
    rows = load(table)
    lessons = sorted(set(load("claims")["lesson"]))
    if lesson not in lessons:
        raise Problem(
            f'There is no lesson {lesson!r} in the ledger. Lessons are: {", ".join(lessons)} (as text: "00").'
        )
    return rows[rows["lesson"].str.split(";").map(lambda parts: lesson in parts)]


def _shown(caption, columns, rows, summary=None):
    text = "\n".join([caption, *(" | ".join(" ".join(plain(cell).split()) for cell in row) for row in rows)])
    markup = html_table(html.escape(caption), columns, rows)
    return Shown(folded(summary, markup) if summary else markup, text)


def _core_first(rows):
    """Return the core claims and the further ones."""
    return rows[rows["core"]], rows[~rows["core"]]


def wording(claim):
    """Return the words of the article for one claim (a row of the table claims) as HTML, or why there are none."""
    if claim.claim_kind == "added":
        return "not in the article, but often said beside it"
    return f"“{html.escape(claim.quote)}”" + (" (implied)" if claim.claim_kind == "implied" else "")


def claims(lesson):
    """Show the claims of one lesson as the article makes them; the further ones and the six verdicts are folded.

    lesson: its number as text, "00" to "08", or a ledger of your own, or the name of its file. Errors: Problem for an
    unknown lesson.
    """
    columns, caption = ["claim", "in its words", "in other words"], "What the article says:"
    if _is_own(lesson):
        rows = [[_cell(row, "claim_id"), _quoted(row), _cell(row, "paraphrase")] for row in _dicts(opened(lesson))]
        return _shown(f"{caption} {_several(rows, 'claim')}", columns, rows)
    parts, words = [], scale()
    for chosen, which in zip(_core_first(_of(lesson)), ("claim", "further claim"), strict=True):
        rows = [[row.claim_id, wording(row), html.escape(row.paraphrase)] for row in chosen.itertuples()]
        summary = _several(rows, which) if which != "claim" else None
        parts += [_shown(f"{caption} {which}s of lesson {lesson}", columns, rows, summary)] if rows else []
    parts.append(Shown(folded("The six verdicts to choose from", words.html), words.text))
    return Shown("\n".join(part.html for part in parts), "\n\n".join(part.text for part in parts))


def guess(guesses):
    """Check guesses and keep them at once; print how many are noted, and what each bad one needs. Nothing is returned.

    guesses: a dictionary from claim to verdict, {"05-a": "supported", "05-b": ...}, for claims of any lesson. A verdict
    is the word, its label or its sign, in any case. The first guess stays, and a later one is kept beside it. `...` is
    no guess yet, and takes back one that was made since the kernel started: a fresh copy of a lesson, run once, takes
    nothing back. "" takes back any.
    Errors: none of its own; a bad guess is named and withholds nothing.
    """
    if not isinstance(guesses, dict) or not guesses:
        print('No guess was read. Write them as pairs in braces: ledger.guess({"05-a": "supported"}).')
        return
    known, labels = list(load("claims")["claim_id"]), load("claims_scale").set_index("verdict")["label"]
    before, wrong = notes.kept()
    wanted, bad, asked, stay = {}, [], {}, []
    for name, value in guesses.items():
        claim = key(name).replace(" ", "-") if isinstance(name, str) else ""
        if claim not in known:
            same = [other for other in known if claim and other[:2] == claim[:2]]
            like = f"Lesson {claim[:2]} has {same[0]} to {same[-1]}." if same else _near(claim, known)
            bad.append(f"There is no claim {_said(name)}. " + (like or 'A claim is written as "05-a".'))
            continue
        asked.setdefault(claim)
        verdict = verdict_of(value) if isinstance(value, str) else None
        if verdict:
            wanted[claim] = verdict
        elif not isinstance(plain_value(value), Sign):
            near = _near(key(value).replace(" ", "-"), labels.index) if isinstance(value, str) else ""
            choose = f"Write one of: {', '.join(labels.index)}. {near}".rstrip()
            bad.append(f"{claim}: {_said(value)} is not a verdict. {choose}")
        elif claim in before and (claim in _here or value == ""):
            wanted.setdefault(claim, None)
        elif claim in before:
            stay.append(claim)
    after = before
    if wanted:
        after, wrong = notes.change(wanted)
        _here.update(claim for claim, verdict in wanted.items() if verdict)
    still = [claim for claim in asked if claim not in after]
    said = [f"{len(asked) - len(still)} of {len(asked)} noted."]
    if len(still) == len(asked) and not bad:
        said[0] += " Write a verdict in quotation marks in place of the dots."
    elif still:
        said[0] += f" Still open: {', '.join(still)}."
    if any(wanted.values()) and notes.where():
        said[0] += f" Kept in {notes.where()}."
    for claim in asked:
        first, later = (labels.get(verdict) for verdict in after.get(claim, ("", "")))
        if wanted.get(claim) and later:
            said.append(f"{claim}: you first guessed {first}; that stays, and {later} is kept beside it.")
        elif claim in wanted and not first:
            said.append(f"{claim}: your guess is taken back.")
    stay = ", ".join(claim for claim in stay if claim not in wanted)
    if stay:
        said.append(f'Kept from another day and left as it is: {stay}. To take a guess back, write "" in its place.')
    print("\n".join([*said, *bad, *([wrong] if wrong else [])]))


def _near(text, names):
    near = difflib.get_close_matches(text[:40], names, n=1)
    return f"Did you mean {near[0]}?" if near else ""


def _said(value):
    """Return a value as a sentence names it; what is not text is named by its kind, which is always short."""
    return quoted(value) if isinstance(value, str) else f"({kind(value).name})"


def kept():
    """Return the guesses that are kept: a DataFrame with the columns claim_id, guess (the first) and changed_to.

    Empty if there are none. A damaged file is named in a sentence, and what can be read of it is returned.
    """
    guesses, wrong = notes.kept()
    if wrong:
        print(wrong)
    rows = [[claim, first, later or None] for claim, (first, later) in sorted(guesses.items())]
    return pd.DataFrame(rows, columns=notes.COLUMNS, dtype="str")


def verdicts(lesson):
    """Show verdict, record, sources and what would change it beside the kept guesses, folded until the reader opens it.

    lesson: its number as text, or a ledger of your own or the name of its file; its guesses stand in its column guess.
    Core claims come first. Errors: Problem for an unknown lesson.
    """
    own, rows = _is_own(lesson), []
    chosen = opened(lesson) if own else pd.concat(_core_first(_of(lesson)))
    guesses, wrong = ({}, "") if own else notes.kept()
    if wrong:
        print(wrong)
    signed = {row.verdict: html.escape(f"{row.sign} {row.label}") for row in load("claims_scale").itertuples()}
    for row in _dicts(chosen):
        if own:
            mine = signed.get(row.get("guess"), "none yet")
            cited = [link(str(row[column])) for column in ("source", "second_source") if row.get(column)]
        else:
            first, later = guesses.get(row["claim_id"], ("", ""))
            same = "as" if first == row["verdict"] else "not as"
            mine = f"{signed[first]} ({same} the ledger)" if first else "no guess"
            mine += f"; changed to {signed[later]}" if later else ""
            cited = cite(row["source_ids"].split(";"), licences=False)
        sure = f" (confidence {_cell(row, 'confidence')})" if row.get("confidence") else ""
        second = f"; second reader: {signed[row['second_verdict']]}" if row.get("second_verdict") else ""
        below = " " + folded(_several(cited, "source"), "; ".join(cited)) if cited else ""
        rows.append([
            f"<b>{_cell(row, 'claim_id')}</b> {_cell(row, 'paraphrase')}",
            mine,
            signed.get(row.get("verdict"), "none yet") + sure + second,
            link(str(row.get("what_the_record_shows") or "")) + below,
            link(str(row.get("what_would_change_it") or "")),
        ])
    columns = ["claim", "your guess" if own else "your first guess", "verdict", "what the record shows"]
    caption = "The record" if own else f"The record: verdicts of lesson {lesson}"
    record = _shown(caption, [*columns, "what would change it"], rows)
    summary, how = ("Open the record", "") if own else (f"Open the record of lesson {lesson}", "in a notebook ")
    return Shown(folded(summary, record.html), f"{summary}: {how}this line opens the table.\n{record.text}")


def _several(items, name):
    return f"{len(items)} {name}{'s' * (len(items) != 1)}"


def _is_own(lesson):
    """Whether this is a ledger of a reader's own, or the name of its file, and not the number of a lesson."""
    return isinstance(lesson, (pd.DataFrame, Path)) or (isinstance(lesson, str) and lesson.casefold().endswith(".csv"))


def _dicts(rows):
    """Return the rows of a ledger as dictionaries; what is missing is None. Errors: Problem if there are none."""
    if not len(rows) or "claim_id" not in rows or "paraphrase" not in rows:
        raise Problem('This is no ledger with claims. Give the name of a file, such as "my-article.csv".')
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


def _cell(row, column):
    return html.escape(str(row.get(column) or ""))


def _quoted(row):
    claim_kind = str(row.get("claim_kind") or "").strip().casefold()
    if claim_kind == "added":
        return "not in the article, added by the checkers"
    return (f"“{_cell(row, 'quote')}”" if row.get("quote") else "no quote") + " (implied)" * (claim_kind == "implied")


def scale():
    """Show the six verdicts with their signs and definitions."""
    cells = [(row.verdict, f"{row.sign} {row.label}", row.definition) for row in load("claims_scale").itertuples()]
    rows = [[f"<code>{verdict}</code>", html.escape(label), html.escape(meaning)] for verdict, label, meaning in cells]
    return _shown("The six verdicts", ["write", "verdict", "meaning"], rows)


def terms(lesson):
    """Show, folded, the terms of one lesson with their definitions. Errors: Problem for an unknown lesson."""
    rows = [[html.escape(row.term), html.escape(row.definition)] for row in _of(lesson, "glossary").itertuples()]
    return _shown(f"Terms of lesson {lesson}", ["term", "meaning"], rows, f"{len(rows)} terms of lesson {lesson}")


def sources(lesson):
    """Show, folded, each source that the claims and tables of one lesson rest on. Errors: Problem, unknown lesson."""
    chosen = _of(lesson)
    used = [item["name"] for item in package()["resources"] if lesson in item["lessons"] and "/" in item["path"]]
    ids = sorted({source for table in [chosen, *map(load, used)] for source in source_ids(table)})
    rows, summary = [[item] for item in cite(ids)], f"{len(ids)} sources of lesson {lesson}"
    return _shown(f"Sources of lesson {lesson}", ["source"], rows, summary)
