"""What one state of the territory does to perimeters: those it opens, those an instance shut, and how a way in ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from eligibility.fields.outcomes import FULL, PART, Fate, refusal
from eligibility.rulebook.inference import Conclusions
from eligibility.rulebook.territory import OUTSIDE, State


@dataclass(frozen=True)
class Opened:
    """Perimeters open in a state of the territory, with the reserve of each; those shut by a decision."""

    openings: frozenset[tuple[str, str | None]]
    shut: frozenset[tuple[str, str]]
    outside: bool

    @cached_property
    def open(self) -> Mapping[str, str | None]:
        """Perimeters that are open, each with the reserve of its way in, if any."""
        return dict(self.openings)

    @cached_property
    def decided(self) -> Mapping[str, str]:
        """Perimeters shut by a decision, each with its reserve."""
        return dict(self.shut)


def opened_in(state: State, after: Conclusions, before: Conclusions) -> Opened:
    """What rules conclude in a state, `before` and `after` the decisions that instances took."""
    return Opened(frozenset(after.open.items()), frozenset(_shut(before, after)), state.place.commune == OUTSIDE)


def opening(perimeters: tuple[str, ...], printed: bool, here: Opened) -> Fate:
    """Best way into any of the perimeters, with the reserves of the reserved ways if none is free."""
    reserves = {here.open[perimeter] for perimeter in perimeters if perimeter in here.open}
    if None in reserves:
        return FULL, frozenset()
    if reserves:
        return PART, frozenset(r for r in reserves if r)
    return refusal(printed or here.outside or any(perimeter in here.decided for perimeter in perimeters)), frozenset()


def _shut(before: Conclusions, after: Conclusions) -> Iterator[tuple[str, str]]:
    """What a decision closed: perimeters open before it alone, with the reserve that was decided."""
    for perimeter in before.open.keys() - after.open.keys():
        reserve = before.open[perimeter]
        if reserve is not None:
            yield perimeter, reserve
