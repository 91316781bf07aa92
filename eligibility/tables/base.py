"""What every table offers: masks for verdicts, possible outcomes for reasons, vectors for entangled lines."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.masks import Masks
from eligibility.relations import FAIL, FULL, PART

Key = Any  # hashable: what an action says of a field; None: nothing


@dataclass(frozen=True, slots=True)
class Requirement:
    """One criterion, stripped of wording: what is tested. `soft` ones are conditions of a reserve: they never fail."""

    field: str
    groups: tuple[tuple[str, ...], ...] = ()  # every group needs one of its values
    low: Any = None
    high: Any = None
    deadline: Any = None
    soft: bool = False


REMEMBERED = 20_000  # findings kept in memory, per table
PART_NAMES = {"publics": "part-public", "perimeter": "part-sites"}

Outcome = tuple[int, frozenset[str]]  # of one requirement in one completion: FAIL, PART or FULL, and its reserves


@dataclass(frozen=True, slots=True)
class Finding:
    """What one requirement makes of an action.

    `possible`: its outcomes over all completions, as bits (1 FAIL, 2 PART, 4 FULL). `reserves`: those that it
    carries where it does not fail; `certain`: those that it carries wherever it does not fail.
    """

    possible: int
    reserves: frozenset[str]
    certain: frozenset[str]

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Finding":
        possible, names, certain = 0, frozenset[str](), None
        for outcome, reserves in outcomes:
            possible |= bit(outcome)
            if outcome != FAIL:
                names |= reserves
                certain = reserves if certain is None else certain & reserves
        return cls(possible, names, certain or frozenset())


def bit(outcome: int) -> int:
    return 1 << outcome


def part_name(field: str) -> str:
    """Identifier of the automatic reserve of a criterion met in part."""
    return PART_NAMES.get(field, f"part-{field}")


def soften(outcome: int) -> int:
    """A reserve's condition: not met, nothing happens; met, even in part, the reserve applies."""
    return FULL if outcome == FAIL else PART


class Table(ABC):
    """All requirements on one field. Rows are added while compiling, then `freeze` builds the masks."""

    def __init__(self, field: str):
        self.field = field
        self._found: dict[tuple[Requirement, Key], Finding] = {}

    @abstractmethod
    def add(self, layer: int, line: int, requirement: Requirement) -> None:
        """Row `layer` of line number `line` has this requirement."""

    @abstractmethod
    def freeze(self, layers: int) -> None:
        """Builds the masks once all rows are known."""

    @abstractmethod
    def masks(self, key: Key, layer: int) -> Masks:
        """What this field does to every row of a layer, given what is known."""

    def find(self, requirement: Requirement, key: Key) -> Finding:
        """What one requirement makes of what is known."""
        memo = (requirement, key)
        found = self._found.get(memo)
        if found is None:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            found = self._found[memo] = Finding.of(joint[0] for joint in self.outcomes([requirement], key))
        return found

    def outcomes(self, requirements: Sequence[Requirement], key: Key) -> set[tuple[Outcome, ...]]:
        """Joint outcomes with the reserves that each carries."""
        names = frozenset({part_name(self.field)})
        return {
            tuple((outcome, names if outcome == PART else frozenset()) for outcome in vector)
            for vector in self.vectors(requirements, key)
        }

    @abstractmethod
    def vectors(self, requirements: Sequence[Requirement], key: Key) -> set[tuple[int, ...]]:
        """Joint outcomes of several requirements over all completions of this field."""
