"""The data package: valid, sourced, anchored to totals published elsewhere, and loud when damaged."""

import csv
import io
import json
import random
import re
import runpy
import shutil

import pandas as pd
import pytest
from frictionless import Package, system

import helpers.tables
from conftest import ROOT
from helpers import Problem, about, load
from helpers.sources import source_ids
from helpers.tables import DATA, known, package, resource
from helpers.validate import problems

NAMES = [item["name"] for item in package()["resources"]]


# --- the package as it is


def test_frictionless_finds_the_package_valid():
    with system.use_context(trusted=True):
        report = Package(DATA / "datapackage.json").validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "note"])[:5]


@pytest.mark.parametrize("name", NAMES)
def test_table_has_what_a_reader_needs_to_judge_it(name):
    item, table = resource(name), load(name)
    assert len(table) == item["rows"] > 0
    assert item["description"].startswith("a row is ") and item["knownGaps"] and item["licenses"]
    assert not any(re.search(r"\bN[CD]\b", licence["name"]) for licence in item["licenses"]), "forbids sharing"
    for field in item["schema"]["fields"]:
        assert len(field["description"]) > 2
        assert field["type"] not in ("integer", "number") or field["unit"], field["name"]
    assert repr(about(name)).startswith(item["title"])


@pytest.mark.parametrize("name", NAMES)
def test_columns_have_the_types_of_the_schema(name):
    table = load(name)
    kinds = {"date": "datetime64[us]", "boolean": "bool", "number": "float64"}
    for field in resource(name)["schema"]["fields"]:
        kind = str(table[field["name"]].dtype)
        if field["type"] in ("integer", "year"):
            assert kind.lower() == "int64"
        elif field["type"] == "string":
            assert kind == "str" or table[field["name"]].cat.ordered
        else:
            assert kind.replace("boolean", "bool") == kinds[field["type"]]


def test_every_row_has_a_source_and_every_source_is_used():
    used = set()
    for name in NAMES:
        table = load(name)
        if "/" in resource(name)["path"] or name in ("countries", "claims"):
            assert table["source_ids"].notna().all(), name
        used |= set(source_ids(table))
    assert used == set(load("sources")["source_id"])


def test_every_claim_has_a_source_that_is_not_news_and_a_short_quote():
    kinds = load("sources").set_index("source_id")["kind"]
    for claim in load("claims").itertuples():
        assert set(kinds[claim.source_ids.split(";")]) - {"news"}, claim.claim_id
        assert pd.isna(claim.quote) or len(claim.quote.split()) <= 12, claim.claim_id
        assert claim.what_would_change_it and claim.what_the_record_shows


def test_codebook_and_records_are_up_to_date():
    book = (DATA / "README.md").read_text("utf-8")
    for item in package()["resources"]:
        raw = (DATA / item["path"]).read_bytes()
        assert item["bytes"] == len(raw) and f"(`{item['name']}`)" in book
        assert list(problems(item, raw, known)) == []


# --- totals published elsewhere, and tables against each other


def test_council_output_of_the_term_as_the_un_press_releases_give_it():
    years = load("council_by_year_1946_2018").set_index("year")
    columns = ["resolutions", "presidential_statements", "meetings_official"]
    assert list(years.loc[2018, columns]) == [54, 21, 275]  # SC/13661
    assert list(years.loc[2017, columns]) == [61, 27, 282]  # SC/13162


def test_membership_as_the_un_gives_it():
    members = load("membership_by_year").set_index("year")["un_members"]
    assert members[[1945, 1960, 1963, 1971, 2002, 2011]].tolist() == [51, 99, 113, 132, 191, 193]
    states = load("council_states")
    assert len(states) == 193
    # TASS, June 2016: 68 never represented, Kazakhstan and Equatorial Guinea (2018) still among them
    assert (states["council_status_end_2018"] == "never").sum() == 68 - 2 + 1  # Saudi Arabia counted as never here


def test_votes_as_published():
    vote = load("enlargement_vote_1963")["vote"].value_counts()
    assert (vote["yes"], vote["no"], vote["abstain"]) == (97, 11, 4)  # Yearbook of the United Nations 1965
    ballots = load("election_2016_rounds").set_index(["iso3", "round"])["votes"]
    assert [ballots["KAZ", 1], ballots["THA", 1], ballots["KAZ", 2], ballots["THA", 2]] == [113, 77, 138, 55]
    rolls = load("council_roll_calls_2017_2018")
    counted = rolls.groupby(["vote_id", "vote"], observed=False).size().unstack()
    divided = load("council_divided_votes_2017_2018").set_index("vote_id")
    assert (counted == divided[["no", "abstain", "yes"]]).all(axis=None)


