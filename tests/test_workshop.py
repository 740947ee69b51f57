"""Lesson 09 with any ledger: every cell gives the right figures or one sentence; a text goes from cut to summary."""

import ast
import csv
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from helpers import Problem, charts, ledger, load, own
from helpers.show import plain
from tools import NOTEBOOKS
from tools.lessons import read

LESSON = next(read(path) for path in NOTEBOOKS if read(path).workshop)
CODE = [cell.source for cell in LESSON.cells if cell.kind == "code"]
SHIPPED = "worked-ledger.csv"
LABELS = dict(load("claims_scale")[["verdict", "label"]].to_numpy())
VERDICTS = list(LABELS)


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    """Return a function that writes a ledger and runs every cell of the lesson on it, changed in one name only."""
    monkeypatch.chdir(tmp_path)
    shown = []
    monkeypatch.setattr(charts, "display", lambda data, raw: shown.append(data["text/plain"]))
    monkeypatch.setattr(charts, "_picture", lambda fig: fig.draw_without_rendering() or "")  # laid out, no pixels

    def run(name="mine.csv"):
        names, said = {"__name__": "__main__"}, {}
        for source in CODE:
            body = ast.parse(source.replace(SHIPPED, name) if source.startswith("file =") else source).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            shown.clear()
            try:
                exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None
                text = value.to_csv() if isinstance(value, pd.DataFrame) else getattr(value, "text", "")
            except Problem as problem:
                text = str(problem)
            said[source] = "\n".join([text, *shown, capsys.readouterr().out]).strip()
        return said

    return run


def of(said, call):
    """Return what the cell that begins with a call said."""
    return next(text for source, text in said.items() if source.startswith(call))


def sheet(path, rows, columns=tuple(own.FORM)):
    """Write rows, given as dictionaries, as a spreadsheet does."""
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)


# --- any ledger

LETTERS = st.text("abc дәқ 漢字 عرب <&>\"',;", min_size=1, max_size=30).filter(str.strip)
WORDS = st.one_of(LETTERS, st.just("x" * 300), st.just("Ы" * 120))


@st.composite
def ledgers(draw):
    """Rows of 1 to 60 claims: one paragraph or many, verdicts missing, all one, long words, no second coding."""
    some = draw(st.sampled_from([VERDICTS, VERDICTS[:1], VERDICTS[3:4], VERDICTS[4:], [""], [*VERDICTS, ""]]))
    second = draw(st.sampled_from([[""], some, [*VERDICTS, ""]]))
    guesses = draw(st.sampled_from([[""], VERDICTS]))
    kinds = draw(st.sampled_from([[""], ["stated", "Implied", "added"], ["added"]]))
    last = draw(st.sampled_from([0, 1, 40]))
    rows = []
    for n in range(draw(st.sampled_from([1, 2, 4, 5, 12, 30, 60]))):
        rows.append({
            "claim_id": str(n + 1),
            "paragraph": str(draw(st.integers(0, last))),
            "quote": draw(st.sampled_from(["", "a few words", "бірнеше сөз", "一句話", "w" * 200])),
            "paraphrase": draw(WORDS),
            "guess": draw(st.sampled_from(guesses)),
            "claim_kind": draw(st.sampled_from(kinds)),
            "verdict": draw(st.sampled_from(some)),
            "second_verdict": draw(st.sampled_from(second)),
            "error_type": draw(st.sampled_from(["", "none", "overgeneralised", "қате", "e" * 90])),
            "what_the_record_shows": draw(WORDS),
            "what_would_change_it": draw(WORDS),
            "source": draw(st.sampled_from(["UN, S/PV.8160 https://un.org/a?b=1&c=2", "<b>", "Ы" * 200])),
        })  # fmt: skip
    return rows


@settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ledgers(), st.sampled_from([[], ["guess"], ["second_verdict"], ["error_type", "claim_kind", "notes"]]))
def test_every_cell_gives_right_figures_or_one_sentence_for_any_ledger(desk, rows, out):
    sheet("mine.csv", [own.FORM, *rows], [column for column in own.FORM if column not in out])
    said = desk()
    added = [row for row in rows if row["claim_kind"] == "added" and "claim_kind" not in out]
    counts = Counter(row["verdict"] for row in rows if row not in added)
    article = counts.total()
    assert of(said, "ledger.claims").startswith(f"What the article says: {len(rows)} claim")
    assert of(said, "ledger.verdicts").count("\n") >= len(rows)
    judged = article - counts[""]
    for call in ("ledger.scoreboard", "ledger.fair_summary"):
        if not article or (call == "ledger.scoreboard" and not judged):
            assert re.fullmatch(r"There is no claim .*from the article.*\.", of(said, call)), of(said, call)
            continue
        for verdict, label in LABELS.items():
            assert f"{label.lower()}: {counts[verdict]}" in of(said, call).lower()
    assert ("Stacked bars" in of(said, "ledger.paragraphs")) == (judged > 0)
    assert judged or re.fullmatch(r"There is no claim .*\.", of(said, "ledger.paragraphs"))
    if article:
        base, full = sum(counts[verdict] for verdict in VERDICTS[:4]), counts["supported"]
        assert (f"supported in full: {full} of {base}" in of(said, "ledger.fair_summary")) == (base > 0)
        assert ("so far" in of(said, "ledger.fair_summary")) == (base > 0 and judged < article)
    for call, one, other in AGREED:
        if one in out or other in out:
            assert re.search(r"no column|No claim has both", of(said, call)), of(said, call)
            continue
        pairs = [(row[one], row[other]) for row in rows if row[one] and row[other]]
        same = sum(a == b for a, b in pairs)
        assert (f"agree on {same} of {len(pairs)} claim" in of(said, call)) == bool(pairs), of(said, call)
        assert ("kappa is" in of(said, call)) <= (len(pairs) >= 5)


AGREED = [  # a call and its two codings
    ("ledger.agreement(file)", "verdict", "second_verdict"),
    ('ledger.agreement(file, "guess"', "guess", "verdict"),
]


def test_a_file_that_cannot_be_read_is_named_in_each_cell_and_no_other_is_shown(desk):
    """Even where the cells below a mistake are run all the same, none shows the example as one's own."""
    sheet("mine.csv", [own.FORM])
    cells = [text for source, text in desk().items() if "file" in source and "file =" not in source]
    assert len(cells) >= 8
    assert set(cells) == {"mine.csv holds only the example row. Write your first claim in its place."}
    assert "There is no file" in of(desk("nowhere.csv"), "ledger.claims")


def test_a_half_filled_ledger_is_never_said_to_be_whole(desk):
    guessed = [{**CLAIMS[0], "claim_id": str(n), "guess": "supported", "verdict": ""} for n in range(1, 7)]
    sheet("mine.csv", guessed)
    said = desk()
    assert of(said, "ledger.scoreboard").startswith("There is no claim with a verdict from the article.")
    assert "No claim has a verdict yet" in of(said, "ledger.fair_summary") and "can be checked" not in "".join(said)
    assert "There is no claim from the article with a verdict" in of(said, "ledger.paragraphs")
    found = dict(what_the_record_shows="A report says so", what_would_change_it="A later one", source="Report")
    sheet("mine.csv", [*guessed[:3], *({**row, **found, "verdict": "misstated"} for row in guessed[3:])])
    said = desk()
    assert "0 supported in full, 0 in part, 3 without a verdict yet" in of(said, "ledger.scoreboard")
    assert "Of those that are judged so far and can be checked" in of(said, "ledger.fair_summary")
    assert "without a type of error: 3 claims." in of(said, "ledger.fair_summary")


def test_opinions_are_in_no_share_and_need_no_source(desk):
    rows = [{**CLAIMS[3], "claim_id": str(n), "what_the_record_shows": "Some do, some do not"} for n in (1, 2)]
    sheet("mine.csv", [*rows, {"claim_id": "x", "paraphrase": "It has a garden", "claim_kind": "added"}])
    said = desk()
    finding = "Supported in full, of claims that can be checked: none, because all are opinions or beyond any record"
    assert of(said, "ledger.paragraphs").startswith(finding)
    assert "No claim with a verdict can be checked" in of(said, "ledger.fair_summary")


# --- a story: a text made for this test, from an empty file to the summary

TEXT = """The town library
Our library opened in 1990 and has 40,000 books. It is the largest in the county.
Everybody loves it. Thank you for reading."""
CLAIMS = [
    {"paragraph": "1", "paraphrase": "It opened in 1990", "quote": "opened in 1990", "verdict": "✓"},
    {"paragraph": "1", "paraphrase": "It has 40,000 books", "quote": "has 40,000 books", "verdict": "Partly supported"},
    {
        "paragraph": "1",
        "paraphrase": "It is the largest in the county",
        "quote": "the largest in the county",
        "verdict": "misstated",
    },
    {"paragraph": "2", "paraphrase": "Everybody loves it", "quote": "Everybody loves it", "verdict": "opinion"},
    {"paragraph": "0", "paraphrase": "It belongs to the town", "quote": "town library", "verdict": ""},
]


