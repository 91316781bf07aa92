"""Lines whose criteria share fields: settled one by one, from joint outcomes over all completions.

A line with alternatives has several rows that read the same fields; so has one that tests a field twice. They
are few, and what is found is kept by what the action says of their fields.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any, TypeVar

from eligibility.engine.compiled import CompiledAlternatives, CompiledCriterion, CompiledLine, CompiledReserve
from eligibility.fields.outcomes import (
    FAIL,
    FULL,
    ONLY_FULL,
    ONLY_PART,
    PART,
    UNLIKELY,
    WORST,
    Fate,
    Outcome,
    OutcomeSet,
    holds,
    outcome_set,
)
from eligibility.fields.place_table import PlaceTable
from eligibility.fields.table import Finding, Requirement, Table
from eligibility.memory.bounded import Memo
from schemas.result import Verdict

REMEMBERED = 20_000  # settled lines kept in memory
Keys = Mapping[str, Any]  # field -> what the action says of it; a missing key is unknown

Settled = TypeVar("Settled")


class _FieldOfLine:
    """What the rows of one line ask of one field."""

    def __init__(self, line: CompiledLine, name: str):
        self.requirements = tuple(dict.fromkeys(r for row in line.rows for r in row.requirements if r.field == name))
        place = {requirement: index for index, requirement in enumerate(self.requirements)}
        self._read = [[place[r] for r in row.requirements if r.field == name] for row in line.rows]

    def rows(self, vector: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """Outcome of each row, as far as this field goes."""
        return tuple([min([vector[index] for index in read], default=FULL) for read in self._read])


class Entangled:
    """Joint outcomes of single lines. Safe to share: a memo lost or computed twice is the same."""

    def __init__(self, tables: Mapping[str, Table]):
        self._tables = tables
        self._settled: Memo[tuple[Any, ...], Any] = Memo(REMEMBERED)
        self._shapes: Memo[CompiledLine, dict[str, _FieldOfLine]] = Memo(REMEMBERED)

    def joint(self, line: CompiledLine, known: Keys) -> dict[str, tuple[_FieldOfLine, set[tuple[Outcome, ...]]]]:
        """For each field of a line: what it asks, and the outcomes of each of its rows, over completions."""
        result = {}
        for name, asked in self._shape(line).items():
            vectors = self._tables[name].vectors(asked.requirements, known.get(name))
            result[name] = (asked, {asked.rows(vector) for vector in vectors})
        return result

    def _shape(self, line: CompiledLine) -> dict[str, _FieldOfLine]:
        shape = self._shapes.get(line)
        if shape is None:
            shape = self._shapes.keep(line, {name: _FieldOfLine(line, name) for name in line.fields})
        return shape

    def possible(self, line: CompiledLine, known: Keys) -> OutcomeSet:
        """Set of possible outcomes of one line, by joint completions."""
        return self._remember(
            "possible", line, known, lambda: outcomes_of(line, [rows for _, rows in self.joint(line, known).values()])
        )

    def _remember(self, what: str, line: CompiledLine, known: Keys, compute: Callable[[], Settled]) -> Settled:
        """Entangled lines are costly and few: what was found is kept by what the action says of their fields."""
        key = (what, line, *(known.get(name) for name in line.fields))
        found: Settled | None = self._settled.get(key)
        if found is None:
            found = self._settled.keep(key, compute())
        return found

    def questions(self, line: CompiledLine, known: Keys) -> tuple[str, ...]:
        """The unknown fields that make the difference for a line that depends: changing it alone may change the verdict."""
        return self._remember("questions", line, known, lambda: self._questions(line, known))

    def _questions(self, line: CompiledLine, known: Keys) -> tuple[str, ...]:
        joint = self.joint(line, known)
        found: list[str] = []
        for name, (asked, rows) in joint.items():
            others = [other for field, (_, other) in joint.items() if field != name]
            if len(rows) < 2:
                continue
            table = self._tables[name]
            if isinstance(table, PlaceTable):
                for field, sets in table.pivots(asked.requirements, known.get(name)).items():
                    variants = [{asked.rows(v) for v in vectors} for vectors in sets]
                    if any(_matters(line, variant, others) for variant in variants):
                        found.append(field)
            elif _matters(line, rows, others):
                found.append(name)
        if not found:  # territorial fields exclude each other: together they make the difference
            place = self._tables["perimeter"]
            found = place.unknown(known.get("perimeter")) if isinstance(place, PlaceTable) else []
        return tuple(found)

    def completions_of(self, item: CompiledCriterion | CompiledAlternatives, known: Keys) -> Iterator[Fate]:
        """Outcome and reserves of one item of a line, in every completion."""
        for found in self._outcomes_of([item], known):
            yield item_outcome(item, found)

    def reserves(self, line: CompiledLine, known: Keys) -> Finding:
        """Reserves of a line, all its criteria read together in every completion where it does not fail."""
        return self._remember("reserves", line, known, lambda: self._reserves(line, known))

    def _reserves(self, line: CompiledLine, known: Keys) -> Finding:
        together = []
        for found in self._outcomes_of([*line.items, *line.reserves], known):
            outcomes = [item_outcome(item, found) for item in line.items]
            worst = min(outcome for outcome, _ in outcomes)
            own = {r.reserve.id for r in line.reserves if r.condition is None or found[r.condition][0] == PART}
            together.append((worst, frozenset(own).union(*(names for _, names in outcomes))))
        return Finding.of(together)

    def conflicts(self, line: CompiledLine, known: Keys, verdict: Verdict) -> tuple[tuple[str, ...], ...]:
        """Of a closed line no criterion of which closes it alone: the smallest sets of criteria that together do.

        Where the verdict is `ineligible`, in every completion one of the set fails by printed words; else, one fails.
        """
        return self._remember(verdict, line, known, lambda: self._conflicts(line, known, verdict))

    def _conflicts(self, line: CompiledLine, known: Keys, verdict: Verdict) -> tuple[tuple[str, ...], ...]:
        worst = FAIL if verdict == "ineligible" else UNLIKELY
        failing = {
            frozenset(index for index, item in enumerate(line.items) if item_outcome(item, found)[0] <= worst)
            for found in self._outcomes_of(line.items, known)
        }
        some = sorted(frozenset().union(*failing))
        for size in range(1, len(some) + 1):
            sets = [chosen for chosen in combinations(some, size) if all(not one.isdisjoint(chosen) for one in failing)]
            if sets:
                return () if size == 1 else tuple(tuple(line.items[index].id for index in chosen) for chosen in sets)
        return ()

    def _outcomes_of(
        self, items: Sequence[CompiledCriterion | CompiledAlternatives | CompiledReserve], known: Keys
    ) -> Iterator[dict[Requirement, Fate]]:
        requirements = list(dict.fromkeys(r for item in items for r in item.requirements))
        fields: dict[str, list[Requirement]] = {}
        for requirement in requirements:
            fields.setdefault(requirement.field, []).append(requirement)
        joints = [
            [dict(zip(group, joint, strict=True)) for joint in self._tables[name].outcomes(group, known.get(name))]
            for name, group in fields.items()
        ]
        for completion in product(*joints):
            yield {requirement: outcome for part in completion for requirement, outcome in part.items()}


def item_outcome(item: CompiledCriterion | CompiledAlternatives, found: Mapping[Requirement, Fate]) -> Fate:
    """A criterion's outcome; of alternatives the best branch, or all the branches that hold under a reserve."""
    if not hasattr(item, "branches"):
        return found[item.requirement]
    best, names = FAIL, frozenset[str]()
    for branch in item.branches:
        outcomes = [found[c.requirement] for c in branch.criteria]
        outcome = min((o for o, _ in outcomes), default=FULL)
        if not holds(outcome):
            best = max(best, outcome)
            continue
        own = frozenset[str]().union(*(n for _, n in outcomes)) | ({branch.reserve.id} if branch.reserve else set())
        outcome = PART if own else outcome
        names = names | own
        best = max(best, outcome)
    return best, (names if best == PART else frozenset())


def outcomes_of(line: CompiledLine, fields: Sequence[set[tuple[Outcome, ...]]]) -> OutcomeSet:
    """Possible outcomes of a line from those of its rows field by field: the best of its rows, each the worst of its fields."""
    if len(line.rows) == 1:
        possible = ONLY_PART if line.rows[0].reserved else ONLY_FULL
        for rows in fields:
            possible = WORST[possible][outcome_set(row[0] for row in rows)]
        return possible
    return outcome_set(max(ways) for ways in _combine(line, fields))


def _combine(line: CompiledLine, fields: Sequence[set[tuple[Outcome, ...]]]) -> set[tuple[Outcome, ...]]:
    reached = {tuple(PART if row.reserved else FULL for row in line.rows)}
    for rows in fields:
        reached = {tuple(map(min, a, b)) for a, b in product(reached, rows)}
    return reached


def _matters(line: CompiledLine, variant: set[tuple[Outcome, ...]], others: Sequence[set[tuple[Outcome, ...]]]) -> bool:
    """Is there a completion of the other fields in which this one changes the outcome?"""
    return any(len({max(UNLIKELY, *map(min, rest, rows)) for rows in variant}) > 1 for rest in _combine(line, others))
