"""Print handouts, class sheets and the list of sources to PDF: build/handouts/, each in A4 and Letter.

Run by `make handouts`; numbers of lessons as arguments print only those. NN-name-a4.pdf is a lesson on paper,
NN-sheet-a4.pdf a class sheet of two sides, sources-a4.pdf the one list that the numbers of sources lead to. Needs
Chromium, and neither the website nor a network.
"""

import shutil
import sys

import pikepdf
from playwright.sync_api import sync_playwright

from tools import NOTEBOOKS, ROOT, paper
from tools.lessons import read

HANDOUTS = ROOT / "build" / "handouts"
PATH, PAINTED = {"m", "l", "c", "v", "y", "h", "re", "W", "W*"}, {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"}
SHOWN = {"Tj", "TJ", "'", '"', "Do", "sh"}


def main(names):
    """Print every lesson, or the named ones, in both sizes."""
    chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if not chromium:
        sys.exit("Handouts need Chromium: apt-get install chromium, or https://www.chromium.org.")
    HANDOUTS.mkdir(parents=True, exist_ok=True)
    printed = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        for path in NOTEBOOKS:
            if not names or path.name[:2] in names:
                lesson = read(path)
                title = f"Lesson {lesson.number}: {lesson.opening['title']}"
                printed |= pdf(tab, path.stem, title, paper.handout(lesson))
                printed |= pdf(tab, f"{lesson.number}-sheet", f"{title}, class sheet", paper.sheet(lesson))
                print(path.stem)
        printed |= pdf(tab, "sources", "Sources of Seven Priorities", paper.sources())
        browser.close()
    for old in set(HANDOUTS.glob("*.pdf")) - printed if not names else ():
        old.unlink()


def pdf(tab, name, title, body):
    """Print a page of HTML in both sizes, tagged, with an outline, without time and program; return the two paths."""
    printed = set()
    for size in ("A4", "Letter"):
        target = HANDOUTS / f"{name}-{size.lower()}.pdf"
        tab.set_content(paper.page(title, body, size))
        tab.pdf(path=target, prefer_css_page_size=True, tagged=True, outline=True)
        with pikepdf.open(target, allow_overwriting_input=True) as book:
            for sheet in book.pages:
                sheet.Contents = book.make_stream(pikepdf.unparse_content_stream(artifacts(sheet)))
            for key in ("/CreationDate", "/ModDate", "/Creator"):
                if key in book.docinfo:
                    del book.docinfo[key]
            book.docinfo["/Author"] = "Seven Priorities"
            book.save(target, deterministic_id=True)
        printed.add(target)
    return printed


def artifacts(sheet):
    """Return what draws a page, with all that has no tag (footer, lines, frames) marked as decoration.

    Chromium tags text and pictures and leaves the rest bare; a screen reader would have to guess what it is.
    """
    drawn, depth, path = [], 0, []
    begin = pikepdf.ContentStreamInstruction([pikepdf.Name.Artifact], pikepdf.Operator("BMC"))
    end = pikepdf.ContentStreamInstruction([], pikepdf.Operator("EMC"))
    for step in pikepdf.parse_content_stream(sheet):
        name = str(step.operator)
        depth += (name in ("BMC", "BDC")) - (name == "EMC")
        if depth == 0 and name in PATH:
            path.append(step)
        elif depth == 0 and name in PAINTED | SHOWN:
            drawn += [begin, *path, step, end]
            path = []
        else:
            drawn += [*path, step]
            path = []
    return drawn


if __name__ == "__main__":
    main(sys.argv[1:])
