"""Several ways into one perimeter: the free one counts; of two reserved ones, the same reserve every time."""

from itertools import permutations

import pytest

from eligibility.rulebook.chaining import chainers
from eligibility.rulebook.chaining.chainer import Chainer
from eligibility.rulebook.inference import Inference
from schemas.perimeters import Condition, Opening, PerimeterRule, PerimetersFile


def way(number: int, reserve: str | None) -> PerimeterRule:
    return PerimeterRule(
        id=f"voie-{number}",
        title="Une voie.",
        when=[Condition(field="zone", any_of=["ici"])],
        opens=[Opening(perimeter="quartiers", reserve=reserve)],
        source="A-01",
    )


@pytest.mark.parametrize("chainer", chainers().values(), ids=chainers())
@pytest.mark.parametrize(
    ("reserves", "named"),
    [
        (("accord", "vote"), "accord"),
        (("accord", "vote", "budget"), "accord"),
        (("accord", None), None),
        (("accord", "vote", None), None),
    ],
)
def test_whatever_the_order_of_the_ways(
    reserves: tuple[str | None, ...], named: str | None, chainer: type[Chainer]
) -> None:
    for order in permutations(reserves):
        rules = [way(number, reserve) for number, reserve in enumerate(order)]
        assert Inference(PerimetersFile.model_construct(derived=[], perimeters=[], rules=rules), chainer).conclude(
            [("zone", "ici")]
        ).open == {"quartiers": named}, order
