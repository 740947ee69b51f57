"""What a reader sees when a cell stops: the error in a beginner's words, before Python's own last line."""

import difflib
import re

NAMES = 3  # similar names that are offered


def plain_words(error, names=()):
    """Return a sentence for an error that beginners meet every day, or "" for any other.

    error: the exception. names: the names that are known in the notebook.

    >>> plain_words(KeyError("Africa"))
    "There is no row or column 'Africa' here. Write the name as it stands in the table: capitals and blanks count."
    """
    if isinstance(error, KeyError) and error.args:
        listed = re.match(r"\[(.+)\] not in index", str(error.args[0]))
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


def show(shell, kind, error, trace, tb_offset=None):
    """Print the sentence, then Python's own short form; called by IPython instead of the long traceback."""
    print(plain_words(error, [name for name in shell.user_ns if not name.startswith("_")]))
    return shell.showtraceback((kind, error, None), exception_only=True)
