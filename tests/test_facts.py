"""Facts that must hold between tables: orders, sums, counts of the same thing, and dates."""

import re

import pandas as pd
import pytest

from helpers import load
from helpers.tables import package

TABLES = {item["name"]: [field["name"] for field in item["schema"]["fields"]] for item in package()["resources"]}


def columns(*parts):
    """Return (table, column) for every column whose name has one of the parts."""
    return [
        (name, field) for name, fields in TABLES.items() for field in fields if any(part in field for part in parts)
    ]


# --- a value that must not be above another

BELOW = [
    ("unama_civilian_casualties", "civilians_killed", "civilians_total"),
    ("conflict_deaths_1989_2024", "deaths_low", "deaths_high"),
    ("displacement_by_year", "refugees_in_five_regional_hosts", "refugees_abroad"),
    ("conflicts_by_year", "wars_1000_plus", "conflicts_total"),
    ("conflicts_by_year", "states_primary_party", "states_any_party"),
    ("states_with_violence_by_year", "states_1000_plus_deaths", "states_25_plus_deaths"),
    ("states_with_violence_by_year", "states_25_plus_deaths", "states_1_plus_deaths"),
    ("nonstate_killings_region_year", "by_nonstate_groups_low", "by_nonstate_groups_high"),
    ("nonstate_killings_region_year", "by_nonstate_groups_best", "by_nonstate_groups_high"),
    ("nonstate_killings_country_year", "civilians_killed_low", "civilians_killed_high"),
    ("nonstate_killings_country_year", "civilians_killed_best", "civilians_killed_high"),
    ("council_by_year_1946_2018", "resolutions_divided", "resolutions"),
    ("voting_power", "winning_coalitions", "all_coalitions"),
]


@pytest.mark.parametrize("name, low, high", BELOW)
def test_a_part_is_never_above_the_whole(name, low, high):
    table = load(name).dropna(subset=[low, high])
    assert len(table) and (table[low] <= table[high]).all()


@pytest.mark.parametrize("low, high", [("infant_mortality", "under_five_mortality")])
def test_indicators_with_a_known_order_come_from_one_edition(low, high):
    wide = load("development_indicators_1990_2020").pivot(index=["iso3", "year"], columns="indicator", values="value")
    assert high in wide
    if low in wide:  # left out as long as no series of the same edition is at hand
        assert not (wide[low] >= wide[high]).any()


KINDS = ["deaths_state_based", "deaths_non_state", "deaths_one_sided"]
SUMS = [
    *[(name, KINDS, "deaths_total") for name, fields in TABLES.items() if set(KINDS) <= set(fields)],
    ("unama_civilian_casualties", ["civilians_killed", "civilians_injured"], "civilians_total"),


("unga_agreement_p5", ["same_vote", "opposite_vote", "one_abstained"], "roll_calls_both_voted"),
    ("membership_by_year", ["permanent_seats", "elected_seats"], "council_seats"),
    ("regional_balance_2018", ["permanent_seats", "elected_seats"], "total_seats"),


("conflicts_by_year", ["extrasystemic", "interstate", "intrastate", "internationalized_intrastate"],
     "conflicts_total"),
]  # fmt: skip


@pytest.mark.parametrize("name, parts, whole", SUMS, ids=[name for name, *_ in SUMS])
def test_parts_add_up(name, parts, whole):
    table = load(name).dropna(subset=[*parts, whole])
    assert len(table) and (table[parts].sum(axis=1) == table[whole]).all()


COUNCIL = [
    "council_divided_votes_2017_2018",
    "council_votes",
]


@pytest.mark.parametrize("name, members", [*[(name, 15) for name in COUNCIL], ("ukraine_resolutions", 193)])
def test_votes_add_up_to_the_members_and_names_to_the_votes(name, members):
    table = load(name).dropna(subset=["yes", "no", "abstain"])
    cast = table[["yes", "no", "abstain"]].sum(axis=1)
    assert (cast == members).all() if "absent" not in table else (cast + table["absent"] == members).all()
    for field, total in (("no_members", "no"), ("abstain_members", "abstain")):
        if field in table:
            named = table.dropna(subset=[field])
            assert (named[field].str.count(";") + 1 == named[total]).all()
            unnamed = table[table[field].isna() & table[total].gt(0)]
            assert unnamed["symbol"].isna().all(), list(unnamed["symbol"])


