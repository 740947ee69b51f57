"""Execute notebooks in place from a clean kernel and store the outputs: the same bytes on each run.

Run by `make run`; names of notebooks as arguments run only those.
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

os.environ["SEVEN_PRIORITIES_KEPT"] = os.devnull + "/none.csv"  # stored outputs hold nobody's own guesses
NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


def run(path):
    """Execute one notebook and write it back without timings, random ids or versions."""
    book = nbformat.read(path, as_version=4)
    # streams are joined, or a slow moment would split a printed line into two outputs
    options = {"timeout": 120, "kernel_name": "python3", "record_timing": False, "coalesce_streams": True}
    NotebookClient(book, **options).execute(cwd=path.parent)
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
    }
    for number, cell in enumerate(book.cells, 1):
        cell.id = f"cell-{number:03d}"
        cell.metadata = {key: cell.metadata[key] for key in ("tags", "jupyter") if key in cell.metadata}
    nbformat.write(book, path)


def main(names):
    """Run the named notebooks, or all of them."""
    paths = [Path(name) for name in names] or sorted(NOTEBOOKS.glob("*.ipynb"))
    for path in paths:
        if not os.access(path, os.W_OK):
            sys.exit(f"{path} cannot be written: copy the project to a folder where you may write.")
        try:
            run(path)
        except CellExecutionError as error:
            sys.exit(f"{path.name} stopped:\n{error}")
        print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
