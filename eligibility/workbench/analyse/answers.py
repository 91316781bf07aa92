"""What a line answers to a complete action: no, or under which reserves it is open. Finer than a verdict.

Two lines may give the same verdict to every action and still not say the same: under the reserve of the one there is
an agreement to sign, under that of the other a vote to wait for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.engine.compiled import CompiledAlternatives, CompiledLine
from eligibility.fields.outcomes import FAIL, FULL, PART, Fate, Outcome, holds
from eligibility.fields.table import Requirement, Table
from eligibility.workbench.analyse.formula import Completion, Formula, Search, differ

FREE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Way:
    """Requirements that must all hold, and the reserve that goes with them; if `soft`, only where its condition is met."""

    requirements: tuple[Requirement, ...]
    reserve: frozenset[str]
    soft: bool = False

    @property
    def start(self) -> Fate:
        """Before any field is read."""
        return (PART, self.reserve) if self.reserve and not self.soft else (FULL, FREE)

    def outcome(self, found: Mapping[Requirement, Fate]) -> Fate:
        """As far as one field goes: `found` has what that field makes of each of its requirements."""
        if self.soft:
            applies = any(found[r][0] == PART for r in self.requirements if r in found)
            return (PART, self.reserve) if applies else (FULL, FREE)
        result: Fate = (FULL, FREE)
        for requirement in self.requirements:
            if requirement in found:
                result = both(result, found[requirement])
        return result


def told_apart(
    search: Search, tables: Mapping[str, Table], one: CompiledLine, other: CompiledLine
) -> Completion | None:
    """An action to which two lines do not answer the same: best another verdict, else other reserves. None: there is none."""
    return search.find([Formula.of(one), Formula.of(other)], differ) or _other_reserves(tables, one, other)


def _other_reserves(tables: Mapping[str, Table], one: CompiledLine, other: CompiledLine) -> Completion | None:
    items = [[*ways_of(one)], [*ways_of(other)]]
    ways = [way for line in items for item in line for way in item]
    fields: dict[str, dict[Requirement, None]] = {}
    for way in ways:
        for requirement in way.requirements:
            fields.setdefault(requirement.field, {})[requirement] = None
    reached: dict[tuple[Fate, ...], Completion] = {tuple(way.start for way in ways): {}}
    for name in sorted(fields):
        options = _options(tables[name], tuple(fields[name]), ways)
        following: dict[tuple[Fate, ...], Completion] = {}
        for so_far, keys in reached.items():
            for outcomes, key in options.items():
                joined = tuple(map(both, so_far, outcomes))
                if joined not in following:
                    following[joined] = {**keys, name: key}
        reached = following
    for outcomes, keys in reached.items():
        told = iter(outcomes)
        first, second = [[[next(told) for _ in item] for item in line] for line in items]
        if answer_of(first) != answer_of(second):
            return keys
    return None


def ways_of(line: CompiledLine) -> Iterator[list[Way]]:
    """Each criterion with its ways (most have one), then the reserves of the line."""
    for item in line.items:
        if isinstance(item, CompiledAlternatives):
            yield [
                Way(tuple(c.requirement for c in b.criteria), frozenset({b.reserve.id} if b.reserve else ()))
                for b in item.branches
            ]
        else:
            yield [Way((item.requirement,), FREE)]
    for reserve in line.reserves:
        yield [Way(reserve.requirements, frozenset({reserve.reserve.id}), soft=reserve.condition is not None)]


def _options(table: Table, asked: tuple[Requirement, ...], ways: list[Way]) -> dict[tuple[Fate, ...], Any]:
    """What one field can do to each way, with a value that does it."""
    found: dict[tuple[Fate, ...], Any] = {}
    for key in (*table.samples(asked), *table.beyond(asked)):
        for joint in table.outcomes(asked, key):
            by_requirement = dict(zip(asked, joint, strict=True))
            found.setdefault(tuple(way.outcome(by_requirement) for way in ways), key)
    return found


def both(one: Fate, other: Fate) -> Fate:
    """The worst of two outcomes, with the reserves of both."""
    outcome = min(one[0], other[0])
    return (outcome, one[1] | other[1]) if holds(outcome) else (outcome, FREE)


def answer_of(items: list[list[Fate]]) -> frozenset[str] | Outcome:
    """What a line answers, from the outcomes of each of its ways, item by item: its reserves, or how it is closed.

    A way free of reserve is enough for its item; else the reserves of every way that holds.
    """
    names: frozenset[str] = FREE
    worst: Outcome = FULL
    for ways in items:
        worst = min(worst, max((outcome for outcome, _ in ways), default=FAIL))
        held = [reserves for outcome, reserves in ways if holds(outcome)]
        if held and FREE not in held:
            names = names.union(*held)
    return names if holds(worst) else worst
