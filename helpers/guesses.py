"""The guesses of one reader, in a small file that nothing loses: no other kernel, full disk or damaged line."""

import csv
import io
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers.own import NOTEBOOKS, sheet, trouble, verdict_of
from helpers.tables import load

NAME = "my-guesses.csv"
COLUMNS = ["claim_id", "guess", "changed_to"]
STALE, PATIENCE = 5, 10  # seconds: a lock this old was left by a kernel that died; how long to wait for one
_unwritten = []  # changes that could not be written stay until the kernel stops


def place():
    """Return the path of the reader's file.

    Beside the notebooks if that folder is the reader's own and can be written in; otherwise in ~/.seven-priorities, so
    that nobody meets the guesses of another who shares the folder. Administrators name another file, one for each
    reader, in the environment variable SEVEN_PRIORITIES_KEPT.
    """
    given = os.environ.get("SEVEN_PRIORITIES_KEPT")
    if given:
        return Path(os.path.expanduser(given))
    beside = NOTEBOOKS / NAME
    mine = lambda path: not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()  # noqa: E731
    if os.access(NOTEBOOKS, os.W_OK) and all(mine(path) for path in (NOTEBOOKS, beside) if path.exists()):
        return beside
    return Path(os.path.expanduser("~")) / ".seven-priorities" / NAME


def where():
    """Return the path as readers are told it; nothing if it stands beside the notebooks or could not be written."""
    path, home = str(place()), os.path.expanduser("~")
    if _unwritten or place().parent == NOTEBOOKS:
        return ""
    return "~" + path[len(home) :] if path.startswith(home + os.sep) else path


def kept():
    """Return the guesses that are kept, {claim: (first, changed to or "")}, and a sentence if the file is damaged."""
    path = place()
    try:
        guesses, wrong, _ = _read(path)
    except OSError as error:
        return _changed({}), f"{path.name} {trouble(error, path)}."
    return _changed(guesses), wrong and f"{wrong}. Guesses that can be read are used."


def change(wanted):
    """Keep guesses and return (all that are kept, a sentence if something was in the way).

    wanted: {claim: verdict, or None to take a guess back}. The first guess stays; a later one is kept beside it. What
    cannot be written is kept until the kernel stops. A damaged file is set aside, never overwritten.
    """
    path, said = place(), ""
    _unwritten.append(wanted)
    try:
        if path.parent != NOTEBOOKS:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _lock(path):
            guesses, wrong, more = _read(path)
            after = _changed(guesses)
            said = wrong and f"{wrong}. Guesses that can be read are used."
            if after != guesses:
                aside = _write(path, after, more, damaged=bool(wrong))
                said = (
                    wrong and f"{wrong}. The file as it was is now {aside}; guesses that could be read were taken over."
                )
        _unwritten.clear()
        return after, said
    except TimeoutError:
        said = f"{path.name} is being written by another notebook"
    except OSError as error:
        said = f"{path.name} {trouble(error, path)}"
    return kept()[0], f"{said}. Your guesses count until this notebook is closed; note them on paper for lesson 08."


def _changed(guesses):
    """Return guesses with all changes that are not written yet."""
    guesses = dict(guesses)
    for claim, verdict in (pair for wanted in _unwritten for pair in wanted.items()):
        if verdict is None:
            guesses.pop(claim, None)
        else:
            first = guesses.get(claim, (verdict,))[0]
            guesses[claim] = (first, "" if verdict == first else verdict)
    return guesses


def _read(path):
    """Return the guesses in the file, what is wrong with it, and columns of the reader's own, {claim: text} each."""
    try:
        columns, rows, wrong = sheet(path, COLUMNS, COLUMNS[:2])
    except (FileNotFoundError, NotADirectoryError):
        return {}, "", {}
    if not columns and not wrong:
        wrong = ["the file is empty"]
    claims, guesses = set(load("claims")["claim_id"]), {}
    for number, row in rows:
        claim, first, later = (row.get(column, "") for column in COLUMNS)
        meant = verdict_of(first), verdict_of(later) or ""
        if claim not in claims:
            wrong.append(f"row {number}: there is no claim {claim[:40]!r}")
        elif not meant[0] or (later and not meant[1]):
            wrong.append(f"row {number}: {(later if meant[0] else first)[:40]!r} is not a verdict")
        elif claim in guesses:
            wrong.append(f"row {number}: the claim {claim} stands twice")
        else:
            guesses[claim] = meant
    more = {name: {row.get("claim_id"): row[name] for _, row in rows} for name in columns if name not in COLUMNS}
    return guesses, f"{path.name}, {wrong[0]}" if wrong else "", more


def _write(path, guesses, more, damaged):
    """Write beside and rename: the old file stays until the new one is whole. Return the name of one set aside."""
    text, aside = io.StringIO(), None
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([*COLUMNS, *more])
    for claim, guess in sorted(guesses.items()):
        lines.writerow([claim, *guess, *(column.get(claim, "") for column in more.values())])
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
            file.flush()
            os.fsync(file.fileno())  # a disk that is full says so here at the latest
        if damaged:
            names = (path.with_name(f"{path.stem}-damaged{n}{path.suffix}") for n in ["", *range(2, 1000)])
            aside = next(name for name in names if not name.exists())
            path.rename(aside)
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink()
    return aside and aside.name


@contextmanager
def _lock(path):
    """Keep other kernels out while the file is read and written again."""
    lock, late = path.with_name(path.name + ".lock"), time.monotonic() + PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            with suppress(OSError):
                if time.time() - lock.stat().st_mtime > STALE:
                    _clear(lock)
            if time.monotonic() > late:
                raise TimeoutError from None
            time.sleep(0.01)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()


def _clear(lock):
    """Take away a lock that was left behind; only one of several kernels gets hold of it, by renaming."""
    mine = lock.with_name(f"{lock.name}.{os.getpid()}")
    lock.rename(mine)
    if time.time() - mine.stat().st_mtime < STALE:  # another kernel was quicker, and this is its new lock: give it back
        with suppress(OSError):
            os.link(mine, lock)
    mine.unlink()
