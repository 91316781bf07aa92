"""How two values of one closed list relate: is one the other, does it contain it, do they overlap?

Source: semantics, « Objectives, publics, ages, kinds ». A named value meets a required one if it is or
implies it; it meets it in part (a reserve) if it contains it or overlaps it; otherwise it fails: as we read the text
only, if it is `other` or the pair is open. A pair is open if the vocabulary lists it so, or if its values are of two
dimensions and exclude each other nowhere: somebody could be both, which is no overlap.
"""

from collections.abc import Iterable
from functools import cached_property
from itertools import combinations

from eligibility.fields.outcomes import FAIL, FULL, PART, UNLIKELY, Outcome
from schemas.vocabulary import OTHER, Value


class Relations:
    """The relation of every ordered pair of values of one list."""

    def __init__(self, values: Iterable[Value]):
        self.values = {value.id: value for value in values}

    @cached_property
    def ancestors(self) -> dict[str, frozenset[str]]:
        """Each value with itself and everything it implies, transitively."""
        closure: dict[str, frozenset[str]] = {}

        def close(name: str, trail: tuple[str, ...] = ()) -> frozenset[str]:
            if name not in closure:
                parents = [p for p in self.values[name].implies if p in self.values and p not in trail]
                closure[name] = frozenset({name}).union(*(close(p, (*trail, name)) for p in parents))
            return closure[name]

        for name in self.values:
            close(name)
        return closure

    @cached_property
    def _excluded(self) -> set[frozenset[str]]:
        return {frozenset((name, other)) for name, value in self.values.items() for other in value.excludes}

    def _open(self, a: str, b: str) -> bool:
        """May somebody be both, for all that the vocabulary says?"""
        first, second = self.values[a], self.values[b]
        if b in first.open or a in second.open:
            return True
        crossing = first.dimension and second.dimension and first.dimension != second.dimension
        return bool(crossing) and not any(
            frozenset((x, y)) in self._excluded for x in self.ancestors[a] for y in self.ancestors[b]
        )

    @cached_property
    def _overlapping(self) -> set[tuple[str, str]]:
        seeds: set[tuple[str, str]] = set()
        for a, b in combinations(self.values, 2):
            if b in self.values[a].overlaps or a in self.values[b].overlaps:
                seeds.add((a, b))
        for name in self.values:  # whatever one value implies twice overlaps through it
            seeds.update(combinations(sorted(self.ancestors[name]), 2))
        pairs: set[tuple[str, str]] = set()
        for a, b in seeds:
            for x in self.ancestors[a]:
                for y in self.ancestors[b]:
                    pairs.update(((x, y), (y, x)))
        return pairs

    @cached_property
    def _table(self) -> dict[tuple[str, str], Outcome]:
        return {(n, r): self._compute(n, r) for n in self.values for r in self.values}

    def _compute(self, named: str, required: str) -> Outcome:
        if required in self.ancestors[named]:
            return FULL
        if named in self.ancestors[required] or (named, required) in self._overlapping:
            return PART
        if named == OTHER or self._open(named, required):
            return UNLIKELY
        return FAIL

    def outcome(self, named: str, required: str) -> Outcome:
        """FULL, PART, UNLIKELY or FAIL: how an action naming `named` meets a line requiring `required`."""
        return self._table[named, required]
