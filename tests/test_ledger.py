"""Claims, guesses and own ledgers: whatever a reader types or saves, nothing is lost and a sentence answers."""

import csv
import errno
import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from helpers import Problem, about, guesses, ledger, load, own, sources
from helpers.show import html_table

SCALE = load("claims_scale").set_index("verdict")
FORM = (ROOT / "notebooks" / "my-article.csv").read_text("utf-8")
HEAD = ",".join(own.COLUMNS)
ROW = "1,1,What it says,a few words,supported,What was found,What would change it,A source"


@pytest.fixture(autouse=True)
def kept(monkeypatch, tmp_path):
    """A place for guesses that is not the reader's own, and a kernel that has just started."""
    monkeypatch.setenv("SEVEN_PRIORITIES_KEPT", str(tmp_path / "my-guesses.csv"))
    monkeypatch.setattr(guesses, "_unwritten", [])
    monkeypatch.setattr(ledger, "_here", set())
    return tmp_path / "my-guesses.csv"


def restart(monkeypatch):
    """Do to the module what a restart of the kernel does."""
    monkeypatch.setattr(guesses, "_unwritten", [])
    monkeypatch.setattr(ledger, "_here", set())


@pytest.fixture
def says(capsys):
    """Return what a guess prints."""

    def guess(given):
        assert ledger.guess(given) is None
        text = capsys.readouterr().out
        assert "Traceback" not in text and 1 <= text.count("\n") <= 3 + 2 * len(
            given if isinstance(given, dict) else ""
        )
        return text

    return guess


def triples():
    """Return what is kept, as tuples."""
    return list(ledger.kept().astype(object).fillna("").itertuples(index=False, name=None))


# --- what is shown


def opened(markup):
    """Return the part of the markup that meets the eye before anything is opened."""
    before = None
    while before != markup:
        before, markup = markup, re.sub(r"<details>(?:(?!<details>).)*?</details>", "", markup, flags=re.S)
    return markup


def test_no_verdict_meets_the_eye_before_the_reader_asks(says):
    says({"05-a": "supported", "05-c": "unsupported"})
    says({"05-a": "opinion"})
    record, words = ledger.verdicts("05"), [*SCALE["label"], *SCALE["sign"]]
    for shown in (record, ledger.claims("05")):
        assert not any(word in opened(shown.html) for word in words)
        for part in ("<caption", '<th scope="col"', '<th scope="row"'):
            assert part in shown.html and "<script" not in shown.html
    assert record.html.startswith("<details><summary>Open the record of lesson 05</summary>")
    assert "✓ Supported (not as the ledger); changed to ~ Opinion" in record.html
    assert "✗ Unsupported (as the ledger)" in record.html and "no guess" in record.html
    assert 'href="https://undocs.org/A/59/L.64"' in record.html
    assert repr(record).startswith("Open the record of lesson 05: ") and "<" not in repr(record)
    assert len(repr(record).splitlines()) == 2 + len(load("claims").query("lesson == '05'"))


def test_core_claims_stand_open_and_further_ones_are_folded(monkeypatch):
    table = load("claims").assign(core=lambda frame: frame["claim_id"].isin(["05-b", "05-d"]))
    monkeypatch.setattr(ledger, "load", lambda name: table if name == "claims" else load(name))
    shown = ledger.claims("05")
    assert re.findall(r"05-\w", opened(shown.html)) == ["05-b", "05-d"]
    assert "<summary>6 further claims</summary>" in shown.html and "<summary>The six verdicts" in shown.html
    assert re.findall(r"<b>(05-\w)</b>", ledger.verdicts("05").html) == [f"05-{letter}" for letter in "bdacefgh"]


def test_claims_that_the_article_does_not_state_say_so():
    assert ledger.claims("04").html.count("not in the article, but often said beside it") == 4
    assert ledger.claims("03").html.count("” (implied)</td>") == 1


def test_terms_and_sources_are_folded():
    for shown in (ledger.terms("05"), ledger.sources("05")):
        assert opened(shown.html) == "" and re.match(r"<details><summary>\d+ (terms|sources) of lesson 05<", shown.html)


