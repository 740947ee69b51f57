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
# The words of each kind of description, and what stands behind them: a text, a list, names with values.
HEAD = dict.fromkeys(("name", "title", "description", "version", "created"), str)
HEAD |= {"licence": dict, "shared": list, "forms": dict}
LICENCE = dict.fromkeys(("name", "title", "path"), str)
TABLE = dict.fromkeys(("title", "row", "gaps"), str) | {"licences": list, "key": str | list, "columns": dict}
COLUMN = dict.fromkeys(("meaning", "type", "unit", "empty", "minimum", "maximum", "form", "list", "in"), str)
COLUMN |= {"words": list, "pattern": str, "says": str, "example": str}
CALLED = {str: "a text", list: "a list", dict: "names with values", str | list: "a name or a list"}


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
    except yaml.YAMLError:
        raise Problem(f"{path.relative_to(tables.DATA.parent)}: a character cannot be read as YAML.") from None


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
    place = "data/package.yaml"
    head = _known(_read(tables.DATA / "package.yaml"), HEAD, HEAD, place)
    shared, forms, ours = (head.pop(name) for name in ("shared", "forms", "licence"))
    _known(ours, LICENCE, LICENCE, f"{place}, licence")
    for name, form in forms.items():
        where = f"{place}, form {name}"
        _column(name, {"meaning": name} | _known(form, COLUMN, ("pattern", "says", "example"), where), {}, where)
    if not all(isinstance(name, str) for name in shared):
        raise Problem(f"{place}: shared is a list of names of tables.")
    paths = [tables.DATA / f"{name}.yaml" for name in shared] + sorted(tables.DATA.glob("*/*.yaml"))
    used = lessons()
    everywhere = sorted(path.name[:2] for path in NOTEBOOKS.glob("[0-9][0-9]-*.ipynb"))
    resources = []
    for path in paths:
        item = _table(path, forms, ours)
        item["lessons"] = used.get(item["name"], []) if "/" in item["path"] else everywhere
        resources.append(item)
    _joined(resources)
    return {"profile": "data-package"} | head | {"licenses": [ours], "resources": resources}


def _table(path, forms, ours):
    place = path.relative_to(tables.DATA.parent).as_posix()
    said = _known(_read(path), TABLE, ("title", "row", "gaps", "columns"), place)
    key = said.get("key")
    for name in [key] if isinstance(key, str) else key or []:
        if not isinstance(name, str) or name not in said["columns"]:
            raise Problem(f"{place}: the key {name} is no column.")
    fields = [_column(name, column, forms, f"{place}, column {name}") for name, column in said["columns"].items()]
    schema = {"fields": fields}
    schema |= {"primaryKey": key} if key else {}
    links = [(name, column["in"].partition(".")) for name, column in said["columns"].items() if "in" in column]
    if links:
        schema["foreignKeys"] = [
            {"fields": name, "reference": {"resource": table, "fields": field}} for name, (table, _, field) in links
        ]
    licences = [ours if one == "ours" else one for one in said.get("licences", ["ours"])]
    for licence in licences:
        _known(licence, LICENCE, LICENCE, f"{place}, licences")
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
        "licenses": licences,
        "knownGaps": said["gaps"],
        "schema": schema | {"missingValues": [""]},
    }


def _known(said, words, needed, place):
    """Return what is said under some words. Errors: Problem if one is missing, unknown, empty or of another kind."""
    if not isinstance(said, dict):
        raise Problem(f"{place}: names and values are expected, as in the other files.")
    for word in needed:
        if word not in said:
            raise Problem(f"{place}: {word} is missing.")
    for word, value in said.items():
        if word not in words:
            raise Problem(f"{place}: {word} is none of {', '.join(sorted(words))}.")
        if not isinstance(value, words[word]) or not value:
            has = repr(value) if value else "nothing"
            raise Problem(f"{place}: {word} needs {CALLED[words[word]]}, and has {has}.")
    return said


def _column(name, said, forms, place):
    said = SOURCES if said == "usual" else _known(said, COLUMN, ("meaning",), place)
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
        if field["type"] in ("string", "boolean") or not CHECKS[field["type"]][0](said[limit]):
            raise Problem(f"{place}: {said[limit]!r} is not a number or a date, as a {limit} must be.")
        rules[limit] = said[limit] if field["type"] == "date" else json.loads(said[limit])
    rules |= {new: said[old] for old, new in (("words", "enum"), ("pattern", "pattern")) if old in said}
    if not all(isinstance(word, str) for word in said.get("words", [])):
        raise Problem(f"{place}: words is a list of texts.")
    if "pattern" in said:
        try:
            fits = re.fullmatch(said["pattern"], said.get("example", ""))
        except re.error:
            raise Problem(f"{place}: the pattern {said['pattern']!r} is no regular expression.") from None
        if not fits:
            raise Problem(f"{place}: a pattern needs an example that fits it.")
    field |= {"constraints": rules} if rules else {}
    names = {"says": "form", "example": "example", "list": "listOf"}
    return field | {new: said[old] for old, new in names.items() if old in said}


def _joined(resources):
    """Errors: Problem if a column names, by `in` or `list`, a column of another table that is not there."""
    columns = {item["name"]: [field["name"] for field in item["schema"]["fields"]] for item in resources}
    for item in resources:
        links = [(link["fields"], link["reference"]) for link in item["schema"].get("foreignKeys", [])]
        named = [(column, "in", *other.values()) for column, other in links]
        fields = [field for field in item["schema"]["fields"] if "listOf" in field]
        named += [(field["name"], "list", *field["listOf"].partition(".")[::2]) for field in fields]
        for column, word, table, other in named:
            if other not in columns.get(table, []):
                place = f"data/{item['path'].removesuffix('.csv')}.yaml, column {column}"
                raise Problem(f"{place}: {word} names no column of a table. Write it as sources.source_id.")


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
