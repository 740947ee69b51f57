"""What a reader sees of tables and documents: symbols as links, escaped text, sources, descriptions."""

import pytest

from helpers import Problem, about
from helpers.show import link, plain
from helpers.sources import cite


def test_un_symbols_are_linked_and_markup_is_escaped():
    symbols = ["S/PRST/2018/2", "S/PV.8160", "A/RES/1991 (XVIII)", "A/59/L.64", "S/2018/419", "S/RES/2399 (2018)"]
    for symbol in symbols:
        assert f'<a href="https://undocs.org/{symbol.replace(" ", "")}">{symbol}</a>.' in link(f"see {symbol}.")
    assert "href" not in link("Assembly/AU/Dec.648 GA/10371 and/or A.") and link("<b>") == "&lt;b&gt;"
    assert plain(link("a < b & S/PV.8160")) == "a < b & S/PV.8160"


def test_an_unknown_source_is_named():
    with pytest.raises(Problem, match="no source 'nobody'"):
        cite(["nobody"])


def test_about_shows_columns_units_sources_licence_and_gaps():
    shown = about("vetoes")
    for part in ("A row is", "Known gaps", "Licence", "Sources", "<code>n_vetoes</code>", "vetoes"):
        assert part in shown.html
    assert "214 rows" in repr(shown)
