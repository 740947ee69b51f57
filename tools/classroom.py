"""A class on one read-only copy of the project, measured: does the core path run for everybody, and are guesses kept?

Run by `make class ARGS="--users 30"`; not part of the tests. Each user has a home of their own. Root could write into
any folder: so if root runs this, each user has a number of their own, or, where other users cannot read this Python,
is root without that power. Needs Linux.
"""

import argparse
import ctypes
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib
import nbclient
import nbformat

from helpers.tables import load
from tools import NOTEBOOKS, ROOT
from tools.lessons import read

OUTSIDE = shutil.ignore_patterns(".*", "build", "__pycache__", "my-guesses.csv")
FIRST_USER = 31000  # user numbers that no system hands out


def typed(claims, user):
    """Return what one user guesses: each user another verdict, so that no two neighbours keep the same."""
    verdicts = list(load("claims_scale")["verdict"])
    return {claim: verdicts[(user + place) % len(verdicts)] for place, claim in enumerate(claims)}


def one(number, user):
    """Run the core path of a lesson as one user does; print seconds, memory, what failed and what was kept, as JSON."""
    path = next(path for path in NOTEBOOKS if path.name.startswith(number))
    book, lesson, wanted = nbformat.read(path, as_version=4), read(path), {}
    chosen = []
    for cell, what in zip(book.cells, lesson.cells, strict=True):
        if what.core and what.kind == "code" and what.role != "solution":
            if what.role == "guess":
                guesses = typed(re.findall(r'"(\d\d-\w)": \.\.\.', cell.source), user)
                cell.source = f"ledger.guess({guesses!r})"
                wanted |= guesses
            chosen.append(cell)
    book.cells = chosen
    shutil.rmtree(os.environ.pop("MPLCONFIGDIR"))  # a new user's kernel lists the fonts of the machine for itself
    client, start, failed = nbclient.NotebookClient(book, timeout=600, allow_errors=True), time.perf_counter(), []
    with client.setup_kernel(cwd=str(path.parent)):
        for place, cell in enumerate(book.cells):
            client.execute_cell(cell, place)
            failed += [out.evalue for out in cell.outputs if out.output_type == "error"]
        seconds = time.perf_counter() - start
        kernel = Path(f"/proc/{client.km.provisioner.pid}")
        memory, times = (kernel / "smaps_rollup").read_text(), (kernel / "stat").read_text().rsplit(")", 1)[1].split()
    kept = Path.home() / ".seven-priorities" / "my-guesses.csv"
    rows = [line.split(",")[:2] for line in kept.read_text("utf-8").splitlines()[1:]] if kept.exists() else []
    shared, whole = (int(re.search(rf"^{name}:\s+(\d+) kB", memory, re.M)[1]) / 1024 for name in ("Pss", "Rss"))
    worked = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
    result = {
        "seconds": seconds,
        "cpu": worked,
        "pss": shared,
        "rss": whole,
        "failed": failed,
        "kept": dict(rows) == wanted,
    }
    print(json.dumps(result))


def start(user, number, copy, homes):
    """Start one user's process, wait for it, and return what it printed."""
    home, root = homes / f"user{user}", os.geteuid() == 0
    shutil.copytree(matplotlib.get_cachedir(), home / "fonts")  # for the process that drives the kernel
    own = {"preexec_fn": weaken} if root else {}
    if root and readable():
        own = {"user": FIRST_USER + user, "group": FIRST_USER + user, "extra_groups": []}
        for path in [home, *home.rglob("*")]:
            os.chown(path, FIRST_USER + user, FIRST_USER + user)
    stay = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL")}
    stay |= {"HOME": str(home), "MPLCONFIGDIR": str(home / "fonts")}
    command = [sys.executable, "-m", "tools.classroom", "--one", str(user), "--lesson", number]
    done = subprocess.run(command, cwd=copy, env=stay, capture_output=True, text=True, **own)
    if done.returncode:
        return {"failed": [done.stderr.strip().splitlines()[-1:] or "stopped"], "kept": False}
    return json.loads(done.stdout.splitlines()[-1])


def readable():
    """Whether every user of this machine can read this Python and its packages."""
    places = [Path(sys.executable).resolve(), Path(sys.executable).absolute(), Path(nbformat.__file__).resolve()]
    return all(folder.stat().st_mode & 0o001 for place in places for folder in place.parents)


def weaken():
    """Take from root, for the program that starts next, the power to write where modes forbid it."""
    ctypes.CDLL(None).prctl(24, 1)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


def files(folder):
    """Return every file below a folder with its size and time of change."""
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def main():
    """Run the class and print what was measured."""
    words = argparse.ArgumentParser(prog="make class", description=__doc__.splitlines()[0])
    words.add_argument("--users", type=int, default=30)
    words.add_argument(
        "--at-once", type=int, default=os.cpu_count(), help="kernels at one time; without it, one a core"
    )
    words.add_argument("--lesson", default="05")
    words.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.one is not None:
        return one(given.lesson, given.one)
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("The memory of a kernel can be measured on Linux only.")
    with tempfile.TemporaryDirectory(prefix="class-") as folder:
        folder = Path(folder)
        folder.chmod(0o755)
        copy, homes = folder / "seven-priorities", folder / "homes"
        shutil.copytree(ROOT, copy, ignore=OUTSIDE)
        homes.mkdir()
        homes.chmod(0o755)
        for path in [copy, *copy.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        before, begun = files(copy), time.perf_counter()
        with ThreadPoolExecutor(given.at_once) as room:
            results = list(room.map(lambda user: start(user, given.lesson, copy, homes), range(given.users)))
        took, untouched = time.perf_counter() - begun, files(copy) == before
        for path in [copy, *copy.rglob("*")]:
            path.chmod(0o755)
    report(results, given, took, untouched)


def report(results, given, took, untouched):
    """Print the figures, and stop with an error if anything failed or was lost."""
    failed, kept = [result["failed"] for result in results if result["failed"]], sum(r["kept"] for r in results)
    whole = [result for result in results if not result["failed"]]
    print(f"{given.users} users, core path of lesson {given.lesson}, {given.at_once} kernels at once, one folder")
    print(f"users: {'numbers of their own' if readable() and os.geteuid() == 0 else 'one number, homes of their own'}")
    print(f"finished: {len(whole)} of {given.users}; guesses kept: {kept} of {given.users}")
    print(f"the folder is {'as it was' if untouched else 'CHANGED'}")
    for name, unit in (("seconds", "s"), ("cpu", "s"), ("pss", "MB"), ("rss", "MB")):
        values = [result[name] for result in whole]
        if values:
            print(f"{name}: median {statistics.median(values):.1f} {unit}, most {max(values):.1f} {unit}")
    print(f"all together: {took:.0f} s on {os.cpu_count()} cores")
    if failed or kept < given.users or not untouched:
        sys.exit(
            "\n".join(str(problem) for problem in failed[:3]) or "Guesses were lost, or the folder was written to."
        )


if __name__ == "__main__":
    main()
