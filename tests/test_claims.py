"""The ledger follows its own rules: one fault, one verdict; quotes, sources, dates and core path."""

import re

import pandas as pd
import pytest

from helpers import load

CLAIMS = load("claims")
VERDICT = CLAIMS["verdict"].astype(str)


def named(rows):
    return list(rows["claim_id"])


@pytest.mark.parametrize("error_type", ["inflated-first-or-only", "wrong-rank-or-role"])
def test_the_same_plain_fault_has_the_same_verdict(error_type):
    # 00-e: the address was his and he presided once, so that a part of the claim agrees
    rows = CLAIMS[(CLAIMS["error_type"] == error_type) & (CLAIMS["claim_id"] != "00-e")]
    assert len(rows) > 2
    assert named(rows[rows["verdict"] != "misstated"]) == []


def test_a_first_or_only_in_a_paraphrase_names_its_body_or_its_scope():
    body = r"Council|UN\b|Assembly|State\b|history of the war|both sides|seven years"
    rows = CLAIMS[CLAIMS["paraphrase"].str.contains(r"\bfirst\b", case=False)]
    assert len(rows) > 4
    assert named(rows[~rows["paraphrase"].str.contains(body)]) == []


def test_error_types_fit_the_verdicts():
    kind = CLAIMS["error_type"].astype(str)
    assert named(CLAIMS[VERDICT.isin(["misstated", "unsupported"]) & kind.isin(["none", "value-judgement"])]) == []
    assert named(CLAIMS[(VERDICT == "supported") != ((kind == "none") & (VERDICT != "partly-supported"))]) == []
    assert named(CLAIMS[(VERDICT == "opinion") != (kind == "value-judgement")]) == []
    examples = load("error_types").set_index("error_type")["example_claim_id"]
    found = CLAIMS.set_index("claim_id")["error_type"].astype(str)
    # 02-e is an example of garbled wording, whatever its verdict
    assert {name: found[claim] for name, claim in examples.items()} == {name: name for name in examples.index}


def test_what_the_article_says_or_implies_has_its_words_and_what_is_added_has_none():
    added = CLAIMS["claim_kind"] == "added"
    assert named(CLAIMS[added != CLAIMS["quote"].isna()]) == []
    outside = CLAIMS["claim_kind"] != "stated"
    assert named(CLAIMS[outside != (CLAIMS["score_weight"] == 0)]) == []
    assert CLAIMS["paragraph"].between(1, 7).all()


def test_every_claim_has_two_sources_and_one_of_them_is_not_news():
    kinds = load("sources").set_index("source_id")["kind"]
    sources = CLAIMS["source_ids"].str.split(";")
    few = sources.map(lambda ids: len(set(ids)) < 2 or all(kinds[item] == "news" for item in ids))
    assert named(CLAIMS[few]) == []


def test_a_status_has_its_date():
    undated = re.compile(r"\b(?:today|now|currently|at present|nowadays|so far|to date|until now)\b", re.I)
    assert named(CLAIMS[CLAIMS["what_the_record_shows"].str.contains(undated)]) == []
    terms = load("glossary")
    undated = re.compile(r"\b(?:today|now|currently|still|at present)\b|running since|held since", re.I)
    assert list(terms.loc[terms["definition"].str.contains(undated), "term"]) == []
    members = terms[terms["definition"].str.contains(r"\b\d+ states\b")]
    assert list(members.loc[~members["definition"].str.contains(r"\b(?:19|20)\d\d\b"), "term"]) == []


def test_the_core_path_has_one_to_five_claims_of_a_lesson():
    core = CLAIMS.groupby("lesson")["core"].sum()
    assert core.between(1, 5).all(), core


def test_the_codings_cover_the_claims_that_existed_then():
    later = {"00-j", "05-h", "06-g"}  # and every claim of a lesson made since
    second, third = (load(name) for name in ("claims_second_coding", "claims_third_coding"))
    assert set(CLAIMS.loc[CLAIMS["lesson"] < "09", "claim_id"]) - set(third["claim_id"]) == later
    assert set(third["claim_id"]) - set(second["claim_id"]) == {"03-h"}
    assert pd.Series(named(CLAIMS)).is_unique
