"""What a reader sees of a chart, and whether its numbers, its names and its texts say the same.

Each rule takes a chart as it was published (tests/play.py) and yields one sentence for each fault.
"""

import re

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.category import StrCategoryConverter
from matplotlib.collections import FillBetweenPolyCollection, LineCollection, PathCollection
from matplotlib.colors import to_hex, to_rgb, to_rgba

from helpers import charts
from helpers.show import cell_text

WIDTH = 800  # pixels that a chart has on the page
LEAST = 11  # pixels of the smallest text there: 8 points in a chart of 8 inches
CONTRAST = 4.5


# --- text


def luminance(color):
    """Return the relative luminance of a colour, as WCAG defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other="white"):
    """Return the contrast of two colours, as WCAG defines it."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def unreadable(chart):
    """Text that cannot be read: pale on the ground that is under it, seen through, too small, cut by the edge."""
    pixels = np.asarray(chart.picture)
    high, wide = pixels.shape[:2]
    for text, box in chart.texts:
        said = repr(text.get_text())
        if (text.get_alpha() or 1) < 1 or to_rgba(text.get_color())[3] < 1:
            yield f"{said} is seen through"
        size = text.get_fontsize() * WIDTH / (72 * chart.fig.get_figwidth())
        if size < LEAST - 0.01:
            yield f"{said} has {size:.1f} pixels, less than {LEAST}"
        if min(box.x0, box.y0) < -1 or box.x1 > wide + 1 or box.y1 > high + 1:
            yield f"{said} is cut by the edge of the picture"
        rows, columns = (slice(max(0, int(a)), max(0, int(b) + 1)) for a, b in [(high - box.y1, high - box.y0),
                                                                               (box.x0, box.x1)])  # fmt: skip
        patch = pixels[rows, columns].reshape(-1, 3).astype(int)
        own = np.array(to_rgb(text.get_color())) * 255
        ground = patch[np.abs(patch - own).max(axis=1) > 60]
        colors, counts = np.unique(ground // 8, axis=0, return_counts=True)
        under = (colors[counts.argmax()] * 8 + 4) / 255 if len(ground) else own / 255
        if contrast(text.get_color(), np.round(under, 1) if under.min() > 0.97 else under) < CONTRAST:
            yield f"{said} is {to_hex(text.get_color())} on {to_hex(under)}"


# --- pictures


def spoiled(image, chart):
    """A stored picture that is not this chart: of another size, empty, or another picture."""
    if not np.allclose(image.size, chart.fig.get_size_inches() * chart.fig.dpi, atol=1):
        yield f"its size is {image.size}"
        return
    grey = np.asarray(image.convert("L"), float)
    if (grey[len(grey) // 5 :] < 200).mean() < 0.002:
        yield "it is empty below the title"
    small = [np.asarray(one.convert("L").resize((80, 60)), float) for one in (image, chart.picture)]
    away = np.abs(small[0] - small[1]).mean()
    if away > ALIKE:
        yield f"it is another picture than the cell draws now (mean difference of grey {away:.1f} of 255)"


ALIKE = 1.0  # mean difference of grey, of 255, that another version of a font or a library may make


# --- bars and stalks


def not_from_zero(chart):
    """Bars and stalks that do not begin at zero, or an axis that leaves zero out."""
    for ax in chart.fig.axes:
        for axis in "xy":
            starts, ends = [np.array(part, float) for part in lengths(ax, axis)]
            if not len(starts):
                continue
            limits, scale = sorted(getattr(ax, f"get_{axis}lim")()), getattr(ax, f"get_{axis}scale")()
            if scale != "linear":
                yield f"bars or stalks on a {scale} scale have no zero"
            if not limits[0] <= 0 <= limits[1]:
                yield f"the axis of bars or stalks goes from {limits[0]:g} to {limits[1]:g}"
            known = {0.0, *np.round(ends, 6)}
            floating = [start for start in np.round(starts, 6) if start not in known]
            if floating:
                yield f"bars or stalks begin at {floating[0]:g}"
            low, high = ends.min(), ends.max()
            if high > limits[1] + 1e-9 or low < limits[0] - 1e-9:
                yield f"a bar or stalk of {high if high > limits[1] else low:g} is cut by the end of the axis"


def lengths(ax, axis):
    """Return where bars and stalks along an axis begin and where they end."""
    starts, ends = [], []
    for bars in ax.containers:
        if all(hasattr(bar, "get_height") for bar in bars) and (axis == "x") == lying(bars):
            for bar in bars:
                start, size = (bar.get_x(), bar.get_width()) if axis == "x" else (bar.get_y(), bar.get_height())
                if np.isfinite(size) and size:
                    starts.append(start)
                    ends.append(start + size)
    stalks = [one for _, group in segments(ax, axis) for one in group]
    if len(stalks) > 2 and stand_on_one_line(stalks):
        starts += [start for start, _, _ in stalks]
        ends += [end for _, end, _ in stalks]
    return starts, ends


def stand_on_one_line(stalks):
    """Whether straight lines stand side by side, or one on the other, on one line, and have several lengths."""
    feet = set()
    for place in {place for _, _, place in stalks}:
        row = sorted([min(one[:2]), max(one[:2])] for one in stalks if one[2] == place)
        if any(not np.isclose(low[1], high[0]) for low, high in zip(row, row[1:], strict=False)):
            return False
        feet.add(round(min(row[0], key=abs), 6))
    return len(feet) == 1 and len({end - start for start, end, _ in stalks}) > 1


def lying(bars):
    """Whether bars lie."""
    return getattr(bars, "orientation", "vertical") == "horizontal"


def segments(ax, axis):
    """Return the straight lines along an axis that hlines or vlines drew: label, and start, end and place of each."""
    along, across = (0, 1) if axis == "x" else (1, 0)
    found, single = [], []
    for lines in ax.collections:
        if isinstance(lines, LineCollection):
            straight = [one for one in lines.get_segments() if len(one) == 2 and one[0][across] == one[1][across]]
            group = [(one[0][along], one[1][along], one[0][across]) for one in straight]
            group = [one for one in group if one[0] != one[1]]
            found.append((str(lines.get_label()), group)) if len(group) > 1 else single.extend(group)
    groups = found + [("", single)] * (len(single) > 1)
    return [(label, group) for label, group in groups if len({one[:2] for one in group}) > 1]  # not guides for the eye


def guide(colors):
    """Whether a mark is only a guide for the eye: charts.LIGHT is for what carries no information alone."""
    return len(colors) and all(to_hex(color) == charts.LIGHT.lower() for color in colors)


# --- points and numbers


def unpaired(chart):
    """A drawn series that is no column and no row of the numbers, each point with the name or number beside it."""
    table = Numbers(chart.numbers)
    yield from table.misnamed()
    for ax in chart.fig.axes:
        across, up = Scale(ax.xaxis), Scale(ax.yaxis)
        for label, readings in series_of(ax) if ax.axison else ():
            faults = [table.faults(label, points, across, up, alone) for points, alone in readings]
            yield from [] if "" in faults or table.in_a_row(label, ax, across, up) else faults[:1]


class Scale:
    """An axis as a reader reads it: names at its ticks, dates, numbers, or nothing but the order of rows."""

    def __init__(self, axis):
        ticks = np.asarray(axis.get_majorticklocs(), float)
        labels = axis.get_major_formatter().format_ticks(ticks)
        self.names = dict(zip(ticks, labels, strict=False))
        self.kind = "number"
        if isinstance(axis.get_converter(), (mdates.DateConverter, mdates._SwitchableDateConverter)):
            self.kind = "date"
        elif isinstance(axis.get_converter(), StrCategoryConverter) or any(map(named, labels)):
            self.kind = "name"
        elif not len(ticks):
            self.kind = "row"

    def read(self, value):
        """Return kind and value of a place on the axis."""
        if self.kind == "name":
            near = min(self.names, key=lambda tick: abs(tick - value))
            return ("name", self.names[near]) if abs(near - value) < 0.5 else ("number", value)
        if self.kind == "date":
            return "date", pd.Timestamp(mdates.num2date(value)).tz_localize(None)
        return self.kind, value

    def say(self, value):
        """Return the place in words."""
        kind, read = self.read(value)
        return str(read.date()) if kind == "date" else f"{read:g}" if kind in ("number", "row") else read


def named(label):
    """Whether the text at a tick is a name, not a number or a power."""
    return bool(re.search(r"[^\W\d_]", label)) and "$" not in label


class Numbers:
    """The table below a chart, with the cells that a name, a number or a date may be."""

    def __init__(self, frame):
        self.frame, self.names = frame, [plain(name) for name in frame.columns]
        self.cells = frame.astype(object).to_numpy()
        texts = [[plain(cell_text(value)) for value in row] for row in self.cells]
        self.texts = np.array(texts, object).reshape(self.cells.shape)
        self.figures = np.array([[figure(value) for value in row] for row in self.cells], float)
        self.figures = self.figures.reshape(self.cells.shape)
        self.days = np.array([[day(value) for value in row] for row in self.cells], "datetime64[D]")
        self.days = self.days.reshape(self.cells.shape)
        self.near = np.array([half_a_digit(column) for column in self.figures.T])

    def there(self, kind, value):
        """Return which cells a place on an axis may be, and which columns bear its name."""
        none = np.zeros(self.cells.shape, bool)
        if kind == "row":
            none[int(round(value)) : int(round(value)) + 1] = True
            return none, np.zeros(len(self.names), bool)
        if kind == "date":
            same = self.days == np.datetime64(value, "D")
            years = np.array(["year" in name for name in self.names])
            return same | (years & (self.figures == value.year)), np.zeros(len(self.names), bool)
        if kind == "number":
            with np.errstate(invalid="ignore"):
                same = np.abs(self.figures - value) <= self.near
            return same, np.array([figure(name) == value for name in self.frame.columns])
        name = plain(value)
        listed = [[name in map(plain, re.split(r"[,;] ", str(value))) for value in row] for row in self.cells]
        exact = (self.texts == name) | np.array(listed, bool), np.array([one == name for one in self.names])
        if exact[0].any() or exact[1].any():
            return exact
        inside = np.array([[within(one, name) for one in row] for row in self.texts]).reshape(self.cells.shape)
        return inside, np.array([within(one, name) for one in self.names])

    def ways(self, across, up, label):
        """Return the ways in which the table holds a point: the column or the row in which its value stands."""
        found = set()
        (x, x_names), (y, y_names) = self.there(*across), self.there(*up)
        for value, key, names, kinds in [(y, x, x_names, (up[0], across[0])), (x, y, y_names, (across[0], up[0]))]:
            for row, column in np.argwhere(value) if kinds[0] == "number" or "number" not in kinds else ():
                beside = key[row].sum() > key[row, column] and (key[row, 0] or value[row, 0] or "name" not in kinds)
                if beside and (column or kinds[0] != "number"):
                    found.add(("column", column))
                if names[column]:
                    found.add(("row", row))
            if kinds[1] == "name":  # a mark in the row and in the column of these names
                rows = value[:, 0] if kinds[0] == "number" else value.any(axis=1)
                for row, column in np.argwhere(rows[:, None] & names[None, :]):
                    if value[row].sum() > value[row, column] and self.marked(row, column, label):
                        found.add("mark")
        return found

    def faults(self, label, points, across, up, alone=False):
        """Return a sentence if points are no column and no row of the table, else nothing. alone: each for itself."""
        ways = None
        for x, y in points:
            found = self.ways(across.read(x), up.read(y), label)
            if not found:
                return f"drawn, and in no row of the numbers: {across.say(x)}, {up.say(y)}"
            ways = found if ways is None or alone else ways & found
        first = f"the points from ({across.say(points[0][0])}, {up.say(points[0][1])}) on"
        if not ways:
            return f"{first} are no column and no row of the numbers"
        named = {("column", at) for at, name in enumerate(self.names) if plain(label) == name}
        if named and "mark" not in ways and not ways & named:
            return f"{first} are called {label!r} and are not that column of the numbers"
        return ""

    def in_a_row(self, label, ax, across, up):
        """Whether stalks of this label stand in a row of their own, as long as the column that is named beside it."""
        for axis, along, other in (("x", across, up), ("y", up, across)):
            for name, group in segments(ax, axis):
                starts = {round(start, 6) for start, _, _ in group}
                kind, row = along.read(starts.pop())
                if name != label or starts or kind != "name":
                    continue
                for column in [at for at, own in enumerate(self.names) if own in plain(row)]:
                    keys = [self.there(*other.read(place))[0].any(axis=1) for _, _, place in group]
                    ratios = [(end - start) / self.figures[key.argmax(), column] for (start, end, _), key in
                              zip(group, keys, strict=True) if key.any()]  # fmt: skip
                    if len(ratios) == len(group) and np.allclose(ratios, ratios[0], rtol=0.01):
                        return True
        return False

    def marked(self, row, column, label):
        """Whether a cell of a grid says that there is a mark, and which, if marks of this label have a name in it."""
        own = self.texts[row, column]
        return own not in ("", "0") and (plain(label) == own or not (self.texts == plain(label)).any())

    def misnamed(self):
        """Yield a sentence if the first column, the key, is called a year or a date and is none, or is one unsaid."""
        name, values = self.frame.columns[0], self.frame.iloc[:, 0]
        if len(values.unique()) < 2:
            return
        years = pd.api.types.is_integer_dtype(values) and values.between(1800, 2100).all()
        said = re.search(r"\byear", str(name))
        if years and not said:
            yield f"the numbers begin with years and call them {name!r}"
        if said and not years and not pd.api.types.is_datetime64_any_dtype(values):
            yield f"the numbers call their first column {name!r}, and it holds {values.iloc[0]!r}"
        if pd.api.types.is_datetime64_any_dtype(values) and not re.search(r"date|day|month|end|start|when", str(name)):
            yield f"the numbers begin with dates and call them {name!r}"
        if pd.api.types.is_integer_dtype(values) and values.tolist() == list(range(len(values))):
            yield f"the numbers begin with row numbers, called {name!r}"


def plain(value):
    """Return letters and digits of a name alone: a chart may break it, and write it in capitals."""
    if isinstance(value, pd.Timestamp):
        value = value.date()
    return re.sub(r"[\W_]", "", str(value).casefold())


def within(one, other):
    """Whether one of two names is a part of the other."""
    short, long = sorted([one, other], key=len)
    return bool(short) and (len(short) > 2 or short.isdigit()) and short in long


def figure(value):
    """Return a value as a number; nan if it is none."""
    if isinstance(value, (bool, np.bool_)):
        return np.nan
    try:
        return float(value.replace(",", "") if isinstance(value, str) else value)
    except (TypeError, ValueError):
        return np.nan


def day(value):
    """Return a value as a day; NaT if it is none."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
        return np.datetime64("NaT")
    return np.datetime64(pd.Timestamp(value), "D") if isinstance(value, (str, pd.Timestamp)) else np.datetime64("NaT")


def half_a_digit(column):
    """Return half a unit in the last decimal that a column of numbers shows."""
    known = column[np.isfinite(column)]
    for decimals in range(4):
        if np.allclose(known, known.round(decimals), rtol=0, atol=1e-9):
            return 0.5 * 10**-decimals + 1e-9 if decimals else 0.5 if (np.abs(known) > 1e4).any() else 1e-9
    return 1e-4


def series_of(ax):
    """Yield label and points of what is drawn with the coordinates of the axes: bars, lines, dots, stalks, areas.

    The points come in a list of (points, alone), for there is more than one way to read some marks; alone: the points
    are no series.
    """
    for bars in ax.containers:
        if all(hasattr(bar, "get_height") for bar in bars):
            if lying(bars):
                points = [(bar.get_width(), bar.get_y() + bar.get_height() / 2) for bar in bars]
            else:
                points = [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in bars]
            yield from kept(bars.get_label(), points)
    for line in ax.lines:
        if line.get_transform() == ax.transData and not guide([line.get_color()]):
            yield from kept(line.get_label(), zip(line.get_xdata(orig=False), line.get_ydata(orig=False), strict=True))
    for dots in ax.collections:
        if isinstance(dots, PathCollection) and not guide(dots.get_facecolors()):
            yield from kept(dots.get_label(), np.ma.filled(dots.get_offsets().astype(float), np.nan))
        elif isinstance(dots, FillBetweenPolyCollection):
            yield from kept("", alone=corners(ax, dots))
    for axis in "xy":
        turn = slice(None) if axis == "x" else slice(None, None, -1)
        for label, group in segments(ax, axis):  # how long they are, or where they begin and end
            sizes, starts, ends = [[(value, place)[turn] for value, place in part] for part in (
                [(end - start, place) for start, end, place in group], [(start, place) for start, _, place in group],
                [(end, place) for _, end, place in group])]  # fmt: skip
            yield from kept(label, sizes, starts + ends)


def corners(ax, area):
    """Return the corners of a filled area that lie on none of the lines of its axes."""
    lines = {(round(float(x), 6), round(float(y), 6)) for line in ax.lines if line.get_transform() == ax.transData
             for x, y in stairs(line)}  # fmt: skip
    return [point for path in area.get_paths() for point in path.vertices
            if tuple(np.round(point, 6).tolist()) not in lines]  # fmt: skip


def stairs(line):
    """Return the points of a line, and the corners between them if it goes in steps."""
    points = list(zip(line.get_xdata(orig=False), line.get_ydata(orig=False), strict=True))
    return points + [(x, y) for (_, y), (x, _) in zip(points, points[1:], strict=False)]


def kept(label, series=(), alone=()):
    """Yield label and points as numbers, gaps left out, if any are left."""
    numbers = [([(float(x), float(y)) for x, y in points], points is alone) for points in (series, alone)]
    finite = [([point for point in points if np.isfinite(point).all()], each) for points, each in numbers]
    if any(points for points, _ in finite):
        yield str(label), [(points, each) for points, each in finite if points]
