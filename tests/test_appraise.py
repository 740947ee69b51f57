"""What a ledger adds up to: right for 1 to 60 claims of any kind, or one sentence."""

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import Problem, appraise, charts, ledger, load
from helpers.own import COLUMNS

SCALE = load("claims_scale")
VERDICTS = list(SCALE["verdict"])
LABELS = dict(zip(VERDICTS, SCALE["label"], strict=True))
WORDS = st.sampled_from([
    "Қате рет",
    "錯誤",
    "خطأ",
    "wrong-instrument",
    "Overgeneralised",
    "none",
    "x" * 300,
    "<b>&",
    None,
])
DRESS = st.sampled_from([str, str.upper, lambda text: text.replace("-", " "), lambda text: f" {text} "])


@pytest.fixture(autouse=True)
def published(monkeypatch):
    """Collect what is published, as HTML and plain text; lesson 09 draws the same charts for any ledger."""
    shown = []
    monkeypatch.setattr(charts, "_picture", lambda fig: "")
    monkeypatch.setattr(charts, "display", lambda data, raw: shown.append(data))
    return shown


@st.composite
def ledgers(draw):
    """A ledger of a reader: 1 to 60 claims, few or many paragraphs, verdicts missing, all one, or in any dress."""
    n = draw(st.sampled_from([1, 2, 3, 5, 12, 60]))
    some = draw(st.sampled_from([VERDICTS, VERDICTS[:1], VERDICTS[4:], [None], [*VERDICTS, None]]))
    column = lambda values: draw(st.lists(values, min_size=n, max_size=n))  # noqa: E731
    verdict = st.sampled_from(some)
    frame = pd.DataFrame({
        "claim_id": [str(k) for k in range(n)],
        "paragraph": pd.array(column(st.integers(0, draw(st.sampled_from([0, 3, 60])))), dtype="Int64"),
        "verdict": column(verdict),
        "source": column(st.sampled_from(["UN, S/PV.8160 https://un.org/a?b=1&c=2", "Ы" * 200, None, "<script>"])),
    })  # fmt: skip
    if draw(st.booleans()):
        frame["second_verdict"] = column(st.sampled_from([*some, *VERDICTS, None]))
    if draw(st.booleans()):
        frame["claim_kind"] = column(st.sampled_from(["stated", "Implied", "added ", None]))
    if draw(st.booleans()):
        frame["error_type"] = column(WORDS)
    if draw(st.booleans()):
        dress = draw(DRESS)
        frame["verdict"] = [dress(text) if isinstance(text, str) else text for text in frame["verdict"]]
        return frame
    frame["verdict"] = pd.Categorical(frame["verdict"], VERDICTS, ordered=True)
    return frame.set_index(pd.Index(column(st.integers()))) if draw(st.booleans()) else frame


def plainly(frame):
    """Count a ledger again, by hand: verdicts of the article, those of added claims."""
    kinds = frame["claim_kind"] if "claim_kind" in frame else [None] * len(frame)
    counts = {"in the article": Counter(), "added": Counter()}
    for verdict, kind in zip(frame["verdict"].astype(object), kinds, strict=True):
        where = "added" if isinstance(kind, str) and kind.strip() == "added" else "in the article"
        name = re.sub(r"\s+", "-", verdict.strip().lower()) if isinstance(verdict, str) else None
        counts[where][LABELS.get(name, "No verdict yet")] += 1
    return counts


