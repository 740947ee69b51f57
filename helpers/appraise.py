"""What the verdicts of a ledger add up to: tally, shares by two rules, charts, error types, agreement, fair summary.

A ledger is a DataFrame with a claim a row, from load("claims") or ledger.read("my-article.csv"), or the name of such a
file, which is then read afresh: no cell can show the ledger of another file. Claims that the checkers added (claim_kind
"added") are not the article's: they are counted apart, first and always. A claim without a verdict yet is in no share.
What is missing is said in one sentence.
"""

import html
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from helpers import charts
from helpers.own import KINDS, read, verdict_of
from helpers.problem import Problem
from helpers.show import Shown, link, table
from helpers.tables import load

HUES = [charts.GREEN, charts.BLUE, charts.VERMILLION, charts.BLACK, charts.GREY, charts.PURPLE]  # in order of the scale
CHECKABLE = 4  # the first four verdicts of the scale stand in a share: right, partly right, two kinds of wrong
FEWEST = 5  # claims with two codings for a measure of agreement
MANY = 20  # claims from which on a share is said in per cent
NONE_OF_THE_ARTICLE = "from the article. All are added: write stated in the column claim_kind"


def tally(claims):
    """Return how many claims got each verdict: a DataFrame with the columns `in the article` and `added`.

    claims: a ledger. The index is the labels of the six verdicts in the order of the scale, and `No verdict yet` if
    there are such claims.

    >>> tally(load("claims").query("lesson == '04'")).loc["Misstated"].tolist()
    [3, 1]
    """
    rows = _rows(claims)
    counts = pd.DataFrame({name: part["verdict"].value_counts(sort=False) for name, part in _apart(rows).items()})
    counts = counts.set_axis(pd.Index(load("claims_scale")["label"], name="verdict"))
    if rows["verdict"].isna().any():
        counts.loc["No verdict yet"] = [part["verdict"].isna().sum() for part in _apart(rows).values()]
    return counts


def shares(claims):
    """Return how many of the article's claims are right by two rules: a DataFrame with the rows strict and generous.

    claims: a ledger. Strict counts what is supported in full, generous also what is supported in part. Opinions and
    what cannot be checked are left out of the base; the column `left out` says how many, and how many were added.

    >>> shares(load("claims").query("lesson == '05'"))["per cent"].round(1).tolist()
    [12.5, 62.5]
    """
    counts = tally(claims)
    article = counts["in the article"]
    base = article.iloc[:CHECKABLE].sum()
    frame = pd.DataFrame({
        "counts as right": ["supported in full", "supported in full or in part"],
        "right": article.cumsum().iloc[:2],
    })
    frame["of"], frame["per cent"] = base, 100 * frame["right"] / base if base else np.nan
    out = {**article.iloc[CHECKABLE:], "Added": counts["added"].sum()}
    frame["left out"] = _listed(out).lower()
    return frame.set_axis(pd.Index(["strict", "generous"], name="rule"))


