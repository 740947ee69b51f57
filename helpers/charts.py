"""One look for all charts, and one way to publish them: picture, words, numbers and sources together."""

import base64
import html
import io
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from helpers.problem import Problem
from helpers.show import html_table
from helpers.sources import cite, source_ids
from helpers.tables import load, resource

# From the palette of Okabe and Ito; each has a contrast of at least 3:1 on white.
BLACK, BLUE, VERMILLION, GREEN, PURPLE = "#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7"
GREY, LIGHT = "#767676", "#D9D9D9"  # context; LIGHT is for areas that carry no information alone
ACCENT = VERMILLION
FEWEST, MOST = 20, 60  # words in a text alternative


def style():
    """Set matplotlib, and the width of pandas tables, to the look of the collection."""
    plt.style.use(Path(__file__).with_name("style.mplstyle"))
    pd.set_option("display.max_colwidth", 200, "display.width", 120)


def title(fig, finding, measure):
    """Write the finding as the title of a figure and, below it, what is measured, in which unit, where and when."""
    wide, points = fig.get_figwidth() / 8, 72 * fig.get_figheight()
    above, below = textwrap.fill(finding, int(68 * wide)), textwrap.fill(measure, int(98 * wide))
    middle = 1 - (8 + 18 * len(above.splitlines())) / points
    fig.suptitle(above, x=0.01, y=1 - 6 / points, ha="left")
    fig.text(0.01, middle, below, va="top", color="#333333")
    room = middle - (8 + 14 * len(below.splitlines())) / points
    fig.set_layout_engine("constrained", rect=(0, 0, 1, room))


def publish(fig, *, words, data, tables):
    """Put out a figure as HTML: picture with text alternative, sources, and the numbers as a table. Closes fig.

    fig: a matplotlib figure. words: what the chart shows, 20 to 60 words, computed from the data.
    data: a DataFrame or Series with the plotted numbers. tables: the name of the table the data come from,
    or a list of names; their sources and licences are printed below the chart.
    The plain text of the output is words. Returns nothing.
    Errors: Problem if words are missing, too few or too many, or if the data are empty or have no source.
    """
    plt.close(fig)
    count = len(words.split()) if isinstance(words, str) else 0
    if not FEWEST <= count <= MOST:
        raise Problem(
            f"A chart needs words of {FEWEST} to {MOST} words for readers who cannot see it; yours has {count}."
        )
    if not isinstance(data, (pd.DataFrame, pd.Series)) or data.empty:
        raise Problem("A chart needs its numbers: give data=, a table (DataFrame or Series) that is not empty.")
    names = [tables] if isinstance(tables, str) and tables else list(tables or [])
    ids = list(dict.fromkeys(item for name in names for item in source_ids(load(name))))
    if not ids:
        raise Problem('A chart needs a source: give tables=, for instance tables="vetoes".')
    canvas, picture = FigureCanvasAgg(fig), io.BytesIO()
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
    small = image.quantize(128, Image.Quantize.FASTOCTREE)  # a third of the bytes of full colour
    colours = [small.getpalette()[i : i + 3] for i in range(0, len(small.getpalette()), 3)]
    small.putpalette([part for colour in colours for part in ([255] * 3 if min(colour) > 246 else colour)])
    small.save(picture, "png")  # and the white ground stays white
    code = base64.b64encode(picture.getvalue()).decode("ascii")
    cited = cite(ids)
    more = f"; and {len(cited) - 3} more, listed by <code>about({names[0]!r})</code>" if len(cited) > 3 else ""
    licences = dict.fromkeys(licence["title"] for name in names for licence in resource(name)["licenses"])
    markup = (
        f'<figure>\n<img alt="{html.escape(words)}" width="800" src="data:image/png;base64,{code}">\n'
        f"<figcaption>Source: {'; '.join(cited[:3])}{more}. Licence: {html.escape('; '.join(licences))}.</figcaption>\n"
        f"<details><summary>The numbers in this chart</summary>\n{_numbers(data)}\n</details>\n</figure>"
    )
    display({"text/html": markup, "text/plain": words}, raw=True)


def _numbers(data):
    frame = data.to_frame() if isinstance(data, pd.Series) else data
    frame = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
    cells = [[html.escape(cell_text(value), quote=False) for value in row] for row in frame.itertuples(index=False)]
    return html_table("The numbers in this chart", [html.escape(str(name)) for name in frame.columns], cells)


def cell_text(value):
    """Return a value of a table as a reader wants it: four figures, no time of day, nothing for a missing value."""
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    return "" if value is pd.NaT or value is pd.NA else str(value).removesuffix(" 00:00:00")
