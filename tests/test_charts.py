"""Charts: finding, measure, words, numbers and sources go together, on any machine; tables that read well."""

import base64
import io
import linecache
import re
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from PIL import Image

from helpers import Problem, charts, trouble
from helpers.show import table

WORDS = "A line that rises from one to two, which is said here in as many words as a chart asks for, no more, no less."
DATA = pd.DataFrame({"a <b>": ["x & y", "<script>"], "c": [1.5, None]})
SAID = {"finding": "It rises", "measure": "Units, 2018", "words": WORDS, "data": DATA, "tables": "vetoes"}


@pytest.fixture
def fig():
    """A small figure."""
    charts.style()
    plt.close("all")  # what a test before this one left
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    yield fig
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    """What was published: a list of dictionaries with HTML and plain text."""
    found = []
    monkeypatch.setattr(charts, "display", lambda data, raw: found.append(data))
    return found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        *[({"words": words}, "needs") for words in (None, "", 7, "too short", "word " * 61)],
        *[({name: gap}, f"needs its {name}") for name in ("finding", "measure") for gap in (None, " ", 3)],
        ({"finding": "African group: nan per cent"}, "finding of this chart names a missing value"),
        ({"words": WORDS + " None of them"}, "words of this chart names a missing value"),
        *[({"data": data}, "needs its numbers") for data in (None, [], DATA[:0])],
        ({"data": pd.Series([1, 2], ["KAZ", "UZB"])}, "need a name"),
        ({"data": pd.DataFrame({"year": [1]}, pd.Index([2018], name="year"))}, "names of their own"),
        ({"data": pd.DataFrame({"n": [1]}, pd.Index([2018], name="index"))}, "names of their own"),
        *[({"tables": tables}, "needs a source") for tables in (None, "", [], "claims_scale")],
    ],
)
def test_a_chart_that_lacks_something_is_refused_in_a_sentence(fig, change, sentence):
    with pytest.raises(Problem, match=sentence):
        charts.publish(fig, **SAID | change)
    assert not plt.get_fignums()


def test_a_chart_is_published_with_finding_words_numbers_and_sources(fig, shown):
    said = {"finding": 'One & "two"', "measure": "Units <b>", "words": WORDS + ' & "quoted" <tag>'}
    assert charts.publish(fig, **SAID | said | {"tables": ["vetoes", "membership_by_year"]}) is None
    assert not plt.get_fignums()
    markup = shown[0]["text/html"]
    assert shown[0]["text/plain"] == f"{said['finding']}. {said['measure']}. {said['words']}"
    assert markup.startswith('<figure aria-label="One &amp; &quot;two&quot;">')
    assert 'alt="' + WORDS + ' &amp; &quot;quoted&quot; &lt;tag&gt;"' in markup
    assert "<figcaption><b>One &amp; &quot;two&quot;.</b> Units &lt;b&gt;." in markup
    assert "&lt;script&gt;" in markup and "<script>" not in markup and "a &lt;b&gt;" in markup and "x &amp; y" in markup
    assert "World Politics Data Lab" in markup and "MIT" in markup and "Member States with dates" in markup
    assert re.search(r'src="data:image/png;base64,[A-Za-z0-9+/=]{1000,}"', markup)
    drawn = [text.get_text() for text in fig.findobj(plt.Text)]
    assert said["finding"] in drawn and said["measure"] in drawn


def test_the_caption_is_the_last_child_and_holds_what_is_folded(fig, shown):
    charts.publish(fig, **SAID)
    assert re.search(r"</details>\n</figcaption>\n</figure>$", shown[0]["text/html"])
    open_, wrong = [], []

    class Walk(HTMLParser):
        def handle_starttag(self, tag, attrs):
            open_.append(tag) if tag != "img" else None

        def handle_endtag(self, tag):
            wrong.append(tag) if open_.pop() != tag else None

    Walk().feed(shown[0]["text/html"])
    assert not open_ and not wrong


YEARS = pd.Index([2016, 2017, 2018], name="year")


@pytest.mark.parametrize(
    ("data", "first"),
    [
        (pd.DataFrame({"n": [1, 2, 3]}, YEARS), "year"),  # pandas makes it a range; its name keeps it
        (pd.DataFrame({"n": [1, 2, 3]}, pd.RangeIndex(3, name="round")), "round"),
        (pd.Series([1, 2, 3], YEARS, name="n"), "year"),
        (pd.DataFrame({"iso3": ["a", "b", "c"], "n": [1, 2, 3]}), "iso3"),
        (pd.DataFrame({"iso3": ["a", "b", "c"], "n": [1, 2, 3]}, [21, 9, 0]), "iso3"),  # row numbers of a filter go
        (pd.DataFrame({"n": [1]}, pd.MultiIndex.from_tuples([("KAZ", 2018)], names=["iso3", "year"])), "iso3"),
    ],
)
def test_the_numbers_keep_their_key_and_name_their_rows(fig, shown, data, first):
    charts.publish(fig, **SAID | {"data": data})
    markup = shown[0]["text/html"]
    assert re.search(r"<thead><tr><th[^>]*>([^<]+)<", markup)[1] == first
    assert markup.count('<th scope="row"') == len(data) and ">index<" not in markup