def scoreboard(claims):
    """Draw how many claims got each verdict. Claims that the checkers added stand apart, hollow. claims: a ledger."""
    claims = opened(claims)
    counts = tally(claims)
    article, added = counts["in the article"], counts["added"]
    total, waiting = article.sum(), article.get("No verdict yet", 0)
    if not total:
        return _nothing(NONE_OF_THE_ARTICLE)
    if waiting == total:
        return _nothing("with a verdict from the article. Write one into the column verdict")
    origin = _origin(claims)
    hues, below = dict(zip(counts.index, [*HUES, charts.LIGHT], strict=False)), added[added > 0]
    fig, ax = plt.subplots(figsize=(8, 1.7 + 0.34 * (len(article) + len(below) + (len(below) > 0))))
    fills = [hues[name] for name in article.index]
    ax.barh(range(len(article)), article, color=fills, edgecolor=[*fills[:6], charts.GREY][: len(fills)])
    places = [*range(len(article)), *range(len(article) + 1, len(article) + 1 + len(below))]
    if len(below):
        edges = [hues[name] for name in below.index]
        ax.barh(places[len(article) :], below, color="white", edgecolor=edges, linewidth=2)
        beside = {"xytext": (5, 0), "textcoords": "offset points", "va": "center"}  # beside the axis, not on it
        ax.annotate("not in the article, added by the checkers:", (0, len(article)), **beside)
    for place, n in zip(places, [*article, *below], strict=True):
        ax.annotate(f"{n}", (n, place), (5, 0), textcoords="offset points", va="center", in_layout=False)
    ax.set_yticks(places, [_signed(name) for name in [*article.index, *below.index]])
    ax.invert_yaxis()
    _count_claims(ax, counts.to_numpy().max())
    charts.publish(
        fig,
        finding=f"{_claims(total)} of the article: {article.iloc[0]} supported in full, {article.iloc[1]} in part"
        + (f", {waiting} without a verdict yet" if waiting else ""),
        measure="Number of claims by verdict"
        + _in_file(claims)
        + (f"; below, {_claims(added.sum())} that the checkers added" if len(below) else ""),
        words=f"Bars with the number of claims of the article by verdict, {total} in all. "
        f"{_listed(article, zeros=True)}. Apart from them, claims that the checkers added: {added.sum()}.",
        data=counts,
        **origin,
    )


def paragraphs(claims):
    """Draw a map of the article: its claims by verdict, one bar a paragraph, in order. claims: a ledger."""
    claims = opened(claims)
    rows = _rows(claims, "paragraph").assign(paragraph=lambda all_: pd.to_numeric(all_["paragraph"], errors="coerce"))
    shown = _apart(rows)["in the article"].dropna(subset=["verdict", "paragraph"])
    out = len(rows) - len(shown)
    if not len(shown):
        return _nothing("from the article with a verdict and the number of its paragraph. Write both")
    origin = _origin(claims)
    scale = load("claims_scale")
    counts = pd.crosstab(shown["paragraph"].astype(int), shown["verdict"].astype(str))
    counts = counts.reindex(columns=scale["verdict"], fill_value=0).set_axis(scale["label"], axis=1)
    names = [f"paragraph {n}" if n else "headline" for n in counts.index]
    counts, longest = counts.set_axis(pd.Index(names, name="paragraph")), counts.sum(axis=1).max()
    fig, ax = plt.subplots(figsize=(8, 2.2 + 0.36 * len(counts)))
    left = pd.Series(0, counts.index)
    for hue, sign, (label, column) in zip(HUES, scale["sign"], counts.items(), strict=True):
        if column.sum():
            bars = ax.barh(names, column, left=left, color=charts.ink(hue), edgecolor="white", label=_signed(label))
            wide = 6 * column / longest  # inches: a narrow bar has its sign alone, a very narrow one nothing
            texts = [f"{sign} {n}" * (w > 0.4) or sign * (w > 0.15) for n, w in zip(column, wide, strict=True)]
            ax.bar_label(bars, texts, label_type="center", color="white", in_layout=False)  # inside: quicker to lay out
            left += column
    ax.margins(y=0.02)
    ax.invert_yaxis()
    _count_claims(ax, longest)
    fig.legend(loc="outside lower center", ncols=3)
    base = counts.iloc[:, :CHECKABLE].sum(axis=1)
    right = pd.DataFrame({"share": counts["Supported"] / base, "n": base})[base > 0]
    orders = [(False, False), (True, False)]  # the best paragraph, the least: of equals, that with the most claims
    ends = [right.sort_values(["share", "n"], ascending=up, kind="stable").index[:1] for up in orders]
    ends = [name for end in ends[: 1 + (right["share"].nunique() > 1)] for name in end]
    ends = [f"{counts.loc[n, 'Supported']} of {right.loc[n, 'n']} in {n.replace('head', 'the head')}" for n in ends]
    same = f", the same share in each of {len(right)} paragraphs" if len(right) > 1 and len(ends) == 1 else ""
    said = f"{' and '.join(ends)}{same}" if ends else "none, because all are opinions or beyond any record"
    were = "was added or lacks" if out == 1 else "were added or lack"
    charts.publish(
        fig,
        finding=f"Supported in full, of claims that can be checked: {said}",
        measure="Claims of the article by paragraph and verdict"
        + _in_file(claims)
        + (f"; without {_claims(out)} that {were} a verdict or paragraph" if out else ""),
        words=f"Stacked bars, one a paragraph, {len(counts)} in all; the longest bar stands for {_claims(longest)}. "
        f"All paragraphs together: {_listed(counts.sum())}.",
        data=counts,
        **origin,
    )


