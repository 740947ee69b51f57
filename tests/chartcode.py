"""The code of a chart cell: figures that are typed instead of computed, files that it reads, tables that it names.

Each rule takes code and yields one sentence for each fault.
"""

import ast
import inspect
import re
from functools import lru_cache

from helpers import ledger

TEXTS = ("finding", "measure", "words")
NUMBER = r"\d{4}-\d\d(?:-\d\d)?(?!\d)|\d+(?:[.,]\d+)*"
SPELLED = r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)\b"
# Numbers that are names, not figures; each is written out, so that another number there is a typed figure.
NAMES = {
    r"2017-2018|2017 and 2018|\bend of 2018": "the two years of the term",
    r"(?:for|per|a) 1,000 words": "a unit",
    r"\bM49\b": "a standard",
    r"Council of 15\b|\b15 seats\b": "the Council by its Charter",
    r"\bfive permanent members\b|\bten elected members\b": "the two kinds of members, by the Charter",
    r"\btwo (?:panels|scales|dots|falling stairs)\b|\bthe two lines\b": "what the code itself draws",
    r"\b(?:means? of|mean of) three months(?: after against three before)?\b": "the rule of lesson 03",
    r"\b25 or more deaths in battle\b": "what UCDP calls a conflict",
}
UNITS = (0, 1, 2, 100, 1000, 1_000_000)  # numbers by which a text may turn a computed one: shares, thousands


def typed(source):
    """Figures in finding, measure and words of a chart that are not computed from its tables."""
    tree = ast.parse(source)
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                bound.setdefault(ast.unparse(target), []).append(node.value)
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    years = {part for text in texts if re.fullmatch(r"[a-z]\w*_[\w-]+", text) for part in text.split("_")}  # of tables
    for name, text in said(tree):
        pieces, keys = list(parts(text, bound, set())), {str(key) for key in constants(text, bound)}
        for piece in pieces:
            if isinstance(piece, (int, float)):
                yield f"{name}: the number {piece} is typed"
                continue
            rest = re.sub("|".join(NAMES), " ", piece, flags=re.I)
            for figure in re.findall(NUMBER, rest):
                day = re.fullmatch(r"(1[89]|20)\d\d(-\d\d){0,2}", figure)
                if not (day and figure in keys | years):
                    yield f"{name}: {figure} is typed in {piece.strip()!r}"
            for word in re.findall(SPELLED, rest, re.I):
                yield f"{name}: {word!r} is typed in {piece.strip()!r}"


def said(tree):
    """Yield name and expression of finding, measure and words, wherever a cell makes them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in TEXTS:
            yield node.arg, node.value
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in TEXTS:
                    yield key.value, value
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                name = getattr(target, "id", getattr(getattr(target, "slice", None), "value", None))
                if name in TEXTS:
                    yield name, node.value


def parts(node, bound, seen, printed=False):
    """Yield the pieces of text, and the bare numbers, of which an expression makes a text. printed: inside {...}."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) or (printed and isinstance(node.value, (int, float)) and node.value):
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from parts(getattr(part, "value", part) if isinstance(part, ast.FormattedValue) else part, bound,
                             seen, isinstance(part, ast.FormattedValue))  # fmt: skip
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            number = isinstance(side, ast.Constant) and side.value in UNITS
            yield from () if number else parts(side, bound, seen, printed)
    elif isinstance(node, ast.IfExp):
        yield from (piece for side in (node.body, node.orelse) for piece in parts(side, bound, seen, printed))
    elif isinstance(node, ast.BoolOp):
        yield from (piece for side in node.values for piece in parts(side, bound, seen, printed))
    elif isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        yield from parts(node.elt, bound, seen, printed)
    elif isinstance(node, (ast.List, ast.Tuple)):
        yield from (piece for side in node.elts for piece in parts(side, bound, seen, printed))
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("join", "format"):
        yield from (piece for side in (node.func.value, *node.args) for piece in parts(side, bound, seen, printed))
    elif isinstance(node, ast.Name) and node.id not in seen:
        for value in bound.get(node.id, []):
            yield from parts(value, bound, seen | {node.id}, True)


