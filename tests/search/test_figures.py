"""Ages, dates and sums of a sentence answer a field where they say it; else they are told to be left aside."""

from typing import Any

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.search import SearchIndex
from tests.support.limits import processor
from tests.support.small import SECOND


@pytest.fixture(scope="module")
def index(rulebook: Rulebook) -> SearchIndex:
    return SearchIndex(rulebook)


def read(index: SearchIndex, text: str) -> dict[str, str]:
    return {figure.field: figure.code for figure in index.suggest(text).figures}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tournoi de foot, 12-17 ans", "12-17"), ("stage pour les 16-25 ans à Auby", "16-25"), ("jeunes (16/25 ans)", "16-25"), ("enfants de 6 à 11 ans", "6-11"), ("entre 6 et 11 ans", "6-11"),
        ("gym pour les plus de 60 ans", "61-"), ("aînés de 60 ans et plus", "60-"), ("les 65 ans et +", "65-"), ("+60 ans", "60-"), ("sortie pour les moins de 26 ans", "-25"), ("-26 ans", "-25"), ("foot dès 6 ans", "6-"),
        ("enfants de 3 mois à 3 ans", "0-3"), ("6-11 ans et 12-15 ans", "6-15"), ("élèves âgés de 16 ans", "16-16"), ("un projet sur 3 ans pour les 12-25 ans", "12-25"),
    ],
)  # fmt: skip
def test_ages_of_those_whom_it_is_for(index: SearchIndex, text: str, code: str) -> None:
    assert read(index, text) == {"age": code}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fête le 14 juillet 2016", "2016-07-14_2016-07-14"), ("fête le 14/07/2016", "2016-07-14_2016-07-14"), ("stage du 1er au 15 juillet 2016", "2016-07-01_2016-07-15"),
        ("stage du 1er mars 2016 au 30 juin 2017", "2016-03-01_2017-06-30"), ("de septembre 2016 à juin 2017", "2016-09-01_2017-06-30"), ("entre mars et juin 2016", "2016-03-01_2016-06-30"),
        ("à partir du 1er septembre 2016", "2016-09-01_"), ("jusqu'au 30 juin 2017", "_2017-06-30"), ("octobre 2016 : semaine du goût", "2016-10-01_2016-10-31"), ("du 01/09/2016 au 30/06/2017", "2016-09-01_2017-06-30"),
    ],
)  # fmt: skip
def test_days_of_the_action(index: SearchIndex, text: str, code: str) -> None:
    assert read(index, text) == {"period": code}


@pytest.mark.parametrize(
    ("text", "code"),
    [("budget de 12 000 €", "12000"), ("budget 12.000 euros", "12000"), ("coût total : 12,5 k€", "12500"), ("un budget total de 3 999,99 €", "3999.99"), ("le projet coûte environ 800 euros", "800")],
)  # fmt: skip
def test_the_budget_where_it_is_said_to_be_one(index: SearchIndex, text: str, code: str) -> None:
    assert read(index, f"potager au Bivouac, {text}") == {"budget": code}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nous existons depuis 3 ans", "3 ans"), ("pendant 6 mois", "6 mois"), ("chômeurs depuis plus de 2 ans", "plus de 2 ans"), ("jeunes entreprises de moins de 3 ans", "de moins de 3 ans"), ("fête des 20 ans du club", "20 ans"), ("25-16 ans", "25-16 ans"),
        ("le 14 juillet", "14 juillet"), ("fin mai 2016", "mai 2016"), ("en 2016", "en 2016"), ("année 2016-2017", "année 2016-2017"), ("le 31/02/2016", "31/02/2016"), ("le 09/13/2016", "09/13/2016"), ("du 30/06/2017 au 01/09/2016", "du 30/06/2017 au 01/09/2016"),
        ("50 € par personne", "50 €"), ("une subvention de 3000 euros", "3000 euros"), ("80 % de femmes", "80 %"), ("pour les 6-8 ans, puis les 16-25 ans", "6-8 ans"),
    ],
)  # fmt: skip
def test_what_is_not_used_is_told(index: SearchIndex, text: str, words: str) -> None:
    found = index.suggest(text)
    assert found.figures == () and words in {aside.words for aside in found.asides}
    assert all(aside.why for aside in found.asides)


@pytest.mark.parametrize("text", ["BAFA pour 15 jeunes", "4000 chômeurs", "de 14h à 16h", "tous les mercredis de 14 à 16 h", "12 rue des lilas 59500 Douai", "cours 2x/semaine", "octobre rose", "mois sans tabac"])  # fmt: skip
def test_other_figures_are_no_answer(index: SearchIndex, text: str) -> None:
    found = index.suggest(text)
    assert found.figures == () and found.asides == ()


def test_what_a_contract_does_not_ask_is_told() -> None:
    """The second contract has ages and dates, by other names, and no budget."""
    found = SearchIndex(load_rulebook(SECOND)).suggest("brasse pour les 8-12 ans, en mai 2016, budget de 500 €")
    assert {figure.title for figure in found.figures} == {"Âge", "Dates"}
    assert [aside.words for aside in found.asides] == ["500 €"]


@pytest.mark.parametrize("text", ["1 " * 1000, "1-" * 1000, "12 ans et " * 200, "1er janvier " * 170, "9 999 € " * 250, "pas " * 500, "pas pour les jeunes et " * 80, "1" * 2000, "budget " * 280 + "1 €"])  # fmt: skip
def test_long_sentences_are_read_in_little_time(index: SearchIndex, text: str) -> None:
    with processor(2):
        index.suggest(text)


def test_each_answer_is_one_that_an_address_reads_back(rulebook: Rulebook, index: SearchIndex) -> None:
    found = index.suggest("potager pour les 16-25 ans du 1er au 15 juillet 2016, budget de 12 000 €").figures
    given: dict[str, Any] = {one.field: list(rulebook.given[one.field].of_codes((one.code,))) for one in found}
    assert given == {"age": [16, 25], "period": ["2016-07-01", "2016-07-15"], "budget": [12_000]}
