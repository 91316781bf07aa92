"""A place as people write it is never misread: by its name, its code, its town, wherever it is written."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import InputError, Rulebook, load_rulebook
from eligibility.actions.requests import parse_request
from eligibility.batch import read_batch
from eligibility.evaluate import evaluate
from eligibility.french.text import fold
from eligibility.places.france import _name as quick_name
from eligibility.places.france import france, quarter_names, same_name
from eligibility.places.parts import NotRead
from eligibility.rulebook.territory import OUTSIDE
from eligibility.search.index import SearchIndex
from schemas.action import Site
from schemas.territory import Quarter
from tests.support.effort import examples
from tests.support.paths import DATA

ELSEWHERE = [
    "Faubourg de Béthune, Lille", "Notre-Dame, Valenciennes", "Lens (Cité Notre-Dame)", "Flers (Orne)",
    "Aubigny-en-Artois", "Marcq-en-Barœul", "12 rue de Douai, Lille", "Le Vivier, Arras", "2 rue de Douai à Cambrai",
    "Lille", "Somain", "Les Épis, 62000 Arras", "61100 Flers", "Résidence Gayant - Béthune", "Frais Marais à Lens",
    "Aniche", "ST-AMAND-LES-EAUX", "Hénin Beaumont", "Salle des fêtes de Cambrai", "75018 Paris", "Paris 18e",
    "Flers, Somme", "59000", "CP 59280", "Mairie de Valenciennes", "Les Épis (Oise)", "hors de l'agglomération",
]  # fmt: skip
HERE = [
    ("59500", "59178"), ("59450", "59569"), ("59500 Douai", "59178"), ("59508 DOUAI CEDEX", "59178"),
    ("59178", "59178"), ("59234, Villers-au-Tertre", "59620"), ("Villers-au-Tertre (59234)", "59620"),
    ("Salle des fêtes, 59450 SIN LE NOBLE", "59569"), ("Douai Cedex", "59178"), ("Lambres-les-Douai", "59329"),
    ("59187 DECHY", "59170"), ("Waziers 59119", "59654"), ("F-59119 Waziers", "59654"), ("INSEE 59280", "59280"),
    ("12 rue Jean Jaurès, 59500 Douai", "59178"), ("salle polyvalente à Lallaing", "59327"), ("ville de Cuincy", "59165"),
    ("Flines-lès-Râches", "59239"), ("DOUAI (NORD)", "59178"), ("BP 12, 59508 Douai Cedex 2", "59178"), ("59 119", "59654"),
]  # fmt: skip
QUARTERS = [
    ("Fbg de Béthune", "QP059008"), ("Rés. Gayant", "QP059004"), ("Les Epis – Sin", "QP059009"),
    ("quartier Dorignies", "QP059005"), ("cité Frais-Marais", "QP059006"), ("faubourg de bethune (Douai)", "QP059008"),
    ("Résidence de Gayant, 59500", "QP059004"), ("Les Épis, 59450 Sin-le-Noble", "QP059009"), ("Le Vivier à Waziers", "QP059010"),
]  # fmt: skip
ASKED = [
    "59234", "59508", "Hamel, Lille", "Lille, Douai", "59165", "59151", "59553", "Arleux, Arras", "Piscine", "Le Raquet",
    "St Joseph",
]  # fmt: skip
UNREAD = [
    "59999", "00000", "Tournai (Belgique)", "rue de Douai", "12 rue des Lilas", "59500 Lille", "59000 Douai",
    "Les Épis, Douai", "près de Douai", "les 8 quartiers", "Waziers ; Machin", "Waziers et Machin", "Douai (Orne)",
    "Notre-Dame de Lorette", "n'importe quoi", "x" * 500,
]  # fmt: skip
EVERYWHERE = ["toute l'agglo", "partout", "toute l'agglomération", "tout le territoire", "les 35 communes", "toutes les communes", "tout le Douaisis"]  # fmt: skip
ALL_QUARTERS = ["les 9 quartiers", "tous les quartiers prioritaires", "les QPV", "les neuf QPV", "l'ensemble des quartiers prioritaires"]  # fmt: skip


@pytest.fixture(scope="module")
def index(rulebook: Rulebook) -> SearchIndex:
    return SearchIndex(rulebook)


@pytest.fixture(scope="module")
def second() -> Rulebook:
    return load_rulebook(DATA / "second_contract")


def table(rulebook: Rulebook, text: str, title: str = "Lieu") -> tuple[list[Site], str, bool]:
    """The sites of a row of a table, what is told of it, and whether the row is kept."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["Intitulé", "Objectifs", title], ["a", "1.2.2", text]])
    (row,) = read_batch(rulebook, out.getvalue().encode(), "actions.csv").rows
    if row.request is None:
        return [], " ".join(map(str, row.problems)), False
    site = row.request.action.site
    sites = site if isinstance(site, list) else [site] if site else []
    return sites, " ".join(problem.message for problem in row.problems), True


