"""Check it yourself: ten claims of the article with their records; game.js asks for a verdict before each."""

import html

from helpers import Problem, load
from helpers.ledger import wording
from helpers.show import link
from helpers.sources import cite
from tools.site import lesson as lesson_page

# Stated claims that a reader understands alone, in the order of the article: each lesson and each verdict is there,
# and the shares of the verdicts are near to those of all claims.
CLAIMS = ["00-c", "01-l", "02-f", "03-g", "04-b", "05-f", "06-b", "07-d", "08-a", "08-f"]


def chosen():
    """Return the ten rows of the claims table. Errors: Problem if they are no fair choice any more."""
    claims = load("claims").set_index("claim_id", drop=False)
    missing = [claim for claim in CLAIMS if claim not in claims.index or claims.loc[claim, "claim_kind"] != "stated"]
    if missing:
        raise Problem(
            f"tools/site/game.py: {', '.join(missing)} is no stated claim of data/claims.csv. Choose another."
        )
    rows = claims.loc[CLAIMS].fillna({"quote": ""})
    absent = set(load("claims_scale")["verdict"]) - set(rows["verdict"])
    if absent or (rows["verdict"] == "supported").sum() < 2 or set(rows["lesson"]) != set(claims["lesson"]):
        raise Problem("tools/site/game.py: the ten claims no longer show each lesson and each verdict. Choose others.")
    return rows


def record(claim, lesson, stem):
    """Return the record of one claim: the best case first, then the verdict, what it rests on, what would change it."""
    label = load("claims_scale").set_index("verdict").loc[claim.verdict]
    cited = "".join(f"<li>{item}</li>" for item in cite(claim.source_ids.split(";"), licences=False))
    best = lesson_page.best_case(lesson)
    best = f"<h4>The best case for the article, lesson {claim.lesson}</h4>\n{best}" if best else ""
    return f"""{best}
<h4>The verdict: {label.sign} {html.escape(label["label"])}</h4>
<p>{html.escape(label.definition)} Confidence: {claim.confidence}.</p>
<p>{link(claim.what_the_record_shows)}</p>
<p><b>What would change it:</b> {link(claim.what_would_change_it)}</p>
<details><summary>Sources ({claim.source_ids.count(";") + 1})</summary><ul>{cited}</ul></details>
<p>More: <a href="notebooks/{stem}.html">lesson {claim.lesson}, {html.escape(lesson.opening["title"])}</a>;
<a href="ledger.html#{claim.claim_id}">claim {claim.claim_id} in the ledger</a>.</p>"""


def quote(claim):
    """Return a claim in the words of the article and in other words."""
    return f"<blockquote><p>{wording(claim)}</p></blockquote>\n<p>In other words: {html.escape(claim.paraphrase)}.</p>"


def page(lessons):
    """Return the HTML of the page. lessons: a dictionary from number to (Lesson, stem)."""
    scale, rows = load("claims_scale"), chosen()
    meanings = "".join(
        f'<tr data-verdict="{row.verdict}" data-label="{html.escape(row.label)}" data-sign="{row.sign}">'
        f'<th scope="row">{row.sign} {html.escape(row.label)}</th><td>{html.escape(row.definition)}</td></tr>\n'
        for row in scale.itertuples()
    )
    items = ""
    for number, claim in enumerate(rows.itertuples(), 1):
        items += f"""<section class="claim" id="claim-{number}" data-claim="{claim.claim_id}" data-verdict="{claim.verdict}">
<h3 tabindex="-1">Claim {number} of {len(rows)}</h3>
{quote(claim)}
<details class="record"><summary>The record of claim {number}</summary>
{record(claim, *lessons[claim.lesson])}
</details>
</section>
"""
    trusting = (rows["verdict"] == "supported").sum()
    return f"""<h1 id="check-it-yourself">Check it yourself</h1>
<p>Ten claims of the article on Kazakhstan's two years in the United Nations Security Council (2017-2018). For each,
choose a verdict; then read the record. It takes about five minutes. Nobody expects you to know: guess, and see what your
guesses have in common.</p>
<p>Your choices stay on this page. They are not sent, not stored, and gone when you close it.</p>
<noscript><p class="note">Without JavaScript: say your verdict aloud, then open the record below each claim.</p></noscript>
<details class="scale"><summary>The six verdicts</summary>
<table id="scale"><thead><tr><th scope="col">verdict</th><th scope="col">meaning</th></tr></thead>
<tbody>{meanings}</tbody></table></details>
<h2 id="claims" tabindex="-1">The claims</h2>
{items}
<section id="result" hidden data-trusting="{trusting}">
<h2 id="how-your-guesses-compare" tabindex="-1">How your guesses compare</h2>
<div id="sum"></div>
<div class="wide"><table><caption>Your guess and the record</caption>
<thead><tr><th scope="col">claim</th><th scope="col">your guess</th><th scope="col">the record</th>
<th scope="col">compared</th></tr></thead><tbody id="compared"></tbody></table></div>
<p>A guess is <b>too trusting</b> if it stands higher on the scale than the record (supported, partly supported, misstated,
unsupported), and <b>too doubtful</b> if it stands lower. Where nobody can check or the sentence is an opinion, "supported"
and "partly supported" are too trusting, "misstated" and "unsupported" too doubtful. All else is another kind of verdict.</p>
<p>A verdict is about a sentence, not about a person or a country. If you think that a verdict is wrong,
<a href="corrections.html">say so, with a source</a>. Next: <a href="index.html#lessons">the lessons</a>, where you look at the
tables yourself.</p>
<button type="button" id="again">Start again</button>
</section>"""
