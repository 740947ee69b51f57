"""The claims of the article, and what the record says of them."""

import csv
import html
import io
import os
from pathlib import Path

import pandas as pd

from helpers.problem import Problem
from helpers.show import Shown, html_table, link, plain
from helpers.sources import cite, source_ids
from helpers.tables import known as known_values
from helpers.tables import load, package, resource
from helpers.validate import problems

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
KEPT = Path(os.environ.get("SEVEN_PRIORITIES_KEPT", NOTEBOOKS / "my-guesses.csv"))  # tests look elsewhere
OWN = ["claim_id", "paragraph", "paraphrase", "quote", "verdict", "what_the_record_shows", "what_would_change_it"]
SOURCE = {"name": "source", "type": "string", "constraints": {"required": True}}


def _of(lesson, table="claims"):
    rows = load(table)
    lessons = sorted(set(load("claims")["lesson"]))
    if lesson not in lessons:
        raise Problem(
            f'There is no lesson {lesson!r} in the ledger. Lessons are: {", ".join(lessons)} (as text: "00").'
        )
    return rows[rows["lesson"].str.split(";").map(lambda parts: lesson in parts)]


def _shown(caption, columns, rows):
    text = "\n".join([caption, *(" | ".join(plain(cell) for cell in row) for row in rows)])
    return Shown(html_table(html.escape(caption), columns, rows), text)


def wording(claim):
    """Return the words of the article for one claim (a row of the table claims) as HTML, or why there are none."""
    if claim.claim_kind == "added":
        return "not in the article, but often said beside it"
    return f"“{html.escape(claim.quote)}”" if isinstance(claim.quote, str) and claim.quote else "implied"


def claims(lesson):
    """Show the claims of one lesson as the article makes them, without verdicts.

    lesson: its number as text, "00" to "08". Errors: Problem for an unknown lesson.
    """
    rows = [[row.claim_id, wording(row), html.escape(row.paraphrase)] for row in _of(lesson).itertuples()]
    return _shown(
        f"What the article says: claims of lesson {lesson}", ["claim", "in its words", "in other words"], rows
    )


def verdicts(lesson, guesses=None):
    """Show verdict, record, sources and what would change the verdict, beside the reader's guesses.

    lesson: its number as text. guesses: a dictionary from claim to verdict, as {"00-a": "supported"}; `...` or
    nothing means no guess. Errors: Problem for an unknown lesson, claim or verdict.

    >>> verdicts("00", {"00-a": "true"})
    Traceback (most recent call last):
    helpers.problem.Problem: Your guess for 00-a, 'true', is not one of: supported, partly-supported, misstated, \
unsupported, cannot-be-checked, opinion.
    """
    scale = load("claims_scale").set_index("verdict")
    chosen = _of(lesson)
    guesses = _guessed(guesses or {}, chosen)
    rows = []
    for row in chosen.itertuples():
        verdict, guess = scale.loc[row.verdict], guesses.get(row.claim_id)
        sign = "" if guess is None else " (as the ledger)" if guess == row.verdict else " (not as the ledger)"
        rows.append([
            row.claim_id,
            html.escape(scale.loc[guess].label) + sign if guess else "no guess",
            f"{verdict.sign} {html.escape(verdict.label)} (confidence {row.confidence})",
            link(row.what_the_record_shows),
            link(row.what_would_change_it),
            "; ".join(cite(row.source_ids.split(";"), licences=False)),
        ])  # fmt: skip
    columns = ["claim", "your guess", "verdict", "what the record shows", "what would change it", "sources"]
    return _shown(f"The record: verdicts of lesson {lesson}", columns, rows)


def _guessed(guesses, claims):
    known, verdicts = list(claims["claim_id"]), list(load("claims_scale")["verdict"])
    given = {claim: guess for claim, guess in guesses.items() if guess not in (..., None, "")}
    for claim, guess in given.items():
        if claim not in known:
            raise Problem(f"There is no claim {claim!r} here; there are {known[0]} to {known[-1]}.")
        if guess not in verdicts:
            raise Problem(f"Your guess for {claim}, {guess!r}, is not one of: {', '.join(verdicts)}.")
    return given


