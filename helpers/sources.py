"""Where a table comes from: its sources, and what it holds."""

import html
from collections import Counter
from functools import lru_cache

from helpers.problem import Problem
from helpers.show import Shown, anchor, html_table, link, plain
from helpers.tables import load, resource, seen


def cite(source_ids, licences=True):
    """Return one HTML citation a source id: linked title, publisher, date, UN symbol, licence.

    source_ids: a list of ids of the table sources. licences: whether to name the licence of each source.
    Errors: Problem for an unknown id.
    """
    sources = _sources(seen("sources"))
    unknown = [item for item in source_ids if item not in sources]
    if unknown:
        raise Problem(f"There is no source {unknown[0]!r} in data/sources.csv.")
    cited = []
    for row in map(sources.get, source_ids):
        title = anchor(row.url, html.escape(row.title))
        rest = [html.escape(row.publisher), html.escape(row.published), link(row.symbol)]
        rest += [html.escape(row.licence)] * licences
        cited.append(f"{title} ({'; '.join(part for part in rest if part)})")
    return cited


@lru_cache(maxsize=1)
def _sources(seen):
    return {row.source_id: row for row in load("sources").fillna("").itertuples()}


def source_ids(table):
    """Return the source ids of a table that load() gave, the most used first."""
    if "source_ids" not in table:
        return []
    used = Counter(part for cell in table["source_ids"].dropna() for part in cell.split(";"))
    return [name for name, _ in used.most_common()]


def about(name):
    """Show what a table holds: what a row is, its columns with units, sources, licence, known gaps.

    name: the name of a table. Errors: Problem for an unknown name.
    """
    item, table = resource(name), load(name)
    fields = item["schema"]["fields"]
    kinds = ("type", "unit", "description")
    rows = [
        [f"<code>{html.escape(f['name'])}</code>", *(html.escape(f.get(k, ""), quote=False) for k in kinds)]
        for f in fields
    ]
    cited = cite(source_ids(table))
    notes = [
        f"<b>A row is</b> {html.escape(item['description'].removeprefix('a row is '))}; {len(table):,} rows.",
        f"<b>Known gaps:</b> {link(item['knownGaps'])}",
        f"<b>Licence:</b> {'; '.join(html.escape(licence['title']) for licence in item['licenses'])}.",
    ]
    if cited:
        more = f" ... and {len(cited) - 5} more" if len(cited) > 5 else ""
        notes.append(f"<b>Sources:</b> {'; '.join(cited[:5])}{more}.")
    title = f"{html.escape(item['title'])} (table <code>{html.escape(name)}</code>)"
    markup = html_table(title, ["column", "type", "unit", "meaning"], rows)
    markup += "".join(f"\n<p>{note}</p>" for note in notes)
    lines = [f"{plain(title)}", *(plain(note) for note in notes), *(" | ".join(map(plain, row)) for row in rows)]
    return Shown(markup, "\n".join(lines))
