"""The editions in a real browser: website, handouts, student pack, and a lesson in JupyterLab.

Run by `make test-site`, after the editions are built. Needs Debian's chromium (or any Chromium on the path).
"""

import functools
import http.server
import json
import os
import random
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

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

from helpers import ledger, load
from tools import claimreview, lessons
from tools.site import build, cards, game
from tools.site import page as page_of
from tools.site.page import Site, plain

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD, SITE = ROOT / "build", ROOT / "build" / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
LESSONS = [page for page in PAGES if page.startswith("notebooks/")]
TABLES = [page for page in PAGES if page.startswith("tables/") and page != "tables/index.html"]
# The pages of tables have one form: the widest and eleven others are looked at in the browser, the rest as text.
WIDEST = "tables/" + max((item["name"] for item in build.package()["resources"]), key=lambda name: load(name).shape[1])
SEEN = [page for page in PAGES if page not in TABLES]
SEEN += [f"{WIDEST}.html", *random.Random(7).sample([page for page in TABLES if page != f"{WIDEST}.html"], 11)]
TEXT = {page: (SITE / page).read_text("utf-8") for page in PAGES}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
FIRST_VIEW = 1.5e6  # bytes of all files, uncompressed
# Each pair of text and ground on a page, as (contrast, where); as WCAG computes it, far faster than axe does.
CONTRAST = """() => {
  const parts = (text) => [...text.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
  const curve = (part) => (part / 255 <= 0.03928 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * curve(r) + 0.7152 * curve(g) + 0.0722 * curve(b);
  const known = new WeakMap(), pairs = new Map();
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1];
    if (!known.has(element)) {
      const colour = parts(getComputedStyle(element).backgroundColor);
      known.set(element, colour[3] === 1 ? colour : ground(element.parentElement));
    }
    return known.get(element);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement, style = getComputedStyle(element);
    if (!walk.currentNode.data.trim() || style.display === "none") continue;
    const ink = parts(element.closest("svg") ? style.fill : style.color), under = ground(element);
    const [more, less] = [light(ink), light(under)].sort((one, other) => other - one);
    pairs.set(`${ink} ${under}`, [(more + 0.05) / (less + 0.05), element.outerHTML.slice(0, 120)]);
  }
  return [...pairs.values()];
}"""
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