def errors(claims):
    """Return how often each type of error occurs: a DataFrame with the column `claims`, the most frequent first.

    claims: a ledger with the column error_type; the index is the labels of the table error_types, or a reader's own
    words. Only claims of the article that are partly supported, misstated or unsupported name an error.

    >>> errors(load("claims")).head(2)["claims"].to_dict()
    {'Overgeneralised': 8, 'Missing actor or limit': 7}
    """
    rows = _apart(_rows(claims, "error_type"))["in the article"]
    types = load("error_types")[["error_type", "label"]].to_numpy()
    known = {form.casefold(): label for name, label in types for form in (name, name.replace("-", " "), label)}
    faulty = rows["verdict"].isin(load("claims_scale")["verdict"].iloc[1:CHECKABLE])
    named = [" ".join(str(text).split()) for text in rows.loc[faulty, "error_type"].dropna()]
    counts = Counter(known.get(text.casefold(), text) for text in named if text)
    counts.pop(known["none"], None)
    index = pd.Index(sorted(counts, key=lambda name: (-counts[name], name)), name="error type", dtype="str")
    return pd.DataFrame({"claims": [counts[name] for name in index]}, index, dtype="int64")


def leading(counts):
    """Return, as a sentence, which types make up most errors: the fewest that make up half of them, ties included.

    counts: a DataFrame from errors().

    >>> leading(errors(load("claims")))
    '4 of 9 kinds of error make up 29 of 44 errors'
    """
    column = counts["claims"].sort_values(ascending=False)
    total, kinds = column.sum(), "1 kind" if len(column) == 1 else f"{len(column)} kinds"
    top = column[column >= column.iloc[(column.cumsum() < total / 2).sum()]] if total else column
    if len(top) == len(column):
        return f"{kinds} of error in {_claims(total)}" + ", and none leads" * (len(column) > 1)
    return f"{len(top)} of {kinds} of error make{'s' * (len(top) == 1)} up {top.sum()} of {total} errors"


class Agreement(Shown):
    """How well two codings agree: `pairs`, `equal`, `per_cent`, `kappa`, its interval from `low` to `high`, `matrix`.

    What cannot be computed is None, and `text`, one sentence, says why.
    """

    def __init__(self, matrix):
        self.matrix, self.pairs, self.equal = matrix, int(matrix.to_numpy().sum()), int(np.trace(matrix))
        self.per_cent = 100 * self.equal / self.pairs if self.pairs else None
        self.kappa = self.low = self.high = None
        first, second = matrix.index.name, matrix.columns.name
        text = f"{first.capitalize()} and {second} agree on {self.equal} of {_claims(self.pairs)}"
        if not self.pairs:
            text = f"No claim has both a {first} and a {second} yet"
        elif self.pairs < FEWEST:
            text += f", too few for a measure of agreement: it needs at least {FEWEST}"
        else:
            text += f" ({self.per_cent:.1f} per cent); " + self._beyond_chance()
        super().__init__(f"<p>{html.escape(text)}.</p>\n{table(matrix) if self.pairs else ''}", f"{text}.")

    def _beyond_chance(self):
        self.kappa, error = kappa(self.matrix.to_numpy())
        if self.kappa is None:
            return "all have one and the same verdict, so Cohen's kappa, the agreement beyond chance, has no value"
        if error < 1e-9:
            return f"Cohen's kappa is {self.kappa:.2f}, and these claims cannot tell how certain that is"
        self.low, self.high = max(-1.0, self.kappa - 1.96 * error), min(1.0, self.kappa + 1.96 * error)
        return f"Cohen's kappa is {self.kappa:.2f}, with a 95 per cent interval from {self.low:.2f} to {self.high:.2f}"


