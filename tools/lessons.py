"""The form of a lesson, read in one place: its parts, core and further, minutes, lines of code, idioms, figures.

Run by `make minutes`: one line a lesson. Used by `make run`, which writes the minutes into the lessons, by the tests,
the website and the student pack.
"""

import ast
import html
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import nbformat

from helpers.tables import load, seen
from tools import NOTEBOOKS, ROOT

FIRST = ["You will be able to", "What the article says"]
LAST = ["Practice", "The record", "Talk about it", "Key points"]
FACTS = ["Minutes", "Needed before", "Data skill", "Tables", "Claims"]
IMPORTS = """\
import sys

sys.path.insert(0, "..")  # helpers and data stand in the folder above
from helpers import about, charts, check, ledger, load
import matplotlib.pyplot as plt
import pandas as pd

charts.style()"""
ROLES = ["chart", "open-chart", "guess", "turn", "exercise", "solution"]  # tags of code cells
MARK = re.compile(r" \((core|further)(?:, level ([123]))?, \d+ minutes?\)$", re.M)
# A workshop has no claims in the ledger and no exercises: its sections are steps with the minutes of the work itself.
OWN = "your own"  # what its opening table says of claims
STEP = re.compile(r" \((\d+) minutes alone, (\d+) in a group\)$", re.M)
ENDS = {False: {"What we see", "What this does not show"}, True: {"What to do", "When to stop"}}  # of a section

# Seconds of a reader who is new to Python and reads in a second language.
WORDS_A_MINUTE = 180
TABLE, CHART, LINE, GUESS, TURN = 40, 75, 10, 25, 120
EXERCISE = {1: 180, 2: 360, 3: 600}
FIND = 600


@dataclass
class Cell:
    """One cell with its place in the lesson."""

    kind: str
    source: str
    tags: list
    hidden: bool
    outputs: list
    part: str  # the heading of level 2 above it, without its mark
    heading: str  # the first heading in it, or the last one before it, without its mark
    core: bool
    begins: bool  # whether the heading stands in this very cell
    level: int = 0  # of an exercise

    @property
    def role(self):
        """What a code cell is for: one of ROLES, imports, ledger or analysis; of a Markdown cell: text or python."""
        if self.kind == "markdown":
            return "python" if self.begins and self.heading.startswith("Python: ") else "text"
        for role in ROLES:
            if role in self.tags:
                return role
        shown = re.match(r"ledger\.(claims|verdicts|terms|sources|scale)\(", self.source)
        return "imports" if self.source == IMPORTS else "ledger" if shown else "analysis"

    @property
    def lines(self):
        """The lines of code that are not blank."""
        return [line for line in self.source.splitlines() if line.strip()]

    @property
    def visible(self):
        """Whether a student meets this code beside the exercises."""
        return self.kind == "code" and not self.hidden and self.role not in ("exercise", "solution")


@dataclass
class Lesson:
    """A notebook, read."""

    number: str
    cells: list = field(default_factory=list)

    def roles(self, *roles):
        """Return the cells with one of these roles."""
        return [cell for cell in self.cells if cell.role in roles]

    @cached_property
    def opening(self):
        """What the first cell says: title, question, idea ("one thing to keep") and the rows of its table."""
        text = self.cells[0].source
        found = {
            "title": re.search(r"^# Lesson (?:\d\d|NN): (.+)$", text, re.M),
            "question": re.search(r"^\*\*([^*]+\?)\*\*$", text, re.M),
            "idea": re.search(r"^\*\*One thing to keep\.\*\* (.+)$", text, re.M),
        }
        rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.M)
        return {name: match[1] if match else "" for name, match in found.items()} | dict(rows[1:])

    def headings(self, level):
        """Return the headings of one level, marks left out, in order."""
        return [text for cell in self.cells if cell.kind == "markdown" for depth, text in _headings(cell.source)
                if depth == level]  # fmt: skip

    @property
    def workshop(self):
        """Whether the reader brings the claims."""
        return self.opening.get("Claims") == OWN

    @property
    def last(self):
        """The headings that end the lesson."""
        return LAST[1:] if self.workshop else LAST

    @property
    def sections(self):
        """The headings of the numbered sections."""
        return self.headings(2)[2 : -len(self.last)]

    def seconds(self, core=True, part=None, cells=None):
        """Return how long a beginner takes: for the core path or for all, for the whole, one part or some cells."""
        chosen = [cell for cell in cells or self.cells if (cell.core or not core) and part in (None, cell.part)]
        return sum(_seconds(self, cell, core) for cell in chosen)

    def minutes(self, core=True, part=None):
        """Return the same in whole minutes, at least 1. Of a workshop: those of its steps, alone or in a group."""
        if self.workshop and part is None:
            text = "\n".join(cell.source for cell in self.cells if cell.kind == "markdown")
            return sum(int(alone if core else group) for alone, group in STEP.findall(text))
        return max(1, round(self.seconds(core, part) / 60))

    @property
    def visible_lines(self):
        """The number of lines of code that a student meets beside the exercises."""
        return sum(len(cell.lines) for cell in self.cells if cell.visible)

    @property
    def analysis_share(self):
        """The share of analysis in the visible code, without the lines that are the same in every lesson."""
        analysis, other = 0, 0
        for cell in self.cells:
            if cell.visible and cell.role not in ("imports", "ledger", "guess"):
                for statement in ast.parse(cell.source).body:
                    size = sum(bool(line.split("#")[0].strip()) for line in _lines(cell.source, statement))
                    analysis, other = (analysis, other + size) if _draws(statement) else (analysis + size, other)
        return analysis / (analysis + other)

    def unexplained(self, before=frozenset()):
        """Return the idioms of visible core code that no box has shown by then: a dictionary from idiom to code.

        before: the idioms that an earlier lesson explains.
        """
        known, missing = set(before), {}
        code = "\n".join(cell.source for cell in self.cells if cell.kind == "code")
        ours = {node.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef)}
        for cell in self.cells:
            if cell.role == "python":
                known |= boxed(cell.source)
            elif cell.visible and cell.core and cell.role in ("analysis", "turn"):
                missing |= {idiom: cell.source for idiom in idioms(cell.source, ours) - known if idiom not in missing}
        return missing

    @property
    def explained(self):
        """The idioms that the boxes of the core path show: whoever skips the rest has met no others."""
        return set().union(*(boxed(cell.source) for cell in self.roles("python") if cell.core))