@pytest.mark.parametrize("show", [ledger.claims, ledger.verdicts, ledger.terms, ledger.sources])
def test_an_unknown_lesson_names_those_that_exist(show):
    for lesson in ("5", 5, "99", None, ["05"]):
        with pytest.raises(Problem, match="Lessons are: 00, "):
            show(lesson)


def test_everything_put_into_html_is_escaped(monkeypatch):
    keys = {"claim_id", "lesson", "verdict", "source_ids", "source_id", "claim_kind", "confidence"}

    def hostile(name):
        table = load(name)
        texts = [
            c for c in table if c not in keys and (table[c].dtype == object or str(table[c].dtype) in ("str", "string"))
        ]
        bad = {c: [f'<i>&"{value}' if isinstance(value, str) else value for value in table[c]] for c in texts}
        return table.assign(**bad | ({"url": "javascript:alert(1)"} if name == "sources" else {}))

    for module in (ledger, sources):
        monkeypatch.setattr(module, "load", hostile)
    monkeypatch.setattr(sources, "_sources", sources._sources.__wrapped__)  # nothing kept from before
    shown = [ledger.scale(), *(show("05") for show in (ledger.claims, ledger.verdicts, ledger.terms, ledger.sources))]
    for one in shown:
        assert "&lt;i&gt;" in one.html and "<i>" not in one.html and "javascript" not in one.html
    item = sources.resource("vetoes")
    fields = [field | {"name": "<i>", "unit": "<i>"} for field in item["schema"]["fields"]]
    monkeypatch.setattr(sources, "load", load)
    monkeypatch.setattr(sources, "resource", lambda name: item | {"title": "<i>", "schema": {"fields": fields}})
    assert "<i>" not in about("vetoes").html


def test_the_first_cell_of_a_row_names_it():
    assert html_table("c", ["a", "b"], [("x", "y")]).count('<th scope="row"') == 1


# --- guesses


@pytest.mark.parametrize("verdict", SCALE.index)
def test_a_verdict_is_read_in_every_dress(verdict):
    label, sign = SCALE.loc[verdict, ["label", "sign"]]
    forms = [
        verdict,
        label,
        sign,
        verdict.upper(),
        f"  {label}\n",
        verdict.replace("-", "_"),
        verdict.replace("-", "  "),
    ]
    for form in [*forms, f"{sign} {label}", f"“{label}.”", verdict.replace("-", "‑")]:
        assert own.verdict_of(form) == verdict, form
    for form in ("", "...", "-", "true", "support", f"{sign}{sign}"):
        assert own.verdict_of(form) is None, form


def test_guesses_are_kept_at_once_and_the_first_one_stays(says, kept, monkeypatch):
    cell = {"05-a": ..., "05-b": ..., "05-c": ...}
    nothing = "0 of 3 noted. Write a verdict in quotation marks in place of the dots.\n"
    assert says(cell) == nothing and not kept.exists() and ledger.kept().empty
    assert list(ledger.kept()) == ["claim_id", "guess", "changed_to"]
    some = cell | {"05-a": "Supported", "05-c": "~"}
    assert says(some).startswith("2 of 3 noted. Still open: 05-b.") and says(some) == says(some)
    assert "you first guessed Supported; that stays, and Misstated is kept beside it." in says(
        some | {"05-a": "misstated"}
    )
    assert says({"00-A": "?"}).startswith("1 of 1 noted.")
    expected = [("00-a", "cannot-be-checked", ""), ("05-a", "supported", "misstated"), ("05-c", "opinion", "")]
    assert triples() == expected
    restart(monkeypatch)
    assert "left as it is: 05-a, 05-c." in says(cell) and triples() == expected  # a fresh copy of the lesson, run once
    says(some)
    assert triples()[1] == ("05-a", "supported", "")  # back to the first guess
    assert says(cell) == nothing.rstrip() + "\n05-a: your guess is taken back.\n05-c: your guess is taken back.\n"
    assert triples() == expected[:1]
    restart(monkeypatch)
    assert "00-a: your guess is taken back." in says({"00-a": ""}) and triples() == []


