"""Why a place is what the answer says: declared, or found, and from what."""

from pathlib import Path

import pytest

from eligibility import Rulebook, load_rulebook
from schemas.action import Site
from tests.support.small import changed


def because(rulebook: Rulebook, site: Site) -> dict[str, str]:
    """What each fact of a site leans on."""
    return {fact[0]: fact[3] for fact in rulebook.resolver.resolve(site, "/action/site").facts}


def test_a_commune_outside_is_declared_or_told_from_its_code(small: Rulebook) -> None:
    assert because(small, Site(commune="hors")) == {"commune": "vous l'avez déclaré"}
    told = because(small, Site(commune="75056"))
    assert told == {"commune": "Paris n'est pas dans ce contrat"}


@pytest.mark.parametrize(("veille", "word"), [("true", "en"), ("false", "hors")])
def test_a_named_place_is_in_watch_or_not_as_the_contract_says(tmp_path: Path, veille: str, word: str) -> None:
    edit = ('commune: "01001", veille: true', f'commune: "01001", veille: {veille}')
    rulebook = load_rulebook(changed(tmp_path / "r", {"file": "territory.yaml", "replace": [edit]}))
    site = Site(quarter="Cité du Lavoir")
    assert because(rulebook, site)["quarter"] == f"le contrat nomme ce lieu {word} veille"
    places = rulebook.resolver.resolve(site, "/action/site").places
    assert {(place.commune, place.qpv, place.veille) for place in places} == {("01001", "none", veille == "true")}