def test_vetoes_agree_between_tables_and_with_another_count():
    vetoes = load("vetoes")
    columns = [f"veto_{code}" for code in ("chn", "fra", "rus", "gbr", "usa")]
    assert (vetoes[columns].sum(axis=1) == vetoes["n_vetoes"]).all()
    years = load("council_by_year_1946_2018").set_index("year")
    drafts = vetoes.groupby("year").size().reindex(years.index, fill_value=0)
    assert (drafts == years["drafts_vetoed"]).all()
    for row in load("veto_counts_compared").itertuples():
        ours = vetoes.loc[vetoes["date"] <= row.as_of, f"veto_{row.iso3.lower()}"].sum()
        assert ours == row.count_from_vetoes_csv and row.other_count - ours == row.difference


def test_balance_follows_from_the_list_of_countries():
    countries = load("countries").query("status == 'un_member'")
    groups = countries.groupby("regional_group", observed=True)
    balance = load("regional_balance_2018").set_index("regional_group")
    assert (groups.size() == balance["members_2018"]).all()
    assert (groups["population_2018"].sum() == balance["population_2018"]).all()
    assert balance["total_seats"].sum() == 15


# --- damage


def _pick(lines, rng):
    return rng.randrange(1, len(lines) - 1)  # a row of data; the last element is the empty end


def wrong_type(text, item, rng):
    fields = [
        f["name"] for f in item["schema"]["fields"] if f["type"] in ("year", "integer", "date", "number", "boolean")
    ]
    return set_cell(text, rng, rng.choice(fields), "about 12") if fields else None


def out_of_range(text, item, rng):
    fields = [f["name"] for f in item["schema"]["fields"] if f["type"] == "year"]
    return set_cell(text, rng, rng.choice(fields), "1066") if fields else None


def unknown_choice(text, item, rng):
    fields = [f["name"] for f in item["schema"]["fields"] if "enum" in f.get("constraints", {})]
    return set_cell(text, rng, rng.choice(fields), "perhaps") if fields else None


def empty_required(text, item, rng):
    fields = [f["name"] for f in item["schema"]["fields"] if f.get("constraints", {}).get("required")]
    return set_cell(text, rng, rng.choice(fields), "")


def unknown_source(text, item, rng):
    names = [f["name"] for f in item["schema"]["fields"]]
    return set_cell(text, rng, "source_ids", "made-up-source") if "source_ids" in names else None


def unknown_country(text, item, rng):
    links = [link["fields"] for link in item["schema"].get("foreignKeys", [])]
    return set_cell(text, rng, "iso3", "ZZZ") if "iso3" in links else None


def set_cell(text, rng, column, value):
    rows = list(csv.reader(io.StringIO(text)))
    at = rng.randrange(1, len(rows))
    if rows[at][rows[0].index(column)] == value:
        return None
    rows[at][rows[0].index(column)] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue(), f"row {at + 1}, column {column}"


def missing_column(text, item, rng):
    names = text.split("\n")[0].split(",")
    gone = rng.choice(names)
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).drop(columns=gone)
    return frame.to_csv(index=False, lineterminator="\n"), f"row 1, column {gone}"


def renamed_column(text, item, rng):
    names = text.split("\n")[0].split(",")
    old = rng.choice(names)
    head = ",".join("new_name" if name == old else name for name in names)
    return head + text[text.index("\n") :], f"row 1, column {old}"


def extra_cell(text, item, rng):
    lines = text.split("\n")
    at = _pick(lines, rng)
    lines[at] += ",more"
    return "\n".join(lines), f"row {at + 1}"


def double_row(text, item, rng):
    lines = text.split("\n")
    at = _pick(lines, rng)
    lines.insert(at, lines[at])
    return "\n".join(lines), f"row {at + 2}" if item["schema"].get("primaryKey") else "row"


def lost_row(text, item, rng):
    lines = text.split("\n")
    del lines[_pick(lines, rng)]
    return "\n".join(lines), f"{item['rows'] - 1} of {item['rows']} rows" if len(lines) > 2 else "row 1"


def cut_in_a_row(text, item, rng):
    end = rng.randrange(text.index("\n") + 2, len(text) - 1)
    return (text[:end], "row") if text[end - 1] != "\n" else None


def cut_between_rows(text, item, rng):
    lines = text.split("\n")
    return "\n".join(lines[: _pick(lines, rng)]) + "\n", "row"


def changed_digit(text, item, rng):
    places = [m.start() for m in re.finditer(r"\d", text[text.index("\n") :])]
    if not places:
        return None
    at = rng.choice(places) + text.index("\n")
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :], ".csv"


