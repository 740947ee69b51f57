"""Check it yourself: ten claims of the article with their records; game.js asks for a verdict before each."""

import html

from helpers import Problem, load
from helpers.ledger import wording
from helpers.show import link
from helpers.sources import cite
from tools.site.lesson import best_case

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


def quote(claim):
    """Return a claim in the words of the article and in other words."""
    return f"<blockquote><p>{wording(claim)}</p></blockquote>\n<p>In other words: {html.escape(claim.paraphrase)}.</p>"


def content(lessons):
    """Return what stands on the page, for pages/game.html. lessons: (path of the page, Lesson), in order."""
    rows, scale, claims = chosen(), load("claims_scale"), []
    known = {lesson.number: (name, lesson) for name, lesson in lessons}
    verdicts = {row.verdict: row for row in scale.itertuples()}
    for claim in rows.itertuples():
        name, lesson = known[claim.lesson]
        claims.append({
            "id": claim.claim_id,
            "quote": quote(claim),
            "best": best_case(lesson),
            "verdict": verdicts[claim.verdict],
            "confidence": claim.confidence,
            "record": link(claim.what_the_record_shows),
            "change": link(claim.what_would_change_it),
            "sources": cite(claim.source_ids.split(";"), licences=False),
            "page": name,
            "lesson": claim.lesson,
            "title": lesson.opening["title"],
        })
    trusting = int((rows["verdict"] == "supported").sum())
    return {"claims": claims, "scale": list(scale.itertuples()), "trusting": trusting}
