"""An answer, read: whatever Python object a student gives becomes numbers, texts, names, named parts or columns."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from numbers import Real
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.tables import load

MOST = 10_000  # values read of one answer: an iterator may never end
FILLERS = {"the", "of", "and", "vs", "treaty", "convention", "group", "member", "members", "state", "states"}
LOOKS = str.maketrans("АВЕКМНОРСТХаеорсухіІЅѕЈјΑΒΕΖΗΙΚΜΝΟΡΤΧΥ", "ABEKMHOPCTXaeopcyxiISsJjABEZHIKMNOPTXY")
DASHES, INVISIBLE = re.compile("[‐-―−﹘﹣－]"), re.compile("[\u0300-\u036f\u200b-\u200f\u2060\ufeff\u00ad]")
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:([ .,'’\u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?!\d|[.,]\d{3})")

typing = pd.api.typing
GROUPS = (typing.DataFrameGroupBy, typing.SeriesGroupBy, typing.Rolling, typing.Resampler)
KINDS = [  # the first that fits: what it is called, and what makes one value of it
    (bool | np.bool_, "True or False", ""),
    (str, "a text", ""),
    (bytes | bytearray, "bytes", "write a text, without the b before it"),
    (pd.DataFrame, "a table", "take one value, for instance .loc[row, column]"),
    (pd.Series, "a column of a table", "take one value, for instance .loc[...] or .iloc[0]"),
    (pd.Index, "an index", "take the first: [0]"),
    (np.ndarray | pd.api.extensions.ExtensionArray, "an array of several values", "take one, for instance [0]"),
    (GROUPS, "a group-by", "add what to count, for instance .size() or .sum()"),
    (pd.Timedelta | timedelta | np.timedelta64, "a length of time", "add .dt.days for a column, .days for one"),
    (pd.Period | pd.Interval, "a period", "take a number or a text of it"),
    (date | np.datetime64, "a date", "for its year add .year"),
    (Mapping, "a dictionary", 'take one value, for instance ["name"]'),
    (list | tuple | range, "a list", "take one value, for instance [0], or count them with len"),
    (set | frozenset, "a set", "take one value"),
    (Real | Decimal, "a number", ""),
    (complex | np.complexfloating, "a complex number", "take .real"),
]


class Other(NamedTuple):
    """A value that is neither number nor text: its name and what to do, in a beginner's words."""

    name: str
    remedy: str = ""

    def __str__(self):
        return self.name + (f": {self.remedy}" if self.remedy else "")


class Sign(str):
    """What plain() gives for three dots and for a missing value: no text that somebody wrote."""


OPEN, GAP = Sign("three dots"), Sign("a missing value")


def kind(value):
    """Return what a value is called, as an Other. Never looks at more than its type."""
    if value is ... or value is None:
        return Other("three dots")
    if missing(value):
        return Other("a missing value")
    for types, name, remedy in KINDS:
        if isinstance(value, types):
            return Other(name, remedy)
    if callable(value):
        return Other("a function", "call it with round brackets")
    if hasattr(type(value), "__next__"):
        return Other("a generator", "put it into list(...)")
    return Other(f"something that Python calls {type(value).__name__}"[:80])


def missing(value):
    """Return whether a value is one of those that stand for no value, NaN apart."""
    return value is pd.NA or value is pd.NaT or (isinstance(value, np.datetime64) and bool(np.isnat(value)))


def items(value):
    """Return the values in a container as a list (of a table: cell by cell), or None if it is no container."""
    if isinstance(value, (str, bytes, bytearray, Mapping, type, *GROUPS)):
        return None
    if isinstance(value, pd.DataFrame):
        return [cell for place in range(value.shape[1]) for cell in list(value.iloc[:MOST, place])][:MOST]
    if isinstance(value, np.ndarray):
        return list(value.ravel()[:MOST])  # an array of no dimension holds one value
    if not hasattr(type(value), "__iter__"):
        return None
    try:
        return list(islice(value, MOST))
    except Exception:  # a class of somebody's own may do anything here
        return None


def flat(value, depth=6):
    """Return all values in a container and in the containers inside it, as one list."""
    inside = items(value) if depth else None
    if inside is None:
        return [value]
    return [leaf for one in inside for leaf in flat(one, depth - 1)][:MOST]


def plain(value):
    """Return one value as OPEN, GAP, a float, a text, a pandas Timedelta, or an Other that names what it is.

    A list, column, array or table of one value is that value. Numbers too large for a float are infinite.
    """
    for _ in range(5):
        inside = items(value)
        if inside is None or len(inside) != 1:
            break
        value = inside[0]
    if value is ... or value is None:
        return OPEN
    if missing(value):
        return GAP
    if isinstance(value, (bool, np.bool_)):
        return kind(value)
    if isinstance(value, str):
        text = str.__str__(value)
        return OPEN if text.strip() in ("", "...", "…") else text
    if isinstance(value, (timedelta, np.timedelta64)):  # before numbers: numpy counts it among them
        length = pd.to_timedelta(value, errors="coerce")
        return GAP if length is pd.NaT else length
    if isinstance(value, (Real, Decimal)):
        try:
            number = float(value)
        except OverflowError:
            return float("inf") if value > 0 else float("-inf")
        except Exception:
            return GAP if isinstance(value, Decimal) else kind(value)
        return GAP if number != number else number
    return kind(value)


