"""Build the website from the notebooks and the data, executing nothing: build/site/.

Run by `make site`; `make site LEDGER=my-article.csv` shows one more ledger beside that of the project. A link that
leads nowhere stops the build.
"""

import html
import json
import re
import shutil
import sys
from pathlib import Path

from helpers import Problem, about, ledger
from helpers.ledger import wording
from helpers.show import anchor, cell_text, html_table, link
from helpers.sources import cite, source_ids
from helpers.tables import DATA, load, package
from tools import NOTEBOOKS, ROOT, claimreview
from tools.lessons import idiom_page
from tools.site import cards, conf, game
from tools.site import lesson as lesson_page
from tools.site.lesson import describe, tidy
from tools.site.page import HERE, Markdown, Site, plain, slug, template, wide

SITE = ROOT / "build" / "site"


def markdown_page(site, name, text, title=None, description=""):
    """Write a page from Markdown."""
    markdown = Markdown()
    body = markdown.html(text)
    title = title or plain(markdown.headings[0][2])
    site.write(name, body, title=title, description=description, headings=markdown.headings)


def lesson_pages(site, made):
    """Write the page of each lesson."""
    titles = [(f"notebooks/{page.path.stem}.html", page.lesson.opening["title"]) for page in made]
    for place, page in enumerate(made):
        body = page.html()
        around = (titles[place - 1] if place else None, titles[place + 1] if place + 1 < len(made) else None)
        name, title = titles[place]
        title = f"Lesson {page.lesson.number}: {title}"
        headings = page.markdown.headings
        site.write(name, body, title=title, description=describe(page.lesson), headings=headings, around=around)


def landing(site, lessons):
    """Write the first page: what this is, the game, the lessons."""
    shown = []
    for name, lesson in lessons:
        picture, finding = cards.card(lesson.number)
        shown.append({"name": name, "lesson": lesson, "picture": picture, "finding": finding})
    first = game.quote(next(game.chosen().itertuples()))
    body = template("landing.html", conf=conf, cards=shown, first=first, count=len(load("claims")))
    about_it = "A newspaper article on Kazakhstan's two years on the UN Security Council, checked against the record: "
    about_it += "ten claims to check yourself, and lessons with real tables and charts."
    site.write("index.html", body, title=f"{conf.NAME}: check an article against the record", description=about_it)


def game_page(site, lessons):
    """Write the page of the ten claims."""
    body = template("game.html", **game.content(lessons))
    about_it = "Ten claims of a newspaper article: choose a verdict for each, then read the record. Five minutes."
    site.write("check-it-yourself.html", body, title="Check it yourself", description=about_it, scripts=["game.js"])


def ledger_table(rows, columns):
    """Return the table of a ledger."""
    heads = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return wide(
        f'<table id="ledger"><caption>Claims, verdicts and sources</caption>\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody></table>"
    )


