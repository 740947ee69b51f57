"""Make the student pack: build/seven-priorities-student.zip, the lessons without solutions.

Run by `make student`. Solution cells are left out, and so are the outputs of exercises and verdicts; running the cells
brings them back. Everything else is as in the project, with START-HERE.html in front.
"""

import zipfile
from pathlib import Path
from string import Template

import nbformat

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "build" / "seven-priorities-student.zip"
INSIDE = "seven-priorities"
PLAIN = ["requirements.txt", "pyproject.toml", "LICENSE", "CITATION.cff", "notebooks/my-article.csv"]
FOLDERS = ["data", "helpers"]
FIRST = (1980, 1, 1, 0, 0, 0)  # one fixed time, so that the same lessons give the same bytes


def without_solutions(path):
    """Return one notebook as text, without solution cells and without the outputs of exercises and verdicts."""
    book = nbformat.read(path, as_version=4)
    book.cells = [cell for cell in book.cells if "solution" not in cell.metadata.get("tags", [])]
    for cell in book.cells:
        if "exercise" in cell.metadata.get("tags", []) or "ledger.verdicts(" in cell.source:
            cell.outputs, cell.execution_count = [], None
        cell.source = cell.source.replace(FOLDED, "")
    return nbformat.writes(book) + "\n"


FOLDED = ", and a folded cell with a solution: click its three dots to open it"  # no such cell in the pack


def main():
    """Write the zip file."""
    books = sorted((ROOT / "notebooks").glob("*.ipynb"))
    titles = [nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].split(": ", 1)[1] for path in books]
    lessons = "\n".join(f"<li>{title}</li>" for title in titles)
    files = {f"notebooks/{path.name}": without_solutions(path) for path in books}
    start = Template((ROOT / "tools" / "start-here.html").read_text("utf-8"))
    files["START-HERE.html"] = start.substitute(first=books[0].name, lessons=lessons)
    for name in PLAIN:
        files[name] = (ROOT / name).read_text("utf-8")
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
    PACK.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(PACK, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in sorted(files.items()):
            pack.writestr(zipfile.ZipInfo(f"{INSIDE}/{name}", FIRST), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    print(f"{PACK.relative_to(ROOT)}: {len(files)} files, {PACK.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