def test_one_bad_guess_withholds_nothing(says):
    text = says({
        "05-a": "suported",
        "05-b": "opinion",
        "05-z": "opinion",
        "5": ...,
        7: "opinion",
        "05-c": ["opinion"],
        "05-d": 1,
    })
    assert text.startswith("1 of 4 noted. Still open: 05-a, 05-c, 05-d.")
    assert f"05-a: 'suported' is not a verdict. Write one of: {', '.join(SCALE.index)}. Did you mean supported?" in text
    assert "There is no claim '05-z'. Lesson 05 has 05-a to 05-h." in text and "05-c: (a list) is not a verdict" in text
    assert triples() == [("05-b", "opinion", "")] and "05-a" in ledger.verdicts("05").html


@pytest.mark.parametrize(
    "odd", [None, [], {}, "05-a", pd.Series({"05-a": "opinion"}), pd.DataFrame(), 5, ..., {"05-a"}]
)
def test_what_is_no_pairs_gets_one_sentence(odd, says):
    assert says(odd).startswith("No guess was read. Write them as pairs")


def test_odd_values_are_no_guess_or_named(says):
    for gap in (None, float("nan"), pd.NA, pd.NaT, "", " ", "...", "…"):
        assert says({"05-a": gap}).startswith("0 of 1 noted. Write")
    for odd in (
        np.array(["opinion"]),
        pd.Series(["opinion"]),
        True,
        10**5000,
        {},
        object(),
        "x" * 9999,
        "\ud800",
    ):
        assert "05-a: " in says({"05-a": odd}) and ledger.kept().empty


keys = st.one_of(
    st.sampled_from(list(load("claims")["claim_id"])), st.text(max_size=8), st.integers(), st.none(), st.tuples()
)
words = st.one_of(st.sampled_from([*SCALE.index, *SCALE["label"], *SCALE["sign"], "...", ""]), st.just(...), st.text(),
                  st.none(), st.floats(), st.integers(), st.lists(st.text()), st.binary())  # fmt: skip
quiet = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@quiet
@given(st.one_of(st.dictionaries(keys, words, max_size=6), words))
def test_guesses_of_any_shape_bring_no_traceback(says, given):
    says(given)
    assert set(ledger.kept()["guess"]) <= set(SCALE.index) and ledger.kept()["claim_id"].is_unique


# --- the file of guesses

KEEP = """
import os, sys
from helpers import ledger, load
mine, *others = sys.argv[1:]
while others and not os.fork():  # one import of pandas for all
    mine = others.pop(0)
ids = list(load("claims")["claim_id"])[int(mine) :: 4][:20]
for one in ids:
    ledger.guess({one: "opinion"})
if others:
    os.wait()
"""


def test_four_kernels_at_once_lose_nothing(kept):
    lock = kept.with_name(kept.name + ".lock")  # left by a kernel that died
    lock.touch()
    os.utime(lock, (time.time() - 60,) * 2)
    calls = ["0123"] if hasattr(os, "fork") else "0123"
    run = [subprocess.Popen([sys.executable, "-c", KEEP, *call], cwd=ROOT, stdout=subprocess.PIPE) for call in calls]
    said = "".join(process.communicate()[0].decode() for process in run)
    assert said.count("1 of 1 noted. Kept in ") == 80 == said.count("\n"), said
    assert len(ledger.kept()) == 80 and [path.name for path in kept.parent.iterdir()] == [kept.name]