def read(book):
    """Return a notebook, given by its path or in memory, as a Lesson; a file is read once, until it changes."""
    return _stored(book, Path(book).stat().st_mtime_ns) if isinstance(book, (str, Path)) else _lesson(book)


@lru_cache(maxsize=32)
def _stored(path, changed):
    return _lesson(nbformat.read(path, as_version=4))


def _lesson(book):
    title = re.match(r"# Lesson (\d\d): ", book.cells[0].source) if book.cells else None
    lesson, part, heading, marks = Lesson(title[1] if title else ""), "", "", []
    for cell in book.cells:
        found = _headings(cell.source, marks=True) if cell.cell_type == "markdown" else []
        if found:
            depth, text = found[0]
            marks = [mark for mark in marks if mark[0] < depth]
            mark = MARK.search(text)
            if mark:
                marks.append((depth, mark[1], int(mark[2] or 0)))
            heading = STEP.sub("", MARK.sub("", text))
            part = heading if depth == 2 else part
        lesson.cells.append(
            Cell(
                kind=cell.cell_type,
                source=cell.source,
                tags=cell.metadata.get("tags", []),
                hidden=bool(cell.metadata.get("jupyter", {}).get("source_hidden")),
                outputs=cell.get("outputs", []),
                part=part,
                heading=heading,
                core=not any(word == "further" for _, word, _ in marks),
                begins=bool(found),
                level=marks[-1][2] if marks else 0,
            )
        )
    return lesson


def all_lessons():
    """Return every lesson of the project, in order."""
    return [read(path) for path in NOTEBOOKS]


def stamp(book):
    """Write the minutes, as computed, into the opening table and the marked headings of a notebook in memory."""
    lesson = read(book)
    first = book.cells[0]
    row = f"| Minutes | {_minutes(lesson)} |"
    first.source = re.sub(r"^\| Minutes \|.*$", row, first.source, flags=re.M)
    for place, (cell, read_cell) in enumerate(zip(book.cells, lesson.cells, strict=True)):
        if not (read_cell.begins and read_cell.kind == "markdown"):
            continue
        line = next(line for line in cell.source.splitlines() if line.startswith("#"))
        mark = MARK.search(line)
        if mark:
            group = _group(lesson.cells, place, len(line) - len(line.lstrip("#")))
            whole = max(1, round(sum(_seconds(lesson, one, core=False) for one in group) / 60))
            level = f", level {mark[2]}" if mark[2] else ""
            new = MARK.sub("", line) + f" ({mark[1]}{level}, {whole} minute{'s' * (whole > 1)})"
            cell.source = cell.source.replace(line, new, 1)


def _minutes(lesson, form="{} for the core path, {} for all"):
    form = "{} alone, {} in a group" if lesson.workshop else form
    return form.format(lesson.minutes(), lesson.minutes(core=False))


