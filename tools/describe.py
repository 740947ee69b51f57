"""The description of the tables, from what people write: data/package.yaml, and one YAML file beside each CSV.

A table file says title, row (what a row is), gaps, licences, key and, for each column, what it means, its type, unit
and limits. The rest is the same everywhere and is added here. `make data` writes it all to data/datapackage.json.

    python -m tools.describe > tests/package.txt    # renew the record of columns, types, units, keys and limits
"""

import json
import re
from functools import cache
from pathlib import Path

import yaml

from helpers import tables
from helpers.problem import Problem
from helpers.validate import CHECKS

SOURCES = {"meaning": "Ids in sources.csv joined by ;", "list": "sources.source_id"}  # source_ids: usual
NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
TABLE = {"title", "row", "gaps", "licences", "key", "columns"}
COLUMN = {"meaning", "type", "unit", "empty", "minimum", "maximum", "words", "form", "pattern", "says", "example",
          "list", "in"}  # fmt: skip


class Plain(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # the first is the same in C
    """YAML in which a word is a word (no is not False), and no name stands twice."""

    def construct_mapping(self, node, deep=False):
        """Return a mapping; a name that stands twice is a mistake, not the last word."""
        names = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if names.count(key.value) > 1:
                raise yaml.MarkedYAMLError(None, None, f"{key.value} stands twice", key.start_mark)
        return super().construct_mapping(node, deep)


def _read(path):
    try:
        return yaml.load(tables.content(path).decode("utf-8"), Plain)
    except UnicodeDecodeError:
        raise Problem(f"{path.relative_to(tables.DATA.parent)}: the file is not UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1
        raise Problem(f"{path.relative_to(tables.DATA.parent)}, line {line}: {error.problem}.") from None


@cache
def lessons():
    """Return, for each table, the numbers of the lessons whose code loads it."""
    loads = {}
    for path in sorted(NOTEBOOKS.glob("[0-9][0-9]-*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        for name in dict.fromkeys(re.findall(r'\bload\("([\w-]+)"\)', code)):
            loads.setdefault(name, []).append(path.name[:2])
    return loads


def package():
    """Return the description of all tables, without what is read off the CSV files (see record.record).

    Errors: Problem with file and place if a description is not in its form.
    """
    head = _read(tables.DATA / "package.yaml")
    shared, forms, ours = (head.pop(name) for name in ("shared", "forms", "licence"))
    paths = [tables.DATA / f"{name}.yaml" for name in shared] + sorted(tables.DATA.glob("*/*.yaml"))
    used = lessons()
    everywhere = sorted(path.name[:2] for path in NOTEBOOKS.glob("[0-9][0-9]-*.ipynb"))
    resources = []
    for path in paths:
        item = _table(path, forms, ours)
        item["lessons"] = used.get(item["name"], []) if "/" in item["path"] else everywhere
        resources.append(item)
    return {"profile": "data-package"} | head | {"licenses": [ours], "resources": resources}


def _table(path, forms, ours):
    said, place = _read(path), path.relative_to(tables.DATA.parent).as_posix()
    _known(said, TABLE, {"title", "row", "gaps", "columns"}, place)
    key = said.get("key")
    for name in [key] if isinstance(key, str) else key or []:
        if name not in said["columns"]:
            raise Problem(f"{place}: the key {name} is no column.")
    fields = [_column(name, column, forms, f"{place}, column {name}") for name, column in said["columns"].items()]
    schema = {"fields": fields}
    schema |= {"primaryKey": key} if key else {}
    links = [(name, column["in"].split(".")) for name, column in said["columns"].items() if "in" in column]
    if links:
        schema["foreignKeys"] = [
            {"fields": name, "reference": {"resource": table, "fields": field}} for name, (table, field) in links
        ]
    return {
        "name": path.stem,
        "path": path.with_suffix(".csv").relative_to(tables.DATA).as_posix(),
        "type": "table",
        "profile": "tabular-data-resource",
        "title": said["title"],
        "description": f"a row is {said['row']}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "scheme": "file",
        "lessons": [],
        "licenses": [ours if one == "ours" else one for one in said.get("licences", ["ours"])],
        "knownGaps": said["gaps"],
        "schema": schema | {"missingValues": [""]},
    }


def _known(said, words, needed, place):
    if not isinstance(said, dict):
        raise Problem(f"{place}: names and values are expected, as in the other files.")
    for word in needed - said.keys():
        raise Problem(f"{place}: {word} is missing.")
    for word in said.keys() - words:
        raise Problem(f"{place}: {word} is none of {', '.join(sorted(words))}.")


def _column(name, said, forms, place):
    said = SOURCES if said == "usual" else said
    _known(said, COLUMN, {"meaning"}, place)
    if said.get("form", "") not in forms | {"": None}:
        raise Problem(f"{place}: the form {said['form']!r} is none of {', '.join(forms)} in package.yaml.")
    said = forms.get(said.get("form"), {}) | said
    if said.get("type", "string") not in CHECKS:
        raise Problem(f"{place}: the type {said['type']!r} is none of {', '.join(CHECKS)}.")
    field = {"name": name, "type": said.get("type", "string"), "description": said["meaning"]}
    if "unit" in said:
        field["unit"] = said["unit"]
    if field["type"] == "boolean":
        field |= {"trueValues": ["1"], "falseValues": ["0"]}
    rules = {} if said.get("empty") == "yes" else {"required": True}
    for limit in [limit for limit in ("minimum", "maximum") if limit in said]:
        try:
            rules[limit] = said[limit] if field["type"] == "date" else json.loads(said[limit])
        except ValueError:
            raise Problem(f"{place}: {said[limit]!r} is not a number.") from None
    rules |= {new: said[old] for old, new in (("words", "enum"), ("pattern", "pattern")) if old in said}
    field |= {"constraints": rules} if rules else {}
    names = {"says": "form", "example": "example", "list": "listOf"}
    return field | {new: said[old] for old, new in names.items() if old in said}


def snapshot(package):
    """Return one line a column: type, unit, limits, key; what must not change unnoticed."""
    lines = []
    for item in package["resources"]:
        schema = item["schema"]
        key = schema.get("primaryKey", [])
        links = {link["fields"]: ".".join(link["reference"].values()) for link in schema.get("foreignKeys", [])}
        lines.append(f"{item['path']}: {'; '.join(licence['title'] for licence in item['licenses'])}")
        for field in schema["fields"]:
            rules = field.get("constraints", {})
            parts = [field["type"], field.get("unit", "")]
            parts += ["key" if field["name"] in ([key] if isinstance(key, str) else key) else ""]
            parts += [f"in {links[field['name']]}" if field["name"] in links else ""]
            parts += [f"list of {field['listOf']}" if "listOf" in field else ""]
            parts += ["" if rules.get("required") else "may be empty"]
            parts += [f"{limit} {rules[limit]}" for limit in ("minimum", "maximum", "pattern") if limit in rules]
            parts += [" | ".join(rules["enum"])] if "enum" in rules else []
            lines.append(f"  {field['name']}: {', '.join(part for part in parts if part)}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(snapshot(package()))
