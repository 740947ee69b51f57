"""Facts that must agree, within a table and between tables: what a change of one value alone would break.

A rule is a function of one or more tables that yields a sentence for each row or figure that does not agree. RULES
holds them with the names of their tables, so that after a change only the rules of that table need to run.
"""

import json
import re
from fractions import Fraction
from functools import cache
from math import comb, factorial

import pandas as pd

from helpers import load
from helpers.tables import package

RULES = []  # (rule, names of its tables)


def rule(*names):
    """Register a function as a rule over the tables with these names."""

    def register(function):
        RULES.append((function, names))
        return function

    return register


@cache
def tables():
    """Return all tables by name, closed lists as plain text; to be read, not to be changed."""
    return {item["name"]: plain(load(item["name"])) for item in package()["resources"]}


def plain(table):
    """Return a table with text in place of ordered categories, so that columns of two tables compare."""
    closed = [column for column in table if isinstance(table[column].dtype, pd.CategoricalDtype)]
    return table.astype(dict.fromkeys(closed, "str"))


def broken(frames, changed=None):
    """Yield a sentence for everything that does not agree; with the name of a table, only what may hang on it."""
    for function, names in RULES:
        if changed is None or changed in names:
            said = function.__name__.replace("_", " ")
            try:
                yield from (f"{said}: {sentence}" for sentence in function(*(frames[name] for name in names)))
            except Exception as error:  # a figure that is nowhere any more
                yield f"{said}: {error!r}"
    for name, table in frames.items():
        if changed in (None, name, "countries"):
            for look in EACH:
                yield from (f"{name}: {sentence}" for sentence in look(name, table, frames))


def unless(ok, sentence):
    """Yield the sentence with the row (as in a spreadsheet) for each row where ok is False; a missing value is fine."""
    ok = ok.astype("boolean").fillna(True)
    yield from (f"row {n + 2}: {sentence}" for n in ok.index[~ok])


def differ(one, other, sentence):
    """Yield the sentence for each key of two series where both have a value and the values are not the same."""
    both = pd.concat({"one": one, "other": other}, axis=1).dropna()
    for key, one, other in both[both["one"] != both["other"]].itertuples():
        yield f"{sentence}: {key}: {one} and {other}"


# --- in every table

# What is so of a country wherever it is said, and the table that says it first.
OF_A_COUNTRY = {
    "country": "countries", "regional_group": "countries", "un_joined": "countries", "permanent_member": "countries",
    "central_asia": "countries", "population_2018": "countries", "un_region": "countries_2018",
    "un_subregion": "countries_2018", "ucdp_region": "violence_by_country_2018", "un_member": "countries_2018",
}  # fmt: skip


def facts_of_a_country(name, table, frames):
    """A country has one name, one group, one population in all tables."""
    if "iso3" not in table:
        return
    for column in OF_A_COUNTRY.keys() & set(table):
        home = frames[OF_A_COUNTRY[column]].set_index("iso3")[column]
        if name != OF_A_COUNTRY[column]:
            there = table["iso3"].map(home)
            yield from unless(
                (table[column] == there) | there.isna() | table[column].isna(), f"{column} of the country"
            )


def year_is_that_of_the_date(name, table, frames):
    """Where a row has a year and a date, they agree."""
    if {"year", "date"} <= set(table):
        yield from unless(table["date"].isna() | (table["date"].dt.year == table["year"]), "year and date")


def inside_the_years_of_the_name(name, table, frames):
    """A table called ..._1946_2018 or ..._2018 holds nothing of other years."""
    years = re.fullmatch(r".*?_(?:before_)?([12][0-9]{3})(?:_(?:to_)?([12][0-9]{3}))?", name)
    for column in {"year", "date"} & set(table) if years else ():
        year = table[column].dt.year if column == "date" else table[column]
        yield from unless(year.between(int(years[1]), int(years[2] or years[1])), f"{column} outside the table's years")


DATED = ("date", "created_on", "example_date", "start_date")
SYMBOLS = ("symbol", "symbols", "founding_document", "example", "document_symbol", "outcome_symbol", "resolution",
           "meeting_symbol", "record_symbol", "draft_symbol", "document")  # fmt: skip


def year_of_a_symbol(name, table, frames):
    """S/RES/2401 (2018), S/PRST/2018/1, S/2018/1 name the year; A/RES/72/1 is of the session that opened in 2017."""
    dates = [column for column in DATED if column in table]
    for column in set(SYMBOLS) & set(table) if dates else ():
        for n, text, date in zip(table.index, table[column], table[dates[0]], strict=True):
            if not isinstance(text, str) or pd.isna(date):
                continue
            said = re.search(r"S/RES/[0-9]+ \(([0-9]{4})\)|S/(?:PRST/)?([0-9]{4})/[0-9]+", text)
            if said and int(said[1] or said[2]) != date.year:
                yield f"row {n + 2}: {text} on {date:%Y-%m-%d}"
            session = re.match(r"A/(?:RES/)?([5-9][0-9])/", text)
            if session and not 0 <= date.year - 1945 - int(session[1]) <= 1:
                yield f"row {n + 2}: {text} on {date:%Y-%m-%d}"


def lists_of_countries(name, table, frames):
    """A list of codes and the list of names beside it say the same."""
    if {"iso3_list", "countries"} <= set(table):
        names = frames["countries"].set_index("iso3")["country"]
        codes = table["iso3_list"].str.split(";").map(lambda codes: {names.get(code) for code in codes})
        yield from unless(table["countries"].str.split("; ").map(set) == codes, "codes and names of countries")


EACH = [
    facts_of_a_country,
    year_is_that_of_the_date,
    inside_the_years_of_the_name,
    year_of_a_symbol,
    lists_of_countries,
]


# --- columns of one table

SUMS = {  # total: its parts
    "unga_agreement_p5": {"roll_calls_both_voted": ["same_vote", "opposite_vote", "one_abstained"]},
    "unama_civilian_casualties": {"civilians_total": ["civilians_killed", "civilians_injured"]},





"reform_models": {"seats_total": ["permanent_veto", "permanent_no_veto", "longer_term", "two_year"]},
    "regional_balance_2018": {"total_seats": ["permanent_seats", "elected_seats"]},
    "veto_counts_compared": {"other_count": ["count_from_vetoes_csv", "difference"]},
    "conflicts_by_year": {
        "conflicts_total": ["extrasystemic", "interstate", "intrastate", "internationalized_intrastate"]
    },
    "states_with_violence_by_year": {"states_in_system": ["states_1_plus_deaths", "states_no_deaths"]},

"membership_by_year": {
        "un_members": [
            "members_african", "members_asia_pacific", "members_eastern_european",
            "members_latin_american_and_caribbean", "members_western_european_and_others",
        ],
        "council_seats": ["permanent_seats", "elected_seats"],
    },
    "vetoes": {"n_vetoes": ["veto_chn", "veto_fra", "veto_rus", "veto_gbr", "veto_usa"]},
}  # fmt: skip
DEATHS = {"deaths_total": ["deaths_state_based", "deaths_non_state", "deaths_one_sided"]}
for _name in (
    "conflict_deaths_1989_2024", "conflict_deaths_by_month", "conflict_deaths_by_year", "conflict_deaths_cica_states",
    "violence_by_country_2018",
):  # fmt: skip
    SUMS[_name] = DEATHS

SHARES = {  # table: (share, part, whole, of how many, decimals)
    "unga_agreement_p5": [("agreement_share", "same_vote", "roll_calls_both_voted", 1, 4)],
    "displacement_by_year": [
        ("five_regional_hosts_share_pct", "refugees_in_five_regional_hosts", "refugees_abroad", 100, 1)
    ],
    "membership_by_year": [("members_per_seat", "un_members", "council_seats", 1, 2)],
    "regional_balance_2018": [
        ("members_per_seat", "members_2018", "total_seats", 1, 1),
        ("population_per_seat_millions", "population_2018", "total_seats", 1e-6, 1),
    ],
    "voting_power": [("share_of_coalitions_winning", "winning_coalitions", "all_coalitions", 1, 8)],
    "states_with_violence_by_year": [("pct_states_25_plus", "states_25_plus_deaths", "states_in_system", 100, 1)],
    "violence_by_country_2018": [("deaths_per_100k", "deaths_total", "population_2018", 1e5, None)],
    "countries_mentions_2017_2018": [("mentions_per_1000_words", "mentions", "words", 1000, 3)],
    "kazakhstan_mentions_by_year": [("mentions_per_1000_words", "mentions", "words", 1000, 3)],
}

