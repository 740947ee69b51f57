"""What check() says: right in any form, odd in any form, judgements never ticked, broken rows refused."""

import datetime as dt
import decimal
import fractions
import itertools
import json
import re
import time
from collections import deque, namedtuple
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import Problem, answers, check, compare, load, practice
from helpers.compare import NEAR, NOTED, RIGHT, WAITING, WRONG
from tests.asked import as_asked
from tools.faults import faults

MADE = Path(__file__).with_name("made")  # rows that stay as they are, whatever the lessons ask
TABLES = {name: pd.read_csv(MADE / f"{name}.csv", dtype=str) for name in ("exercises", "mistakes")}
EXERCISES = TABLES["exercises"].set_index("exercise_id")
RIGHTS = EXERCISES["answer"].map(json.loads)
given_as_asked = partial(as_asked, EXERCISES)
OF_KIND = {kind: [i for i in EXERCISES.index if EXERCISES.loc[i, "answer_kind"] == kind] for kind in compare.KINDS}
COUNTRIES = load("countries").set_index("iso3")


@pytest.fixture(autouse=True)
def rows_that_stay(monkeypatch):
    """The exercises of tests/made stand in the place of those of the lessons."""
    monkeypatch.setattr(practice, "load", TABLES.__getitem__)


@pytest.fixture
def made(monkeypatch):
    """A function that puts one exercise, and mistakes, in the place of the tables."""

    def make(kind, answer, unit="", tolerance="", mistakes=(), **more):
        row = dict.fromkeys(EXERCISES.columns, "") | {"answer_kind": kind, "answer": json.dumps(answer), "unit": unit}
        row |= {"tolerance": tolerance, "hint": "the hint of the fold"} | more
        tables = {
            "exercises": pd.DataFrame([row | {"exercise_id": "99-1", "lesson": "99"}]),
            "mistakes": pd.DataFrame(
                [("99-1", part, json.dumps(wrong), hint) for part, wrong, hint in mistakes],
                columns=["exercise_id", "part", "wrong_answer", "hint"],
            ),
        }
        monkeypatch.setattr(practice, "load", tables.__getitem__)
        return "99-1"

    return make


# --- right in substance is right


RIGHT_FORMS = [
    ("number", 45.5, "per cent", ["45.5", "45,5", "+45.5", "45.5%", "45.5 per cent", "'45.5'"]),
    ("number", 10993, "people", [10993.0, "10,993", "10 993", "10.993", "10'993", "10 993", "10993 people"]),
    ("number", -22, "votes", ["−22", "-22 votes", np.int64(-22)]),
    (
        "number",
        33,
        "days",
        [pd.Timedelta(days=33), dt.timedelta(33), np.timedelta64(33, "D"), pd.Series([pd.Timedelta(days=33)])],
    ),
    (
        "text",
        "CHN;RUS",
        "",
        [
            "Russia and China",
            "China, Russia",
            "CHN; RUS",
            "RUS;CHN",
            "CHN/RUS",
            ["RUS", "CHN"],
            ("China", "Russian Federation"),
            {"CHN", "RUS"},
            "China–Russia",
            "chn rus",
            "China & Russia",
        ],
    ),
    ("text", "KAZ", "", ["Kazakhstan", "kaz", "KAZ ", pd.Index(["KAZ"])]),
    ("text", "Pelindaba", "", ["Pelindaba Treaty", "Treaty of Pelindaba", "the pelindaba treaty"]),
    (
        "text",
        "non-proliferation",
        "",
        ["non‑proliferation", "non proliferation", "Non_Proliferation", "non–proliferation"],
    ),
    (
        "set",
        ["ETH", "FRA", "SWE"],
        "",
        [
            "Ethiopia, France, Sweden",
            "Ethiopia, France and Sweden",
            "ETH FRA SWE",
            ["Ethiopia, France, Sweden"],
            "['ETH', 'FRA', 'SWE']",
            "{ETH; FRA; SWE}",
            ["Ethiopia", "France", "SWE"],
            np.array([["ETH"], ["FRA"], ["SWE"]]),
            {"ETH": 15, "FRA": 18, "SWE": 15},
            pd.Series([True, True, True, False], ["ETH", "FRA", "SWE", "BOL"]),
            pd.DataFrame({"iso3": ["ETH", "FRA", "SWE"], "same": [15, 18, 15]}),
            pd.DataFrame({"same": [15, 18, 15]}, ["ETH", "FRA", "SWE"]),
            [["ETH", "FRA"], [["SWE"]]],
        ],
    ),
    (
        "set",
        [2014, 2016],
        "",
        [
            [2014.0, 2016.0],
            ["2014", "2016"],
            "2014 and 2016",
            "2014 2016",
            range(2014, 2017, 2),
            np.array([2014, 2016]),
            pd.Series([0.97, 1.02], [2014, 2016]),
        ],
    ),
    (
        "set",
        ["GBR", "CIV", "KOR", "PRK", "TUR"],
        "",
        [
            ["United Kingdom", "Ivory Coast", "South Korea", "North Korea", "Turkey"],
            ["Britain", "Côte d’Ivoire", "Republic of Korea", "DPRK", "Turkiye"],
        ],
    ),
    (
        "table",
        [{"year": "2017", "attackers": 30.5}, {"year": "2018", "attackers": 31.7}],
        "per cent",
        [
            pd.Series([30.5, 31.7], pd.Index([2017, 2018], name="year")),
            pd.Series([30.5, 31.7], [2017.0, 2018.0]),
            pd.DataFrame({"Year": [2018.0, 2017.0], "ATTACKERS": ["31,7", "30.5"]}),
            {2017: 30.5, 2018: 31.7},
            {"year": [2017, 2018], "attackers": (30.5, 31.7)},
            [[2017, 30.5], [2018, 31.7]],
            np.array([[2017, 30.5], [2018, 31.7]]),
            [{"year": 2017, "attackers": 30.5}, {"year": 2018, "attackers": 31.7}],
            pd.DataFrame({"year": [2017, 2018], 0: [30.5, 31.7]}),
            pd.DataFrame({"n": [30.5, 31.7]}, ["2017", "2018"]),
            pd.DataFrame({"attackers": [30.5, 31.7]}, pd.PeriodIndex(["2017", "2018"], freq="Y")),
        ],
    ),
    (
        "table",
        [{"period": "1946-1989", "conflicts": 27.4}],
        "",
        [pd.DataFrame({"period": ["1946–1989"], "conflicts": [27.4]})],
    ),
]


