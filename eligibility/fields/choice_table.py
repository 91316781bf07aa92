"""Fields with a closed list of values: objectives, publics, kinds, carrier, yes/no.

An action names some values (a complete list); each group of a requirement is met by the best of them, and what it
excludes is compared with the worst of them. What is not given
may be any value (`single`) or any non-empty set of values. A given objective above the leaves stands for
any non-empty set of the leaves below it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from eligibility.fields.masks import NOTHING, Masks, from_possible
from eligibility.fields.outcomes import FAIL, FULL, PART, Outcome, excluded, outcome_set, refusal, soften
from eligibility.fields.table import Requirement, Table
from schemas.vocabulary import OTHER

Choice = tuple[tuple[str, ...], ...]  # for each named value, the leaves it may stand for


class _Test(NamedTuple):
    """One group of values that a requirement asks for, or shuts out."""

    group: tuple[str, ...]
    excludes: bool
    printed: bool
    banned: tuple[tuple[str, bool], ...] = ()

    def outcome(self, best: int) -> Outcome:
        """Of the whole test, from the best of what is named (see `ChoiceTable.named`)."""
        return Outcome(-best if self.excludes else best)


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
        self._outcomes: dict[_Test, dict[str, int]] = {}

    def _named(self, test: _Test) -> dict[str, int]:
        """What naming each value does to a test. Of required values the best counts; of excluded ones the worst, hence
        the outcome with a minus sign, so that the greatest counts in both."""
        found = self._outcomes.get(test)
        if found is None:
            found = self._outcomes[test] = {value: self._one(test, value) for value in self.values}
        return found

    def _one(self, test: _Test, value: str) -> int:
        outcome = max(self._relation(value, listed) for listed in test.group)
        if test.excludes:
            return -excluded(outcome, test.printed and value != OTHER)
        if outcome == FAIL:
            return refusal(test.printed)
        return refusal(banned[value]) if value in (banned := dict(test.banned)) else outcome

    def freeze(self) -> None:
        self._by_row: dict[int, list[Requirement]] = {}
        for row, requirement in self.rows:
            self._by_row.setdefault(row, []).append(requirement)
        self._slots: list[_Slot] = []
        self._soft: dict[Requirement, int] = {}
        for row, requirements in self._by_row.items():
            hard = [test for requirement in requirements if not requirement.soft for test in _tests(requirement)]
            for index, test in enumerate(hard):
                if len(self._slots) <= index:
                    self._slots.append(_Slot())
                self._slots[index].add(row, test, self._named(test))
            for requirement in requirements:
                if requirement.soft:
                    self._soft[requirement] = self._soft.get(requirement, 0) | row

    def _masks(self, key: Choice | None) -> Masks:
        if key is None or any(len(leaves) > 1 for leaves in key):
            return self._row_by_row(key)
        fail = part = refuse = 0
        for slot in self._slots:
            full = some = shut = shut_out = 0
            refused = -1
            for (value,) in key:
                full |= slot.full[value]
                some |= slot.part[value]
                refused &= slot.refused[value]
                shut |= slot.shut[value]
                shut_out |= slot.shut_out[value]
            missing = slot.requires & ~(full | some)
            fail |= missing | shut
            refuse |= (missing & refused) | shut_out
            part |= some & ~full & ~shut
        part &= ~fail
        for requirement, rows in self._soft.items():
            if self.settled(requirement, key) == PART:
                part |= rows
        return Masks(fail, fail, fail | part, part, refuse)

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
        for test in _tests(requirement):
            named = self._named(test)
            outcome = min(outcome, test.outcome(max(named[value] for (value,) in key)))
        return soften(outcome) if requirement.soft else outcome

    def vectors(self, requirements: Sequence[Requirement], key: Choice | None) -> set[tuple[Outcome, ...]]:
        tests = [(index, test) for index, r in enumerate(requirements) for test in _tests(r)]
        tables = [self._named(test) for _, test in tests]

        def vector(value: str) -> tuple[int, ...]:
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
            for (index, test), best in zip(tests, joint, strict=True):
                outcomes[index] = min(outcomes[index], test.outcome(best))
            result.add(tuple(soften(o) if r.soft else o for o, r in zip(outcomes, requirements, strict=True)))
        return result

    def samples(self, requirements: Sequence[Requirement]) -> Iterator[Choice]:
        """One value, then sets of values, each only if it reaches what no smaller one does."""
        reached: dict[tuple[int, ...], Choice] = {}
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
        tests = [(test, self._named(test)) for requirement in requirements for test in _tests(requirement)]
        return {value: tuple([test.outcome(named[value]) for test, named in tests]) for value in self.values}

    def _by_group(self, requirements: Sequence[Requirement], key: Choice) -> tuple[int, ...]:
        """Group by group, the best of the named values: what a further value can still change."""
        groups = [self._named(test) for requirement in requirements for test in _tests(requirement)]
        return tuple(max(group[value] for (value,) in key) for group in groups)


def _tests(requirement: Requirement) -> list[_Test]:
    """Its groups of values, those that it asks for before those that it shuts out."""
    tests = [_Test(group, False, requirement.printed, requirement.banned) for group in requirement.groups]
    return [*tests, _Test(requirement.excluded, True, requirement.printed)] if requirement.excluded else tests


class _Slot:
    """At most one test per row, required or excluded: for each value, the rows to which naming it does something."""

    def __init__(self) -> None:
        self.requires = 0  # rows that ask for something
        self.full: _Rows = _Rows()  # asked for, and met
        self.part: _Rows = _Rows()  # met in part, or shut out in part
        self.refused: _Rows = _Rows()  # asked for, and not met by the printed words
        self.shut: _Rows = _Rows()  # shut out
        self.shut_out: _Rows = _Rows()  # shut out by the printed words

    def add(self, row: int, test: _Test, named: dict[str, int]) -> None:
        if not test.excludes:
            self.requires |= row
        for value, best in named.items():
            outcome = test.outcome(best)
            if outcome == PART:
                self.part[value] |= row
            elif test.excludes:
                self.shut[value] |= row if outcome != FULL else 0
                self.shut_out[value] |= row if outcome == FAIL else 0
            elif outcome == FULL:
                self.full[value] |= row
            elif outcome == FAIL:
                self.refused[value] |= row


class _Rows(dict[str, int]):
    def __missing__(self, value: str) -> int:
        return 0


def _best(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(max, a, b))


def _closure(vectors: Iterable[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Every vector that some non-empty set of values reaches (each requirement takes its best value)."""
    closed: set[tuple[int, ...]] = set()
    for vector in vectors:
        closed |= {_best(vector, other) for other in closed} | {vector}
    return closed