AT_MOST = {  # columns that never fall from left to right
    "unga_agreement_p5": [("agreement_share", "agreement_share_half_abstain")],
    "conflict_deaths_1989_2024": [("deaths_low", "deaths_total", "deaths_high")],

"nonstate_killings_country_year": [
        ("civilians_killed_best", "civilians_killed_high"), ("civilians_killed_low", "civilians_killed_high"),
    ],
    "nonstate_killings_region_year": [
        ("by_nonstate_groups_best", "by_nonstate_groups_high"), ("by_nonstate_groups_low", "by_nonstate_groups_high"),
        ("countries_with_nonstate_killings", "by_nonstate_groups_high"),
    ],
    "council_by_year_1946_2018": [
        ("resolutions_divided", "resolutions"),
        ("drafts_vetoed", "meetings_official"),
    ],
    "council_members_2017_2018": [("term_start", "term_end")],
    "council_states": [("first_elected_year", "last_elected_year"), ("elected_terms", "elected_years_to_2018")],
    "council_missions_afghanistan": [("start_date", "end_date")],
    "astana_rounds": [("start_date", "end_date")],
    "un_led_talks": [("start_date", "end_date")],
    "death_counts_compared": [("period_start", "period_end")],
    "kazakhstan_good_offices": [("start_date", "end_date")],

"cica_meetings": [("start_date", "end_date")],
    "treaty_ratifications": [("date_signed", "date_bound")],



"displacement_by_year": [("refugees_in_five_regional_hosts", "refugees_abroad")],

"states_with_violence_by_year": [
        ("states_1000_plus_deaths", "states_25_plus_deaths", "states_1_plus_deaths", "states_in_system"),
        ("states_25_plus_state_based", "states_25_plus_deaths"),
        ("states_25_plus_non_state", "states_25_plus_deaths"),
        ("states_25_plus_one_sided", "states_25_plus_deaths"),
    ],
    "conflicts_by_year": [
        ("wars_1000_plus", "conflicts_total"), ("states_primary_party", "states_any_party"),
    ],

"priority_keywords": [("hits_kazakhstan_1992_2022", "hits_all_states_1992_2022")],
    "coverage_claims_check": [("computed_2018_pct", "computed_2018_pct_counting_all_of_russia_in_asia")],

"unama_civilian_casualties": [("civilians_killed", "civilians_injured")],  # so in each year of that war
    "regional_balance_2018": [("members_1945", "members_1963", "members_2018")],
    "voting_power": [("veto_seats", "seats"), ("quota", "seats"), ("winning_coalitions", "all_coalitions")],
    "security_organizations": [("founded_year", "staff_year"), ("founded_year", "budget_year")],

}  # fmt: skip

IN_ORDER = {  # columns that never fall from row to row: time, and numbers given in time
    "council_by_year_1946_2018": ["year", "elected_seats"],
    "council_divided_votes_2017_2018": ["vote_id", "date"],
    "council_members_2017_2018": ["year"],
    "council_roll_calls_2017_2018": ["vote_id", "date"],
    "election_2016_rounds": ["date", "round"],
    "january_2018_meetings": ["date", "meeting_symbol"],
    "presidencies_2017_2018": ["month"],
    "unga_agreement_p5": ["year"],
    "council_missions_afghanistan": ["mission_no", "start_date", "end_date"],
    "unama_civilian_casualties": ["year"],
    "wording_trail": ["seq", "date"],
    "code_signatories_known": ["date"],
    "code_totals": ["as_of_date"],
    "initiative_timeline": ["date"],
    "nonstate_killings_country_year": ["year"],
    "terrorism_counts_compared": ["year"],
    "treaty_ratifications": ["adopted_year"],
    "astana_rounds": ["round", "start_date", "end_date"],
    "conflict_deaths_by_month": ["month_start"],
    "council_votes": ["vote_id", "date"],
    "documents": ["date"],
    "un_led_talks": ["seq", "start_date", "end_date"],
    "who_sat_where": ["format_order"],
    "conflict_prevention_components": ["date"],
    "council_products": ["date"],
    "council_resolutions_naming_wmd_1946_1994": ["resolution", "date"],
    "first_texts": ["step", "date"],
    "meeting_8160_participants": ["rank_level"],
    "kazakhstan_positions": ["year", "date", "ga_session"],
    "membership_by_year": ["un_members", "council_seats", "members_african"],
    "veto_counts_compared": ["as_of"],
    "vetoes": ["veto_no", "date"],
    "voting_power": ["seats"],
    "cica_meetings": ["start_date", "end_date", "member_states_then"],
    "cica_members_by_year": ["members_end_of_year"],
    "conflict_deaths_cica_states": ["year"],
    "osda_timeline": ["date"],
    "asem12_speech_points": ["point_no", "date"],
    "kazakhstan_good_offices": ["start_date"],
    "revisions_of_2018": ["published_year"],
    "states_with_violence_by_year": ["states_in_system"],
    "ukraine_resolutions": ["date"],
    "ukraine_votes_2014_2019": ["date"],
    "priority_keywords": ["priority", "term_id"],
    "validation_hits": ["hit_no"],
    "priorities_mapping": ["op_ed_no"],
    "own_priorities_2017": ["own_no"],
}

NUMBERED = {  # counted 1, 2, 3 ... without a gap
    "world_outlines": "outline_no", "council_missions_afghanistan": "mission_no", "wording_trail": "seq",
    "code_points": "point_number", "astana_rounds": "round", "un_led_talks": "seq",
    "death_counts_compared": "count_id", "first_texts": "step", "vetoes": "veto_no", "validation_hits": "hit_no",
    "cica_cooperation_areas": "area_no", "cica_military_measures": "measure_no", "asem12_speech_points": "point_no",
    "osce_military_measures": "measure_no",
}  # fmt: skip

NO_GAP = {  # table: (columns beside the year; first and last year): each of them has every year once
    "council_by_year_1946_2018": ([], 1946, 2018),
    "unga_agreement_p5": (["iso3"], 1992, 2019),
    "unama_civilian_casualties": ([], 2009, 2020),
    "nonstate_killings_region_year": (["ucdp_region"], 1989, 2024),
    "conflict_deaths_by_year": ([], 2011, 2025),
    "displacement_by_year": ([], 2011, 2025),
    "membership_by_year": ([], 1945, 2024),
    "cica_members_by_year": ([], 1999, 2024),
    "conflicts_by_year": ([], 1946, 2024),
    "states_with_violence_by_year": ([], 1989, 2024),
    "kazakhstan_mentions_by_year": (["priority"], 1992, 2022),
    "validation_speeches": (["priority"], 1992, 2022),
    "conflict_deaths_1989_2024": (["iso3"], None, 2024),
    "conflict_deaths_cica_states": (["iso3"], None, 2024),
    "warhead_stockpiles": (["iso3"], None, None),
}

ONE_EACH = {  # column: what is the same in all rows that have the same value in it
    "council_divided_votes_2017_2018": {"result": ["kind"]},
    "council_members_2017_2018": {
        "iso3": ["seat", "seat_group", "term_start", "term_end", "nth_elected_term", "first_time_member"]
    },
    "council_roll_calls_2017_2018": {"vote_id": ["date"], "iso3": ["seat"]},
    "election_2016_rounds": {"round": ["date"], "iso3": ["seat_group"], },
    "world_outlines": {"iso3": ["area", "shape"]},
    "development_indicators_1990_2020": {"indicator": ["unit"]},

"terrorism_counts_compared": {"who_is_counted": ["measure"]},
    "treaty_ratifications": {"treaty": ["adopted_year"], "iso3": ["regional_group"]},
    "astana_rounds": {"city": ["country"]},
    "un_led_talks": {"city": ["country"]},
    "cica_meetings": {"city": ["country"]},
    "deescalation_zones": {"status_end_2018": ["controller_at_end_2018"]},
    "who_sat_where": {"format_order": ["format_id", "format"], "actor": ["iso3", "actor_type"], "role": ["role_level"]},
    "conflict_prevention_components": {"document": ["date"], "component": ["is_arms_component"]},
    "meeting_8160_participants": {"rank": ["rank_level"]},

"burden_sharing": {"measure": ["unit"], "period": ["measure"]},

"veto_counts_compared": {"as_of": ["other_count_by"]},
    "voting_power": {
        "model_id": ["label", "seats", "veto_seats"],
    },
    "countries_2018": {"un_subregion": ["un_region"]},
    "organization_membership_2018": {"un_subregion": ["un_region"]},
    "asem12_speech_points": {"date": ["occasion"]},
    "ukraine_votes_2014_2019": {"resolution": ["date"], "iso3": ["comparison_group", "cica_member"]},
    "nonstate_killings_country_year": {"iso3": ["ucdp_region"]},
    "countries_mentions_2017_2018": {"iso3": ["words", "speeches"], },
    "kazakhstan_mentions_by_year": {"year": ["session", "speaker", "post", "words"]},

"priority_keywords": {"priority": ["priority_name", "unit"]},
    "sanctions_chairs_2018": {"committee": ["about"]},
    "validation_hits": {"term_id": ["priority"]},
    "own_priorities_2017": {"own_no": ["own_priority"], "op_ed_no": ["op_ed_item"]},
    "priorities_mapping": {"address_no": ["address_item"], "op_ed_no": ["op_ed_item"]},
}  # fmt: skip

