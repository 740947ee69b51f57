"""Make the student pack: build/seven-priorities-student.zip, the lessons without solutions.

Run by `make student`. Only what belongs to the project is packed: the lessons, the tables that datapackage.json names,
the helpers, and the files of PLAIN. Solution cells are left out, answers and guesses typed in the project's own copy
are dots again, and outputs that would tell are left out; running the cells brings them back.
"""

import ast
import re
import sys
import zipfile
from string import Template

import nbformat

from helpers.tables import package
from tools import NOTEBOOKS, ROOT
from tools.execute import read

PACK = ROOT / "build" / "seven-priorities-student.zip"
INSIDE = "seven-priorities"
PLAIN = [
    "requirements.txt",
    "LICENSE",
    "CITATION.cff",
    "data/datapackage.json",
    "data/README.md",
    "data/CHANGELOG.md",
    "helpers/style.mplstyle",
    "notebooks/my-article.csv",
    "notebooks/where-to-look.md",
    "notebooks/worked-ledger.csv",
    "tools/__init__.py",
    "tools/lab.py",
    "tools/jupyterlab/overrides.json",
]
FIRST = (1980, 1, 1, 0, 0, 0)  # one fixed time, so that the same lessons give the same bytes
TELLING = {"exercise", "guess", "turn"}  # cells whose outputs would answer for the reader
SOLVED = re.compile(r",? and (?:for )?(?:most|all)\b[^.;]*? a folded solution")  # there is none in the pack


def blank(source, spans):
    """Return the source with each of these expressions replaced by three dots; one that holds dots is unanswered."""
    lines = source.encode().splitlines(keepends=True)  # ast counts in bytes
    for node in sorted(spans, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        if any(isinstance(part, ast.Constant) and part.value is ... for part in ast.walk(node)):
            continue
        rest = lines[node.end_lineno - 1][node.end_col_offset :]
        lines[node.lineno - 1 : node.end_lineno] = [lines[node.lineno - 1][: node.col_offset] + b"..." + rest]
    return b"".join(lines).decode()


def answers(tree):
    """Return what an exercise cell gives as answer; of an answer in parts, each part."""
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    values = [node.value for node in assigned if ast.unparse(node.targets[0]) == "answer"]
    return [part for value in values for part in (value.values if isinstance(value, ast.Dict) else [value])]


def guesses(tree):
    """Return the guesses of a cell: the values beside claims."""
    return [value for node in ast.walk(tree) if isinstance(node, ast.Dict) for value in node.values]


def for_students(path):
    """Return one notebook as text, without solutions, answers, guesses and what would tell them."""
    book = read(path)
    for number, cell in enumerate(book.cells, 1):
        tags, first = set(cell.metadata.get("tags", [])), cell.source.strip().split("\n")[0]
        if cell.cell_type != "code":
            cell.source = re.sub(r"\s*<!-- figures.*?-->", "", SOLVED.sub("", cell.source), flags=re.S)
            if re.search(r"\b(?:folded|a|the) solutions?\b(?! (?:to|of|for)\b)", cell.source, re.I):
                sys.exit(f"{path.name}, cell {number} says that there are solutions. Nothing was packed.")
            continue
        solution = re.match(r"#\s*solution", first, re.I) and "solution" not in tags
        if solution or cell.metadata.get("jupyter", {}).get("source_hidden") and not tags:
            sys.exit(f"{path.name}, cell {number} ({first[:40]}) has no tag: solution, or chart? Nothing was packed.")
        if tags & {"exercise", "guess"}:
            try:
                tree = ast.parse(cell.source)
            except SyntaxError as error:
                sys.exit(f"{path.name}, cell {number}: Python cannot read it ({error.msg}). Nothing was packed.")
            cell.source = blank(cell.source, answers(tree) if "exercise" in tags else guesses(tree))
        if tags & TELLING or "ledger.verdicts(" in cell.source:
            cell.outputs, cell.execution_count = [], None
    book.cells = [cell for cell in book.cells if "solution" not in cell.metadata.get("tags", [])]
    return nbformat.writes(book) + "\n"


def main():
    """Write the zip file."""
    titles = [read(path).cells[0].source.splitlines()[0].split(": ", 1)[1] for path in NOTEBOOKS]
    lessons = "\n".join(f"<li>{title}</li>" for title in titles)
    files = {f"notebooks/{path.name}": for_students(path).encode() for path in NOTEBOOKS}
    start = Template((ROOT / "tools" / "start-here.html").read_text("utf-8"))
    files["START-HERE.html"] = start.substitute(lessons=lessons).encode()
    tables = [f"data/{table['path']}" for table in package()["resources"]]
    helpers = [f"helpers/{path.name}" for path in (ROOT / "helpers").glob("*.py") if path.stem.isidentifier()]
    for name in [*PLAIN, *tables, *helpers]:
        files[name] = (ROOT / name).read_bytes()
    PACK.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(PACK, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{INSIDE}/{name}", FIRST)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # readable for all, wherever it was made
            pack.writestr(entry, content, zipfile.ZIP_DEFLATED)
    print(f"{PACK.relative_to(ROOT)}: {len(files)} files, {PACK.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
