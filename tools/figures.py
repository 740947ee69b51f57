"""The figures of speed in the README, measured on this machine and written there by one command.

Run by `make figures`; on two cores it takes about twenty minutes. `make figures ARGS="--before FOLDER"` measures
`make test` of another edition, a checkout with its own .venv, in turn with this one: only figures of one run can be
compared. Needs Linux.
"""

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from tools import ROOT, bench, clean
from tools.execute import write
from tools.student import PACK

README = ROOT / "README.md"
PLACE = r"^Speed, as measured .*\n\n(?:\|.*\n)+"
ROUNDS = 2  # each test run is repeated, in turn with the other edition; the faster one counts
CLASS = 30


def run(command, folder):
    """Run a command in a folder; return its seconds and what it printed. Stops if it fails."""
    start = time.perf_counter()
    env = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKEOVERRIDES", "ARGS")}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed in {folder}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - start, done.stdout


def tests(folder):
    """Return seconds and number of tests of `make test` where everything is installed."""
    seconds, said = run(["make", "test"], folder)
    return seconds, int(re.findall(r"(\d+) passed", said)[-1])


def whole(folder):
    """Return seconds of `.ci/run` in a fresh clone, installation included."""
    with tempfile.TemporaryDirectory() as place:
        run(["git", "clone", "--quiet", str(folder), "clone"], place)
        return run([".ci/run"], Path(place) / "clone")[0]


def clock(seconds):
    """Return seconds as a reader says them.

    >>> clock(59.6), clock(331)
    ('60 s', '5 min 31 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes > 1 else f"{round(seconds)} s"


def against(mine, other):
    """Return a time and, if there is another edition's, that and the ratio."""
    return clock(mine) + (f" (the edition before: {clock(other)}; ratio {mine / other:.2f})" if other else "")


def rows(before):
    """Measure everything; yield what, command and figure of each row of the table."""
    best = bench.measured()
    (base, room), *others = best.values()
    times, sizes = [seconds / base for seconds, _ in others], [memory / room for _, memory in others]
    figure = f"{min(times):.2f} to {max(times):.2f} times ({base:.1f} s the empty kernel)"
    memory = f"{min(sizes):.2f} to {max(sizes):.2f} times its memory"
    yield "a lesson, against an empty kernel that imports pandas and matplotlib", "make bench", f"{figure}, {memory}"
    folders = [ROOT, *([before] if before else [])]
    taken = {folder: [] for folder in folders}
    for _ in range(ROUNDS):
        for folder in folders:
            taken[folder].append(tests(folder))
    fastest = [min(taken[folder]) for folder in folders]
    counts = " and ".join(f"{count:,}" for _, count in fastest)
    mine, other = fastest[0][0], fastest[1][0] if before else None
    yield (
        f"every check of lessons, data and code, once all is installed ({counts} tests)",
        "make test",
        against(mine, other),
    )
    yield "both test commands in a fresh clone, installation included", ".ci/run", clock(whole(ROOT))
    run(["make", "site"], ROOT)  # sets up what is missing
    yield "the website", "make site", clock(statistics.median(run(["make", "site"], ROOT)[0] for _ in range(3)))
    run(["make", "student"], ROOT)
    yield "the student pack", "make student", f"{PACK.stat().st_size / 1e6:.1f} MB"
    said = run(["make", "class", f"ARGS=--users {CLASS}"], ROOT)[1]
    kept, memory = re.search(r"guesses kept: (\d+)", said)[1], re.search(r"pss: median ([\d.]+) MB", said)[1]
    what = f"a class of {CLASS} in one read-only folder: who kept their guesses"
    yield what, "make class", f"{kept} of {CLASS}; {float(memory):.0f} MB a kernel"


def main():
    """Measure, and write the table into the README."""
    words = argparse.ArgumentParser(prog="make figures", description=__doc__.splitlines()[0])
    words.add_argument("--before", type=Path, help="a checkout of another edition, with its .venv")
    before = words.parse_args().before
    clean.settings()
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {'.'.join(platform.python_version_tuple()[:2])}"
    lines = [
        f"Speed, as measured on one machine ({machine}) on {date.today()} by `make figures`:\n",
        "| what | command | measured |",
        "|---|---|---|",
    ]
    for what, command, figure in rows(before and before.resolve()):
        lines.append(f"| {what} | `{command}` | {figure} |")
        print(lines[-1], flush=True)
    text = README.read_text("utf-8")
    if not re.search(PLACE, text, re.M):
        sys.exit("README.md has no table below a line that begins with 'Speed, as measured'.")
    write(README, re.sub(PLACE, lambda found: "\n".join(lines) + "\n", text, count=1, flags=re.M))


if __name__ == "__main__":
    main()
