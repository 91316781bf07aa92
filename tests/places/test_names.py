"""The index of the names of places: whoever reads a place knows the same ones."""

from eligibility import Rulebook
from eligibility.batch.place_cell import PlaceCell
from eligibility.french.text import fold
from eligibility.places.names import COMMUNE, PLACE, QUARTER, STRUCTURE
from eligibility.places.spoken_names import SpokenNames, Target, key_of
from schemas.action import Site


def test_everything_that_has_a_name_is_there_once(small: Rulebook) -> None:
    names = small.resolver.names
    assert [(one.kind, one.name, one.code, one.towns, one.quarter) for one in names.all] == [
        (COMMUNE, "Valfleur", "01001", ("Valfleur",), None),
        (COMMUNE, "Montcendre", "2A004", ("Montcendre",), None),
        (COMMUNE, "Bréval", "08001", ("Bréval",), None),
        (QUARTER, "Les Tilleuls", "QP001001", ("Valfleur",), "QP001001"),
        (QUARTER, "La Gare", "QP001002", ("Valfleur", "Bréval"), "QP001002"),
        (PLACE, "Cité du Lavoir", None, ("Valfleur",), None),
        (STRUCTURE, "Maison du Val", None, ("Valfleur",), "QP001001"),
    ]
    assert names.communes["valfleur le bas"] == names.communes["01001"] == "01001"
    assert [one.name for one in names.places["cite des tilleuls"]] == ["Les Tilleuls"]
    assert names.quarter_code("qp 001002") == names.quarter_code("la gare") == "QP001002"
    assert names.quarter_code("Cité du Lavoir") is None


def test_a_name_and_its_places(small: Rulebook) -> None:
    names = small.resolver.names
    (lavoir,), (house,) = names.of(PLACE), names.of(STRUCTURE)
    assert {(p.commune, p.qpv, p.veille) for p in lavoir.places} == {("01001", "none", True)}
    assert house.places == names.in_commune("01001")
    assert (
        house.because
        == "le contrat la situe à Valfleur et la rattache au quartier Les Tilleuls, sans dire si elle est dedans"
    )


def test_resolver_search_and_tables_know_every_name(small: Rulebook, rulebook: Rulebook) -> None:
    for one in (small, rulebook):
        names = one.resolver.names
        spoken, cell = SpokenNames(names, frozenset()), PlaceCell(one)
        for place in names.all:
            for name in place.names:
                targets = spoken.names[key_of(fold(name).split())].targets
                assert targets, name
                read = () if name.isdigit() else cell.read(name).sites  # typed, five digits may be a postal code
                for site in (dict([Target.of(place, name).site]), *read):
                    assert one.resolver.resolve(Site.model_validate(site), "").places & place.places, (name, site)
