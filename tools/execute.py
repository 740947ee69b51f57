"""Execute notebooks in place from a clean kernel and store the outputs: the same bytes on each run.

Run by `make run`; names of notebooks as arguments run only those. A notebook that stops stays as it was.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from tools import NOTEBOOKS, ROOT, TEMPLATE, clean

IDIOMS = ROOT / "notebooks" / "python-in-the-lessons.md"
# As JupyterLab writes it; tools/lab.py adds the version of Python, which differs between machines.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


def read(path):
    """Return a notebook; a cell that has no proper id of its own gets one from its source. Stops if it is none."""
    if not path.is_file():
        sys.exit(f"There is no file {path.name}.")
    text = path.read_bytes().decode("utf-8", "replace")
    try:
        content = json.loads(text)
        _name(content["cells"])
        return nbformat.reads(json.dumps(content | {"nbformat_minor": 5}), as_version=4)
    except (ValueError, KeyError, TypeError, AttributeError):
        if re.search(r"^(<{7}|>{7}) ", text, re.M):
            sys.exit(f"{path.name} holds the marks of an unfinished merge (<<<<<<<): finish the merge first.")
        sys.exit(f"{path.name} is not a notebook, or is damaged: take it again from the project.")


def _name(cells):
    """Keep the id of each cell once it is given, so that a new cell changes its own lines alone."""
    taken = set()
    for cell in cells:
        name = cell.get("id")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", str(name)) or name in taken:
            stem = hashlib.sha256("".join(cell["source"]).encode()).hexdigest()[:8]
            twins = (f"{stem}-{number}" for number in range(2, len(cells) + 2))
            name = next(name for name in (stem, *twins) if name not in taken)
        cell["id"] = name
        taken.add(name)


def run(path):
    """Execute one notebook and write it back without timings, random ids or versions."""
    book = read(path)
    # streams are joined, or a slow moment would split a printed line into two outputs
    options = {"timeout": 120, "kernel_name": "python3", "record_timing": False, "coalesce_streams": True}
    NotebookClient(book, **options).execute(cwd=path.parent)
    book.metadata = nbformat.from_dict(METADATA)
    for cell in book.cells:
        cell.metadata = {key: cell.metadata[key] for key in ("tags", "jupyter") if key in cell.metadata}
    if re.match(r"# Lesson \d\d: ", book.cells[0].source):
        _lessons().stamp(book)
    write(path, nbformat.writes(book) + "\n")


def write(path, text):
    """Write a file beside its place and move it there: a full disk or a stopped run leaves the old one whole."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_text(text, "utf-8", newline="\n")
        if path.exists():
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except PermissionError:
        sys.exit(f"{path} cannot be written: close it in other programs, or copy the project to a folder of your own.")
    except OSError as error:
        sys.exit(f"{path} was not written and is as before: {error.strerror}.")
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def main(names):
    """Run the named notebooks, or all of them."""
    clean.settings()
    paths = [Path(name).resolve() for name in names] or [*NOTEBOOKS, *filter(Path.exists, [TEMPLATE])]
    for path in paths:
        if path.exists() and not os.access(path, os.W_OK):
            sys.exit(f"{path} cannot be written: copy the project to a folder where you may write.")
        try:
            run(path)
        except (CellExecutionError, CellTimeoutError, RuntimeError) as error:  # the last: a kernel that died
            sys.exit(f"{path.name} stopped:\n{error}")
        print(path.name)
    if set(paths) & {*NOTEBOOKS, TEMPLATE}:
        for path, text in {IDIOMS: _lessons().idiom_page(), **_lessons().pages()}.items():
            write(path, text)


def _lessons():  # a notebook that is no lesson needs none of it, and no pandas
    from tools import lessons

    return lessons


if __name__ == "__main__":
    main(sys.argv[1:])