def json_ld(items):
    """Return ClaimReview items for the head of a page."""
    text = json.dumps(items, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def ledger_page(site):
    """Write the ledger: every claim with an anchor, a filter by lesson and verdict, and the ClaimReview items."""
    scale, claims = load("claims_scale").set_index("verdict"), load("claims").fillna({"quote": ""})
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
    body = f"""<h1 id="the-claims-ledger">The claims ledger</h1>
<p>Every claim that the lessons check. A verdict can be argued: <a href="corrections.html">propose another</a>.</p>
<form class="ledger-filter script">
<label>Lesson <select id="filter-lesson"><option value="">all</option>{options}</select></label>
<label>Verdict <select id="filter-verdict"><option value="">all</option>{choices}</select></label>
<output id="filter-count" aria-live="polite">{len(claims)} claims</output></form>
""" + ledger_table(rows, ["claim", "the article says", "verdict", "what the record shows"])
    about_it = f"{len(claims)} claims of the article, each with a verdict, its sources, and what would overturn it."
    head = json_ld(claimreview.reviews())
    site.write("ledger.html", body, title="The claims ledger", description=about_it, head=head)


def own_ledger_page(site, path):
    """Write one more ledger, of another article: a file as notebooks/my-article.csv."""
    own, scale, rows = claimreview.filled(ledger.read(path)), load("claims_scale").set_index("verdict"), ""
    label = lambda verdict: f"{scale.loc[verdict].sign} {html.escape(scale.loc[verdict].label)}"  # noqa: E731
    for claim in own.itertuples():
        verdict = label(claim.verdict) if claim.verdict else "not judged yet"
        verdict += f"<br>confidence {html.escape(claim.confidence)}" if claim.confidence else ""
        verdict += f"<br>second reader: {label(claim.second_verdict)}" if claim.second_verdict else ""
        words = f"{wording(claim)}<br>" if claim.quote else ""
        if claim.claim_kind == "added":
            words = "not in the article, added by the checkers<br>"
        record = [link(claim.what_the_record_shows)] if claim.what_the_record_shows else []
        if claim.what_would_change_it:
            record.append(f"<b>Would change it:</b> {link(claim.what_would_change_it)}")
        for name, text in (("Source", claim.source), ("Second source", claim.second_source)):
            if text:
                found = re.search(r"https?://\S+", text)
                record.append(f"<b>{name}:</b> {anchor(found[0], html.escape(text)) if found else html.escape(text)}")
        name = html.escape(claimreview.place(claim.claim_id))
        rows += (
            f'<tr id="{name}"><th scope="row"><a href="#{name}">{html.escape(claim.claim_id)}</a></th>'
            f"<td>{words}{html.escape(claim.paraphrase)}</td><td>{verdict}</td><td>{'<br>'.join(record)}</td></tr>\n"
        )
    body = '<h1 id="another-ledger">Another ledger</h1>\n<p>Claims of another article, checked in the same way.'
    body += f" From the file {html.escape(Path(path).name)}.</p>\n"
    body += ledger_table(rows, ["claim", "the article says", "verdict", "what the record shows"])
    head = json_ld(claimreview.own_reviews(own))
    about_it = f"{len(own)} claims of another article, with verdicts and sources."
    site.write("my-ledger.html", body, title="Another ledger", description=about_it, head=head)


def table_pages(site):
    """Write a page for each table, with its first rows and the CSV file, and an index; return which use each source."""
    files = SITE / "_static" / "tables"
    files.mkdir(parents=True)
    used = {}
    index = ["# The tables", "", "Each table with its columns, sources, licence and known gaps.", ""]
    for item in package()["resources"]:
        name, table = item["name"], load(item["name"])
        rows = table.head(5)
        for source in source_ids(table):
            used.setdefault(source, []).append(name)
        shutil.copy(DATA / item["path"], files / f"{name}.csv")
        cells = [[html.escape(cell_text(value), quote=False) for value in row] for row in rows.itertuples(index=False)]
        first = wide(html_table("First rows", list(rows.columns), cells))
        columns = re.sub(r"<table.*?</table>", lambda found: wide(found[0]), about(name).html, flags=re.S)
        body = f"""<h1 id="{name}">{html.escape(item["title"])}</h1>
{columns}
<p><a href="../_static/tables/{name}.csv" download>Download {name}.csv</a> ({item["bytes"]:,} bytes)</p>
{first}
<p>Is a value wrong? <a href="../corrections.html">Corrections, and how to propose one</a>.
All tables: <a href="index.html">the list</a>.</p>"""
        about_it = f"{item['title']}: {item['description']}; {item['rows']:,} rows, with sources and known gaps."
        site.write(f"tables/{name}.html", tidy(body), title=f"Table: {item['title']}", description=about_it)
        index.append(f"- [{item['title']}]({name}.html): {item['description']}; {item['rows']:,} rows")
    about_it = (
        f"{len(package()['resources'])} tables with columns, sources, licences and known gaps, each to download as CSV."
    )
    markdown_page(site, "tables/index.html", "\n".join(index) + "\n", description=about_it)
    return used


def lists(site, used):
    """Write the glossary and the list of sources. used: the tables that use each source."""
    terms = "".join(
        f'<dt id="term-{slug(row.term)}"><b>{html.escape(row.term)}</b></dt><dd>{html.escape(row.definition)} '
        f"<small>Lessons {row.lesson.replace(';', ', ')}.</small></dd>\n"
        for row in load("glossary").sort_values("term", key=lambda column: column.str.lower()).itertuples()
    )
    body = f'<h1 id="glossary">Glossary</h1>\n<dl>{terms}</dl>'
    site.write(
        "glossary.html", body, title="Glossary", description="The terms of the lessons, explained in plain words."
    )
    ids = list(load("sources")["source_id"])
    cited = "".join(
        f'<li id="source-{source}">{text}. <small>Used in: {", ".join(used.get(source, ["no table"]))}.</small></li>\n'
        for source, text in zip(ids, cite(ids), strict=True)
    )
    body = f'<h1 id="sources">Sources</h1>\n<p>{len(ids)} sources, in the order of their ids.</p>\n<ul>{cited}</ul>'
    site.write(
        "sources.html", body, title="Sources", description="Every source of the tables and verdicts, with its licence."
    )


def texts(site):
    """Write the pages that stand in the project as Markdown: guide, Python boxes, corrections."""
    read = lambda *parts: ROOT.joinpath(*parts).read_text("utf-8")  # noqa: E731
    about_it = {
        "teachers-guide": "For each lesson: a plan, expected mistakes, role-play cards and checks. Course plans."
    }
    for path in sorted((ROOT / "notebooks").glob("*.md")):
        if path.stem != "python-in-the-lessons":  # made anew below
            text = lesson_page.pages(path.read_text("utf-8"), "notebooks/")
            title = text.split("\n", 1)[0].lstrip("# ")
            said = about_it.get(path.stem, f"{title}: a page for the lessons of {conf.NAME}.")
            markdown_page(site, f"{path.stem}.html", text, description=said)
    boxes = lesson_page.pages(idiom_page(), "notebooks/")
    boxes = re.sub(r"^Made by `make run`.*$", "All boxes of the lessons, in their order.", boxes, flags=re.M)
    about_it = "Every piece of Python that the lessons use, each with a small example."
    markdown_page(site, "python-in-the-lessons.html", boxes, description=about_it)
    changes = read("data", "CHANGELOG.md").split("\n", 1)[1]
    how = re.search(r"^## Propose a correction without git\n(.*?)(?=^## )", read("CONTRIBUTING.md"), re.M | re.S)[1]
    how = re.sub(r"\[data/CHANGELOG\.md\]\([^)]*\)", "the list below", how)
    changes = re.sub("^## ", "### ", changes, flags=re.M)
    text = f"# Corrections\n\n## Propose a correction\n{how}\n## Changes so far\n{changes}"
    about_it = "How to propose a correction, and every change of a row, source or verdict so far, with its source."
    markdown_page(site, "corrections.html", text, description=about_it)


def search_page(site):
    """Write the search page, and what it looks through."""
    body = template("search.html")
    site.write("search.html", body, title="Search", description="Search the lessons, claims, tables and terms.",
               scripts=["index.js", "search.js"])  # fmt: skip
    index = json.dumps(site.index, ensure_ascii=False, separators=(",", ":"))
    (SITE / "_static" / "index.js").write_text(f"const INDEX = {index};\n", "utf-8", newline="\n")


def menu(lessons, own):
    """Return what stands in the head of each page."""
    pages = [
        ("check-it-yourself.html", "Check it yourself"),
        ("ledger.html", "Ledger"),
        ("tables/index.html", "Tables"),
    ]
    more = [("my-ledger.html", "Another ledger")] * bool(own)
    more += [
        ("python-in-the-lessons.html", "Python in the lessons"),
        ("glossary.html", "Glossary"),
        ("sources.html", "Sources"),
    ]
    more += [("where-to-look.html", "Where to look"), ("teachers-guide.html", "For teachers")]
    more += [("corrections.html", "Corrections")]
    return {"lessons": lessons, "pages": pages, "more": more}


def main(arguments):
    """Build the site; arguments: the file of one more ledger, or none."""
    own = arguments[0] if arguments else None
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(HERE / "_static", SITE / "_static")
    charts = SITE / "_static" / "charts"
    charts.mkdir()
    made = [lesson_page.Page(path, charts) for path in NOTEBOOKS]
    lessons = [(f"notebooks/{page.path.stem}.html", page.lesson) for page in made]
    site = Site(SITE, menu([(name, f"{one.number} {one.opening['title']}") for name, one in lessons], own))
    try:
        lesson_pages(site, made)
        landing(site, lessons)
        game_page(site, lessons)
        ledger_page(site)
        if own:
            own_ledger_page(site, own)
        lists(site, table_pages(site))
        texts(site)
    except Problem as problem:
        sys.exit(str(problem))
    search_page(site)
    cards.social(SITE / "_static" / "card.png")
    wrong = site.broken()
    if wrong:
        sys.exit("\n".join([*wrong, f"{len(wrong)} things to mend; the site is not ready."]))
    print(f"The site is in {SITE.relative_to(ROOT)}/index.html.")


if __name__ == "__main__":
    main([argument for argument in sys.argv[1:] if argument])
