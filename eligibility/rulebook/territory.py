"""The territory as a finite list of states: every (commune, quarter, veille) that a site can be in.

Source: semantics, « Territory ». A quarter lies only in its communes and is not in veille; outside every
quarter, veille is what the commune says: all, none, or unknown. Outside the communes there is one state.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from schemas.territory import TerritoryFile, Veille

OUTSIDE = "hors"
NO_QUARTER = "none"
YES, NO = "oui", "non"

Facts = frozenset[tuple[str, str]]


class Place(NamedTuple):
    """Where one site is. `commune` is an INSEE code or OUTSIDE, `qpv` a quarter's code or NO_QUARTER."""

    commune: str
    qpv: str
    veille: bool


class State(NamedTuple):
    """A place, and whether the action mostly benefits a priority quarter's inhabitants."""

    place: Place
    mostly_from_qpv: bool

    def field(self, name: str) -> str | bool:
        return self.mostly_from_qpv if name == "mostly_from_qpv" else getattr(self.place, name)

    def others(self, name: str) -> tuple[str | bool, ...]:
        return tuple(self.field(other) for other in STATE_FIELDS if other != name)


STATE_FIELDS = ("commune", "qpv", "veille", "mostly_from_qpv")


class Territory:
    """Communes and quarters by code, and every state in which a site can be."""

    def __init__(self, file: TerritoryFile):
        self.file = file
        self.communes = {commune.insee: commune for commune in file.communes}
        self.quarters = {quarter.code: quarter for quarter in file.quarters}

    @cached_property
    def places(self) -> frozenset[Place]:
        return frozenset(self._places())

    def _places(self) -> Iterable[Place]:
        yield Place(OUTSIDE, NO_QUARTER, False)
        for commune in self.communes.values():
            if commune.veille != Veille.none:
                yield Place(commune.insee, NO_QUARTER, True)
            if commune.veille != Veille.all:
                yield Place(commune.insee, NO_QUARTER, False)
        for quarter in self.quarters.values():
            for insee in quarter.communes:
                yield Place(insee, quarter.code, False)

    @cached_property
    def states(self) -> tuple[State, ...]:
        ordered = sorted(self.places, key=lambda p: (p.commune, p.qpv, p.veille))
        return tuple(State(place, mostly) for place in ordered for mostly in (False, True))

    def base_facts(self, state: State) -> Facts:
        """What perimeter rules may read of a state."""
        place = state.place
        commune = self.communes.get(place.commune)
        quarter = self.quarters.get(place.qpv)

        def yes_no(value: object) -> str:
            return YES if value else NO

        facts = {
            ("agglomeration", yes_no(commune)),
            ("commune", place.commune),
            ("commune_status", commune.status if commune else OUTSIDE),
            ("qpv", place.qpv),
            ("in_qpv", yes_no(quarter)),
            ("veille", yes_no(place.veille)),
            ("mostly_from_qpv", yes_no(state.mostly_from_qpv)),
        }
        facts |= {("quarter_tag", tag) for tag in (quarter.tags if quarter else ())}
        return frozenset(facts)


BASE_FIELDS = (
    "agglomeration",
    "commune",
    "commune_status",
    "qpv",
    "in_qpv",
    "quarter_tag",
    "veille",
    "mostly_from_qpv",
)