ALIKE = {  # the same in all rows
    "deescalation_zones": ["agreed_on"], "astana_rounds": ["guarantors"],
    "conflict_deaths_by_year": ["iso3"], "conflict_deaths_by_month": ["iso3"], "displacement_by_year": ["iso3"],
    "unama_civilian_casualties": ["iso3"], "opium_poppy_cultivation": ["iso3"], "sanctions_chairs_2018": ["year"],
}  # fmt: skip


def totals_are_the_sums_of_their_parts(name, table, frames):
    for total, parts in SUMS.get(name, {}).items():
        yield from unless(
            table[parts].astype("Int64").sum(axis=1, skipna=False) == table[total], f"{total} and its parts"
        )


def shares_are_part_by_whole(name, table, frames):
    for share, part, whole, factor, decimals in SHARES.get(name, []):
        exact = table[part].astype("Float64") / table[whole].mask(table[whole] == 0) * factor
        slack = 0.5001 * 10.0**-decimals if decimals is not None else exact * 0.05 + 0.0051
        yield from unless((table[share] - exact).abs() <= slack, f"{share} is not {part} / {whole}")


def smaller_is_not_larger(name, table, frames):
    for columns in AT_MOST.get(name, []):
        for low, high in zip(columns, columns[1:], strict=False):
            yield from unless(
                (table[low] <= table[high]) | table[low].isna() | table[high].isna(), f"{low} over {high}"
            )


def rows_stand_in_order(name, table, frames):
    for column in IN_ORDER.get(name, []):
        filled = table[column].dropna()
        yield from unless(~(filled < filled.shift()).fillna(False), f"{column} is before that of the row above")


def numbers_have_no_gap(name, table, frames):
    if name in NUMBERED and list(table[NUMBERED[name]]) != list(range(1, len(table) + 1)):
        yield f"{NUMBERED[name]} is not 1, 2, 3 ..."


def years_have_no_gap(name, table, frames):
    by, first, last = NO_GAP.get(name, (None, None, None))
    if by is None:
        return
    for key, years in table.groupby(by)["year"] if by else [("all", table["year"])]:
        wanted = range(first or years.min(), (last or years.max()) + 1)
        if list(years) != list(wanted):
            yield f"{key} has not each year from {wanted[0]} to {wanted[-1]} once, in order"


def repeated_facts_are_the_same(name, table, frames):
    for key, others in ONE_EACH.get(name, {}).items():
        for other in others:
            count = table.dropna(subset=[key]).groupby(key)[other].nunique(dropna=False)
            yield from (f"{other} is not one for {key} {value}" for value in count.index[count > 1])


def one_value_in_all_rows(name, table, frames):
    for column in ALIKE.get(name, []):
        if table[column].nunique() != 1:
            yield f"{column} is not the same in all rows"


def nothing_is_known_before_it_was_read(name, table, frames):
    """A state of affairs was read from a source, and so not later than the last day on which one was read."""
    last = frames["sources"]["accessed"].max().strftime("%Y-%m-%d")
    for column in [column for column in table if column.endswith("as_of")]:
        told = table[column].astype("str").where(table[column].notna(), "")
        yield from unless(told.str[:10] <= last, f"{column} is in the future")


EACH += [
    one_value_in_all_rows, nothing_is_known_before_it_was_read,
    totals_are_the_sums_of_their_parts, shares_are_part_by_whole, smaller_is_not_larger, rows_stand_in_order,
    numbers_have_no_gap, years_have_no_gap, repeated_facts_are_the_same,
]  # fmt: skip


# --- the Council and the Assembly

FIVE = ["CHN", "FRA", "RUS", "GBR", "USA"]
VETO = {f"veto_{code.lower()}": code for code in FIVE}


def listed(cells):
    """Return the set of codes in each cell of a list joined by ;; an empty cell is an empty set."""
    return cells.map(lambda cell: set(cell.split(";")) if isinstance(cell, str) else set())


def fifteen(table):
    """Yield a sentence for each vote of the Council that has not 15 members."""
    votes = table[["yes", "no", "abstain"]].astype("Int64").sum(axis=1, skipna=False)
    yield from unless((votes == 15) | (table["yes"].isna()), "the votes are not 15")


@rule("countries")
def groups_and_admission(countries):
    member = countries["status"] == "un_member"
    yield from unless(member == countries["regional_group"].notna(), "members have a regional group, others none")
    yield from unless(member <= countries["un_joined"].notna(), "a member without a day of admission")
    yield from unless(countries["permanent_member"] == countries["iso3"].isin(FIVE), "permanent member")
    asia = countries["iso3"].isin(["KAZ", "KGZ", "TJK", "TKM", "UZB"])
    yield from unless(countries["central_asia"] == asia, "Central Asia")
    joined = countries["un_joined"]
    yield from unless(joined.isna() | (joined >= "1945-10-24"), "joined before the Charter")
    for column in ("country", "short_name", "iso3"):
        yield from unless(~countries[column].duplicated(), f"{column} stands twice")


@rule("countries", "membership_by_year")
def members_of_each_year(countries, years):
    """Today's members, counted by the day they joined, are those of the year, but for former states."""
    now = countries[countries["status"] == "un_member"]
    joined = now["un_joined"].dt.year
    for row in years.itertuples():
        by_group = now[joined <= row.year].groupby("regional_group").size()
        for group, count in by_group.items():
            column = "members_" + group.lower().replace("-", "_").replace(" ", "_")
            if abs(getattr(row, column) - count) > row.former_states_counted:
                yield f"membership_by_year, {row.year}: {column} is {getattr(row, column)}, and {count} had joined"


@rule("membership_by_year", "council_by_year_1946_2018")
def seats_of_each_year(members, council):
    seats = members.set_index("year")["elected_seats"]
    yield from differ(seats, council.set_index("year")["elected_seats"], "elected seats")
    rest = (members["un_members"] - members["permanent_seats"]) / members["elected_seats"]
    share = members["non_permanent_members_per_elected_seat"]
    yield from unless((share - rest).abs() <= 0.00501, "non-permanent members per elected seat")


@rule("membership_by_year")
def members_as_published(members):
    told = {1945: 51, 1960: 99, 1963: 113, 1971: 132, 2002: 191, 2011: 193}  # the UN's own page on growth in membership
    yield from differ(members.set_index("year")["un_members"], pd.Series(told), "members as the UN gives them")


@rule("council_by_year_1946_2018")
def council_output_as_published(years):
    """SC/13661 and SC/13162, the press releases on the work of the Council in 2018 and 2017."""
    told = {2018: (54, 21, 275), 2017: (61, 27, 282)}
    columns = ["resolutions", "presidential_statements", "meetings_official"]
    for year, row in years.set_index("year").loc[list(told), columns].iterrows():
        if tuple(row) != told[year]:
            yield f"council_by_year, {year}: {tuple(row)}, published were {told[year]}"


@rule("vetoes", "council_by_year_1946_2018")
def vetoes_of_each_year(vetoes, years):
    years = years.set_index("year")
    drafts = vetoes.groupby("year").size().reindex(years.index, fill_value=0)
    yield from differ(drafts, years["drafts_vetoed"], "vetoed drafts")
    for column, code in VETO.items():
        cast = vetoes.groupby("year")[column].sum().reindex(years.index, fill_value=0)
        yield from differ(cast, years[f"vetoes_{code.lower()}"], f"vetoes of {code}")


@rule("vetoes")
def vetoes_by_name_and_flag(vetoes):
    who = listed(vetoes["vetoed_by"])
    for column, code in VETO.items():
        yield from unless(who.map(lambda codes, code=code: code in codes) == vetoes[column], f"{code} in vetoed_by")
    soviet = vetoes["veto_rus"] & (vetoes["date"] < "1991-12-24")
    yield from unless(vetoes["cast_by_ussr"] == soviet, "cast by the Soviet Union")
    for column in ("draft_symbol", "record_symbol"):  # meetings and documents are numbered as they come
        yield from numbered_in_time(vetoes[column].str.extract(r"^S/PV\.([0-9]+)$")[0], vetoes["date"], column)


