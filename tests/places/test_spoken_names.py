"""Other ways to say a name: which ones are known, what each may mean, and what is not taken for a name."""

import pytest

from eligibility import load_rulebook
from eligibility.places.spoken_names import SpokenNames
from tests.support.small import changed

STRUCTURES = (
    "École élémentaire Jean Moulin", "École maternelle Jean Moulin", "Collège Victor Hugo", "Collège Anne Hugo",
    "Lycée Marie Curie", "Lycée professionnel Marie Curie", "École du Grand Valfleur", "Salle des fêtes (Bréval)",
    "Stade (Bréval)", "Stade (Valfleur)", "Gymnase municipal", "Foyer haut", "Foyer bas", "Halle aux grains",
)  # fmt: skip
AMBIGUITIES = (
    ("Stade", "Stade (Bréval)", "Stade (Valfleur)"),
    ("Foyer", "Foyer haut", "Maison du Val"),
    ("Halle aux", "Halle aux grains", "Halle aux grains"),
    ("Foyer des Tilleuls", "Foyer haut", "Foyer bas"),
)
PLAIN = frozenset({"stade", "foyer", "halle", "grain"})  # French words of this test


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> SpokenNames:
    structures = "".join(f'  - {{name: "{name}", commune: "01001", source: A-03}}\n' for name in STRUCTURES)
    asked = "".join(
        f'  - {{name: {name}, candidates: ["{one}", "{other}"], question: "{name} ?"}}\n'
        for name, one, other in AMBIGUITIES
    )
    case = {
        "file": "territory.yaml",
        "replace": [["structures:\n", "structures:\n" + structures], ["places:\n", PLACES]],
        "append": asked,
    }
    rulebook = load_rulebook(changed(tmp_path_factory.mktemp("rules") / "r", case))
    return SpokenNames(rulebook.resolver.names, PLAIN)


PLACES = 'places:\n  - {name: Cité Verte, commune: "01001", source: A-03}\n'


def meant(spoken: SpokenNames, *key: str) -> list[str]:
    return [target.place.name for target in spoken.names[key].targets]


def test_a_school_may_be_said_without_its_level_or_first_name(spoken: SpokenNames) -> None:
    schools = ["École élémentaire Jean Moulin", "École maternelle Jean Moulin"]
    assert meant(spoken, "ecole", "jean", "moulin") == schools
    assert meant(spoken, "ecole", "moulin") == schools
    assert meant(spoken, "college", "hugo") == ["Collège Victor Hugo", "Collège Anne Hugo"]
    assert not any(spoken.names[key].exact for key in [("ecole", "moulin"), ("college", "hugo")])


def test_a_whole_name_means_itself_only(spoken: SpokenNames) -> None:
    """« Lycée Marie Curie » is not the lycée professionnel of that name."""
    assert meant(spoken, "lycee", "marie", "curie") == ["Lycée Marie Curie"]


def test_what_is_too_short_or_names_a_town_is_no_other_name(spoken: SpokenNames) -> None:
    for key in (("ecole", "valfleur"), ("gymnase",), ("moulin",), ("halle", "halle")):
        assert key not in spoken.names


def test_after_a_word_for_quarter_the_rest_is_enough(spoken: SpokenNames) -> None:
    assert [target.place.name for target in spoken.headed["verte",].targets] == ["Cité Verte"]
    assert spoken.headed["verte",].exact and ("verte",) not in spoken.names
    assert set(spoken.headed) == {("verte",), ("lavoir",), ("tilleul",)}


def test_a_name_may_be_said_without_its_town(spoken: SpokenNames) -> None:
    assert meant(spoken, "salle", "fete") == ["Salle des fêtes (Bréval)"]
    assert meant(spoken, "stade") == ["Stade (Bréval)", "Stade (Valfleur)"]  # said by the ambiguity only


def test_an_ambiguous_name_means_all_its_candidates_and_asks(spoken: SpokenNames) -> None:
    for name, *candidates in AMBIGUITIES:
        key = {"Halle aux": ("halle",), "Foyer des Tilleuls": ("foyer", "tilleul")}.get(name, (name.lower(),))
        assert (meant(spoken, *key), spoken.names[key].question) == (candidates, f"{name} ?")


def test_a_common_noun_is_what_french_knows_and_every_candidate_says(spoken: SpokenNames) -> None:
    common = {key: name.common for key, name in spoken.names.items() if name.question}
    assert common[("stade",)]
    assert not common[("foyer",)]  # « Maison du Val » does not say it
    assert not common[("halle",)]  # « aux » is not among the words given
    assert not common[("foyer", "tilleul")] and not common[("lavoir",)]
