"""What is wrong with the bytes of a table, one clear sentence a mistake."""

import csv
import io
import re

import pandas as pd

CHECKS = {
    "integer": (lambda text: re.fullmatch(r"-?\d+", text), "a whole number"),
    "year": (lambda text: re.fullmatch(r"\d{4}", text), "a year"),
    "number": (lambda text: re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text), "a number"),
    "boolean": (lambda text: text in ("0", "1"), "0 or 1"),
    "date": (lambda text: not pd.isna(pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")), "a date YYYY-MM-DD"),
    "string": (lambda text: text == text.strip(), "free of blanks at its ends"),
}


def problems(item, raw, known, name=None, remedy=None):
    """Yield a sentence for each thing wrong with the bytes of a table; rows count as in a spreadsheet.

    item: the description of the table from resource(name). raw: the content of its file.
    name, remedy: what to call the file and what to do, if it is not one of the package.
    known: a function that gives, for "table.column", the set of values that stand there, as text.
    """
    name = name or f"data/{item['path']}"
    remedy = remedy or f"Take {name} again from the project; if you corrected a fact, run `make data`."
    where = lambda row, column="": f"{name}, row {row}" + (f", column {column}" if column else "")  # noqa: E731
    if not raw.strip():
        yield f"{name}, row 1: the file is empty. {remedy}"
        return
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield f"{name}, row 1: the file is saved as UTF-16; it must be UTF-8. {remedy}"
        return
    if raw.startswith(b"\xef\xbb\xbf"):
        yield f"{name}, row 1: the file begins with a byte order mark; save it as UTF-8 without BOM. {remedy}"
        return
    try:
        text = raw.decode("utf-8")
        bad = re.search("\r|\0", text)
        if bad:
            what = "ends with a Windows line break (CRLF)" if bad[0] == "\r" else "holds a null character"
            yield f"{where(text.count(chr(10), 0, bad.start()) + 1)}: the line {what}. {remedy}"
            return
        rows, lines = [], csv.reader(io.StringIO(text), strict=True)
        for row in lines:
            rows.append(row)
    except UnicodeDecodeError as error:
        yield f"{where(raw.count(b'%c' % 10, 0, error.start) + 1)}: a character is not UTF-8. {remedy}"
        return
    except csv.Error:
        yield f"{where(len(rows) + 1)}: a quotation mark is not closed or misplaced. {remedy}"
        return
    fields = {field["name"]: field for field in item["schema"]["fields"]}
    header, names = rows[0], list(fields)
    for column in names:
        if header.count(column) != 1:
            yield f"{where(1, column)}: the column is {'missing' if column not in header else 'there twice'}. {remedy}"
    for column in header:
        if column not in fields:
            yield f"{where(1, column)}: there should be no such column. {remedy}"
    if header != names:
        yield f"{where(1)}: the columns should be, in this order: {', '.join(names)}. {remedy}"
        return
    for n, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            yield f"{where(n)}: the row has {len(row)} cells, and {len(names)} are expected. {remedy}"
            continue
        for column, value in zip(names, row, strict=True):
            wrong = _wrong(value, fields[column], known)
            if wrong:
                yield f"{where(n, column)}: {wrong}. {remedy}"
    yield from _references(item, rows, where, remedy, known)
    if not text.endswith("\n"):
        yield f"{where(len(rows))}: the file is cut off here. {remedy}"
    if "rows" in item and len(rows) - 1 != item["rows"]:
        yield f"{where(len(rows))}: the file ends here, after {len(rows) - 1} of {item['rows']} rows. {remedy}"


def _wrong(value, field, known):
    rules = field.get("constraints", {})
    if value == "":
        return "the cell is empty" if rules.get("required") else ""
    fits, kind = CHECKS[field["type"]]
    if not fits(value):
        return f"{value!r} is not {kind}"
    if "enum" in rules and value not in rules["enum"]:
        return f"{value!r} is not one of {', '.join(rules['enum'])}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return f"{value!r} does not have the form {rules['pattern']}"
    if "minimum" in rules and float(value) < rules["minimum"] or "maximum" in rules and float(value) > rules["maximum"]:
        return f"{value} is outside {rules.get('minimum', 'any')} to {rules.get('maximum', 'any')}"
    if field.get("listOf"):
        unknown = [part for part in value.split(";") if part not in known(field["listOf"])]
        if unknown:
            return f"{unknown[0]!r} is not in the table {field['listOf'].split('.')[0]}"
    return ""


def _references(item, rows, where, remedy, known):
    names, schema = rows[0], item["schema"]
    good = [(n, dict(zip(names, row, strict=True))) for n, row in enumerate(rows[1:], 2) if len(row) == len(names)]
    key = schema.get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    seen = {}
    for n, row in good if key else []:
        first = seen.setdefault(tuple(row[column] for column in key), n)
        if first != n:
            yield f"{where(n, ', '.join(key))}: the row repeats the key of row {first}. {remedy}"
    for link in schema.get("foreignKeys", []):
        column, target = link["fields"], link["reference"]["resource"]
        there = known(f"{target}.{link['reference']['fields']}")
        for n, row in good:
            if row[column] and row[column] not in there:
                yield f"{where(n, column)}: {row[column]!r} is not in the table {target}. {remedy}"