# --- tables that count the same thing


def yearly(name, column=None, **keep):
    """Return a table as a series by year: rows counted, or a column added up, of the rows kept."""
    table = load(name)
    for key, value in keep.items():
        table = table[table[key] == value]
    years = table["year"] if "year" in table else table["date"].dt.year
    return table.groupby(years)[column].sum() if column else table.groupby(years).size()


def syria_votes(outcome, years):
    table = load("council_votes")
    return set(table.loc[table["outcome"].eq(outcome) & table["date"].dt.year.isin(years), "symbol"])


def of_council(column):
    return load("council_by_year_1946_2018").set_index("year")[column]


SAME = {
    **{f"vetoes of {code} by year": lambda code=code: (
        of_council(f"vetoes_{code}"), yearly("vetoes", f"veto_{code}").reindex(range(1946, 2019), fill_value=0))
       for code in ("chn", "fra", "rus", "gbr", "usa")},
    "drafts vetoed in the term": lambda: (
        of_council("drafts_vetoed")[[2017, 2018]],
        yearly("council_divided_votes_2017_2018", result="vetoed")),
    "drafts that failed in the term": lambda: (
        of_council("drafts_failed_no_veto")[[2017, 2018]],
        yearly("council_divided_votes_2017_2018", result="not adopted")),
    "resolutions divided in the term": lambda: (
        of_council("resolutions_divided")[[2017, 2018]],
        yearly("council_divided_votes_2017_2018", result="adopted")),
    "vetoes on Syria": lambda: (
        set(load("vetoes").query("topic == 'syria'")["draft_symbol"]), syria_votes("vetoed", range(2011, 2023))),
    "vetoes of the term on Syria": lambda: (
        syria_votes("vetoed", (2017, 2018)),
        set(load("council_divided_votes_2017_2018").query("agenda_topic == 'Syria' and result == 'vetoed'")["symbol"])),
    "members of CICA at the end of 2018": lambda: (
        int(load("cica_members_by_year").set_index("year")["members_end_of_year"][2018]),
        int(load("organization_membership_2018")["cica"].eq("member").sum())),
    "members of CICA at its meetings": lambda: (
        load("cica_meetings").dropna(subset=["member_states_then"])["member_states_then"].tolist(),
        load("cica_members_by_year").set_index("year")["members_end_of_year"][
            load("cica_meetings").dropna(subset=["member_states_then"])["start_date"].dt.year].tolist()),
    "members of CICA with a row, and Palestine": lambda: (
        (yearly("conflict_deaths_cica_states", "member_that_year") + 1).loc[2001:2024],
        load("cica_members_by_year").set_index("year")["members_end_of_year"].loc[2001:2024]),
    "members of the UN": lambda: (
        len(load("council_states")), int(load("membership_by_year").set_index("year")["un_members"][2018])),
    "elected seats": lambda: (
        of_council("elected_seats"), load("membership_by_year").set_index("year")["elected_seats"].loc[1946:2018]),
    "states of three bodies in 2018": lambda: (
        load("security_organizations").set_index("short_name")["states_end_2018"][["OSCE", "SCO", "CSTO"]].tolist(),
        [int(load("organization_membership_2018")[body].eq("member").sum()) for body in ("osce", "sco", "csto")]),
    "votes on resolutions on Ukraine": lambda: (
        load("ukraine_votes_2014_2019").query("iso3 == 'KAZ'").set_index("resolution")["vote"],
        load("ukraine_resolutions").set_index("resolution")["kazakhstan_vote"].reindex(
            load("ukraine_votes_2014_2019").query("iso3 == 'KAZ'")["resolution"])),
    "deaths in Syria": lambda: (
        load("conflict_deaths_by_month").groupby(load("conflict_deaths_by_month")["month_start"].dt.year)["deaths_total"].sum(),
        load("conflict_deaths_by_year").set_index("year")["deaths_total"].loc[2017:2018]),
    "deaths in CICA members and in the list of 2018": lambda: (
        load("conflict_deaths_cica_states").query("year == 2018").set_index("iso3")["deaths_total"].sort_index(),
        load("violence_by_country_2018").set_index("iso3")["deaths_total"].reindex(
            load("conflict_deaths_cica_states").query("year == 2018")["iso3"].sort_values())),
    "states with 25 deaths in 2018": lambda: (
        int(load("states_with_violence_by_year").set_index("year")["states_25_plus_deaths"][2018]),
        int(load("violence_by_country_2018")["deaths_total"].ge(25).sum())),
}  # fmt: skip


