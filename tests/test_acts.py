"""What a student does never makes a false chart or text: cells run again, names, solutions, numbers in the prose."""

import ast
import base64
import io
import re
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from conftest import NOTEBOOKS
from helpers import load
from helpers.show import UN_SYMBOL, plain
from tests.play import Play
from tools.lessons import figures


@lru_cache(maxsize=1)  # the tests of one lesson follow each other
def played(path):
    """Return a lesson that was run."""
    return Play(path)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem, scope="module")
def play(request):
    """Each lesson in turn, run top to bottom."""
    return played(request.param)


def places(play, *roles):
    """Return the places of the cells with one of these roles."""
    return [place for place, cell in enumerate(play.lesson.cells) if cell.kind == "code" and cell.role in roles]


# --- charts


def test_a_chart_cell_run_again_alone_gives_the_same_output(play):
    for place in places(play, "chart", "open-chart"):
        source = play.lesson.cells[place].source
        assert play.run(source)[0] == play.shown[place], source.splitlines()[0]


def test_a_chart_says_what_the_stored_one_says(play):
    for place in places(play, "chart", "open-chart"):
        stored = [out["data"]["text/plain"] for out in play.lesson.cells[place].outputs if "data" in out]
        said = [data["text/plain"] for data in play.shown[place]]
        assert said and stored[: len(said)] == said


def test_a_name_is_bound_in_one_cell_only(play):
    bound = {}
    for place in places(play, "imports", "ledger", "analysis", "turn", "chart", "open-chart", "exercise", "solution"):
        cell = play.lesson.cells[place]
        for name in names(cell.source) - ({"answer"} if cell.role == "exercise" else set()):
            bound.setdefault(name, []).append(cell.source)
    again = {name: cells for name, cells in bound.items() if len(cells) > 1}
    assert not again, f"bound in more than one cell: {sorted(again)}"


def names(source):
    """Return the names that a cell binds outside its functions; _ is nobody's."""
    found, todo = set(), list(ast.parse(source).body)
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
    for place in places(play, "chart"):
        cell = play.lesson.cells[place]
        first, rest = cell.source.split("\n", 1)
        assert re.fullmatch(r"# Chart: .+ \(open to see how it is drawn\)", first), first
        assert cell.hidden
        body = ast.parse(rest).body
        assert [type(part) for part in body] == [ast.FunctionDef, ast.Expr], "one function, then its call"
        free = loaded(body[0]) - names(rest) - {arg.arg for arg in ast.walk(body[0]) if isinstance(arg, ast.arg)}
        tables = [name for name in free if isinstance(play.names.get(name), (pd.DataFrame, pd.Series))]
        assert not tables, f"{first}: the function uses {tables} without being given them"


