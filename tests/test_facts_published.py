"""Totals that others published, and tables that count the same things."""

from helpers import load


def test_council_output_of_the_term_as_the_un_press_releases_give_it():
    years = load("council_by_year_1946_2018").set_index("year")
    columns = ["resolutions", "presidential_statements", "meetings_official"]
    assert list(years.loc[2018, columns]) == [54, 21, 275]  # SC/13661
    assert list(years.loc[2017, columns]) == [61, 27, 282]  # SC/13162


def test_membership_as_the_un_gives_it():
    members = load("membership_by_year").set_index("year")["un_members"]
    assert members[[1945, 1960, 1963, 1971, 2002, 2011]].tolist() == [51, 99, 113, 132, 191, 193]
    states = load("council_states")
    assert len(states) == 193
    # TASS, June 2016: 68 never represented, Kazakhstan and Equatorial Guinea (2018) still among them
    assert (states["council_status_end_2018"] == "never").sum() == 68 - 2 + 1  # Saudi Arabia counted as never here


def test_votes_as_published():
    vote = load("enlargement_vote_1963")["vote"].value_counts()
    assert (vote["yes"], vote["no"], vote["abstain"]) == (97, 11, 4)  # Yearbook of the United Nations 1965
    ballots = load("election_2016_rounds").set_index(["iso3", "round"])["votes"]
    assert [ballots["KAZ", 1], ballots["THA", 1], ballots["KAZ", 2], ballots["THA", 2]] == [113, 77, 138, 55]
    rolls = load("council_roll_calls_2017_2018")
    counted = rolls.groupby(["vote_id", "vote"], observed=False).size().unstack()
    divided = load("council_divided_votes_2017_2018").set_index("vote_id")
    assert (counted == divided[["no", "abstain", "yes"]]).all(axis=None)


def test_vetoes_agree_between_tables_and_with_another_count():
    vetoes = load("vetoes")
    columns = [f"veto_{code}" for code in ("chn", "fra", "rus", "gbr", "usa")]
    assert (vetoes[columns].sum(axis=1) == vetoes["n_vetoes"]).all()
    years = load("council_by_year_1946_2018").set_index("year")
    drafts = vetoes.groupby("year").size().reindex(years.index, fill_value=0)
    assert (drafts == years["drafts_vetoed"]).all()
    for row in load("veto_counts_compared").itertuples():
        ours = vetoes.loc[vetoes["date"] <= row.as_of, f"veto_{row.iso3.lower()}"].sum()
        assert ours == row.count_from_vetoes_csv and row.other_count - ours == row.difference


def test_balance_follows_from_the_list_of_countries():
    countries = load("countries").query("status == 'un_member'")
    groups = countries.groupby("regional_group", observed=True)
    balance = load("regional_balance_2018").set_index("regional_group")
    assert (groups.size() == balance["members_2018"]).all()
    assert (groups["population_2018"].sum() == balance["population_2018"]).all()
    assert balance["total_seats"].sum() == 15
