"""What a student does makes no false chart or text: cells run again, charts of other tables, solutions, figures."""

import ast
import base64
import hashlib
import io
import re
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from helpers import load, practice
from helpers.show import plain
from tests import prose
from tests.play import Play
from tests.test_lessons import NOT_OF_A_WORKSHOP
from tools import NOTEBOOKS


@lru_cache(maxsize=1)  # the tests of one lesson follow each other
def played(path):
    """Return a lesson that was run top to bottom."""
    return Play(path)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem, scope="module")
def play(request):
    """Each lesson in turn, run."""
    return played(request.param)


def code(play, *roles):
    """Return place and cell of the code cells with one of these roles."""
    return [(place, cell) for place, cell in enumerate(play.lesson.cells) if cell.kind == "code" and cell.role in roles]


def first_line(cell):
    """Return the line by which a reader knows a cell."""
    return cell.source.splitlines()[0]


# --- run again


def test_a_chart_cell_run_again_alone_gives_the_same_output(play):
    for place, cell in code(play, "chart", "open-chart"):
        assert play.run(cell.source)[0] == play.shown[place], first_line(cell)


def test_a_chart_says_what_the_stored_one_says(play):
    for place, cell in code(play, "chart", "open-chart"):
        stored = [out["data"]["text/plain"] for out in cell.outputs if "data" in out]
        said = [data["text/plain"] for data in play.shown[place]]
        assert said and stored[: len(said)] == said, first_line(cell)


def test_a_name_is_bound_in_one_cell_only(play):
    bound = {}
    for _, cell in code(play, "imports", "ledger", "analysis", "turn", "chart", "open-chart", "exercise", "solution"):
        for name in binds(ast.parse(cell.source)) - ({"answer"} if cell.role == "exercise" else set()):
            bound.setdefault(name, []).append(first_line(cell))
    again = {name: cells for name, cells in bound.items() if len(cells) > 1}
    assert not again, f"bound in more than one cell: {again}"


def binds(tree):
    """Return the names that code binds outside its functions; _ is nobody's."""
    found, todo = set(), list(ast.iter_child_nodes(tree))
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif not isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)):
            todo += ast.iter_child_nodes(node)
    return found - {"_"}


def test_a_chart_cell_is_one_function_of_its_tables(play):
    for _, cell in code(play, "chart"):
        assert re.fullmatch(r"# Chart: .+ \(open to see how it is drawn\)", first_line(cell)), first_line(cell)
        body = ast.parse(cell.source).body
        assert [type(part) for part in body] == [ast.FunctionDef, ast.Expr], "one function, then its call"
        names = {node.id for node in ast.walk(body[0]) if isinstance(node, ast.Name)}
        own = {arg.arg for arg in ast.walk(body[0]) if isinstance(arg, ast.arg)} | binds(ast.Module(body[0].body, []))
        tables = [name for name in names - own if isinstance(play.names.get(name), (pd.DataFrame, pd.Series))]
        assert not tables, f"{first_line(cell)}: the function uses {tables} without being given them"


def test_a_chart_that_an_exercise_changes_changes_all_its_words(play):
    before = {data["text/plain"].split(". ")[0] for _, shown in play.shown.items() for data in shown[:1]}
    for place, cell in code(play, "solution", "turn"):
        for data in play.shown[place]:
            said = [data["text/plain"].split(". ")[0], re.search(r'alt="([^"]*)"', data["text/html"])[1]]
            others = [other for at, shown in play.shown.items() if at != place for other in shown]
            assert all(word not in other["text/html"] for word in said for other in others), first_line(cell)
    assert before


def test_a_mistyped_setting_never_names_the_chart_of_another_table(play):
    """A setting that does not exist stops the cell of the table; the chart below must not take its new name."""
    place, cell = next(iter(code(play, "open-chart")), (None, None))
    if cell is None:
        pytest.skip("a workshop has no open chart")
    for _, other in code(play, "analysis", "turn"):
        for node in ast.parse(other.source).body:
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)):
                continue
            if not isinstance(node.targets[0], ast.Name):
                continue
            name, right = node.targets[0].id, node.value.value
            play.names[name] = "no such thing" if isinstance(right, str) else -1
            try:
                shown = play.run(cell.source)[0]
            except Exception:
                shown = play.shown[place]  # it stops, and says nothing false
            finally:
                play.names[name] = right
            assert shown == play.shown[place], f"{name} = {right!r} may change without the table"


def test_the_open_chart_is_short_and_commented(play):
    if play.lesson.workshop:
        pytest.skip(NOT_OF_A_WORKSHOP["test_the_open_chart_is_short_and_commented"])
    ((_, cell),) = code(play, "open-chart")
    drawing = [line for line in cell.source.splitlines() if re.match(r"(for .*)?\s*(fig, )?(fig|axe?s?|plt)\b", line)]
    assert 2 <= len(drawing) <= 10 and sum("  # " in line for line in drawing) >= len(drawing) / 2, cell.source


# --- the pictures themselves


def figures_of(play):
    """Yield first line of the cell, figure and picture of each chart of a lesson."""
    for place, drawn in play.figs.items():
        for fig, picture in drawn:
            yield first_line(play.lesson.cells[place]), fig, picture


