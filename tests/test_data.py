"""The data package: valid, sourced, loud when damaged, and never recorded with a mistake."""

import copy as copies
import csv
import io
import os
import random
import re
import shutil
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import helpers.tables
from conftest import NOTEBOOKS, ROOT
from helpers import Problem, about, load
from helpers.practice import answered
from helpers.sources import source_ids
from helpers.tables import DATA, package, resource
from tools import describe, record

NAMES = [item["name"] for item in package()["resources"]]


# --- the package as it is


def test_frictionless_finds_the_package_valid():
    from frictionless import Package, system  # here: it is slow to import, and one worker needs it

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


def test_the_package_is_what_make_data_makes_of_tables_and_descriptions():
    made = describe.package()
    raws, unread = record.read(made)
    assert unread + list(record.mistakes(made, raws)) == []
    record.record(made, raws)
    for name, text in record.made(made).items():
        assert (DATA / name).read_text("utf-8") == text, f"data/{name} was edited by hand, or `make data` not run"


def test_no_limit_key_unit_or_licence_changes_unnoticed():
    recorded = (ROOT / "tests" / "package.txt").read_text("utf-8").rstrip("\n")
    assert describe.snapshot(package()).split("\n") == recorded.split("\n"), (
        "The description of the tables has changed. If that is meant: python -m tools.describe > tests/package.txt"
    )


def test_every_csv_has_a_description_and_every_form_is_used():
    described = {path.with_suffix(".csv") for path in DATA.rglob("*.yaml")} - {DATA / "package.csv"}
    assert described == set(DATA.rglob("*.csv"))
    text = "".join(path.read_text("utf-8") for path in DATA.rglob("*.yaml"))
    for form in describe._read(DATA / "package.yaml")["forms"]:
        assert f"form: {form}" in text, form


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("title: ", "titel: ", "vetoes.yaml: title is missing"),
        ("type: date", "typ: date", "vetoes.yaml, column date: typ is none of"),
        ("type: date", "type: day", "vetoes.yaml, column date: the type 'day' is none of"),
        ("key: veto_no", "key: veto", "vetoes.yaml: the key veto is no column"),
        ("form: word", "form: slug", "vetoes.yaml, column topic: the form 'slug' is none of"),
        (
            "unit: vetoes, minimum: 0",
            "unit: vetoes, minimum: no",
            "vetoes.yaml, column n_vetoes: 'no' is not a number",
        ),
        ("  year: ", "  date: ", ": date stands twice"),
        ("columns:", "columns: [", "vetoes.yaml, line "),
        ("  subject: {meaning: Subject}\n", "", "vetoes.csv, row 1, column subject: there should be no such column"),
        ("words: [Africa", "words: [Afrika", "vetoes.csv, row "),
        ("title: ", "title: ''\nxtitle: ", "vetoes.yaml: title needs a text, and has nothing"),
        ("  year: ", "  years: d\n  year: ", "vetoes.yaml, column years: names and values are expected"),
        ("form: word", "in: nope", "vetoes.yaml, column topic: in names no column of a table. Write it as"),
        ("form: word", "list: sources", "vetoes.yaml, column topic: list names no column of a table"),
        ("form: word", "pattern: '('", "vetoes.yaml, column topic: the pattern '(' is no regular expression"),
        ("form: word", "pattern: '[a-z]'", "vetoes.yaml, column topic: a pattern needs an example"),
        ("form: word", "minimum: 3", "vetoes.yaml, column topic: '3' is not a number or a date"),
    ],
)
def test_a_mistake_in_a_description_is_named_and_nothing_recorded(old, new, said, few, monkeypatch):
    _refused(few, "05-council-reform/vetoes.yaml", old, new, said, monkeypatch)


def test_every_lesson_that_a_table_names_has_a_notebook():
    lessons = {path.name[:2] for path in NOTEBOOKS}
    for name in ("claims", "exercises", "glossary"):
        assert set(load(name)["lesson"].str.split(";").explode()) <= lessons, name


def test_every_pattern_has_an_example_and_the_name_of_its_form():
    for name in NAMES:
        for field in resource(name)["schema"]["fields"]:
            pattern = field.get("constraints", {}).get("pattern")
            if pattern:
                assert re.fullmatch(pattern, field["example"]) and field["form"], f"{name}.{field['name']}"


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
    return _written(rows), f"row {at + 1}, column {column}"


