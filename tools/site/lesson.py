"""A lesson as a page: code and outputs as stored, drawing and solutions folded, core and further marked."""

import html
import json
import re
import struct
from base64 import b64decode

from helpers.show import plain
from helpers.tables import load
from tools import lessons
from tools.site import conf
from tools.site.page import Markdown, code, slug, wide

BEST = r"(?:### The best case for the article|\*\*The best case for the article\.\*\*)\s+(.+?)(?:\n\n|\Z)"
PICTURE = re.compile(r'<img alt="([^"]*)" width="(\d+)" src="data:image/png;base64,([^"]+)">')


def heading(words):
    """Return the words of a heading, and its mark (core or further, level, minutes) as a label beside them.

    >>> heading("1. Who sat? (core, 9 minutes)")
    ('1. Who sat?', '<span class="mark core">core, 9 minutes</span>')
    """
    mark = lessons.MARK.search(words)
    label = f'<span class="mark {mark[1]}">{mark[0].strip(" ()")}</span>' if mark else ""
    return lessons.MARK.sub("", words), label


def tidy(markup):
    """Return the HTML of an output without the looks that a notebook needs and a page has in its style sheet."""
    markup = re.sub(r"<style.*?</style>", "", markup, flags=re.S)
    markup = re.sub(r'(<(?:table|caption|tr|th|td)\b[^>]*?) style="[^"]*"', r"\1", markup)
    markup = re.sub(r"<table[^>]*>", "<table>", markup)
    return re.sub(r"<th(?: scope=\"\w+\")?></th>", "<td></td>", markup)  # a corner of a table heads nothing


def tables(markup):
    """Return HTML with each table in a box that scrolls."""
    return re.sub(r"<table>.*?</table>", lambda found: wide(found[0]), markup, flags=re.S)


class Page:
    """One lesson on its way to HTML."""

    def __init__(self, path, pictures):
        self.path, self.pictures, self.drawn = path, pictures, 0
        self.lesson, self.markdown = lessons.read(path), Markdown()

    def html(self):
        """Return the whole lesson; its pictures are written beside it."""
        parts = []
        for cell in self.lesson.cells:
            parts.append(self.text(cell) if cell.kind == "markdown" else self.code(cell))
            if len(parts) == 1:
                parts.append(self.way_in())
        return "\n".join(parts)

    def way_in(self):
        """Return the line below the title: how to run the lesson."""
        run = "to run its code, to keep your guesses and to have your answers checked, "
        run += '<a href="../index.html#run">start it in Jupyter</a>'
        if conf.REPOSITORY:
            place = conf.REPOSITORY.removeprefix("https://github.com/")
            address = f"https://mybinder.org/v2/gh/{place}/main?labpath=notebooks/{self.path.name}"
            run += f', or <a href="{html.escape(address)}">on Binder</a>'
        return f'<p class="note">Read the lesson here; {run}.</p>'

    def text(self, cell):
        """Return a Markdown cell; links to notebooks lead to their pages."""
        markup = self.markdown.html(pages(lessons.figureless(cell.source)), heading)
        kind = "python" if cell.role == "python" else "further" if not cell.core else ""
        return f'<section class="box {kind}">{markup}</section>' if kind == "python" else markup

    def code(self, cell):
        """Return a code cell with its outputs."""
        shown = f'<div class="cell_input"><pre class="wide"><code>{code(cell.source)}</code></pre></div>'
        outputs = "\n".join(self.output(output, cell) for output in cell.outputs)
        outputs = f'<div class="cell_output">{outputs}</div>' if outputs else ""
        role = cell.role
        if role == "ledger":
            shown = ""
        elif role in ("exercise", "guess"):
            outputs = ""  # nothing was answered, and nothing can be answered here
        elif role == "chart":
            shown = fold("Show how this chart is drawn", shown)
        elif role == "solution":
            shown, outputs = fold("Show the solution", shown + answer(cell.heading.split()[1]) + outputs), ""
        elif role == "turn" and outputs:
            outputs = fold("Show what comes out", outputs)
        return f'<div class="cell tag_{role}">{shown}{outputs}</div>'

    def output(self, output, cell):
        """Return one output."""
        data = output.get("data", {})
        if "text/html" not in data:
            text = html.escape(output.get("text", "") or data.get("text/plain", ""), quote=False)
            return f'<pre class="wide">{text}</pre>' if text.strip() else ""
        markup = tables(PICTURE.sub(self.picture, tidy(data["text/html"])))
        if cell.source.startswith("ledger.terms("):
            place = lambda found: f'<a href="../glossary.html#term-{slug(found[2])}">{found[2]}</a>'  # noqa: E731
            markup = re.sub(r'(<th scope="row">)(.*?)(?=</th>)', lambda found: found[1] + place(found), markup)
        return markup

    def picture(self, found):
        """Write a picture beside the page, and return what shows it: at full size on request, and never too small."""
        self.drawn += 1
        name, data = f"{self.path.stem}-{self.drawn}.png", b64decode(found[3])
        (self.pictures / name).write_bytes(data)
        width, height = struct.unpack(">II", data[16:24])
        height = round(height * int(found[2]) / width)
        source = f"../_static/charts/{name}"
        return (
            wide(f'<img alt="{found[1]}" width="{found[2]}" height="{height}" src="{source}">')
            + f'<a class="whole" href="{source}">Open this chart alone</a>'
        )


def answer(exercise):
    """Return the right answer of an exercise as a line of HTML; a solution itself puts out nothing."""
    row = load("exercises").set_index("exercise_id").loc[exercise]
    first = lambda one: str(one[0] if isinstance(one, list) else one)  # noqa: E731
    right = json.loads(row["answer"])
    if row["answer_kind"] == "limits":
        said = [f"{part}: {low:g} to {high:g}" for part, (low, high) in right.items()]
    elif row["answer_kind"] == "table":
        said = [", ".join(map(str, line.values())) for line in right]
    elif row["answer_kind"] == "parts":
        said = [f"{part}: {first(one)}" for part, one in right.items()]
    else:
        said = map(first, right) if row["answer_kind"] == "set" else [first(right)]
    return f"<p>Answer: {html.escape('; '.join(said))}</p>"


def fold(summary, markup):
    """Return HTML that opens on request."""
    return f"<details><summary>{summary}</summary>{markup}</details>"


def pages(text, there=""):
    """Return Markdown whose links to notebooks and their texts lead to pages; there: the folder of lessons, from here.

    >>> pages("[a](05-x.ipynb) [b](where-to-look.md)"), pages("[b](where-to-look.md)", "notebooks/")
    ('[a](05-x.html) [b](../where-to-look.html)', '[b](where-to-look.html)')
    """
    text = re.sub(r"\]\((?:notebooks/)?(\d\d-[\w-]+)\.ipynb", rf"]({there}\1.html", text)
    return re.sub(r"\]\(([\w-]+)\.md", rf"]({'' if there else '../'}\1.html", text)


def best_case(lesson):
    """Return the best case for the article of a lesson, as HTML, or an empty text."""
    for cell in lesson.cells:
        if cell.kind == "markdown" and cell.part == "The record" and "best case for the article" in cell.source.lower():
            text = lessons.figureless(cell.source)
            found = re.search(BEST, text, re.S)
            return Markdown().html(pages(found[1], "notebooks/")) if found else ""
    return ""


def describe(lesson):
    """Return a lesson in one or two sentences, for search engines."""
    opening = lesson.opening
    return plain(f"{opening['question']} {opening['idea']}".strip() or opening["title"])
