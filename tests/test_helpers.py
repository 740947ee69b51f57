"""Answers right, wrong, missing and odd; charts with and without words; links to documents."""

import base64
import io
import json
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from helpers import Problem, about, charts, check, load, practice
from helpers.show import link, plain
from helpers.sources import cite

EXERCISES = load("exercises").set_index("exercise_id")
RIGHT = EXERCISES["answer"].map(json.loads)


def said(capsys, exercise, answer):
    """Return what check() prints, which is one line."""
    assert check(exercise, answer) is None
    text = capsys.readouterr().out
    assert text.count("\n") == 1 and f" {exercise}: " in text
    return text.strip()


def given(exercise):
    """Return the right answer in the form in which a student would give it."""
    kind, right = EXERCISES.loc[exercise, "answer_kind"], RIGHT[exercise]
    if kind == "table":
        return pd.DataFrame(right)
    if kind == "judgement":
        return "I think so because " + " and ".join(signs[0] for signs in right.values()) + " so" * 25
    return set(right) if kind == "set" else right


# --- exercises


@pytest.mark.parametrize("exercise", EXERCISES.index)
def test_the_right_answer_is_right_in_any_order_case_and_dress(exercise, capsys):
    kind, answer = EXERCISES.loc[exercise, "answer_kind"], given(exercise)
    dressed = {
        "number": lambda: [np.float64(answer), answer + EXERCISES.loc[exercise, "tolerance"] * 0.9],
        "text": lambda: [answer.upper(), f" {answer.lower()} ", answer.replace("e", "é")],
        "set": lambda: [sorted(answer, reverse=True), pd.Series(sorted(answer)), np.array(sorted(answer))],
        "parts": lambda: [dict(reversed(answer.items())), pd.Series(answer)],
        "table": lambda: [answer.iloc[::-1, ::-1], answer.set_index(answer.columns[0]), answer.assign(more=1)],
        "judgement": lambda: [answer.upper()],
    }[kind]()
    for one in [answer, *dressed]:
        assert said(capsys, exercise, one) == f"✓ {exercise}: right."


@pytest.mark.parametrize("exercise", EXERCISES.index)
def test_no_answer_is_met_kindly(exercise, capsys):
    for nothing in (..., None):
        assert said(capsys, exercise, nothing).startswith(f"… {exercise}: not answered yet.")
    if EXERCISES.loc[exercise, "answer_kind"] == "parts":
        assert said(capsys, exercise, dict.fromkeys(RIGHT[exercise], ...)).startswith("…")
        half = RIGHT[exercise] | {list(RIGHT[exercise])[-1]: ...}
        assert "not answered yet" in said(capsys, exercise, half)


@pytest.mark.parametrize("exercise", EXERCISES.index)
def test_a_wrong_type_is_named(exercise, capsys):
    kind = EXERCISES.loc[exercise, "answer_kind"]
    odd = {"a list": [], "a number": 3.5, "a text": "x", "a dictionary": {}, "a table": pd.DataFrame({"x": [1]}),
           "True or False": True, "a missing value": pd.NA}  # fmt: skip
    fitting = {"number": ["a number"], "text": ["a text"], "set": ["a list"], "parts": ["a dictionary"],
               "table": ["a table"], "judgement": ["a text"]}[kind]  # fmt: skip
    for name, value in odd.items():
        if name not in fitting:
            assert f"is expected, you gave {name}." in said(capsys, exercise, value)


def test_nan_infinite_and_empty_answers(capsys):
    assert "missing (NaN)" in said(capsys, "05-1", float("nan"))
    assert "not yet" in said(capsys, "05-1", float("inf"))
    assert "0 of 4 found" in said(capsys, "05-6", [])
    assert "is missing; your table has" in said(capsys, "05-4", pd.DataFrame({"model": ["g4_2005"]}))
    assert "3 rows are expected, you gave 1" in said(
        capsys, "05-4", pd.DataFrame({"model": ["g4_2005"], "members": [9.1], "people": [34.3]})
    )


@pytest.mark.parametrize(
    ("right", "unit", "given", "hint"),
    [
        (82.2, "per cent", 0.822, "times 100"),
        (0.76, "share", 76, "divide by 100"),
        (25, "votes", -25, "look at the sign"),
        (9949, "coalitions", 9950, "off by one"),
        (9949, "coalitions", 3, "the hint of the exercise"),
    ],
)
def test_typical_slips_get_their_hint(right, unit, given, hint):
    task = pd.Series(
        {"unit": unit, "tolerance": 0.05 if unit != "share" else 0.005, "hint": "the hint of the exercise"}
    )
    assert hint in practice._value(given, right, task)
    assert practice._value(right, right, task) == ""


def test_sets_say_what_is_there_and_what_is_too_much(capsys):
    assert "too many: ZZZ" in said(capsys, "05-6", [*RIGHT["05-6"], "ZZZ"])
    assert "3 of 4 found" in said(capsys, "05-6", RIGHT["05-6"][1:])