def numbered_in_time(numbers, dates, what):
    """Yield the sentence where a higher number has an earlier date."""
    table = pd.DataFrame({"n": pd.to_numeric(numbers), "date": dates}).dropna().sort_values("n", kind="stable")
    yield from unless(table["date"] >= table["date"].cummax(), f"{what} is out of the order of dates")


@rule("vetoes", "veto_counts_compared")
def vetoes_as_others_count(vetoes, counts):
    for row in counts.itertuples():
        ours = vetoes.loc[vetoes["date"] <= row.as_of, f"veto_{row.iso3.lower()}"].sum()
        if ours != row.count_from_vetoes_csv:
            yield f"veto_counts_compared: {row.iso3} to {row.as_of:%Y-%m-%d}: {ours} and {row.count_from_vetoes_csv}"


@rule("vetoes", "council_votes", "council_divided_votes_2017_2018")
def vetoes_in_three_tables(vetoes, syria, divided):
    drafts = vetoes.set_index("draft_symbol")[["date", "vetoed_by"]]
    drafts = drafts[~drafts.index.duplicated()]
    for table in (syria, divided):
        known = table.dropna(subset=["vetoed_by", "symbol"]).set_index("symbol")
        for column in ("date", "vetoed_by"):
            yield from differ(drafts[column], known[column], f"{column} of a vetoed draft")
        lost = known.index.difference(drafts.index)
        yield from (f"{symbol} is not in the table vetoes" for symbol in lost)
    both = syria.dropna(subset=["symbol"]).set_index("symbol"), divided.set_index("symbol")
    for column in ("date", "yes", "no", "abstain", "kazakhstan_vote"):
        yield from differ(both[0][column], both[1][column], f"{column} of a vote on Syria")
    missing = divided[(divided["agenda_topic"] == "Syria") & divided["symbol"].str.match(r"S/(RES/|2)")]["symbol"]
    yield from (f"{name} is not a vote on Syria" for name in set(both[0].index) & set(divided["symbol"]) - set(missing))


@rule("council_votes")
def syria_votes_add_up(votes):
    yield from fifteen(votes)
    no, abstain, veto = (listed(votes[name]) for name in ("no_members", "abstain_members", "vetoed_by"))
    yield from unless((no.map(len) == votes["no"]) | no.map(len).eq(0), "as many noes as members named")
    yield from unless((abstain.map(len) == votes["abstain"]) | abstain.map(len).eq(0), "as many abstentions as named")
    against = no.map(lambda codes: codes & set(FIVE))
    yield from unless((votes["outcome"] == "vetoed") == (veto.map(len) > 0), "vetoed and by whom")
    yield from unless((veto == against) | (veto.map(len) == 0), "who cast the veto voted no")
    yield from unless(
        (votes["outcome"] == "adopted") == votes["symbol"].str.startswith("S/RES").fillna(False), "adopted"
    )
    yield from unless((votes["outcome"] != "adopted") | (votes["yes"] >= 9), "adopted with fewer than 9 votes")
    member = votes["date"].dt.year.isin([2017, 2018])
    yield from unless(member == (votes["kazakhstan_vote"] != "not a member"), "Kazakhstan on the Council")
    for word, named in (("no", no), ("abstain", abstain)):
        there = named.map(lambda codes: "KAZ" in codes)
        yield from unless(there == (votes["kazakhstan_vote"] == word), f"Kazakhstan among {word}")


@rule("council_divided_votes_2017_2018", "council_roll_calls_2017_2018", "council_members_2017_2018")
def roll_calls_and_members(divided, rolls, members):
    yield from fifteen(divided)
    votes = divided.set_index("vote_id")
    counted = rolls.groupby(["vote_id", "vote"]).size().unstack(fill_value=0)
    for word in ("yes", "no", "abstain"):
        yield from differ(counted[word], votes[word], f"{word} in the roll call")
    yield from differ(rolls.groupby("vote_id")["date"].first(), votes["date"], "date of the vote")
    ours = rolls[rolls["iso3"] == "KAZ"].set_index("vote_id")["vote"]
    yield from differ(ours, votes["kazakhstan_vote"], "vote of Kazakhstan")
    against = rolls[(rolls["vote"] == "no") & (rolls["seat"] == "permanent")].groupby("vote_id")["iso3"].agg(set)
    yield from differ(against, listed(votes["vetoed_by"].dropna()), "who vetoed")
    yield from unless((divided["result"] == "vetoed") == divided["vetoed_by"].notna(), "vetoed and by whom")
    passed = divided["result"].isin(["adopted", "carried"])
    yield from unless(passed <= (divided["yes"] >= 9), "carried with fewer than 9 votes")
    yield from unless((divided["result"] == "adopted") == divided["symbol"].str.startswith("S/RES"), "adopted")
    procedural = divided["result"].isin(["carried", "rejected"])
    yield from unless((divided["kind"] == "procedural motion") == procedural, "kind and result")
    seats = members.set_index(["year", "iso3"])["seat"]
    there = (
        rolls.assign(year=rolls["date"].dt.year).drop_duplicates(["year", "iso3"]).set_index(["year", "iso3"])["seat"]
    )
    yield from differ(seats, there, "seat")
    for year, codes in members.groupby("year")["iso3"]:
        voted = rolls[rolls["date"].dt.year == year].groupby("vote_id")["iso3"].agg(set)
        yield from (f"{vote}: not the members of {year}" for vote in voted.index[voted != set(codes)])


@rule("council_members_2017_2018", "countries", "council_states")
def members_of_the_council(members, countries, states):
    yield from unless(members["seat"].eq("permanent") == members["iso3"].isin(FIVE), "permanent seat")
    yield from unless(members["seat"].eq("permanent") == members["term_start"].isna(), "a term is for elected seats")
    group = members["iso3"].map(countries.set_index("iso3")["regional_group"])
    yield from unless(members["seat_group"] == group, "seat of the country's own group")
    start, end = members["term_start"], members["term_end"]
    yield from unless(start.isna() | ((start.dt.month == 1) & (start.dt.day == 1)), "terms begin on 1 January")
    yield from unless(end.isna() | ((end.dt.month == 12) & (end.dt.day == 31)), "terms end on 31 December")
    inside = (start.dt.year <= members["year"]) & (members["year"] <= end.dt.year)
    yield from unless(start.isna() | (inside & (end.dt.year - start.dt.year <= 1)), "the year in a term of two")
    yield from unless(members["first_time_member"] == members["nth_elected_term"].eq(1).fillna(False), "first term")
    states = states.set_index("iso3")
    elected = members[start.notna()].set_index("iso3")
    elected = elected[~elected.index.duplicated()]
    yield from differ(states["elected_terms"], elected["nth_elected_term"], "the latest term is as many as all terms")
    yield from differ(states["last_elected_year"], elected["term_end"].dt.year.clip(upper=2018), "last year of a seat")
    for year, rows in members.groupby("year"):
        seats = rows.groupby("seat_group").size().to_dict()
        wanted = {"African": 3, "Asia-Pacific": 3, "Eastern European": 2, "Latin American and Caribbean": 2}
        if seats != wanted | {"Western European and Others": 5}:
            yield f"{year}: seats by group {seats}"


@rule("council_states", "countries")
def record_of_each_state(states, countries):
    now = countries[countries["status"] == "un_member"]
    if set(states["iso3"]) != set(now["iso3"]):
        yield "council_states: not the members of the UN"
    permanent = states["iso3"].isin(FIVE)
    never = states["first_elected_year"].isna() & ~permanent
    status = states["council_status_end_2018"]
    yield from unless(
        status == pd.Series("elected", states.index).mask(never, "never").mask(permanent, "permanent"), "status"
    )
    yield from unless(states["first_elected_year"].isna() == (states["elected_terms"] == 0), "terms and first year")
    yield from unless(states["first_elected_year"].isna() == states["last_elected_year"].isna(), "first and last year")
    wait = states["first_elected_year"] - states["un_joined"].dt.year
    yield from unless(states["years_from_joining_to_first_seat"] == wait, "years from joining to the first seat")
    one = (states["elected_terms"] == 1) == (states["last_elected_year"] - states["first_elected_year"] <= 1)
    yield from unless(one | states["first_elected_year"].isna(), "one term, one year")
    years = states["elected_years_to_2018"]
    yield from unless((years <= 2 * states["elected_terms"]) & (years >= states["elected_terms"]), "years in the terms")
    # TASS, June 2016: 68 never, Kazakhstan and Equatorial Guinea still among them; Saudi Arabia counts as never here
    if (status == "never").sum() != 68 - 2 + 1:
        yield "council_states: not 67 states that never sat"