def _group(cells, place, depth):
    """Return the cells from one heading to the next of the same or a higher level."""
    end = place + 1
    while end < len(cells):
        found = _headings(cells[end].source) if cells[end].kind == "markdown" else []
        if found and found[0][0] <= depth:
            break
        end += 1
    return cells[place:end]


def _headings(text, marks=False):
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    found = [(len(signs), words) for signs, words in re.findall(r"^(#{1,6}) (.+)$", text, re.M)]
    return found if marks else [(depth, STEP.sub("", MARK.sub("", words))) for depth, words in found]


def words(text):
    """Return the number of words that a reader reads in Markdown or HTML: nothing folded, no code block, no markup."""
    text = re.sub(r"<details.*?</details>|<!--.*?-->|^```.*?^```", " ", text, flags=re.S | re.M)
    return len(re.findall(r"\w[\w'’.,:/-]*", html.unescape(re.sub(r"<[^>]+>", " ", text))))


def _seconds(lesson, cell, core):
    read_for = 60 / WORDS_A_MINUTE
    if cell.kind == "markdown":
        if cell.level:
            return EXERCISE[cell.level]
        if cell.begins and cell.heading.startswith("Find it yourself"):
            return FIND
        if cell.begins and cell.heading.startswith("Your turn"):
            return TURN
        code = "".join(re.findall(r"^```python\n(.*?)^```", cell.source, re.M | re.S))
        return words(cell.source) * read_for + LINE * len(code.splitlines())
    if cell.role in ("exercise", "solution", "turn", "imports"):
        return 0
    if cell.role == "guess":
        return GUESS * len(re.findall(r'^\s*"\d\d-\w+": ', cell.source, re.M))
    if cell.role == "ledger":
        return _ledger_words(lesson, cell, core) * read_for
    if cell.role in ("chart", "open-chart"):
        return CHART + (LINE * len(cell.lines) if cell.role == "open-chart" else 0)
    seconds = LINE * sum(bool(line.split("#")[0].strip()) for line in cell.lines)
    for output in cell.outputs:
        data = output.get("data", {})
        markup = data.get("text/html", "")
        shown = CHART if "<figure" in markup else TABLE if "<table" in markup else 0
        seconds += shown or words(output.get("text", "") + data.get("text/plain", "")) * read_for
    return seconds


def _ledger_words(lesson, cell, core):
    """Return the words of the claims or of the record that a reader reads; terms, sources and scale are looked up."""
    if cell.source.startswith("ledger.claims("):
        return _claim_words(seen("claims"), lesson.number, ("quote", "paraphrase"), core)
    if cell.source.startswith("ledger.verdicts("):
        columns = ("verdict", "what_the_record_shows", "what_would_change_it")
        return _claim_words(seen("claims"), lesson.number, columns, core)
    return 0


@lru_cache
def _claim_words(seen, number, columns, core):
    claims = load("claims")
    claims = claims[(claims["lesson"] == number) & (claims["core"].astype(bool) | (not core))]
    return sum(words(text) for column in columns for text in claims[column].fillna("").astype(str))


# --- code


def _lines(source, statement):
    return source.splitlines()[statement.lineno - 1 : statement.end_lineno]


def _draws(statement):
    """Whether a statement draws or only names things: it uses a figure, axes or charts, or it is a table of labels."""
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    if names & {"fig", "ax", "axes", "plt", "charts"}:
        return True
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Dict) and all(
        isinstance(part, ast.Constant) and isinstance(part.value, str) for part in [*value.keys, *value.values]
    )