def swapped_rows(text, item, rng):
    lines = text.split("\n")
    if len(lines) < 4 or lines[1] == lines[-2]:
        return None
    lines[1], lines[-2] = lines[-2], lines[1]
    return "\n".join(lines), ".csv"


def open_quote(text, item, rng):
    lines = text.split("\n")
    at = _pick(lines, rng)
    lines[at] = '"' + lines[at].replace('"', "")
    return "\n".join(lines), f"row {at + 1}"


def null_character(text, item, rng):
    at = rng.randrange(text.index("\n"), len(text))
    return text[:at] + "\0" + text[at:], f"row {text.count(chr(10), 0, at) + 1}"


def windows_lines(text, item, rng):
    return text.replace("\n", "\r\n"), "row 1"


def byte_order_mark(text, item, rng):
    return "\ufeff" + text, "row 1"


def utf_16(text, item, rng):
    return text.encode("utf-16"), "UTF-16"


def latin_1(text, item, rng):
    lines = text.split("\n")
    at = _pick(lines, rng)
    raw = [line.encode("utf-8") for line in lines]
    raw[at] += b"\xe9"
    return b"\n".join(raw), f"row {at + 1}"


def emptied(text, item, rng):
    return "", "row 1"


def gone(text, item, rng):
    return "", "missing"


KINDS = [wrong_type, out_of_range, unknown_choice, empty_required, unknown_source, unknown_country, missing_column,
         renamed_column, extra_cell, double_row, lost_row, cut_in_a_row, cut_between_rows, changed_digit, swapped_rows,
         open_quote, null_character, windows_lines, byte_order_mark, utf_16, latin_1, emptied, gone]  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the data folder that a test may damage."""
    target = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(DATA, target)
    return target


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_damage_is_caught_and_its_place_named(kind, copy, monkeypatch):
    monkeypatch.setattr(helpers.tables, "DATA", copy)
    done = 0
    for seed, name in enumerate(NAMES * 2):
        item, rng = resource(name), random.Random(seed)
        path = copy / item["path"]
        good = path.read_bytes()
        damaged = kind(good.decode("utf-8"), item, rng)
        if damaged is None:
            continue
        bad, place = damaged
        bad = bad if isinstance(bad, bytes) else bad.encode("utf-8")
        trace = f"kind {kind.__name__}, seed {seed}, table {name}"
        if kind is gone:
            path.unlink()
        else:
            path.write_bytes(bad)
        try:
            with pytest.raises(Problem) as caught:
                load(name)
        except pytest.fail.Exception:
            pytest.fail(f"not caught: {trace}")
        finally:
            path.write_bytes(good)
        said = str(caught.value)
        assert path.name in said and place in said and "from the project" in said, f"{trace}: {said}"
        assert said.count("\n") == 0
        done += 1
    assert done >= 14, f"{kind.__name__}: only {done} corruptions"


def test_at_least_300_corruptions_of_12_kinds():
    assert len(KINDS) >= 12 and len(KINDS) * 14 >= 300


def test_a_moved_data_folder_gets_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(helpers.tables, "DATA", tmp_path / "data")
    with pytest.raises(Problem, match="Put the folder data back"):
        load("vetoes")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text("{")
    with pytest.raises(Problem, match="is damaged"):
        load("vetoes")


def test_an_unknown_table_names_similar_ones():
    with pytest.raises(Problem, match="Did you mean: vetoes"):
        load("vetos")


def test_recording_refuses_a_mistake_and_restores_the_description(copy, monkeypatch):
    monkeypatch.setattr(helpers.tables, "DATA", copy)
    path, before = copy / "05-council-reform/vetoes.csv", (copy / "datapackage.json").read_bytes()
    good = path.read_text("utf-8")
    path.write_text(good.replace("1946-02-16", "16 February 1946"), "utf-8", newline="\n")
    with pytest.raises(SystemExit, match="row 2, column date: '16 February 1946' is not a date"):
        runpy.run_path(str(ROOT / "tools" / "record.py"), run_name="__main__")
    assert (copy / "datapackage.json").read_bytes() == before
    path.write_text(good.replace("1946-02-16", "1946-02-17"), "utf-8", newline="\n")
    runpy.run_path(str(ROOT / "tools" / "record.py"), run_name="__main__")
    assert load("vetoes")["date"].min() == pd.Timestamp("1946-02-17")
    path.write_text(good, "utf-8", newline="\n")
    (copy / "datapackage.json").write_bytes(before)
    assert json.loads(before)["resources"]
