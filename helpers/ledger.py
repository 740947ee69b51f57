"""The claims of the article, what the record says of them, and what a reader guesses and writes."""

import difflib
import html

import pandas as pd

from helpers import guesses as notes
from helpers.answers import key as words_of
from helpers.appraise import agreement, errors, fair_summary, leading, paragraphs, scoreboard, shares, tally
from helpers.own import new, read, verdict_of
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
    core = rows["core"].astype(bool) if "core" in rows else pd.Series(True, rows.index)
    return rows[core], rows[~core]


def wording(claim):
    """Return the words of the article for one claim (a row of the table claims) as HTML, or why there are none."""
    if claim.claim_kind == "added":
        return "not in the article, but often said beside it"
    return f"“{html.escape(claim.quote)}”" + (" (implied)" if claim.claim_kind == "implied" else "")


def claims(lesson):
    """Show the claims of one lesson as the article makes them; the further ones and the six verdicts are folded.

    lesson: its number as text, "00" to "08", or a ledger of your own. Errors: Problem for an unknown lesson.
    """
    columns, parts = ["claim", "in its words", "in other words"], []
    if isinstance(lesson, pd.DataFrame):
        rows = [[_cell(row, "claim_id"), _quoted(row), _cell(row, "paraphrase")] for row in _dicts(lesson)]
        return _shown(f"What the article says: {len(rows)} claim{'s' * (len(rows) != 1)}", columns, rows)
    for chosen, which in zip(_core_first(_of(lesson)), ("claims", "further claims"), strict=True):
        rows = [[row.claim_id, wording(row), html.escape(row.paraphrase)] for row in chosen.itertuples()]
        if rows:
            summary = f"{len(rows)} further claim{'s' * (len(rows) > 1)}" if which != "claims" else None
            parts.append(_shown(f"What the article says: {which} of lesson {lesson}", columns, rows, summary))
    words = scale()
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
    known, wanted, bad, asked, stay = list(load("claims")["claim_id"]), {}, [], [], []
    before, wrong = notes.kept()
    scale = load("claims_scale").set_index("verdict")
    for key, value in guesses.items():
        claim = words_of(key).replace(" ", "-") if isinstance(key, str) else None
        if claim not in known:
            bad.append(f"There is no claim {_said(key)}. {_like(claim or '', known)}")
            continue
        asked += [claim] * (claim not in asked)
        verdict = verdict_of(value) if isinstance(value, str) else None
        dots = value is ... or (isinstance(value, str) and not value.strip(" .…")) or _gap(value)
        if verdict:
            wanted[claim] = verdict
        elif not dots:
            choose = f"Write one of: {', '.join(scale.index)}.{_near(value, scale)}"
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
    print(f"{len(asked) - len(still)} of {len(asked)} noted." + _open(still, asked, bad) + _place(any(wanted.values())))
    labels = scale["label"]
    for claim in asked:
        first, later = after.get(claim, ("", ""))
        if wanted.get(claim) and later:
            print(f"{claim}: you first guessed {labels[first]}; that stays, and {labels[later]} is kept beside it.")
        elif claim in wanted and not first:
            print(f"{claim}: your guess is taken back.")
    stay = [claim for claim in stay if claim not in wanted]
    if stay:
        print(
            f'Kept from another day and left as it is: {", ".join(stay)}. To take a guess back, write "" in its place.'
        )
    if bad:
        print("\n".join(bad))
    if wrong:
        print(wrong)


def _open(still, asked, bad):
    if len(still) == len(asked) and not bad:
        return " Write a verdict in quotation marks in place of the dots."
    return f" Still open: {', '.join(still)}." if still else ""


def _place(new):
    return f" Kept in {notes.where()}." if new and notes.where() else ""


def _gap(value):
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def _near(value, scale):
    words = {form.casefold(): verdict for verdict, label in scale["label"].items() for form in (verdict, label)}
    typed = value.strip().casefold()[:40] if isinstance(value, str) else ""
    near = difflib.get_close_matches(typed, words, n=1)
    return f" Did you mean {words[near[0]]}?" if near else ""


def _like(claim, known):
    same = [other for other in known if other[:2] == claim[:2]]
    if same:
        return f"Lesson {claim[:2]} has {same[0]} to {same[-1]}."
    near = difflib.get_close_matches(claim[:40], known, n=1)
    return f"Did you mean {near[0]}?" if near else 'A claim is written as "05-a".'