@pytest.fixture
def tab(browser):
    """One empty tab."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce")
    yield tab
    tab.close()


# --- every page


@needs_chromium
@pytest.mark.parametrize("page", SEEN)
def test_a_page_is_accessible_quiet_offline_and_light(tab, address, page):
    wrong, answers = [], []
    tab.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type == "error" else None)
    tab.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    tab.on("request", lambda r: None if r.url.startswith((address, "data:")) else wrong.append(f"request to {r.url}"))
    tab.on("response", lambda answer: answers.append(answer))
    tab.goto(address + page, wait_until="networkidle")
    weight = sum(len(answer.body()) for answer in answers)
    assert weight <= FIRST_VIEW, f"{weight:,} bytes: {sorted((len(a.body()), a.url) for a in answers)[-4:]}"
    wrong += axe(tab, contrast=False)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        wrong += [f"{scheme}: {ratio:.1f} to 1: {where}" for ratio, where in tab.evaluate(CONTRAST) if ratio < 4.5]
    assert wrong == []


@needs_chromium
@pytest.mark.parametrize("page", ["index.html", "check-it-yourself.html", LESSONS[5], f"{WIDEST}.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_agrees_on_contrast(tab, address, page, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.goto(address + page)
    assert axe(tab, contrast=True) == []


def axe(tab, contrast):
    """Return what axe finds on an open page; its slowest rule, contrast, alone or left out."""
    tab.evaluate(AXE)
    rules = {"runOnly": ["color-contrast"]} if contrast else {"rules": {"color-contrast": {"enabled": False}}}
    options = {"preload": False, "resultTypes": ["violations"], **rules}
    found = tab.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])} places)" for one in found]


class Form(HTMLParser):
    """Read a page strictly: what is wrong with the nesting of its parts."""

    VOID = {"meta", "link", "img", "br", "hr", "input", "path", "rect", "circle", "line"}

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.last = [], [], {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        if self.open and "figcaption" in self.last.get(len(self.open), ()) and self.open[-1] == "figure":
            self.wrong.append(f"{tag} after a figcaption")
        if tag in ("p", "div", "table", "ul", "figure", "details") and self.open and self.open[-1] in ("p", "summary"):
            self.wrong.append(f"{tag} inside {self.open[-1]}, line {self.getpos()[0]}")
        if tag not in self.VOID:
            self.last.setdefault(len(self.open), []).append(tag)
            self.open.append(tag)
            self.last[len(self.open)] = []

    def handle_endtag(self, tag):
        if tag not in self.VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(f"</{tag}> closes another part, line {self.getpos()[0]}")


@pytest.mark.parametrize("page", [page for page in PAGES if page not in TABLES] + TABLES[::10])
def test_a_page_is_well_formed(page):
    form = Form(TEXT[page])
    assert form.wrong == [] and form.open == []


def test_every_page_names_itself_and_asks_nothing_from_elsewhere():
    wrong, secure = [], page_of.secure_hosts(load("sources")["url"])
    for page, text in TEXT.items():
        description = re.search(r'<meta name="description" content="([^"]+)">', text)
        fits = {
            "one heading of level 1": len(re.findall(r"<h1[ >]", text)) == 1,
            "a description": description and 20 <= len(plain(description[1])) <= 155,
            "a title of its own": sum(re.search("<title>.*</title>", text)[0] in other for other in TEXT.values()) == 1,
            "a social card": text.count("og:title") == text.count("og:description") == 1,
            "no address of its own": "canonical" not in text and "og:image" not in text,
            "pictures with words": all(
                re.search(r'alt="[^"]{20,}"', image) for image in re.findall("<img[^>]*>", text)
            ),
            "nothing from elsewhere": not re.search(
                r'<(?:script|img|link|iframe)[^>]+(?:src|href)="(?:https?:)?//', text
            ),
            "heads that head something": not re.search(r"<th[^>]*></th>", text),
            "no hidden figures": "<!-- figures" not in text,
            "https, where that is known": not set(re.findall(r'href="http://([^/"]+)', text)) & secure,
        }
        wrong += [f"{page}: {what}" for what, holds in fits.items() if not holds]
    assert wrong == []


def test_no_internal_link_or_anchor_is_broken():
    site = Site(SITE, {})
    site.pages = TEXT
    assert site.broken() == []
    site.pages = {"index.html": '<p id="a"></p><p id="a"></p><a href="none.html">x</a><a href="#b">y</a>'}
    assert len(site.broken()) == 3


def test_with_an_address_pages_and_reviews_name_it(tmp_path):
    home = "https://example.org/seven/"
    site = Site(tmp_path, {"lessons": [], "pages": [], "more": []}, home)
    site.write("tables/x.html", "<h1>X</h1>", title="X", description="A page")
    assert f'rel="canonical" href="{home}tables/x.html"' in site.pages["tables/x.html"]
    assert f'property="og:image" content="{home}_static/card.png"' in site.pages["tables/x.html"]
    assert (SITE / "_static" / "card.png").stat().st_size < 100_000
    scale, sources = load("claims_scale").set_index("verdict"), load("sources").fillna("").set_index("source_id")
    for claim in load("claims").fillna({"quote": ""}).itertuples():
        near, far = (claimreview.review(claim, scale, sources, place) for place in ("", home))
        assert not {"url", "@id"} & set(near) and "url" not in near["author"]
        assert far["url"] == far["@id"] == f"{home}ledger.html#{claim.claim_id}" and far["author"]["url"] == home
        assert 20 <= len(near["claimReviewed"]) <= 75 and near["reviewRating"]["alternateName"]
        assert near["itemReviewed"].get("author") or claim.claim_kind == "added"


def test_a_ledger_of_ones_own_is_shown_and_exported(tmp_path):
    columns = "claim_id,paragraph,paraphrase,quote,verdict,what_the_record_shows,what_would_change_it,source"
    rows = """,claim_kind,second_source,second_verdict
