"""Real actions, year after year: other answers, each change with its reason and its clause, on a page kept fresh."""

from itertools import pairwise

import pytest

from eligibility import Rulebook
from schemas.result import CLOSED
from tests.support.paths import ROOT
from tools.years import ACTIONS, PAGE, YEARS, FiveYears, page

MISSION, MINI = ACTIONS


@pytest.fixture(scope="module")
def five(rulebook: Rulebook) -> dict[str, FiveYears]:
    return {name: FiveYears(rulebook, name) for name in ACTIONS}


def test_the_page_is_fresh(rulebook: Rulebook) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(rulebook), "python -m tools.years > docs/cinq-annees.md"
    assert "python -m tools.years > docs/cinq-annees.md" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ACTIONS)
def test_each_year_within_the_contract_has_its_own_answer(five: dict[str, FiveYears], name: str) -> None:
    results = five[name].results
    assert tuple(results) == YEARS
    answers = [
        tuple((line.id, line.verdict) for line in sorted(results[year].lines, key=lambda line: line.id))
        for year in (2015, 2016, 2018)
    ]
    assert len(set(answers)) == 3
    for year in (2014, 2021):
        assert {line.verdict for line in results[year].lines} == {"ineligible"}
        assert any(
            notice.startswith("Les dates de l'action sont hors de la période du contrat")
            for notice in results[year].notices
        )


@pytest.mark.parametrize("name", ACTIONS)
def test_only_dates_make_the_difference(five: dict[str, FiveYears], name: str) -> None:
    """Every change of verdict is explained by a criterion on dates or by a reserve."""
    found = five[name]
    for before, after in pairwise(YEARS):
        old = {line.id: line for line in found.results[before].lines}
        told = {change.line for change in found.since(after)}
        moved = {
            line.id
            for line in found.results[after].lines
            if line.verdict != old[line.id].verdict and not {line.verdict, old[line.id].verdict} <= set(CLOSED)
        }
        assert moved <= told  # from unlikely to refused nothing is lost
        for change in found.since(after):
            assert change.because.startswith("Dates de l'action : ") or "Décide : " in change.because


def changed(five: FiveYears, year: int, kind: str) -> dict[str, str]:
    return {change.line: change.source.entry for change in five.since(year) if change.kind == kind}


def test_what_the_contract_announces(five: dict[str, FiveYears]) -> None:
    """The Region's review after 2015, the actions for young people finished by the end of 2017, the State's after three years."""
    for found in five.values():
        gained = changed(found, 2016, "gain")
        region = {
            line.id for line in found.results[2016].lines if line.funder.id == "region" and line.verdict not in CLOSED
        }
        assert {line for line, clause in gained.items() if clause == "IV.3-61"} == region != set()
        assert changed(found, 2018, "gain") == {"etat-credits-specifiques-ville": "IX-01"}
        assert set(changed(found, 2021, "close")) == {
            line.id for line in found.results[2018].lines if line.verdict not in CLOSED
        }
    assert changed(five[MISSION], 2018, "close") == {
        "iej-accompagnement": "IV.2.1-80",
        "iej-apprentissage": "IV.2.1-80",
        "ville-douai-tremplin-emploi": "V.1-07",
    }
    iti = [
        reserve.certain
        for year in (2015, 2016, 2018)
        for line in five[MINI].results[year].lines
        for reserve in line.reserves
        if reserve.id == "candidature-iti"
    ]
    assert iti == [True, True, True]  # a candidacy has no term: the reserve stays until an amendment lifts it
