"""Typed tables from data/, what they hold, and one clear sentence when a file is damaged."""

import csv
import difflib
import hashlib
import html
import io
import json
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from helpers import Problem

DATA = Path(__file__).resolve().parent.parent / "data"
UN_SYMBOL = re.compile(r"\b[AS](?:/[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*(?:-[A-Z0-9]+)*)+(?: ?\([0-9IVXL]+\))?")


class Shown:
    """Something to look at: `html` for a notebook, `text` for a terminal or a screen reader."""

    def __init__(self, html, text):
        self.html, self.text = html, text

    def _repr_html_(self):
        return self.html

    def __repr__(self):
        return self.text


def package():
    """Return the content of data/datapackage.json as a dictionary.

    Errors: Problem if the data folder or the file is missing or damaged.
    """
    path = DATA / "datapackage.json"
    try:
        return _package(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise Problem(
            f"The file {path} is missing. Put the folder data back beside the folder helpers, "
            "or take a fresh copy of the project."
        ) from None
    except ValueError:
        raise Problem(f"The file {path} is damaged. Take it again from the project.") from None


@lru_cache(maxsize=4)
def _package(path, changed):  # read again only when the file has changed
    return json.loads(path.read_text("utf-8"))


def resource(name):
    """Return the description of one table, as it stands in datapackage.json.

    Errors: Problem if no table has that name; the sentence names similar ones.
    """
    known = {item["name"]: item for item in package()["resources"]}
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=3) or sorted(known)
        raise Problem(f"There is no table {name!r}. Did you mean: {', '.join(near)}?")
    return known[name]


def load(name):
    """Return one table of the data package as a DataFrame.

    name: the name of a table, for instance "vetoes"; about(name) tells what is in it.
    Dates are datetimes, years and counts whole numbers, flags True or False, short closed lists
    ordered categories; an empty cell is a missing value. Units stand in about(name).
    Errors: Problem, one sentence with file, row, column and remedy, if the file is damaged.

    >>> load("vetoes").shape
    (214, 17)
    """
    item = resource(name)
    path = DATA / item["path"]
    try:
        seen = path.stat()
        return _load(name, path, item["hash"], seen.st_mtime_ns, seen.st_size).copy(deep=False)
    except FileNotFoundError:
        raise Problem(f"The file {path} is missing. Take it again from the project.") from None


@lru_cache(maxsize=64)
def _load(name, path, recorded, *changed):  # read again only when the file or its record has changed
    item, raw = resource(name), path.read_bytes()
    if "sha256:" + hashlib.sha256(raw).hexdigest() != recorded:
        raise Problem(next(problems(item, raw)))
    table = pd.read_csv(io.BytesIO(raw), dtype=str, keep_default_na=False, na_values=[""])
    return table.assign(**{field["name"]: _typed(table[field["name"]], field) for field in item["schema"]["fields"]})


def _typed(column, field):
    kind, gaps = field["type"], column.isna().any()
    if kind in ("integer", "year"):
        return pd.to_numeric(column).astype("Int64" if gaps else "int64")
    if kind == "number":
        return pd.to_numeric(column).astype("float64")
    if kind == "date":
        return pd.to_datetime(column, format="%Y-%m-%d")
    if kind == "boolean":
        return column.map({"1": True, "0": False}).astype("boolean" if gaps else "bool")
    if "enum" in field.get("constraints", {}):
        return pd.Series(pd.Categorical(column, field["constraints"]["enum"], ordered=True), column.index)
    return column


