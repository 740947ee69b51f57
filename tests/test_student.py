"""The student pack: what belongs to the project, without what would tell the answers."""

import shutil
import zipfile

import nbformat
import pytest

from conftest import ELSEWHERE, notebook, python
from tools import NOTEBOOKS, ROOT, student

LESSON = NOTEBOOKS[5].name
JUNK = [
    "data/.DS_Store",
    "data/~$vetoes.csv",
    "data/marks.csv",
    "data/.ipynb_checkpoints/claims-checkpoint.csv",
    "helpers/charts (1).py",
    "helpers/.#charts.py",
    "notebooks/Untitled.ipynb",
    "notebooks/my-guesses.csv",
]


def test_the_pack_holds_what_belongs_to_the_project_and_nothing_else(tmp_path):
    for name in ("helpers", "data", "tools", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "LICENSE", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    for name in JUNK:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"\xff\x00")
    book = nbformat.read(NOTEBOOKS[5], as_version=4)
    for cell in book.cells:
        if "exercise" in cell.metadata.get("tags", []):
            lines = cell.source.split("\n")  # the half line to uncomment stays
            cell.source = "\n".join(x if x[:1] == "#" else x.replace("...", "'of the teacher'") for x in lines)
    nbformat.write(book, tmp_path / "notebooks" / LESSON)
    done = python("-m", "tools.student", cwd=tmp_path, env=ELSEWHERE)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "build" / "seven-priorities-student.zip") as pack:
        assert {entry.external_attr >> 16 for entry in pack.infolist()} == {0o100644}
        packed = {name.split("/", 1)[1]: pack.read(name).decode("utf-8") for name in pack.namelist()}
    assert not set(JUNK) & set(packed)
    assert "of the teacher" not in packed[f"notebooks/{LESSON}"] and "# Solution" not in packed[f"notebooks/{LESSON}"]
    assert "data/exercises.csv" in packed["START-HERE.html"]


@pytest.mark.parametrize(
    "tag, before, after",
    [
        ("exercise", 'answer = ...\ncheck("05-1", answer)', 'answer = ...\ncheck("05-1", answer)'),
        ("exercise", 'answer = 5\ncheck("05-1", answer)', 'answer = ...\ncheck("05-1", answer)'),
        ("exercise", 'answer = """two\nlines"""  # é', "answer = ...  # é"),
        ("exercise", 'answer = {"é": 2, "b": ..., "c": [\n1]}', 'answer = {"é": ..., "b": ..., "c": ...}'),
        ("exercise", 'answer = pd.DataFrame({"a": [1], "b": ...})', 'answer = pd.DataFrame({"a": [1], "b": ...})'),
        ("exercise", 'table = load("é")\nanswer = table["x"]', 'table = load("é")\nanswer = ...'),
        ("exercise", "answer = table[...].sum()", "answer = table[...].sum()"),
        ("guess", 'ledger.guess({\n  "05-a": "é",  # sure\n})', 'ledger.guess({\n  "05-a": ...,  # sure\n})'),
        ("turn", "year = 2018", "year = 2018"),
        ("solution", "# Solution\n5", None),
        ("chart", "# Chart: x", "# Chart: x"),
    ],
)
def test_answers_and_guesses_are_dots_again(tag, before, after, tmp_path):
    notebook(tmp_path / "a.ipynb", before, tags=[tag], output="told")
    cells = nbformat.reads(student.for_students(tmp_path / "a.ipynb"), as_version=4).cells
    assert [cell.source for cell in cells] == [after] * (after is not None)
    assert all(bool(cell.outputs) == (tag == "chart") for cell in cells)


def test_figures_behind_the_text_are_left_out(tmp_path):
    cell = nbformat.v4.new_markdown_cell("One of 15.\n\n<!-- figures\n15: len(seats)\n-->")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "a.ipynb")
    text = nbformat.reads(student.for_students(tmp_path / "a.ipynb"), as_version=4).cells[0].source
    assert text == "One of 15."


def test_nothing_in_the_pack_says_that_there_are_solutions():
    for path in NOTEBOOKS:
        for cell in nbformat.reads(student.for_students(path), as_version=4).cells:
            assert "olded solution" not in cell.source and "# Solution" not in cell.source
            if cell.source.startswith("## Practice"):
                hint = cell.source.split("hint", 1)[1].split("\n")[0]
                assert ", and" not in hint and "most" not in hint, hint


def test_a_sentence_about_solutions_that_is_not_known_packs_nothing(tmp_path):
    cell = nbformat.v4.new_markdown_cell("Below each exercise is the solution.")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "a.ipynb")
    with pytest.raises(SystemExit, match=r"a\.ipynb, cell 1 says that there are solutions\. Nothing was packed\."):
        student.for_students(tmp_path / "a.ipynb")


@pytest.mark.parametrize(
    "tags, source", [([], "# Solution\n5"), (["chart"], "#solution"), (["exercise"], "answer = (")]
)
def test_nothing_is_packed_while_a_solution_shows_or_a_cell_cannot_be_read(tags, source, tmp_path):
    notebook(tmp_path / "a.ipynb", source, tags=tags)
    with pytest.raises(SystemExit, match=r"a\.ipynb, cell 1.*Nothing was packed\."):
        student.for_students(tmp_path / "a.ipynb")
