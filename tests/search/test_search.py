"""The search understands everyday sentences, abstains otherwise, never breaks, and knows nothing of one contract."""

import threading
from typing import Any

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.errors import InputError
from eligibility.french.text import fold
from eligibility.search import SearchIndex, Suggestions
from eligibility.search.tokens import stem
from schemas.action import Site
from tests.support.limits import processor
from tests.support.small import SECOND
from tools.search_measure import Measure, measure, sentences


@pytest.fixture(scope="module")
def index(rulebook: Rulebook) -> SearchIndex:
    return SearchIndex(rulebook)


@pytest.fixture(scope="module")
def second() -> SearchIndex:
    return SearchIndex(load_rulebook(SECOND))


# -- how well -------------------------------------------------------------------------------------


def shown(found: Measure) -> str:
    return "\n".join([str({k: v for k, v in vars(found).items() if k != "mistakes"}), *found.mistakes])


def test_sentences_kept_apart(rulebook: Rulebook, index: SearchIndex) -> None:
    """Floors under what was measured the first time that these sentences were seen: 81 %, 86 %, 97 %, 3 %."""
    found = measure(rulebook, index, sentences("held"))
    assert found.first >= 0.80 and found.three >= 0.85, shown(found)
    assert found.abstained >= 0.95, shown(found)
    assert found.wrong <= 0.035, shown(found)
    assert found.places >= 0.99 and found.publics >= 0.94, shown(found)


def test_sentences_that_tuned_it(rulebook: Rulebook, index: SearchIndex) -> None:
    found = measure(rulebook, index, sentences("tune"))
    assert found.first >= 0.95 and found.three >= 0.98 and found.abstained >= 0.97 and found.wrong <= 0.01, shown(found)
    assert found.places >= 0.99 and found.publics >= 0.97, shown(found)


def test_enough_sentences(rulebook: Rulebook) -> None:
    leaves = set(rulebook.objectives.leaves)
    every = sentences()
    assert len(every) >= 150 and len({one["text"] for one in every}) == len(every)
    assert {code for one in every for code in one["objectives"]} <= leaves
    assert len({code for one in every for code in one["objectives"]}) >= 0.9 * len(leaves)
    publics = {value.id for value in rulebook.source.vocabulary.lists["publics"]}
    assert {name for one in every for name in one.get("publics", ())} <= publics


def test_the_example_of_the_home_page(index: SearchIndex) -> None:
    found = index.suggest("ateliers cuisine pour mamans isolées au Bivouac")
    assert [o.code for o in found.objectives[:2]] == ["3.3.4", "3.4.2"]
    assert found.objectives[0].words == ("ateliers cuisine",)
    assert {public.id for public in found.publics} == {"femmes", "parents_isoles"}
    assert [place.site for place in found.places] == [{"quarter": "Le Bivouac"}]
    assert found.publics[0].words == ("mamans isolées",) and found.places[0].words == ("Bivouac",)


@pytest.mark.parametrize("text", ["location de voiture", "je cherche un plombier", "", "   ", "???", "le la les"])
def test_it_abstains(index: SearchIndex, text: str) -> None:
    assert index.suggest(text).objectives == ()


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        ("notre club de foot veut accueillir des ados", "sports_club"),
        ("la mairie souhaite refaire une aire de jeux", "commune"),
        ("nous sommes un centre social", "centre_social"),
        ("aider les clubs de foot", None),
        ("cours de danse à l'école", None),
    ],
)
def test_carrier_only_if_said(index: SearchIndex, text: str, carrier: str | None) -> None:
    found = index.suggest(text).carrier
    assert (found.id if found else None) == carrier


def test_what_was_not_understood_is_told(index: SearchIndex) -> None:
    assert index.suggest("cours de français et de zwölfton").ignored == ("zwölfton",)


# -- places ---------------------------------------------------------------------------------------


def names(rulebook: Rulebook) -> list[str]:
    file = rulebook.source.territory
    things: list[Any] = [*file.communes, *file.quarters, *file.places, *file.structures, *file.ambiguities]
    return list(dict.fromkeys(name for thing in things for name in (thing.name, *thing.aliases)))


@pytest.mark.parametrize("change", [str, str.lower, str.upper, fold, lambda name: fold(name).replace(" ", "-")])
def test_every_name_is_found(rulebook: Rulebook, index: SearchIndex, change: object) -> None:
    """With accents or without, in capitals, with spaces for hyphens; each answer is a site that resolves."""
    lost = []
    for name in names(rulebook):
        found = index.places(change(name))  # type: ignore[operator]
        if not found:
            lost.append(name)
        for place in found:
            rulebook.resolver.resolve(Site(**place.site), "/site")
    assert lost == []


def test_a_letter_missing_is_forgiven(rulebook: Rulebook, index: SearchIndex) -> None:
    """One letter dropped in the middle of a name of eight letters or more still finds it, nearly always, never another."""
    found = wrong = 0
    long = [c.name for c in rulebook.source.territory.communes if len(c.name) >= 8]
    for name in long:
        places = index.places(name[: len(name) // 2] + name[len(name) // 2 + 1 :])
        found += bool(places) and places[0].label == name
        wrong += bool(places) and places[0].label != name
    assert found >= 0.9 * len(long) and wrong == 0


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("bivouac", {"quarter": "Le Bivouac"}),
        ("quartier du Bivouac", {"quarter": "Le Bivouac"}),
        ("les epi", {"quarter": "Les Épis"}),
        ("fbg de betune", {"quarter": "Faubourg de Béthune"}),
        ("frais marrais", {"quarter": "Frais Marais"}),
        ("sinlenoble", {"commune": "59569"}),
        ("ville de wazier", {"commune": "59654"}),
        ("59178", {"commune": "59178"}),
        ("QP059009", {"qpv": "QP059009"}),
        ("st joseph", {"quarter": "Cité Saint-Joseph"}),
        ("résidence Paradis", {"quarter": "Cité Paradis"}),
        ("anne franck", {"structure": "Centre social Anne Frank"}),
        ("piscine de Waziers", {"structure": "Piscine municipale de Waziers"}),
        ("12 rue des lilas à waziers", {"commune": "59654"}),
        ("Aubi", {"commune": "59028"}),
        ("dorigny", {"quarter": "Dorignies"}),
        ("le bivouac à sin", {"quarter": "Le Bivouac", "commune": "59569"}),
    ],
)
def test_places_as_people_say_them(rulebook: Rulebook, index: SearchIndex, text: str, site: dict[str, str]) -> None:
    found = index.places(text)
    assert found and found[0].site == site, found
    rulebook.resolver.resolve(Site(**found[0].site), "/site")


