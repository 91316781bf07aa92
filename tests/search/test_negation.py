"""What a sentence says it is not for is neither suggested nor ticked, and told; not every « ne… pas » negates a public."""

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.search import SearchIndex
from tests.support.small import SECOND


@pytest.fixture(scope="module")
def index(rulebook: Rulebook) -> SearchIndex:
    return SearchIndex(rulebook)


@pytest.mark.parametrize(
    ("text", "told", "never", "kept"),
    [
        ("Nous ne travaillons pas avec les collégiens, mais avec leurs parents, à Auby", "collégiens", {"collegiens", "jeunes"}, {"parents"}),
        ("Atelier cuisine, pas pour les jeunes mais pour les seniors, à Waziers", "jeunes", {"jeunes"}, {"personnes_agees"}),
        ("thé dansant, pas pour les jeunes hein, pour nos aînés", "jeunes", {"jeunes"}, {"personnes_agees"}),
        ("Cette action ne concerne pas les enfants mais les femmes", "enfants", {"enfants"}, {"femmes"}),
        ("Le projet n'est pas destiné aux lycéens mais aux collégiens", "lycéens", {"lyceens"}, {"collegiens"}),
        ("Ce n'est pas un projet pour les enfants, c'est pour les familles", "projet pour les enfants", {"enfants"}, {"familles"}),
        ("Il ne s'agit pas d'aider les collégiens, mais leurs parents", "aider les collégiens", {"collegiens"}, {"parents"}),
        ("un atelier qui ne s'adresse pas aux enfants, pour les femmes", "enfants", {"enfants"}, {"femmes"}),
        ("nous ne nous adressons pas aux enfants mais aux parents", "enfants", {"enfants"}, {"parents"}),
        ("nous n'accueillons pas d'enfants, seulement des femmes", "enfants", {"enfants"}, {"femmes"}),
        ("on prend pas les enfants, que les parents", "enfants", {"enfants"}, {"parents"}),
        ("l'atelier n'est pas ouvert aux enfants : il est pour les familles", "enfants", {"enfants"}, {"familles"}),
        ("sortie pour les femmes, sans les enfants", "enfants", {"enfants"}, {"femmes"}),
        ("sortie sans parents pour les collégiens", "parents", {"parents"}, {"collegiens"}),
        ("atelier pour femmes seules sans enfants", "enfants", {"enfants"}, {"femmes"}),
        ("fête pour les habitants sauf les enfants", "enfants", {"enfants"}, {"habitants"}),
        ("séjour pour les familles, à l'exception des collégiens", "collégiens", {"collegiens"}, {"familles"}),
        ("atelier pour les femmes, à part les étudiantes", "étudiantes", {"etudiants"}, {"femmes"}),
        ("pour les familles, ni pour les lycéens ni pour les étudiants", "lycéens", {"lyceens", "etudiants"}, {"familles"}),
        ("pour les parents et non les enfants", "enfants", {"enfants"}, {"parents"}),
        ("Les enfants ne sont pas admis, c'est pour les femmes", "enfants", {"enfants"}, {"femmes"}),
        ("plutôt que les jeunes, nous aidons les personnes âgées", "jeunes", {"jeunes"}, {"personnes_agees"}),
    ],
)  # fmt: skip
def test_whom_an_action_is_not_for(index: SearchIndex, text: str, told: str, never: set[str], kept: set[str]) -> None:
    found = index.suggest(text)
    publics = {public.id for public in found.publics}
    assert not publics & never and kept <= publics, publics
    assert told in {aside.words for aside in found.asides}


@pytest.mark.parametrize(
    ("text", "publics"),
    [
        ("des jeunes qui ne trouvent pas d'emploi", {"jeunes"}),
        ("des familles qui n'y vont jamais", {"familles"}),
        ("fournir des ordinateurs aux collégiens qui n'en ont pas", {"collegiens"}),
        ("cours de français pour ceux qui ne savent pas lire", {"illettres"}),
        ("parents qui ne parlent pas français", {"parents"}),
        ("les jeunes ne font pas de sport", {"jeunes"}),
        ("pour que les enfants ne traînent pas dans la rue", {"enfants"}),
        ("ne pas laisser les jeunes seuls", {"jeunes"}),
        ("pas seulement les jeunes, les familles aussi", {"jeunes", "familles"}),
        ("premiers pas pour les bébés", {"petite_enfance"}),
        ("aider les sans-abri", {"mal_loges"}),
        ("accompagner 10 jeunes sans diplôme", {"jeunes_peu_diplomes"}),
        ("des vêtements pas chers pour les familles", {"familles"}),
        ("plus de sorties pour les enfants", {"enfants"}),
        ("jeunes ni en emploi ni en formation", {"jeunes_neet"}),
        ("à deux pas de la gare, avec les enfants", {"enfants"}),
        ("prévention des chutes chez les plus de 70 ans", {"personnes_agees"}),
        ("hors temps scolaire, pour les enfants", {"enfants"}),
    ],
)  # fmt: skip
def test_not_every_negation_is_of_a_public(index: SearchIndex, text: str, publics: set[str]) -> None:
    found = index.suggest(text)
    assert publics <= {public.id for public in found.publics} and found.asides == ()


def test_a_place_or_a_kind_may_be_left_out(index: SearchIndex) -> None:
    for text in ("potager, pas à Auby mais à Waziers", "potager à Waziers, sauf Auby", "nous n'intervenons pas à Auby, à Waziers oui"):  # fmt: skip
        assert [place.label for place in index.suggest(text).places] == ["Waziers"], text
    found = index.suggest("nous ne faisons pas de théâtre, nous jardinons avec les enfants")
    assert "cultural_project" not in {kind.id for kind in found.kinds} and "3.5.2" not in {
        o.code for o in found.objectives
    }
    assert [aside.words for aside in found.asides] == ["théâtre"]


def test_a_negated_age_answers_nothing(index: SearchIndex) -> None:
    found = index.suggest("séjour pour les 12-17 ans, pas pour les moins de 12 ans")
    assert [figure.code for figure in found.figures] == ["12-17"]
    assert [aside.words for aside in found.asides] == ["moins de 12 ans"]


def test_another_contract_s_words_are_negated_alike() -> None:
    found = SearchIndex(load_rulebook(SECOND)).suggest("apprendre la brasse, pas pour les mousses, à la Corderie")
    assert found.publics == () and [aside.words for aside in found.asides] == ["mousses"]