def test_the_same_figure_gives_the_same_bytes(shown):
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.plot([1, 2])
        charts.publish(fig, **SAID | {"finding": "A finding " * 10, "measure": "a measure " * 20})
    assert shown[0] == shown[1]


def test_the_look_is_the_same_whatever_the_machine_holds(shown):
    for strange in ({}, {"axes.facecolor": "black", "font.size": 30, "lines.linewidth": 9, "axes.grid": True}):
        plt.rcParams.update(strange)
        pd.set_option("display.max_rows", 2, "display.precision", 1)
        charts.style()
        fig, ax = plt.subplots()
        ax.plot([1, 2])
        charts.publish(fig, **SAID)
    assert shown[0] == shown[1] and pd.get_option("display.precision") == 6


def test_the_ground_of_a_chart_is_white_and_opaque(shown):
    fig, ax = plt.subplots()
    ax.imshow([[0, 1], [2, 3]], cmap="Blues")  # its palest blue lies near white
    charts.publish(fig, **SAID)
    code = re.search(r"base64,([^\"]+)", shown[0]["text/html"])[1]
    picture = Image.open(io.BytesIO(base64.b64decode(code))).convert("RGBA")
    assert {picture.getpixel(corner) for corner in [(0, 0), (picture.width - 1, 0)]} == {(255, 255, 255, 255)}


def contrast(color):
    """Return the contrast of a colour on white, as WCAG defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


def test_marks_have_a_contrast_of_three_to_one_and_text_of_four_and_a_half():
    for color in (charts.BLACK, charts.BLUE, charts.VERMILLION, charts.GREEN, charts.PURPLE, charts.GREY):
        assert contrast(color) >= 3 and contrast(charts.ink(color)) >= 4.5, color


def test_term_and_cells(fig):
    ax = fig.axes[0]
    charts.term(ax)
    assert ax.patches[0].get_x() == 2016.5 and [text.get_text() for text in ax.texts] == ["term"]
    charts.cells(ax, ["a", "b"], ["x", "y", "z"])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y", "z"] and ax.get_ylim() == (1.5, -0.5)


# --- a chart that cannot be drawn


DRAWS = "def chart_a(rows, names=0):\n    first = rows.index[0]\n    charts.publish(first)\n\n\nchart_a(rows)"


@pytest.mark.parametrize(
    ("source", "given"),
    [
        (DRAWS, " from rows with 0 rows"),
        ("first = rows.index[0] / names['a']\ncharts.publish(None)", " from rows with 0 rows and names with 1 row"),
        ("charts.publish(0 / 0)", ""),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_from_which_tables(source, given):
    linecache.cache["<a cell>"] = (0, None, source.splitlines(keepends=True), "<a cell>")
    names = {"charts": charts, "rows": pd.Series([1])[:0], "names": pd.DataFrame({"a": [1]})}
    with pytest.raises(Exception) as stopped:
        exec(compile(source, "<a cell>", "exec"), names)
    assert trouble.of_chart(stopped.tb.tb_next).startswith(f"This chart cannot be drawn{given}. Look for")
    linecache.cache["<a cell>"] = (0, None, ["rows.index[0]"], "<a cell>")
    assert not trouble.of_chart(stopped.tb.tb_next)


# --- tables in a notebook


def test_tables_have_row_heads_and_no_row_numbers():
    data = pd.DataFrame({"day": pd.to_datetime(["2018-01-18", None]), "n": [137801200, 3]})
    markup = table(data)
    assert (
        '<th scope="row"' in markup and ">2018-01-18<" in markup and ">137,801,200<" in markup and ">0<" not in markup
    )
    assert ">year<" in table(pd.DataFrame({"n": [1, 2, 3]}, YEARS)) and "&lt;b&gt;" in table(pd.Series(["<b>"]))
    assert (
        "40 rows" in table(pd.DataFrame({"n": range(40)})) and table(pd.DataFrame({"n": range(40)})).count("<tr>") == 12
    )
    assert "<thead>" in table(data[:0])