@pytest.mark.parametrize("kind, right, unit, forms", RIGHT_FORMS, ids=lambda one: one if isinstance(one, str) else "")
def test_right_in_substance_is_right(kind, right, unit, forms, said, made):
    exercise = made(kind, right, unit, "0.05")
    for form in forms:
        assert said(exercise, form)[0] == RIGHT, form


def test_a_word_on_the_form_stands_after_right(said, made):
    assert said(made("number", 45.5), "45,5") == "✓ 99-1: right; next time without the quotation marks."
    assert said(made("number", 33, "days"), pd.Timedelta(days=33)).endswith("which makes a number.")
    table = [{"year": "2017", "attackers": 30.0}, {"year": "2018", "attackers": 31.7}]
    assert said(made("table", table), {2017: 30.0, 2018: 31.7}).endswith("call the columns year and attackers.")
    assert said(made("number", 5, shows="It shows what it shows."), 5) == "✓ 99-1: right. It shows what it shows."


@pytest.mark.parametrize("code", COUNTRIES.index)
def test_each_country_is_known_by_its_code_and_names(code):
    row = COUNTRIES.loc[code]
    others = [] if pd.isna(row["other_names"]) else row["other_names"].split(";")
    for name in [code, row["country"], row["short_name"], *others]:
        assert answers.code(name) == code and answers.ident(name.upper()) == code, name
        assert answers.code(f"The {name}") == code


# --- nearly right, and typical slips


@pytest.mark.parametrize(
    ("right", "tolerance", "answer", "words"),
    [
        (45.5, "0.05", 45, "one decimal"),
        (45.5, "0.05", 46, "one decimal"),
        (-43.6, "0.05", -44, "one decimal"),
        (0.41, "0.005", 0.4, "two decimals"),
        (3.97, "0.005", 4, "two decimals"),
        (3.44, "0.01", "3,4", "two decimals"),
        (26.75, "0.06", 27, "one decimal"),
        (2.5, "0.05", 3, "one decimal"),
    ],
)
def test_a_rounded_answer_has_the_right_size(right, tolerance, answer, words, said, made):
    assert said(made("number", right, "", tolerance), answer) == f"≈ 99-1: right size; give {words}."


@pytest.mark.parametrize(
    ("right", "tolerance", "answer"),
    [
        (45.5, "0.05", 44),
        (45.5, "0.05", 45.4),
        (0.69, "0.005", 1),
        (0.41, "0.005", 0),
        (14, "0", 14.4),
        (45.5, "0.05", 10**400),
    ],
)
def test_a_wrong_number_is_not_called_rounded(right, tolerance, answer, said, made):
    assert said(made("number", right, "", tolerance), answer) == "✗ 99-1: not yet. the hint of the fold"


@pytest.mark.parametrize(
    ("right", "unit", "answer", "words"),
    [
        (82.2, "per cent", 0.822, "times 100"),
        (0.76, "share", 76, "divide by 100"),
        (25, "votes", -25, "look at the sign"),
        (9949, "coalitions", 9950, "off by one"),
        (7, "days", "8", "off by one"),
        (9949, "coalitions", 3, "the hint of the fold"),
        (2006, "year", 2007, "the hint of the fold"),
        (5, "", 6, "the hint of the fold"),
        (5, "years", 6, "the hint of the fold"),
    ],
)
def test_typical_slips_get_their_words(right, unit, answer, words, said, made):
    exercise = made("number", right, unit, "0.005" if unit == "share" else "0")
    assert words in said(exercise, answer) and said(exercise, right)[0] == RIGHT


def test_off_by_one_is_not_said_of_years_nor_row_by_row(said):
    for exercise, answer in [
        ("05-1", 2007),
        ("04-3", {"year": 1973}),
        ("04-5", {"above 5": 2005}),
        ("03-3", pd.DataFrame(RIGHTS["03-3"]).assign(days=7)),
    ]:
        assert "off by one" not in said(exercise, answer)


def test_the_tolerance_of_a_part_is_its_own(said, made):
    right = given_as_asked("01-5")
    for other in (0.68, 0.66, 0.655, 0.73):
        assert said("01-5", right | {"correlation": other}).startswith("✗ 01-5: 2 of 3 parts are right. correlation: ")
    assert said("01-5", right | {"correlation": 0.693, "per cent in 2011": 41.44})[0] == RIGHT
    exercise = made("table", [{"a": "x", "b": 1.0, "c": 1.0}], "", '{"b": 0.5}')
    assert said(exercise, pd.DataFrame([["x", 1.4, 1.0]], columns=list("abc")))[0] == RIGHT
    assert said(exercise, pd.DataFrame([["x", 1.4, 1.4]], columns=list("abc")))[0] == WRONG


# --- wrong: one hint, once; what is expected is named


def test_the_hint_stands_once_and_the_help_comes_before_it(said, made):
    right = {"a": 1.5, "b": 2.5, "c": "KAZ"}
    for more, words in [({}, "the hint of the fold"), ({"help": "The help."}, "The help.")]:
        text = said(made("parts", right, **more), {"a": 7, "b": 8, "c": "USA"})
        assert text == f"✗ 99-1: 0 of 3 parts are right. a, b, c: not yet. {words}"
    known = made("parts", right, mistakes=[("a", 7, "That is a seven.")])
    assert said(known, {"a": 7, "b": 2.5, "c": "KAZ"}) == "✗ 99-1: 2 of 3 parts are right. a: That is a seven."


def test_missing_and_unknown_parts_are_named(said):
    exercise, right = "00-2", given_as_asked("00-2")
    part = {name: one for name, one in right.items() if name != "Kazakhstan"}
    assert 'The part "Kazakhstan" is missing.' in said(exercise, part)
    assert 'is missing; yours: "Kasachstan".' in said(exercise, part | {"Kasachstan": 25})
    text = said("03-2", {"deaths": 1, "other": 2})
    assert text == '✗ 03-2: the parts are called "UCDP", "SOHR"; yours: "deaths", "other".'
    assert "yours: none" in said("03-2", {}) and "not answered yet" not in text


