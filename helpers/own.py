"""Files that readers write themselves, in a spreadsheet or by hand: read kindly, with every mistake named at once."""

import csv
import errno
import io
import os
import re
from contextlib import contextmanager
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from helpers.answers import key
from helpers.problem import Problem
from helpers.tables import load, seen

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
RECORD = ["what_the_record_shows", "what_would_change_it", "source"]  # what a verdict needs beside it
NEEDED = {"opinion": RECORD[:1], "cannot-be-checked": RECORD[:1], "unsupported": RECORD[:2]}  # where less is enough
COLUMNS = ["claim_id", "paragraph", "paraphrase", "quote", "verdict", *RECORD]
VERDICTS = ["verdict", "guess", "second_verdict"]  # columns that hold a verdict, where they are there
KINDS = ["stated", "implied", "added"]  # of a claim: in the words of the article, meant by it, or the checkers' own
OPTIONAL = [*VERDICTS[1:], "claim_kind", "confidence", "error_type", "second_source", "notes"]  # a ledger may have them
FORM = {  # the columns of a new ledger, and its example row, which is nobody's claim
    "claim_id": "example",
    "paragraph": "1",
    "quote": "at most twelve words of the article",
    "paraphrase": "The claim in your own words",
    "guess": "supported",
    "claim_kind": "stated",
    "verdict": "partly-supported",
    "second_verdict": "supported",
    "confidence": "high",
    "error_type": "overgeneralised",
    "what_the_record_shows": "What a primary document or a data set shows",
    "what_would_change_it": "Which document or figure would overturn the verdict",
    "source": "Title and address of the source",
    "second_source": "Title and address of another source, which does not copy the first",
    "notes": "Anything else; delete this row or leave it: it is never counted",
}
EXAMPLE = FORM["paraphrase"]
MOST_WORDS, MOST_SAID = 12, 30  # words of a quote, and findings that are told at once
SAVE = "save the file as CSV UTF-8"
FULL, LOCKED = "cannot be written: the disk is full", "it is not yours, or another program has it open; close it there"
TROUBLE = {  # what an OSError means for a file
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: "cannot be written: its folder is read-only",
    errno.EISDIR: "is a folder, not a file",
    errno.EACCES: f"cannot be opened or written: {LOCKED}",
    errno.EPERM: f"cannot be opened or written: {LOCKED}",
    errno.ENOENT: "cannot be written: its folder is missing",
    errno.ENOTDIR: "cannot be written: its folder is missing",
    errno.ETIMEDOUT: "is being written by another notebook",
}


def verdict_of(text):
    """Return the verdict that a text means, or None: the word itself, its label or its sign, in any case and dress."""
    bare = text.strip(" \t\n'\"“”‘’.*`-_")
    for verdict, label, sign in _scale(seen("claims_scale")):
        if bare == sign or key(bare.replace(sign, " ", 1)) in (key(verdict), key(label)):
            return verdict
    return None


@lru_cache(maxsize=2)
def _scale(seen):
    return load("claims_scale")[["verdict", "label", "sign"]].to_numpy().tolist()


def trouble(error, path):
    """Return what an OSError means for a file, as the end of a sentence that begins with its name."""
    number = errno.EISDIR if os.path.isdir(path) else error.errno
    why = os.strerror(error.errno) if error.errno else "the name is not allowed"
    return TROUBLE.get(number, f"cannot be opened or written ({why})")