@rule("presidencies_2017_2018", "council_members_2017_2018")
def presidencies_go_round(presidencies, members):
    months = presidencies["month"].tolist()
    if months != [f"{year}-{month:02}" for year in (2017, 2018) for month in range(1, 13)]:
        yield "presidencies_2017_2018: not every month of 2017 and 2018"
    seats = members.set_index(["year", "iso3"])
    there = presidencies.assign(year=presidencies["month"].str[:4].astype(int))
    for n, row in enumerate(there.itertuples(), 2):
        if (row.year, row.iso3) not in seats.index:
            yield f"presidencies, row {n}: {row.iso3} was no member in {row.year}"
        elif tuple(seats.loc[(row.year, row.iso3), ["seat", "seat_group"]]) != (row.seat, row.seat_group):
            yield f"presidencies, row {n}: seat of {row.iso3}"
    # in the English order of names: it steps back once in a round
    for year, names in there.groupby("year")["country"]:
        names = list(names)
        back = sum(one > other for one, other in zip(names, names[1:], strict=False))
        if back > 1:
            yield f"presidencies of {year} are not in the order of names"


@rule("january_2018_meetings", "presidencies_2017_2018")
def meetings_of_january(meetings, presidencies):
    numbers = meetings["meeting_symbol"].str.extract("([0-9]+)$")[0].astype(int)
    if list(numbers) != list(range(numbers.iloc[0], numbers.iloc[0] + len(numbers))):
        yield "january_2018_meetings: the meetings are not numbered one by one"
    yield from unless(meetings["date"].dt.month == 1, "a meeting in another month")
    outcome, symbol = meetings["outcome_type"], meetings["outcome_symbol"].fillna("")
    yield from unless(outcome.eq("resolution") == symbol.str.startswith("S/RES"), "resolution")
    yield from unless(outcome.eq("presidential statement") == symbol.str.startswith("S/PRST"), "statement")
    yield from unless(meetings["vote"].notna() <= outcome.eq("resolution"), "a vote without a resolution")
    for kind in ("S/RES/", "S/PRST/2018/"):
        found = pd.to_numeric(symbol.str.extract(rf"^{kind}([0-9]+)")[0]).dropna()
        if list(found) != list(range(int(found.min()), int(found.min()) + len(found))):
            yield f"january_2018_meetings: {kind} are not numbered one by one"


@rule("election_2016_rounds")
def ballots(rounds):
    needed = rounds["two_thirds_needed"]
    yield from unless(needed.isna() | ((rounds["votes"] >= needed) == (rounds["outcome"] == "elected")), "two thirds")
    yield from unless((rounds["outcome"] != "elected") | (rounds["votes"] >= 127), "elected with fewer than two thirds")
    single = rounds[rounds["seat_group"].eq("Asia-Pacific") | (rounds["round"] > 1)]
    cast = single.groupby(["date", "round", "seat_group"])["votes"].sum()
    yield from (f"election_2016_rounds: {key} has {n} votes" for key, n in cast.items() if not 180 <= n <= 193)
    told = {("KAZ", 1): 113, ("THA", 1): 77, ("KAZ", 2): 138, ("THA", 2): 55}  # the Assembly's press release GA/11796
    yield from differ(rounds.set_index(["iso3", "round"])["votes"], pd.Series(told), "votes as published")


@rule("unga_agreement_p5")
def agreement_counts_half(table):
    half = (table["same_vote"] + table["one_abstained"] / 2) / table["roll_calls_both_voted"]
    yield from unless((table["agreement_share_half_abstain"] - half).abs() <= 0.000051, "abstention counted half")
    if any(set(codes) != set(FIVE) for _, codes in table.groupby("year")["iso3"]):
        yield "unga_agreement_p5: not the five permanent members in each year"


@rule("enlargement_vote_1963", "countries")
def vote_of_1963(votes, countries):
    """97 to 11, 4 abstentions (Yearbook of the United Nations 1965); who voted had joined."""
    counted = votes["vote"].value_counts()
    if (counted["yes"], counted["no"], counted["abstain"]) != (97, 11, 4):
        yield f"enlargement_vote_1963: {counted.to_dict()}"
    joined = votes["iso3"].map(countries.set_index("iso3")["un_joined"])
    former = votes["iso3"].map(countries.set_index("iso3")["status"]) != "un_member"
    yield from unless((joined < "1963-12-17") | joined.isna() | former, "voted before it joined")


@rule("regional_balance_2018", "countries", "membership_by_year", "council_members_2017_2018")
def balance_of_the_groups(balance, countries, members, council):
    balance = balance.set_index("regional_group")
    now = countries[countries["status"] == "un_member"].groupby("regional_group")
    yield from differ(balance["members_2018"], now.size(), "members of a group")
    yield from differ(balance["population_2018"], now["population_2018"].sum(), "population of a group")
    five = countries[countries["permanent_member"]].groupby("regional_group")
    yield from differ(balance["permanent_seats"], five.size().reindex(balance.index, fill_value=0), "permanent seats")
    seats = council[(council["year"] == 2018) & (council["seat"] == "elected")].groupby("seat_group").size()
    yield from differ(balance["elected_seats"], seats, "elected seats")
    members = members.set_index("year")
    for year in (1945, 1963, 2018):
        there = {name: members.loc[year, "members_" + re.sub("[- ]", "_", name.lower())] for name in balance.index}
        yield from differ(balance[f"members_{year}"], pd.Series(there), f"members in {year}")
    for share, part in (("members", "members_2018"), ("population", "population_2018"), ("seats", "total_seats")):
        exact = balance[part] / balance[part].sum() * 100
        yield from unless(
            (balance[f"share_of_{share}_pct"] - exact).abs().reset_index(drop=True) <= 0.0501, f"share of {share}"
        )
    rest = (balance["members_2018"] - balance["permanent_seats"]) / balance["elected_seats"]
    other = balance["non_permanent_members_per_elected_seat"]
    yield from unless((other - rest).abs().reset_index(drop=True) <= 0.0501, "non-permanent members a seat")
    without = now["population_2018"].sum() - five["population_2018"].sum().reindex(balance.index, fill_value=0)
    other = balance["population_without_permanent_seat_millions"]
    yield from unless((other - without / 1e6).abs().reset_index(drop=True) <= 0.0501, "people without a permanent seat")


@rule("voting_power")
def power_follows_from_seats_and_quota(power):
    """Both indices have closed forms: all members with a veto and enough of the others must agree."""
    for n, row in enumerate(power.itertuples(), 2):
        v, q = row.veto_seats, row.quota
        others = row.seats - v
        winning = sum(comb(others, k) for k in range(max(q - v, 0), others + 1))
        swing = comb(others - 1, q - v - 1)
        alone = Fraction(swing * factorial(q - 1) * factorial(row.seats - q), factorial(row.seats))
        ssi = alone if row.member_class == "no_veto" else (1 - others * alone) / v
        swings = swing if row.member_class == "no_veto" else winning
        banzhaf = Fraction(swings, swing * others + winning * v)
        members = others if row.member_class == "no_veto" else v
        wanted = {
            "members_in_class": members, "winning_coalitions": winning, "all_coalitions": 2**row.seats,
            "swings_per_member": swings, "ssi_fraction": str(ssi), "banzhaf_fraction": str(banzhaf),
        }  # fmt: skip
        yield from (f"voting_power, row {n}: {name}" for name, x in wanted.items() if getattr(row, name) != x)
        near = {
            "ssi": ssi,
            "banzhaf": banzhaf,
            "ssi_class_total": ssi * members,
            "banzhaf_class_total": banzhaf * members,
        }
        yield from (
            f"voting_power, row {n}: {name}"
            for name, x in near.items()
            if abs(getattr(row, name) / float(x) - 1) > 1e-6
        )


@rule("burden_sharing")
def burdens(table):
    shares = table[table["unit"] == "pct"].groupby(["measure", "period"])["value"].sum()
    yield from (f"burden_sharing: {key} is over 100 per cent" for key in shares.index[shares > 100])
    people = table[table["unit"] == "persons"]["value"]
    yield from unless(people == people.round(), "a part of a person")