def test_what_is_left_open_is_not_called_wrong(said):
    for exercise in EXERCISES.index:
        for nothing in (..., None, "...", "", " … "):
            assert said(exercise, nothing) == f"… {exercise}: {practice.DOTS}"
    for exercise in OF_KIND["parts"]:
        right = given_as_asked(exercise)
        last = list(right)[-1]
        assert said(exercise, dict.fromkeys(right, ...)) == f"… {exercise}: {practice.DOTS}"
        text = said(exercise, right | {last: ...})
        assert text.startswith(f"… {exercise}: ") and f"{last}: not answered yet." in text
    assert "three dots in your answer" in said("05-6", [..., "CHN"]) and "too many" not in said("05-6", {..., "CHN"})
    assert said("05-1", [...])[0] == WAITING and "Ellipsis" not in said("05-6", {...})


def test_tables_name_columns_and_rows(said):
    table = given_as_asked("05-4")
    assert 'the columns are called "model", "members", "people"; yours: "x".' in said("05-4", pd.DataFrame({"x": [1]}))
    assert "In the column model, missing: g4_2005, au_2005." in said("05-4", table[:1])
    assert "too many: k_2020" in said("05-4", pd.concat([table, table[:1].assign(model="k_2020")]))
    assert "more than once: current_1966" in said("05-4", pd.concat([table, table[:1]]))
    assert said("05-4", table.rename(columns={"model": "model_id"}).set_index("model_id"))[0] == RIGHT
    text = said("05-4", table.assign(members=1.0))
    assert text.startswith(
        "✗ 05-4: 3 of 6 values are right. members (current_1966), members (g4_2005), members (au_2005)"
    )
    assert said("05-4", table.round(0))[0] == NEAR and text.count(EXERCISES.loc["05-4", "hint"]) == 1
    for odd in (table.groupby("model"), 3, "x", [1, 2], np.zeros(3), np.zeros((2, 2, 2)), {}, [], [{}, {}]):
        assert "a table with the columns model and members and people is expected, you gave" in said("05-4", odd)
    assert said("02-4", given_as_asked("02-4").groupby("treaty").agg({"treaty": "count"}))[0] == WRONG


def test_sets_say_what_is_there_and_what_is_too_much(said):
    assert "4 of 4 found; too many: ZZZ" in said("05-6", [*RIGHTS["05-6"], "ZZZ"])
    assert "3 of 4 found." in said("05-6", RIGHTS["05-6"][1:]) and "0 of 4 found." in said("05-6", [])
    assert said("06-1", "Armenia") == said("06-1", {"ARM"}) and "brackets" in said(
        "06-1", json.loads(load("mistakes").query("exercise_id == '06-1'")["wrong_answer"].iloc[-1])
    )
    assert "too many: a b" in said("05-6", ["a\ud800 b"])  # half a character cannot be printed
    assert "and 92 more" in said("05-6", [f"x{n}" for n in range(100)])


def test_cyrillic_letters_are_named(said, made):
    assert "ЕТН, FRА, SWЕ" in said("00-5", ["ЕТН", "FRА", "SWЕ"]) and "Cyrillic" in said("00-5", {"ЕТН", "FRА", "SWЕ"})
    assert "Cyrillic" in said("00-1", "Аfrican") and "Cyrillic" in said(
        "01-4", given_as_asked("01-4") | {"country": "КАZ"}
    )
    assert "Cyrillic" not in said("00-1", "Казахстан")


WORDS = {
    "number": [
        (pd.Series([1, 2]), "a column of a table: take one value, for instance .loc[...] or .iloc[0]"),
        (pd.Index([1, 2]), "an index: take the first: [0]"),
        (pd.RangeIndex(4), "an index"),
        ([], "a list"),
        (pd.DataFrame({"x": [1, 2]}), "a table: take one value"),
        (np.arange(3), "an array of several values"),
        (pd.Timedelta(days=3), "a length of time: add .dt.days"),
        (pd.Timestamp("2018-01-01"), "a date"),
        (np.bool_(True), "True or False"),
        (True, "True or False"),
        (1j, "a complex number"),
        (b"1", "bytes"),
        ({"a": 1, "b": 2}, "a dictionary"),
        ({1, 2}, "a set"),
        ("many", "a text."),
        (len, "a function: call it"),
        ("S/RES/687 (1991)", "write only the number"),
        (pd.Series([1, 2]).groupby([1, 2]), "a group-by"),
        ((3, 44), "Write the decimal point"),
        (pd.NA, "missing (NaN)"),
        (pd.NaT, "missing (NaN)"),
        (float("nan"), "missing (NaN)"),
        (np.datetime64("2018"), "a date"),
        (object(), "Python calls object"),
    ],
    "text": [
        (3.5, "a number"),
        (pd.NA, "missing"),
        (pd.DataFrame(), "a table"),
        (True, "True or False"),
        (b"x", "bytes"),
    ],
    "set": [(3, "a number"), (True, "True or False"), (pd.NA, "a missing value"), (len, "a function")],
    "parts": [(3, "a number"), ("x", "a text"), ([1, 2], "a list"), (pd.DataFrame({"a": [1, 2], "b": 1}), "a table")],
    "judgement": [(3, "a number"), (["x", 2], "a list"), (pd.DataFrame({"x": [1]}), "a table"), ({}, "a dictionary")],
}


@pytest.mark.parametrize("kind", WORDS)
def test_a_wrong_type_is_named_in_plain_words(kind, said):
    exercise = OF_KIND[kind][-1]
    for value, words in WORDS[kind]:
        text = said(exercise, value)
        assert (
            words in text
            and text.startswith("✗")
            and not re.search(r"ndarray|RangeIndex|Timedelta|Series|NAType", text)
        )


# --- any Python object


class Broken:
    """A class in which everything that can be asked goes wrong."""

    def _fail(self, *_):
        raise RuntimeError("broken")

    __repr__ = __str__ = __eq__ = __ne__ = __lt__ = __bool__ = __len__ = __iter__ = __float__ = __getitem__ = _fail
    __array__ = __index__ = __int__ = __contains__ = __getattr__ = __format__ = _fail
    __hash__ = object.__hash__


