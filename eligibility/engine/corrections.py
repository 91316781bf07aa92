"""Which misprints of the contract touch which lines of an answer.

Source: semantics, end of « Territory »: a correction touches a line if it names it (or its funder), or an objective, a
place, a perimeter or a rule that one of its criteria reads and the action meets.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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

ReasonsOf = Callable[[CompiledLine], Iterable[Reason]]

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
        alike: dict[_Touched, list[CompiledLine]] = {}
        for line in lines:
            served, places = line.values(OBJECTIVES), line.values(PERIMETER)
            touched = _Touched(
                frozenset(always[line.id] | always[line.funder.id]),
                frozenset(name for name in named if any(related(name, code) for code in served)),
                frozenset().union(*(if_in[perimeter] for perimeter in places)),
                bool(places),
            )
            alike.setdefault(touched, []).append(line)
        self.alike = tuple(alike.items())
        self._touched = {line.id: touched for touched, group in self.alike for line in group}

    def of_action(self, known: Action, sites: Iterable[frozenset[State]]) -> "MetCorrections":
        """What an action meets: its objectives that corrections name, each with these; the corrections of its places."""
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
        return MetCorrections(self, objectives, frozenset(in_places))

    def touched(self, line: CompiledLine) -> "_Touched":
        """What may touch this line: one object for all lines that are alike."""
        return self._touched[line.id]

    def in_order(self, names: Iterable[str]) -> tuple[AppliedCorrection, ...]:
        """These corrections, in the order of the rulebook."""
        return tuple([self._applied[name] for name in sorted(names, key=self._order.__getitem__)])


class MetCorrections:
    """The corrections that one action meets. Lines are told alike by few things, so each answer is built once."""

    def __init__(self, corrections: Corrections, of_objectives: Mapping[str, set[str]], of_places: frozenset[str]):
        self._corrections = corrections
        self._of_objectives = of_objectives
        self._of_places = of_places
        self._names: dict[tuple[int, bool], frozenset[str]] = {}
        self._own: dict[frozenset[str], tuple[AppliedCorrection, ...]] = {}
        self._shared: frozenset[str] = frozenset()

    def of_every_line(self, reasons: ReasonsOf) -> tuple[AppliedCorrection, ...]:
        """Those that touch every line: said once, and no longer of any of them."""
        shared: frozenset[str] | None = None
        for touched, lines in self._corrections.alike:
            anywhere = self._touching(touched, False)
            if shared is not None and shared <= anywhere:
                continue
            for line in lines if touched.if_in else lines[:1]:
                names = self._touching(touched, _inside(touched, reasons(line)))
                shared = names if shared is None else shared & names
            if not shared:
                break
        self._shared = shared or frozenset()
        self._own.clear()
        return self._corrections.in_order(self._shared)

    def of_line(self, line: CompiledLine, reasons: Iterable[Reason]) -> tuple[AppliedCorrection, ...]:
        """Those that touch one line, and not every line."""
        touched = self._corrections.touched(line)
        names = self._touching(touched, _inside(touched, reasons))
        own = self._own.get(names)
        if own is None:
            own = self._own[names] = self._corrections.in_order(names - self._shared)
        return own

    def _touching(self, touched: "_Touched", inside: bool) -> frozenset[str]:
        key = id(touched), inside
        names = self._names.get(key)
        if names is None:
            of_objectives = (self._of_objectives[name] for name in touched.objectives & self._of_objectives.keys())
            names = touched.always.union(*of_objectives)
            if touched.territorial:
                names |= self._of_places
            if inside:
                names |= touched.if_in
            self._names[key] = names
        return names


@dataclass(frozen=True, slots=True)
class _Touched:
    """What may touch one line: corrections that name it; objectives that some name; corrections of its perimeters."""

    always: frozenset[str]
    objectives: frozenset[str]
    if_in: frozenset[str]
    territorial: bool


def _inside(touched: _Touched, reasons: Iterable[Reason]) -> bool:
    """Does the action meet a perimeter of which corrections speak?"""
    return bool(touched.if_in) and any(reason.field == PERIMETER and reason.status == "met" for reason in reasons)


def _names(place: str, name: str) -> bool:
    """Is the place called so, perhaps with a code or a commune beside its name?"""
    return place == name or place.startswith(f"{name} (")


__all__ = ["Corrections", "MetCorrections"]