def numbers(text, unit=""):
    """Return the numbers that a text can mean: "10,993" is 10993 or 10.993; a sign, % and the unit may stand there.

    >>> numbers("+45,5 %"), numbers("10 993 votes", "votes"), numbers("S/RES/687")
    ([45.5], [10993.0], [])
    """
    text = DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip(" '\"")
    found = re.fullmatch(r"([+-]?) ?([\d., '’]*\d)(?:[eE]([+-]?\d{1,3}))? ?(.*)", text) if len(text) < 60 else None
    if not found or key(found[4]) not in {"", "%", "per cent", "percent", "pct", key(unit), key(unit).rstrip("s")}:
        return []
    ways = dict.fromkeys(way.replace(",", ".") for way in (found[2], ungroup(found[2])))  # in order, each once
    return [float(f"{found[1]}{way}e{found[3] or 0}") for way in ways if re.fullmatch(r"\d*\.?\d+", way)]


def ungroup(text):
    """Return a text in which numbers stand without separators of thousands: 10 993, 10,993, 10.993 as 10993."""
    return GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)


@lru_cache(maxsize=10_000)
def key(text):
    """Return a text without case, accents, kinds of dash, blank or underscore, and last full stop: what is compared.

    >>> key("Côte d’Ivoire "), key("1946–1989") == key("1946-1989"), key("The U.S.A.")
    ("cote d'ivoire", True, 'the usa')
    """
    text = INVISIBLE.sub("", unicodedata.normalize("NFKD", text)).casefold().replace("’", "'")
    text = re.sub(r"(?<=\b[^\W\d])\.", "", text)  # U.S.
    return " ".join(re.sub(r"[\s_-]+", " ", DASHES.sub("-", text)).split()).rstrip(" .,;:!?")


@lru_cache(maxsize=1)  # asked too often to look at the file each time: names of countries do not change in a lesson
def countries():
    """Return all codes and names of the table countries, as keys, with the code of each."""
    return named(load("countries"))


def named(table):
    """Return the same of a table of countries that is not recorded yet."""
    table = table.fillna({"other_names": ""})
    names = zip(table["iso3"], table["country"], table["short_name"], table["other_names"], strict=True)
    return {key(name): row[0] for row in names for name in [*row[:3], *row[3].split(";")] if name}


def code(text):
    """Return the code of the country that a text names, or ""."""
    return countries().get(key(text).removeprefix("the "), "")


def day(value):
    """Return a date of any kind, or a text that is one, as YYYY-MM-DD, or "" if it is none.

    >>> day(pd.Timestamp("2018-09-01")), day("1 September 2018"), day("soon"), day(2018)
    ('2018-09-01', '2018-09-01', '', '')
    """
    inside = items(value)
    value = inside[0] if inside and len(inside) == 1 else value
    if not isinstance(value, (str, date, np.datetime64)):
        return ""
    if isinstance(value, str):  # a day, a month and a year; 01.09.2018 begins with the day
        value = value.strip()[:40]
        if len(re.findall(r"\d+", value)) < (2 if re.search(r"[A-Za-z]{3}", value) else 3):
            return ""
    first = isinstance(value, str) and not re.match(r"\d{4}", value)
    found = pd.to_datetime(value, errors="coerce", dayfirst=first)
    return "" if pd.isna(found) else f"{found:%Y-%m-%d}"


def ways(text):
    """Return each way to read one text as names: as one name, cut at its commas, cut at every separator."""
    pieces = [piece.strip(" '\"[]{}()") for piece in re.split(r"[;,\n]", text)]
    return [[text], [piece for piece in pieces if piece], split(text)]


def split(text):
    """Return the names in one text, whatever separates them: "China and Russia", "CHN;RUS", "['CHN', 'RUS']"."""
    if code(text):
        return [text]
    text = text.strip(" \n[]{}()")
    pieces = [piece.strip(" '\"") for piece in re.split(r"[;,/|+&\n]", text)]
    pieces = [half for piece in pieces for half in ([piece] if code(piece) else re.split(r"\band\b", piece))]
    if len(pieces) == 1:  # a blank or a dash may also stand inside one name
        halves = re.split(r"[\s-]+", DASHES.sub("-", text))
        pieces = halves if all(code(half) or half.isdigit() for half in halves) else [text]
    return [piece.strip() for piece in pieces if piece.strip()]