def test_pictures_decode_have_their_size_and_are_not_blank(play):
    for name, fig, picture in figures_of(play):
        image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("L")
        assert np.allclose(image.size, fig.get_size_inches() * fig.dpi, atol=1), name
        below_the_title = np.asarray(image)[image.height // 5 :]
        assert (below_the_title < 200).mean() > 0.002, f"an empty chart: {name}"


def test_no_two_stored_pictures_are_alike():
    seen = {}
    for path in NOTEBOOKS:
        for picture in re.findall(r"base64,([A-Za-z0-9+/=]+)", path.read_text("utf-8")):
            assert len(picture) > 3000, f"{path.name}: a picture of {len(picture)} characters"
            key = hashlib.sha256(picture.encode()).hexdigest()
            assert key not in seen, f"the same picture in {path.name} and {seen[key]}"
            seen[key] = path.name


def contrast(color):
    """Return the contrast of a colour on white, as WCAG defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
    return 1.05 / (sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


def test_text_in_charts_can_be_read(play):
    for name, fig, _ in figures_of(play):
        for text in fig.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible()):
            on_a_dark_mark = to_rgb(text.get_color()) == (1, 1, 1)
            if text.get_text().strip() and not on_a_dark_mark:
                assert contrast(text.get_color()) >= 4.5, f"{text.get_text()!r} in {name}"


def test_every_drawn_series_stands_in_the_numbers_table(play):
    for place, cell in code(play, "chart", "open-chart", "turn", "solution"):
        for (fig, _), data in zip(play.figs[place], play.shown[place], strict=True):
            numbers = plain(data["text/html"].split("<table")[1].split("</table")[0].replace("<", " <")).replace(
                ",", ""
            )
            known = np.array([float(n) for n in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", numbers)])
            for values in (series for ax in fig.axes for series in series_of(ax)):
                missing = [v for v in values if not np.isclose(known, v, rtol=0.005, atol=0.06).any()]
                assert len(missing) <= len(values) / 10, f"{first_line(cell)}: drawn, not in the numbers: {missing[:5]}"


def series_of(ax):
    """Return the numbers that bars and lines of five or more points draw along the axis of values."""
    found = [np.array([bar.get_width() if flat(bars) else bar.get_height() for bar in bars], float)
             for bars in ax.containers if all(hasattr(bar, "get_height") for bar in bars)]  # fmt: skip
    for line in ax.lines:
        heights = np.asarray(line.get_ydata())
        if len(heights) >= 5 and np.issubdtype(heights.dtype, np.number) and len(set(heights)) > 1:
            found.append(heights.astype(float))
    return [values[np.isfinite(values)] for values in found if np.isfinite(values).any()]


def flat(bars):
    """Whether bars lie."""
    return getattr(bars, "orientation", "vertical") == "horizontal"


# --- exercises


def test_solutions_give_the_right_answer(play):
    asked = {place: re.search(r'check\("([^"]+)"', cell.source)[1] for place, cell in code(play, "exercise")}
    for place, _ in code(play, "solution"):
        exercise = asked[max(before for before in asked if before < place)]
        said = practice.answered(exercise, play.values[place])
        assert said.startswith("✓"), f"{exercise}: {said}"


# --- figures in the prose


def test_every_number_in_the_prose_is_what_the_code_computes(play):
    wrong = []
    for cell in play.lesson.cells[1:]:
        if cell.kind == "markdown" and not cell.level:
            wrong += [f"cell {cell.heading!r}: {fault}" for fault in prose.faults(cell.source, play.names)]
    assert not wrong, "\n".join(wrong)


def test_document_symbols_in_the_prose_stand_in_the_tables(play):
    known = prose.tables_of(play.lesson)
    for cell in play.lesson.cells:
        if cell.kind == "markdown":
            assert not prose.unknown_symbols(cell.source, known), cell.heading


def test_references_lead_where_they_say(play):
    wrong = [
        f"cell {cell.heading!r}: {fault}"
        for cell in play.lesson.cells
        if cell.kind == "markdown"
        for fault in prose.references(cell.source, play.lesson)
    ]
    assert not wrong, "\n".join(wrong)


# --- Python boxes


def test_a_box_that_is_typed_into_a_cell_changes_no_name_of_the_lesson(play):
    code_cells = code(play, "analysis", "turn", "chart", "open-chart")
    taken = {name for _, cell in code_cells for name in binds(ast.parse(cell.source))}
    for cell in play.lesson.roles("python"):
        source = "".join(re.findall(r"^```python\n(.*?)^```", cell.source, re.M | re.S))
        imported = {
            alias.name
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        again = (binds(ast.parse(source)) - imported) & taken
        assert not again, f"{cell.heading}: {sorted(again)} are names of the lesson"


def test_the_boxes_say_what_their_code_gives(play):
    for cell in play.lesson.roles("python"):
        source = "".join(re.findall(r"^```python\n(.*?)^```", cell.source, re.M | re.S))
        known, lines, wanted = {"pd": pd, "load": load}, source.splitlines(), 0
        for part in ast.parse(source).body:
            gives = re.search(r"  # gives (.+)$", lines[part.end_lineno - 1])
            if not isinstance(part, ast.Expr):
                exec(compile(ast.Module([part], []), "<box>", "exec"), known)
                continue
            printed = isinstance(part.value, ast.Call) and getattr(part.value.func, "id", "") == "print"
            value = eval(ast.unparse(part.value.args[0] if printed else part), known)
            wanted += gives is not None
            assert not gives or gives[1] in (str(value), repr(value)), f"{lines[part.end_lineno - 1]}: gives {value!r}"
        assert wanted, f"nothing is shown to come out: {cell.source}"