class BrokenText(str):
    strip = casefold = split = __len__ = __iter__ = __eq__ = Broken._fail
    __hash__ = str.__hash__


class BrokenList(list):
    __iter__ = __len__ = Broken._fail


class BrokenDict(dict):
    __iter__ = items = keys = values = Broken._fail


class BrokenClass:
    @property
    def __class__(self):
        raise RuntimeError("broken")


def odd():
    """Return one of each odd thing, new ones each time since some can be read only once."""
    inside = []
    inside.append(inside)
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    pair = namedtuple("pair", "x y")
    return [
        0,
        -1,
        3.5,
        10**400,
        -(10**400),
        10**5000,
        float("nan"),
        float("inf"),
        -0.0,
        True,
        np.bool_(False),
        1j,
        2 + 0j,
        decimal.Decimal("1e999999"),
        decimal.Decimal("sNaN"),
        decimal.Decimal("3.44"),
        fractions.Fraction(10**400, 3),
        np.float16(2),
        np.longdouble(3),
        np.int8(5),
        np.complex64(1),
        np.str_("KAZ"),
        np.void(b"ab"),
        np.float64("nan"),
        b"x",
        bytearray(b"x"),
        memoryview(b"abc"),
        "",
        "x",
        "...",
        "45,5",
        "1e400",
        "9" * 5000,
        "٣٤",
        "²",
        "\ud800",
        "\0",
        "a" * 99_999,
        pd.NA,
        pd.NaT,
        np.datetime64("NaT"),
        np.timedelta64("NaT"),
        np.datetime64("2018-01-01"),
        np.timedelta64(3, "D"),
        np.timedelta64(3),
        pd.Timedelta(days=3),
        pd.Timestamp("2018-01-01", tz="UTC"),
        pd.Period("2018"),
        pd.Interval(0, 1),
        dt.date(2018, 1, 1),
        dt.timedelta(3),
        dt.time(3),
        dt.timedelta.max,
        ...,
        None,
        NotImplemented,
        type,
        int,
        len,
        object(),
        [],
        [[]],
        [[[[[[[[1]]]]]]]],
        inside,
        (),
        (3, 44),
        (1,),
        {1, 2},
        frozenset(),
        {},
        {"a": ...},
        {"a": pd.NA, 2: [..., None]},
        [..., 1],
        {..., "KAZ"},
        [None, pd.NA, float("nan"), pd.NaT],
        deque([1]),
        range(0),
        range(10**9),
        slice(1, 2),
        pair(1, 2),
        iter([1, 2]),
        (one for one in "ab"),
        map(str, [1]),
        zip([1], [2], strict=True),
        itertools.count(),
        itertools.repeat("x"),
        np.array(5),
        np.array("KAZ"),
        np.zeros(0),
        np.zeros(3),
        np.zeros((2, 3)),
        np.zeros((1, 1, 1)),
        np.array([1, "x", None], object),
        np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
        np.ma.masked,
        np.ma.array([1, 2], mask=[0, 1]),
        np.array(["2018"], "M8[Y]"),
        pd.Series(dtype=float),
        pd.Series([1]),
        pd.Series([1, 2], ["KAZ", "RUS"]),
        pd.Series(["KAZ", None]),
        pd.Series([True, False]),
        pd.Series([1, 2], [1, 1], name=("a", "b")),
        pd.Series([pd.Series([1]), frame]),
        pd.Series([1, None], dtype="Int64"),
        pd.Series([pd.Timedelta(days=1)]),
        pd.Categorical(["a", "b"]),
        pd.array([1, None]),
        pd.Index([]),
        pd.Index([1]),
        pd.RangeIndex(3),
        pd.MultiIndex.from_tuples([("a", 1), ("b", 2)]),
        pd.date_range("2018", periods=2),
        pd.interval_range(0, 2),
        frame,
        frame[:0],
        frame[[]],
        pd.DataFrame(),
        pd.DataFrame([[1]]),
        frame.T,
        frame.set_axis(["a", "a"], axis=1),
        frame.set_index(["a", "b"]),
        frame.rename_axis("a"),
        pd.concat({"k": frame}, axis=1),
        pd.DataFrame({"a": [[1], {2: 3}]}),
        frame.groupby("a"),
        frame.groupby("a")["b"],
        frame["a"].rolling(2),
        frame.style if hasattr(frame, "_nothing") else frame.dtypes,
        frame.loc,
        frame["b"].str,
        frame.groupby("a").size(),
        pd.Grouper(key="a"),
        Broken,
        Broken(),
        [Broken()],
        {"a": Broken()},
        BrokenText("x"),
        BrokenList([1]),
        BrokenDict(a=1),
        BrokenClass(),
        Exception("x"),
        re.compile("x"),
    ]


def nested(exercise):
    """Yield each odd thing alone and inside answers of the form that the exercise asks for."""
    kind, right = kind_of(exercise), RIGHTS[exercise]
    for things in zip(*(odd() for _ in range(8)), strict=True):
        yield things[0]
        yield [things[1], things[2]]
        yield {"a": things[3]}
        if kind == "parts":
            yield given_as_asked(exercise) | {list(right)[0]: things[4]}
            yield dict.fromkeys(right, things[5])
        elif kind == "set":
            yield [*right, things[4]]
            yield pd.Series([*right, things[5]], dtype=object)
        elif kind == "table":
            for column, thing in zip(right[0], things[4:], strict=False):
                table = pd.DataFrame(right).astype(object)
                yield table.assign(**{column: pd.Series([thing, *table[column][1:]], dtype=object)})


@pytest.mark.parametrize("exercise", [ids[-1] for ids in OF_KIND.values() if ids])
def test_no_object_brings_a_traceback(exercise, said, monkeypatch):
    monkeypatch.setattr(answers, "MOST", 300)  # endless ones are cut sooner here, and where they should be in the next
    for answer in nested(exercise):
        text = said(exercise, answer, net=True)
        assert kind_of(exercise) != "judgement" or text[0] != RIGHT


