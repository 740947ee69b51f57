"""Time and memory of each notebook against an empty kernel that imports pandas and matplotlib, in one run.

Run by `make bench`. Each measurement is a new process of nbclient with its kernel; the floor and the notebooks take
turns, and the smallest of five counts, so that a busy machine disturbs both sides alike.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from tools import NOTEBOOKS, ROOT, clean

FLOOR = "import matplotlib.pyplot as plt\nimport pandas as pd"
RUN = """
import sys, nbformat, nbclient
book = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(book, kernel_name="python3").execute()
"""
ROUNDS = 5


def measure(path):
    """Return seconds and the peak memory of the largest process (MB) of one run of a notebook."""
    code = RUN + "import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    start = time.perf_counter()
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, cwd=ROOT / "notebooks", capture_output=True, text=True, check=True)
    unit = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, Linux kilobytes
    return time.perf_counter() - start, int(done.stdout) / unit


def measured():
    """Return for the floor and for each notebook its path with seconds and memory (MB)."""
    clean.settings()
    with tempfile.TemporaryDirectory() as folder:
        floor = Path(folder) / "floor.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(FLOOR)]), floor)
        best = {}
        for _ in range(ROUNDS):
            for path in [floor, *NOTEBOOKS]:
                seconds, memory = measure(path)
                best[path] = [min(seconds, best.get(path, [seconds])[0]), max(memory, best.get(path, [0, 0])[1])]
    return best


def main():
    """Print one line a notebook: seconds, memory, and both as a ratio to the floor."""
    best = measured()
    base = next(iter(best.values()))
    print(f"{'notebook':45}{'seconds':>9}{'ratio':>7}{'MB':>7}{'ratio':>7}")
    for path, (seconds, memory) in best.items():
        print(f"{path.stem:45}{seconds:9.2f}{seconds / base[0]:7.2f}{memory:7.0f}{memory / base[1]:7.2f}")


if __name__ == "__main__":
    main()
