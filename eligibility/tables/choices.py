"""Fields with a closed list of values: objectives, publics, kinds, carrier, yes/no.

An action names some values (a complete list); a requirement is met by the best of them. What is not given
may be any value (`single`) or any non-empty set of values. A given objective above the leaves stands for
any non-empty set of the leaves below it.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from eligibility.masks import NOTHING, Masks, from_possible
from eligibility.relations import FAIL, FULL, PART
from eligibility.tables.base import Requirement, Table, bit, soften

REMEMBERED = 4096  # partly known lists kept in memory
Choice = tuple[tuple[str, ...], ...]  # for each named value, the leaves it may stand for


class ChoiceTable(Table):
    def __init__(
        self,
        field: str,
        values: Sequence[str],
        outcome: Callable[[str, str], int],
        single: bool = False,
    ):
        super().__init__(field)
        self._values = tuple(values)
        self._relation = outcome
        self._single = single
        self._rows: dict[tuple[int, int], list[Requirement]] = {}
        self._memo: dict[tuple[Choice, int], Masks] = {}
        self._outcomes: dict[tuple[str, ...], dict[str, int]] = {}

    def add(self, layer: int, line: int, requirement: Requirement) -> None:
        self._rows.setdefault((layer, line), []).append(requirement)

    def _group(self, group: tuple[str, ...]) -> dict[str, int]:
        """Outcome of naming each value, for one group of required values."""
        if group not in self._outcomes:
            self._outcomes[group] = {
                value: max(self._relation(value, required) for required in group) for value in self._values
            }
        return self._outcomes[group]

    def freeze(self, layers: int) -> None:
        self._slots: list[list[_Slot]] = [[] for _ in range(layers)]
        self._soft: list[dict[Requirement, int]] = [{} for _ in range(layers)]
        self._unknown = [NOTHING] * layers
        self._alone: list[dict[str, Masks]] = [{} for _ in range(layers)]
        for (layer, line), requirements in self._rows.items():
            row = 1 << line
            hard = [group for requirement in requirements if not requirement.soft for group in requirement.groups]
            for index, group in enumerate(hard):
                while len(self._slots[layer]) <= index:
                    self._slots[layer].append(_Slot())
                self._slots[layer][index].add(row, self._group(group))
            for requirement in requirements:
                if requirement.soft:
                    self._soft[layer][requirement] = self._soft[layer].get(requirement, 0) | row
            possible = 0
            for vector in self.vectors(requirements, None):
                possible |= bit(min(vector))
            self._unknown[layer] |= from_possible(row, possible)
        for layer in range(layers):
            self._alone[layer] = {value: self._named(((value,),), layer) for value in self._values}

    def _applies(self, requirement: Requirement, key: Choice) -> bool:
        """A reserve's condition holds unless one of its groups is met by no named value."""
        return all(any(self._group(group)[value] != FAIL for (value,) in key) for group in requirement.groups)

    def masks(self, key: Choice | None, layer: int) -> Masks:
        if key is None:
            return self._unknown[layer]
        if len(key) == 1 and len(key[0]) == 1:
            return self._alone[layer][key[0][0]]
        if not self._slots[layer] and not self._soft[layer]:
            return NOTHING
        for leaves in key:
            if len(leaves) > 1:
                return self._partial(key, layer)
        return self._named(key, layer)

    def _named(self, key: Choice, layer: int) -> Masks:
        """Every named value is one value of the list."""
        fail = part = 0
        for slot in self._slots[layer]:
            full = some = 0
            for (value,) in key:
                full |= slot.full[value]
                some |= slot.part[value]
            fail |= slot.has & ~(full | some)
            part |= some & ~full
        for requirement, rows in self._soft[layer].items():
            if self._applies(requirement, key):
                part |= rows
        return Masks(fail, fail, fail | part, part)

    def _partial(self, key: Choice, layer: int) -> Masks:
        """Some named value stands for several leaves: row by row, exactly."""
        memo = (key, layer)
        if memo in self._memo:
            return self._memo[memo]
        result = NOTHING
        for (row_layer, line), requirements in self._rows.items():
            if row_layer == layer:
                possible = 0
                for vector in self.vectors(requirements, key):
                    possible |= bit(min(vector))
                result |= from_possible(1 << line, possible)
        if len(self._memo) >= REMEMBERED:
            self._memo.clear()
        self._memo[memo] = result
        return result

    def vectors(self, requirements: Sequence[Requirement], key: Choice | None) -> set[tuple[int, ...]]:
        groups = [(index, group) for index, r in enumerate(requirements) for group in r.groups]
        tables = [self._group(group) for _, group in groups]

        def vector(value: str) -> tuple[int, ...]:
            return tuple(table[value] for table in tables)

        if key is None:
            named = {vector(value) for value in self._values}
            reached = named if self._single else _closure(named)
        else:
            options = [_closure({vector(leaf) for leaf in leaves}) for leaves in key]
            reached = set(options[0])
            for option in options[1:]:
                reached = {_best(a, b) for a, b in product(reached, option)}
        result = set()
        for joint in reached:
            outcomes = [FULL] * len(requirements)
            for (index, _), outcome in zip(groups, joint, strict=True):
                outcomes[index] = min(outcomes[index], outcome)
            result.add(
                tuple(soften(o) if r.soft else o for o, r in zip(outcomes, requirements, strict=True))
            )
        return result


class _Slot:
    """At most one required group per row: for each value, the rows that it meets fully or in part."""

    def __init__(self) -> None:
        self.has = 0
        self.full: _Rows = _Rows()
        self.part: _Rows = _Rows()

    def add(self, row: int, outcomes: dict[str, int]) -> None:
        self.has |= row
        for value, outcome in outcomes.items():
            if outcome == FULL:
                self.full[value] |= row
            elif outcome == PART:
                self.part[value] |= row


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
