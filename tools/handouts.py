"""Print the lessons of the built site to PDF: build/handouts/NN-name-a4.pdf and -letter.pdf.

Run by `make handouts`, after `make site`. Code and solutions are left out, and each exercise has room to write; the
style sheet of the site says how. Needs Chromium.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

BUILD = Path(__file__).resolve().parent.parent / "build"
FOOTER = (
    '<div style="font-size: 8px; width: 100%; text-align: center">Seven Priorities, CC BY 4.0. Page '
    '<span class="pageNumber"></span> of <span class="totalPages"></span></div>'
)
MARGIN = {"top": "15mm", "bottom": "18mm", "left": "15mm", "right": "15mm"}


def main():
    """Print every lesson in both sizes."""
    chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    pages = sorted((BUILD / "site" / "notebooks").glob("*.html"))
    if not chromium:
        sys.exit("Handouts need Chromium: apt-get install chromium, or https://www.chromium.org.")
    if not pages:
        sys.exit("Build the site first: make site.")
    (BUILD / "handouts").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(color_scheme="light")
        for page in pages:
            tab.goto(page.as_uri())
            for size in ("A4", "Letter"):
                target = BUILD / "handouts" / f"{page.stem}-{size.lower()}.pdf"
                paper = {"format": size, "margin": MARGIN, "tagged": True, "outline": True}
                tab.pdf(path=target, display_header_footer=True, header_template=" ", footer_template=FOOTER, **paper)
            print(page.stem)
        browser.close()


if __name__ == "__main__":
    main()
