"""A page of the website: Markdown to HTML, the frame around it, what the search finds, and whether its links hold."""

import functools
import html
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from helpers import load
from tools.claimreview import shorten
from tools.site import conf

HERE = Path(__file__).resolve().parent
FRAME = Environment(
    loader=FileSystemLoader(HERE / "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
LONGEST = 600  # letters of a section that the search keeps


def slug(text):
    """Return a text as an anchor.

    >>> slug("1. Who sat where?")
    '1-who-sat-where'
    """
    return re.sub(r"[^a-z0-9]+", "-", plain(text).lower()).strip("-") or "part"


def plain(markup):
    """Return HTML as one line of plain text; what is folded belongs to it."""
    return " ".join(
        html.unescape(re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", markup, flags=re.S)).split()
    )


@functools.cache
def code(source):
    """Return Python as HTML with classes for its colours."""
    return highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))


def template(file, /, **content):
    """Return a page of tools/site/pages/ with its content filled in."""
    return FRAME.get_template(file).render(**content)


class Markdown:
    """Markdown of one page; its headings get anchors that no other heading of the page has."""

    def __init__(self):
        self.seen, self.headings = {}, []  # headings: (depth, anchor, HTML)
        options = {"html": True, "highlight": lambda text, name, _: code(text) if name == "python" else ""}
        self.parser = MarkdownIt("commonmark", options).enable("table")

    def anchor(self, text):
        """Return an anchor for a heading."""
        name = slug(text)
        self.seen[name] = self.seen.get(name, 0) + 1
        return name if self.seen[name] == 1 else f"{name}-{self.seen[name]}"

    def html(self, text, heading=lambda words: (words, "")):
        """Return Markdown as HTML.

        heading: what makes of the words of a heading the words and a label beside them (HTML).
        """
        tokens = self.parser.parse(text)
        for place, token in enumerate(tokens):
            if token.type == "heading_open":
                inner = tokens[place + 1]
                words, label = heading(inner.content)
                inner.content, inner.children = words, self.parser.parseInline(words)[0].children
                shown = self.parser.renderer.renderInline(inner.children, self.parser.options, {})
                token.attrs["id"] = self.anchor(shown)
                self.headings.append((int(token.tag[1]), token.attrs["id"], re.sub("</?a[^>]*>", "", shown)))
                if label:
                    mark = self.parser.parseInline(" " + label)[0].children
                    inner.children = [*inner.children, *mark]
        markup = self.parser.renderer.render(tokens, self.parser.options, {})
        markup = re.sub(r"<table>.*?</table>", lambda found: wide(found[0]), markup, flags=re.S)
        return re.sub(r"<pre>", '<pre class="wide">', markup)


def wide(markup):
    """Return HTML in a box of its own, which scrolls sideways where the page is narrow."""
    return f'<div class="wide">{markup}</div>'


def secure_hosts(addresses):
    """Return the hosts that some of these addresses reach by https: their http links can be https, too."""
    return {urlsplit(address).netloc for address in addresses.dropna() if address.startswith("https://")}


class Site:
    """All pages: written one by one; then the search index and a check of the links."""

    def __init__(self, folder, menu, address=conf.ADDRESS):
        self.folder, self.menu, self.address, self.index, self.pages = folder, menu, address, [], {}
        self.secure = secure_hosts(load("sources")["url"])

    def write(self, name, body, *, title, description, headings=(), scripts=(), head="", around=(None, None)):
        """Write one page.

        name: its path, such as "ledger.html". body: its HTML with an h1. headings: (depth, anchor, HTML), for the list
        "on this page". scripts: names in _static, for this page alone. around: the pages before and after it in the
        order of reading, as (path, title) or None.
        """
        up = "../" * name.count("/")
        text = template(
            "frame.html",
            name=name, body=body, title=title, description=shorten(description, 155), up=up, menu=self.menu, conf=conf,
            contents=[heading for heading in headings if heading[0] in (2, 3)], scripts=scripts, around=around,
            address=self.address, head=head,
        )  # fmt: skip
        safe = lambda found: found[0].replace("http:", "https:") if found[1] in self.secure else found[0]  # noqa: E731
        text = re.sub(r'href="http://([^/"]+)', safe, text)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        self.pages[name] = text
        self._find(name, title, body)

    def _find(self, name, title, body):
        """Keep what the search needs: for each section its place, heading and first words."""
        body = re.sub(r'<pre.*?</pre>|<span class="mark.*?</span>', " ", body, flags=re.S)  # words, no code
        parts = re.split(r'(?=<(?:h[1-3]|tr|dt|li) id="[^"]+")', body)
        for part in parts:
            found = re.match(r'<(\w+) id="([^"]+)"[^>]*>', part)
            anchor = f"#{found[2]}" if found and found[1] != "h1" else ""
            heading = plain(re.match(r".*?</(?:h\d|th|dt)>", part, re.S)[0]) if found and found[1] != "li" else ""
            words = plain(part).removeprefix(heading).strip()
            if words or heading:
                self.index.append([name + anchor, title, heading if heading not in title else "", words[:LONGEST]])

    def broken(self):
        """Return a sentence for each internal link or picture that leads nowhere, on all pages written."""
        wrong = []
        anchors = {name: set(re.findall(r'\s(?:id|name)="([^"]+)"', text)) for name, text in self.pages.items()}
        for name, text in self.pages.items():
            for target in sorted(set(re.findall(r'<[^>]+\s(?:href|src)="([^"]+)"', text))):
                target = html.unescape(target)
                if re.match(r"[a-z]+:|//", target):
                    continue
                parts = urlsplit(urljoin(name, target))
                path, anchor = unquote(parts.path), unquote(parts.fragment)
                if not (self.folder / path).is_file():
                    wrong.append(f"{name}: {target} is no file of the site")
                elif anchor and path in anchors and anchor not in anchors[path]:
                    wrong.append(f"{name}: {target} is no place of that page")
            for ids in [re.findall(r'\sid="([^"]+)"', text)]:
                wrong += [f"{name}: the id {one} stands twice" for one in sorted({i for i in ids if ids.count(i) > 1})]
        return wrong