GOOD = "claim_id,guess,changed_to\n05-a,supported,\n05-b,opinion,misstated\n"
READ = {
    "as written": GOOD.encode(),
    "header only": GOOD.splitlines()[0].encode(),
    "without the last column": b"claim_id,guess\n05-a,supported\n05-b,opinion\n",
    "semicolons": GOOD.replace(",", ";").encode(),
    "tabs": GOOD.replace(",", "\t").encode(),
    "byte order mark": GOOD.encode("utf-8-sig"),
    "Windows line breaks": GOOD.replace("\n", "\r\n").encode(),
    "old Mac line breaks": GOOD.replace("\n", "\r").encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "capitals and labels": GOOD.replace("guess", "Guess").replace("supported", "Supported").encode(),
    "blank rows": GOOD.replace("\n", "\n\n,,\n").encode(),
    "no last line break": GOOD.strip().encode(),
}
DAMAGED = {
    "empty": (b"", 0),
    "renamed header": (GOOD.replace("claim_id,guess", "claim,mine").encode(), 0),
    "one name missing": (GOOD.replace("guess,", "mine,").encode(), 0),
    "unknown claim": (GOOD.encode() + b"99-z,supported,\n", 2),
    "unknown verdict": (GOOD.encode() + b"05-c,true,\n", 2),
    "unknown change": (GOOD.encode() + b"05-c,opinion,true\n", 2),
    "twice": (GOOD.encode() + b"05-a,opinion,\n", 2),
    "unclosed quote": (GOOD.encode() + b'05-c,"opinion,\n05-d,opinion,\n', 2),
    "cp1252": (GOOD.encode() + "05-c,café,\n".encode("cp1252"), 2),
    "null characters": (GOOD.encode("utf-16-le"), 0),
    "a workbook": (b"PK\x03\x04" + bytes(range(256)), 0),
    "cut off": (GOOD.encode()[:-8], 1),
}  # fmt: skip


@pytest.mark.parametrize("form", READ)
def test_every_form_that_a_spreadsheet_writes_is_read(form, kept, says, capsys):
    kept.write_bytes(READ[form])
    assert len(ledger.kept()) == (0 if form == "header only" else 2) and capsys.readouterr().out == ""
    says({"05-d": "opinion"})
    assert ("05-d", "opinion", "") in triples() and len(list(kept.parent.iterdir())) == 1


@pytest.mark.parametrize("form", DAMAGED)
def test_a_damaged_file_is_named_set_aside_and_never_lost(form, kept, says, capsys):
    raw, readable = DAMAGED[form]
    for n, aside in enumerate(["my-guesses-damaged.csv", "my-guesses-damaged2.csv"]):
        kept.write_bytes(raw)
        assert len(ledger.kept()) == readable
        assert re.fullmatch(
            r"my-guesses.csv, (row \d+: )?.+\. Guesses that can be read are used\.\n", capsys.readouterr().out
        )
        assert "05-a" in ledger.verdicts("05").html and kept.read_bytes() == raw
        capsys.readouterr()
        says({"05-d": ...})
        assert kept.read_bytes() == raw  # nothing new, nothing touched
        assert f"The file as it was is now {aside}." in says({"05-d": "opinion"})
        assert kept.with_name(aside).read_bytes() == raw and len(ledger.kept()) == readable + 1, n
        assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "the disk is full"), (errno.EDQUOT, "the disk is full"), (errno.EROFS, "its folder is read-only"),
     (errno.EACCES, "it is not yours, or another program has it open"), (errno.EIO, "cannot be opened or written (")],
)  # fmt: skip
@pytest.mark.parametrize("step", ["fsync", "open", "replace"])
def test_what_cannot_be_written_says_why_and_leaves_the_old_file(number, sentence, step, kept, says, monkeypatch):
    says({"05-a": "supported"})
    before = kept.read_bytes()

    def fail(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        if step == "replace":
            broken.setattr(Path, "replace", fail)
        else:
            broken.setattr(os, step, fail)
        text = says({"05-a": "opinion", "05-b": "opinion"})
        assert sentence in text and "note them on paper" in text and "2 of 2 noted." in text
        assert triples() == [("05-a", "supported", "opinion"), ("05-b", "opinion", "")]  # until the kernel stops
    assert kept.read_bytes() == before and [path.name for path in kept.parent.iterdir()] == [kept.name]
    says({"05-c": "opinion"})
    assert len(kept.read_text("utf-8").splitlines()) == 4 and guesses._unwritten == []  # written as soon as it can be


def test_a_folder_in_the_place_of_the_file_or_none_around_it(kept, says, monkeypatch):
    kept.mkdir()
    assert "my-guesses.csv is a folder, not a file" in says({"05-a": "opinion"}) and len(ledger.kept()) == 1
    restart(monkeypatch)
    monkeypatch.setenv("SEVEN_PRIORITIES_KEPT", str(Path("/dev/null/none.csv")))
    assert ledger.kept().empty and "none.csv cannot be" in says({"05-a": "opinion"})
    restart(monkeypatch)
    course = kept.parent / "course" / "week" / "g.csv"  # the folder that an administrator names is made
    monkeypatch.setenv("SEVEN_PRIORITIES_KEPT", str(course))
    assert "Kept in" in says({"05-a": "opinion"}) and course.exists()


def test_a_file_that_may_not_be_read_is_left_alone(kept, says, monkeypatch):
    kept.write_text(GOOD, "utf-8")

    def fail(path):
        raise PermissionError(errno.EACCES, "no")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "read_bytes", fail)
        assert "it is not yours, or another program has it open" in says({"05-d": "opinion"})
    assert kept.read_text("utf-8") == GOOD


