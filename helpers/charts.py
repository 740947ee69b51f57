"""One look for all charts, and one way to publish them: finding, picture, words, numbers and sources together."""

import base64
import html
import io
import re
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython import get_ipython
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from helpers import trouble
from helpers.problem import Problem
from helpers.show import cell_text, html_table, table
from helpers.sources import cite, source_ids
from helpers.tables import load, resource

# From the palette of Okabe and Ito; each mark has a contrast of at least 3:1 on white.
BLACK, BLUE, VERMILLION, GREEN, PURPLE = "#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7"
GREY, LIGHT = "#767676", "#D9D9D9"  # context; LIGHT is for areas that carry no information alone
ACCENT = VERMILLION
INK = {VERMILLION: "#A84A00", GREEN: "#00704F", PURPLE: "#9A3F74"}  # the same hues for text, which needs 4.5:1
FEWEST, MOST = 20, 60  # words in a text alternative


def style():
    """Give charts and tables the look of the collection, whatever the settings of the machine."""
    plt.rcdefaults()
    plt.style.use(Path(__file__).with_name("style.mplstyle"))
    pd.reset_option("^display")
    pd.set_option("display.max_colwidth", 200, "display.width", 120)
    shell = get_ipython()  # tables with row heads and without row numbers; None outside a notebook
    for kind in (pd.DataFrame, pd.Series) if shell else ():
        shell.display_formatter.formatters["text/html"].for_type(kind, table)
    if shell:
        shell.set_custom_exc(trouble.KINDS, trouble.show)


def ink(color):
    """Return the tone of a colour of the palette in which text can be read on white.

    >>> ink(BLUE) == BLUE, ink(VERMILLION)
    (True, '#A84A00')
    """
    return INK.get(color, color)


def term(ax, dates=False):
    """Shade the two years of Kazakhstan's term, 2017 and 2018, and label them.

    ax: the axes; its horizontal axis has years (a mark at 2017 stands for the whole year), or dates if dates is True.
    """
    start, end = (pd.Timestamp("2017-01-01"), pd.Timestamp("2019-01-01")) if dates else (2016.5, 2018.5)
    ax.axvspan(start, end, color=LIGHT, linewidth=0, zorder=0)
    middle = start + (end - start) / 2
    place = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "ha": "center", "va": "bottom"}
    ax.annotate("term", (middle, 1), (0, 1), **place)