def _said(value):
    """Return a value as a sentence names it; what is not text is named by its kind, which is always short."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:37] + "...")
    return f"{value!r} (a number)" if type(value) is int and abs(value) < 10**9 else f"(a {type(value).__name__})"


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

    lesson: its number as text, or a ledger of your own, whose guesses stand in its column guess. Core claims come
    first. Errors: Problem for an unknown lesson.
    """
    if isinstance(lesson, pd.DataFrame):
        return _own_verdicts(lesson)
    scale = load("claims_scale").set_index("verdict")
    seen = lambda verdict: f"{html.escape(scale.loc[verdict].sign)} {html.escape(scale.loc[verdict].label)}"  # noqa: E731
    chosen, guesses = pd.concat(_core_first(_of(lesson))), kept().fillna("").set_index("claim_id")
    rows = []
    for row in chosen.itertuples():
        mine = "no guess"
        if row.claim_id in guesses.index:
            first, later = guesses.loc[row.claim_id]
            mine = seen(first) + (" (as the ledger)" if first == row.verdict else " (not as the ledger)")
            mine += f"; changed to {seen(later)}" if later else ""
        cited = cite(row.source_ids.split(";"), licences=False)
        few = "1 source" if len(cited) == 1 else f"{len(cited)} sources"
        rows.append([
            f"<b>{html.escape(row.claim_id)}</b> {html.escape(row.paraphrase)}",
            mine,
            f"{seen(row.verdict)} (confidence {html.escape(row.confidence)})",
            link(row.what_the_record_shows) + " " + folded(f"{few}:", "; ".join(cited)),
            link(row.what_would_change_it),
        ])  # fmt: skip
    columns = ["claim", "your first guess", "verdict", "what the record shows", "what would change it"]
    record = _shown(f"The record: verdicts of lesson {lesson}", columns, rows)
    summary = f"Open the record of lesson {lesson}"
    return Shown(folded(summary, record.html), f"{summary}: in a notebook this line opens the table.\n{record.text}")


def _own_verdicts(own):
    """Show the record of a reader's own ledger, folded: guess, both verdicts, record with sources, what changes it."""
    scale, rows = load("claims_scale").set_index("verdict"), []
    seen = lambda row, column: " ".join(scale.loc[row[column], ["sign", "label"]]) if row.get(column) else "none yet"  # noqa: E731
    for row in _dicts(own):
        sure = f" (confidence {_cell(row, 'confidence')})" if row.get("confidence") else ""
        second = f"; second reader: {seen(row, 'second_verdict')}" if row.get("second_verdict") else ""
        cited = [link(str(row[column])) for column in ("source", "second_source") if row.get(column)]
        few = "1 source" if len(cited) == 1 else f"{len(cited)} sources"
        below = " " + folded(f"{few}:", "; ".join(cited)) if cited else ""
        rows.append([
            f"<b>{_cell(row, 'claim_id')}</b> {_cell(row, 'paraphrase')}",
            seen(row, "guess"),
            f"{seen(row, 'verdict')}{sure}{second}",
            link(str(row.get("what_the_record_shows") or "")) + below,
            link(str(row.get("what_would_change_it") or "")),
        ])  # fmt: skip
    columns = ["claim", "your guess", "verdict", "what the record shows", "what would change it"]
    record = _shown("The record", columns, rows)
    return Shown(folded("Open the record", record.html), f"Open the record: this line opens the table.\n{record.text}")


def _dicts(own):
    """Return the rows of a reader's own ledger as dictionaries; what is missing is None. Errors: Problem if none is."""
    if not len(own) or "claim_id" not in own or "paraphrase" not in own:
        raise Problem('This is no ledger with claims. Read one: own = ledger.read("my-article.csv").')
    return own.astype(object).where(own.notna(), None).to_dict("records")


def _cell(row, column):
    return html.escape(str(row.get(column) or ""))


def _quoted(row):
    kind = str(row.get("claim_kind") or "").strip().casefold()
    if kind == "added":
        return "not in the article, added by the checkers"
    return (f"“{_cell(row, 'quote')}”" if row.get("quote") else "no quote") + " (implied)" * (kind == "implied")


def scale():
    """Show the six verdicts with their signs and definitions."""
    rows = [
        [
            f"<code>{html.escape(row.verdict)}</code>",
            html.escape(f"{row.sign} {row.label}"),
            html.escape(row.definition),
        ]
        for row in load("claims_scale").itertuples()
    ]
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