def _written(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


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
    return "\n".join(lines), f"row {at + 2}"


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


def header_only(text, item, rng):
    return text[: text.index("\n") + 1], "row 2: the file has a header and no rows"


def swapped_columns(text, item, rng):
    rows = list(csv.reader(io.StringIO(text)))
    if len(rows[0]) < 2:
        return None
    return _written([row[1::-1] + row[2:] for row in rows]), "row 1: the columns should be, in this order"


def _typed_column(item, rng, *types):
    fields = [f["name"] for f in item["schema"]["fields"] if f["type"] in types]
    return rng.choice(fields) if fields else None


def forty_digits(text, item, rng):
    column = _typed_column(item, rng, "integer", "number")
    return set_cell(text, rng, column, "1234567890" * 4) if column else None


def full_width_digits(text, item, rng):
    column = _typed_column(item, rng, "integer", "number", "year", "date")
    return set_cell(text, rng, column, "２０１８") if column else None


def spreadsheet_date(text, item, rng):
    column = _typed_column(item, rng, "date")
    return (
        set_cell(text, rng, column, rng.choice(["23.11.2018", "11/23/2018", "2018-1-5", "Nov-18"])) if column else None
    )


def impossible_date(text, item, rng):
    column = _typed_column(item, rng, "date")
    return set_cell(text, rng, column, rng.choice(["2018-02-30", "0218-02-03", "9999-12-31"])) if column else None


def unseen_character(text, item, rng):
    column = _typed_column(item, rng, "string")
    return set_cell(text, rng, column, rng.choice(["a\u00a0b", "a\u200bb", "a\u00adb", "e\u0301", "a\nb"]))


def form_not_held(text, item, rng):
    fields = [f["name"] for f in item["schema"]["fields"] if "pattern" in f.get("constraints", {})]
    return set_cell(text, rng, rng.choice(fields), "; 15-Jan") if fields else None


def emptied(text, item, rng):
    return "", "row 1"


def gone(text, item, rng):
    return None, "missing"


def folder(text, item, rng):
    return None, "a folder in the place of the file"


def locked(text, item, rng):
    return None, "is open in another program: close it there"


# What a record takes for corrections, and only load() can notice.
LIKE_CORRECTIONS = [lost_row, cut_between_rows, changed_digit, swapped_rows]
NEVER_RECORDED = [
    wrong_type, out_of_range, unknown_choice, empty_required, unknown_source, unknown_country, missing_column,
    renamed_column, extra_cell, double_row, cut_in_a_row, open_quote, null_character, windows_lines, byte_order_mark,
    utf_16, latin_1, header_only, swapped_columns, forty_digits, full_width_digits, spreadsheet_date, impossible_date,
    unseen_character, form_not_held, emptied, gone, folder, locked,
]  # fmt: skip
KINDS = LIKE_CORRECTIONS + NEVER_RECORDED


def _refuse(path):
    """Return a read_bytes() that Windows refuses for one file, as while a spreadsheet holds it open."""
    read = Path.read_bytes

    def read_bytes(self):
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return read(self)

    return read_bytes


@contextmanager
def damaged(kind, path, item, seed):
    """Damage one file, give the place that a message must name (or None: nothing to damage), mend the file."""
    good = _good(path)
    bad, place = kind(good.decode("utf-8"), item, random.Random(seed)) or ("", None)
    if place is None:
        yield None
        return
    with pytest.MonkeyPatch.context() as patch:
        if kind in (gone, folder):
            path.unlink()
        if kind is folder:
            path.mkdir()
        elif kind is locked:
            patch.setattr(Path, "read_bytes", _refuse(path))
            os.utime(path)  # so that it is read again
        elif bad is not None:
            path.write_bytes(bad if isinstance(bad, bytes) else bad.encode("utf-8"))
        try:
            yield place
        finally:
            if path.is_dir():
                path.rmdir()
            path.write_bytes(good)


@cache
def _good(path):
    return path.read_bytes()


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the data folder that a test may damage."""
    target = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(DATA, target)
    return target


ENOUGH = 35  # corruptions of one kind: together more than a thousand


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_damage_is_caught_and_its_place_named(kind, copy, monkeypatch):
    monkeypatch.setattr(helpers.tables, "DATA", copy)
    done = 0
    items = {item["name"]: item for item in package()["resources"]}
    first = 3 * KINDS.index(kind)  # each kind begins at another table, so that every table is damaged in many ways
    for seed, name in enumerate([*NAMES[first:], *NAMES[:first]]):
        if done == ENOUGH:
            break
        item = items[name]
        with damaged(kind, copy / item["path"], item, seed) as place:
            if place is None:
                continue
            trace = f"kind {kind.__name__}, seed {seed}, table {name}"
            with pytest.raises(Problem) as caught:
                load(name)
                pytest.fail(f"not caught: {trace}")
        said = str(caught.value)
        assert Path(item["path"]).name in said and place in said, f"{trace}: {said}"
        assert "from the project" in said or kind is locked, f"no remedy: {trace}: {said}"
        assert said.count("\n") == 0
        done += 1
    assert done >= 14, f"{kind.__name__}: only {done} corruptions"


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


def test_what_is_handed_out_is_your_own():
    resource("vetoes")["rows"] = 1
    resource("vetoes")["schema"]["fields"].clear()
    package()["resources"].clear()
    load("vetoes")["year"].array[0] = 1066
    assert resource("vetoes")["rows"] == 214 and resource("vetoes")["schema"]["fields"]
    assert load("vetoes")["year"].min() == 1946


# --- recording

# Small tables of each sort: keys, no key, links, lists, fractions, dates, the tables that others name.
FEW = ["countries", "sources", "claims_scale", "claims", "exercises", "mistakes", "council_votes", "vetoes",
       "council_texts", "kazakhstan_positions", "revisions_of_2018", "voting_power", "sanctions_chairs_2018",
       "error_types", "code_signatories_known", "election_2016_rounds"]  # fmt: skip


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A data folder with a few tables, quick to record."""
    target = tmp_path_factory.mktemp("few") / "data"
    items = [resource(name) for name in FEW]
    for path in [item["path"] for item in items]:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / path, target / path)
        shutil.copy((DATA / path).with_suffix(".yaml"), (target / path).with_suffix(".yaml"))
    cited = {part for name in FEW if name != "sources" for part in source_ids(load(name))}
    rows = list(csv.reader(io.StringIO((DATA / "sources.csv").read_text("utf-8"))))
    (target / "sources.csv").write_text(_written(row for row in rows if row[0] in cited | {"source_id"}), "utf-8")
    shared = ", ".join(name for name in FEW if (DATA / f"{name}.csv").exists())
    head = (DATA / "package.yaml").read_text("utf-8")
    (target / "package.yaml").write_text(re.sub("(?m)^shared: .*", f"shared: [{shared}]", head), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(helpers.tables, "DATA", target)
        record.main()
    return target


def _files(folder):
    return {path: path.open("rb").read() for path in sorted(folder.rglob("*")) if path.is_file()}


def _refused(folder, file, old, new, said, monkeypatch):
    """Replace one text in a file, and see that recording it stops with a sentence and changes nothing."""
    monkeypatch.setattr(helpers.tables, "DATA", folder)
    path = folder / file
    good = path.read_bytes()
    assert old.encode() in good
    path.write_bytes(good.replace(old.encode(), new.encode(), 1))
    before = _files(folder)
    try:
        with pytest.raises(SystemExit, match=re.escape(said)):
            record.main()
        assert _files(folder) == before
    finally:
        path.write_bytes(good)


def _stamps(folder):
    """Return what changes whenever a file is written, even with the same bytes, or when one comes or goes."""
    found = {path: path.stat() for path in folder.rglob("*.*")}
    return {path: (one.st_ino, one.st_mtime_ns, one.st_size) for path, one in found.items()}


@pytest.mark.parametrize("kind", NEVER_RECORDED, ids=lambda kind: kind.__name__)
def test_damage_is_never_recorded_and_a_refusal_changes_nothing(kind, few, monkeypatch):
    monkeypatch.setattr(helpers.tables, "DATA", few)
    done = 0
    items = {item["name"]: item for item in package()["resources"]}
    for seed, name in enumerate(FEW):
        if done == 4:
            break
        item = items[name]
        with damaged(kind, few / item["path"], item, seed) as place:
            if place is None:
                continue
            before = _stamps(few)
            with pytest.raises(SystemExit) as refused:
                record.main()
            assert _stamps(few) == before
        said = str(refused.value)
        assert said.startswith("Nothing was recorded.\n"), said
        assert Path(item["path"]).name in said and place in said, f"{kind.__name__}, {name}: {said}"
        assert "from the project" in said or kind is locked, said
        done += 1
    assert done >= 3


def test_a_correction_is_recorded(few, monkeypatch, capsys):
    described = resource("vetoes")
    monkeypatch.setattr(helpers.tables, "DATA", few)
    path = few / "05-council-reform/vetoes.csv"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"1946-02-16", b"1946-02-17"))
    with pytest.raises(Problem, match="not the recorded one"):
        load("vetoes")
    record.main()
    assert load("vetoes")["date"].min() == pd.Timestamp("1946-02-17")
    assert f"{len(FEW)} tables recorded" in capsys.readouterr().out
    path.write_bytes(good)
    record.main()
    assert resource("vetoes") == described


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            lambda target: PermissionError(13, "Permission denied", str(target)),
            "README.md is open in another program: close it there",
        ),
        (lambda target: KeyboardInterrupt(), "Nothing was recorded.\nIt was stopped: run `make data` again."),
    ],
)
def test_a_record_that_stops_half_way_leaves_the_old_state(error, said, few, monkeypatch):
    monkeypatch.setattr(helpers.tables, "DATA", few)
    path, replace = few / "05-council-reform/vetoes.csv", os.replace
    good = path.read_bytes()
    path.write_bytes(good.replace(b"1946-02-16", b"1946-02-17"))
    before = _files(few)

    def stopped_at_the_second(source, target):
        if target.suffix == ".md":
            raise error(target)
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", stopped_at_the_second)
        with pytest.raises(SystemExit, match=said):
            record.main()
    assert _files(few) == before
    path.write_bytes(good)