@pytest.mark.parametrize("row", list(load("mistakes").itertuples()), ids=lambda row: f"{row.exercise_id}-{row.Index}")
def test_each_typical_mistake_gets_the_hint_written_for_it(row, capsys):
    wrong, kind = json.loads(row.wrong_answer), EXERCISES.loc[row.exercise_id, "answer_kind"]
    if kind == "parts":
        wrong = RIGHT[row.exercise_id] | {row.part: wrong}
    elif kind == "table":
        wrong = given(row.exercise_id).assign(**{row.part: wrong})
    text = said(capsys, row.exercise_id, wrong)
    assert text.startswith("✗") and row.hint in text


def test_an_unknown_exercise_names_those_that_exist():
    with pytest.raises(Problem, match="There is no exercise '05-99'. Exercises are: 00-1, "):
        check("05-99", 1)


# --- charts


@pytest.fixture
def fig():
    """A small figure."""
    charts.style()
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    yield fig
    plt.close("all")


WORDS = (
    "A line that rises from one to two, " + "which is said here in as many words as a chart asks for, no more, no less."
)
DATA = pd.DataFrame({"a <b>": [1.5, None], "c": ["<script>", "x & y"]})


@pytest.mark.parametrize("words", [None, "", 7, "too short", "word " * 61])
def test_a_chart_without_fitting_words_is_refused(fig, words):
    with pytest.raises(Problem, match="needs words"):
        charts.publish(fig, words=words, data=DATA, tables="vetoes")
    assert not plt.get_fignums()


@pytest.mark.parametrize("data", [None, [], DATA[:0]])
def test_a_chart_without_numbers_is_refused(fig, data):
    with pytest.raises(Problem, match="needs its numbers"):
        charts.publish(fig, words=WORDS, data=data, tables="vetoes")


@pytest.mark.parametrize("tables", [None, "", [], "claims_scale"])
def test_a_chart_without_a_source_is_refused(fig, tables):
    with pytest.raises(Problem, match="needs a source"):
        charts.publish(fig, words=WORDS, data=DATA, tables=tables)


def test_a_chart_is_published_with_words_numbers_and_sources(fig, monkeypatch):
    shown = []
    monkeypatch.setattr(charts, "display", lambda data, raw: shown.append(data))
    words = WORDS + ' & "quoted" <tag>'
    assert charts.publish(fig, words=words, data=DATA, tables=["vetoes", "membership_by_year"]) is None
    assert not plt.get_fignums()
    markup = shown[0]["text/html"]
    assert shown[0]["text/plain"] == words
    assert 'alt="' + WORDS + ' &amp; &quot;quoted&quot; &lt;tag&gt;"' in markup
    assert "&lt;script&gt;" in markup and "<script>" not in markup and "a &lt;b&gt;" in markup and "x &amp; y" in markup
    assert "World Politics Data Lab" in markup and "MIT" in markup and "Member States with dates" in markup
    assert re.search(r'src="data:image/png;base64,[A-Za-z0-9+/=]{1000,}"', markup)


def test_the_same_figure_gives_the_same_bytes(monkeypatch):
    shown = []
    monkeypatch.setattr(charts, "display", lambda data, raw: shown.append(data["text/html"]))
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.plot([1, 2])
        charts.title(fig, "A finding " * 10, "a measure " * 20)
        charts.publish(fig, words=WORDS, data=DATA, tables="vetoes")
    assert shown[0] == shown[1]


def test_the_ground_of_a_chart_is_white_and_opaque(monkeypatch):
    shown = []
    monkeypatch.setattr(charts, "display", lambda data, raw: shown.append(data["text/html"]))
    fig, ax = plt.subplots()
    ax.imshow([[0, 1], [2, 3]], cmap="Blues")  # its palest blue lies near white
    charts.publish(fig, words=WORDS, data=DATA, tables="vetoes")
    code = re.search(r"base64,([^\"]+)", shown[0])[1]
    picture = Image.open(io.BytesIO(base64.b64decode(code))).convert("RGBA")
    assert {picture.getpixel(corner) for corner in [(0, 0), (picture.width - 1, 0)]} == {(255, 255, 255, 255)}


def test_colours_have_a_contrast_of_three_to_one_on_white():
    def light(color):
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for color in (charts.BLACK, charts.BLUE, charts.VERMILLION, charts.GREEN, charts.PURPLE, charts.GREY):
        assert 1.05 / (light(color) + 0.05) >= 3, color


# --- tables and links


def test_un_symbols_are_linked_and_markup_is_escaped():
    symbols = ["S/PRST/2018/2", "S/PV.8160", "A/RES/1991 (XVIII)", "A/59/L.64", "S/2018/419", "S/RES/2399 (2018)"]
    for symbol in symbols:
        assert f'<a href="https://undocs.org/{symbol.replace(" ", "")}">{symbol}</a>.' in link(f"see {symbol}.")
    assert "href" not in link("Assembly/AU/Dec.648 GA/10371 and/or A.") and link("<b>") == "&lt;b&gt;"
    assert plain(link("a < b & S/PV.8160")) == "a < b & S/PV.8160"


def test_an_unknown_source_is_named():
    with pytest.raises(Problem, match="no source 'nobody'"):
        cite(["nobody"])


def test_about_shows_columns_units_sources_licence_and_gaps():
    shown = about("vetoes")
    for part in ("A row is", "Known gaps", "Licence", "Sources", "<code>n_vetoes</code>", "vetoes"):
        assert part in shown.html
    assert "214 rows" in repr(shown)