def ident(text):
    """Return what makes two texts the same answer: the codes of the countries in it, or its words without fillers.

    Words may stand in any order, unless a number is among them, and whatever marks may stand between them.

    >>> ident("Russia and China") == ident("CHN;RUS"), ident("Treaty of Pelindaba") == ident("Pelindaba")
    (True, True)
    >>> ident("second, third") == ident("Third and second."), ident("2018-01-09") == ident("2018-09-01")
    (True, False)
    """
    words = key(text).split()
    named = len(text) < 2000 and any(one.isalpha() for word in words for one in word)
    codes = sorted({code(piece) for piece in split(text)}) if named else []
    if codes and all(codes):
        return ";".join(codes)
    plain = re.findall(r"\w+", key(text))
    plain = [word for word in plain if word not in FILLERS] or plain
    return " ".join(plain if re.search(r"\d", key(text)) else sorted(plain)) or key(text)


def lookalike(text):
    """Return a text with its Cyrillic and Greek letters as the Latin ones that look the same, "" if it has none."""
    latin = text.translate(LOOKS)
    return latin if latin != text else ""


def names(value):
    """Return each way to read an answer as a list of single values, the likeliest first; [] if there is none.

    A text is cut at its commas; a filtered column is read by its values or its index, a true-or-false column by
    the index of what is true, a table by one of its columns; lists inside lists are opened.
    """
    if isinstance(value, str):
        return ways(str.__str__(value))
    if isinstance(value, pd.DataFrame):
        return [flat(column) for _, column in columns(value)[::-1]]
    if isinstance(value, Mapping):
        value = pd.Series(list(value.values()), list(value), dtype=object)
    if isinstance(value, pd.Series):
        values, index = list(value)[:MOST], list(value.index)[:MOST]
        if values and all(isinstance(one, (bool, np.bool_)) for one in values):
            return [[name for name, true in zip(index, values, strict=True) if true]]
        return [flat(values), flat(index)]
    leaves = flat(value)
    if len(leaves) == 1 and leaves[0] is value:
        return []
    return ways(leaves[0]) if len(leaves) == 1 and isinstance(leaves[0], str) else [leaves]


def parts(value):
    """Return an answer with named parts as a list of (name, value), or None: a dictionary, a column, one row."""
    if isinstance(value, pd.DataFrame):
        if len(value) != 1 and value.shape[1] != 1:
            return None
        value = value.iloc[0] if len(value) == 1 else value.iloc[:, 0]
    if isinstance(value, pd.Series):
        return list(zip(map(label, value.index), value, strict=True))
    return [(label(name), one) for name, one in value.items()] if isinstance(value, Mapping) else None


def columns(value):
    """Return a table as a list of (name, values), the index before the columns, or None if it is no table.

    Read as one: a DataFrame, a column with its index (from a group-by), a dictionary of columns or of single values,
    a list of rows.
    """
    if isinstance(value, (pd.Series, pd.DataFrame)):
        index = value.index
        levels = [(label(index.names[n]), list(index.get_level_values(n))) for n in range(index.nlevels)]
        if isinstance(value, pd.Series):
            return [*levels, (label(value.name), list(value))]
        return [*levels, *((label(name), list(value.iloc[:, n])) for n, name in enumerate(value.columns))]
    if isinstance(value, Mapping):
        inside = list(value.values())
        if inside and all(isinstance(one, Mapping) for one in inside):
            return columns(pd.DataFrame(dict(value)))
        lists = [items(one) for one in inside]
        if inside and all(one is not None and len(one) == len(lists[0]) for one in lists):
            index = columns(inside[0])[:-1] if isinstance(inside[0], pd.Series) else []
            return [*index, *zip(map(label, value), lists, strict=True)]
        return [("", list(value)), ("", inside)] if inside and all(one is None for one in lists) else None
    if isinstance(value, np.ndarray) and value.ndim != 2:
        return None
    rows = list(value) if isinstance(value, np.ndarray) else items(value)
    if rows and all(isinstance(row, Mapping) for row in rows):
        heads = list(dict.fromkeys(name for row in rows for name in row))
        return [(label(name), [row.get(name) for row in rows]) for name in heads] or None
    rows = [items(row) for row in rows or []]
    if not rows or not all(row and len(row) == len(rows[0]) > 1 for row in rows):
        return None
    return [("", list(column)) for column in zip(*rows, strict=True)]


def label(name):
    """Return the name of a part, row or column as a text; a number without a needless ".0", "" if there is none."""
    if isinstance(name, tuple):
        return " ".join(map(label, name))
    if isinstance(name, pd.Period):
        return str(name)
    name = plain(name)
    if isinstance(name, Sign):
        return ""
    return f"{name:g}" if isinstance(name, float) and abs(name) < 1e5 else str(name)
