"""Record the tables as they are now: data/datapackage.json and the codebook data/README.md, both made by `make data`.

What people write stands in the CSV files and in the YAML file beside each (see describe.py); sizes, hashes, row counts
and sources are read off the tables. Refuses, and changes nothing, while a table or its description has a mistake.
"""

import csv
import hashlib
import io
import json
import os
import sys
from collections import Counter
from functools import cache
from unittest import mock

import pandas as pd

from helpers import answers, tables
from helpers.problem import Problem
from helpers.validate import problems
from tools import describe
from tools.faults import faults

REMEDY = "Correct it and run `make data` again, or take the file again from the project."


def read(package):
    """Return the bytes of each table as they are now, by name, and a sentence for each file without use."""
    raws, found = {}, []
    for item in package["resources"]:
        try:
            raws[item["name"]] = tables.content(tables.DATA / item["path"])
        except Problem as problem:
            found.append(str(problem))
    described = {item["path"] for item in package["resources"]}
    for path in sorted(tables.DATA.rglob("*.csv")):
        place = path.relative_to(tables.DATA).as_posix()
        if place not in described:
            found.append(f"data/{place}: no description. Write {path.stem}.yaml beside it, as for the other tables.")
    return raws, found


def mistakes(package, raws):
    """Yield a sentence for each mistake in the tables, judged by the files alone and not by an earlier record."""

    @cache
    def known(place):
        table, column = place.split(".")
        return tables.column(raws[table], column) if table in raws else None

    for item in package["resources"]:
        if item["name"] in raws:
            free = {key: value for key, value in item.items() if key != "rows"}  # rows may have come or gone
            yield from problems(free, raws[item["name"]], known, remedy=REMEDY)


def broken(raws):
    """Return a sentence for each exercise or mistake that check() could not use; the tables themselves are in order."""
    names = ("exercises", "mistakes", "countries")
    exercises, wrong, countries = (
        pd.read_csv(io.BytesIO(raws[name]), dtype=str, keep_default_na=False) for name in names
    )
    codes = answers.named(countries)
    with mock.patch.object(answers, "countries", lambda: codes):  # as they are now, not as recorded
        return faults(exercises, wrong)


def record(package, raws):
    """Fill in what is read off the tables themselves, once they are without mistakes: size, hash, rows, sources."""
    rows = {name: list(csv.DictReader(io.StringIO(raw.decode("utf-8")))) for name, raw in raws.items()}
    sources = {row["source_id"]: row for row in rows["sources"]}
    for item in package["resources"]:
        raw = raws[item["name"]]
        item["bytes"] = len(raw)
        item["hash"] = "sha256:" + hashlib.sha256(raw).hexdigest()
        item["rows"] = len(rows[item["name"]])
        cited = [row.get("source_ids", "") for row in rows[item["name"]] if item["name"] != "sources"]
        used = Counter(part for cell in cited for part in cell.split(";") if part)  # the most used first
        item["sources"] = [
            {"title": sources[name]["title"]} | ({"path": sources[name]["url"]} if sources[name]["url"] else {})
            for name, _ in used.most_common()
        ]


def write(files):
    """Write all files or none: each one beside its place first, then renamed.

    files: the text of each, by path. Errors: OSError; then, and after Ctrl-C, what stood there stands there again.
    """
    beside = {path: path.with_name(path.name + ".new") for path in files}
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    try:
        for path, text in files.items():
            beside[path].write_text(text, "utf-8", newline="\n")
        for path in files:
            os.replace(beside[path], path)
    except BaseException:
        for path, raw in before.items():
            if raw is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != raw:
                path.write_bytes(raw)
        raise
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)


def codebook(package):
    """Return the codebook as Markdown: for each table what a row is, columns, licence, gaps."""
    lines = [
        "# Codebook",
        "",
        "Made by `make data` from each CSV file and the YAML file beside it; do not edit by hand. Dates are ISO 8601;",
        "an empty cell means unknown or not applicable; `source_ids` name rows of `sources.csv`, joined by `;`.",
    ]
    for item in package["resources"]:
        fields = item["schema"]["fields"]
        lines += [
            "",
            f"## {item['title']} (`{item['name']}`)",
            "",
            f"`{item['path']}`: {item['description']}; {item['rows']:,} rows. "
            f"Lessons: {', '.join(item['lessons']) or 'none'}.",
            f"Known gaps: {item['knownGaps']}",
            f"Licence: {'; '.join(licence['title'] for licence in item['licenses'])}.",
            "",
            "| column | type | unit | meaning |",
            "|---|---|---|---|",
            *(f"| `{f['name']}` | {f['type']} | {f.get('unit', '')} | {f['description']} |" for f in fields),
        ]
    return "\n".join(lines) + "\n"


def made(package):
    """Return the two files that are made from a recorded description, by name."""
    return {
        "datapackage.json": json.dumps(package, indent=1, ensure_ascii=False) + "\n",
        "README.md": codebook(package),
    }


def main():
    """Read, check, and write at the very end; on any mistake list the mistakes, and nothing has changed."""
    try:
        package = describe.package()
        raws, found = read(package)
        found += mistakes(package, raws)
        found = found or broken(raws)
        if found:
            raise Problem("\n".join(found))
        record(package, raws)
        write({tables.DATA / name: text for name, text in made(package).items()})
    except PermissionError as error:
        sys.exit(f"Nothing was recorded.\nThe file {error.filename} is open in another program: close it there.")
    except (Problem, OSError) as error:
        sys.exit(f"Nothing was recorded.\n{error}")
    except KeyboardInterrupt:
        sys.exit("Nothing was recorded.\nIt was stopped: run `make data` again.")
    print(f"{len(package['resources'])} tables recorded, {sum(item['rows'] for item in package['resources']):,} rows.")


if __name__ == "__main__":
    main()
