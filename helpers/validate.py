"""What is wrong with the bytes of a table, one clear sentence a mistake."""

import csv
import io
import re
import unicodedata
from datetime import date
from functools import cache


def _is_date(text):
    try:
        return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and date.fromisoformat(text)
    except ValueError:  # the 30th of February
        return False


# Digits are 0 to 9 (\d takes those of every script); 15 of them are the most that a float keeps.
CHECKS = {
    "integer": (re.compile("-?[0-9]{1,15}").fullmatch, "a whole number (digits 0 to 9, at most 15)"),
    "year": (re.compile("[0-9]{4}").fullmatch, "a year of four digits"),
    "number": (
        re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?(e-?[0-9]{1,2})?").fullmatch,
        "a number (digits 0 to 9, at most 15, a point before the decimals)",
    ),
    "boolean": (lambda text: text in ("0", "1"), "0 or 1"),
    "date": (_is_date, "a date YYYY-MM-DD"),
    "string": (lambda text: text == text.strip(" "), "free of blanks at its ends"),
}
SPAN = {"year": {"minimum": 1600, "maximum": 2100}, "date": {"minimum": "1600-01-01", "maximum": "2100-12-31"}}


def problems(item, raw, known, remedy=None):
    """Yield a sentence for each thing wrong with the bytes of a table; rows count as in a spreadsheet.

    item: the description of the table from resource(name). raw: the content of its file.
    remedy: what to do, if it is not the usual.
    known: a function that gives, for "table.column", the set of values that stand there, as text, or None if
        that table cannot be read: its own mistakes are told by its own check.
    """
    name = f"data/{item['path']}"
    remedy = remedy or f"Take {name} again from the project; if you corrected a fact, run `make data`."
    for row, column, wrong in _problems(item, raw, cache(known)):
        yield f"{name}, row {row}{column and f', column {column}'}: {wrong}. {remedy}"


def _problems(item, raw, known):
    """Yield the row, the column or "", and what is wrong there."""
    rows, row, wrong = _rows(raw)
    if wrong:
        yield row, "", wrong
        return
    schema = item["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    header, names = rows[0], list(fields)
    for column in names:
        if header.count(column) != 1:
            yield 1, column, f"the column is {'missing' if column not in header else 'there twice'}"
    for column in header:
        if column not in fields:
            yield 1, column, "there should be no such column"
    if header != names:
        yield 1, "", f"the columns should be, in this order: {', '.join(names)}"
        return
    if len(rows) == 1:
        yield 2, "", "the file has a header and no rows"
        return
    key = schema.get("primaryKey", names)  # a table without a key: no row stands twice
    key, seen = [key] if isinstance(key, str) else key, {}
    places = [names.index(column) for column in key]
    links = [(names.index(link["fields"]), link["reference"]) for link in schema.get("foreignKeys", [])]
    columns = [
        (field, SPAN.get(field["type"], {}) | field.get("constraints", {}), {})  # a value is judged once in a column
        for field in fields.values()
    ]
    for n, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            yield n, "", f"the row has {len(row)} cells, and {len(names)} are expected"
            continue
        for (field, rules, judged), value in zip(columns, row, strict=True):
            if value not in judged:
                judged[value] = _wrong(value, field, rules, known)
            if judged[value]:
                yield n, field["name"], judged[value]
        first = seen.setdefault(tuple(row[place] for place in places), n)
        if first != n:
            yield n, ", ".join(key) if "primaryKey" in schema else "", f"the row repeats row {first}"
        for place, target in links:
            there = known(f"{target['resource']}.{target['fields']}")
            if row[place] and there is not None and row[place] not in there:
                yield n, names[place], f"{row[place]!r} is not in the table {target['resource']}"
    if not raw.endswith(b"\n"):
        yield len(rows), "", "the file is cut off here"
    if "rows" in item and len(rows) - 1 != item["rows"]:
        yield len(rows), "", f"the file ends here, after {len(rows) - 1} of {item['rows']} rows"


def _rows(raw):
    """Return the rows in the bytes of a CSV file, and the row in which they cannot be read and why, or 0 and ""."""
    if not raw.strip():
        return [], 1, "the file is empty"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [], 1, "the file is saved as UTF-16; it must be UTF-8"
    if raw.startswith(b"\xef\xbb\xbf"):
        return [], 1, "the file begins with a byte order mark; save it as UTF-8 without BOM"
    rows = []
    try:
        text = raw.decode("utf-8")
        bad = re.search("\r|\0", text)
        if bad:
            what = "ends with a Windows line break (CRLF)" if bad[0] == "\r" else "holds a null character"
            return [], text.count("\n", 0, bad.start()) + 1, f"the line {what}"
        for row in csv.reader(io.StringIO(text), strict=True):
            rows.append(row)
    except UnicodeDecodeError as error:
        return [], raw.count(b"\n", 0, error.start) + 1, "a character is not UTF-8"
    except csv.Error:
        return [], len(rows) + 1, "a quotation mark is not closed or misplaced"
    return rows, 0, ""


def _wrong(value, field, rules, known):
    if value == "":
        return "the cell is empty" if rules.get("required") else ""
    fits, kind = CHECKS[field["type"]]
    if not fits(value):
        return f"{value!r} is not {kind}"
    if not value.isprintable():
        unseen = next(sign for sign in value if not sign.isprintable())
        return f"{value!r} holds an invisible character (U+{ord(unseen):04X})"
    if not (value.isascii() or unicodedata.is_normalized("NFC", value)):
        return f"{value!r} holds a letter and its accent as two characters (write it in the form NFC)"
    if "enum" in rules and value not in rules["enum"]:
        return f"{value!r} is not one of {', '.join(rules['enum'])}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return f"{value!r} is not {field.get('form', 'of the form expected here,')} such as {field['example']}"
    number = str if field["type"] == "date" else float  # ISO dates are in order as text
    for rule, beyond in (("minimum", number.__lt__), ("maximum", number.__gt__)):
        if rule in rules and beyond(number(value), number(rules[rule])):
            return f"{value} is outside {rules.get('minimum', 'any')} to {rules.get('maximum', 'any')}"
    if "listOf" in field:
        there = known(field["listOf"])
        unknown = [part for part in value.split(";") if there is not None and part not in there]
        if unknown:
            return f"{unknown[0]!r} is not in the table {field['listOf'].split('.')[0]}"
    return ""