def agreement(claims, first="verdict", second="second_verdict"):
    """Return how well two codings agree, as an Agreement: matrix, per cent, Cohen's kappa and its interval.

    claims: a ledger. first, second: the columns with the two codings; the first stands in the rows of the matrix. All
    claims with both count, added ones too: the coders are compared, not the article. No second coding, or too few
    claims, gives a sentence in place of the figures.
    """
    claims = opened(claims)
    there = isinstance(claims, pd.DataFrame) and second in claims
    rows = _rows(claims, verdicts=[first, second] if there else [first], fewest=0)
    rows = rows.assign(**{second: rows.get(second)}).dropna(subset=[first, second])
    pairs = Counter(zip(rows[first].astype(str), rows[second].astype(str), strict=True))
    scale = load("claims_scale")
    axes = [pd.Index(scale["label"], name=name.replace("_", " ")) for name in (first, second)]
    return Agreement(pd.DataFrame([[pairs[a, b] for b in scale["verdict"]] for a in scale["verdict"]], *axes))


def kappa(matrix):
    """Return Cohen's kappa of a square matrix of counts and its standard error, or None and None if it has no value.

    The error is that of Fleiss, Cohen and Everitt (1969), for large samples: rough for few claims.
    """
    p = matrix / matrix.sum()
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    agreed, chance = np.trace(p), rows @ columns
    if chance > 1 - 1e-9:
        return None, None
    value = (agreed - chance) / (1 - chance)
    sums = rows[None, :] + columns[:, None]  # for a cell: what its two verdicts get, each from the other coder
    weights = np.where(np.eye(len(p)), 1 - sums * (1 - value), sums * (1 - value)) ** 2
    spread = (p * weights).sum() - (value - chance * (1 - value)) ** 2
    return float(value), float(np.sqrt(max(spread, 0) / matrix.sum()) / (1 - chance))


def fair_summary(claims):
    """Return a fair summary of a ledger as text, from its counts alone: what is right first, the rule of each share.

    claims: a ledger. Error types and a second coding are named if they are there.
    """
    claims = opened(claims)
    counts, rules = tally(claims), shares(claims)
    article, added = counts["in the article"], counts["added"]
    base, (strict, generous), waiting = rules["of"].iloc[0], rules["right"], article.get("No verdict yet", 0)
    if not article.sum():
        return _nothing(NONE_OF_THE_ARTICLE)
    part = lambda n: f"{n} of {base}" + (f" ({100 * n / base:.1f} per cent)" if base >= MANY else "")  # noqa: E731
    said = [f"{_claims(article.sum())} of the article{_in_file(claims)}. {_listed(article, zeros=True)}."]
    if base:
        which = "are judged so far and can be checked" if waiting else "can be checked"
        said.append(f"Of those that {which}, supported in full: {part(strict)}; in full or in part: {part(generous)}.")
    elif waiting == article.sum():
        said.append("No claim has a verdict yet, so there is no share of right claims.")
    else:
        said.append("No claim with a verdict can be checked against a record, so there is no share of right claims.")
    if added.sum():
        it_ = "it" if added.sum() == 1 else "them"
        said.append(f"Counted apart, because the checkers added {it_}: {_claims(added.sum())}. {_listed(added)}.")
    if "error_type" in claims:
        kinds, faulty = errors(claims), article.iloc[1:CHECKABLE].sum()
        typed = kinds["claims"].sum()
        if typed:
            said.append(f"{leading(kinds)}. {_listed(kinds['claims'].head(4))}.")
        if typed < faulty:
            said.append(f"Not right in full and without a type of error: {_claims(faulty - typed)}.")
    if "second_verdict" in claims:
        said.append(agreement(claims).text)
    text = "\n".join([*said, "A verdict is about a sentence, not about a person."])
    return Shown("<p>" + html.escape(text).replace("\n", "<br>\n") + "</p>", text)