def loaded(tree):
    """Return the names that code reads and does not itself set."""
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return read - {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def test_the_open_chart_is_short_commented_and_changed_by_an_exercise(play):
    (place,) = places(play, "open-chart")
    source = play.lesson.cells[place].source
    drawing = [line for line in source.splitlines() if re.search(r"\b(ax|fig|plt)\b", line) and "charts.publish" not in line]
    assert len(drawing) <= 10 and sum("#" in line for line in drawing) >= len(drawing) / 2


@lru_cache(maxsize=1)
def pictures():
    """Return the published pictures of all lessons, with the figure that each was drawn from."""
    found = []
    for path in NOTEBOOKS:
        for place, cell in enumerate(Play.__new__(Play).__class__ and played(path).lesson.cells):
            if cell.kind == "code":
                for fig, code in played(path).figs[place]:
                    found.append((f"{path.name[:2]}: {cell.source.splitlines()[0]}", fig, code))
    return found


def test_pictures_decode_have_their_size_and_are_not_blank(play):
    for place, figs in play.figs.items():
        for fig, code in figs:
            image = Image.open(io.BytesIO(base64.b64decode(code))).convert("L")
            width, height = (fig.get_size_inches() * fig.dpi).astype(int)
            assert abs(image.width - width) <= 1 and abs(image.height - height) <= 1
            body = np.asarray(image)[int(0.2 * image.height) :]  # below the title
            assert (body < 200).mean() > 0.002, f"an empty chart: {play.lesson.cells[place].source.splitlines()[0]}"


def contrast(color):
    """Return the contrast of a colour on white, as WCAG defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
    return 1.05 / (sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


def test_text_in_charts_can_be_read(play):
    for place, figs in play.figs.items():
        for fig, _ in figs:
            for text in fig.findobj(lambda artist: hasattr(artist, "get_text") and artist.get_visible()):
                dark = contrast(text.get_color()) >= 4.5
                white = to_rgb(text.get_color()) == (1, 1, 1)  # on a dark mark
                shown = text.get_text().strip()
                assert not shown or dark or white, f"{shown!r} in {play.lesson.cells[place].source.splitlines()[0]}"


def numbers_of(data):
    """Return every number and date in a table, index included, as floats; shares also as per cent."""
    frame = data.reset_index() if not isinstance(data, pd.Series) else data.reset_index()
    found = []
    for column in frame:
        values = frame[column]
        if pd.api.types.is_datetime64_any_dtype(values):
            found.append(values.dropna().map(pd.Timestamp.toordinal).astype(float) - 719163)  # matplotlib's day 0
        elif pd.api.types.is_numeric_dtype(values):
            found.append(pd.to_numeric(values, errors="coerce").dropna().astype(float))
    return np.concatenate(found) if found else np.array([])


def test_every_drawn_series_stands_in_the_numbers_table(play, monkeypatch):
    for place in places(play, "chart", "open-chart"):
        drawn = [series for fig, _ in play.figs[place] for ax in fig.axes for series in series_of(ax)]
        table = play.shown[place][0]["text/html"].split("<table")[1]
        known = np.array([float(t) for t in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", plain(table).replace(",", ""))])
        for values in drawn:
            missing = [value for value in values if not np.isclose(known, value, rtol=0.005, atol=0.006).any()]
            share = len(missing) / len(values)
            first = play.lesson.cells[place].source.splitlines()[0]
            assert share <= 0.1, f"{first}: drawn, not in the numbers: {missing[:6]}"


def series_of(ax):
    """Return the values of lines and bars that are drawn on a numeric axis: the heights, or the lengths."""
    found = []
    for bars in ax.containers:
        if all(hasattr(bar, "get_height") for bar in bars):
            flat = getattr(bars, "orientation", "vertical") == "horizontal"
            found.append(np.array([bar.get_width() if flat else bar.get_height() for bar in bars], float))
    for line in ax.lines:
        x, y = line.get_xdata(), line.get_ydata()
        if len(y) >= 5 and np.issubdtype(np.asarray(y).dtype, np.number):
            found.append(np.asarray(y, float))
    return [values[np.isfinite(values)] for values in found if np.isfinite(values).any()]


# --- exercises


def test_solutions_give_the_answer_and_bind_nothing_of_the_lesson(play):
    from helpers import practice

    table = load("exercises").set_index("exercise_id")
    ids = {place: re.search(r'check\("([^"]+)"', play.lesson.cells[place].source)[1] for place in places(play, "exercise")}
    for place in places(play, "solution"):
        exercise = ids[max(before for before in ids if before < place)]
        said = practice.answered(exercise, play.values[place])
        assert said.startswith("✓"), f"{exercise}: {said}"
        assert table.loc[exercise, "answer_kind"] != "judgement"


# --- numbers in the prose

# Not figures: code, links, markup, list numbers, ids of claims and exercises, numbers of lessons and sections,
# symbols of documents, durations. Exercises are compared with their table, the opening table with what it counts.
EXEMPT = [
    r"<!--.*?-->", r"^```.*?^```", r"`[^`]*`", r"\]\([^)]*\)", r"<[^>]+>", r"^#.*$", r"^\d+\. ", r"^\|.*\|$",
    UN_SYMBOL.pattern, r"\b\d\d-[a-z0-9]\b", r"\b[Ll]essons? \d\d(?:(?:, | and | to )\d\d)*", r"\b[Ss]ections? \d(?: and \d)?",
    r"\b\d+ minutes?\b",
]  # fmt: skip
WORDS = {"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
         "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}  # fmt: skip


def said_in(text):
    """Return the figures of a Markdown cell: numbers, dates and number words from eleven on, as they are written."""
    for rule in EXEMPT:
        text = re.sub(rule, " ", text, flags=re.M | re.S if rule.startswith(("<!--", "^```")) else re.M)
    numbers = re.findall(r"\d{4}-\d{2}(?:-\d{2})?|\d[\d,]*(?:\.\d+)?(?!\d)", text)
    spelled = [word for word in re.findall(r"[a-z]+", text.lower()) if word in WORDS]
    return {number.rstrip(",") for number in numbers} | set(spelled)


def record(claim):
    """Return what the ledger says of a claim, as text."""
    row = load("claims").set_index("claim_id").loc[claim]
    return f"{row['what_the_record_shows']} {row['what_would_change_it']}"


def source(source_id):
    """Return title, date and symbol of a source, as text."""
    row = load("sources").fillna("").set_index("source_id").loc[source_id]
    return f"{row['title']} {row['published']} {row['symbol']}"


def holds(figure, value):
    """Whether a figure, as it is written, is the value; a date or a year may also stand in a text or a short list."""
    number = WORDS.get(figure) or (None if "-" in figure else float(figure.replace(",", "")))
    if isinstance(value, (pd.Series, pd.Index, np.ndarray, list, tuple, set)):
        values = list(value)
        return len(values) <= 12 and any(holds(figure, one) for one in values)
    if isinstance(value, (bool, np.bool_)) or value is None:
        return False
    if isinstance(value, (int, float, np.number)):
        decimals = len(figure.split(".")[1]) if "." in figure else 0
        return number is not None and abs(number - float(value)) <= 0.5 * 10**-decimals + 1e-9
    return bool(re.search(rf"(?<![\d.]){re.escape(figure.replace(',', ''))}(?![\d])", str(value).replace(",", "")))


def test_every_number_in_the_prose_is_bound_to_what_computes_it(play):
    known = {**play.names, "record": record, "source": source, "load": load}
    for cell in play.lesson.cells:
        if cell.kind != "markdown" or cell.level or cell.source == play.lesson.cells[0].source:
            continue
        bound, said = figures(cell.source), said_in(cell.source)
        where = f"cell {cell.heading!r}"
        assert said == set(bound), f"{where}: not bound: {sorted(said - set(bound))}; bound, not said: {sorted(set(bound) - said)}"
        for figure, expression in bound.items():
            assert any(isinstance(node, ast.Name) for node in ast.walk(ast.parse(expression))), f"{where}: {figure} is bound to nothing"
            value = eval(expression, known)
            assert holds(figure, value), f"{where}: {figure} is said, {expression} gives {value}"


def test_document_symbols_in_the_prose_stand_in_the_tables(play, symbols=[]):
    if not symbols:
        tables = ["claims", "sources", *re.findall(r'load\("(\w+)"\)', "\n".join(c.source for c in play.lesson.cells))]
        symbols.append("\n".join(load(name).astype(str).to_csv(index=False) for name in set(tables)))
    for cell in play.lesson.cells:
        if cell.kind == "markdown":
            for symbol in UN_SYMBOL.findall(re.sub(r"\]\([^)]*\)|<!--.*?-->", "", cell.source, flags=re.S)):
                assert symbol.split(" ")[0] in symbols[0], symbol


# --- Python boxes


def test_the_boxes_say_what_their_code_gives(play):
    for cell in play.lesson.roles("python"):
        code = "".join(re.findall(r"^```python\n(.*?)^```", cell.source, re.M | re.S))
        assert code and re.search(r"# gives ", code), cell.source
        known = {"pd": pd, "load": load}
        for part in ast.parse(code).body:
            line = code.splitlines()[part.end_lineno - 1]
            wanted = re.search(r"# gives (.+)$", line)
            if isinstance(part, ast.Expr):
                out = io.StringIO()
                value = eval(ast.unparse(part), {**known, "print": lambda *a, out=out: print(*a, file=out)}) if True else None
                text = out.getvalue().strip() or (str(value) if isinstance(value, str) else repr(value.item() if isinstance(value, np.generic) else value))
                assert not wanted or text == wanted[1].strip().strip("'\""), f"{line}: gives {text}"
            else:
                exec(compile(ast.Module([part], []), "<box>", "exec"), known)