def kind_of(exercise):
    """Return the kind of answer of an exercise."""
    return EXERCISES.loc[exercise, "answer_kind"]


def is_broken(thing):
    """Return whether a class of the broken kind stands here, alone or in a container."""
    inside = list(dict.values(thing)) if type(thing) is dict else thing if type(thing) is list else []
    return any("Broken" in type(one).__name__ for one in [thing, *inside])


def test_the_last_net_is_for_broken_classes_alone(said, monkeypatch):
    for exercise in [ids[0] for ids in OF_KIND.values() if ids]:
        for thing in odd():
            if not is_broken(thing):
                said(exercise, thing)
    monkeypatch.setitem(compare.KINDS, "number", lambda task, answer: 1 / 0)
    assert said("05-1", 3, net=True) == f"✗ 05-1: {practice.UNREAD}"


DRAWN = [n for n, thing in enumerate(odd()) if type(thing) is not BrokenClass]  # hypothesis asks for its class

leaves = st.one_of(
    st.none(),
    st.just(...),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.complex_numbers(),
    st.decimals(),
    st.fractions(),
    st.binary(max_size=4),
    st.dates(),
    st.timedeltas(),
    st.sampled_from(["KAZ", "RUS", "45,5"]),
    st.sampled_from(DRAWN).map(lambda n: odd()[n]),
)


def as_frame(columns):
    """Return lists of any length as a table of objects."""
    return pd.DataFrame({name: pd.Series(one, dtype=object) for name, one in columns.items()})


anything = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.lists(inner, max_size=4).map(iter),
        st.lists(inner, max_size=4).map(lambda one: pd.Series(one, dtype=object)),
        st.dictionaries(
            st.text(max_size=6) | st.sampled_from(["states", "year", "model", "people"]), inner, max_size=4
        ),
        st.dictionaries(st.sampled_from(["model", "people", "members", "x"]), st.lists(inner, max_size=3)).map(
            as_frame
        ),
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("exercise", [ids[0] for ids in OF_KIND.values() if ids])
def test_anything_at_all_gets_a_sentence(exercise, said):
    right = RIGHTS[exercise]

    @settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(anything, st.integers(0, 9))
    def run(answer, place):
        said(exercise, answer, net=True)
        if kind_of(exercise) == "parts":
            said(exercise, given_as_asked(exercise) | {list(right)[place % len(right)]: answer}, net=True)
        elif kind_of(exercise) == "set":
            said(exercise, [*right[:place], answer], net=True)

    run()


def test_an_unknown_exercise_names_those_that_exist():
    for exercise in [None, 3, "05-99", "5-1", ["05-1"], Broken(), pd.Series(["05-1"])]:
        with pytest.raises(Problem, match="There is no exercise .*Exercises are: 00-1, "):
            check(exercise, 1)


# --- judgements

FALSE = [
    (
        "00-6",
        "blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah "
        "blah blah blah blah blah 28 63 topic",
    ),
    (
        "00-6",
        "1986 and 1963 and 1928 are years in which the agenda was different from that of today, and because "
        "of this I think that the sentence is completely true and nothing else needs to be said about it.",
    ),
    (
        "00-6",
        "In the General Assembly they agree in 28 per cent and in the Council in 63 per cent of the votes, "
        "since the lists of votes differ; Kazakhstan always votes with Russia and this was a good choice for "
        "everybody.",
    ),
    (
        "01-6",
        "So the debate brought stability because 3,804 is less than before, and the presidential statement "
        "S/PRST/2018/2 is the proof that the sentence is right and that the debate caused all of the good "
        "things that came after it.",
    ),
    (
        "02-6",
        "The General Assembly adopted the Code with a vote at a large event, and nobody did not adopt it; "
        "states signed it as a political and legally binding treaty which is not voluntary for anybody in the "
        "whole world of today.",
    ),
    (
        "02-6",
        "Neither I nor my politically interested friends know what is the law here, but it was designed for a good "
        "political event, and so I think that it must be true and that everybody should believe it.",
    ),
    ("07-6", "2018 threshold 41 half cannot " + "word " * 25),
    (
        "03-6",
        "The memorandum did calm the war: deaths with a government fell and deaths between armed groups rose "
        "a little, there was no other battle or trend at all, and it proves the cause beyond doubt, which "
        "nobody cannot say.",
    ),
    (
        "04-6",
        "For the first time in the history of the UN a document dealt with nonproliferation in conflict "
        "prevention, which was never adopted before, as everybody may know and has found in the texts of all "
        "the decades since the war.",
    ),
    (
        "05-5",
        "With the veto 30.4 per cent of the coalitions win and without it 2.6 per cent, so the veto does not "
        "block at all; the model is perfect, and it is likely and random and real states always do what it "
        "says they do.",
    ),
    (
        "06-6",
        "CICA covered an area of 49.4 million km2, far larger than the OSCE with 42.0 million, and is the "
        "largest organization in the whole world by area since 2018, as all of its observers know very well "
        "and say every year.",
    ),
    (
        "07-6",
        "In 2018 there was conflict in every country of the world: 41 deaths in half of the states with a "
        "threshold of nothing, which does not matter to anybody, since 52.8 of the people do not know it "
        "anyway and never will.",
    ),
    (
        "08-6",
        "Kazakhstan did not host anything. Russia guaranteed nothing. The Geneva Communique is irrelevant. "
        "The US stayed until the end, all the time. Nothing was new, was it, and the armed opposition was "
        "already there before everybody else.",
    ),
]


@pytest.mark.parametrize(("exercise", "text"), FALSE, ids=lambda one: one[:4])
def test_a_false_text_is_not_ticked(exercise, text, said):
    shown = said(exercise, text)
    assert shown.startswith(f"• {exercise}: Your text names: ") and compare.LOOKS_ONLY in shown
    assert "Model answer: " in shown and shown.count("?") >= 3 and not re.search(r"\bright\b|✓", shown)