def cells(ax, rows, columns):
    """Give axes the rows and columns of a matrix: names as labels, first row on top, no ticks and no frame."""
    ax.set(xticks=range(len(columns)), yticks=range(len(rows)), xlim=(-0.5, len(columns) - 0.5))
    ax.set_xticklabels(columns)
    ax.set_yticklabels(rows)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def publish(fig, *, finding, measure, words, data, tables=(), sources=()):
    """Put out a figure as HTML: finding, picture with text alternative, its numbers and its sources. Closes fig.

    fig: a matplotlib figure. finding: what the chart shows, one sentence, drawn above it and said in text. measure:
    what is measured, in which unit, where and when. words: the text alternative, 20 to 60 words from the data.
    data: a DataFrame or Series with every number that is drawn; its index or first column says what a row is (year,
    country). tables: the name of the table the data come from, or a list of names; their sources stand below.
    sources: for data of a reader's own, the sources as HTML, in place of tables.
    The plain text of the output is finding, measure and words. Returns nothing.
    Errors: Problem if a text is missing or holds a missing value, if the data are empty, have no key or no source.
    """
    plt.close(fig)
    for name, text in {"finding": finding, "measure": measure, "words": words}.items():
        if not isinstance(text, str) or not text.strip():
            raise Problem(f'A chart needs its {name}: a text, for instance {name}="...".')
        if re.search(r"\b(nan|NaN|NaT|None|inf)\b|<NA>", text):
            raise Problem(f"The {name} of this chart names a missing value: {text!r}. Look for the gap in the table.")
    count = len(words.split())
    if not FEWEST <= count <= MOST:
        raise Problem(
            f"A chart needs words of {FEWEST} to {MOST} words for readers who cannot see it; yours has {count}."
        )
    numbers = keyed(data)
    names = [tables] if isinstance(tables, str) and tables else list(tables or [])
    ids = list(dict.fromkeys(item for name in names for item in source_ids(load(name))))
    cited = [*cite(ids), *sources]
    if not cited:
        raise Problem('A chart needs a source: give tables=, for instance tables="vetoes".')
    _write_title(fig, finding, measure)
    rows = numbers.itertuples(index=False, name=None)
    cells = [[html.escape(cell_text(value), quote=False) for value in row] for row in rows]
    columns = [html.escape(str(name)) for name in numbers.columns]
    where = f"listed by <code>about({names[0]!r})</code>" if names else "in the column source of the file"
    more = f"; and {len(cited) - 3} more, {where}" if len(cited) > 3 else ""
    licences = dict.fromkeys(licence["title"] for name in names for licence in resource(name)["licenses"])
    licensed = f" Licence: {html.escape('; '.join(licences))}." if licences else ""
    markup = (
        f'<figure aria-label="{html.escape(finding)}">\n'
        f'<img alt="{html.escape(words)}" width="800" src="data:image/png;base64,{_picture(fig)}">\n'
        f"<figcaption><b>{html.escape(finding)}.</b> {html.escape(measure)}.\n"
        f"<details><summary>The numbers in this chart</summary>\n"
        f"{html_table('The numbers in this chart', columns, cells)}\n</details>\n"
        f"<details><summary>Sources of this chart</summary>{'; '.join(cited[:3])}{more}."
        f"{licensed}</details>\n</figcaption>\n</figure>"
    )
    display({"text/html": markup, "text/plain": f"{finding}. {measure}. {words}"}, raw=True)


def keyed(data):
    """Return a table or a column as a DataFrame whose first column says what a row is.

    A named index becomes the first column; row numbers, which say nothing, go. Errors: Problem if the data are empty or
    no table, or if an index of names has no name.
    """
    if not isinstance(data, (pd.DataFrame, pd.Series)) or data.empty:
        raise Problem("A chart needs its numbers: give data=, a table (DataFrame or Series) that is not empty.")
    frame = data.to_frame() if isinstance(data, pd.Series) else data
    index = frame.index
    if list(index.names) == [None]:
        if pd.api.types.is_integer_dtype(index):
            return frame.reset_index(drop=True)
        raise Problem('The rows of data= need a name, for instance data=table.rename_axis("country").')
    if set(index.names) & {None, "index", *frame.columns}:
        raise Problem(f"The rows of data= need names of their own; now they are {list(index.names)}. Use rename_axis.")
    return frame.reset_index()


def _write_title(fig, finding, measure):
    wide, points = fig.get_figwidth() / 8, 72 * fig.get_figheight()
    above, below = textwrap.fill(finding, int(68 * wide)), textwrap.fill(measure, int(98 * wide))
    middle = 1 - (8 + 18 * len(above.splitlines())) / points
    fig.suptitle(above, x=0.01, y=1 - 6 / points, ha="left")
    fig.text(0.01, middle, below, va="top", color="#333333")
    room = middle - (8 + 14 * len(below.splitlines())) / points
    for ax in fig.axes:  # spines lie on the edge of the axes; to measure them costs a tenth of the whole picture
        ax.spines[:].set_in_layout(False)
    fig.set_layout_engine("constrained", rect=(0, 0, 1, room))


def _picture(fig):
    """Return the figure as PNG in base64; 128 colours have a third of the bytes, and the white ground stays white."""
    canvas, picture = FigureCanvasAgg(fig), io.BytesIO()
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
    small = image.quantize(128, Image.Quantize.FASTOCTREE)
    colours = [small.getpalette()[i : i + 3] for i in range(0, len(small.getpalette()), 3)]
    small.putpalette([part for colour in colours for part in ([255] * 3 if min(colour) > 246 else colour)])
    small.save(picture, "png")
    return base64.b64encode(picture.getvalue()).decode("ascii")
