"""What a reader sees: tables in HTML and in plain text, UN document symbols as links."""

import html
import re
from urllib.parse import quote

UN_SYMBOL = re.compile(r"\b[AS](?:/[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*(?:-[A-Z0-9]+)*)+(?: ?\([0-9IVXL]+\))?")


class Shown:
    """Something to look at: `html` for a notebook, `text` for a terminal or a screen reader."""

    def __init__(self, html, text):
        self.html, self.text = html, text

    def _repr_html_(self):
        return self.html

    def __repr__(self):
        return self.text


def html_table(caption, columns, rows, row_headers=True):
    """Return an HTML table with a caption and header cells; rows hold HTML, already escaped.

    row_headers: whether the first cell of a row names the row, so that a screen reader says it with each other cell.
    """
    left = ' style="text-align: left; vertical-align: top"'
    name = ' scope="row" style="text-align: left; vertical-align: top; font-weight: normal"'
    head = "".join(f'<th scope="col"{left}>{column}</th>' for column in columns)
    first = (lambda cell: f"<th{name}>{cell}</th>") if row_headers else (lambda cell: f"<td{left}>{cell}</td>")
    line = lambda row: "".join([*map(first, row[:1]), *(f"<td{left}>{cell}</td>" for cell in row[1:])])  # noqa: E731
    body = "".join(f"<tr>{line(list(row))}</tr>\n" for row in rows)
    return (
        f'<table>\n<caption style="text-align: left; font-weight: bold">{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
    )


def folded(summary, markup):
    """Return HTML that opens when a reader asks for it; without a script, in every front end."""
    return f"<details><summary>{summary}</summary>\n{markup}\n</details>"


def anchor(address, label):
    """Return a label, already HTML, linked to an address; any address but http and https stays unlinked.

    >>> anchor("https://undocs.org/A/59/L.64", "A/59/L.64"), anchor("javascript:alert(1)", "no")
    ('<a href="https://undocs.org/A/59/L.64">A/59/L.64</a>', 'no')
    """
    fits = re.match(r"https?://[^\s]+$", address, re.I)
    return f'<a href="{html.escape(address)}">{label}</a>' if fits else label


def link(text):
    """Return text escaped for HTML, with each UN document symbol linked to undocs.org.

    >>> link("S/PRST/2018/2 & more")
    '<a href="https://undocs.org/S/PRST/2018/2">S/PRST/2018/2</a> &amp; more'
    """
    address = lambda symbol: quote(symbol.replace(" ", ""), safe="/()")  # noqa: E731
    linked = lambda found: f'<a href="https://undocs.org/{address(found[0])}">{found[0]}</a>'  # noqa: E731
    return UN_SYMBOL.sub(linked, html.escape(text, quote=False))


def plain(markup):
    """Return HTML as plain text."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))
