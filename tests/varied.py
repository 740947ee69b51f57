"""Charts of other tables: what a chart says stays true, or it stops with one sentence, when a student changes a table.

Each chart of each lesson is drawn again with one of its tables changed: another order, fewer rows, none; one name or
all years exchanged; all values 0. Nothing is painted. A name that is missing (KeyError) is said in plain words by
helpers.trouble, so it counts as a sentence, as a Problem does. An empty table is refused by charts.keyed(table).
"""

import ast
import inspect
import re
from contextlib import contextmanager, nullcontext

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from helpers import Problem, charts

MOST_NAMES = 2  # that are exchanged in the tables of one chart
SUBJECTS = {"Astana"}  # stands in a table as a city, and names the talks wherever they meet


@contextmanager
def unpainted():
    """Publish charts without pictures, titles and tables of numbers: what they say is asked, not how they look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "_picture", lambda fig: "")
        patch.setattr(charts, "_write_title", lambda *args: None)
        patch.setattr(charts, "html_table", lambda *args: "")
        yield


class Paper:
    """A figure, axes or what they return: everything can be asked of it, and nothing happens."""

    def __getattr__(self, name):
        return Paper()

    def __call__(self, *args, **named):
        return Paper()

    def __getitem__(self, key):
        return Paper()

    def get_legend_handles_labels(self):
        return [], []


@contextmanager
def on_paper():
    """Draw on paper instead of on axes: a tenth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "subplots", lambda rows=1, columns=1, **named: (Paper(), papers(rows * columns)))
        patch.setattr(plt, "close", lambda fig: None)
        patch.setattr(charts, "_write_title", lambda *args: None)
        yield


def papers(number):
    return Paper() if number == 1 else [Paper() for _ in range(number)]


def drawn_by(play):
    """Yield the charts of a lesson that was run; those of an open chart are the tables that its code uses."""
    for cell in play.lesson.roles("chart", "open-chart"):
        tree = ast.parse(cell.source)
        if cell.role == "chart":
            call, names = tree.body[-1].value, play.names
            given = [eval(ast.unparse(part), names) for part in call.args]
            named = {part.arg: eval(ast.unparse(part.value), names) for part in call.keywords}
            bound = inspect.signature(names[call.func.id]).bind(*given, **named)
            bound.apply_defaults()
            yield call.func.id, names[call.func.id], dict(bound.arguments)
        else:
            names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
            stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
            used = sorted({node.id for node in names} - stored)
            tables = {name: play.names[name] for name in used if is_table(play.names.get(name))}
            yield "the open chart", lambda code=cell.source, **new: exec(code, {**play.names, **new}), tables


def is_table(value):
    return isinstance(value, (pd.DataFrame, pd.Series))


def said(draw, arguments, paper=True):
    """Return finding, measure, words and data of a chart; or a sentence with which it stops, or another error.

    paper: False to draw on real axes, which have errors of their own.
    """
    found = {}
    publish, display = charts.publish, charts.display

    def record(fig, **parts):
        publish(fig, **parts)
        found.update(parts)

    charts.publish, charts.display = record, lambda data, raw: None
    try:
        with on_paper() if paper else nullcontext():
            draw(**arguments)
    except (Problem, KeyError) as error:
        return f"a sentence: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        charts.publish, charts.display = publish, display
    return found


def text(parts):
    return " | ".join(parts[part] for part in ("finding", "measure", "words"))


def changed(arguments, change):
    """Yield the name of each table and the arguments with this table changed, where the change makes a difference."""
    for name, value in arguments.items():
        if is_table(value):
            new = change(value)
            if not new.equals(value):
                yield name, arguments | {name: new}


def stops(parts):
    """Whether a chart stopped with an error that says nothing to a beginner."""
    return isinstance(parts, str) and not parts.startswith("a sentence")


# --- rows and columns in another order

BACKWARDS = {
    "rows": lambda table: table[::-1],
    "columns": lambda table: table.iloc[:, ::-1] if isinstance(table, pd.DataFrame) else table,
}


def pieces(sentence):
    """Return the parts of a sentence; a list in it may follow the order of the table."""
    return sorted(re.split(r"[.,;:] | and ", sentence.rstrip(".")))


