"""A lesson on paper, as HTML: handout, class sheet, and one numbered list of sources for the series.

Read from the notebooks, their stored outputs and the tables; nothing is executed. What only a computer can do is left
out: code, boxes on Python, hints, solutions, and sentences that speak of cells. tools/paper.yaml says what stands in
place of a task that needs a computer. Printed by tools/handouts.py.
"""

import ast
import html
import re

import yaml
from markdown_it import MarkdownIt

from helpers import Problem
from helpers.ledger import wording
from helpers.show import html_table
from helpers.sources import cite, source_ids
from helpers.tables import load
from tools import ROOT
from tools.lessons import FIRST, LAST, figureless

STYLE = (ROOT / "tools" / "paper.css").read_text("utf-8")
ON_PAPER = yaml.safe_load((ROOT / "tools" / "paper.yaml").read_text("utf-8"))
ROOM = {1: 22, 2: 34, 3: 60}  # millimetres to write in, by the level of an exercise
MOST = 8  # sources named below a chart
# A sentence with one of these speaks of the screen.
SCREEN = re.compile(
    r"`[^`]*[.=(\[{\"|&][^`]*`|\b(notebook|python|folded|fold|shift\+enter|three dots|in the open|open the table|"
    r"you will change it|this page|(run|code|first|the|this|all) cells?|runs? it|you change one name|it shows a|"
    r"hint to open|put it into section|pandas|unfold|click)\b",
    re.I,
)
SENTENCE = re.compile(r"(?<=[.?!])((?:[\"”)*_]*)\s+)(?=[\"“(*_`]*[A-Z0-9])")
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def sentences(text):
    """Return Markdown without the sentences that speak of the screen, links as their words, nothing folded.

    >>> sentences("One of 15. Run the cell. See [lesson 08](08-x.ipynb).")
    'One of 15. See lesson 08.'
    """
    text = re.sub(r"<details.*?</details>|<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return "\n".join(line if line.startswith("|") else _sentences(line) for line in text.splitlines()).strip()


def _sentences(line):
    start = re.match(r"\s*(?:[-*]|\d+\.|#+)\s+|", line)[0]
    parts = SENTENCE.split(line[len(start) :])
    kept = [part + gap for part, gap in zip(parts[::2], [*parts[1::2], ""], strict=True) if not SCREEN.search(part)]
    return start + "".join(kept).rstrip() if "".join(kept).strip() else ""


def markdown(text):
    """Return Markdown as HTML, without links and without the marks of headings (core, further, minutes)."""
    text = re.sub(r"^(#+ .+?) \((?:core|further)[^)]*\)$", r"\1", text, flags=re.M)
    markup = re.sub(r"</?a\b[^>]*>", "", MARKDOWN.render(text))
    return re.sub(r"(?<=[^\s/])/(?=\w)", "/<wbr>", markup) if "://" in markup else markup  # where an address may break


def numbers(ids):
    """Return the numbers of sources in the list of the series: the place of each in data/sources.csv."""
    places = {source: place for place, source in enumerate(load("sources")["source_id"], 1)}
    return [places[source] for source in ids]


def plain_table(markup, kind=""):
    """Return a table without a style of its own, and with days that do not break."""
    markup = re.sub(r' style="[^"]*"', "", markup)
    markup = re.sub(r"\d{4}-\d\d(-\d\d)?\b", r'<span class="day">\g<0></span>', markup)
    return markup.replace("<table>", f'<table class="{kind}">') if kind else markup


def _named(ids):
    found = numbers(ids[:MOST])
    more = f" and {len(ids) - MOST} more" if len(ids) > MOST else ""
    return f"{'Source' if len(ids) == 1 else 'Sources'} {', '.join(map(str, found))}{more}"


def chart(markup, source):
    """Return a chart: one picture with finding and words as its text alternative, and the numbers of its sources.

    source: the code that draws it, which names its tables; if it does not, the sources that stand below it are named.
    """
    alt, picture = re.search(r'<img alt="([^"]*)"[^>]*src="([^"]+)"', markup).groups()
    finding = re.search(r'<figure aria-label="([^"]*)"', markup)[1]
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "tables":
            names += [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
    ids = list(dict.fromkeys(item for name in names for item in source_ids(load(name))))
    if not ids:
        known = load("sources").dropna(subset="url").drop_duplicates("url").set_index("url")["source_id"]
        shown = re.search(r"<summary>Sources of this chart.*?</details>", markup, re.S)[0]
        addresses = map(html.unescape, re.findall(r'href="([^"]+)"', shown))
        ids = [known[address] for address in addresses if address in known.index]
    below = f'<p class="sources">{_named(ids)}.</p>' if ids else ""
    return f'<div class="chart"><img alt="{finding}. {alt}" src="{picture}">{below}</div>'


def output(cell, lesson):
    """Return what a cell put out, as it stands on paper: charts, tables, and lines that say something."""
    found = ""
    for out in cell.outputs:
        markup = out.get("data", {}).get("text/html", "")
        text = out.get("text", "") or out.get("data", {}).get("text/plain", "")
        if "<figure" in markup:
            found += chart(markup, _drawing(cell, lesson))
        elif "<table" in markup:
            markup = re.sub(r"<details.*?</details>", "", markup, flags=re.S)
            found += plain_table(markup)
        elif len(re.findall(r"[A-Za-z]{2,}", text)) > 1 and not re.search(r"[\[{(]['\"]|array|dtype|\.csv", text):
            found += "".join(f'<p class="result">{html.escape(line)}</p>\n' for line in text.strip().splitlines())
    return found


def _drawing(cell, lesson):
    """Return the code that draws a chart: of the cell itself, or of the function that it calls."""
    if "charts.publish(" in cell.source:
        return cell.source
    called = set(re.findall(r"(\w+)\(", cell.source))
    drawn = [
        other.source for other in lesson.roles("chart", "open-chart", "analysis") if "charts.publish(" in other.source
    ]
    return next((code for code in drawn if called & set(re.findall(r"def (\w+)\(", code))), "")


def box(height):
    """Return an empty box to write in."""
    return f'<div class="room" style="height: {height}mm"></div>'


def guesses(claims):
    """Return the claims as a table with an empty column for the sign of a verdict; without claims, empty rows."""
    rows = [[c.claim_id, wording(c), html.escape(c.paraphrase), ""] for c in claims.itertuples()] or [[""] * 4] * 5
    markup = html_table("", ["claim", "in its words", "in other words", "my verdict"], rows)
    return plain_table(markup, "guesses")


def scale():
    """Return the six verdicts with their signs."""
    rows = load("claims_scale").itertuples()
    cells = [[f"{row.sign} {html.escape(row.label)}", html.escape(row.definition)] for row in rows]
    return plain_table(html_table("", ["verdict", "meaning"], cells), "scale")


def task(heading, words, height, level=3):
    """Return a task and room to write, kept on one page."""
    return f'<section class="task"><h{level}>{html.escape(heading)}</h{level}>{markdown(words)}{box(height)}</section>'


def on_paper(lesson, cell):
    """Return the words of a Your turn or an exercise on paper, or None if it is left out.

    An exercise stands as in the lesson unless tools/paper.yaml has other words for it, a Your turn only if they stand
    there.
    """
    listed = ON_PAPER.get(lesson.number, {})
    if cell.level:
        name = cell.heading.split()[1]
        prompt = cell.source.split("\n", 1)[1]
        return listed.get(name, None if SCREEN.search(prompt.split("<details")[0]) else sentences(prompt))
    return listed.get(cell.heading)


def core(lesson):
    """Return the core path as HTML: what stands between the guesses and the record."""
    parts = []
    for cell in lesson.cells:
        if not cell.core or cell.part in ("", *FIRST, *LAST):
            continue
        if cell.kind == "markdown":
            if cell.begins and cell.heading.startswith("Your turn"):
                words = on_paper(lesson, cell)
                parts.append(task(cell.heading, words, 12) if words else "")
            elif cell.role == "text" and not cell.level:
                parts.append(markdown(sentences(figureless(cell.source))))
        elif cell.role != "turn" or cell.heading not in ON_PAPER.get(lesson.number, {}).get("hide", []):
            parts.append(output(cell, lesson) if cell.role in ("analysis", "chart", "open-chart", "turn") else "")
    return "\n".join(parts)


def practice(lesson):
    """Return the core exercises that can be done on paper, each with its box."""
    done = ""
    for cell in lesson.cells:
        if cell.core and cell.level and cell.begins:
            words = on_paper(lesson, cell)
            done += task(cell.heading, words, ROOM[cell.level]) if words else ""
    return done


def further(lesson):
    """Return the names of the parts and exercises that are not on paper."""
    names = [cell.heading for cell in lesson.cells if cell.begins and not cell.core and cell.kind == "markdown"
             and re.search(r"\(further,", cell.source.split("\n")[0]) and cell.heading != "More guesses"]  # fmt: skip
    sections = [name for name in names if not name.startswith("Exercise")]
    exercises = [name.split()[1] for name in names if name.startswith("Exercise")]
    return f"<p>{html.escape('; '.join(sections))}; exercises {', '.join(exercises)}.</p>"


def record(lesson):
    """Return the verdicts of the core claims with their grounds, and the verdicts of the others."""
    verdict = load("claims_scale").set_index("verdict")
    seen = lambda claim: f"{verdict.loc[claim.verdict].sign} {verdict.loc[claim.verdict].label}"  # noqa: E731
    claims, tables = load("claims").query("lesson == @lesson.number"), ""
    for chosen, whole in ((claims[claims["core"]], True), (claims[~claims["core"]], False)):
        rows = []
        for claim in chosen.itertuples():
            row = [claim.claim_id, html.escape(claim.paraphrase), html.escape(seen(claim))]
            cited = f" ({_named(claim.source_ids.split(';'))})" if whole else ""
            rows.append(
                row
                + [html.escape(claim.what_the_record_shows) + cited, html.escape(claim.what_would_change_it)] * whole
            )
        columns = ["claim", "in other words", "verdict"] + ["what the record shows", "what would change it"] * whole
        if rows:
            tables += "" if whole else "<h3>The other claims of this lesson</h3>"
            tables += plain_table(html_table("", columns, rows))
    return tables


def part(lesson, name, roles=("text",)):
    """Return the text cells of a part of the lesson as Markdown, without its own heading and what the screen needs."""
    chosen = [cell.source for cell in lesson.cells if cell.part == name and cell.core and cell.role in roles]
    text = sentences(figureless("\n\n".join(chosen)))
    return re.sub(rf"^## {re.escape(name)}.*$", "", text, flags=re.M)


def terms(lesson):
    """Return the terms of the lesson and what they mean."""
    rows = load("glossary")
    rows = rows[rows["lesson"].str.split(";").map(lambda numbers: lesson.number in numbers)]
    return (
        "<dl>"
        + "".join(f"<dt>{html.escape(r.term)}</dt><dd>{html.escape(r.definition)}</dd>\n" for r in rows.itertuples())
        + "</dl>"
    )


def page(title, body, size="A4"):
    """Return a whole HTML page."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>\n'
        f"<style>{STYLE}\n@page {{ size: {size}; }}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def handout(lesson):
    """Return a lesson on paper as the inside of a page."""
    opening = lesson.opening
    able = next(cell.source for cell in lesson.cells if cell.heading == FIRST[0])
    outcomes = "\n".join(line for line in able.splitlines() if line.startswith("- ") and "(further)" not in line)
    middle = _workshop(lesson) if lesson.workshop else _lesson(lesson)
    return f"""<h1>Lesson {lesson.number}: {html.escape(opening["title"])}</h1>
<p class="question">{html.escape(opening["question"])}</p>
<p><b>One thing to keep.</b> {html.escape(opening["idea"])}</p>
<p>You will be able to:</p>
{markdown(outcomes)}
<h2>What the article says</h2>
{markdown(part(lesson, "What the article says").split("### Your")[0])}
{middle}
<h2>Talk about it</h2>
{markdown(part(lesson, "Talk about it"))}
<h2>Key points</h2>
{markdown(part(lesson, "Key points").split("### ")[0])}"""


def _lesson(lesson):
    claims = load("claims").query("lesson == @lesson.number")
    best = part(lesson, "The record").replace("### The best case for the article", "")
    return f"""<h3>Your guess first</h3>
<p>Write the sign of a verdict beside each claim before you read on. Nobody changes a first guess later.</p>
{guesses(claims[claims["core"]])}
{scale()}
{core(lesson)}
<h2>Practice</h2>
{practice(lesson)}
<h2>Left out on paper</h2>
{further(lesson)}
<h2>Terms</h2>
{terms(lesson)}
<h2 class="record">The record</h2>
<h3>The best case for the article</h3>
{markdown(best)}
<h3>The verdicts</h3>
{record(lesson)}
<p class="sources">Numbers of sources are those of the list of sources of the series.</p>"""


def _workshop(lesson):
    """Return the steps, a form for a ledger of one's own, and the page that says where to look."""
    columns = ["paragraph", "quote, and the claim in my words", "guess", "two sources", "what the record shows"]
    form = plain_table(html_table("", [*columns, "verdict", "second reader"], [[""] * 7] * 8), "form")
    where = (ROOT / "notebooks" / "where-to-look.md").read_text("utf-8")
    where = re.sub(r"^#", "##", sentences(where), flags=re.M)
    return f"""{core(lesson)}
{scale()}
<h2 class="record">My ledger</h2>
{form}
<div class="record">{markdown(where)}</div>"""


def guide(number, heading):
    """Return one part of a lesson in the teacher's guide as Markdown."""
    text = (ROOT / "notebooks" / "teachers-guide.md").read_text("utf-8")
    lesson = re.search(rf"^### Lesson {number}: .*?(?=^##? |^### |\Z)", text, re.M | re.S)
    found = lesson and re.search(rf"^#### {heading}\n(.*?)(?=^#+ |\Z)", lesson[0], re.M | re.S)
    if not found:
        raise Problem(f"The teacher's guide has no part {heading!r} for lesson {number}.")
    return found[1].strip()


def sheet(lesson):
    """Return a lesson on one page, with the role cards on its back."""
    opening, claims = lesson.opening, load("claims").query("lesson == @lesson.number and core")
    questions = re.findall(r"^\d\. (.+)$", guide(lesson.number, "Five questions before and after"), re.M)
    asked = [[f"{place}. {html.escape(question, quote=False)}", "", ""] for place, question in enumerate(questions, 1)]
    cards, rest = [], []
    for line in guide(lesson.number, "Role-play cards").splitlines():
        (cards if line.startswith("- ") else rest).append(line.removeprefix("- "))
    cut = "".join(f'<div class="card">{markdown(card)}</div>' for card in cards)
    return f"""<div class="sheet"><h1>Lesson {lesson.number}: {html.escape(opening["title"])}</h1>
<p class="question">{html.escape(opening["question"])}</p>
<h2>What the article says, and your guess</h2>
<p>Write a sign beside each claim before the lesson, and do not change it.</p>
{guesses(claims)}
{scale()}
<h2>Five questions, before and after</h2>
{plain_table(html_table("", ["question", "before", "after"], asked), "questions")}
<h2>One thing to keep (cover it until the end)</h2>
<p class="idea">{html.escape(opening["idea"])}</p></div>
<h2 class="back">Role-play cards, lesson {lesson.number}</h2>
<div class="cards">{cut}</div>
{markdown(chr(10).join(rest))}"""


def sources():
    """Return the sources of the series with their numbers."""
    table = load("sources").fillna("")
    lines = [re.sub(r"</?a\b[^>]*>", "", text) for text in cite(list(table["source_id"]))]
    items = "".join(
        f"<li>{line}. <span>{html.escape(url)}</span></li>\n" for line, url in zip(lines, table["url"], strict=True)
    )
    return (
        f'<h1>Sources of Seven Priorities</h1>\n<p>The handouts name these numbers.</p>\n<ol class="list">{items}</ol>'
    )
