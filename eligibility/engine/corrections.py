"""Which misprints of the contract touch which lines of an answer.

Source: semantics, end of « Territory »: a correction touches a line if it names it (or its funder), or an objective, a
place, a perimeter or a rule that one of its criteria reads and the action meets.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eligibility.engine.compiled import CompiledLine
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
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
        self._order = {name: place for place, name in enumerate(self._applied)}
        opened = {rule.id: {opening.perimeter for opening in rule.opens} for rule in rules.values()}
        perimeters = {perimeter for names in opened.values() for perimeter in names}
        always: dict[str, set[str]] = defaultdict(set)  # by line or funder
        if_in: dict[str, set[str]] = defaultdict(set)  # by perimeter
        self._of_action: list[tuple[str, str, str]] = []  # correction, objective or place, the same folded
        ids = {line.id for line in lines} | {line.funder.id for line in lines}
        for one in corrections:
            for name in one.affects:
                if name in ids:
                    always[name].add(one.id)
                for perimeter in opened.get(name, {name} & perimeters):
                    if_in[perimeter].add(one.id)
                if name not in ids and name not in perimeters and name not in opened:
                    self._of_action.append((one.id, name, fold(name)))
        named = {name for _, name, _ in self._of_action}
        self._touched: dict[str, _Touched] = {}
        for line in lines:
            served, places = line.values(OBJECTIVES), line.values(PERIMETER)
            self._touched[line.id] = _Touched(
                frozenset(always[line.id] | always[line.funder.id]),
                frozenset(name for name in named if any(related(name, code) for code in served)),
                frozenset().union(*(if_in[perimeter] for perimeter in places)),
                bool(places),
            )

    def met(self, known: Action, sites: Iterable[frozenset[State]]) -> tuple[dict[str, set[str]], frozenset[str]]:
        """What the action meets: its objectives that corrections name, each with these; the corrections of its places."""
        places = {fold(fact.label) for fact in known.facts if fact.field in NAMES_OF_PLACES}
        for states in sites:
            for code in ({s.place.qpv for s in states}, {s.place.commune for s in states}):
                places |= {fold(one) for one in code} if len(code) == 1 else set()
        objectives: dict[str, set[str]] = defaultdict(set)
        in_places = set()
        for one, name, folded in self._of_action:
            if any(related(name, code) for code in known.objectives):
                objectives[name].add(one)
            if any(_names(place, folded) for place in places):
                in_places.add(one)
        return objectives, frozenset(in_places)

    def touching(
        self,
        line: CompiledLine,
        reasons: Iterable[Reason],
        of_objectives: Mapping[str, set[str]],
        of_places: frozenset[str],
    ) -> tuple[AppliedCorrection, ...]:
        """Those that touch one line, in the order of the rulebook."""
        here = self._touched[line.id]
        touched = set(here.always)
        for name in here.objectives & of_objectives.keys():
            touched |= of_objectives[name]
        if here.territorial:
            touched |= of_places
            if here.if_in and any(reason.field == PERIMETER and reason.status == "met" for reason in reasons):
                touched |= here.if_in
        return tuple([self._applied[name] for name in sorted(touched, key=self._order.__getitem__)]) if touched else ()


@dataclass(frozen=True, slots=True)
class _Touched:
    """What may touch one line: corrections that name it; objectives that some name; corrections of its perimeters."""

    always: frozenset[str]
    objectives: frozenset[str]
    if_in: frozenset[str]
    territorial: bool


def _names(place: str, name: str) -> bool:
    """Is the place called so, perhaps with a code or a commune beside its name?"""
    return place == name or place.startswith(f"{name} (")


__all__ = ["Corrections"]
