"""A lesson, run in this process: what each cell publishes, the names it binds, the value of its last line."""

import ast
import contextlib
import io
import os

from helpers import charts
from tools import ROOT
from tools.lessons import read


class Play:
    """The cells of a lesson, run top to bottom in one namespace, as a student's kernel does.

    shown: for each cell the charts that it published (HTML and plain text). figs: the figures, as they were drawn.
    values: for each cell the value of its last line, if that is an expression.
    """

    def __init__(self, path):
        self.lesson, self.names = read(path), {"__name__": "__main__"}
        self.shown, self.figs, self.values, self._out, self._figs = {}, {}, {}, [], []
        for place, cell in enumerate(self.lesson.cells):
            if cell.kind == "code":
                self.shown[place], self.figs[place], self.values[place] = self.run(cell.source)

    def run(self, source):
        """Run one cell; return what it published, its figures, and the value of its last line."""
        self._out, self._figs = [], []
        picture, here = charts._picture, os.getcwd()
        body = ast.parse(source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        try:
            os.chdir(ROOT / "notebooks")
            charts.display = lambda data, raw: self._out.append(data)
            charts._picture = lambda fig: (code := picture(fig), self._figs.append((fig, code)))[0]
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(ast.Module(body, []), "<cell>", "exec"), self.names)
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), self.names) if last else None
        finally:
            os.chdir(here)
            charts.display, charts._picture = DISPLAY, picture
        return self._out, self._figs, value


DISPLAY = charts.display
