"""Typed tables from data/, and one clear sentence when a file is damaged."""

import copy
import csv
import difflib
import hashlib
import io
import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers.problem import Problem
from helpers.validate import problems

DATA = Path(__file__).resolve().parent.parent / "data"


def content(path):
    """Return the bytes of a file of the project.

    Errors: Problem, one sentence, if the file is missing, is a folder, or is open in a program that locks it.
    """
    if path.is_dir():
        raise Problem(f"There is a folder in the place of the file {path}. Take the file again from the project.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Problem(f"The file {path} is missing. Take it again from the project.") from None
    except PermissionError:
        raise Problem(f"The file {path} is open in another program: close it there.") from None
    except OSError as error:
        raise Problem(f"The file {path} cannot be read: {error.strerror}. Take it again from the project.") from None


def package():
    """Return the content of data/datapackage.json as a dictionary of your own: a change in it reaches nobody else.

    Errors: Problem if the data folder or the file is missing or damaged.
    """
    path = DATA / "datapackage.json"
    if not path.exists():
        raise Problem(
            f"The file {path} is missing. Put the folder data back beside the folder helpers, "
            "or take a fresh copy of the project."
        )
    try:
        return json.loads(content(path))
    except ValueError:
        raise Problem(f"The file {path} is damaged. Take it again from the project.") from None


def _seen(path):  # what is kept of a file is read again only when this has changed
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_mtime_ns, now.st_size


def seen(*names):
    """Return what changes when the file of one of these tables does: the key of whatever is kept of them."""
    return DATA, *(_seen(DATA / _item(name)["path"]) for name in names)


@lru_cache(maxsize=4)
def _items(path, seen):
    return {item["name"]: item for item in package()["resources"]}


def _item(name):
    path = DATA / "datapackage.json"
    known = _items(path, _seen(path))
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=3) or sorted(known)
        raise Problem(f"There is no table {name!r}. Did you mean: {', '.join(near)}?")
    return known[name]


def resource(name):
    """Return the description of one table, as it stands in datapackage.json; it is your own, like that of package().

    Errors: Problem if no table has that name; the sentence names similar ones.
    """
    return copy.deepcopy(_item(name))


def load(name):
    """Return one table of the data package as a DataFrame.

    name: the name of a table, for instance "vetoes"; about(name) tells what is in it.
    Dates are datetimes, years and counts whole numbers, flags True or False, short closed lists
    ordered categories; an empty cell is a missing value. Units stand in about(name).
    Errors: Problem, one sentence with file, row, column and remedy, if the file is damaged.

    >>> load("vetoes").shape
    (214, 17)
    """
    path = DATA / _item(name)["path"]
    return _load(name, path, _item(name)["hash"], _seen(path)).copy()


@lru_cache(maxsize=128)
def _load(name, path, recorded, seen):
    item, raw = _item(name), content(path)
    if "sha256:" + hashlib.sha256(raw).hexdigest() != recorded:
        other = f"data/{item['path']}: the file is not the recorded one; a value was changed. "
        other += f"Take data/{item['path']} again from the project; if you corrected a fact, run `make data`."
        raise Problem(next(problems(item, raw, known), other))
    return typed(item, raw)


def typed(item, raw):
    """Return the bytes of a table without mistakes as a DataFrame with the types of its description."""
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


@lru_cache(maxsize=8)
def column(raw, name):
    """Return the set of values in one column of a table, as text; None if the bytes are not a table with it.

    >>> column(b"a,b\\n1,2\\n", "b"), column(b"", "b")
    (frozenset({'2'}), None)
    """
    try:
        head, *rows = csv.reader(io.StringIO(raw.decode("utf-8")))
        place = head.index(name)
        return frozenset(row[place] for row in rows if place < len(row))
    except (ValueError, csv.Error):  # other letters, an empty file, no such column
        return None


def known(place):
    """Return the set of values in "table.column", as text, as they stand in the file now; None if it is damaged."""
    table, name = place.split(".")
    return column(content(DATA / _item(table)["path"]), name)
