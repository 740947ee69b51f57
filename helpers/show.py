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


def html_table(caption, columns, rows):
    """Return an HTML table with a caption and header cells; rows hold HTML, already escaped."""
    left = ' style="text-align: left; vertical-align: top"'
    head = "".join(f'<th scope="col"{left}>{column}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td{left}>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return (
        f'<table>\n<caption style="text-align: left; font-weight: bold">{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
    )


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
