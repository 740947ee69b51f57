"""Files that readers write themselves, in a spreadsheet or by hand: read kindly, with every mistake named at once."""

import csv
import errno
import io
import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers.problem import Problem
from helpers.tables import load

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
COLUMNS = [
    "claim_id",
    "paragraph",
    "paraphrase",
    "quote",
    "verdict",
    "what_the_record_shows",
    "what_would_change_it",
    "source",
]
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


def verdict_of(text):
    """Return the verdict that a text means, or None: the word itself, its label or its sign, in any case and dress."""
    plain = re.sub(
        r"[\s_\-\u2010-\u2015]+", "-", unicodedata.normalize("NFKC", text).casefold().strip(" \t\n'\"“”‘’.*`")
    )
    return _dresses().get(plain.strip("-"))


@lru_cache(maxsize=1)
def _dresses():
    """Return every form of the six verdicts, without case and blanks, with the verdict."""
    found = {}
    for row in load("claims_scale").itertuples():
        forms = (row.verdict, row.label.casefold().replace(" ", "-"))
        signed = [form for one in forms for form in (f"{row.sign}-{one}", f"{one}-{row.sign}")]
        found |= dict.fromkeys([row.sign, *forms, *signed], row.verdict)
    return found


def trouble(error, path):
    """Return what an OSError means for a file, as the end of a sentence that begins with its name."""
    path = Path(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "cannot be written: the disk is full"
    if error.errno == errno.EROFS:
        return "cannot be written: its folder is read-only"
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):
        return "is a folder, not a file"
    if isinstance(error, PermissionError):
        return "cannot be opened or written: it is not yours, or another program has it open; close it there"
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "cannot be written: its folder is missing"
    return f"cannot be opened or written ({os.strerror(error.errno) if error.errno else 'the name is not allowed'})"


