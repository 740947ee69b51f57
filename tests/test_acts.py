"""What a student does makes no false chart or text: cells run again, charts of other tables, solutions, figures."""

import ast
import hashlib
import re
from functools import lru_cache, partial

import pandas as pd
import pytest

from helpers import load, practice
from tests import chartcode, prose, seen, varied
from tests.play import Play, decoded
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


@lru_cache(maxsize=1)
def drawn(play):
    """Return the charts of a lesson, as a list of (name, how to draw it, its arguments)."""
    return list(varied.drawn_by(play))


@pytest.fixture
def drawings(play):
    """The charts of a lesson, as drawn() gives them, to be drawn of other tables."""
    with varied.unpainted():
        yield drawn(play)


def code(play, *roles):
    """Return place and cell of the code cells with one of these roles."""
    return [(place, cell) for place, cell in enumerate(play.lesson.cells) if cell.kind == "code" and cell.role in roles]


def first_line(cell):
    """Return the line by which a reader knows a cell."""
    return cell.source.splitlines()[0]


# --- run again


def test_a_chart_cell_run_again_alone_gives_the_same_output(play):
    for place, cell in code(play, "chart", "open-chart"):
        with varied.on_paper():
            again = play.run(cell.source)[0]
        assert put_out(again) == put_out(play.shown[place]), first_line(cell)


def put_out(shown):
    """Return what a reader gets of some charts, pictures left out."""
    return [(chart.html, chart.text) for chart in shown]


def test_a_chart_says_what_the_stored_one_says(play):
    for place, cell in code(play, "chart", "open-chart"):
        stored = [out["data"]["text/plain"] for out in cell.outputs if "data" in out]
        said = [chart.text for chart in play.shown[place]]
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


def test_the_figures_in_the_words_of_a_chart_are_computed(play):
    for _, cell in code(play, "chart", "open-chart"):
        faults = list(chartcode.typed(cell.source))
        assert not faults, f"{first_line(cell)}: " + "; ".join(faults)


def test_a_chart_reads_no_table_and_no_file_by_itself(play):
    for _, cell in code(play, "chart", "open-chart"):
        assert not list(chartcode.reads(cell.source)), f"{first_line(cell)}: load in a visible cell above"


def test_a_chart_names_the_tables_that_it_is_made_of(play):
    made_of = chartcode.sources(play.lesson)
    for place, cell in code(play, "chart", "open-chart"):
        for chart in play.shown[place]:
            faults = list(chartcode.unnamed(play.lesson, made_of[place], chart.said["tables"]))
            assert not faults, f"{first_line(cell)}: " + "; ".join(faults)


def test_a_chart_that_an_exercise_changes_changes_all_its_words(play):
    for place, cell in code(play, "solution", "turn"):
        for chart in play.shown[place]:
            others = [other.said for at, shown in play.shown.items() if at != place for other in shown]
            for name in ("finding", "words"):
                assert chart.said[name] not in [other[name] for other in others], first_line(cell)


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
                with varied.on_paper():
                    shown = play.run(cell.source)[0]
            except Exception:
                shown = play.shown[place]  # it stops, and says nothing false
            finally:
                play.names[name] = right
            assert put_out(shown) == put_out(play.shown[place]), f"{name} = {right!r} may change without the table"


def test_the_open_chart_is_short_and_commented(play):
    if play.lesson.workshop:
        pytest.skip(NOT_OF_A_WORKSHOP["test_the_open_chart_is_short_and_commented"])
    ((_, cell),) = code(play, "open-chart")
    drawing = [line for line in cell.source.splitlines() if re.match(r"(for .*)?\s*(fig, )?(fig|axe?s?|plt)\b", line)]
    assert 2 <= len(drawing) <= 10 and sum("  # " in line for line in drawing) >= len(drawing) / 2, cell.source


# --- the charts themselves, and their pictures


@pytest.mark.parametrize("rule", [seen.not_from_zero, seen.unpaired, seen.unreadable], ids=lambda rule: rule.__name__)
def test_what_a_reader_sees_of_a_chart_is_true(play, rule):
    for place, shown in play.shown.items():
        for chart in shown:
            faults = list(rule(chart))
            assert not faults, f"{first_line(play.lesson.cells[place])}: " + "; ".join(faults)


