"""What a reader sees when a cell stops: the error in a beginner's words, before Python's own last line."""

import difflib
import linecache
import re
import traceback
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

KINDS = (
    LookupError,
    ArithmeticError,
    AttributeError,
    NameError,
    SyntaxError,
    TypeError,
    ValueError,
)  # caught in notebooks
NAMES = 3  # similar names that are offered


def plain_words(error, names=()):
    """Return a sentence for an error that beginners meet every day, or "" for any other.

    error: the exception. names: the names that are known in the notebook.

    >>> plain_words(KeyError("Africa"))
    "There is no row or column 'Africa' here. Write the name as it stands in the table: capitals and blanks count."
    >>> plain_words(KeyError("None of [Index(['a', 'b'], dtype='str')] are in the [index]"))[:38]
    "There is no row or column 'a', 'b' her"
    """
    if isinstance(error, KeyError) and error.args:
        listed = re.match(r"(?:None of \[Index\()?\[(.+?)\](?: not in index|, dtype=)", str(error.args[0]))
        name = listed[1] if listed else repr(error.args[0])
        how = "Write the name as it stands in the table: capitals and blanks count."
        return f"There is no row or column {name} here. {how}"
    if isinstance(error, NameError) and error.name:
        near = difflib.get_close_matches(error.name, names, n=NAMES)
        like = f" Did you mean {', '.join(near)}?" if near else ""
        return (
            f'Python does not know the name {error.name}.{like} A text needs quotation marks: "{error.name}". If it is '
            "a name of the lesson, run the cells above: Run > Run All Above Selected Cell."
        )
    if isinstance(error, SyntaxError):
        return "Python cannot read this cell. Look for a quotation mark, a bracket or a comma that is missing."
    return ""


def of_chart(trace):
    """Return a sentence for an error inside the cell of a chart: which tables it got; "" for any other cell.

    trace: the traceback.
    """
    frames = [frame for frame, _ in traceback.walk_tb(trace)]
    cells = [frame for frame in frames if "charts.publish(" in "".join(linecache.getlines(frame.f_code.co_filename))]
    drawing = [frame for frame in cells if Path(frame.f_code.co_filename).parent != Path(__file__).parent]
    if not drawing:
        return ""
    frame = drawing[1] if len(drawing) > 1 else drawing[0]  # in the function that draws, or in the open cell
    code = frame.f_code
    names = code.co_names if code.co_name == "<module>" else code.co_varnames[: code.co_argcount]
    found = {name: frame.f_locals.get(name) for name in names}
    tables = [f"{name} with {len(table)} row{'s' * (len(table) != 1)}" for name, table in found.items()
              if isinstance(table, (pd.DataFrame, pd.Series))]  # fmt: skip
    given = f" from {' and '.join(tables)}" if tables else ""
    return f"This chart cannot be drawn{given}. Look for what is missing in the cell above that makes its tables."


def show(shell, kind, error, trace, tb_offset=None):
    """Print the sentence, then Python's own short form; called by IPython. %tb shows the whole traceback."""
    names = [name for name in shell.user_ns if not name.startswith("_")]
    chart = "" if issubclass(kind, (NameError, SyntaxError)) else of_chart(trace)
    if chart:
        plt.close("all")  # no half of a chart, without its words, below the cell
    said = chart or plain_words(error, names)
    if said:
        print(said)
        return shell.showtraceback((kind, error, trace), exception_only=True)
    return shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