ANY = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(ANY, max_examples=40)
@given(ledgers())
def test_tally_and_shares_count_any_ledger(frame):
    before, counts, plain = frame.copy(), ledger.tally(frame), plainly(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert list(counts.index[:6]) == list(SCALE["label"]) and counts.to_numpy().sum() == len(frame)
    assert all(counts.loc[label, where] == plain[where][label] for where in plain for label in counts.index)
    article, shares = plain["in the article"], ledger.shares(frame)
    base = sum(article[label] for label in SCALE["label"][:4])
    right = [article["Supported"], article["Supported"] + article["Partly supported"]]
    assert shares["right"].tolist() == right and (shares["of"] == base).all()
    assert base or shares["per cent"].isna().all()
    assert not base or np.allclose(shares["per cent"], [100 * n / base for n in right])
    out = {"opinion": article["Opinion"], "added": sum(plain["added"].values())}
    assert all((f"{name}: {n}" in shares["left out"].iloc[0]) == (n > 0) for name, n in out.items())


@settings(ANY, max_examples=20)
@given(ledgers())
def test_text_and_charts_say_what_is_counted_or_one_sentence(published, frame):
    article = plainly(frame)["in the article"]
    for draws in (ledger.scoreboard, ledger.paragraphs):
        published.clear()
        try:
            said = draws(frame)
        except Problem as problem:
            assert str(problem).startswith("This ledger names no source") and frame["source"].isna().all()
            continue
        if said:
            assert re.fullmatch(r"There is no claim .*from the article.*\.", said.text)
            assert article.total() == article["No verdict yet"] and not published
            continue
        (data,) = published
        assert "<script>" not in data["text/html"]
        finding = data["text/plain"].split(". ")[0]
        ours = f"of the article: {article['Supported']} supported in full, {article['Partly supported']} in part"
        waiting = article["No verdict yet"]
        ours += f", {waiting} without a verdict yet" if waiting else ""
        many = f"{article.total()} claims" if article.total() != 1 else "1 claim"
        assert draws is not ledger.scoreboard or finding == f"{many} {ours}"
    try:
        said = ledger.fair_summary(frame)
    except Problem as problem:
        assert not article.total() and "There is no claim from the article" in str(problem)
        return
    assert not re.search(r"<b>|\bnan\b|\bNone\b", said.html)
    assert all(f"{label.lower()}: {article[label]}" in said.text.lower() for label in SCALE["label"])
    assert ("per cent" in said.text.splitlines()[1]) == (sum(article[label] for label in SCALE["label"][:4]) >= 20)


@settings(ANY, max_examples=40)
@given(ledgers())
def test_error_types_are_those_of_faulty_claims_and_no_lead_is_made_up(frame):
    if "error_type" not in frame:
        with pytest.raises(Problem, match="no column error_type"):
            ledger.errors(frame)
        return
    counts = ledger.errors(frame)
    assert counts["claims"].is_monotonic_decreasing and counts.index.is_unique and "No error" not in counts.index
    said, total = ledger.leading(counts), counts["claims"].sum()
    top = re.match(r"(\d+) of (\d+) kinds? of error makes? up (\d+) of (\d+) errors$", said)
    if top:
        k, kinds, part, whole = map(int, top.groups())
        assert (kinds, whole) == (len(counts), total) and 2 * part >= total and k < kinds
        assert counts["claims"].iloc[:k].sum() == part and counts["claims"].iloc[k] < counts["claims"].iloc[k - 1]
    else:
        assert re.match(rf"{len(counts)} kinds? of error in {total} claims?(, and none leads)?$", said)


def by_definition(pairs):
    """Return Cohen's kappa of pairs of codes, from the words of its definition."""
    n = len(pairs)
    agreed = sum(a == b for a, b in pairs) / n
    one, other = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(one[code] * other[code] for code in one) / n**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


@settings(ANY, max_examples=40)
@given(ledgers())
def test_agreement_is_that_of_the_definition_or_says_what_is_missing(frame):
    said = ledger.agreement(frame)
    assert said.text.count(". ") == 0 and said.text.endswith(".") and repr(said) == said.text
    second = frame["second_verdict"] if "second_verdict" in frame else [None] * len(frame)
    both = zip(frame["verdict"].astype(object), second, strict=True)
    both = [(a, b) for a, b in both if isinstance(a, str) and isinstance(b, str)]
    pairs = [(a.strip().lower().replace(" ", "-"), b) for a, b in both]
    assert said.pairs == len(pairs) and said.equal == sum(a == b for a, b in pairs)
    if len(pairs) < appraise.FEWEST:
        assert said.kappa is said.low is None and (
            "too few" in said.text or said.text == "No claim has both a verdict and a second verdict yet."
        )
        return
    wanted = by_definition(pairs)
    assert (said.kappa is None) == (wanted is None)
    if wanted is not None:
        assert said.kappa == pytest.approx(wanted)
        assert said.low is None or -1 <= said.low <= said.kappa <= said.high <= 1


def test_kappa_and_its_error_are_those_of_a_textbook():
    value, error = appraise.kappa(np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert (round(value, 3), round(error, 3)) == (0.676, 0.088)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng, cells = np.random.default_rng(1), np.array([[0.4, 0.1], [0.1, 0.4]])
    inside = 0
    for _ in range(400):
        value, error = appraise.kappa(rng.multinomial(60, cells.ravel()).reshape(2, 2))
        inside += abs(value - 0.6) <= 1.96 * error
    assert 0.90 <= inside / 400 <= 0.98


def test_the_claims_of_the_project_are_counted_without_those_we_added():
    claims = load("claims")
    counts, shares = ledger.tally(claims), ledger.shares(claims)
    article = claims[claims["claim_kind"] != "added"]
    assert counts["in the article"].sum() == len(article) and counts["added"].sum() == len(claims) - len(article)
    assert shares.loc["strict", "right"] == (article["verdict"] == "supported").sum()
    second = load("claims_second_coding")
    assert ledger.agreement(second, "verdict_first", "verdict_second").pairs == len(second)
    none = ledger.agreement(second[:0].assign(guess=[]), "guess", "verdict_first")
    assert none.text == "No claim has both a guess and a verdict first yet."


@pytest.mark.parametrize("bad", [None, [], {"verdict": ["opinion"]}, pd.Series(["opinion"])])
@pytest.mark.parametrize("name", ["tally", "shares", "scoreboard", "paragraphs", "errors", "agreement", "fair_summary"])
def test_what_is_no_ledger_gets_a_sentence(name, bad):
    with pytest.raises(Problem, match="Give a ledger"):
        getattr(ledger, name)(bad)


@pytest.mark.parametrize("name", ["tally", "shares", "scoreboard", "paragraphs", "errors", "agreement", "fair_summary"])
def test_a_file_may_be_named_and_is_read_afresh(name, tmp_path, published):
    path = tmp_path / "mine.csv"
    with pytest.raises(Problem, match="There is no file mine.csv"):
        getattr(ledger, name)(str(path))
    for verdict in ("supported", "misstated"):
        row = f"1,1,It is red,red,{verdict},Found,Change,A source,overgeneralised,opinion"
        path.write_text(",".join([*COLUMNS, "error_type", "second_verdict"]) + f"\n{row}\n", "utf-8")
        said, again = getattr(ledger, name)(str(path)), getattr(ledger, name)(ledger.read(path))
        assert str(said) == str(again) and published[::2] == published[1::2]
    assert all("in mine.csv" in data["text/plain"] for data in published)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"claim_id": ["1"]}, "no column verdict"),
        ({"verdict": ["perhaps"]}, "Column verdict: 'perhaps' is not a verdict. Write one of: supported"),
        ({"verdict": [3]}, "'3' is not a verdict"),
        ({"verdict": ["opinion"], "claim_kind": ["guessed"]}, "'guessed' is not one of: stated, implied, added"),
        ({"verdict": []}, "There is no claim in this ledger"),
    ],
)
def test_what_a_ledger_lacks_is_named(columns, says):
    with pytest.raises(Problem, match=re.escape(says)):
        ledger.fair_summary(pd.DataFrame(columns))