def test_the_stored_pictures_are_those_of_the_charts(play):
    for place, shown in play.shown.items():
        cell = play.lesson.cells[place]
        stored = [decoded(code) for out in cell.outputs for code in pictures(out.get("data", {}).get("text/html", ""))]
        assert len(stored) == len(shown), first_line(cell)
        for picture, chart in zip(stored, shown, strict=True):
            faults = list(seen.spoiled(picture, chart))
            assert not faults, f"{first_line(cell)}: " + "; ".join(faults)


def pictures(text):
    """Return the pictures in a text, as base64."""
    return re.findall(r"base64,([A-Za-z0-9+/=]+)", text)


def test_no_two_stored_pictures_are_alike():
    place = {}
    for path in NOTEBOOKS:
        for picture in pictures(path.read_text("utf-8")):
            key = hashlib.sha256(picture.encode()).hexdigest()
            assert key not in place, f"the same picture in {path.name} and {place[key]}"
            place[key] = path.name


# --- charts of other tables


def test_the_order_of_rows_and_columns_changes_nothing_that_is_said(drawings):
    faults = []
    for name, draw, arguments in drawings:
        first = varied.said(draw, arguments)
        for what, change in varied.BACKWARDS.items():
            for table, new in varied.changed(arguments, change):
                second = varied.said(draw, new)
                if isinstance(second, str):
                    faults.append(f"{name}: {what} of {table} backwards gives {second}")
                    continue
                for part in ("finding", "measure", "words"):
                    if varied.pieces(second[part]) != varied.pieces(first[part]):
                        faults.append(f"{name}: {what} of {table} backwards, {second[part]!r}, not {first[part]!r}")
                if varied.rows_of(first) != varied.rows_of(second):
                    faults.append(f"{name}: {what} of {table} backwards changes the numbers")
    assert not faults, "\n".join(faults)


def test_a_chart_of_fewer_rows_names_nothing_that_is_gone(drawings):
    faults = []
    for name, draw, arguments in drawings:
        for rows, change in varied.FEWER.items():
            for table, new in varied.changed(arguments, change):
                faults += varied.faults_of(
                    f"{name}, {rows} of {table}", varied.said(draw, new, rows != "no row"), arguments, new
                )
    assert not faults, "\n".join(faults)


def test_a_name_is_taken_from_the_table(drawings):
    faults = []
    for name, draw, arguments in drawings:
        first = varied.text(varied.said(draw, arguments))
        there = [one for one in sorted(varied.names_in(arguments)) if one[0].isalpha() and one in first]
        for old in there[: varied.MOST_NAMES]:
            other = partial(re.sub, rf"\b{re.escape(old)}\b", "Ruritania")
            new = {key: varied.exchanged(value, other) for key, value in arguments.items()}
            faults += varied.faults_of(f"{name}, Ruritania in place of {old}", varied.said(draw, new), arguments, new)
    assert not faults, "\n".join(faults)


def test_a_year_is_taken_from_the_table(drawings):
    faults = []
    for name, draw, arguments in drawings:
        new = {key: varied.later(value) for key, value in arguments.items()}
        faults += varied.faults_of(f"{name}, a year later", varied.said(draw, new), arguments, new)
    assert not faults, "\n".join(faults)


def test_values_that_are_all_nought_stop_no_chart(drawings):
    faults = []
    for name, draw, arguments in drawings:
        for table, new in varied.changed(arguments, varied.nought):
            faults += varied.faults_of(f"{name}, all values of {table} 0", varied.said(draw, new, paper=False))
    assert not faults, "\n".join(faults)


# --- exercises


def test_solutions_give_the_right_answer(play):
    asked = {place: re.search(r'check\("([^"]+)"', cell.source)[1] for place, cell in code(play, "exercise")}
    for place, cell in code(play, "solution"):
        exercise = asked[max(before for before in asked if before < place)]
        name = f"solution_{exercise[3:]}"  # a name, and no value below: a run of all cells gives nothing away
        assert isinstance(ast.parse(cell.source).body[-1], ast.Assign) and name in binds(ast.parse(cell.source))
        said = practice.answered(exercise, play.names[name])
        assert said.startswith("✓"), f"{exercise}: {said}"


# --- figures in the prose


def test_every_number_in_the_prose_is_what_the_code_computes(play):
    wrong = []
    for cell in play.lesson.cells[1:]:
        if cell.kind == "markdown" and not cell.level:
            wrong += [
                f"cell {cell.heading!r}: {fault}" for fault in prose.faults(cell.source, play.names, prose.finds(cell))
            ]
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