GOOD = [
    (
        "00-6",
        "The Council figure is 28, that of the Assembly 63. The Council sample has only the conflicts, while "
        "the Assembly votes about everything, so the sentence needs a second half.",
        3,
    ),
    (
        "00-6",
        "In the Council 7 of 25, in the Assembly 63 per cent: the first list has only drafts where members "
        "did not agree, so we cannot compare one with the other.",
        3,
    ),
    (
        "00-6",
        "28 per cent in the one and 63 per cent in the other body; they vote on different things, so nobody "
        "can say from this that one state follows the other.",
        3,
    ),
    (
        "01-6",
        "In 2018 10.993 civilians were hurt and the presidential statement did not change it; only order in "
        "time, many other influences, so after is not the same as through it.",
        3,
    ),
    (
        "01-6",
        "3 804 people were killed in 2018. The text was a presidential statement. What comes after may have "
        "other reasons, so we should not say that it brought stability.",
        3,
    ),
    (
        "02-6",
        "More than seventy states signed it at a ceremony. There was no Assembly resolution about it. It is a "
        "promise without legal force, and this is what the article could have said.",
        4,
    ),
    (
        "02-6",
        "States put their name to the Code at a side event in New York. The Assembly has adopted no text. It "
        "is a political promise and binds nobody by law at all.",
        4,
    ),
    (
        "03-6",
        "Deaths of government forces fell, but fighting among rebels went up. The trend began earlier, so a "
        "comparison cannot show what would have happened without the text of May.",
        4,
    ),
    (
        "04-6",
        "New was the word non proliferation in a list of ways to prevent conflicts, as far as we found; "
        "earlier texts from 1946 on dealt with the same weapons many times.",
        4,
    ),
    (
        "04-6",
        "New was, as far as is known, the word non‑proliferation in the strategy of conflict prevention; "
        "decades of texts on these weapons came earlier, the first of them in 1946.",
        4,
    ),
    (
        "05-5",
        "With the veto 2,59 % win, without it 30,4 %: it blocks strongly. The model assumes that all "
        "coalitions are equal, which is unrealistic, so it only compares rules.",
        3,
    ),
    (
        "06-6",
        "Its members were home to over half of humanity in 2018, three times as many as live in the OSCE "
        "states, but they cover less land, by about seven million square kilometres.",
        4,
    ),
    (
        "07-6",
        "In 2018 forty-one countries had at least 25 deaths in organized violence. More than half of mankind "
        "lives there, but most of them were far from any fighting.",
        5,
    ),
    (
        "07-6",
        "In 2014 there were 25 deaths or more in 33 of 196 states; half of all people lived there. The "
        "figures say nothing about where inside those states the violence was.",
        5,
    ),
    (
        "08-6",
        "Kazakhstan gave the room. Russia, Türkiye and Iran vouched for the ceasefire. The frame was the UN "
        "plan of 30 June 2012. The United States observed in 2017 only. Not new was the talk, new was the "
        "armed opposition.",
        5,
    ),
]


@pytest.mark.parametrize(("exercise", "text", "points"), GOOD, ids=lambda one: str(one)[:4])
def test_a_good_text_in_other_words_counts_its_points(exercise, text, points, said):
    named = re.search(r"Your text names: (.*?)\. Not found: (.*?)\. The computer", said(exercise, text))
    assert len(RIGHTS[exercise]) == points and named[2] == "none", named[0]


def test_signs_are_whole_words_and_whole_numbers():
    found = lambda sign, text: compare.stands(sign, compare.searched(text))  # noqa: E731
    assert not found("sign", "a designed event") and found("sign*", "the signature") and not found("signs", "he signed")
    assert not found("28", "1928, 128, 28.5, 2.28 and 280") and found("28", "28 per cent.") and found("28", "(28)")
    for text in ("10,993", "10 993", "10.993", "10993", "10 993", "10'993"):
        assert found("10993", f"there were {text} of them"), text
    assert found("2.59", "2,59 %") and found("non-proliferation", "Non‑Proliferation") and not found("2018", "20180")
    assert found("1946", "1946, 1968") and found("193", "in 2018 193 members") and found("europe", "Eüropé")


def test_a_short_text_is_asked_for_more_and_a_long_one_is_read_at_once(said):
    assert said("00-6", "28 and 63, other votes.") == "… 00-6: write at least 25 words; you have 5."
    for long in ("word " * 200_000, "28, 1,234 Non-proliferation " * 70_000, "1" * 500_000 + " a" * 30):
        start = time.process_time()
        assert said("00-6", long)[0] == NOTED
        assert time.process_time() - start < 1


# --- rows that are broken are refused when they are recorded


def rows(**changes):
    """Return a small table of exercises in which some cells are changed, and the changes that are left for mistakes."""
    parts = {
        "exercise_id": "01-1",
        "lesson": "01",
        "level": "1",
        "answer_kind": "parts",
        "answer": '{"a": 1.5, "b": "KAZ"}',
        "tolerance": '{"a": 0.05}',
        "model": "",
        "questions": "",
    }
    table = parts | {"exercise_id": "01-2", "answer_kind": "table", "answer": '[{"k": "x", "v": 7}]', "tolerance": "0"}
    judged = parts | {
        "exercise_id": "01-3",
        "answer_kind": "judgement",
        "answer": '{"a figure": ["28"]}',
        "tolerance": "",
        "model": "word " * 25,
        "questions": "One? | Two? | Three?",
    }
    several = parts | {"exercise_id": "01-4", "answer_kind": "set", "answer": '["KAZ", "RUS"]', "tolerance": ""}
    exercises = {
        one["exercise_id"]: dict.fromkeys(EXERCISES.columns, "") | one for one in (parts, table, judged, several)
    }
    for place, value in changes.items():
        exercises["01-" + place[-1]][place[:-1]] = value
    return pd.DataFrame(exercises.values())


def wrong(exercise="01-1", part="a", answer="2.5"):
    """Return a table of one typical mistake."""
    return pd.DataFrame([{"exercise_id": exercise, "part": part, "wrong_answer": answer, "hint": "A hint."}])


def test_rows_in_order_have_no_fault():
    assert faults(load("exercises"), load("mistakes")) == []
    assert faults(rows(), wrong()) == []
    for good in [("01-1", "b", '"USA"'), ("01-2", "v", "8"), ("01-2", "x: v", "8"), ("01-4", "", '["KAZ"]')]:
        assert faults(rows(), wrong(*good)) == []