def test_a_text_goes_from_new_to_summary_and_nothing_but_file_names_changes(desk, capsys):
    ledger.new("library.csv")
    assert capsys.readouterr().out == "library.csv is made. Open it in a spreadsheet and write one claim a row.\n"
    with Path("library.csv").open(encoding="utf-8", newline="") as file:
        form = csv.DictReader(file)
        columns, (example,) = form.fieldnames, list(form)
    assert example["claim_id"] == "example" and all(claim["quote"] in TEXT for claim in CLAIMS)
    rows = []
    for number, claim in enumerate(CLAIMS, 1):
        rest = {"guess": "supported", "claim_kind": "stated", "second_verdict": "supported"} if claim["verdict"] else {}
        found = {"what_the_record_shows": "The yearly report says so", "what_would_change_it": "A later report"}
        rows.append({"claim_id": number, **claim, **rest, **(found if claim["verdict"] else {}), "source": "Report"})
    sheet("library.csv", [example, *rows], columns)  # the example row is left in
    said = desk("library.csv")
    assert (
        of(said, "ledger.new")
        == "my-article.csv is there already and stays as it is. Fill it in, or give another name."
    )
    assert of(said, "ledger.scoreboard").startswith("5 claims of the article: 1 supported in full, 1 in part, 1 ")
    assert "1 of 3 in paragraph 1" in of(said, "ledger.paragraphs")
    assert of(said, "ledger.fair_summary").splitlines() == [
        "5 claims of the article in library.csv. Supported: 1; partly supported: 1; misstated: 1; unsupported: 0; "
        "cannot be checked: 0; opinion: 1; no verdict yet: 1.",
        "Of those that are judged so far and can be checked, supported in full: 1 of 3; in full or in part: 2 of 3.",
        "Not right in full and without a type of error: 2 claims.",
        "Verdict and second verdict agree on 1 of 4 claims, too few for a measure of agreement: it needs at least 5.",
        "A verdict is about a sentence, not about a person.",
    ]
    before = Path("library.csv").read_bytes()
    ledger.new("library")
    assert "is there already" in capsys.readouterr().out and Path("library.csv").read_bytes() == before


# --- what is shipped


def test_the_empty_file_is_what_new_makes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ledger.new("another.csv")
    assert Path("another.csv").read_bytes() == (ROOT / "notebooks" / "my-article.csv").read_bytes()
    with pytest.raises(Problem, match="holds only the example row"):
        ledger.read("another.csv")


@pytest.mark.parametrize("odd", [None, 5, "", " ", ".", "nowhere/a.csv", "a\0b", "x" * 5000])
def test_a_name_that_is_none_gets_one_sentence(odd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem, match=r"^[^\n]+\.$|my-article\.csv"):
        ledger.new(odd)
    assert not list(tmp_path.iterdir())


def test_the_worked_ledger_is_whole_and_quotes_little():
    rows = ledger.read(SHIPPED)
    assert list(rows) == list(own.FORM) and 10 <= len(rows) <= 12
    needed = [column for column in rows if column != "notes"]
    assert rows[needed].notna().all(axis=None)
    for column in ("source", "second_source"):
        assert rows[column].str.contains(r"https://\S+$").all() and rows[column].str.contains(r"\d{4}").all()
    assert (rows["source"] != rows["second_source"]).all()
    assert set(rows["error_type"]) <= set(load("error_types")["error_type"])
    right = rows["verdict"].isin(["supported"])
    assert ((rows["error_type"] == "none") == right).all()
    spoken = re.compile("|".join(LABELS.values()), re.I)  # a record that names a verdict leaves no second reader blind
    assert not rows["what_the_record_shows"].str.contains(spoken).any()


def test_where_to_look_is_one_page_with_secure_addresses():
    text = (ROOT / "notebooks" / "where-to-look.md").read_text("utf-8")
    assert len(plain(text).split()) <= 650 and "http://" not in text
    assert all(url.startswith("https://") for url in re.findall(r"<(\w+://[^>]+)>", text))
