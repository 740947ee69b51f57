"""Typed tables from data/, and one clear sentence when a file is damaged."""

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
        changed = f"data/{item['path']}: the file is not the recorded one; a value was changed. "
        changed += f"Take data/{item['path']} again from the project; if you corrected a fact, run `make data`."
        raise Problem(next(problems(item, raw, known), changed))
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


@lru_cache(maxsize=256)
def _column(path, changed, column):
    with path.open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def known(place):
    """Return the set of values in "table.column", as text, as they stand in the file now."""
    table, column = place.split(".")
    path = DATA / resource(table)["path"]
    return _column(path, path.stat().st_mtime_ns, column)