@pytest.mark.parametrize(
    ("change", "row", "column", "what"),
    [
        ({"answer1": "{a: 1}"}, 2, "answer", "no JSON"),
        ({"answer1": "[1]"}, 2, "answer", "not that of the kind parts"),
        ({"answer2": '[{"k": "x"}]'}, 3, "answer", "kind table"),
        ({"answer4": "[]"}, 5, "answer", "kind set"),
        ({"answer2": '[{"k": "x", "v": 7}, {"k": "y", "w": 7}]'}, 3, "answer", "kind table"),
        ({"answer4": '"KAZ"'}, 5, "answer", "kind set"),
        ({"answer_kind4": "number"}, 5, "answer", "kind number"),
        ({"answer3": '{"a": "28"}'}, 4, "answer", "kind judgement"),
        ({"answer1": '{"a": true, "b": "x"}'}, 2, "answer", "kind parts"),
        ({"level1": "4"}, 2, "level", "not 1, 2 or 3"),
        ({"exercise_id1": "02-1"}, 2, "exercise_id", "does not begin with its lesson"),
        ({"lesson4": "03"}, 5, "exercise_id", "03-1"),
        ({"model3": ""}, 4, "model", "at least 25 words"),
        ({"questions3": "One? | Two?"}, 4, "questions", "three questions"),
        ({"questions3": "One? | Two? | Three."}, 4, "questions", "three questions"),
        ({"tolerance1": "x"}, 2, "tolerance", "a number"),
        ({"tolerance1": "-1"}, 2, "tolerance", "a number"),
        ({"tolerance1": '{"c": 1}'}, 2, "tolerance", "no part c"),
        ({"tolerance1": '{"a": "1"}'}, 2, "tolerance", "a number"),
        ({"tolerance2": "NaN"}, 3, "tolerance", "a number"),
    ],
)
def test_a_broken_exercise_is_refused(change, row, column, what):
    found = faults(rows(**change), wrong("01-4", "", '["USA"]') if "4" not in str(change) else wrong())
    found = [one for one in found if one.startswith("data/exercises.csv")]
    assert (
        len(found) == 1
        and found[0].startswith(f"data/exercises.csv, row {row}, column {column}: ")
        and what in found[0]
    )


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        (("01-1", "a", "2.5,"), "wrong_answer", "no JSON"),
        (("01-1", "c", "2"), "part", "The parts are: a, b."),
        (("01-1", "a", "1.54"), "wrong_answer", "within the tolerance"),
        (("01-1", "a", '"x"'), "wrong_answer", "form"),
        (("01-1", "b", '"Kazakhstan"'), "wrong_answer", "a right answer"),
        (("01-2", "v", "7"), "wrong_answer", "within"),
        (("01-2", "y: v", "8"), "part", "no part 'y: v'"),
        (("01-4", "", '"KAZ"'), "wrong_answer", "Write a list"),
        (("01-4", "", '["Russia", "KAZ"]'), "wrong_answer", "a right answer"),
        (("01-3", "", "1"), "exercise_id", "judgement"),
        (("01-9", "", "1"), "exercise_id", "no exercise '01-9'"),
    ],
)
def test_a_broken_mistake_is_refused(row, column, what):
    found = faults(rows(), wrong(*row))
    assert len(found) == 1 and found[0].startswith(f"data/mistakes.csv, row 2, column {column}: ") and what in found[0]


# --- more forms of a right answer, more true words


@pytest.mark.parametrize(
    ("right", "forms"),
    [
        ("US State Department", ["U.S. State Department", "the U.S. State Department.", "State Department of the US"]),
        ("USSR / Russia", ["USSR/Russia", "USSR/ Russia.", "Russia / USSR", "USSR - Russia"]),
        ("second and third", ["third and second", "second, third.", "third & second", "second vs third"]),
        ("second and third", [("third", "second"), {"second", "third"}, pd.Index(["third", "second"])]),
        ("Kazakhstan", ["Kazakhstan.", "KAZ.", "the Republic of Kazakhstan!"]),
        ("1946-1989", ["1946–1989.", "1946 / 1989"]),
        ("2018-09-01", ["1 September 2018.", "2018/9/1", "1st September 2018", "01/09/2018", "September 1, 2018"]),
    ],
)  # fmt: skip
def test_marks_order_and_a_last_full_stop_do_not_matter(right, forms, said, made):
    for form in forms:
        assert said(made("text", right), form)[0] == RIGHT, form
        assert said(made("parts", {"a": right, "b": 1}), {"a": form, "b": "1."})[0] == RIGHT, form


@pytest.mark.parametrize(
    ("right", "other"),
    [("2018-09-01", "2018-01-09"), ("Round 4", "Round 5"), ("1946-1989", "1989-1946"), ("second and third", "second")],
)
def test_what_differs_in_more_than_marks_is_not_right(right, other, said, made):
    assert said(made("text", right), other)[0] == WRONG


def test_a_member_of_a_set_may_have_several_spellings(said, made):
    groups = [["African", "Africa"], ["Latin American and Caribbean", "Latin America", "GRULAC"]]
    exercise = made("set", groups, mistakes=[("", ["African"], "Only one.")])
    for form in (["Africa", "Latin America"], "Africa, GRULAC.", {"African Group", "grulac"}, ["GRULAC", "African"]):
        assert said(exercise, form)[0] == RIGHT, form
    assert "1 of 2 found. Only one." in said(exercise, ["Africa", "African"])
    assert "1 of 2 found; too many: Asia." in said(exercise, ["Africa", "Asia."])


def test_where_several_values_are_asked_nobody_is_told_to_take_one(said, made):
    several = {"parts": {"a": 1, "b": 2}, "limits": {"a": [0, 1]}, "table": [{"a": "x", "b": 1}], "set": ["x", "y"]}
    for kind, right in several.items():
        for odd in ([1, 2], (1,), np.arange(3), pd.Index([1, 2]), {1, 2}, 3j, dt.date(2018, 1, 1)):
            assert "take one" not in said(made(kind, right), odd) and "take the first" not in said("99-1", odd)
    assert "you gave a list." in said(made("parts", several["parts"]), [1, 2, 3])


