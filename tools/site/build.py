"""Build the website from the notebooks and the data, executing nothing: build/site/.

Run by `make site`. Writes the sources of the pages to build/site-source/, then calls Sphinx with warnings as errors.
"""

import html
import json
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import nbformat

from helpers import about
from helpers.ledger import wording
from helpers.show import cell_text, html_table, link
from helpers.sources import cite, source_ids
from helpers.tables import DATA, load, package
from tools import NOTEBOOKS, ROOT
from tools.claimreview import review

HERE = Path(__file__).resolve().parent
SOURCE, SITE = ROOT / "build" / "site-source", ROOT / "build" / "site"


def slug(text):
    """Return the anchor of a term."""
    return "term-" + re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def write(name, text):
    """Write one page source."""
    path = SOURCE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


def raw(markup):
    """Return HTML as a block that MyST passes through unchanged."""
    return f"\n```{{raw}} html\n{markup}\n```\n"


def facts(book):
    """Return what the opening cell of a lesson says: title, question, minutes, data skill."""
    text = book.cells[0].source
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.M))
    title, question = re.search(r"# Lesson \d\d: (.+)", text)[1], re.search(r"\*\*(.+)\*\*", text)[1]
    return {"title": title, "question": question, "minutes": rows["Minutes"], "skill": rows["Data skill"]}


def lesson(path):
    """Copy a notebook: solutions folded, terms linked to the glossary, its first picture kept for the landing page."""
    book = nbformat.read(path, as_version=4)
    pictures = []
    for cell in book.cells:
        if "solution" in cell.metadata.get("tags", []):
            cell.metadata["tags"] += ["hide-input"]
            cell.metadata["mystnb"] = {"code_prompt_show": "Show the solution", "code_prompt_hide": "Hide the solution"}
        for output in cell.get("outputs", []):
            markup = output.get("data", {}).get("text/html", "")
            found = re.search(r'<img alt="([^"]*)"[^>]*base64,([^"]+)"', markup)
            if found:
                pictures.append((found[1], found[2]))
            if "ledger.terms(" in cell.source:
                linked = lambda m: f'<th{m[1]}><a href="../glossary.html#{slug(html.unescape(m[2]))}">{m[2]}</a></th>'  # noqa: E731
                output.data["text/html"] = re.sub(r'<th( scope="row"[^>]*)>(.*?)</th>', linked, markup)
    words, code = pictures[0]
    picture = SOURCE / "_static" / f"{path.stem}.png"
    picture.write_bytes(b64decode(code))
    nbformat.write(book, SOURCE / "notebooks" / path.name)
    return facts(book) | {"words": words, "picture": picture.name}


def landing(lessons):
    """Write the first page: what this is, and a card for each lesson."""
    cards = ""
    for path, card in lessons.items():
        cards += f"""
::::{{grid-item-card}} {path.name[:2]} {card["title"]}
:link: notebooks/{path.stem}
:link-type: doc
:img-top: _static/{card["picture"]}
:img-alt: {card["words"]}

{card["question"]}

Minutes: {card["minutes"]}. Data skill: {card["skill"]}.
::::
"""
    first = "\n".join(f"notebooks/{path.stem}" for path in lessons)
    write(
        "index.md",
        f"""# Seven Priorities

A newspaper article praises Kazakhstan's two years on the United Nations Security Council (2017-2018). Nine lessons
check it against the record, with real tables and charts, and a verdict with sources for every claim.

:::::{{grid}} 1 2 2 3
:gutter: 3
{cards}
:::::

## For teachers

One lesson fits one class hour. The [teacher's guide](teachers-guide.md) has a plan for each, expected mistakes and
what to say, role-play cards, five-question checks, and course plans.

## How we check

Each claim of the article stands in the [ledger](ledger.md) with a verdict, its sources, and what would overturn it.
Each [table](tables/index.md) names its sources, licence and known gaps. Every stored output of the lessons is compared
with a fresh run, and every number in the text with an output. Terms are in the [glossary](glossary.md), sources in one
[list](sources.md).

```{{toctree}}
:hidden:
:caption: Lessons

{first}
```

```{{toctree}}
:hidden:
:caption: Reference

ledger
tables/index
glossary
sources
teachers-guide
```
""",
    )


