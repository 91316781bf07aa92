"""Which misprints of the contract touch which lines of an answer.

Source: semantics, end of « Territory »: a correction touches a line if it names it (or its funder), or an objective, a
place, a perimeter or a rule that one of its criteria reads and the action meets.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from eligibility.engine.compiled import OBJECTIVES, PERIMETER, CompiledLine
from eligibility.french.text import fold
from eligibility.rulebook.objectives import related
from eligibility.rulebook.territory import State
from schemas.corrections import Correction
from schemas.perimeters import PerimeterRule
from schemas.result import AppliedCorrection, Fact, Reason, Source

NAMES_OF_PLACES = ("quarter", "structure")  # facts whose label is the name of a place


class Action(Protocol):
    """What is known of an action."""

    objectives: tuple[str, ...]
    facts: list[Fact]


class Corrections:
    """The corrections of a rulebook, by what they touch."""

    def __init__(
        self,
        corrections: Sequence[Correction],
        lines: Sequence[CompiledLine],
        rules: Mapping[str, PerimeterRule],
        sources: Mapping[str, Source],
    ):
        self._applied = {
            one.id: AppliedCorrection(
                one.id, one.printed, one.reading, one.why, tuple(sources[name] for name in one.source)
            )
            for one in corrections
        }
        self._affects = {one.id: frozenset(one.affects) for one in corrections}
        opened = {rule.id: {opening.perimeter for opening in rule.opens} for rule in rules.values()}
        perimeters = {perimeter for names in opened.values() for perimeter in names}
        self._always: dict[str, list[str]] = defaultdict(list)  # by line or funder
        self._if_in: dict[str, list[str]] = defaultdict(list)  # by perimeter
        self._of_action: list[Correction] = []  # by objective or place
        ids = {line.id for line in lines} | {line.funder.id for line in lines}
        for one in corrections:
            for name in one.affects:
                if name in ids:
                    self._always[name].append(one.id)
                for perimeter in opened.get(name, {name} & perimeters):
                    self._if_in[perimeter].append(one.id)
            if any(name not in ids and name not in perimeters and name not in opened for name in one.affects):
                self._of_action.append(one)

    def met(self, known: Action, sites: Iterable[frozenset[State]]) -> tuple[frozenset[str], frozenset[str]]:
        """The corrections of what the action meets: of its objectives, and of its places."""
        places = {fold(fact.label) for fact in known.facts if fact.field in NAMES_OF_PLACES}
        for states in sites:
            for code in ({s.place.qpv for s in states}, {s.place.commune for s in states}):
                places |= {fold(one) for one in code} if len(code) == 1 else set()
        objectives, in_places = set(), set()
        for one in self._of_action:
            for name in one.affects:
                if any(related(name, code) for code in known.objectives):
                    objectives.add(one.id)
                if any(_names(place, fold(name)) for place in places):
                    in_places.add(one.id)
        return frozenset(objectives), frozenset(in_places)

    def touching(
        self,
        line: CompiledLine,
        reasons: Iterable[Reason],
        of_objectives: Collection[str],
        of_places: Collection[str],
    ) -> tuple[AppliedCorrection, ...]:
        """Those that touch one line, in the order of the rulebook."""
        touched = {*self._always.get(line.id, ()), *self._always.get(line.funder.id, ())}
        served = line.values(OBJECTIVES)
        for one in of_objectives:
            if any(related(name, code) for name in self._affects[one] for code in served):
                touched.add(one)
        perimeters = line.values(PERIMETER)
        if perimeters:
            touched.update(of_places)
            if any(reason.field == PERIMETER and reason.status == "met" for reason in reasons):
                touched.update(one for perimeter in perimeters for one in self._if_in.get(perimeter, ()))
        return tuple(applied for name, applied in self._applied.items() if name in touched) if touched else ()


def _names(place: str, name: str) -> bool:
    """Is the place called so, perhaps with a code or a commune beside its name?"""
    return place == name or place.startswith(f"{name} (")


__all__ = ["Corrections"]