def test_where_there_is_nothing_to_count_a_sentence_stands_and_the_cells_below_can_be_run():
    added = pd.DataFrame({"verdict": ["opinion"], "claim_kind": ["added"], "paragraph": 1})
    for name in ("scoreboard", "paragraphs", "fair_summary"):
        assert getattr(ledger, name)(added).text.startswith("There is no claim from the article")


def test_a_file_of_a_reader_with_more_columns_is_appraised(tmp_path):
    head = ",".join([*COLUMNS, "Claim kind", "Error Type", "second verdict", "confidence", "notes"])
    rows = [f"{n},{n % 3},What it says,few words,{v},Found,Change,A source,{k},{e},{v},high,"
            for n, (v, k, e) in enumerate([("supported", "", ""), ("misstated", "Stated", "overgeneralised"),
                                           ("opinion", "added", "")])]  # fmt: skip
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([head, *rows]), "utf-8")
    own = ledger.read(path)
    assert ledger.tally(own)["added"].sum() == 1 and ledger.shares(own)["per cent"].tolist() == [50, 50]
    assert ledger.errors(own)["claims"].to_dict() == {"Overgeneralised": 1} and ledger.agreement(own).pairs == 3
    path.write_text("\n".join([head, rows[0].replace("A source,", "A source,mine")]), "utf-8")
    with pytest.raises(Problem, match="column claim_kind: 'mine' is not a kind of claim"):
        ledger.read(path)


@pytest.mark.parametrize("columns", [{}, {"source": [None, None]}])
def test_a_ledger_without_sources_is_told_what_to_write(columns):
    frame = pd.DataFrame({"paragraph": [1, 2], "verdict": ["supported", "opinion"]} | columns)
    for draws in (ledger.scoreboard, ledger.paragraphs):
        with pytest.raises(Problem, match="^This ledger names no source yet. Write .* into the column source.$"):
            draws(frame)
        assert not appraise.plt.get_fignums()


@pytest.mark.parametrize(("added", "map_", "summary"), [
    (1, "1 claim that was added or lacks a verdict", "because the checkers added it: 1 claim."),
    (2, "2 claims that were added or lack a verdict", "because the checkers added them: 2 claims."),
])  # fmt: skip
def test_one_claim_is_not_spoken_of_as_several(added, map_, summary, published):
    verdicts = {"verdict": ["supported"] * (1 + added), "paragraph": 1, "source": "UN"}
    frame = pd.DataFrame(verdicts | {"claim_kind": ["stated"] + ["added"] * added})
    ledger.paragraphs(frame)
    assert map_ in published[0]["text/plain"] and summary in ledger.fair_summary(frame).text