@pytest.mark.parametrize("thing", SAME)
def test_two_tables_count_the_same(thing):
    left, right = SAME[thing]()
    if isinstance(left, pd.Series):
        left, right = left.astype(str).tolist(), right.astype(str).tolist()
    assert left == right


def test_every_numbered_resolution_falls_in_the_year_that_the_yearly_numbers_give():
    last = load("council_by_year_1946_2018").set_index("year")["resolutions"].cumsum()
    found = {
        (int(number), int(year))
        for name in TABLES
        for column in load(name).select_dtypes(["object", "string", "category"])
        for number, year in re.findall(r"S/RES/(\d+) ?\((\d{4})\)", " ".join(load(name)[column].dropna().astype(str)))
    }
    dated = {
        (int(row.resolution), row.date.year) for row in load("council_resolutions_naming_wmd_1946_1994").itertuples()
    }
    for number, year in found | dated:
        assert year > 2018 or last.get(year - 1, 0) < number <= last[year], (number, year)
    assert len(found | dated) > 100 and last[2018] == 2451  # S/RES/2451 (2018), the last of the term


def test_admission_votes_outside_the_list_explain_part_of_the_wider_count():
    votes, counts = load("admission_vetoes_december_1955"), load("veto_counts_compared").set_index(["as_of", "iso3"])
    drafts = load("vetoes").query("'1955-12-01' <= date <= '1955-12-31'")
    assert set(votes.loc[votes["in_vetoes_table"], "symbol"]) == set(drafts["draft_symbol"])
    outside = votes.loc[~votes["in_vetoes_table"], "vetoed_by"].value_counts()
    grown = (
        counts.loc[("1962-06-22", "RUS"), "difference"].item() - counts.loc[("1952-09-19", "RUS"), "difference"].item()
    )
    assert outside["RUS"] <= grown and outside["CHN"] == counts.loc[("1955-12-13", "CHN"), "difference"].item()


REGION = {"europe": "Europe", "asia": "Asia", "global": "Global", "americas": "Americas", "southern_africa": "Africa",
          "arab_israeli": "Middle East and North Africa", "syria": "Middle East and North Africa",
          "other_middle_east": "Middle East and North Africa"}  # fmt: skip


@pytest.mark.parametrize("topic", REGION)
def test_a_topic_of_vetoes_lies_in_one_region(topic):
    assert set(load("vetoes").query("topic == @topic")["region"]) == {REGION[topic]}


# --- dates


SPANS = [(name, start) for name, start in columns("start") if start.replace("start", "end") in TABLES[name]]


@pytest.mark.parametrize("name, start", SPANS)
def test_nothing_ends_before_it_starts(name, start):
    end = start.replace("start", "end")
    table = load(name).dropna(subset=[start, end])
    assert len(table) and (table[start] <= table[end]).all()


@pytest.mark.parametrize("name, column", columns("as_of", "snapshot_date"))
def test_a_status_is_of_a_day_before_it_was_read(name, column):
    read = load("sources").set_index("source_id")["accessed"].astype(str)
    for row in load(name).dropna(subset=[column]).to_dict("records"):
        day = str(row[column])[:10]
        assert day <= max(read[row["source_ids"].split(";")]), (name, day)


@pytest.mark.parametrize("name, day", [("treaty_ratifications", "date_bound"), ("treaty_ratifications", "date_signed")])
def test_a_list_holds_nothing_later_than_the_day_of_its_status_and_is_no_old_copy(name, day):
    published = load("sources").set_index("source_id")["published"]
    for source, rows in load(name).groupby("source_ids"):
        last = pd.Timestamp(published[source])
        assert rows[day].max() <= last
        if day == "date_bound":  # states join in every half year: a longer silence means the day is that of a copy
            assert last - rows[day].max() <= pd.Timedelta(days=183)


def test_an_online_meeting_has_no_city():
    table = load("cica_meetings")
    assert (table["city"].isna() == table["format"].eq("online")).all()