def test_a_lock_that_stays_taken_says_so(kept, says, monkeypatch):
    monkeypatch.setattr(guesses, "PATIENCE", 0.1)
    kept.with_name(kept.name + ".lock").touch()
    assert "is being written by another notebook" in says({"05-a": "opinion"}) and len(ledger.kept()) == 1


def test_each_reader_has_a_file_of_their_own(tmp_path, says, monkeypatch):
    books, home = tmp_path / "notebooks", tmp_path / "home"
    books.mkdir(), home.mkdir()
    monkeypatch.delenv("SEVEN_PRIORITIES_KEPT")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setattr(guesses, "NOTEBOOKS", books)
    assert guesses.place() == books / "my-guesses.csv" and guesses.where() == ""
    (books / "my-guesses.csv").write_text(GOOD, "utf-8")
    if hasattr(os, "getuid"):  # the folder, and the guesses in it, are the teacher's
        monkeypatch.setattr(os, "getuid", lambda: -5)
        assert ledger.kept().empty
        assert "1 of 1 noted. Kept in ~/.seven-priorities/my-guesses.csv." in says({"05-d": "opinion"})
        assert (home / ".seven-priorities" / "my-guesses.csv").exists() and len(ledger.kept()) == 1
    monkeypatch.setattr(os, "access", lambda *args: False)
    assert guesses.place() == home / ".seven-priorities" / "my-guesses.csv"
    assert (books / "my-guesses.csv").read_text("utf-8") == GOOD


