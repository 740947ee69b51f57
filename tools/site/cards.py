"""The pictures of the first page: one number and one simple drawing a lesson, from the same tables as the lesson."""

import html
from pathlib import Path

from helpers import load

WIDE, HIGH = 320, 165


def text(x, y, words, size=26, **attributes):
    """Return SVG text."""
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x}" y="{y}" font-size="{size}"{more}>{html.escape(str(words), quote=False)}</text>'


def bars(rows, most):
    """Draw up to three bars with their numbers at the end. rows: (name, value, shown, whether it is the point)."""
    step, out = HIGH / len(rows), ""
    for place, (name, value, shown, point) in enumerate(rows):
        y, length = place * step, max(3, 205 * value / most)
        out += text(0, y + 17, name, 18)
        kind, high = "part" if point else "rest", step - 31
        out += f'<rect class="{kind}" x="0" y="{y + 24:.0f}" width="{length:.0f}" height="{high:.0f}"/>'
        out += text(round(length) + 8, round(y + 24 + (step - 31) / 2 + 9), shown, 26, font_weight="bold")
    return out


def dots(part, whole, shown):
    """Draw a number above as many dots as there are in all, the part of them filled."""
    columns = 8 if whole <= 16 else 28
    step = WIDE / columns
    size = min(0.36 * step, 13)
    out = text(0, 44, shown, 46, font_weight="bold")
    for place in range(whole):
        x, y = (place % columns + 0.5) * step, 68 + (place // columns) * min(step, 34) + size / 2
        out += f'<circle class="{"part" if place < part else "rest"}" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
    return out


def a_share_of_what():
    votes = load("council_divided_votes_2017_2018").query("kind == 'draft resolution'")
    grid = load("council_roll_calls_2017_2018").pivot(index="vote_id", columns="iso3", values="vote")
    grid = grid.loc[votes["vote_id"]]
    same = (grid["RUS"] == grid["KAZ"]).sum()
    years = load("council_by_year_1946_2018").set_index("year").loc[[2017, 2018]]
    agreed = (years["resolutions"] - years["resolutions_divided"]).sum()
    hall = load("unga_agreement_p5").query("iso3 == 'RUS' and year in (2017, 2018)")
    shares = {
        "of divided drafts": 100 * same / len(votes),
        "of roll calls in the Assembly": 100 * hall["same_vote"].sum() / hall["roll_calls_both_voted"].sum(),
        "of all drafts of the Council": 100 * (same + agreed) / (len(votes) + agreed),
    }
    rows = [(name, value, f"{value:.0f} %", place == 0) for place, (name, value) in enumerate(shares.items())]
    few, middle, most = (f"{value:.0f}" for value in shares.values())
    return bars(rows, 100), f"Kazakhstan and Russia voted alike in {few}, {middle} or {most} per cent: a share of what?"


def one_word():
    trail = load("wording_trail")
    day, late = trail.query("speaker_type == 'united_nations'").iloc[0], trail.dropna(subset="date").iloc[-1]
    out = ""
    for y, date, word in [(0, day.date, day.word_for_the_text), (95, late.date, late.word_for_the_text)]:
        out += text(0, y + 20, f"{date:%Y-%m-%d}", 20) + text(0, y + 56, word.split("_")[-1], 38, font_weight="bold")
    out += '<path class="part" d="M2 70h12v12h8l-14 12-14-12h8z" transform="translate(12 0)"/>'
    words = f"One text of the Council: a {day.word_for_the_text.replace('_', ' ')} in January 2018, "
    return out, words + f"called a {late.word_for_the_text} {late.date:%Y-%m-%d}."


def five_counts():
    counts = load("terrorism_counts_compared").query("measure == 'deaths' and year == 2017").sort_values("value")
    low, high = counts["value"].iloc[0], counts["value"].iloc[-1]
    rows = [("lowest count", low, f"{low:,}", True), ("highest count", high, f"{high:,}", False)]
    return bars(rows, high * 1.15), f"Deaths by terrorism in 2017: {low:,} or {high:,}, by who counts and whom."


def move_the_date():
    months = load("conflict_deaths_by_month").set_index("month_start")["deaths_state_based"]
    months = months[[month for month in months.index if f"{month:%Y-%m}" not in ("2017-01", "2018-01")]]
    change = {}
    for place in range(3, len(months) - 3):
        before, after = months.iloc[place - 3 : place].mean(), months.iloc[place + 1 : place + 4].mean()
        change[f"{months.index[place]:%Y-%m}"] = after / before - 1
    others = [value for month, value in change.items() if month != "2017-05"]
    larger = sum(value < change["2017-05"] for value in others)
    words = f"Deaths in Syria fell after May 2017. For {larger} of {len(others)} other months the fall is larger."
    return dots(larger, len(others), f"{larger} of {len(others)}"), words


def first_of_what():
    firsts = load("first_texts").sort_values("date")
    years = firsts["date"].dt.year
    place = lambda year: 12 + 296 * (year - years.min()) / (years.max() - years.min())  # noqa: E731
    out = text(0, 44, f"{len(firsts)} firsts", 46, font_weight="bold")
    out += '<line class="line" x1="12" x2="308" y1="92" y2="92"/>'
    for number, year in enumerate(years):
        last = number == len(years) - 1
        out += f'<circle class="{"part" if last else "rest"}" cx="{place(year):.0f}" cy="92" r="{12 if last else 9}"/>'
    out += text(0, 138, years.min(), 24) + text(WIDE, 138, years.max(), 24, text_anchor="end")
    return out, f"{len(firsts)} texts were the first of something, from {years.min()} to {years.max()}."


def the_veto():
    rows = load("voting_power").query("model_id == 'current_1966'").set_index("member_class")
    seats = 100 * rows.loc["veto", "members_in_class"] / rows["members_in_class"].sum()
    one, other = 100 * rows.loc["veto", "banzhaf_class_total"], 100 * rows.loc["veto", "ssi_class_total"]
    drawn = [("of the seats", seats, f"{seats:.0f} %", False), ("of the power, Banzhaf", one, f"{one:.0f} %", True)]
    drawn.append(("of the power, Shapley-Shubik", other, f"{other:.0f} %", True))
    words = f"Five members with a veto: {seats:.0f} per cent of the seats, {one:.0f} or {other:.0f} of the power."
    return bars(drawn, 100), words


def larger_in_what():
    lands = load("countries_2018").set_index("iso3")
    states = load("organization_membership_2018").set_index("iso3")
    sums = {body: lands.loc[states.index[states[body] == "member"]].sum(numeric_only=True) for body in ("cica", "osce")}
    area = {body: total["area_km2"] / 1e6 for body, total in sums.items()}
    rows = [("CICA, million km²", area["cica"], f"{area['cica']:.1f}", True)]
    rows.append(("OSCE, million km²", area["osce"], f"{area['osce']:.1f}", False))
    more = max(sums, key=lambda body: sums[body]["population_2018"])
    words = f"In land CICA has {area['cica']:.1f} million km², the OSCE {area['osce']:.1f}; "
    return bars(rows, area["osce"] * 1.1), words + f"in people {more.upper()} is larger."


def every_country():
    world = load("violence_by_country_2018")
    part = int((world["deaths_total"] >= 25).sum())
    words = f"{part} of {len(world)} states had 25 or more deaths by organized violence in 2018."
    return dots(part, len(world), f"{part} of {len(world)}"), words


def one_grade():
    claims = load("claims").query("claim_kind != 'added'")
    checkable = claims[claims["verdict"] <= "unsupported"]
    full, partly = ((checkable["verdict"] == verdict).sum() for verdict in ("supported", "partly-supported"))
    weight = checkable.groupby("verdict", observed=False)["score_weight"].sum()
    ways = [full / len(claims), full / len(checkable), (full + partly) / len(checkable)]
    ways.append((weight["supported"] + weight["partly-supported"]) / weight.sum())
    low, high = 100 * min(ways), 100 * max(ways)
    rows = [("lowest grade", low, f"{low:.0f} %", False), ("highest grade", high, f"{high:.0f} %", True)]
    return bars(
        rows, 100
    ), f"The same verdicts give the article {low:.0f} or {high:.0f} per cent, by the rule of counting."


def your_own():
    signs = list(load("claims_scale")["sign"])
    drawn = [text(27 + 53 * place, 100, sign, 52, text_anchor="middle") for place, sign in enumerate(signs)]
    return "".join(drawn), "An article of your choice, and the same verdicts."


DRAWN = {
    "00": a_share_of_what, "01": one_word, "02": five_counts, "03": move_the_date, "04": first_of_what, "05": the_veto,
    "06": larger_in_what, "07": every_country, "08": one_grade, "09": your_own,
}  # fmt: skip


def card(number):
    """Return the picture of a lesson as SVG, and its finding in words; both empty for a lesson without one."""
    if number not in DRAWN:
        return "", ""
    drawing, words = DRAWN[number]()
    return f'<svg viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true" focusable="false">{drawing}</svg>', words


def social(path):
    """Draw the picture that other sites show beside a link to this one: 1,200 by 630 pixels."""
    import matplotlib.pyplot as plt

    fig = plt.figure(figsize=(12, 6.3), dpi=100, facecolor="#0B3C5D")
    fig.text(0.07, 0.62, "Seven Priorities", fontsize=64, color="white", weight="bold")
    fig.text(0.07, 0.42, "A newspaper article, checked\nagainst the record.", fontsize=38, color="white", va="center")
    fig.text(0.07, 0.16, "✓  ◐  ≠  ✗  ?  ~      ten claims to check yourself", fontsize=28, color="#FFD166")
    fig.savefig(Path(path), pil_kwargs={"optimize": True})
    plt.close(fig)