def opened(claims):
    """Return a ledger: the table itself, or that in the file of this name, as it is now. Errors: Problem."""
    return read(claims) if isinstance(claims, (str, Path)) else claims


def _rows(claims, *needed, verdicts=("verdict",), fewest=1):
    """Return a ledger with its verdicts in order and its kinds of claim in one form. Errors: Problem."""
    claims = opened(claims)
    if not isinstance(claims, pd.DataFrame):
        raise Problem('Give a ledger: load("claims"), or the name of a file, such as "my-article.csv".')
    for column in [*verdicts, *needed]:
        if column not in claims:
            raise Problem(f"This ledger has no column {column}. Write its name in the first row, and fill it in.")
    if len(claims) < fewest:
        raise Problem("There is no claim in this ledger. Write one claim a row.")
    scale, rows = list(load("claims_scale")["verdict"]), claims.reset_index(drop=True)
    for column in verdicts:
        texts = rows[column].astype(object).where(rows[column].notna(), "").astype(str).str.strip()
        read = {text: verdict_of(text) for text in texts.unique()}  # each wording once: there are few
        strange = [text for text, verdict in read.items() if text and verdict is None]
        if strange:
            raise Problem(f"Column {column}: {strange[0][:40]!r} is not a verdict. Write one of: {', '.join(scale)}.")
        rows[column] = pd.Categorical(texts.map(read), scale, ordered=True)
    kinds = rows["claim_kind"] if "claim_kind" in rows else pd.Series(None, rows.index, dtype=object)
    rows["claim_kind"] = kinds.astype(object).where(kinds.notna(), "").astype(str).str.strip().str.casefold()
    strange = rows.loc[~rows["claim_kind"].isin(["", *KINDS]), "claim_kind"]
    if len(strange):
        raise Problem(f"Column claim_kind: {strange.iloc[0][:40]!r} is not one of: {', '.join(KINDS)}.")
    return rows


def _apart(rows):
    """Return the claims of the article and those that the checkers added."""
    added = rows["claim_kind"] == "added"
    return {"in the article": rows[~added], "added": rows[added]}


def _nothing(what):
    """Return the sentence that stands in place of figures, so that the cells below it can still be run."""
    text = f"There is no claim {what}."
    return Shown(f"<p>{html.escape(text)}</p>", text)


def _in_file(claims):
    return f" in {claims.attrs['file']}" if "file" in claims.attrs else ""


def _claims(number):
    return "1 claim" if number == 1 else f"{number} claims"


def _listed(counts, zeros=False):
    """Return counts as a text, such as `supported: 27; misstated: 22`, with or without those that are zero."""
    said = "; ".join(f"{name.lower()}: {n}" for name, n in counts.items() if n or zeros) or "nothing"
    return said[:1].upper() + said[1:]


def _signed(label):
    signs = load("claims_scale").set_index("label")["sign"]
    return f"{signs[label]} {label}" if label in signs else label


def _count_claims(ax, most):
    """Give a chart of lying bars its axis: whole numbers of claims, from zero."""
    ax.set(xlim=(0, 1.08 * most), xlabel="claims")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.tick_params(axis="y", length=0)


def _origin(claims):
    """Return what charts.publish asks for the sources: the table claims, or the sources of a reader's own file.

    Errors: Problem if there are none.
    """
    if "source_ids" in claims:
        return {"tables": "claims"}
    texts = claims["source"].dropna().tolist() if "source" in claims else []
    if not texts and "file" in claims.attrs:  # opinions need none
        texts = [claims.attrs["file"]]
    if not texts:
        raise Problem("This ledger names no source yet. Write title and address of one into the column source.")
    return {"sources": [link(str(text)) for text in dict.fromkeys(texts)]}
