"""The one kind of error that a reader meets."""


class Problem(Exception):
    """A mistake that the reader can mend. Notebooks show its sentence without a traceback."""

    def _render_traceback_(self):  # IPython calls this instead of printing the stack
        return [f"Problem: {self}"]
