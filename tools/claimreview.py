"""Write a ledger as schema.org ClaimReview items (JSON-LD), one item a claim, as search engines ask for them.

Run by `make ledger`: the ledger of the project to build/claims.json. `make ledger FILE=my-article.csv` writes a ledger
of your own to build/my-article-claims.json. With an address in tools/site/conf.py each item names its own; without one
it names none. The article has no address of its own, so a claim names it in words.
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import quote

from helpers import Problem, ledger
from helpers.own import FORM
from helpers.tables import load, package
from tools.site import conf

BUILD = Path(__file__).resolve().parent.parent / "build"
AUTHOR = {"@type": "Person", "name": "Author of the article"}  # a newspaper article; nothing more is needed to check it
ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Article on Kazakhstan's membership of the United Nations Security Council, 2017-2018",
    "author": AUTHOR,
}
LONGEST = 75  # letters of a claim in a search result
# The order of the scale; the last two verdicts cannot be ranked and carry no number.
RATING = {"supported": 4, "partly-supported": 3, "misstated": 2, "unsupported": 1}


def shorten(text, most):
    """Return a text of at most so many letters, cut between two words.

    >>> shorten("The visit gave the delegation insight", 20)
    'The visit gave the …'
    """
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def rating(verdict, scale):
    """Return a verdict as a Rating."""
    label = scale.loc[verdict]
    rated = {"@type": "Rating", "alternateName": label["label"], "ratingExplanation": label["definition"]}
    if verdict in RATING:
        rated |= {"ratingValue": RATING[verdict], "bestRating": 4, "worstRating": 1}
    return rated


def item(claim, article, maker, page, anchor, address, **more):
    """Return what every ClaimReview has. page, anchor: where the claim stands; address: of the site, "" for none."""
    maker |= {"url": address} if address else {}
    reviewed = {"@type": "Claim", "text": claim.quote or claim.paraphrase}
    reviewed |= {"author": article["author"], "appearance": article} if article else {}
    where = f"{address}{page}#{quote(anchor)}"
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        **({"@id": where, "url": where} if address else {}),
        "identifier": claim.claim_id,
        "claimReviewed": shorten(claim.paraphrase, LONGEST),
        "itemReviewed": reviewed,
        "author": maker,
        "inLanguage": "en",
        "reviewBody": claim.what_the_record_shows,
        **more,
    }


def review(claim, scale, sources, address=conf.ADDRESS):
    """Return one claim, a row of the table claims, as a ClaimReview dictionary."""
    cited = sources.loc[claim.source_ids.split(";")]
    return item(
        claim,
        ARTICLE if claim.claim_kind != "added" else None,  # those are said beside the article, not in it
        {"@type": "Organization", "name": conf.MAKER},
        "ledger.html",
        claim.claim_id,
        address,
        datePublished=package()["created"][:10],
        license="https://creativecommons.org/licenses/by/4.0/",
        reviewRating=rating(claim.verdict, scale),
        citation=[
            {"@type": "CreativeWork", "name": row.title, "publisher": row.publisher}
            | ({"url": row.url} if row.url else {})
            for row in cited.itertuples()
        ],
    )


def filled(own):
    """Return a ledger of one's own with every column that a reader is shown; what is missing is an empty text."""
    own = own.reindex(columns=[*own.columns, *(name for name in FORM if name not in own)]).astype(object)
    own = own.where(own.notna(), "")
    return own.assign(claim_kind=own["claim_kind"].str.strip().str.casefold())


def place(claim):
    """Return the anchor of a claim on the page of an own ledger; its name may hold anything."""
    return "claim-" + re.sub(r"\s+", "_", claim)


def own_review(claim, scale, address=conf.ADDRESS):
    """Return one claim, a row of filled(), as a ClaimReview dictionary."""
    added = claim.claim_kind == "added"  # by the checkers: nobody else said it
    article = None if added else {"@type": "NewsArticle", "author": AUTHOR}
    cited = [{"@type": "CreativeWork", "name": text} for text in (claim.source, claim.second_source) if text]
    maker = {"@type": "Person", "name": "Author of this ledger"}
    more = {"reviewRating": rating(claim.verdict, scale), **({"citation": cited} if cited else {})}
    return item(claim, article, maker, "my-ledger.html", place(claim.claim_id), address, **more)


def reviews():
    """Return the ledger of the project as ClaimReview dictionaries."""
    scale, sources = load("claims_scale").set_index("verdict"), load("sources").fillna("").set_index("source_id")
    return [review(claim, scale, sources) for claim in load("claims").fillna({"quote": ""}).itertuples()]


def own_reviews(own):
    """Return a ledger of one's own, as ledger.read() gives it; claims without a verdict are left out."""
    scale, own = load("claims_scale").set_index("verdict"), filled(own)
    return [own_review(claim, scale) for claim in own[own["verdict"] != ""].itertuples()]


def main(arguments=()):
    """Write the file."""
    name, found = "claims.json", None
    try:
        if arguments:
            own = ledger.read(arguments[0])
            name, found = f"{Path(arguments[0]).stem}-claims.json", own_reviews(own)
            if len(found) < len(own):
                print(f"Without a verdict, so left out: {len(own) - len(found)}.")
        else:
            found = reviews()
    except Problem as problem:
        sys.exit(str(problem))
    BUILD.mkdir(exist_ok=True)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (BUILD / name).write_text(text + "\n", "utf-8", newline="\n")
    print(f"{len(found)} claims written to build/{name}.")


if __name__ == "__main__":
    main([argument for argument in sys.argv[1:] if argument])
