"""The rules of what a reader sees, each tried on small charts: it passes what is right and finds what is wrong."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from helpers import charts
from tests import chartcode, seen
from tests.play import Chart
from tools.lessons import Cell, Lesson

NAMES = pd.Index(["Kazakhstan", "Tajikistan", "Uzbekistan"], name="state")
STATES = pd.DataFrame({"people": [3.5, 1.25, 2.0], "area": [20, 40, 30]}, NAMES)
YEARS = pd.DataFrame({"deaths": [5, 9, 7], "wounded": [6, 8, 4]}, pd.Index([2016, 2017, 2018], name="year"))
GRID = pd.DataFrame([["yes", "no"], ["abstain", "yes"]], ["Russia", "China"], ["first", "second"]).rename_axis("state")


def chart(draw, data):
    """Return a chart that a function draws on empty axes."""
    charts.style()
    fig, ax = plt.subplots()
    draw(ax)
    charts._write_title(fig, "A finding", "A measure")
    plt.close(fig)
    return Chart(fig, {"data": data})


def dots(ax, marks=(("yes", [0, 1], [0, 1]), ("no", [1], [0]), ("abstain", [0], [1])), rows=GRID.index):
    charts.cells(ax, rows, GRID.columns)
    for label, x, y in marks:
        ax.scatter(x, y, label=label)


def stacked(ax, values):
    for name, below in {"deaths": 0, "wounded": values["deaths"]}.items():
        ax.bar(values.index, values[name], bottom=below, label=name)


def of_rows(ax):
    ax.scatter([0, 0, 1], [0, 1, 1])
    ax.set_xticks([0, 1], ["CICA", "OSCE"])
    ax.set_yticks([])


def ballots(ax, votes):
    ax.plot(RACE.index, votes)
    ax.set_xticks([1, 2], ["ballot 1", "ballot 2"])


RACE = pd.DataFrame({"Kazakhstan": [113, 138], "Thailand": [77, 55]}, pd.Index([1, 2], name="ballot"))


def rows_of_stalks(ax, table):
    for row, name in enumerate(table):
        ax.vlines(table.index, row, row + table[name] / 10)
    ax.set_yticks([0, 1], [f"{name}: {table[name].sum()}" for name in YEARS])


MEMBERS = pd.DataFrame({"member of": ["CICA", "CICA, OSCE"], "states": [3, 4]})
DAYS = pd.DataFrame({"day": pd.to_datetime(["2017-05-04", "2018-01-19"]), "texts": [3, 4]})
MONTHS = pd.Series([4, 2, 3], pd.Index(["2017-04", "2017-05", "2017-06"], name="month"), name="deaths")
PAIRED = {
    "bars": (lambda ax: ax.bar(STATES.index, STATES["people"]), STATES),
    "lying bars": (lambda ax: ax.barh(STATES.index, STATES["people"]), STATES),
    "stacked bars": (lambda ax: stacked(ax, YEARS), YEARS),
    "lines": (lambda ax: [ax.plot(YEARS.index, YEARS[name], label=name) for name in YEARS], YEARS),
    "dots beside names": (lambda ax: ax.plot(STATES["people"], STATES.index, "o"), STATES),
    "months": (lambda ax: ax.bar(MONTHS.index, MONTHS), MONTHS),
    "days": (lambda ax: ax.plot(DAYS["day"], DAYS["texts"]), DAYS),
    "stalks": (lambda ax: ax.hlines(STATES.index, 0, STATES["people"]), STATES),
    "from dot to dot": (lambda ax: ax.hlines(STATES.index, STATES["people"], STATES["area"]), STATES),
    "an area": (lambda ax: ax.fill_between(YEARS.index, YEARS["deaths"], YEARS["wounded"]), YEARS),
    "two years as columns": (lambda ax: ax.plot(["people", "area"], STATES.loc["Kazakhstan"]), STATES),
    "a grid of marks": (dots, GRID),
    "rows without names": (of_rows, MEMBERS),
    "names that number": (lambda ax: ballots(ax, RACE["Thailand"]), RACE),
    "stalks in rows": (lambda ax: rows_of_stalks(ax, YEARS), YEARS),
    "rounded": (lambda ax: ax.plot(YEARS.index, YEARS["deaths"] / 3), (YEARS / 3).round(1)),
}
UNPAIRED = {
    "bars beside other names": (lambda ax: ax.bar(STATES.index, STATES["people"].iloc[::-1]), STATES),
    "lying bars beside other names": (lambda ax: ax.barh(STATES.index, sorted(STATES["people"])), STATES),
    "names set by hand": (
        lambda ax: (ax.barh(range(3), STATES["people"]), ax.set_yticks(range(3), STATES.index[::-1])),
        STATES,
    ),
    "dots beside other names": (lambda ax: ax.scatter(STATES["area"].iloc[::-1], STATES.index), STATES),
    "stalks beside other names": (lambda ax: ax.hlines(STATES.index[::-1], 0, STATES["people"]), STATES),
    "an area of other numbers": (lambda ax: ax.fill_between(YEARS.index, 0.5, YEARS["wounded"]), YEARS),
    "a line called as another": (lambda ax: ax.plot(YEARS.index, YEARS["deaths"], label="wounded"), YEARS),
    "a year late": (lambda ax: ax.plot(YEARS.index + 1, YEARS["deaths"]), YEARS),
    "values of two columns": (lambda ax: ax.plot(YEARS.index, [5, 8, 7]), YEARS),
    "the key is gone": (lambda ax: ax.plot(YEARS.index, YEARS["deaths"]), YEARS.reset_index(drop=True)),
    "the key is altered": (lambda ax: ax.plot(YEARS.index, YEARS["deaths"]), YEARS.set_axis(YEARS.index + 1)),
    "the key has another name": (lambda ax: ax.plot(YEARS.index, YEARS["deaths"]), YEARS.rename_axis("round")),
    "states called years": (lambda ax: ax.bar(STATES.index, STATES["people"]), STATES.rename_axis("year")),
    "row numbers as key": (lambda ax: ax.plot([0, 1, 2], [5, 9, 7]), YEARS.set_axis(pd.Index(range(3), name="n"))),
    "a day late": (lambda ax: ax.plot(DAYS["day"] + pd.Timedelta(days=1), DAYS["texts"]), DAYS),
    "months in another order": (lambda ax: ax.bar(MONTHS.index[::-1], MONTHS), MONTHS),
    "marks beside other rows": (lambda ax: dots(ax, rows=GRID.index[::-1]), GRID),
    "a mark of another kind": (lambda ax: dots(ax, [("no", [0], [0]), ("yes", [0], [0])]), GRID),
    "a mark in another row": (lambda ax: (ax.scatter([1], [0]), of_rows(ax)), MEMBERS),
    "a year with the value of the other": (lambda ax: ballots(ax, RACE["Thailand"][::-1]), RACE),
    "stalks in the row of another": (lambda ax: rows_of_stalks(ax, YEARS[["wounded", "deaths"]]), YEARS),
    "stalks in rows, a year late": (lambda ax: rows_of_stalks(ax, YEARS.set_axis(YEARS.index + 1)), YEARS),
    "a number that the table has not": (lambda ax: ax.bar(STATES.index, STATES["people"] + 0.2), STATES),
}


@pytest.mark.parametrize("name", PAIRED)
def test_drawn_values_that_stand_beside_their_names_pass(name):
    assert not list(seen.unpaired(chart(*PAIRED[name])))


@pytest.mark.parametrize("name", UNPAIRED)
def test_drawn_values_beside_other_names_are_found(name):
    assert list(seen.unpaired(chart(*UNPAIRED[name])))


BARS = {
    "bars": lambda ax: ax.bar(list("ab"), [3, 5]),
    "bars up and down": lambda ax: ax.barh(list("ab"), [-3, 5]),
    "bars on bars": lambda ax: (ax.bar(list("ab"), [3, 5]), ax.bar(list("ab"), [1, 1], bottom=[3, 5])),
    "stalks": lambda ax: ax.vlines([1, 2, 3], 0, [3, 4, 5]),
    "stalks on stalks": lambda ax: (ax.vlines([1, 2, 3], 0, [3, 4, 5]), ax.vlines([1, 2, 3], [3, 4, 5], [4, 6, 9])),
    "from dot to dot": lambda ax: ax.hlines(list("abc"), [3, 4, 5], [5, 9, 6]),
    "a line": lambda ax: (ax.plot([1, 2], [3, 4]), ax.set_ylim(3, 4)),
}
FLOATING = {
    "an axis from 2": lambda ax: (ax.bar(list("ab"), [3, 5]), ax.set_ylim(2, 6)),
    "an axis from 2, lying": lambda ax: (ax.barh(list("ab"), [3, 5]), ax.set_xlim(2, 6)),
    "an axis that ends too soon": lambda ax: (ax.barh(list("ab"), [3, 5]), ax.set_xlim(0, 4)),
    "bars from 1": lambda ax: ax.bar(list("ab"), [3, 5], bottom=1),
    "a log scale": lambda ax: ax.bar(list("ab"), [3, 5], log=True),
    "stalks from 2": lambda ax: ax.vlines([1, 2, 3], 2, [3, 4, 5]),
    "single stalks from 2": lambda ax: [ax.hlines(at, 2, end) for at, end in enumerate([3, 4, 5])],
    "stalks, an axis from 2": lambda ax: (ax.vlines([1, 2, 3], 0, [3, 4, 5]), ax.set_ylim(2, 6)),
}


@pytest.mark.parametrize("name", BARS)
def test_bars_and_stalks_from_zero_pass(name):
    assert not list(seen.not_from_zero(chart(BARS[name], STATES)))


@pytest.mark.parametrize("name", FLOATING)
def test_bars_and_stalks_not_from_zero_are_found(name):
    assert list(seen.not_from_zero(chart(FLOATING[name], STATES)))


def written(ax, color="black", ground="white", text="some text", x=0.5, **look):
    ax.axvspan(0, 1, color=ground)
    ax.text(x, 0.5, text, color=color, ha="center", **look)


@pytest.mark.parametrize(
    ("look", "fault"),
    [
        ({}, ""),
        ({"color": "white", "ground": charts.BLUE}, ""),
        ({"fontsize": 8}, ""),
        ({"alpha": 0.6}, "seen through"),
        ({"color": (0, 0, 0, 0.5)}, "seen through"),
        ({"color": charts.VERMILLION}, "is #d55e00 on"),
        ({"color": "white", "ground": charts.LIGHT}, "is #ffffff on"),
        ({"color": "white"}, "is #ffffff on"),
        ({"ground": charts.BLUE, "color": "#333333"}, "is #333333 on"),
        ({"fontsize": 7.5}, "pixels, less than"),
        ({"x": 1.3, "in_layout": False}, "cut by the edge"),
    ],
)
def test_text_that_cannot_be_read_is_found(look, fault):
    found = list(seen.unreadable(chart(lambda ax: written(ax, **look), STATES)))
    assert any(fault in one for one in found) if fault else not found, found


@cache
def upright_and_lying():
    """Return a chart with upright bars, and one with lying bars of the same values."""
    return chart(PAIRED["bars"][0], STATES), chart(PAIRED["lying bars"][0], STATES)


def spoil(how):
    """Return the picture of a chart, spoiled, and the chart."""
    right, lying = upright_and_lying()
    other = lying.picture
    small = right.picture.resize((400, 225))
    noise = np.random.default_rng(2018).integers(0, 255, (540, 960, 3), dtype=np.uint8)
    made = {"itself": right.picture, "another": other, "small": small, "noise": Image.fromarray(noise)}
    return made.get(how, Image.new("RGB", (960, 540), how if how in ("white", "black") else "white")), right


@pytest.mark.parametrize("how", ["itself", "another", "small", "white", "black", "noise"])
def test_a_stored_picture_that_is_another_is_found(how):
    assert bool(list(seen.spoiled(*spoil(how)))) == (how != "itself")


# --- code


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ('finding=f"{len(rows)} of {total} states", measure="Votes, 2017-2018", words="Bars"', ""),
        ('finding=f"{total[2018]:.1f} in 2018", measure=f"{first}-{last}", words=", ".join(names)', ""),
        ('finding="Seats", measure="Groups, 2018", words="Bars", tables="balance_2018"', ""),
        ('finding=f"{100 * share:.1f} per cent", measure="Per cent", words="Bars"', ""),
        ('finding=f"25 of {total} states", measure="Votes", words="Bars"', "25 is typed"),
        ('finding="States", measure="Votes, 2016-2018", words="Bars"', "2016 is typed"),
        ('finding=f"{total[2018]} in 2017", measure="Votes", words="Bars"', "2017 is typed"),
        ('finding="States", measure="Votes", words=f"Bars of {25} states"', "25 is typed"),
        ('finding="States", measure="Votes", words=f"Bars of {24 + one} states"', "24 is typed"),
        ('finding="States", measure="Votes", words="Five bars"', "'Five' is typed"),
        ('finding=f"{n} states", measure="Votes", words=f"Bars {often}"', "often 7"),
        ('finding="States", measure="Votes", words="; ".join(f"{name}: 4" for name in names)', "4 is typed"),
    ],
)
def test_a_typed_figure_is_found(texts, fault):
    source = f'n = total\noften = "often 7" if n else "never"\nfig = draw()\ncharts.publish(fig, {texts})'
    found = list(chartcode.typed(source))
    assert any(fault in one for one in found) if fault else not found, found
    moved = source.replace("finding=", "x=").replace("publish(fig, x=", "publish(fig, **says, x=")
    said = source.split("finding=")[1].split(", measure=")[0]
    if "words" not in fault and found and found[0].startswith("finding"):
        assert list(chartcode.typed(f'says = {{"finding": {said}}}\n{moved}'))


@pytest.mark.parametrize("call", ['load("vetoes")', 'pd.read_csv("a.csv")', 'open("a.csv")', 'ledger.read("a.csv")'])
def test_a_chart_that_reads_by_itself_is_found(call):
    assert list(chartcode.reads(f"def chart_a(rows):\n    more = {call}\n\n\nchart_a(rows)"))
    assert not list(chartcode.reads("def chart_a(rows):\n    draw(rows)\n\n\nchart_a(rows)"))


LINES = """\
votes = load("vetoes")
late = votes[votes["year"] > 2000]
names = load("countries").set_index("iso3")["short_name"]
sums = {}
sums["a"] = late.groupby("state").size()
for name in load("membership_by_year"):
    sums[name] = name
other = load("council_states")
ledger.errors(other)"""


@pytest.mark.parametrize(
    ("given", "tables", "faults"),
    [
        ("late, names", "vetoes", 0),
        ("sums", ["vetoes", "membership_by_year"], 0),
        ("rows=sums", ["membership_by_year", "vetoes"], 0),
        ("late", "council_states", 2),
        ("late", ["vetoes", "council_states"], 1),
        ("sums", "vetoes", 1),
        ("late, other", "vetoes", 1),
        ("5", "council_states", 0),  # counted by rules, beside a table of the lesson
        ("5", "treaty_ratifications", 1),
        ("ledger.errors(late)", ["vetoes", "error_types"], 0),
    ],
)
def test_a_chart_that_names_other_tables_is_found(given, tables, faults):
    chart_cell = f"def chart_a(rows, more=0):\n    draw(rows)\n\n\nchart_a({given})"
    made = [Cell("code", source, tags, False, [], "", "", True, False) for source, tags in
            [(LINES, []), (chart_cell, ["chart"])]]  # fmt: skip
    lesson = Lesson("00", made)
    assert len(list(chartcode.unnamed(lesson, chartcode.sources(lesson)[1], tables))) == faults