@rule("council_products")
def products_on_weapons(table):
    yield from fifteen(table)
    yield from unless((table["yes"] == 15) == table["unanimous"], "unanimous")
    symbol = table["symbol"].fillna("")
    yield from unless((table["type"] == "resolution") >= symbol.str.startswith("S/RES"), "type and symbol")
    yield from unless((table["type"] == "presidential statement") >= symbol.str.startswith("S/PRST"), "type and symbol")
    yield from unless((table["type"] == "vetoed draft") <= ~symbol.str.match("S/(RES|PRST)"), "type and symbol")


PAIRS = [  # (table, symbol, date): one document has one date, and numbers rise with the dates
    ("council_divided_votes_2017_2018", "symbol", "date"), ("january_2018_meetings", "outcome_symbol", "date"),
    ("january_2018_meetings", "meeting_symbol", "date"), ("council_texts", "example", "example_date"),

("council_votes", "symbol", "date"), ("documents", "symbol", "date"),
    ("council_products", "symbol", "date"), ("council_resolutions_naming_wmd_1946_1994", "symbol", "date"),
    ("first_texts", "symbol", "date"), ("ukraine_resolutions", "resolution", "date"),
    ("ukraine_votes_2014_2019", "resolution", "date"), ("initiative_timeline", "document_symbol", "date"),
    ("conflict_prevention_components", "document", "date"), ("vetoes", "record_symbol", "date"),
]  # fmt: skip


@rule(*dict.fromkeys(name for name, _, _ in PAIRS))
def one_document_has_one_date(*frames):
    frames = dict(zip(dict.fromkeys(name for name, _, _ in PAIRS), frames, strict=True))
    dates = {}
    for name, symbol, date in PAIRS:
        cells = frames[name][[symbol, date]].dropna().drop_duplicates()
        for text, day in cells.itertuples(index=False):
            for one in text.split("; "):
                dates.setdefault(one, {}).setdefault(day, name)
    for symbol, days in dates.items():
        if len(days) > 1:
            yield f"{symbol} has two dates: " + ", ".join(f"{day:%Y-%m-%d} in {name}" for day, name in days.items())
    series = {
        match[1] for match in (re.match("(S/PRST/[0-9]{4}/|A/RES/[0-9]+/)[0-9]+$", one) for one in dates) if match
    }
    for kind in [r"S/RES/([0-9]+) ", r"S/PV\.([0-9]+)$", *sorted(f"{start}([0-9]+)$" for start in series)]:
        found = {symbol: re.match(kind, symbol) for symbol in dates}
        numbers = pd.Series([int(match[1]) for match in found.values() if match], dtype="int64")
        days = pd.Series([min(dates[symbol]) for symbol, match in found.items() if match])
        yield from (f"{kind}: {said}" for said in numbered_in_time(numbers, days, "a number"))


# --- violence


@rule("conflict_deaths_1989_2024", "conflict_deaths_cica_states", "violence_by_country_2018")
def deaths_of_a_country_in_three_tables(region, cica, world):
    columns = ["deaths_state_based", "deaths_non_state", "deaths_one_sided", "deaths_total"]
    region, cica = region.set_index(["iso3", "year"]), cica.set_index(["iso3", "year"])
    world = world.assign(year=2018).set_index(["iso3", "year"])
    for column in columns:
        yield from differ(region[column], cica[column], column)
        yield from differ(region[column], world[column], column)
        yield from differ(cica[column], world[column], column)
    yield from unless((cica["deaths_25_plus"] == (cica["deaths_total"] >= 25)).reset_index(drop=True), "25 or more")


@rule("conflict_deaths_cica_states", "cica_members_by_year", "organization_membership_2018")
def members_of_cica(deaths, members, organizations):
    """A state that has joined stays; 2018 is the list of the organization; no more members than the year had."""
    member = deaths["member_that_year"].astype("boolean").fillna(False)
    for iso3, states in deaths.groupby("iso3"):
        if not states["member_that_year"].dropna().is_monotonic_increasing:
            yield f"{iso3} is a member and then no more"
    last = set(deaths.loc[(deaths["year"] == 2018) & member, "iso3"])
    listed_members = set(organizations.loc[organizations["cica"] == "member", "iso3"])
    yield from (f"{iso3} in one list of 2018 only" for iso3 in (last ^ listed_members) - {"PSE"})  # no row in UCDP
    counted = deaths[member].groupby("year").size()
    known = members.set_index("year")["members_end_of_year"]
    both = pd.concat({"a": counted, "b": known}, axis=1).dropna()
    yield from (f"members in {year}" for year in both.index[(both["a"] - both["b"]).abs() > 1])


@rule("violence_by_country_2018")
def level_of_violence(table):
    level = pd.cut(table["deaths_total"], [-1, 0, 24, 999, 10**9], labels=["none", "1-24", "25-999", "1000 or more"])
    yield from unless(level.astype("str") == table["level"], "level and deaths")


@rule("conflicts_2018", "conflicts_by_year", "countries", "violence_by_country_2018", "revisions_of_2018")
def conflicts_of_2018(conflicts, years, countries, world, revisions):
    row = years.set_index("year").loc[2018]
    kinds = conflicts["type"].value_counts()
    wanted = {
        "conflicts_total": len(conflicts), "interstate": kinds.get("interstate", 0),
        "intrastate": kinds.get("intrastate", 0),
        "internationalized_intrastate": kinds.get("internationalized intrastate", 0),
        "wars_1000_plus": conflicts["intensity"].str.startswith("war").sum(),
    }  # fmt: skip
    yield from (f"{name} in 2018: {row[name]} and {count}" for name, count in wanted.items() if row[name] != count)
    if set(revisions["state_based_conflicts"].dropna()) != {len(conflicts)}:
        yield "state-based conflicts of 2018 by release"
    region = conflicts["iso3_list"].str[:3].map(world.set_index("iso3")["ucdp_region"])
    yield from unless((region == conflicts["ucdp_region"]) | region.isna(), "region of the country")
    yield from unless(
        conflicts["territory"].notna() == conflicts["issue"].str.contains("territory"), "issue and territory"
    )
    foreign = conflicts["foreign_states_with_troops"] > 0
    yield from unless(foreign == conflicts["type"].str.startswith("internationalized"), "foreign troops and type")


@rule("nonstate_killings_country_year", "nonstate_killings_region_year")
def killings_by_country_and_region(countries, regions):
    regions = regions.set_index(["year", "ucdp_region"])
    world = "World" if "World" in regions.index.get_level_values(1) else None
    groups = countries.groupby(["year", "ucdp_region"])
    yield from differ(groups["civilians_killed_best"].sum(), regions["by_nonstate_groups_best"], "killed by groups")
    for level in ("low", "high"):  # a country with a best estimate of 0 has no row, and may have a high one
        more = (regions[f"by_nonstate_groups_{level}"] - groups[f"civilians_killed_{level}"].sum()).dropna()
        yield from (f"killed by groups, {level}: {key}" for key in more.index[(more < 0) | (more > 60)])
    yield from differ(groups.size(), regions["countries_with_nonstate_killings"], "countries with killings")
    numbers = regions.columns[regions.dtypes == "int64"] if world else []
    parts = regions.drop("World", level=1).groupby("year")[list(numbers)].sum() if world else None
    for column in numbers:
        yield from differ(parts[column], regions.xs("World", level=1)[column], f"{column}: world and regions")


@rule("nonstate_killings_region_year", "terrorism_counts_compared")
def killings_among_the_counts(regions, counts):
    world = regions[regions["ucdp_region"] == "World"].set_index("year")["by_nonstate_groups_best"]
    ucdp = counts[(counts["compiler"] == "UCDP") & (counts["measure"] == "deaths")]
    ucdp = ucdp[ucdp["who_is_counted"].str.startswith("civilians killed on purpose by o")].set_index("year")["value"]
    yield from differ(world, ucdp, "civilians killed by groups")


@rule("conflict_deaths_by_month", "conflict_deaths_by_year")
def months_add_up_to_years(months, years):
    columns = ["deaths_state_based", "deaths_non_state", "deaths_one_sided", "deaths_total"]
    sums = months.groupby(months["month_start"].dt.year)[columns].sum()
    years = years.set_index("year")
    for column in columns:
        yield from differ(sums[column], years[column], f"{column} of the months and of the year")
    if not (months["month_start"].dt.day == 1).all() or len(months["month_start"].dt.to_period("M").unique()) != 24:
        yield "not 24 months"
    yield from unless(months["events"] <= months["deaths_total"], "more events than deaths")