a <1>,1,A bridge is <long>,so long,misstated,It is short,A map,see https://example.org/map,Stated,An atlas,supported
b,2,It is red,,,,,,,,
c,2,It was built late,,supported,It was,A plan,A paper,Added,,
"""
    (tmp_path / "mine.csv").write_text(columns + rows, "utf-8")
    site = Site(tmp_path, {"lessons": [], "pages": [], "more": []})
    build.own_ledger_page(site, tmp_path / "mine.csv")
    text = site.pages["my-ledger.html"]
    assert "A bridge is &lt;long&gt;" in text and "Misstated" in text and "not judged yet" in text
    assert "mine.csv" in text and "An atlas" in text and "second reader: ✓ Supported" in text
    assert text.count("not in the article") == 1 and text.count("Would change it") == 2
    assert 'href="https://example.org/map"' in text and Form(text).wrong == []
    found = claimreview.own_reviews(ledger.read(tmp_path / "mine.csv"))
    assert [item["identifier"] for item in found] == ["a <1>", "c"]
    assert found[0]["author"]["name"] != claimreview.conf.MAKER and len(found[0]["citation"]) == 2
    said_by = [item["itemReviewed"].get("author") for item in found]
    assert said_by[0] and not said_by[1], "an added claim is nobody's but the checkers'"
    (row,) = claimreview.filled(ledger.read(tmp_path / "mine.csv")).head(1).itertuples()
    far = claimreview.own_review(row, load("claims_scale").set_index("verdict"), "https://example.org/")
    assert far["url"] == "https://example.org/my-ledger.html#claim-a_%3C1%3E" and 'id="claim-a_&lt;1&gt;"' in text


# --- the first page and the game


def test_a_card_has_one_idea_its_minutes_and_a_number_of_the_lesson():
    first = TEXT["index.html"]
    for lesson in lessons.all_lessons():
        card = re.search(rf"<li><h3><a [^>]*>{lesson.number} .*?</li>", first, re.S)[0]
        assert f"{lesson.minutes()} minutes for the core path, {lesson.minutes(core=False)} for all" in card
        assert lesson.opening["idea"] in plain(card).replace(" .", ".")
        picture, finding = cards.card(lesson.number)
        sizes = [int(size) for size in re.findall(r'font-size="(\d+)"', picture)]
        assert lesson.number not in cards.DRAWN or (min(sizes) >= 18 and finding and finding in plain(card))
        page = plain(next(TEXT[page] for page in LESSONS if Path(page).name.startswith(lesson.number)))
        numbers = re.findall(r"\d[\d,.]*\d|\d", finding) if lesson.opening["idea"] else []
        assert [number for number in numbers if number not in page] == []


@needs_chromium
def test_the_game_works_from_a_file_by_keyboard_and_keeps_nothing(tab):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((SITE / "check-it-yourself.html").as_uri())
    expected, now = [], lambda: tab.evaluate("document.activeElement.textContent.trim()")
    press = lambda key: tab.keyboard.press(key)  # noqa: E731

    def tab_to(what):
        for _ in range(80):
            press("Tab")
            if tab.evaluate("selector => document.activeElement.matches(selector)", what):
                return
        raise AssertionError(f"no way by keyboard to {what}")

    scale = list(load("claims_scale")["verdict"])
    rank = {"supported": 4, "partly-supported": 3, "misstated": 2, "unsupported": 1}
    for number, claim in enumerate(game.chosen().itertuples(), 1):
        assert tab.locator("section.claim:visible").count() == 1
        record = tab.locator(f"#claim-{number} details.record")
        assert record.is_hidden()
        tab_to(f"#claim-{number} input")
        if number == 1:  # no choice yet: one sentence, and nothing is told
            press("Enter")
            assert "Choose one of the six" in tab.locator("#claim-1 .said").inner_text() and record.is_hidden()
        steps = number % 6
        press("Space")
        for _ in range(steps):
            press("ArrowDown")
        press("Enter")
        label = load("claims_scale").set_index("verdict").loc[claim.verdict, "label"]
        assert f"The record: {game_sign(claim.verdict)} {label}" in now()  # the reader hears the comparison first
        assert record.get_attribute("open") is not None and "What would change it" in record.inner_text()
        height = rank.get(claim.verdict, 2.5)
        mine = rank.get(scale[steps])
        word = "as the record" if scale[steps] == claim.verdict else "another kind" if not mine else None
        expected.append(word or ("too trusting" if mine > height else "too doubtful"))
        assert expected[-1] in now()
        tab_to(f"#claim-{number} > button")
        press("Enter")
        assert now() == (f"Claim {number + 1} of 10" if number < 10 else "How your guesses compare")
    counts = {word: expected.count(word) for word in ("as the record", "too trusting", "too doubtful", "another kind")}
    said = tab.locator("#sum").inner_text()
    assert f"{counts['as the record']} of 10 as the record" in said
    assert f"Too trusting: {counts['too trusting']}. Too doubtful: {counts['too doubtful']}." in said
    assert tab.locator("#compared tr").count() == 10
    tab_to("#again")
    press("Enter")
    assert now() == "Claim 1 of 10" and tab.locator("input:checked").count() == 0
    assert all(url.startswith("file:") for url in asked)
    assert tab.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def game_sign(verdict):
    return load("claims_scale").set_index("verdict").loc[verdict, "sign"]


@needs_chromium
def test_the_game_is_accessible_while_it_is_played(tab, address):
    tab.goto(address + "check-it-yourself.html")
    for number in range(1, 11):
        tab.locator(f"#claim-{number} label").nth(number % 6).click()
        tab.locator(f"#claim-{number} form button").click()
        if number in (1, 10):
            assert axe(tab, contrast=False) == axe(tab, contrast=True) == []
        tab.locator(f"#claim-{number} > button").click()
    assert axe(tab, contrast=False) == axe(tab, contrast=True) == []


@needs_chromium
def test_without_javascript_the_claims_open_one_by_one(browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((SITE / "check-it-yourself.html").as_uri())
    assert tab.locator("section.claim:visible").count() == 10
    assert tab.locator("form:visible").count() == 0 and tab.locator("#result").is_hidden()
    assert not tab.get_by_text("The best case for the article").first.is_visible()
    tab.locator("#claim-3 > details > summary").click()
    assert tab.locator("#claim-3").get_by_text("What would change it").is_visible()
    assert tab.locator("#claim-4").get_by_text("What would change it").is_hidden()
    context.close()


def test_the_ten_claims_are_a_fair_choice():
    rows, stated = game.chosen(), load("claims").query("claim_kind == 'stated'")
    assert len(rows) == 10 and set(rows["claim_kind"]) == {"stated"} and len(set(rows["lesson"])) == 9
    fits = lambda table: table["verdict"].isin(["supported", "partly-supported"]).mean()  # noqa: E731
    assert abs(fits(rows) - fits(stated)) < 0.15


# --- the lessons


@needs_chromium
def test_a_lesson_is_folded_and_marked(tab, address):
    page = next(page for page in LESSONS if "/05-" in page)
    tab.goto(address + page)
    lesson = lessons.all_lessons()[5]
    for role, summary in [("chart", "Show how this chart is drawn"), ("solution", "Show the solution")]:
        folds = tab.locator(f".tag_{role} > details")
        assert folds.count() == len(lesson.roles(role)) and tab.locator(f".tag_{role} pre:visible").count() == 0
        folds.first.locator("summary").focus()
        tab.keyboard.press("Enter")
        assert folds.first.locator("pre").first.is_visible() and summary in folds.first.inner_text()
    assert tab.locator(".tag_solution > details", has_text="Answer: ").count() == len(lesson.roles("solution"))
    assert tab.locator(".tag_turn > details").count() == len([cell for cell in lesson.roles("turn") if cell.outputs])
    marks = tab.locator("main .mark").all_inner_texts()
    assert len(marks) == sum(bool(lessons.MARK.search(cell.source)) for cell in lesson.cells if cell.kind == "markdown")
    assert {mark.split(",")[0] for mark in marks} == {"core", "further"}
    assert tab.locator("summary", has_text="Hint").count() == len({cell.heading for cell in lesson.roles("exercise")})
    record = tab.locator("details", has_text="Open the record of lesson 05").first
    assert record.get_attribute("open") is None and tab.get_by_text("What would change it").first.is_hidden()
    assert tab.locator(".tag_open-chart pre:visible").count() >= 1 and tab.locator(".tag_exercise pre").count() >= 5


@needs_chromium
@pytest.mark.parametrize("page", ["index.html", "check-it-yourself.html", "ledger.html", *LESSONS])
def test_on_a_phone_a_page_fits_and_its_charts_can_be_read(browser, address, page):
    phone = browser.new_page(viewport={"width": 360, "height": 740}, device_scale_factor=2, has_touch=True)
    phone.goto(address + page)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    for picture in phone.locator("figure img").all():
        wide, box, alone = picture.evaluate(
            "e => [e.clientWidth, [e.parentNode.clientWidth, e.parentNode.scrollWidth, e.parentNode.tabIndex],"
            " e.closest('figure').querySelector('a.whole').href]"
        )
        assert wide >= 640  # letters of 10 points, drawn for 800 pixels, are 11 pixels high then
        assert box[0] <= 360 and box[1] >= 640 and box[2] == 0 and alone == picture.evaluate("e => e.src")
    (BUILD / "pictures").mkdir(exist_ok=True)
    phone.screenshot(path=str(BUILD / "pictures" / f"{Path(page).stem}.png"))
    phone.close()


def test_idioms_and_corrections_have_pages_and_ways_to_them():
    idioms, corrections = TEXT["python-in-the-lessons.html"], TEXT["corrections.html"]
    for lesson in lessons.all_lessons():
        for cell in lesson.roles("python"):
            assert f">{cell.heading.removeprefix('Python: ')}</h3>" in idioms
    assert "python-in-the-lessons.html" in TEXT["index.html"] and "Changes so far" in corrections
    assert "Send five things" in corrections and "CHANGELOG.md" not in corrections
    assert [page for page in TABLES if '<a href="../corrections.html">Corrections' not in TEXT[page]] == []


# --- the rest of the site


@needs_chromium
def test_the_keyboard_reaches_search_menu_and_filter_and_the_scheme_is_kept(tab, address):
    def walk(page, steps):
        tab.goto(address + page)
        for _ in range(steps):
            tab.keyboard.press("Tab")
            yield tab.evaluate("() => (a => [a.tagName, a.id, a.className, a.type].join(' '))(document.activeElement)")

    seen = " | ".join(walk("index.html", 12))
    assert "skip" in seen and "SUMMARY" in seen and "search" in seen and "BUTTON scheme" in seen
    assert any("filter-lesson" in name for name in walk("ledger.html", 14))
    tab.locator("header summary").first.click()
    assert tab.locator("header .menu ul").first.is_visible()
    tab.keyboard.press("Escape")
    assert tab.locator("header .menu ul").first.is_hidden()
    tab.click("#scheme")
    tab.goto(address + "sources.html")
    assert tab.locator("html").get_attribute("data-scheme") == "dark"


@needs_chromium
def test_the_ledger_filter_and_the_offline_search_work(tab, address):
    tab.goto(address + "ledger.html")
    claims = load("claims")
    assert tab.locator("#ledger tbody tr:visible").count() == len(claims)
    tab.select_option("#filter-lesson", "05")
    mine = claims[claims["lesson"] == "05"]
    assert tab.locator("#ledger tbody tr:visible").count() == len(mine) < len(claims)
    tab.select_option("#filter-verdict", "supported")
    fits = (mine["verdict"] == "supported").sum()
    assert tab.locator("#filter-count").inner_text() == f"{fits} claim{'' if fits == 1 else 's'}"
    items = json.loads(tab.locator('script[type="application/ld+json"]').inner_text())
    assert len(items) == len(claims) and {item["@type"] for item in items} == {"ClaimReview"}
    tab.goto((SITE / "search.html").as_uri() + "?q=veto")
    assert "05" in tab.locator("#search-results li").first.inner_text()
    tab.fill("main input", "zzzz")
    assert "Nothing found" in tab.locator("#search-count").inner_text()
    tab.goto((SITE / tab.evaluate("INDEX[5][0]").split("#")[0]).as_uri())


# --- paper


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
                assert not cell.get("outputs")
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
    open_ = {line[:2]: int(line.split()[1]) for line in done.stdout.splitlines()}
    assert all(number >= 4 for lesson, number in open_.items() if lesson != "09"), open_  # 09 has steps, no exercises


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
    type_into(tab, cell, "answer = ...", 'answer = ["African"]')
    cell.locator(".jp-OutputArea", has_text="05-1: 1 of 2 found").wait_for(timeout=30_000)
    type_into(tab, cell, '["African"]', '["African", "Latin American and Caribbean"]')
    cell.locator(".jp-OutputArea", has_text="05-1: right").wait_for(timeout=30_000)
    cell = cell_with(tab, "my_council = council_of(")
    type_into(tab, cell, "vetoes=5", "vetoes=50")
    cell.locator(".jp-OutputArea", has_text="50 vetoes are impossible with 25 seats").wait_for(timeout=30_000)
    assert "Traceback" not in cell.locator(".jp-OutputArea").inner_text()
    type_into(tab, cell, "vetoes=50", "vetoes=0")
    cell.locator(".jp-OutputArea img").wait_for(timeout=30_000)
    tab.close()
