"""Charts with and without words; links to documents."""

import base64
import io
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from PIL import Image

from helpers import Problem, about, charts
from helpers.show import link, plain
from helpers.sources import cite

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