def communes(rulebook: Rulebook, site: Site) -> set[str]:
    return {place.commune for place in rulebook.resolver.resolve(site, "").places}


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_place_of_another_town_is_outside_and_said(rulebook: Rulebook, index: SearchIndex, text: str) -> None:
    for title in ("Lieu", "Commune"):
        (site,), told, _ = table(rulebook, text, title)
        assert communes(rulebook, site) == {OUTSIDE}
        assert "hors de ce contrat" in told or site.commune == "hors"
    for key in ("commune", "quarter", "structure"):
        assert communes(rulebook, Site.model_validate({key: text})) == {OUTSIDE}
    assert [communes(rulebook, Site(**one.site)) for one in index.places(text)] == [{OUTSIDE}]


@pytest.mark.parametrize(("text", "insee"), HERE)
def test_a_code_or_a_town_however_it_is_written(rulebook: Rulebook, index: SearchIndex, text: str, insee: str) -> None:
    (site,), _, _ = table(rulebook, text)
    assert communes(rulebook, site) == communes(rulebook, Site(commune=text)) == {insee}
    assert [communes(rulebook, Site(**one.site)) for one in index.places(text)] == [{insee}]


@pytest.mark.parametrize(("text", "code"), QUARTERS)
def test_a_quarter_however_it_is_written(rulebook: Rulebook, index: SearchIndex, text: str, code: str) -> None:
    (site,), told, _ = table(rulebook, text)
    for one in (site, Site(quarter=text), Site(**index.places(text)[0].site)):
        assert {place.qpv for place in rulebook.resolver.resolve(one, "").places} == {code}
    assert "Compris" in told  # not written as the contract writes it


@pytest.mark.parametrize("text", ASKED)
def test_what_may_be_several_places_is_asked(rulebook: Rulebook, index: SearchIndex, text: str) -> None:
    (site,), _, _ = table(rulebook, text)
    resolved = rulebook.resolver.resolve(site, "")
    assert resolved.question and len(resolved.choices) > 1
    offered = index.places(text)
    assert len(offered) == len(resolved.choices) and offered[0].question
    for one in offered:
        rulebook.resolver.resolve(Site(**one.site), "")
    for choice in resolved.choices:  # each choice can be sent back
        assert rulebook.resolver.resolve(Site(quarter=choice.partition(" (QP")[0]), "").places


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_not_known_is_unknown_and_said(rulebook: Rulebook, text: str) -> None:
    sites, told, kept = table(rulebook, text)
    assert kept and sites == [] and told
    with pytest.raises(InputError):
        site = {"site": {"quarter": text}} if len(text) <= 200 else {"site": {"quarter": "x" * 201}}
        evaluate(rulebook, parse_request({"action": {"objectives": ["1.2.2"], **site}}, rulebook.detail_names))


def test_five_digits_are_likened_to_nothing(rulebook: Rulebook, index: SearchIndex) -> None:
    assert index.places("59999") == index.places("00000") == ()
    with pytest.raises(InputError) as wrong:
        rulebook.resolver.resolve(Site(commune="59999"), "/action/site")
    assert wrong.value.problems[0].suggestions == ()