def constants(tree, bound):
    """Yield the constants by which an expression, or a name in it, looks something up, compares or calls: its keys."""
    todo, seen = [tree], set()
    while todo:
        for node in ast.walk(todo.pop()):
            if isinstance(node, ast.Name) and node.id not in seen:
                seen.add(node.id)
                todo += bound.get(node.id, [])
            where = [node.slice] if isinstance(node, ast.Subscript) else getattr(node, "args", [])
            where = [node.left, *node.comparators] if isinstance(node, ast.Compare) else where
            for part in where if isinstance(where, list) else ():
                yield from (one.value for one in ast.walk(part) if isinstance(one, ast.Constant))


def reads(source):
    """Places where a chart cell reads a table or a file: its tables are made in visible cells above."""
    for node in ast.walk(ast.parse(source)):
        name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if name in ("load", "open", "Path", "ledger.read") or re.search(r"\.(read_\w+|open|load\w*)$", name):
            yield f"{name}() is called"


LOOKED_UP = {"countries", "claims_scale"}  # names of states and of verdicts, the same in all lessons: no source


def unnamed(lesson, place, tables):
    """Tables that a chart names and is not made of, and tables that it is made of and does not name."""
    made_of, tables = sources(lesson)[place], {tables} if isinstance(tables, str) else set(tables)
    loads = re.findall(r'load\("([\w-]+)"\)', "\n".join(cell.source for cell in lesson.cells))
    for table in sorted(tables - made_of - (set() if made_of else set(loads))):  # what is counted by rules has none
        yield f"it names the table {table}, and what it draws does not come from it"
    for table in sorted(made_of - tables - LOOKED_UP):
        yield f"it draws what comes from the table {table}, and does not name it"


@lru_cache(maxsize=64)
def helped(name):
    """Return the tables that a function of ledger opens by itself."""
    function = getattr(ledger, name, None)
    return loaded(ast.parse(inspect.getsource(function))) if inspect.isfunction(function) else set()


def loaded(tree):
    """Return the tables that code loads by their names."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "load"]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def sources(lesson):
    """Return, for the place of each chart cell of a lesson, the tables from which what it is given was made.

    A name comes from the tables that its cell loads for it, and from those of the names that stand in its expression.
    """
    known, found = {}, {}

    def come(node):
        names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
        calls = [ast.unparse(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)]
        of_ledger = [call.removeprefix("ledger.") for call in calls if call.startswith("ledger.")]
        return loaded(node).union(*(known.get(name, set()) for name in names), *map(helped, of_ledger))

    def bind(target, tables, whole=True):
        if isinstance(target, ast.Name):
            known[target.id] = tables if whole else known.get(target.id, set()) | tables
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                bind(part, tables)
        elif hasattr(target, "value"):
            bind(target.value, tables, whole=False)

    def follow(statements):
        for part in statements:
            if isinstance(part, (ast.Assign, ast.AugAssign)):
                for target in part.targets if isinstance(part, ast.Assign) else [part.target]:
                    bind(target, come(part.value), whole=isinstance(part, ast.Assign))
            elif isinstance(part, ast.FunctionDef):
                known[part.name] = come(part)
            elif isinstance(part, ast.For):
                bind(part.target, come(part.iter))
                follow(part.body)
            elif isinstance(part, (ast.If, ast.With)):
                follow(part.body)

    for place, cell in enumerate(lesson.cells):
        if cell.kind == "code" and cell.role not in ("exercise", "solution"):
            tree = ast.parse(cell.source)
            if cell.role == "chart":
                given = [*tree.body[-1].value.args, *(part.value for part in tree.body[-1].value.keywords)]
                found[place] = set().union(*map(come, [*given, *tree.body[0].args.defaults]))
            elif cell.role == "open-chart":
                found[place] = come(tree)
            follow(tree.body)
    return found
