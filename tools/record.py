"""Record the tables as they are now: sizes, hashes, row counts, sources; then write the codebook data/README.md.

Run by `make data` after a table was corrected. Refuses, and changes nothing, while a table has a mistake.
"""

import hashlib
import json
import sys

from helpers.problem import Problem
from helpers.sources import source_ids
from helpers.tables import DATA, known, load
from helpers.validate import problems

PACKAGE = DATA / "datapackage.json"


def record(package):
    """Fill in what can be read off the files themselves."""
    for item in package["resources"]:
        raw = (DATA / item["path"]).read_bytes()
        item["bytes"] = len(raw)
        item["hash"] = "sha256:" + hashlib.sha256(raw).hexdigest()
        item["rows"] = raw.count(b"\n") - 1


def name_sources(package):
    """Name the sources of each table in the package itself, as Frictionless asks."""
    sources = load("sources").set_index("source_id").fillna("")
    for item in package["resources"]:
        rows = sources.loc[source_ids(load(item["name"]))] if item["name"] != "sources" else sources[:0]
        item["sources"] = [{"title": row.title} | ({"path": row.url} if row.url else {}) for row in rows.itertuples()]


def write(package):
    """Write the package description."""
    PACKAGE.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")


def codebook(package):
    """Return the codebook as Markdown: for each table what a row is, columns, licence, gaps."""
    lines = [
        "# Codebook",
        "",
        "Made by `make data` from `datapackage.json`; do not edit by hand. Dates are ISO 8601; an empty cell means",
        "unknown or not applicable; `source_ids` name rows of `sources.csv`, joined by `;`.",
    ]
    for item in package["resources"]:
        fields = item["schema"]["fields"]
        lines += [
            "",
            f"## {item['title']} (`{item['name']}`)",
            "",
            f"`{item['path']}`: {item['description']}; {item['rows']:,} rows. Lessons: {', '.join(item['lessons'])}.",
            f"Known gaps: {item['knownGaps']}",
            f"Licence: {'; '.join(licence['title'] for licence in item['licenses'])}.",
            "",
            "| column | type | unit | meaning |",
            "|---|---|---|---|",
            *(f"| `{f['name']}` | {f['type']} | {f.get('unit', '')} | {f['description']} |" for f in fields),
        ]
    return "\n".join(lines) + "\n"


def main():
    """Record, check, and write; on any mistake restore the description and list the mistakes."""
    before = PACKAGE.read_text("utf-8")
    package = json.loads(before)
    try:
        record(package)
        write(package)
        found = [
            sentence
            for item in package["resources"]
            for sentence in problems(item, (DATA / item["path"]).read_bytes(), known)
        ]
        if found:
            raise Problem("\n".join(found))
        name_sources(package)
    except (Problem, OSError) as error:
        PACKAGE.write_text(before, "utf-8", newline="\n")
        sys.exit(f"Nothing was recorded.\n{error}")
    write(package)
    (DATA / "README.md").write_text(codebook(package), "utf-8", newline="\n")
    print(f"{len(package['resources'])} tables recorded, {sum(item['rows'] for item in package['resources']):,} rows.")


if __name__ == "__main__":
    main()