def test_named_parts_may_come_as_a_list_in_the_order_of_the_prompt(said, made):
    exercise = made("parts", {"a": 1, "b": 2.5})
    assert said(exercise, [1, 2.5])[0] == said(exercise, (1, "2.5"))[0] == RIGHT
    assert "a" in said(exercise, [2.5, 1]) and said(exercise, [2.5, 1])[0] == WRONG


@pytest.mark.parametrize(
    ("right", "tolerance", "wrong", "answer", "words"),
    [
        (-3.8, "0.05", -3.985, -4, "≈ 99-1: right size; give one decimal. If you did not round: The hint."),
        (-3.8, "0.05", -3.985, -3.985, "✗ 99-1: The hint."),
        (-3.8, "0.05", -3.985, -3.96, "✗ 99-1: The hint."),
        (0.69, "0.005", 0.696, 0.7, "≈ 99-1: right size; give two decimals. If you did not round: The hint."),
        (0.41, "0.005", 0.002, 0.0, "✗ 99-1: not yet. the hint of the fold"),
    ],
)
def test_the_right_answer_rounded_comes_before_a_mistake(right, tolerance, wrong, answer, words, said, made):
    assert said(made("number", right, "", tolerance, [("", wrong, "The hint.")]), answer) == words


def test_a_date_that_is_missing_is_called_so(said, made):
    for nothing in (np.datetime64("NaT"), np.array(["NaT"], "M8[D]"), pd.Series([pd.NaT]), pd.NaT):
        assert "the value is missing" in said(made("text", "2018-09-01"), nothing)
        assert "the value is missing" in said(made("number", 3), nothing)
    assert "you gave a missing value." in said(made("parts", {"a": 1}), np.datetime64("NaT"))


def test_shares_between_limits_in_per_cent_are_noticed(said, made):
    limits = {"states": [0, 10], "people": [30, 100], "seats": [1, 193]}
    exercise = made("limits", limits, "per cent")
    right = {"states": 5, "people": 40, "seats": 15}
    assert said(exercise, right)[0] == RIGHT and said(exercise, right | {"states": 0.5})[0] == RIGHT
    both = "states, people: you gave a share; per cent is asked: times 100."
    for states, people in ((0.05, 0.4), (0.15, 0.4), (0.1, "0.3"), (0.01, 1.0)):
        assert both in said(exercise, right | {"states": states, "people": people})
    for states, people in ((5, 0.4), (5, 1), (0, 0.31)):
        assert "right. people: you gave a share" in said(exercise, right | {"states": states, "people": people})
    for wrong in ({"people": 0.2}, {"people": 0}, {"seats": 0.5}, {"states": 10.1}, {"people": 29.9}):
        assert "a share" not in said(exercise, right | wrong) and "is too" in said(exercise, right | wrong)
    assert "a share" not in said(made("limits", limits, "votes"), right | {"people": 0.4})


@pytest.mark.parametrize(
    ("change", "row", "column", "what"),
    [
        ({"answer1": '{"a": NaN, "b": "KAZ"}'}, 2, "answer", "NaN is no number"),
        ({"answer1": '{"a": Infinity, "b": "KAZ"}'}, 2, "answer", "Infinity is no number"),
        ({"answer1": '{"a": 1e999, "b": "KAZ"}'}, 2, "answer", "kind parts"),
        ({"answer1": '{"a": 1, "a": 1.5, "b": "KAZ"}'}, 2, "answer", "'a' stands twice"),
        ({"answer1": '{"a": 1.5, "A ": 2, "b": "KAZ"}'}, 2, "answer", "'a' and 'A ' mean the same"),
        ({"answer1": '{"a": 1, "KAZ": 1, "Kazakhstan": 2}'}, 2, "answer", "'KAZ' and 'Kazakhstan' mean the same"),
        ({"answer1": '{"a": 1.5, "b": " "}'}, 2, "answer", "kind parts"),
        ({"answer2": '[{"k": "x", "v": 7}, {"k": "X.", "v": 8}]'}, 3, "answer", "'x' and 'X.' mean the same"),
        ({"answer2": '[{"k": "x", "v": 7, "V": 8}]'}, 3, "answer", "'v' and 'V' mean the same"),
        ({"answer3": '{"a figure": ["28"], "A figure": ["63"]}'}, 4, "answer", "mean the same"),
        ({"answer4": '["KAZ", "RUS", "KAZ"]'}, 5, "answer", "'KAZ' and 'KAZ' mean the same"),
        ({"answer4": '["KAZ", "RUS", "Kazakhstan"]'}, 5, "answer", "'KAZ' and 'Kazakhstan' mean the same"),
        ({"answer4": '[["KAZ", "RUS"], ["Russia"]]'}, 5, "answer", "mean the same"),
        ({"answer4": "[2017, 2017.0]"}, 5, "answer", "2017 and 2017.0 mean the same"),
    ],
)
def test_an_answer_that_check_could_not_tell_apart_is_refused(change, row, column, what):
    found = [one for one in faults(rows(**change), wrong("01-9")) if one.startswith("data/exercises.csv")]
    assert len(found) == 1 and found[0].startswith(f"data/exercises.csv, row {row}, column {column}: "), found
    assert what in found[0]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (("01-1", "a", "NaN"), "NaN is no number"),
        (("01-1", "a", "2.0"), "2.0 is a right answer with fewer decimals"),
        (("01-1", "a", "1e999"), "form"),
        (("01-4", "", '["KAZ", "Kazakhstan"]'), "mean the same"),
        (("01-5", "a", "3"), "within the tolerance"),
        (("01-5", "b", "3"), "no part 'b'"),
    ],
)
def test_a_mistake_that_could_never_be_met_is_refused(row, what):
    several = rows()
    several.loc[len(several)] = dict.fromkeys(several.columns, "") | {
        "exercise_id": "01-5", "lesson": "01", "level": "1", "answer_kind": "limits", "answer": '{"a": [0, 10]}',
    }  # fmt: skip
    (found,) = faults(several, wrong(*row))
    assert found.startswith("data/mistakes.csv, row 2, column ") and what in found
    assert faults(several, wrong("01-5", "a", "11")) == []


def test_a_number_that_a_mistake_is_near_may_be_given_with_more_decimals():
    assert faults(rows(), wrong("01-1", "a", "1.96")) == []