def keep(guesses):
    """Keep guesses for lesson 08, in the file my-guesses.csv beside the notebooks. Prints what was done.

    guesses: as for verdicts(); later guesses replace earlier ones. Without a guess nothing is written.
    """
    new = _guessed(guesses, load("claims"))
    if not new:
        print("No guesses yet: nothing is kept.")
        return
    together = pd.concat([kept().set_index("claim_id")["guess"], pd.Series(new, name="guess")])
    together = together[~together.index.duplicated(keep="last")].sort_index().rename_axis("claim_id")
    try:
        together.to_csv(KEPT)
        print(f"Kept {len(new)} for lesson 08, in {KEPT.name}.")
    except OSError:
        print(f"This folder is read-only: {KEPT.name} could not be written. Note your guesses for lesson 08.")


def kept():
    """Return the guesses that were kept, a DataFrame with the columns claim_id and guess; empty if there are none.

    Errors: Problem if the file names an unknown claim or verdict.
    """
    if not KEPT.exists():
        return pd.DataFrame({"claim_id": [], "guess": []}, dtype=str)
    table = pd.read_csv(KEPT, dtype=str, keep_default_na=False)
    known, verdict = set(load("claims")["claim_id"]), set(load("claims_scale")["verdict"])
    for row, pair in enumerate(table.itertuples(index=False), 2):
        if len(pair) != 2 or pair[0] not in known or pair[1] not in verdict:
            raise Problem(
                f"{KEPT.name}, row {row}: {', '.join(pair)} is not a claim and a verdict. Correct or delete the file."
            )
    return table


def open(path):
    """Return a ledger of your own as a DataFrame, after the same checks as the tables of the project.

    path: a CSV file with the columns of notebooks/my-article.csv, in the folder of the notebook.
    Errors: Problem with file, row, column and remedy.
    """
    path = path if Path(path).exists() else NOTEBOOKS / path
    try:
        text = Path(path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")  # spreadsheets add these
    except FileNotFoundError:
        raise Problem(f"There is no file {Path(path).name}. Copy my-article.csv and fill it in.") from None
    except UnicodeDecodeError:
        raise Problem(f"{Path(path).name}: save the file as CSV UTF-8.") from None
    claims = resource("claims")["schema"]["fields"]
    fields = [field | {"listOf": None} for field in claims if field["name"] in OWN] + [SOURCE]
    fields[0]["constraints"].pop("pattern", None)  # ids are the reader's own
    item = {"path": Path(path).name, "schema": {"fields": fields, "primaryKey": "claim_id"}}
    found = list(
        problems(
            item, text.encode("utf-8"), known_values, Path(path).name, "Correct the cell and save the file as CSV."
        )
    )
    if found:
        raise Problem(found[0])
    return pd.DataFrame(csv.DictReader(io.StringIO(text)))


def scale():
    """Show the six verdicts with their signs and definitions."""
    rows = [
        [f"<code>{row.verdict}</code>", f"{row.sign} {html.escape(row.label)}", html.escape(row.definition)]
        for row in load("claims_scale").itertuples()
    ]
    return _shown("The six verdicts", ["write", "verdict", "meaning"], rows)


def terms(lesson):
    """Show the terms of one lesson with their definitions."""
    rows = [[html.escape(row.term), html.escape(row.definition)] for row in _of(lesson, "glossary").itertuples()]
    return _shown(f"Terms of lesson {lesson}", ["term", "meaning"], rows)


def sources(lesson):
    """Show every source that the claims and tables of one lesson rest on."""
    used = [item["name"] for item in package()["resources"] if lesson in item["lessons"] and "/" in item["path"]]
    tables = [load(name) for name in used]
    ids = sorted({source for table in [_of(lesson), *tables] for source in source_ids(table)})
    return _shown(f"Sources of lesson {lesson}", ["source"], [[item] for item in cite(ids)])