@pytest.mark.parametrize("text", [*EVERYWHERE, *ALL_QUARTERS])
def test_all_places_said_at_once(rulebook: Rulebook, index: SearchIndex, text: str) -> None:
    (site,), told, _ = table(rulebook, text)
    document: dict[str, Any] = {"objectives": ["1.2.2"], "site": site.model_dump(exclude_none=True)}
    result = evaluate(rulebook, parse_request({"action": document}, rulebook.detail_names))
    quarters = len(rulebook.territory.quarters)
    spread, whole = rulebook.resolver.spread(site)
    assert len(spread) == quarters + (len(rulebook.territory.communes) if text in EVERYWHERE else 0)
    assert whole and whole in [fact.value for fact in result.facts] and "Compris" in told
    assert len(index.places(text)) == 1


@pytest.mark.parametrize(
    "text", ["Dorignies / Frais Marais", "Douai et Waziers", "Auby, Guesnain", "Les Épis ; Gayant", "Douai + Lille"]
)
def test_several_places_are_all_kept(rulebook: Rulebook, text: str) -> None:
    sites, _, _ = table(rulebook, text)
    assert len(sites) == 2
    if ";" not in text:
        assert len(rulebook.resolver.spread(Site(quarter=text))[0]) == 2


def test_a_short_name_that_others_bear_says_so(rulebook: Rulebook) -> None:
    (site,), told, _ = table(rulebook, "Flers")
    assert communes(rulebook, site) == {"59234"} and "ajoutez le département" in told


def test_a_program_s_insee_code_is_one_and_the_other_reading_is_said(rulebook: Rulebook) -> None:
    facts = rulebook.resolver.resolve(Site(commune="59280"), "").facts
    assert facts[0][1] == "59280" and "code postal d'autres communes" in facts[0][3]


def test_an_answer_that_is_offered_is_not_read_as_a_postal_code(rulebook: Rulebook) -> None:
    for insee in rulebook.territory.communes:
        assert communes(rulebook, Site(commune=rulebook.resolver.safe(insee))) == {insee}


@given(st.sampled_from(sorted(france().lines)))
@examples(2)
def test_another_town_s_exact_name_is_never_ours(rulebook: Rulebook, code: str) -> None:
    town = france().town(code)
    assert town is not None
    names = rulebook.resolver.names
    ours = names.communes.keys() | names.places.keys() | names.structures.keys() | names.ambiguities.keys()
    if fold(town.name) in ours or same_name(town.name) in {same_name(name) for name in ours}:
        return
    try:
        found = rulebook.resolver.reader.read(town.name)
    except NotRead:
        return
    assert all(
        place in one.places for one in found.sites for place in rulebook.territory.places if place.commune == OUTSIDE
    )


def test_the_data_are_read_as_everything_else_is() -> None:
    names = [line.split(";")[1] for line in france().lines.values()]
    assert len(names) > 36_000 and all(quick_name(name) == same_name(name) for name in names)


def test_every_quarter_of_both_lists_has_a_code_that_is_accepted() -> None:
    codes = list(quarter_names())
    assert sum(code.startswith("QN") for code in codes) == 1584
    for code in codes:
        Quarter(code=code, name="Q", communes=["2A004"], source="A-01")
    for wrong in ("QP1002", "QN05901", "QN05901X", "QP02C001", "qp059009"):
        with pytest.raises(ValueError):
            Quarter(code=wrong, name="Q", communes=["2A004"], source="A-01")


@pytest.mark.parametrize(
    ("code", "said", "suggested"),
    [
        ("QN05908M", "code de 2024, celui de « Les Epis »", ("QP059009",)),
        ("QN05902M", "« Asturies - Belleforières »", ("QP059003",)),
        ("QN05909M", "« Waziers Centre »", ()),
        ("QP075001", "d'un autre contrat", ()),
        ("QP059099", "ne figure pas dans la liste", ()),
        ("QN97601C", "code de 2024", ()),
    ],
)
def test_a_quarter_s_code_is_explained(rulebook: Rulebook, code: str, said: str, suggested: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as wrong:
        rulebook.resolver.resolve(Site(qpv=code), "/action/site")
    assert said in wrong.value.problems[0].message and wrong.value.problems[0].suggestions == suggested


def test_a_code_of_2015_sent_to_a_contract_of_2024(second: Rulebook) -> None:
    with pytest.raises(InputError) as wrong:
        second.resolver.resolve(Site(qpv="QP059009"), "/action/site")
    message = wrong.value.problems[0].message
    assert "code de 2015, celui de « Les Epis »" in message and "2024" in message and "QN" in message
