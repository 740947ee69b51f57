"""What make does, and where it finds the project."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))  # the lessons; a notebook to try things is none
TEMPLATE = ROOT / "notebooks" / "template-lesson.ipynb"  # a lesson whose text is its own instructions