CHECKS = {
    "integer": (lambda text: re.fullmatch(r"-?\d+", text), "a whole number"),
    "year": (lambda text: re.fullmatch(r"\d{4}", text), "a year"),
    "number": (lambda text: re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text), "a number"),
    "boolean": (lambda text: text in ("0", "1"), "0 or 1"),
    "date": (lambda text: not pd.isna(pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")), "a date YYYY-MM-DD"),
    "string": (lambda text: text == text.strip(), "free of blanks at its ends"),
}


def problems(item, raw, name=None, remedy=None):
    """Yield a sentence for each thing wrong with the bytes of a table; rows count as in a spreadsheet.

    item: the description of the table from resource(name). raw: the content of its file.
    name, remedy: what to call the file and what to do, if it is not one of the package.
    The last sentence, always given, says that the file is not the recorded one.
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
    lists = {}
    for n, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            yield f"{where(n)}: the row has {len(row)} cells, and {len(names)} are expected. {remedy}"
            continue
        for column, value in zip(names, row, strict=True):
            wrong = _wrong(value, fields[column], lists)
            if wrong:
                yield f"{where(n, column)}: {wrong}. {remedy}"
    yield from _references(item, rows, where, remedy)
    if not text.endswith("\n"):
        yield f"{where(len(rows))}: the file is cut off here. {remedy}"
    if "rows" in item and len(rows) - 1 != item["rows"]:
        yield f"{where(len(rows))}: the file ends here, after {len(rows) - 1} of {item['rows']} rows. {remedy}"
    yield f"{name}: the file is not the recorded one; a value was changed. {remedy}"


def _wrong(value, field, lists):
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
        target, column = field["listOf"].split(".")
        if target not in lists:
            lists[target] = set(load(target)[column])
        unknown = [part for part in value.split(";") if part not in lists[target]]
        if unknown:
            return f"{unknown[0]!r} is not in the table {target}"
    return ""


def _references(item, rows, where, remedy):
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
        known = set(load(target)[link["reference"]["fields"]].astype(str))
        for n, row in good:
            if row[column] and row[column] not in known:
                yield f"{where(n, column)}: {row[column]!r} is not in the table {target}. {remedy}"


def html_table(caption, columns, rows):
    """Return an HTML table with a caption and header cells; rows hold HTML, already escaped."""
    left = ' style="text-align: left; vertical-align: top"'
    head = "".join(f'<th scope="col"{left}>{column}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td{left}>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return (
        f'<table>\n<caption style="text-align: left; font-weight: bold">{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
    )


def link(text):
    """Return text escaped for HTML, with each UN document symbol linked to undocs.org.

    >>> link("S/PRST/2018/2 & more")
    '<a href="https://undocs.org/S/PRST/2018/2">S/PRST/2018/2</a> &amp; more'
    """
    address = lambda symbol: quote(symbol.replace(" ", ""), safe="/()")  # noqa: E731
    linked = lambda found: f'<a href="https://undocs.org/{address(found[0])}">{found[0]}</a>'  # noqa: E731
    return UN_SYMBOL.sub(linked, html.escape(text, quote=False))


def cite(source_ids, licences=True):
    """Return one HTML citation a source id: linked title, publisher, date, UN symbol, licence.

    source_ids: a list of ids of the table sources. licences: whether to name the licence of each source.
    Errors: Problem for an unknown id.
    """
    sources = load("sources").set_index("source_id").fillna("")
    unknown = [item for item in source_ids if item not in sources.index]
    if unknown:
        raise Problem(f"There is no source {unknown[0]!r} in data/sources.csv.")
    cited = []
    for row in sources.loc[list(source_ids)].itertuples():
        title = html.escape(row.title)
        title = f'<a href="{html.escape(row.url)}">{title}</a>' if row.url else title
        rest = [html.escape(row.publisher), row.published, link(row.symbol)] + [html.escape(row.licence)] * licences
        cited.append(f"{title} ({'; '.join(part for part in rest if part)})")
    return cited


def source_ids(table):
    """Return the source ids of a table that load() gave, the most used first."""
    if "source_ids" not in table:
        return []
    return list(table["source_ids"].dropna().str.split(";").explode().value_counts().index)


def plain(markup):
    """Return HTML as plain text."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def about(name):
    """Show what a table holds: what a row is, its columns with units, sources, licence, known gaps.

    name: the name of a table. Errors: Problem for an unknown name.
    """
    item, table = resource(name), load(name)
    fields = item["schema"]["fields"]
    rows = [
        [f"<code>{f['name']}</code>", f["type"], f.get("unit", ""), html.escape(f["description"], quote=False)]
        for f in fields
    ]
    cited = cite(source_ids(table))
    notes = [
        f"<b>A row is</b> {html.escape(item['description'].removeprefix('a row is '))}; {len(table):,} rows.",
        f"<b>Known gaps:</b> {link(item['knownGaps'])}",
        f"<b>Licence:</b> {'; '.join(html.escape(licence['title']) for licence in item['licenses'])}.",
    ]
    if cited:
        more = f" ... and {len(cited) - 5} more" if len(cited) > 5 else ""
        notes.append(f"<b>Sources:</b> {'; '.join(cited[:5])}{more}.")
    title = f"{html.escape(item['title'])} (table <code>{name}</code>)"
    markup = html_table(title, ["column", "type", "unit", "meaning"], rows)
    markup += "".join(f"\n<p>{note}</p>" for note in notes)
    lines = [f"{plain(title)}", *(plain(note) for note in notes), *(" | ".join(map(plain, row)) for row in rows)]
    return Shown(markup, "\n".join(lines))
