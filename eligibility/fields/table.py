"""What every table offers: masks for verdicts, possible outcomes for reasons, vectors for entangled lines."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eligibility.fields.masks import Masks
from eligibility.fields.outcomes import (
    FAIL,
    FULL,
    ONLY_FAIL,
    ONLY_FULL,
    ONLY_PART,
    ONLY_UNLIKELY,
    PART,
    UNLIKELY,
    Fate,
    Outcome,
    OutcomeSet,
    holds,
)
from eligibility.memory.bounded import Memo

Key = Any  # hashable: what an action says of a field; None: nothing


@dataclass(frozen=True, slots=True)
class Requirement:
    """One criterion, stripped of wording: what is tested. `soft` ones are conditions of a reserve: they never fail.

    `low` and `high` bound the whole span, `deadline` its end, `first` and `last` its beginning. `printed`: what a refusal
    rests on; `words`: of bounds some of which are printed, those, which are taken together first. `banned`: values that
    would meet it and do not, each with what that rests on.
    """

    field: str
    groups: tuple[tuple[str, ...], ...] = ()  # every group needs one of its values
    excluded: tuple[str, ...] = ()  # none of these values
    low: Any = None
    high: Any = None
    deadline: Any = None
    first: Any = None
    last: Any = None
    soft: bool = False
    printed: bool = True
    words: "Requirement | None" = None
    banned: tuple[tuple[str, bool], ...] = ()

    @property
    def bounds(self) -> list[Any]:
        """Its thresholds, those of its printed words too."""
        own = [b for b in (self.low, self.high, self.deadline, self.first, self.last) if b is not None]
        return [*own, *self.words.bounds] if self.words else own

    @property
    def values(self) -> set[str]:
        """The values of a closed list that meet it, wholly or one among others."""
        return {value for group in self.groups for value in group}

    @property
    def named(self) -> set[str]:
        """All the values that it names, those that it excludes too."""
        return self.values | set(self.excluded)


REMEMBERED = 20_000  # states of knowledge kept in memory, per table


@dataclass(frozen=True, slots=True)
class Finding:
    """What one requirement makes of an action.

    `possible`: the set of its outcomes over all completions. `reserves`: those that it
    carries where it does not fail; `certain`: those that it carries wherever it does not fail.
    """

    possible: OutcomeSet
    reserves: frozenset[str]
    certain: frozenset[str]

    @classmethod
    def of(cls, outcomes: Iterable[Fate]) -> "Finding":
        possible, names, certain = 0, frozenset[str](), None
        for outcome, reserves in outcomes:
            possible |= 1 << outcome
            if holds(outcome):
                names |= reserves
                certain = reserves if certain is None else certain & reserves
        return cls(possible, names, certain or frozenset())


class Table(ABC):
    """All requirements on one field. Rows are added while compiling, then `freeze` builds what is read."""

    def __init__(self, field: str, part: str):
        self.field = field
        self.part = part  # the automatic reserve of a criterion that is met in part
        self.rows: list[tuple[int, Requirement]] = []  # bit of the row, requirement
        self.seen: Memo[Key, Masks] = Memo(REMEMBERED)
        self._found: Memo[tuple[Requirement, Key], Finding] = Memo(REMEMBERED)

    def add(self, row: int, requirement: Requirement) -> None:
        """The row at this bit has this requirement."""
        self.rows.append((row, requirement))

    def masks(self, key: Key) -> Masks:
        """What this field does to every row, given what is known; kept by what is known."""
        found = self.seen.get(key)
        if found is None:
            found = self.seen.keep(key, self._masks(key))
        return found

    @abstractmethod
    def freeze(self) -> None:
        """Builds the tables once all rows are known."""

    @abstractmethod
    def _masks(self, key: Key) -> Masks:
        """What this field does to every row."""

    @abstractmethod
    def vectors(self, requirements: Sequence[Requirement], key: Key) -> set[tuple[Outcome, ...]]:
        """Joint outcomes of several requirements over all completions of this field."""

    @abstractmethod
    def samples(self, requirements: Sequence[Requirement]) -> Iterable[Key]:
        """Complete keys that reach, between them, every outcome that this field alone can give the requirements."""

    def beyond(self, requirements: Sequence[Requirement]) -> Iterable[Key]:
        """Complete keys that an action may give, though nobody who leaves the field out is supposed to mean them."""
        return ()

    @abstractmethod
    def answers(self) -> Iterable[Key]:
        """Answers to its question that may stand for all, when one asks what an answer would settle."""

    def find(self, requirement: Requirement, key: Key) -> Finding:
        """What one requirement makes of what is known."""
        outcome = self.settled(requirement, key)
        if outcome is not None:
            return self._alone[outcome]
        memo = (requirement, key)
        found = self._found.get(memo)
        if found is None:
            found = self._found.keep(memo, Finding.of(joint[0] for joint in self.outcomes([requirement], key)))
        return found

    def settled(self, requirement: Requirement, key: Key) -> Outcome | None:
        """The outcome of a requirement on a field that is fully known; None if it is not, or to be enumerated."""
        return None

    @cached_property
    def _alone(self) -> dict[int, Finding]:
        """Findings of one settled outcome: the same for all requirements of the field."""
        names = frozenset({self.part})
        none = frozenset[str]()
        return {
            FAIL: Finding(ONLY_FAIL, none, none),
            UNLIKELY: Finding(ONLY_UNLIKELY, none, none),
            PART: Finding(ONLY_PART, names, names),
            FULL: Finding(ONLY_FULL, none, none),
        }

    def outcomes(self, requirements: Sequence[Requirement], key: Key) -> set[tuple[Fate, ...]]:
        """Joint outcomes with the reserves that each carries."""
        names = frozenset({self.part})
        return {
            tuple((outcome, names if outcome == PART else frozenset()) for outcome in vector)
            for vector in self.vectors(requirements, key)
        }