def ledger_page():
    """Write the ledger: every claim with an anchor, a filter by lesson and verdict, and the ClaimReview items."""
    scale, sources = load("claims_scale").set_index("verdict"), load("sources").fillna("").set_index("source_id")
    claims = load("claims").fillna({"quote": ""})
    options = "".join(f'<option value="{n}">lesson {n}</option>' for n in sorted(set(claims["lesson"])))
    choices = "".join(
        f'<option value="{v}">{row.sign} {html.escape(row.label)}</option>' for v, row in scale.iterrows()
    )
    rows = ""
    for claim in claims.itertuples():
        verdict = scale.loc[claim.verdict]
        cited = "; ".join(cite(claim.source_ids.split(";"), licences=False))
        rows += (
            f'<tr id="{claim.claim_id}" data-lesson="{claim.lesson}" data-verdict="{claim.verdict}">'
            f'<th scope="row"><a href="#{claim.claim_id}">{claim.claim_id}</a></th>'
            f"<td>{wording(claim)}<br>{html.escape(claim.paraphrase)}</td>"
            f"<td>{verdict.sign} {html.escape(verdict.label)}</td>"
            f"<td>{link(claim.what_the_record_shows)}<br><b>Would change it:</b> {link(claim.what_would_change_it)}"
            f"<details><summary>Sources</summary>{cited}</details></td></tr>\n"
        )
    items = json.dumps([review(claim, scale, sources) for claim in claims.itertuples()], ensure_ascii=False)
    items = items.replace("</", "<\\/")
    write(
        "ledger.md",
        "# The claims ledger\n\nEvery claim that the lessons check. Choose a lesson or a verdict to see fewer.\n"
        + raw(f"""<form class="ledger-filter" onsubmit="return false">
<label>Lesson <select id="filter-lesson"><option value="">all</option>{options}</select></label>
<label>Verdict <select id="filter-verdict"><option value="">all</option>{choices}</select></label>
<output id="filter-count" aria-live="polite">{len(claims)} claims</output></form>
<div class="wide" tabindex="0" role="region" aria-label="Claims"><table id="ledger">
<caption>Claims, verdicts and sources</caption>
<thead><tr><th scope="col">claim</th><th scope="col">the article says</th><th scope="col">verdict</th>
<th scope="col">what the record shows</th></tr></thead>
<tbody>
{rows}</tbody></table></div>
<script type="application/ld+json">{items}</script>"""),
    )


def table_pages():
    """Write a page for each table, with its first rows and the CSV file, and an index of them."""
    index = ["# The tables", "", "Each table with its columns, sources, licence and known gaps.", ""]
    for item in package()["resources"]:
        name, rows = item["name"], load(item["name"]).head(5)
        shutil.copy(DATA / item["path"], SOURCE / "_static" / f"{name}.csv")
        cells = [[html.escape(cell_text(value), quote=False) for value in row] for row in rows.itertuples(index=False)]
        first = html_table("First rows", list(rows.columns), cells)
        first = f'<div class="wide" tabindex="0" role="region" aria-label="First rows of {name}">{first}</div>'
        columns = (
            f'<div class="wide" tabindex="0" role="region" aria-label="Columns of {name}">{about(name).html}</div>'
        )
        download = f'<p><a href="../_static/{name}.csv" download>Download {name}.csv</a> ({item["bytes"]:,} bytes)</p>'
        write(f"tables/{name}.md", f"---\norphan: true\n---\n\n# {item['title']}\n{raw(columns + download + first)}")
        index.append(f"- [{item['title']}]({name}.md): {item['description']}; {item['rows']:,} rows")
    write("tables/index.md", "\n".join(index) + "\n")


def lists():
    """Write the glossary and the list of sources."""
    terms = "".join(
        f'<dt id="{slug(row.term)}">{html.escape(row.term)}</dt><dd>{html.escape(row.definition)} '
        f"<small>Lessons {row.lesson.replace(';', ', ')}.</small></dd>\n"
        for row in load("glossary").sort_values("term", key=lambda column: column.str.lower()).itertuples()
    )
    write("glossary.md", f"# Glossary\n{raw(f'<dl>{terms}</dl>')}")
    ids = list(load("sources")["source_id"])
    used = {}
    for item in package()["resources"]:
        for source in source_ids(load(item["name"])):
            used.setdefault(source, []).append(item["name"])
    cited = "".join(
        f'<li id="source-{source}">{text}. <small>Used in: {", ".join(used[source])}.</small></li>\n'
        for source, text in zip(ids, cite(ids), strict=True)
    )
    write("sources.md", f"# Sources\n\n{len(ids)} sources, in the order of their ids.\n{raw(f'<ul>{cited}</ul>')}")


def main():
    """Write the sources and build the site."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.rmtree(SITE, ignore_errors=True)
    (SOURCE / "notebooks").mkdir(parents=True)
    shutil.copytree(HERE / "_static", SOURCE / "_static")
    shutil.copy(HERE / "conf.py", SOURCE)
    guide = (ROOT / "notebooks" / "teachers-guide.md").read_text("utf-8")
    write("teachers-guide.md", re.sub(r"\]\((0\d-[^)]+\.ipynb)", r"](notebooks/\1", guide))
    landing({path: lesson(path) for path in NOTEBOOKS})
    ledger_page()
    table_pages()
    lists()
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-d",
        ROOT / "build" / "doctrees",
    ]
    done = subprocess.run([*map(str, command), str(SOURCE), str(SITE)])
    if done.returncode == 0:
        print(f"The site is in {SITE.relative_to(ROOT)}/index.html.")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
