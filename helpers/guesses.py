"""The guesses of one reader, in a small file that nothing loses: no other kernel, full disk or damaged line."""

import csv
import errno
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers.own import NOTEBOOKS, quoted, sheet, trouble, verdict_of
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
        guesses, wrong = {}, f"{path.name} {trouble(error, path)}."
    return _changed(guesses), wrong


def change(wanted):
    """Keep guesses and return (all that are kept, a sentence if something was in the way).

    wanted: {claim: verdict, or None to take a guess back}. The first guess stays; a later one is kept beside it. What
    cannot be written is kept until the kernel stops. A damaged file is set aside, never overwritten.
    """
    path = place()
    _unwritten.append(wanted)
    try:
        if path.parent != NOTEBOOKS:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _lock(path):
            guesses, wrong, more = _read(path)
            after = _changed(guesses)
            aside = _write(path, after, more, damaged=bool(wrong)) if after != guesses else None
    except OSError as error:
        why = f"{path.name} {trouble(error, path)}"
        return kept()[0], f"{why}. Your guesses count until this notebook is closed; note them on paper for lesson 08."
    _unwritten.clear()
    return after, wrong + (f" The file as it was is now {aside.name}." if aside else "")


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
    """Return the guesses in the file, a sentence on what is wrong with it, and columns of the reader's own."""
    try:
        columns, rows, wrong = sheet(path, COLUMNS, COLUMNS[:2])
    except (FileNotFoundError, NotADirectoryError):
        return {}, "", {}
    wrong = wrong if columns or wrong else ["the file is empty"]
    claims, guesses = set(load("claims")["claim_id"]), {}
    for number, row in rows:
        claim, first, later = (row.get(column, "") for column in COLUMNS)
        meant = verdict_of(first), verdict_of(later) or ""
        if claim not in claims:
            wrong.append(f"row {number}: there is no claim {quoted(claim)}")
        elif not meant[0] or (later and not meant[1]):
            wrong.append(f"row {number}: {quoted(later if meant[0] else first)} is not a verdict")
        elif claim in guesses:
            wrong.append(f"row {number}: the claim {claim} stands twice")
        else:
            guesses[claim] = meant
    more = {name: {row.get("claim_id"): row[name] for _, row in rows} for name in columns if name not in COLUMNS}
    return guesses, f"{path.name}, {wrong[0]}. Guesses that can be read are used." if wrong else "", more


def _write(path, guesses, more, damaged):
    """Write beside and rename: the old file stays until the new one is whole. Return the path of one set aside.

    more: columns of the reader's own, {name: {claim: text}}.
    """
    aside, beside = None, path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow([*COLUMNS, *more])
            for claim, guess in sorted(guesses.items()):
                lines.writerow([claim, *guess, *(column.get(claim, "") for column in more.values())])
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
    return aside


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
                raise TimeoutError(errno.ETIMEDOUT, "locked") from None
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
