"""Charts with and without words; claims, verdicts and their links."""

import base64
import io
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from PIL import Image

from conftest import ROOT
from helpers import Problem, about, charts, ledger, load
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


# --- ledger


def test_claims_come_without_verdicts_and_verdicts_with_all():
    claims, verdicts = (
        ledger.claims("05"),
        ledger.verdicts("05", {"05-a": "supported", "05-b": ..., "05-c": "unsupported"}),
    )
    labels = set(load("claims_scale")["label"])
    assert not any(re.search(rf"\b{label}\b", claims.html) for label in labels)
    for markup in (claims.html, verdicts.html):
        assert "<caption" in markup and '<th scope="col"' in markup
    assert "Supported (not as the ledger)" in verdicts.html and "Unsupported (as the ledger)" in verdicts.html
    assert "◐ Partly supported" in verdicts.html and "no guess" in verdicts.html
    assert 'href="https://undocs.org/A/59/L.64"' in verdicts.html and "<style" not in verdicts.html
    assert "05-g" in repr(claims) and "<" not in repr(verdicts)


def test_claims_that_the_article_does_not_state_say_so():
    assert ledger.claims("04").html.count("not in the article, but often said beside it") == 3
    assert load("claims").query("claim_kind == 'added'")["lesson"].eq("04").sum() == 3
    assert ledger.claims("04").html.count(">implied</td>") == 1


@pytest.mark.parametrize("show", [ledger.claims, ledger.verdicts, ledger.terms, ledger.sources])
def test_an_unknown_lesson_names_those_that_exist(show):
    for lesson in ("5", 5, "99", None):
        with pytest.raises(Problem, match="Lessons are: 00, "):
            show(lesson)


def test_an_unknown_claim_or_verdict_in_a_guess_is_named():
    with pytest.raises(Problem, match="no claim '05-z' here; there are 05-a to 05-g"):
        ledger.verdicts("05", {"05-z": "supported"})
    with pytest.raises(Problem, match="'maybe', is not one of: supported, "):
        ledger.verdicts("05", {"05-a": "maybe"})
    with pytest.raises(Problem, match="is not one of"):
        ledger.verdicts("05", {"05-a": ["supported"]})


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """A place for guesses that is not the reader's own."""
    monkeypatch.setattr(ledger, "KEPT", tmp_path / "my-guesses.csv")
    return ledger.KEPT


def test_guesses_are_kept_and_later_ones_replace_earlier_ones(kept, capsys):
    ledger.keep({"05-a": ..., "05-b": None})
    assert "nothing is kept" in capsys.readouterr().out and not kept.exists() and ledger.kept().empty
    ledger.keep({"05-a": "supported", "05-b": "opinion"})
    ledger.keep({"00-a": "misstated", "05-a": "unsupported"})
    assert list(ledger.kept().itertuples(index=False, name=None)) == [
        ("00-a", "misstated"), ("05-a", "unsupported"), ("05-b", "opinion"),
    ]  # fmt: skip
    kept.write_text("claim_id,guess\n05-a,supported\n99-z,supported\n", "utf-8")
    with pytest.raises(Problem, match="my-guesses.csv, row 3: 99-z"):
        ledger.kept()
    with pytest.raises(Problem, match="'nonsense', is not one of"):
        ledger.keep({"05-a": "nonsense"})


def test_a_folder_that_cannot_be_written_to_gets_a_kind_word(kept, capsys, monkeypatch):
    monkeypatch.setattr(ledger, "KEPT", kept.parent / "no such folder" / "my-guesses.csv")
    ledger.keep({"05-a": "supported"})
    assert "could not be written" in capsys.readouterr().out


def test_a_ledger_of_ones_own_is_read_and_checked(kept, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blank = (ROOT / "notebooks" / "my-article.csv").read_text("utf-8")
    mine = tmp_path / "mine.csv"
    for text in (blank, "\ufeff" + blank.replace("\n", "\r\n")):  # as a spreadsheet saves it
        mine.write_bytes(text.encode("utf-8"))
        assert ledger.open("mine.csv").shape == (1, 8) and ledger.open(mine).loc[0, "verdict"] == "supported"
    for old, new, said in [
        ("supported", "true", "mine.csv, row 2, column verdict: 'true' is not one of"),
        (",1,", ",one,", "row 2, column paragraph: 'one' is not a whole number"),
        ("Title and address of the source", "", "row 2, column source: the cell is empty"),
        ("paraphrase,", "paraphrased,", "row 1, column paraphrase: the column is missing"),
    ]:
        mine.write_text(blank.replace(old, new, 1), "utf-8")
        with pytest.raises(Problem, match=re.escape(said)):
            ledger.open("mine.csv")
    mine.write_bytes(blank.encode("utf-16"))
    with pytest.raises(Problem, match="save the file as CSV UTF-8"):
        ledger.open("mine.csv")
    with pytest.raises(Problem, match="no file nothing.csv"):
        ledger.open("nothing.csv")


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
