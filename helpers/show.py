"""What a reader sees: tables in HTML and in plain text, UN document symbols as links."""

import html
import re
from numbers import Integral
from urllib.parse import quote

import pandas as pd

LONGEST, ENDS = 30, 5  # rows of a table that are shown whole, and at each end of a longer one
UN_SYMBOL = re.compile(r"\b[AS](?:/[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*(?:-[A-Z0-9]+)*)+(?: ?\([0-9IVXL]+\))?")
DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


class Shown:
    """Something to look at: `html` for a notebook, `text` for a terminal or a screen reader."""

    def __init__(self, html, text):
        self.html, self.text = html, text

    def _repr_html_(self):
        return self.html

    def __repr__(self):
        return self.text


def html_table(caption, columns, rows):
    """Return an HTML table with column heads and, in the first column, row heads.

    caption: HTML, or "" for none. columns, rows: HTML, already escaped; a row is a list with a cell for each column.
    """
    left = ' style="text-align: left; vertical-align: top"'
    name = ' scope="row" style="text-align: left; vertical-align: top; font-weight: normal"'
    head = "".join(f'<th scope="col"{left}>{column}</th>' for column in columns)
    body = "".join(
        f"<tr><th{_unbroken(name, first)}>{first}</th>"
        + "".join(f"<td{_unbroken(left, cell)}>{cell}</td>" for cell in rest)
        + "</tr>\n"
        for first, *rest in rows
    )
    above = f'<caption style="text-align: left; font-weight: bold">{caption}</caption>\n' if caption else ""
    return f"<table>\n{above}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


def _unbroken(style, cell):
    """Return the style of a cell; a date is not broken at its hyphens."""
    return style[:-1] + '; white-space: nowrap"' if DATE.fullmatch(cell) else style


def table(data):
    """Return a DataFrame or a Series as an HTML table that reads well by eye and by ear.

    The index, if it says what a row is, is the first column; row numbers are left out. Long tables show their first and
    last rows.
    """
    frame = data.to_frame(data.name if data.name is not None else "value") if isinstance(data, pd.Series) else data
    named = any(name is not None for name in frame.index.names)
    keys = ["" if name is None else name for name in frame.index.names]
    numbered = not named and pd.api.types.is_integer_dtype(frame.index)
    cut = len(frame) > LONGEST
    shown = pd.concat([frame.head(ENDS), frame.tail(ENDS)]) if cut else frame
    rows = [
        [html.escape(cell_text(value), quote=False) for value in ([] if numbered else _parts(key)) + list(row)]
        for key, row in zip(shown.index, shown.itertuples(index=False, name=None), strict=True)
    ]
    heads = ([] if numbered else keys) + [" ".join(map(cell_text, _parts(name))) for name in frame.columns]
    if cut:
        rows.insert(ENDS, ["..."] * len(heads))
    markup = html_table("", [html.escape(str(name), quote=False) for name in heads], rows)
    return markup + (f"\n<p>{len(frame):,} rows</p>" if cut else "")


def _parts(key):
    return list(key) if isinstance(key, tuple) else [key]


def cell_text(value):
    """Return a value of a table as a reader wants it: four figures, no time of day, nothing for a missing value.

    >>> cell_text(0.00186480), cell_text(137801200), cell_text(2018), cell_text(None)
    ('0.001865', '137,801,200', '2018', '')
    """
    if isinstance(value, float):
        if pd.isna(value):
            return ""
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}" if abs(value) < 10_000 else f"{value:,.0f}"
    if isinstance(value, Integral) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:,}"
    return "" if value is None or value is pd.NaT or value is pd.NA else str(value).removesuffix(" 00:00:00")


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