# --- a ledger of one's own


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Write a file, and read it as a student does."""
    monkeypatch.chdir(tmp_path)

    def write(text):
        Path("mine.csv").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return ledger.read("mine.csv")

    return write


TWO = f"{HEAD},notes\n{ROW},mine\n2,0,Says more,,,,,,\n"
SAVED = {
    "commas": TWO,
    "semicolons": TWO.replace(",", ";"),
    "tabs": TWO.replace(",", "\t"),
    "byte order mark": "\ufeff" + TWO,
    "Windows": TWO.replace("\n", "\r\n"),
    "old Mac": TWO.replace("\n", "\r"),
    "no last line break": TWO.strip("\n"),
    "blank rows": TWO.replace("\n", "\n\n,,,,,,,,\n") + "\n\n,,,,,,\n",
    "columns of commas": TWO.replace("\n", ",,\n"),
    "cut commas": TWO.replace(",,,,,,\n", "\n"),
    "UTF-16": TWO.encode("utf-16"),
    "Excel's first line": "sep=;\n" + TWO.replace(",", ";"),
    "capitals in the header": TWO.replace("claim_id", "Claim ID").replace("verdict", "VERDICT"),
    "label and a decimal": TWO.replace("supported", " ✓ Supported ").replace(",1,", ",1.0,"),
    "the example row left in": TWO + ",".join(own.FORM[column] for column in own.COLUMNS) + "\n",
}


@pytest.mark.parametrize("form", SAVED)
def test_what_a_spreadsheet_writes_is_read_and_typed(form, mine):
    own = mine(SAVED[form])
    assert list(own) == [*HEAD.split(","), "notes"] and list(own["claim_id"]) == ["1", "2"]
    assert own["verdict"].cat.ordered and list(own["verdict"].cat.categories) == list(SCALE.index)
    assert own.loc[0, "verdict"] == "supported" and pd.isna(own.loc[1, "verdict"]) and own.loc[0, "notes"] == "mine"
    assert own["paragraph"].dtype == "Int64" and list(own["paragraph"]) == [1, 0] and pd.isna(own.loc[1, "quote"])


def test_commas_and_line_breaks_inside_a_cell_and_other_verdicts(mine):
    own = mine(f"{HEAD},guess\n{ROW.replace('What it says', chr(34) + 'one, two' + chr(10) + 'three' + chr(34))},≠\n")
    assert own.loc[0, "paraphrase"] == "one, two\nthree" and own.loc[0, "guess"] == "misstated"
    assert ledger.read(Path("mine.csv")).equals(own)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["mine.csv is empty."]),
        ("\n,,\n", ["mine.csv is empty."]),
        (HEAD, ["mine.csv has no row below"]),
        (FORM, ["mine.csv holds only the example row"]),
        (TWO.replace("supported", "true"), ["row 2, column verdict: 'true' is not a verdict. Write one of: supp"]),
        (TWO.replace(",1,", ",one,"), ["row 2, column paragraph: 'one' is not a whole number"]),
        (TWO.replace(",0,", ",-1,"), ["row 3, column paragraph: '-1' is not"]),
        (TWO.replace("A source", ""), ["row 2, column source: the cell is empty. Fill it in: a verdict"]),
        (TWO.replace("paraphrase,", "paraphrased,"), ["mine.csv, row 1: the column paraphrase is missing"]),
        (TWO.replace("notes", "source"), ["row 1: the column source stands twice"]),
        (TWO.replace("a few words", "word " * 13), ["row 2, column quote: 13 words. Quote at most 12"]),
        (TWO.replace("\n2,", "\n1,"), ["row 3, column claim_id: '1' stands in row 2 already"]),
        (TWO.replace("\n1,", "\nExample,"), ["row 2, column claim_id: 'example' is the name of the example row"]),
        (TWO.replace(",mine", ",mine,more"), ["row 2: cell 10 stands in a column without a name"]),
        (TWO.replace("A source", '"A source'), ["row 2: a quotation mark is not closed"]),
        ("a,b\n1,2\n", ["row 1: the first row should name the columns: claim_id, "]),
        (TWO.replace("found", "für").encode("cp1252"), ["row 2: a letter is not in UTF-8", "CSV UTF-8"]),
        (b"PK\x03\x04rest", ["this is a workbook of a spreadsheet"]),
        (TWO.encode("utf-16-le"), ["this is not a plain text file"]),
        (TWO.replace("supported", "true").replace(",0,", ",x,").replace("Says more", ""),
         ["mine.csv: 3 things to correct.", "row 2, column verdict", "row 3, column paragraph", "column paraphrase"]),
    ],
)  # fmt: skip
def test_every_mistake_is_named_at_once_with_row_column_and_remedy(text, said, mine):
    with pytest.raises(Problem) as found:
        mine(text)
    assert all(part in str(found.value) for part in said), str(found.value)


def test_what_is_no_file_gets_one_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    quoted, long = "in quotation marks", "xxx... cannot be opened or written (File name too long)"
    for odd, said in [
        (".", "is a folder"), (None, quoted), (5, quoted), ("", quoted), ("x" * 5000, long),
        ("nothing.csv", "no file nothing.csv"), ("a\0b", "not the name of a file"),
    ]:  # fmt: skip
        with pytest.raises(Problem, match=re.escape(said)):
            ledger.read(odd)
    Path("locked.csv").write_text(TWO, "utf-8")

    def fail(path):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(Problem, match="locked.csv cannot be opened or written: it is not yours, or another program"):
        ledger.read("locked.csv")


def table(cells, divide):
    """Return rows of cells as a spreadsheet writes them."""
    text = io.StringIO()
    csv.writer(text, delimiter=divide).writerows([HEAD.split(","), *cells])
    return text.getvalue()


cell = st.one_of(st.text(max_size=20), st.sampled_from(["1", "0", "supported", "Opinion", "example", own.EXAMPLE, ""]))
files = st.one_of(
    st.binary(max_size=200),
    st.builds(table, st.lists(st.lists(cell, max_size=10), max_size=5), st.sampled_from(",;\t")).map(
        lambda text: text.encode("utf-8", "replace")
    ),
    st.text(max_size=100).map(lambda text: f"{HEAD}\n{text}".encode("utf-8", "replace")),
)


@quiet
@given(files)
def test_files_of_any_content_let_nothing_but_a_problem_leave(mine, kept, capsys, raw):
    try:
        own = mine(raw)
        assert own["claim_id"].is_unique and own["paragraph"].ge(0).all()
    except Problem as problem:
        assert str(problem).startswith("mine.csv") and str(problem).endswith(".")
    kept.write_bytes(raw)
    assert list(ledger.kept()) == guesses.COLUMNS
    ledger.guess({"05-a": "opinion"})
    assert "05-a" in set(ledger.kept()["claim_id"]) and "Traceback" not in capsys.readouterr().out
    assert any(path.read_bytes() == raw for path in kept.parent.glob("my-guesses*")) or ledger.kept().shape[0] == 1
    for path in kept.parent.glob("my-guesses*"):
        path.unlink()


text = st.text("абвгéxyz 中", min_size=1).filter(str.strip)
rows = st.tuples(st.integers(0, 999_999), text, st.sampled_from([*SCALE.index, ""]))


@quiet
@given(st.lists(rows, min_size=1, max_size=60), st.sampled_from(",;\t"))
def test_any_number_of_claims_in_any_alphabet_comes_back_as_written(mine, claims, divide):
    own = mine(
        table([[n, p, words, "", verdict, "a", "b", "c"] for n, (p, words, verdict) in enumerate(claims)], divide)
    )
    assert list(own["paragraph"]) == [p for p, _, _ in claims]
    assert list(own["verdict"].astype(object).fillna("")) == [verdict for _, _, verdict in claims]
    assert list(own["paraphrase"]) == [words.strip() for _, words, _ in claims]


# --- what a reader adds is kept, what is said is said right


def test_columns_of_the_readers_own_stay_when_guesses_are_kept(kept, says):
    lines = ["claim_id,guess,why,changed_to,Row no", '05-b,opinion,"first, a hunch",,1', "05-a,supported,,misstated,2"]
    kept.write_text("\n".join(lines), "utf-8")
    says({"05-c": "opinion"})
    says({"05-b": "misstated"})
    table = pd.read_csv(kept, dtype=str, keep_default_na=False).set_index("claim_id")
    assert list(table) == ["guess", "changed_to", "why", "Row no"] and list(table["Row no"]) == ["2", "1", ""]
    assert table.loc["05-b"].to_list() == ["opinion", "misstated", "first, a hunch", "1"]


@pytest.mark.parametrize("dash", list("-‐‑‒–—―−_ ") + [" – "])
def test_a_claim_is_known_whatever_its_dash(dash, says):
    assert says({f"05{dash}A": "opinion"}).startswith("1 of 1 noted.") and triples() == [("05-a", "opinion", "")]


@pytest.mark.parametrize(("rows", "lead", "lines"), [(2, "4 things to correct.", 4), (40, "80 things to correct.", 30)])
def test_the_count_of_findings_is_that_of_all(rows, lead, lines, mine):
    with pytest.raises(Problem) as found:
        mine("\n".join([HEAD, *(f"{n},one,Says,,true,a,b,c" for n in range(rows))]))
    said = str(found.value)
    assert said.startswith(f"mine.csv: {lead}" + " The first 30 are:" * (rows == 40) + "\n- row 2, column paragraph")
    assert said.count("\n- ") == lines and "more" not in said
