"""The editions in a real browser: website, handouts, student pack, and a lesson in JupyterLab.

Run by `make test-site`, after the editions are built. Needs Debian's chromium (or any Chromium on the path).
"""

import functools
import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD, SITE = ROOT / "build", ROOT / "build" / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if "_static" not in path.parts)
LESSONS = [page for page in PAGES if page.startswith("notebooks/")]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "rules": {"heading-order": {"enabled": True}},
    "preload": False,  # it would ask the server for style sheets under wrong names
}
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a log."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def address():
    """Serve the site on this machine for the time of the tests."""
    handler = functools.partial(Quiet, directory=str(SITE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """One headless Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def check_page(browser, address, page, scheme):
    """Open a page and return what is wrong with it."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    tab, wrong = context.new_page(), []
    tab.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type == "error" else None)
    tab.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    tab.on("request", lambda r: None if r.url.startswith((address, "data:")) else wrong.append(f"request to {r.url}"))
    tab.goto(address + page)
    tab.wait_for_load_state("networkidle")
    tab.evaluate(AXE)
    # code has the same colours everywhere: its thousands of words are looked at on one lesson page
    part = {"exclude": [] if page in (LESSONS[0], "index.html") else [[".highlight"]]}
    found = tab.evaluate("([part, options]) => axe.run(part, options)", [part, RULES])
    for violation in found["violations"]:
        wrong.append(f"axe {violation['id']}: {violation['nodes'][0]['html'][:160]} ({len(violation['nodes'])} places)")
    for alt in tab.eval_on_selector_all("img", "images => images.map(image => image.getAttribute('alt'))"):
        if not alt or re.search(r"\.(png|svg|jpg)$", alt):
            wrong.append(f"an image with the alternative {alt!r}")
    context.close()
    return wrong


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", [page for page in PAGES if page != "search.html" and page != "genindex.html"])
def test_page_is_accessible_quiet_and_offline(browser, address, page, scheme):
    assert check_page(browser, address, page, scheme) == []


class Links(HTMLParser):
    """Collect the links and the anchors of a page."""

    def __init__(self):
        super().__init__()
        self.links, self.anchors = [], {""}

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors |= {given.get("id", ""), given.get("name", "") if tag == "a" else ""}
        for name in ("href", "src"):
            if given.get(name) and not re.match(r"[a-z]+:|//", given[name]):
                self.links.append(given[name])


def test_no_internal_link_or_anchor_is_broken():
    parsed = {}
    for page in PAGES:
        parsed[page] = Links()
        parsed[page].feed((SITE / page).read_text("utf-8"))
    broken = []
    for page, found in parsed.items():
        for target in found.links:
            path, anchor = urldefrag(urljoin(page, target))
            path = unquote(path).split("?")[0] or page
            if not (SITE / path).exists() or (path in parsed and unquote(anchor) not in parsed[path].anchors):
                broken.append(f"{page}: {target}")
    assert broken == []


def test_the_heaviest_lesson_page_is_light_enough():
    sizes = {page: (SITE / page).stat().st_size for page in LESSONS}
    assert max(sizes.values()) < 1.5e6, max(sizes, key=sizes.get)


@needs_chromium
def test_the_keyboard_reaches_search_menu_solutions_and_filter(browser, address):
    tab = browser.new_page()

    def walk(page, steps):
        tab.goto(address + page)
        for _ in range(steps):
            tab.keyboard.press("Tab")
            yield tab.evaluate("() => (a => [a.tagName, a.id, a.className].join(' '))(document.activeElement)")

    seen = " | ".join(walk("index.html", 40))
    assert "search" in seen and "A" in seen and "theme" in seen.lower()
    assert any("filter-lesson" in name for name in walk("ledger.html", 60))
    tab.goto(address + LESSONS[5])
    summary = tab.locator(".tag_solution summary").first
    summary.focus()
    tab.keyboard.press("Enter")
    assert tab.locator(".tag_solution details").first.get_attribute("open") is not None
    tab.close()


@needs_chromium
def test_the_ledger_filter_and_the_offline_search_work(browser, address):
    tab = browser.new_page()
    tab.goto(address + "ledger.html")
    total = tab.locator("#ledger tbody tr:visible").count()
    tab.select_option("#filter-lesson", "05")
    assert tab.locator("#ledger tbody tr:visible").count() == 7 < total
    tab.select_option("#filter-verdict", "misstated")
    assert tab.locator("#ledger tbody tr:visible").count() == 1
    assert tab.locator("#filter-count").inner_text() == "1 claims"
    items = json.loads(tab.locator('script[type="application/ld+json"]').inner_text())
    assert len(items) == total and {item["@type"] for item in items} == {"ClaimReview"}
    tab.goto(address + "search.html?q=veto")
    tab.wait_for_selector("#search-results li", timeout=20_000)
    tab.close()


@needs_chromium
@pytest.mark.parametrize("page", ["index.html", *LESSONS])
def test_pages_fit_a_phone_and_are_pictured(browser, address, page):
    phone = browser.new_page(viewport={"width": 390, "height": 800})
    phone.goto(address + page)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.close()
    tab = browser.new_page(viewport={"width": 1280, "height": 1600})
    tab.goto(address + page)
    (BUILD / "pictures").mkdir(exist_ok=True)
    tab.screenshot(path=str(BUILD / "pictures" / f"{Path(page).stem}.png"), full_page=page == "index.html")
    tab.close()


@needs_chromium
@pytest.mark.parametrize("size", ["a4", "letter"])
def test_handouts_are_tagged_and_complete(size):
    handouts = sorted((BUILD / "handouts").glob(f"*-{size}.pdf"))
    assert [path.name[:2] for path in handouts] == [Path(page).name[:2] for page in LESSONS]
    for path in handouts:
        content = path.read_bytes()
        assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content and b"/Lang" in content
        assert len(re.findall(rb"/Type /Page\b", content)) >= 8


# --- the student pack


@pytest.fixture(scope="session")
def pack(tmp_path_factory):
    """The unpacked student pack, in an empty folder."""
    folder = tmp_path_factory.mktemp("pack")
    with zipfile.ZipFile(BUILD / "seven-priorities-student.zip") as archive:
        archive.extractall(folder)
    return folder / "seven-priorities"


def test_no_solution_is_left_in_the_pack_and_it_is_small(pack):
    assert (BUILD / "seven-priorities-student.zip").stat().st_size < 6e6
    for path in pack.glob("notebooks/*.ipynb"):
        text = path.read_text("utf-8")
        assert "# Solution" not in text and '"solution"' not in text and "folded cell" not in text
        book = json.loads(text)
        for cell in book["cells"]:
            if "exercise" in cell["metadata"].get("tags", []) or "ledger.verdicts(" in "".join(cell["source"]):
                assert cell["outputs"] == []
    assert (pack / "START-HERE.html").exists()


def test_the_pack_runs_in_a_new_environment_with_exercises_unanswered(pack, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "new"], check=True)
    python = next(path for path in [tmp_path / "new/bin/python", tmp_path / "new/Scripts/python.exe"] if path.exists())
    install = [python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"]
    online = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # the wall is for what follows
    done = subprocess.run(install, cwd=pack, env=online, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    code = (
        "import sys, nbformat, nbclient\n"
        "for name in sys.argv[1:]:\n"
        "    book = nbformat.read(name, as_version=4)\n"
        "    nbclient.NotebookClient(book, kernel_name='python3').execute()\n"
        "    print(name, sum('not answered yet' in str(c.get('outputs')) for c in book.cells))\n"
    )
    names = sorted(path.name for path in pack.glob("notebooks/*.ipynb"))
    done = subprocess.run([python, "-c", code, *names], cwd=pack / "notebooks", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line.split()[0] for line in done.stdout.splitlines()] == names
    assert all(int(line.split()[1]) >= 5 for line in done.stdout.splitlines())


# --- JupyterLab itself


@pytest.fixture
def lab(tmp_path):
    """JupyterLab on a copy of the project, without the reader's own settings."""
    copy = tmp_path / "project"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "build", "__pycache__"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--allow-root", "--no-browser", f"--port={port}"]
    options += ["--IdentityProvider.token=", f"--ServerApp.root_dir={copy}"]
    log = (tmp_path / "log").open("w")
    server = subprocess.Popen([sys.executable, "-m", "tools.lab", *options], cwd=copy, stdout=log, stderr=log)
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api")
            break
        except OSError:
            time.sleep(0.5)
    yield f"http://127.0.0.1:{port}/lab/tree/notebooks/"
    server.terminate()
    server.wait()


def cell_with(tab, text):
    """Scroll to the code cell that holds a text, and return it."""
    box = tab.locator(".jp-WindowedPanel-outer").first
    box.evaluate("e => { e.scrollTop = 0 }")
    for _ in range(120):
        cell = tab.locator(".jp-CodeCell", has=tab.locator(".cm-content", has_text=text)).first
        if cell.count():
            cell.scroll_into_view_if_needed()
            tab.wait_for_timeout(500)  # the editor is drawn when the cell comes into view
            return cell
        box.evaluate("e => { e.scrollTop += 500 }")
        tab.wait_for_timeout(150)
    raise AssertionError(f"no cell with {text!r}")


def type_into(tab, cell, old, new):
    """Replace a text in a cell and run it."""
    editor = cell.locator(".cm-content")
    editor.locator(".cm-line", has_text=old).first.wait_for(timeout=10_000)
    source = "\n".join(editor.locator(".cm-line").all_inner_texts())
    assert old in source
    editor.click()
    tab.keyboard.press("Control+a")
    tab.keyboard.insert_text(source.replace(old, new))
    tab.keyboard.press("Control+Enter")


@needs_chromium
def test_a_lesson_works_in_jupyterlab(browser, lab):
    tab = browser.new_page(viewport={"width": 1300, "height": 1400})
    tab.goto(lab + "05-reforming-the-council.ipynb?reset")
    tab.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    idle = "document.querySelector('.jp-NotebookPanel-toolbar [data-status]')?.dataset.status == 'idle'"
    tab.wait_for_function(idle, timeout=90_000)
    tab.wait_for_timeout(3000)
    assert tab.locator(".lm-DockPanel-tabBar .jp-mod-dirty").count() == 0  # not "changed" when only opened
    assert tab.locator(".Toastify__toast").count() == 0  # no pop-up about news
    tab.click('li.lm-MenuBar-item:has-text("Run")')
    tab.click('li.lm-Menu-item:has-text("Restart Kernel and Run All")')
    tab.click('.jp-Dialog button:has-text("Restart")')
    tab.wait_for_timeout(3000)
    tab.wait_for_function(idle, timeout=90_000)
    cell = cell_with(tab, 'check("05-1", answer)')
    type_into(tab, cell, "answer = ...", "answer = 2011")
    cell.locator(".jp-OutputArea", has_text="That is the year of the highest value").wait_for(timeout=30_000)
    type_into(tab, cell, "2011", "2006")
    cell.locator(".jp-OutputArea", has_text="05-1: right").wait_for(timeout=30_000)
    type_into(tab, cell_with(tab, "my_vetoes = 5"), "my_vetoes = 5", "my_vetoes = 0")
    cell = cell_with(tab, "designs = {")
    before = cell.locator(".jp-OutputArea").inner_text()
    cell.locator(".cm-content").click()
    tab.keyboard.press("Control+Enter")
    tab.wait_for_timeout(3000)
    assert "no such seat" in cell.locator(".jp-OutputArea").inner_text() and "no such seat" not in before
    tab.close()