OPERATORS = {
    ast.BitAnd: "&", ast.BitOr: "|", ast.Invert: "~", ast.Mod: "%", ast.FloorDiv: "//", ast.Pow: "**",
    ast.And: "and", ast.Or: "or", ast.Not: "not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
FORMS = {
    ast.ListComp: "[... for ...]", ast.SetComp: "{... for ...}", ast.DictComp: "{...: ... for ...}",
    ast.GeneratorExp: "(... for ...)", ast.Lambda: "lambda", ast.FunctionDef: "def", ast.For: "for", ast.If: "if",
    ast.IfExp: "... if ... else ...", ast.While: "while", ast.Slice: "[from:to]", ast.Starred: "*",
    ast.Dict: "{key: value}",
    ast.List: "[list]", ast.Set: "{set}", ast.JoinedStr: 'f"..."', ast.Import: "import", ast.ImportFrom: "import",
    ast.AugAssign: "+=",
}  # fmt: skip
OURS = {"load", "about", "check", "ledger", "charts"}  # explained in lesson 00 and in about()


def idioms(code, ours=frozenset()):
    """Return the idioms that a piece of code uses: names of methods and functions, operators, forms, formats.

    ours: names of functions that the lesson itself defines.

    >>> sorted(idioms('print(f"{votes.mean():.2f}")'))
    ['.mean', ':.2f', 'f"..."', 'print']
    """
    tree = ast.parse(code)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if not (isinstance(node.value, ast.Name) and node.value.id in OURS):
                found.add(f".{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in own | OURS | ours:
            found.add(node.func.id)
        elif isinstance(node, ast.Subscript) and any(isinstance(part, ast.Compare) for part in ast.walk(node.slice)):
            found.add("[condition]")
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            found.add("a, b = ...")
        elif isinstance(node, ast.FormattedValue) and node.format_spec:
            found.add(":" + "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant)))
        for kind, name in {**OPERATORS, **FORMS}.items():
            if isinstance(node, kind):
                found.add(name)
    return found


def boxed(text):
    """Return the idioms that a Python box shows in its code block."""
    return set().union(*(idioms(code) for code in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)))


def figures(text):
    """Return what a Markdown cell says of its figures, as pairs of figure and expression, in their order.

    The last lines of such a cell are a comment: <!-- figures, then one `figure = expression` a line, then -->.
    """
    blocks = re.findall(r"<!-- figures\n(.*?)-->", text, re.S)
    return [tuple(line.split(" = ", 1)) for block in blocks for line in block.strip().splitlines()]


def idiom_page():
    """Return the Markdown of the page with every Python box of the lessons, in their order."""
    lines = [
        "# Python in the lessons",
        "",
        "Made by `make run` from the boxes of the lessons; do not edit by hand.",
        "",
    ]
    for lesson, path in zip(all_lessons(), NOTEBOOKS, strict=True):
        boxes = [figureless(cell.source).replace("### Python: ", "### ", 1) for cell in lesson.roles("python")]
        if boxes:
            lines += [
                f"## [Lesson {lesson.number}: {lesson.opening['title']}]({path.name})",
                "",
                "\n\n".join(boxes),
                "",
            ]
    return "\n".join(lines)


def pages():
    """Return README and teacher's guide with what the lessons themselves say: a dictionary from path to text.

    README: the table of lessons. Guide: below the link to each notebook, its core path and its minutes.
    """
    readme, guide = ROOT / "README.md", ROOT / "notebooks" / "teachers-guide.md"
    texts = {path: path.read_text("utf-8") if path.exists() else "" for path in (readme, guide)}
    rows = ["| lesson | notebook | one thing to keep | minutes, core / all |", "|---|---|---|---|"]
    for lesson, path in zip(all_lessons(), NOTEBOOKS, strict=True):
        title = f"[{lesson.opening['title']}](notebooks/{path.name})"
        rows.append(f"| {lesson.number} | {title} | {lesson.opening['idea']} | {_minutes(lesson, '{} / {}')} |")
        core = _minutes(lesson, "Core path, {} of {} minutes") + f": {_core_path(lesson)}."
        line = f"Minutes: {_minutes(lesson)}." if lesson.workshop else core
        place = rf"^(Notebook: \[lesson {lesson.number}\]\([^)]*\))\n(?:\n(?:Core path, |Minutes: ).*\n)?"
        texts[guide] = re.sub(place, rf"\1\n\n{line}\n", texts[guide], flags=re.M)
    table = "\n".join(rows) + "\n"
    texts[readme] = re.sub(r"^\| lesson \| notebook \|.*\n(?:\|.*\n)+", lambda found: table, texts[readme], flags=re.M)
    return {path: text for path, text in texts.items() if text}


def _core_path(lesson):
    numbers = [text.split(".")[0] for text in lesson.sections if any(c.core for c in lesson.cells if c.part == text)]
    exercises = [cell.heading.split()[1] for cell in lesson.cells if cell.core and cell.level and cell.begins]
    return f"sections {', '.join(numbers)}; exercises {', '.join(exercises)}"


def figureless(text):
    """Return a Markdown cell without the comments that bind its figures, as a reader sees it."""
    return re.sub(r"\n*<!-- figures\n.*?-->", "", text, flags=re.S)


def main():
    """Print one line a lesson."""
    lessons, known = all_lessons(), set()
    print(f"{'lesson':<8}{'core':>5}{'all':>5}{'lines':>7}{'analysis':>10}{'charts':>8}{'turns':>7}  not explained")
    for lesson in lessons:
        missing = lesson.unexplained(known)
        known |= lesson.explained if lesson.number == "00" else set()
        charts, turns = len(lesson.roles("chart", "open-chart")), len(lesson.roles("turn"))
        print(
            f"{lesson.number:<8}{lesson.minutes():>5}{lesson.minutes(core=False):>5}{lesson.visible_lines:>7}"
            f"{lesson.analysis_share:>10.0%}{charts:>8}{turns:>7}  " + " ".join(sorted(missing))
        )


if __name__ == "__main__":
    main()
