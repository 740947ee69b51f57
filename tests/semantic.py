"""Seeded changes of one fact that keep types right, and the share of them that the rules notice.

    python -m tests.semantic          # 50 changes of each kind
    python -m tests.semantic 200 -v   # more, and each change that nothing noticed

A change is recorded as a correction would be: the hash does not count. It is noticed if `make data` refuses it or
if a rule of tests/rules.py yields a sentence that the true tables do not.
"""

import csv
import io
import random
import re
import sys
from collections import Counter

import pandas as pd

from helpers import tables
from helpers.validate import problems
from tests import rules


def _coded(field):  # not free text: a swap of two remarks is a matter for readers
    held = {"enum", "pattern"} & set(field.get("constraints", {})) or "listOf" in field
    return field["type"] != "string" or field["name"] == "country" or held


def _of(*types):
    return lambda field: field["type"] in types


def _choice(field):
    return field["type"] == "boolean" or "enum" in field.get("constraints", {})


def _country(field):
    return field["name"] in ("iso3", "country") or field.get("listOf") == "countries.iso3"


def _symbol(field):
    return field["type"] == "string" and "pattern" in field.get("constraints", {}) and field["name"] != "iso3"


def swapped(cells, at, rng):
    others = [n for n, cell in enumerate(cells) if cell and cell != cells[at]]
    if others:
        other = rng.choice(others)
        cells[at], cells[other] = cells[other], cells[at]


def digit(cells, at, rng):
    places = [match.start() for match in re.finditer("[0-9]", cells[at])]
    if places:
        place = rng.choice(places)
        new = rng.choice([x for x in "123456789" if x != cells[at][place]])
        cells[at] = cells[at][:place] + new + cells[at][place + 1 :]


def sign(cells, at, rng):
    if float(cells[at]):
        cells[at] = cells[at].removeprefix("-") if cells[at].startswith("-") else "-" + cells[at]


def neighbour_year(cells, at, rng):
    year = int(cells[at][:4]) + rng.choice([-1, 1])
    cells[at] = str(year) + cells[at][4:].replace("-02-29", "-02-28")


def neighbour_day(cells, at, rng):
    day = pd.Timestamp(cells[at]) + pd.Timedelta(days=rng.choice([-1, 1]) * rng.randrange(1, 29))
    cells[at] = f"{day:%Y-%m-%d}"


def other_country(cells, at, rng):
    column = "iso3" if re.fullmatch("[A-Z]{3}(;[A-Z]{3})*", cells[at]) else "country"
    known = tables.known(f"countries.{column}")
    parts = cells[at].split(";")
    parts[rng.randrange(len(parts))] = rng.choice(sorted(known - set(parts)))
    cells[at] = ";".join(parts)


def other_choice(cells, at, rng):
    others = sorted(set(cells) - {cells[at], ""})
    if others:
        cells[at] = rng.choice(others)


KINDS = {  # kind: how a cell is changed, the columns to which it can happen
    "swapped": (swapped, _coded),
    "digit": (digit, _of("integer", "number")),
    "sign": (sign, _of("integer", "number")),
    "neighbour year": (neighbour_year, _of("year", "date")),
    "neighbour day": (neighbour_day, _of("date")),
    "other country": (other_country, _country),
    "other choice": (other_choice, _choice),
    "digit in a code": (digit, _symbol),
}


def changes(each, seed=0):
    """Yield kind, table, what was done and the new bytes of the table, for so many changes of each kind."""
    items = tables.package()["resources"]
    raws = {item["name"]: (tables.DATA / item["path"]).read_bytes() for item in items}
    for name, (change, fits) in KINDS.items():
        rng, done = random.Random(f"{seed} {name}"), 0
        able = [(item, [f["name"] for f in item["schema"]["fields"] if fits(f)]) for item in items]
        able = [(item, columns) for item, columns in able if set(columns) - {"source_ids"}]
        while done < each:  # each table is as likely as any other, however many rows it has
            item, columns = rng.choice(able)
            column = rng.choice([name for name in columns if name != "source_ids"])
            rows = list(csv.DictReader(io.StringIO(raws[item["name"]].decode("utf-8"))))
            cells = [row[column] for row in rows]
            at = rng.choice([n for n, cell in enumerate(cells) if cell])
            new = list(cells)
            change(new, at, rng)
            if new == cells:
                continue
            for row, cell in zip(rows, new, strict=True):
                row[column] = cell
            out = io.StringIO()
            writer = csv.DictWriter(out, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            yield name, item, f"row {at + 2}, {column}: {cells[at]} -> {new[at]}", out.getvalue().encode("utf-8")
            done += 1


def noticed(item, raw, frames, before):
    """Return the sentence that gives a change away, or an empty text.

    item, raw: the table and its new bytes. frames, before: the true tables, and what the rules say of them.
    """
    free = {key: value for key, value in item.items() if key != "rows"}
    found = next(problems(free, raw, tables.known), "")
    if not found:
        changed = frames | {item["name"]: rules.plain(tables.typed(item, raw))}
        found = next((said for said in rules.broken(changed, item["name"]) if said not in before), "")
    return found


def measure(each, seed=0):
    """Return, for each kind, how many changes were made and noticed, and the changes that nothing noticed."""
    frames = rules.tables()
    before = set(rules.broken(frames))
    made, seen, missed = Counter(), Counter(), []
    for kind, item, what, raw in changes(each, seed):
        made[kind] += 1
        if noticed(item, raw, frames, before):
            seen[kind] += 1
        else:
            missed.append(f"{kind}: {item['name']}, {what}")
    return made, seen, missed


def main():
    """Print the share noticed, kind by kind."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    made, seen, missed = measure(*(numbers or [50]))
    for kind in KINDS:
        print(f"{kind:16} {seen[kind]:4} of {made[kind]:4}  {seen[kind] / made[kind]:5.0%}")
    print(f"{'all':16} {seen.total():4} of {made.total():4}  {seen.total() / made.total():5.0%}")
    print("\n".join(missed) if "-v" in sys.argv else "")


if __name__ == "__main__":
    main()
