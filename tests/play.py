"""A lesson, run in this process: what each cell publishes, the names it binds, the value of its last line."""

import ast
import base64
import contextlib
import io
import os
from dataclasses import dataclass
from functools import cached_property

import matplotlib.pyplot as plt
from matplotlib.text import Text
from PIL import Image

from helpers import charts
from tools import ROOT
from tools.lessons import read

PICTURE = charts._picture


@dataclass
class Chart:
    """A chart as it was published.

    fig: the figure. said: what publish was given, by name. html, text: what was put out, the picture left out.
    texts: after the picture was drawn, each text in it with its place in pixels.
    """

    fig: object
    said: dict
    html: str = ""
    text: str = ""

    @property
    def numbers(self):
        """The table of numbers, as it stands below the chart."""
        return charts.keyed(self.said["data"])

    @cached_property
    def picture(self):
        """The picture, drawn when it is asked for: that costs more than all the rest."""
        self.texts, draw = [], Text.draw

        def seen(text, renderer):
            if text.get_visible() and text.get_text().strip():
                self.texts.append((text, text.get_window_extent(renderer)))
            draw(text, renderer)

        try:
            Text.draw = seen
            return decoded(PICTURE(self.fig))
        finally:
            Text.draw = draw


def decoded(code):
    """Return a picture that stands as base64 in a page."""
    return Image.open(io.BytesIO(base64.b64decode(code))).convert("RGB")


class Play:
    """The cells of a lesson, run top to bottom in one namespace, as a student's kernel does.

    shown: for each cell the charts that it published. values: for each cell the value of its last line, if that is an
    expression.
    """

    def __init__(self, path):
        self.lesson, self.names = read(path), {"__name__": "__main__"}
        self.shown, self.values = {}, {}
        for place, cell in enumerate(self.lesson.cells):
            if cell.kind == "code":
                self.shown[place], self.values[place] = self.run(cell.source)

    def run(self, source):
        """Run one cell; return the charts that it published, and the value of its last line."""
        shown, here, before = [], os.getcwd(), (charts.publish, charts._picture, charts.display)

        def publish(fig, **said):
            shown.append(Chart(fig, said))
            before[0](fig, **said)

        def display(data, raw):
            shown[-1].html, shown[-1].text = data["text/html"], data["text/plain"]

        body = ast.parse(source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        try:
            os.chdir(ROOT / "notebooks")
            charts.publish, charts._picture, charts.display = publish, lambda fig: "", display
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(ast.Module(body, []), "<cell>", "exec"), self.names)
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), self.names) if last else None
        finally:
            plt.close("all")
            os.chdir(here)
            charts.publish, charts._picture, charts.display = before
        return shown, value
