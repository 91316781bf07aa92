"""On which side of a limit a point is: on neither while it is nearer than the accuracy of what is drawn."""

import pytest

from eligibility import Rulebook
from eligibility.rulebook.territory import NO_QUARTER, OUTSIDE
from schemas.action import Site

DEGREE = 111_320.0  # metres of a degree of latitude
BORDER, COAST, ROAD = 46.1, 46.2, 46.03  # Valfleur and Bréval; Bréval and nothing; the north of Les Tilleuls


def where(
    rulebook: Rulebook, latitude: float, metres: float, accuracy: float | None = None, longitude: float = 5.025
) -> set[str]:
    """The communes where a point may be, so many metres north of a parallel."""
    site = Site(longitude=longitude, latitude=latitude + metres / DEGREE, accuracy_m=accuracy)
    return {place.commune for place in rulebook.resolver.resolve(site, "/action/site").places}


@pytest.mark.parametrize(
    ("metres", "communes"),
    [(-101, {"01001"}), (-99, {"01001", "08001"}), (99, {"01001", "08001"}), (101, {"08001"})],
)
def test_a_hundred_metres_around_a_commune_s_limit_both_communes_are_possible(
    small: Rulebook, metres: float, communes: set[str]
) -> None:
    assert where(small, BORDER, metres) == communes


@pytest.mark.parametrize(
    ("metres", "communes"),
    [(-101, {"08001"}), (-99, {"08001", OUTSIDE}), (99, {"08001", OUTSIDE}), (101, {OUTSIDE})],
)
def test_and_around_the_agglomeration_s_it_may_be_outside(small: Rulebook, metres: float, communes: set[str]) -> None:
    assert where(small, COAST, metres) == communes


@pytest.mark.parametrize(("accuracy", "communes"), [(250, {"08001"}), (350, {"01001", "08001"}), (5, {"08001"})])
def test_a_position_less_sure_than_the_map_counts_for_itself(
    small: Rulebook, accuracy: float, communes: set[str]
) -> None:
    assert where(small, BORDER, 300, accuracy) == communes


@pytest.mark.parametrize(
    ("metres", "quarters"),
    [(-11, {"QP001001"}), (-9, {"QP001001", NO_QUARTER}), (9, {"QP001001", NO_QUARTER}), (11, {NO_QUARTER})],
)
def test_ten_metres_around_a_quarter_s_limit_it_may_be_in_or_out(
    small: Rulebook, metres: float, quarters: set[str]
) -> None:
    site = Site(longitude=5.025, latitude=ROAD + metres / DEGREE)
    resolved = small.resolver.resolve(site, "/action/site")
    assert {place.qpv for place in resolved.places} == quarters
    (said,) = [(value, label) for key, value, label, *_ in resolved.facts if key == "qpv"]
    assert (
        said
        == {
            1: ("QP001001", "Les Tilleuls (QP001001)")
            if "QP001001" in quarters
            else (NO_QUARTER, "hors de tout quartier prioritaire"),
            2: (None, "au bord de Les Tilleuls"),
        }[len(quarters)]
    )