def sheet(path, known, needed):
    """Return the columns of a CSV file, its rows as (number, {column: text}), and what is wrong with its form.

    Commas, semicolons or tabs; UTF-8 or UTF-16, with or without a byte order mark; any line break; blank rows and
    columns are left out. Rows count as in a spreadsheet. known: names of columns, read in any case; needed: those that
    must be there. Errors: OSError if the file cannot be opened.
    """
    text, found = _text(Path(path).read_bytes())
    text = re.sub("\r\n?", "\n", text)
    text = re.sub(r"\Asep=.\n", "\n", text, flags=re.I)  # Excel's own first line
    first = next((line for line in text.split("\n") if line.strip(' ,;\t"')), "")
    name = lambda cell: next((k for k in known if k == re.sub(r"[\s\-]+", "_", cell.casefold())), cell)  # noqa: E731
    divide = max(",;\t", key=lambda mark: len({name(cell.strip(' "')) for cell in first.split(mark)} & set(known)))
    lines, rows = csv.reader(io.StringIO(text), delimiter=divide, strict=True), []
    try:
        for cells in lines:
            rows.append([cell.strip() for cell in cells])
    except csv.Error:
        found.append(f"row {len(rows) + 1}: a quotation mark is not closed or misplaced. Put it right, or take it out")
    rows = [(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]
    if not rows:
        return [], [], found
    top, header = rows[0][0], [name(cell) for cell in rows[0][1]]
    width = max(len(cells) for _, cells in rows)
    while header and not header[-1]:
        header.pop()
    missing = [column for column in needed if column not in header]
    if len(missing) == len(needed):
        return [], [], [*found, f"row {top}: the first row should name the columns: {', '.join(needed)}"]
    found += [f"row {top}: the column {column} is missing. Write its name in the first row" for column in missing]
    found += [
        f"row {top}: the column {c} stands twice. Rename one"
        for c in sorted({c for c in header if c and header.count(c) > 1})
    ]
    for place in range(width):
        if place >= len(header) or not header[place]:
            filled = next((number for number, cells in rows[1:] if place < len(cells) and cells[place]), None)
            if filled:
                found.append(f"row {filled}: cell {place + 1} stands in a column without a name. Name the column, "
                             "or put a text that holds the separator into quotation marks")  # fmt: skip
    named = [(place, column) for place, column in enumerate(header) if column]
    filled = [
        (number, {column: cells[place] if place < len(cells) else "" for place, column in named})
        for number, cells in rows[1:]
    ]
    return [column for _, column in named], filled, found


def _text(raw):
    """Return bytes as text, and a list of what stands in the way."""
    if raw.startswith(b"PK\x03\x04") or raw.startswith(b"\xd0\xcf\x11\xe0"):
        return "", [f"this is a workbook of a spreadsheet, not a CSV file. Open it there and {SAVE}"]
    wide = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(wide)
        if "\0" in text:
            return "", [f"row 1: this is not a plain text file. Open it in a spreadsheet and {SAVE}"]
        return text, []
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        return raw.decode(wide, "replace"), [
            f"row {row}: a letter is not in UTF-8. Open the file as it was written and {SAVE}"
        ]


def read(path):
    """Return a ledger of your own as a typed DataFrame.

    path: the name of a CSV file with the columns of notebooks/my-article.csv, and any of your own beside them; it is
    looked for in the folder of the notebook, then in the folder notebooks. Paragraphs are whole numbers (0 is the
    headline), verdicts an ordered category; a claim without a verdict yet has a missing one.
    Errors: Problem that names every mistake, with row, column and remedy.
    """
    path = os.fspath(path) if isinstance(path, (str, Path)) else ""
    if not path.strip():
        raise Problem('Write the name of your file in quotation marks: ledger.read("my-article.csv").')
    name = _short(Path(path).name or path)[1:-1]
    try:
        path = os.path.expanduser(path)
        path = path if Path(path).exists() else NOTEBOOKS / path
        columns, rows, found = sheet(path, [*COLUMNS, *OPTIONAL], COLUMNS)
    except FileNotFoundError:
        raise Problem(f"There is no file {name}. Copy my-article.csv, fill it in, and give its name.") from None
    except (OSError, ValueError) as error:
        why = trouble(error, path) if isinstance(error, OSError) else "is not the name of a file"
        raise Problem(f"{name} {why}.") from None
    if not rows and not found:
        why = "has no row below the names of the columns" if columns else "is empty"
        raise Problem(f"{name} {why}. Write one claim a row; my-article.csv shows the form.")
    claims = [(number, row) for number, row in rows if row.get("paraphrase") != EXAMPLE]
    if not claims and not found:
        raise Problem(f"{name} holds only the example row. Write your first claim in its place.")
    found += _findings(claims)
    if found:
        some = f" The first {MOST_SAID} are:" if len(found) > MOST_SAID else ""
        lead = f"{name}, " if len(found) == 1 else f"{name}: {len(found)} things to correct.{some}\n- "
        raise Problem(lead + ".\n- ".join(found[:MOST_SAID]) + ".")
    own = pd.DataFrame([[row[c] or None for c in columns] for _, row in claims], columns=columns, dtype="str")
    scale = list(load("claims_scale")["verdict"])
    for column in set(VERDICTS) & set(columns):
        own[column] = pd.Categorical([verdict_of(row[column]) for _, row in claims], scale, ordered=True)
    own["paragraph"] = pd.array([int(row["paragraph"].split(".")[0]) for _, row in claims], dtype="Int64")
    return own


def new(path="my-article.csv"):
    """Make an empty ledger in the folder of the notebook: names of columns and an example row. Says what it did.

    path: the name of the file. A file that is there already stays as it is. Errors: Problem if it cannot be written.
    """
    path = os.fspath(path) if isinstance(path, (str, Path)) else ""
    if not path.strip(" ."):
        raise Problem('Write a name for your file in quotation marks: ledger.new("my-article.csv").')
    path = Path(os.path.expanduser(path.strip()))
    path = path if path.suffix.casefold() == ".csv" else path.with_name(path.name + ".csv")
    name = _short(path.name)[1:-1]
    try:
        if os.path.lexists(path) or os.path.lexists(NOTEBOOKS / path):
            print(f"{name} is there already and stays as it is. Fill it in, or give another name.")
            return
        with path.open("x", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([FORM, FORM.values()])
    except (OSError, ValueError) as error:
        why = trouble(error, path) if isinstance(error, OSError) else "is not the name of a file"
        raise Problem(f"{name} {why}.") from None
    print(f"{name} is made. Open it in a spreadsheet and write one claim a row.")


def _findings(claims):
    """Return a sentence for each cell that is wrong."""
    found, seen = [], {}
    scale = ", ".join(load("claims_scale")["verdict"])
    for number, row in claims:
        say = lambda column, what: found.append(f"row {number}, column {column}: {what}")  # noqa: B023, E731
        claim = row.get("claim_id")
        if claim and claim in seen:
            say("claim_id", f"{claim!r} stands in row {seen[claim]} already. Give each claim a name of its own")
        elif claim and claim.casefold() == "example":
            say("claim_id", "'example' is the name of the example row. Give your claim another, such as 1")
        seen.setdefault(claim, number)
        needed = ["claim_id", "paragraph", "paraphrase"]
        needed += ["what_the_record_shows", "what_would_change_it", "source"] if row.get("verdict") else []
        for column in needed:
            if row.get(column) == "":
                late = column in COLUMNS[5:]
                say(column, "the cell is empty. " + ("A verdict needs it; fill it in" if late else "Fill it in"))
        if row.get("paragraph") and not re.fullmatch(r"[0-9]{1,6}(\.0+)?", row["paragraph"]):
            say(
                "paragraph",
                f"{_short(row['paragraph'])} is not a whole number. Count the paragraphs; the headline is 0",
            )
        words = len(re.findall(r"\w[^\s]*", row.get("quote", "")))
        if words > MOST_WORDS:
            say("quote", f"{words} words. Quote at most {MOST_WORDS} and say the rest in your own words")
        for column in VERDICTS:
            if row.get(column) and verdict_of(row[column]) is None:
                say(column, f"{_short(row[column])} is not a verdict. Write one of: {scale}")
        kind = row.get("claim_kind", "")
        if kind and kind.casefold() not in KINDS:
            say("claim_kind", f"{_short(kind)} is not a kind of claim. Write one of: {', '.join(KINDS)}")
    return found


def _short(text):
    """Return a text as it is quoted in a sentence."""
    return repr(text if len(text) <= 40 else text[:37] + "...")
