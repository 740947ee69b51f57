"""Write the ledger as schema.org ClaimReview items (JSON-LD): build/claims.json, one item a claim.

Run by `make ledger`. The article has no address of its own, so the claim names it in words.
"""

import json
from pathlib import Path

from helpers.tables import load, package

BUILD = Path(__file__).resolve().parent.parent / "build"
ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Article on Kazakhstan's membership of the United Nations Security Council, 2017-2018",
}
MAKER = {"@type": "Organization", "name": "Seven Priorities maintainers"}
# The order of the scale; the last two verdicts cannot be ranked and carry no number.
RATING = {"supported": 4, "partly-supported": 3, "misstated": 2, "unsupported": 1}


def review(claim, scale, sources):
    """Return one claim, a row of the table claims, as a ClaimReview dictionary."""
    label = scale.loc[claim.verdict]
    rating = {"@type": "Rating", "alternateName": label["label"], "ratingExplanation": label["definition"]}
    if claim.verdict in RATING:
        rating |= {"ratingValue": RATING[claim.verdict], "bestRating": 4, "worstRating": 1}
    reviewed = {"@type": "Claim", "text": claim.quote or claim.paraphrase}
    if claim.claim_kind != "added":  # those are said beside the article, not in it
        reviewed["appearance"] = ARTICLE
    cited = sources.loc[claim.source_ids.split(";")]
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": f"#{claim.claim_id}",
        "identifier": claim.claim_id,
        "claimReviewed": claim.paraphrase,
        "itemReviewed": reviewed,
        "author": MAKER,
        "datePublished": package()["created"][:10],
        "inLanguage": "en",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "reviewBody": claim.what_the_record_shows,
        "reviewRating": rating,
        "citation": [
            {"@type": "CreativeWork", "name": row.title, "publisher": row.publisher}
            | ({"url": row.url} if row.url else {})
            for row in cited.itertuples()
        ],
    }


def main():
    """Write the file."""
    scale, sources = load("claims_scale").set_index("verdict"), load("sources").fillna("").set_index("source_id")
    claims = load("claims").fillna({"quote": ""})
    reviews = [review(claim, scale, sources) for claim in claims.itertuples()]
    BUILD.mkdir(exist_ok=True)
    text = json.dumps(reviews, indent=1, ensure_ascii=False)
    (BUILD / "claims.json").write_text(text + "\n", "utf-8", newline="\n")
    print(f"{len(reviews)} claims written to build/claims.json.")


if __name__ == "__main__":
    main()
