"""Fields with a closed list of values: objectives, publics, kinds, carrier, yes/no.

An action names some values (a complete list); each group of a requirement is met by the best of them, and what it
excludes is compared with the worst of them. What is not given
may be any value (`single`) or any non-empty set of values. A given objective above the leaves stands for
any non-empty set of the leaves below it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

from eligibility.fields.masks import NOTHING, Masks, from_possible
from eligibility.fields.outcomes import FULL, PART, Outcome, contrary, outcome_set, soften
from eligibility.fields.table import Requirement, Table

Choice = tuple[tuple[str, ...], ...]  # for each named value, the leaves it may stand for


class ChoiceTable(Table):
    """A field with a closed list of values: one bit mask of lines per value."""

    def __init__(
        self,
        field: str,
        part: str,
        values: Sequence[str],
        outcome: Callable[[str, str], Outcome],
        single: bool = False,
    ):
        super().__init__(field, part)
        self.values = tuple(values)
        self._relation = outcome
        self._single = single
        self._outcomes: dict[tuple[str, ...], dict[str, Outcome]] = {}

    def _group(self, group: tuple[str, ...]) -> dict[str, Outcome]:
        """Outcome of naming each value, for one group of required values."""
        if group not in self._outcomes:
            self._outcomes[group] = {
                value: max(self._relation(value, required) for required in group) for value in self.values
            }
        return self._outcomes[group]

    def freeze(self) -> None:
        self._by_row: dict[int, list[Requirement]] = {}
        for row, requirement in self.rows:
            self._by_row.setdefault(row, []).append(requirement)
        self._slots: list[_Slot] = []
        self._soft: dict[Requirement, int] = {}
        for row, requirements in self._by_row.items():
            hard = [test for requirement in requirements if not requirement.soft for test in _tests(requirement)]
            for index, (group, excludes) in enumerate(hard):
                if len(self._slots) <= index:
                    self._slots.append(_Slot())
                self._slots[index].add(row, self._group(group), excludes)
            for requirement in requirements:
                if requirement.soft:
                    self._soft[requirement] = self._soft.get(requirement, 0) | row

    def _masks(self, key: Choice | None) -> Masks:
        if key is None or any(len(leaves) > 1 for leaves in key):
            return self._row_by_row(key)
        fail = part = 0
        for slot in self._slots:
            full = some = 0
            for (value,) in key:
                full |= slot.full[value]
                some |= slot.part[value]
            fail |= (slot.requires & ~(full | some)) | (slot.excludes & full)
            part |= some & ~full
        for requirement, rows in self._soft.items():
            if self.settled(requirement, key) == PART:
                part |= rows
        return Masks(fail, fail, fail | part, part)

    def _row_by_row(self, key: Choice | None) -> Masks:
        """Not known, or some named value stands for several leaves: exactly, one row after the other."""
        result = NOTHING
        masks: dict[tuple[Requirement, ...], int] = {}
        for row, requirements in self._by_row.items():
            masks[tuple(requirements)] = masks.get(tuple(requirements), 0) | row
        for alike, rows in masks.items():
            result |= from_possible(rows, outcome_set(min(vector) for vector in self.vectors(alike, key)))
        return result

    def settled(self, requirement: Requirement, key: Choice | None) -> Outcome | None:
        if key is None or any(len(leaves) > 1 for leaves in key):
            return None
        outcome = FULL
        for group in requirement.groups:
            outcomes = self._group(group)
            outcome = min(outcome, max(outcomes[value] for (value,) in key))
        if requirement.excluded:
            outcomes = self._group(requirement.excluded)
            outcome = min(outcome, contrary(max(outcomes[value] for (value,) in key)))
        return soften(outcome) if requirement.soft else outcome

    def vectors(self, requirements: Sequence[Requirement], key: Choice | None) -> set[tuple[Outcome, ...]]:
        tests = [(index, *test) for index, r in enumerate(requirements) for test in _tests(r)]
        tables = [self._group(group) for _, group, _ in tests]

        def vector(value: str) -> tuple[Outcome, ...]:
            return tuple(table[value] for table in tables)

        if key is None:
            named = {vector(value) for value in self.values}
            reached = named if self._single else _closure(named)
        else:
            options = [_closure({vector(leaf) for leaf in leaves}) for leaves in key]
            reached = set(options[0])
            for option in options[1:]:
                reached = {_best(a, b) for a, b in product(reached, option)}
        result = set()
        for joint in reached:
            outcomes = [FULL] * len(requirements)
            for (index, _, excludes), best in zip(tests, joint, strict=True):
                outcomes[index] = min(outcomes[index], contrary(best) if excludes else best)
            result.add(tuple(soften(o) if r.soft else o for o, r in zip(outcomes, requirements, strict=True)))
        return result

    def samples(self, requirements: Sequence[Requirement]) -> Iterator[Choice]:
        """One value, then sets of values, each only if it reaches what no smaller one does."""
        reached: dict[tuple[Outcome, ...], Choice] = {}
        for value in self.values:
            reached.setdefault(self._by_group(requirements, ((value,),)), ((value,),))
        alone = list(reached.items())
        waiting = [] if self._single else list(alone)
        while waiting:
            _, key = waiting.pop(0)
            for _, one in alone:
                joined = tuple(sorted({*key, *one}))
                both = self._by_group(requirements, joined)
                if both not in reached:
                    reached[both] = joined
                    waiting.append((both, joined))
        return iter(reached.values())

    def answers(self) -> Iterator[Choice]:
        """Each value by itself."""
        return (((value,),) for value in self.values)

    def by_value(self, requirements: Sequence[Requirement]) -> dict[str, tuple[Outcome, ...]]:
        """What naming each value does, group by group, to these requirements."""
        tests = [(self._group(group), excludes) for r in requirements for group, excludes in _tests(r)]
        return {
            value: tuple([contrary(group[value]) if excludes else group[value] for group, excludes in tests])
            for value in self.values
        }

    def _by_group(self, requirements: Sequence[Requirement], key: Choice) -> tuple[Outcome, ...]:
        """Group by group, the best of the named values: what a further value can still change."""
        groups = [self._group(group) for requirement in requirements for group, _ in _tests(requirement)]
        return tuple(max(group[value] for (value,) in key) for group in groups)


def _tests(requirement: Requirement) -> list[tuple[tuple[str, ...], bool]]:
    """Its groups of values; True for the one that it excludes."""
    tests = [(group, False) for group in requirement.groups]
    return [*tests, (requirement.excluded, True)] if requirement.excluded else tests


class _Slot:
    """At most one group per row, required or excluded: for each value, the rows whose group it meets fully or in part."""

    def __init__(self) -> None:
        self.requires = self.excludes = 0
        self.full: _Rows = _Rows()
        self.part: _Rows = _Rows()

    def add(self, row: int, outcomes: dict[str, Outcome], excludes: bool) -> None:
        if excludes:
            self.excludes |= row
        else:
            self.requires |= row
        for value, outcome in outcomes.items():
            if outcome == FULL:
                self.full[value] |= row
            elif outcome == PART:
                self.part[value] |= row


class _Rows(dict[str, int]):
    def __missing__(self, value: str) -> int:
        return 0


def _best(a: tuple[Outcome, ...], b: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    return tuple(map(max, a, b))


def _closure(vectors: Iterable[tuple[Outcome, ...]]) -> set[tuple[Outcome, ...]]:
    """Every vector that some non-empty set of values reaches (each requirement takes its best value)."""
    closed: set[tuple[Outcome, ...]] = set()
    for vector in vectors:
        closed |= {_best(vector, other) for other in closed} | {vector}
    return closed