@rule("ukraine_votes_2014_2019", "ukraine_resolutions", "organization_membership_2018", "countries")
def votes_on_ukraine(votes, resolutions, organizations, countries):
    resolutions = resolutions.set_index("resolution")
    counted = votes.groupby(["resolution", "vote"]).size().unstack(fill_value=0)
    for word in ("yes", "no", "abstain", "absent"):
        # one no of 71/205 is missing from the roll call, as the gaps of the table say
        yield from differ(counted[word].drop("A/RES/71/205"), resolutions[word], f"{word} on Ukraine")
    ours = votes[votes["iso3"] == "KAZ"].set_index("resolution")["vote"]
    yield from differ(ours, resolutions["kazakhstan_vote"], "vote of Kazakhstan")
    yield from differ(votes.groupby("resolution")["date"].first(), resolutions["date"], "date")
    all_votes = resolutions[["yes", "no", "abstain", "absent"]].sum(axis=1)
    yield from (f"{name}: not 193 members" for name in all_votes.index[all_votes != 193])
    period = pd.cut(resolutions["date"].dt.year, [0, 2016, 2018, 3000], labels=["before", "2017-2018 term", "after"])
    yield from differ(period.astype("str"), resolutions["period"], "period")
    five, asia = (set(countries.loc[countries[name], "iso3"]) for name in ("permanent_member", "central_asia"))
    for group, codes in (("permanent member", five), ("Central Asia", asia)):
        yield from unless(votes["comparison_group"].eq(group) == votes["iso3"].isin(codes), group)
    members = organizations.loc[organizations["cica"] == "member", "iso3"]
    yield from unless(votes["cica_member"] == votes["iso3"].isin(members), "member of CICA")


# --- Syria


@rule("astana_rounds", "un_led_talks", "documents", "kazakhstan_good_offices")
def talks(astana, others, documents, offices):
    yield from unless(
        astana["end_date"] - astana["start_date"] <= pd.Timedelta(days=3), "a round of more than three days"
    )
    yield from unless(documents["before_astana"] == (documents["date"] < astana["start_date"].min()), "before Astana")
    start, end = offices["start_date"], offices["end_date"].fillna(offices["start_date"])
    term = (start <= "2018-12-31") & (end >= "2017-01-01")
    yield from unless(offices["during_council_term"] == term, "during the term")


@rule("death_counts_compared")
def later_counts_are_higher(counts):
    """A count of the same people from the same day only grows."""
    for _, same in counts.groupby(["counter", "who_is_counted", "period_start"]):
        same = same.sort_values("period_end")
        if not same["deaths"].is_monotonic_increasing:
            yield f"{same['counter'].iloc[0]}: a later count is lower"


# --- nuclear tests and weapons


@rule("states_that_gave_up_nuclear_weapons")
def accession_to_the_treaty(states):
    date = states["npt_accession_date"]
    yield from unless(date.isna() | (date.dt.year == states["npt_accession_year"]), "year and date of accession")
    inherited = states["how_acquired"].str.startswith("inherited")
    yield from unless(inherited == states["where_they_went"].eq("Russian Federation"), "where they went")
    year = states["last_warhead_left_or_dismantled"].dt.year
    yield from unless(year.isna() | (year >= states["npt_accession_year"]), "warheads left after the accession")


@rule("warhead_stockpiles")
def stockpiles_do_not_jump(table):
    """From 20 warheads on, a stock does not grow or fall by more than two thirds of it within a year."""
    before = table.groupby("iso3")["warheads_stockpile"].shift()
    now = table["warheads_stockpile"]
    calm = (now <= before * 5 / 3) & (now >= before / 5 * 2) | (before < 20) | before.isna()
    yield from unless(calm | (table["year"] < 1965), "a stock that jumps")


# --- treaties


# --- speeches


@rule("countries_mentions_2017_2018", "kazakhstan_mentions_by_year", "countries")
def mentions_of_2017_and_2018(states, ours, countries):
    term = ours[ours["year"].isin([2017, 2018])].groupby("priority")
    kazakhstan = states[states["iso3"] == "KAZ"].set_index("priority")
    for column in ("mentions", "words"):
        yield from differ(term[column].sum(), kazakhstan[column], f"{column} of Kazakhstan in two years")
    rate = states.assign(rate=states["mentions"] / states["words"])
    rank = rate.groupby("priority")["rate"].rank(method="min", ascending=False)
    yield from unless(states["rank"] == rank, "rank")
    if set(states["iso3"]) != set(countries.loc[countries["status"] == "un_member", "iso3"]):
        yield "not the members of the UN"


@rule("kazakhstan_mentions_by_year", "validation_speeches", "priority_keywords")
def mentions_by_pattern_and_by_hand(mentions, read, keywords):
    key = ["year", "priority"]
    hit = mentions.set_index(key)["mentions"] > 0
    yield from differ(hit, read.set_index(key)["pattern_hit"], "pattern hit")
    yield from unless(mentions["session"] == mentions["year"] - 1945, "session of the year")
    missed = read["pattern_hit"] < read["read_by_hand"]
    yield from unless(read["what_was_missed"].notna() <= missed, "what was missed")
    sums = keywords.groupby("priority")["hits_kazakhstan_1992_2022"].sum()
    yield from differ(mentions.groupby("priority")["mentions"].sum(), sums, "hits in all speeches of Kazakhstan")


@rule("validation_hits", "priority_keywords")
def hits_read_by_hand(hits, keywords):
    yield from unless((hits["sample"] == "kazakhstan") == (hits["iso3"] == "KAZ"), "sample and speaker")
    yield from unless(hits["why_not"].isna() == hits["relevant"], "relevant, or why not")
    yield from unless(hits["relevant"] <= hits["still_counted"], "a relevant hit that is no longer counted")
    home = keywords.set_index("term_id")["priority"]
    yield from unless(
        hits["term_id"].map(home).isna() | (hits["term_id"].map(home) == hits["priority"]), "its priority"
    )


@rule("priority_keywords")
def keywords_by_priority(keywords):
    number = keywords["term_id"].str[0].replace("8", "africa")
    yield from unless(number == keywords["priority"], "priority of the term")


# --- organizations


@rule("organization_membership_2018", "security_organizations", "countries_2018", "coverage_claims_check")
def members_of_organizations(table, organizations, countries, coverage):
    names = ["cica", "osce", "sco", "csto", "asean", "arf"]
    counted = table[names].eq("member").sum(axis=1)
    yield from unless(table["memberships"] == counted, "memberships")
    states = organizations.set_index("short_name")["states_end_2018"]
    yield from differ(table[names].eq("member").sum().rename(str.upper), states, "members of an organization")
    cica = countries[countries["iso3"].isin(table.loc[table["cica"] == "member", "iso3"])]
    for measure, column in (("share of world population", "population_2018"), ("share of world GDP", "gdp_2018_usd")):
        share = cica[column].sum() / countries[column].sum() * 100
        told = coverage.loc[coverage["measure"] == measure, "computed_2018_pct"]
        yield from (f"{measure}: {one} and {share:.2f}" for one in told if abs(one - share) > 1)


@rule("cica_meetings", "cica_members_by_year")
def meetings_of_cica(meetings, members):
    for _, numbers in meetings.dropna(subset=["number"]).groupby("meeting_type")["number"]:
        if list(numbers) != list(range(1, len(numbers) + 1)):
            yield "meetings of a kind are not numbered 1, 2, 3"
    known = members.set_index("year")["members_end_of_year"].ffill()
    most = meetings["start_date"].dt.year.map(known)
    yield from unless(meetings["member_states_then"] <= most, "more members than at the end of the year")
    joined = members["joined_that_year"].fillna("").map(lambda text: text.count(";") + bool(text))
    grown = members["members_end_of_year"].diff()
    yield from unless((joined == grown) | grown.isna() | (members["year"] <= 2002), "as many joined as the number grew")


@rule("cica_military_measures", "osce_military_measures")
def measures_in_both(cica, osce):
    if list(cica["measure_no"]) != list(osce["measure_no"]):
        yield "not the same measures"
    yield from unless(osce["osce_text"].isna() == osce["closeness"].eq("none found"), "a text that was found")


# --- the meetings of January 2018, chairs, claims, exercises


@rule("debate_participants_2018-01-19", "meeting_8160_participants", "council_members_2017_2018")
def who_spoke(debate, briefing, members):
    council = members[members["year"] == 2018].set_index("iso3")["seat"]
    seat = debate["iso3"].map(council).fillna("")
    told = debate["seat"].str.removeprefix("council_").where(debate["seat"].str.startswith("council_"), "")
    yield from unless(seat == told, "seat on the Council in the debate")
    seat = briefing["iso3"].map(council).fillna("")
    yield from unless(
        briefing["council_seat"].str.extract("^(elected|permanent)")[0].fillna("") == seat, "seat in the briefing"
    )
    for table in (debate, briefing):
        if not set(council.index) <= set(table["iso3"]):
            yield "not all members of the Council"
    correct = debate["rank"] == "foreign_minister"
    named = debate["op_ed_description"].isin(["named_as_foreign_minister", "named_as_chair"])
    yield from unless((debate["op_ed_rank_correct"] == correct) | ~named, "rank in the article")
    yield from unless(debate["named_in_op_ed"] == debate["op_ed_description"].str.startswith("named"), "named")
    unknown = debate["rank"].eq("not_verified")
    yield from unless(debate["title_in_record"].isna() <= unknown, "a rank without a title")