def test_half_a_codebook_is_written_again(few, monkeypatch):
    """As after a power cut between the two files."""
    monkeypatch.setattr(helpers.tables, "DATA", few)
    record.main()
    made = _files(few)
    (few / "README.md").write_bytes(b"half a codebook")
    record.main()
    assert _files(few) == made


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("forms:", "other: ok\nforms2:", "data/package.yaml: forms is missing"),
        ("shared: [", "shared: [nothing, ", "nothing.yaml is missing"),
        ("shared: [countries", "shared: [{a: b}", "data/package.yaml: shared is a list of names"),
        ("  country: {pattern: ", "  country: {patern: ", "package.yaml, form country: pattern is missing"),
        ("  country: {pattern: '[A-Z]{3}'", "  country: {pattern: '[A'", "form country: the pattern '[A' is no"),
        ("title: 'Seven", "title: ''\nx: 'Seven", "data/package.yaml: title needs a text, and has nothing"),
        ("licence:\n", "licence: free\nmore:\n", "data/package.yaml: licence needs names with values, and has 'free'"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_head_is_named_and_nothing_recorded(old, new, said, few, monkeypatch):
    _refused(few, "package.yaml", old, new, said, monkeypatch)


def _elsewhere(value, other):
    """Yield copies of nested names, values and lists in which one thing is another."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from ({**value, name: new} for new in [*_elsewhere(one, other), other])
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from ([*value[:place], new, *value[place + 1 :]] for new in [*_elsewhere(one, other), other])


@pytest.mark.parametrize("other", ["d", "", "nope.nope", [], ["d"], [["d"]], {"d": "d"}, None], ids=str)
def test_a_description_of_any_shape_brings_no_traceback(other, few, monkeypatch):
    monkeypatch.setattr(helpers.tables, "DATA", few)
    read = describe._read
    whole = {path: read(path) for path in few.rglob("*.yaml")}
    for name in ("package.yaml", "05-council-reform/vetoes.yaml", "claims.yaml"):
        for shape in [other, *_elsewhere(whole[few / name], other)]:
            texts = whole | {few / name: copies.deepcopy(shape)}
            monkeypatch.setattr(describe, "_read", lambda path: texts[path] if path in texts else read(path))  # noqa: B023
            try:
                describe.package() if name == "package.yaml" else describe._table(few / name, FORMS, OURS)
            except Problem as problem:
                assert str(problem).count("\n") == 0 and (name in str(problem) or ".yaml is missing" in str(problem))


FORMS, OURS = (describe._read(DATA / "package.yaml")[name] for name in ("forms", "licence"))


NUMBERS = load("exercises").query("answer_kind == 'number'")  # whatever the lessons ask now
ASKED, RIGHT = NUMBERS.iloc[0][["exercise_id", "answer"]]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("exercises.csv", f"number,{RIGHT},", "number,NaN,", "column answer: NaN is no number"),
        ("exercises.csv", '""ETH"", ', '""ETH"", ""Ethiopia"", ', "column answer: 'ETH' and 'Ethiopia' mean the same"),
        ("mistakes.csv", f"{ASKED},,", f"{ASKED},,{round(float(RIGHT))},Round less.\n{ASKED},,", "with fewer decimals"),
        ("mistakes.csv", f"{ASKED},,", f"{ASKED},,Infinity,Too many.\n{ASKED},,", "Infinity is no number"),
    ],
)
def test_a_broken_exercise_is_never_recorded(file, old, new, said, few, monkeypatch):
    _refused(few, file, old, new, said, monkeypatch)


def test_a_corrected_answer_is_known_to_check_at_once(few, monkeypatch):
    monkeypatch.setattr(helpers.tables, "DATA", few)
    path = few / "exercises.csv"
    good = path.read_bytes()
    other = float(RIGHT) + 1.3
    assert answered(ASKED, float(RIGHT))[0] == "✓" and answered(ASKED, other)[0] == "✗"
    path.write_bytes(good.replace(f"number,{RIGHT},".encode(), f"number,{other},".encode(), 1))
    record.main()
    assert answered(ASKED, float(RIGHT))[0] == "✗" and answered(ASKED, other)[0] == "✓"
    path.write_bytes(good)
    record.main()
    assert answered(ASKED, float(RIGHT))[0] == "✓"