def rows_of(parts):
    """Return the rows of the numbers of a chart, in any order of rows and columns."""
    return sorted(sorted(map(repr, row)) for row in charts.keyed(parts["data"]).to_numpy().tolist())


# --- fewer rows

FEWER = {
    "every second row": lambda table: table[::2],
    "only the last row": lambda table: table[-1:],
    "no row": lambda table: table[:0],
}


def faults_of(what, parts, before=None, now=None):
    """Return a sentence for an error that is no sentence, and for names that a chart says although they are gone."""
    if isinstance(parts, str):
        return [f"{what}: {parts}"] if stops(parts) else []
    there = names_in(now or {})
    gone = [one for one in sorted(names_in(before or {}) - there) if says(text(parts), one, there)]
    return [f"{what}: {gone} gone and said: {text(parts)}"] if gone else []


def says(sentence, name, there):
    """Whether a sentence has a name, other than inside a longer name that is there."""
    for longer in [one for one in there if name in one]:
        sentence = sentence.replace(longer, "")
    return re.search(rf"\b{re.escape(name)}\b", sentence)


def names_in(arguments):
    """Return the names and years that stand in the tables: in their cells, row names and column names."""
    found = set()
    for value in arguments.values():
        if is_table(value):
            frame = value.to_frame() if isinstance(value, pd.Series) else value
            axes = [frame.index, frame.columns]
            found |= set(re.findall(r"\b(?:19|20)\d\d\b", " ".join(str(axis.name) for axis in axes)))
            for labels in (*axes, *(frame[column] for column in frame)):
                found |= {str(one) for one in labels if isinstance(one, str)} | years(labels)
        else:
            found |= {str(value)} | years([value])
    return {one for one in found if re.match(r"[A-Z]\w\w|\d{4}$|\d{4}-\d\d$", one)} - SUBJECTS


def years(labels):
    """Return the years of dates and of whole numbers that may be years, as text."""
    dates = {one.year for one in labels if isinstance(one, pd.Timestamp) and not pd.isna(one)}
    return {str(one) for one in dates | {one for one in labels if isinstance(one, int) and 1900 <= one <= 2100}}


# --- other names, other years, values of 0


def exchanged(value, change):
    """Return a table, or a text, with its texts changed: cells, row names, column names."""
    if isinstance(value, str):
        return change(value)
    if not is_table(value):
        return value
    each = lambda one: change(one) if isinstance(one, str) else one  # noqa: E731
    new = value.rename(index=each)
    if isinstance(value, pd.Series):
        return new.astype(object).map(each) if is_text(value) else new
    new = new.rename(columns=each)
    return new.assign(**{column: new[column].astype(object).map(each) for column in new if is_text(new[column])})


def is_text(column):
    return str(column.dtype) in ("object", "str", "string", "category")


def later(value):
    """Return a table, a date or a text one year later: years in row names, column names, dates and texts."""
    value = exchanged(value, lambda one: re.sub(r"\b(?:19|20)\d\d\b", lambda year: str(int(year[0]) + 1), one))
    if isinstance(value, pd.Timestamp):
        return value + pd.DateOffset(years=1)
    if not is_table(value):
        return value
    number = lambda one: one + 1 if isinstance(one, int) and 1900 <= one <= 2100 else one  # noqa: E731
    value = value.rename(index=number)
    if isinstance(value.index, pd.DatetimeIndex):
        value = value.set_axis(value.index + pd.DateOffset(years=1))
    if isinstance(value, pd.Series):
        return value + pd.DateOffset(years=1) if value.dtype.kind == "M" else value
    value = value.rename(columns=number)
    for column in value:
        if value[column].dtype.kind == "M":
            value[column] = value[column] + pd.DateOffset(years=1)
        elif "year" in str(column) and value[column].dtype.kind in "iu":
            value[column] = value[column] + 1
    return value


def nought(table):
    """Return a table whose measured values are all 0."""
    if isinstance(table, pd.Series):
        return table * 0 if is_number(table) else table
    new = table.copy()
    for column in new:
        if is_number(new[column]) and "year" not in str(column) and column != "round":
            new[column] = new[column] * 0
    return new


def is_number(column):
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