@pytest.mark.parametrize("text", ["cantine", "Lilleville", "école", "quartier", "xyz", "12", "à la maison", "vélo"])
def test_an_unknown_place_gives_none(index: SearchIndex, text: str) -> None:
    assert index.places(text) == ()


def test_ambiguous_names_give_every_candidate_and_the_question(rulebook: Rulebook, index: SearchIndex) -> None:
    for ambiguity in rulebook.source.territory.ambiguities:
        for name in (ambiguity.name, *ambiguity.aliases):
            found = index.places(name)
            assert len(found) == len(ambiguity.candidates), name
            assert {place.question for place in found} == {ambiguity.question}, name


def test_the_town_settles_an_ambiguous_name(index: SearchIndex) -> None:
    found = index.suggest("cours de dessin au centre social de Waziers").places
    assert [place.site for place in found] == [{"structure": "Centre social Henri Martel"}] and found[
        0
    ].question is None


def test_common_nouns_are_not_places(index: SearchIndex) -> None:
    for text in (
        "créer des jardins familiaux",
        "construire une piscine",
        "une bibliothèque de rue",
        "tarif de la cantine",
    ):
        assert index.suggest(text).places == (), text


# -- always ---------------------------------------------------------------------------------------

HOSTILE = [
    "a" * 10_000, "cuisine " * 2_000, "é" * 10_000, "'" * 10_000, "à la " * 3_000, "🎉🧑‍🍳👩‍👧" * 500, "<script>alert('cuisine')</script>" * 200,
    "\x00\x01\x1b[31mcuisine\x7f", "\u202ecuisine\u200b\u0301", "İıſﬁ½①", "SELECT * FROM t; --", "{{ 7*7 }} ${x} %s", "cité " * 2_000,
    "wzrs " * 2_000, "Bivouac " * 1_500, "\ud800cuisine", "١٢٣ 中文 кухня", "de de de de", "9" * 10_000, "œ" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_harmless_and_quick(index: SearchIndex, text: str) -> None:
    with processor(2):
        found, places = index.suggest(text), index.places(text)
    parts: list[Any] = [*found.objectives, *found.publics, *found.kinds, *found.places, *places]
    words = [word for part in parts for word in part.words]
    for word in (*words, *found.ignored):
        assert not set(word) & set('<>&"{}$;\x00\x1b\u202e'), word
        assert len(word) <= 2_000


@pytest.mark.deep
def test_two_runs_and_many_threads_say_the_same(rulebook: Rulebook, index: SearchIndex) -> None:
    texts = [one["text"] for one in sentences()]
    again = SearchIndex(rulebook)
    expected = [again.suggest(text) for text in texts]
    results: list[list[Suggestions]] = []

    def work() -> None:
        results.append([index.suggest(text) for text in texts])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_answers_do_not_change(index: SearchIndex) -> None:
    found = index.suggest("potager au Bivouac")
    found.places[0].site["quarter"] = "ailleurs"
    assert index.suggest("potager au Bivouac").places[0].site == {"quarter": "Le Bivouac"}


def test_stems_forgive_endings() -> None:
    for words in (
        "jardin jardins",
        "velo velos",
        "aine ainee ainees",
        "sportif sportive sportives",
        "mobile mobilite",
        "ado ados",
        "chomeur chomeuses",
    ):
        assert len({stem(word) for word in words.split()}) == 1, words
    for words in ("isole isolation", "aide aidant", "papa papi", "tap taper", "cours courses"):
        assert len({stem(word) for word in words.split()}) == 2, words


# -- other contracts ------------------------------------------------------------------------------


def test_the_small_rulebook(small: Rulebook) -> None:
    index = SearchIndex(small)
    found = index.suggest("Forum des métiers pour les jeunes du Lavoir")
    assert found.objectives[0].code == "1.1.1"
    assert [public.id for public in found.publics] == ["jeunes"] and [kind.id for kind in found.kinds] == ["forum"]
    assert len(found.places) == 2 and found.places[0].question
    assert index.places("breval")[0].site == {"commune": "08001"}


def test_the_second_contract(second: SearchIndex) -> None:
    found = second.suggest("apprendre la brasse aux mousses de la Corderie")
    assert [o.code for o in found.objectives] == ["2.1.1"]
    assert [public.id for public in found.publics] == ["mousses"]
    assert [place.site for place in found.places] == [{"quarter": "La Corderie"}]
    assert second.places("st aubrac")[0].site == {"commune": "99102"}
    assert second.suggest("location de voiture").objectives == ()


def test_it_resolves_what_it_suggests(rulebook: Rulebook, index: SearchIndex) -> None:
    for one in sentences():
        for place in index.suggest(one["text"]).places:
            try:
                rulebook.resolver.resolve(Site(**place.site), "/site")
            except InputError as error:  # pragma: no cover
                pytest.fail(f"{one['text']} → {place.site} : {error}")