@rule("claims", "claims_second_coding", "error_types")
def claims_and_their_second_coding(claims, second, types):
    claims = claims.set_index("claim_id")
    own = claims.index.str[:2]
    inside = [number in lesson.split(";") for number, lesson in zip(own, claims["lesson"], strict=True)]
    yield from unless(pd.Series(inside), "the lesson of the claim's id")
    example = types.set_index("example_claim_id")["error_type"]
    yield from differ(second.set_index("claim_id")["error_type"], example, "type of the example")
    if not claims.index.is_monotonic_increasing:
        yield "claims are not in the order of their ids"
    paragraphs = claims.reset_index()
    yield from unless(paragraphs["quote"].notna() | (paragraphs["claim_kind"] != "stated"), "stated, and no quote")


@rule("exercises", "mistakes")
def exercises_and_mistakes(exercises, mistakes):
    yield from unless(exercises["exercise_id"].str[:2] == exercises["lesson"], "lesson of the exercise")
    if not exercises["exercise_id"].is_monotonic_increasing:
        yield "exercises are not in the order of their ids"
    names = {item["name"] for item in package()["resources"]}
    yield from unless(exercises["tables"].map(lambda cell: pd.isna(cell) or set(cell.split(";")) <= names), "a table")
    paths = exercises.groupby("lesson")["core"]
    yield from (
        f"lesson {lesson}: a further exercise before a core one"
        for lesson, core in paths
        if not core.astype(int).is_monotonic_decreasing
    )


@rule("sources")
def dates_of_sources(sources):
    """A source whose id ends with a date was published on it; nothing is read before it is published."""
    dated = sources["source_id"].str.extract(r"-((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})$")[0]
    told = sources["published"].where(sources["published"].str.len() == 10)
    days = (pd.to_datetime(told) - pd.to_datetime(dated, errors="coerce")).dt.days
    yield from unless(days.isna() | days.between(-1, 7), "published within a week of the day of the id")
    year = sources["source_id"].str.extract(r"-((?:19|20)[0-9]{2})-(?:0[1-9]|1[0-2])$")[0]
    late = sources["published"].str[:4].astype("Float64") - year.astype("Float64")
    yield from unless(late.between(-1, 0), "published in the year of the id, or just before it")
    accessed = sources["accessed"].dt.strftime("%Y-%m-%d")
    yield from unless(sources["published"].isna() | (sources["published"] <= accessed), "read before it was published")


# --- series of one country: stocks do not jump within a year

STEADY = {  # indicator: the most that it changes from one year to the next, as a factor
    "population": 1.1, "life_expectancy": 1.15, "human_development_index": 1.1, "under_five_mortality": 1.25,
}  # fmt: skip


@rule("development_indicators_1990_2020", "countries")
def indicators_do_not_jump(table, countries):
    for (iso3, name), series in table.groupby(["iso3", "indicator"]):
        series = series.sort_values("year")
        if name in STEADY:
            change = series["value"] / series["value"].shift()
            for year in series.loc[(change > STEADY[name]) | (change < 1 / STEADY[name]), "year"]:
                yield f"{iso3}, {name}: jumps in {year}"
        if series["unit"].iloc[0] == "percent_of_population" and not series["value"].between(0, 100).all():
            yield f"{iso3}, {name}: outside 0 to 100 per cent"
    people = table[(table["indicator"] == "population") & (table["year"] == 2018)].set_index("iso3")["value"]
    both = pd.concat({"a": people, "b": countries.set_index("iso3")["population_2018"]}, axis=1).dropna()
    yield from (f"{iso3}: population 2018" for iso3 in both.index[(both["a"] / both["b"] - 1).abs() > 0.3])


@rule("world_outlines", "countries")
def outlines(table, countries):
    points = table["lon_lat"].str.count(";") + 1
    yield from unless((table["shape"] == "point") == (points == 1), "a point is one place")
    for cell in table["lon_lat"]:
        for point in cell.split(";"):
            lon, lat = map(float, point.split())
            if abs(lon) > 180 or abs(lat) > 90:
                yield f"{point} is not on the globe"
    name = table["iso3"].map(countries.set_index("iso3")["country"])
    yield from unless(name.isna() | (name == table["area"]), "name of the area")


@rule("opium_poppy_cultivation")
def opium_by_hectare(table):
    each = table["potential_production_tonnes"] * 1000 / table["hectares"]
    yield from unless(each.isna() | each.between(5, 60), "not between 5 and 60 kilograms a hectare")
    if not table["estimator"].is_monotonic_increasing or any(
        not years.is_monotonic_increasing for _, years in table.groupby("estimator")["year"]
    ):
        yield "not in the order of years"


@rule("priorities_mapping", "own_priorities_2017", "january_2018_meetings")
def priorities_and_counterparts(first, second, meetings):
    known = set(meetings["outcome_symbol"].dropna())
    outcomes = first["outcome_symbols"].dropna().str.split("; ").map(set)
    yield from unless(outcomes.map(lambda symbols: symbols <= known), "a text of another month")
    for table, own in ((first, "address_no"), (second, "own_no")):
        yield from unless(
            table["op_ed_no"].isna() == table["match"].eq("missing from op-ed"), "missing from the article"
        )
        yield from unless(table[own].isna() == table["match"].eq("none"), "no counterpart")
        if set(table["op_ed_no"].dropna()) != set(range(1, 8)):
            yield "not seven priorities"
    items = first.dropna(subset=["op_ed_no"]).drop_duplicates("op_ed_no").set_index("op_ed_no")["op_ed_item"]
    others = second.dropna(subset=["op_ed_no"]).drop_duplicates("op_ed_no").set_index("op_ed_no")["op_ed_item"]
    yield from differ(items, others, "a priority of the article")


@rule("kazakhstan_positions", "kazakhstan_mentions_by_year")
def sessions_and_speakers(positions, speeches):
    session = positions["ga_session"]
    yield from unless(session.isna() | (session == positions["year"] - 1945), "session of the year")
    spoken = speeches.drop_duplicates("year").set_index("year")
    debate = positions[positions["forum"] == "general debate"].drop_duplicates("year").set_index("year")
    yield from differ(spoken["speaker"], debate["speaker"], "speaker in the general debate")
    yield from differ(spoken["post"], debate["post"], "post of the speaker")


@rule("council_missions_afghanistan")
def missions(table):
    years = (table["start_date"] - table["end_date"].shift()).dt.days / 365.25
    gap = table["gap_years_since_previous"]
    yield from unless(gap.isna() | ((gap - years).abs() <= 0.06), "years since the mission before")
    yield from unless(table["end_date"] - table["start_date"] <= pd.Timedelta(days=12), "a mission of two weeks")


@rule("conflict_prevention_components")
def positions_in_a_list(table):
    order = table.groupby("document", sort=False).cumcount() + 1
    yield from unless(table["position"] == order, "first, second component of a text")
    arms = table["component"].str.contains("disarm|arms|weapon|proliferation")
    yield from unless(table["is_arms_component"] == arms, "a component on arms")


@rule("claims", "glossary")
def lessons_that_there_are(claims, glossary):
    """Lessons are named in order, each once, and have claims."""
    for table in (claims, glossary):
        lessons = table["lesson"].str.split(";")
        yield from unless(lessons.map(lambda names: names == sorted(set(names))), "lessons in order, each once")
        yield from unless(lessons.map(set(claims["claim_id"].str[:2]).issuperset), "a lesson without claims")


@rule("exercises", "mistakes")
def mistakes_belong_to_their_exercise(exercises, mistakes):
    answers = exercises.set_index("exercise_id")["answer"].map(json.loads)
    for n, row in enumerate(mistakes.itertuples(), 2):
        right = answers[row.exercise_id]
        if pd.isna(row.part) and json.loads(row.wrong_answer) == right:
            yield f"row {n}: the right answer among the mistakes"
        if pd.notna(row.part) and isinstance(right, dict) and row.part not in right:
            yield f"row {n}: {row.part} is no part of the answer"