def sheet(path, known, needed):
    """Return the columns of a CSV file, its rows as (number, {column: text}), and what is wrong with its form.

    Commas, semicolons or tabs; UTF-8 or UTF-16, with or without a byte order mark; any line break; blank rows and
    columns are left out. Rows count as in a spreadsheet. known: names of columns, read in any case; needed: those that
    must be there. Errors: OSError if the file cannot be opened.
    """
    text, found = _text(Path(path).read_bytes())
    text = re.sub(r"\Asep=.\n", "\n", re.sub("\r\n?", "\n", text), flags=re.I)  # Excel's own first line
    first = next((line for line in text.split("\n") if line.strip(' ,;\t"')), "")
    name = lambda cell: next((k for k in known if k == re.sub(r"[\s\-]+", "_", cell.casefold())), cell)  # noqa: E731
    divide = max(",;\t", key=lambda mark: len({name(cell.strip(' "')) for cell in first.split(mark)} & set(known)))
    rows = []
    try:
        for cells in csv.reader(io.StringIO(text), delimiter=divide, strict=True):
            rows.append([cell.strip() for cell in cells])
    except csv.Error:
        found.append(f"row {len(rows) + 1}: a quotation mark is not closed or misplaced. Put it right, or take it out")
    rows = [(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]
    if not rows:
        return [], [], found
    (top, header), *rows = rows
    header = [name(cell) for cell in header]
    missing = [column for column in needed if column not in header]
    if len(missing) == len(needed):
        return [], [], [*found, f"row {top}: the first row should name the columns: {', '.join(needed)}"]
    found += [f"row {top}: the column {column} is missing. Write its name in the first row" for column in missing]
    twice = sorted({column for column in header if column and header.count(column) > 1})
    found += [f"row {top}: the column {column} stands twice. Rename one" for column in twice]
    filled, nameless = [], {}
    for number, cells in rows:
        pairs = list(zip_longest(header, cells, fillvalue=""))
        filled.append((number, {column: cell for column, cell in pairs if column}))
        for place, (column, cell) in enumerate(pairs, 1):
            if cell and not column:
                nameless.setdefault(place, number)
    found += [f"row {number}: cell {place} stands in a column without a name. Name the column, or put a text that "
              "holds the separator into quotation marks" for place, number in nameless.items()]  # fmt: skip
    return [column for column in header if column], filled, found


def _text(raw):
    """Return bytes as text, and a list of what stands in the way."""
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "", [f"this is a workbook of a spreadsheet, not a CSV file. Open it there and {SAVE}"]
    wide = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text, found = raw.decode(wide), []
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        text = raw.decode(wide, "replace")
        found = [f"row {row}: a letter is not in UTF-8. Open the file as it was written and {SAVE}"]
    if "\0" in text:
        return "", [f"row 1: this is not a plain text file. Open it in a spreadsheet and {SAVE}"]
    return text, found


def read(path):
    """Return a ledger of your own as a typed DataFrame.

    path: the name of a CSV file with the columns of notebooks/my-article.csv, and any of your own beside them; it is
    looked for in the folder of the notebook, then in the folder notebooks. Paragraphs are whole numbers (0 is the
    headline; only an added claim may have none), verdicts an ordered category; a claim without a verdict yet has a
    missing one. The name of the file stands in .attrs["file"].
    Errors: Problem that names every mistake, with row, column and remedy.
    """
    with _named(path, 'Write the name of your file in quotation marks: ledger.read("my-article.csv").') as (path, name):
        try:
            columns, rows, found = sheet(path if path.exists() else NOTEBOOKS / path, [*COLUMNS, *OPTIONAL], COLUMNS)
        except FileNotFoundError:
            raise Problem(f"There is no file {name}. Copy my-article.csv, fill it in, and give its name.") from None
    claims = [(number, row) for number, row in rows if row.get("paraphrase") != EXAMPLE]
    if not claims and not found:
        why = "has no row below the names of the columns" if columns else "is empty"
        if rows:
            raise Problem(f"{name} holds only the example row. Write your first claim in its place.")
        raise Problem(f"{name} {why}. Write one claim a row; my-article.csv shows the form.")
    found += [f"row {number}, column {column}: {what}" for number, column, what in _findings(claims)]
    if found:
        some = f" The first {MOST_SAID} are:" if len(found) > MOST_SAID else ""
        lead = f"{name}, " if len(found) == 1 else f"{name}: {len(found)} things to correct.{some}\n- "
        raise Problem(lead + ".\n- ".join(found[:MOST_SAID]) + ".")
    own = pd.DataFrame([[row[c] or None for c in columns] for _, row in claims], columns=columns, dtype="str")
    scale = list(load("claims_scale")["verdict"])
    for column in set(VERDICTS) & set(columns):
        own[column] = pd.Categorical([verdict_of(row[column]) for _, row in claims], scale, ordered=True)
    places = [row["paragraph"].split(".")[0] for _, row in claims]
    own["paragraph"] = pd.array([int(place) if place else None for place in places], dtype="Int64")
    own.attrs["file"] = name
    return own


def new(path="my-article.csv"):
    """Make an empty ledger in the folder of the notebook: names of columns and an example row. Says what it did.

    path: the name of the file. A file that is there already stays as it is. Errors: Problem if it cannot be written.
    """
    ask = 'Write a name for your file in quotation marks: ledger.new("my-article.csv").'
    with _named(path, ask, suffix=".csv") as (path, name):
        if os.path.lexists(path) or os.path.lexists(NOTEBOOKS / path):
            print(f"{name} is there already and stays as it is. Fill it in, or give another name.")
            return
        with path.open("x", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([FORM, FORM.values()])
    print(f"{name} is made. Open it in a spreadsheet and write one claim a row.")


@contextmanager
def _named(path, ask, suffix=""):
    """Give a path and its name as a sentence says it; what goes wrong with the file becomes a Problem.

    ask: the sentence if there is no name. suffix: how the name must end.
    """
    path = os.path.expanduser(os.fspath(path)).strip() if isinstance(path, (str, Path)) else ""
    if not path.strip(" ." if suffix else ""):
        raise Problem(ask)
    path = Path(path if path.casefold().endswith(suffix) else path + suffix)
    name = quoted(path.name or str(path))[1:-1]
    try:
        yield path, name
    except (OSError, ValueError) as error:
        why = trouble(error, path) if isinstance(error, OSError) else "is not the name of a file"
        raise Problem(f"{name} {why}.") from None


def _findings(claims):
    """Yield the row, the column, and what is wrong with each cell."""
    seen, scale = {}, ", ".join(load("claims_scale")["verdict"])
    for number, row in claims:
        claim, kind = row.get("claim_id", ""), row.get("claim_kind", "")
        if claim and claim in seen:
            yield number, "claim_id", f"{claim!r} stands in row {seen[claim]} already. Give each a name of its own"
        elif claim.casefold() == "example":
            yield number, "claim_id", "'example' is the name of the example row. Give your claim another, such as 1"
        seen.setdefault(claim, number)
        verdict, added = verdict_of(row.get("verdict", "")), kind.casefold() == "added"
        needed = [
            "claim_id",
            "paraphrase",
            *["paragraph"] * (not added),
            *NEEDED.get(verdict, RECORD if verdict else []),
        ]
        for column in needed:
            if row.get(column) == "":
                yield number, column, "the cell is empty. Fill it in" + ": a verdict needs it" * (column in RECORD)
        place = row.get("paragraph")
        if place and not re.fullmatch(r"[0-9]{1,6}(\.0+)?", place):
            yield number, "paragraph", f"{quoted(place)} is not a whole number. Count the paragraphs; the headline is 0"
        words = len(re.findall(r"\w[^\s]*", row.get("quote", "")))
        if words > MOST_WORDS:
            yield number, "quote", f"{words} words. Quote at most {MOST_WORDS} and say the rest in your own words"
        for column in VERDICTS:
            if row.get(column) and verdict_of(row[column]) is None:
                yield number, column, f"{quoted(row[column])} is not a verdict. Write one of: {scale}"
        if kind and kind.casefold() not in KINDS:
            yield number, "claim_kind", f"{quoted(kind)} is not a kind of claim. Write one of: {', '.join(KINDS)}"


def quoted(text):
    """Return a text as it is quoted in a sentence."""
    return repr(text if len(text) <= 40 else text[:37] + "...")
