"""What a line asks, as a formula over finite domains, and a search for an action that tells formulas apart.

The fields of a formula are independent of each other (the territory counts as one field), so an action is one
complete value per field; values of a field that give every requirement the same outcome are one. The search is
exhaustive over these, hence sound: « none » means that there is none, for actions with one site that lie
within the contract's period, or begin before it where a line says on which day to begin.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.engine.compiled import CompiledLine, Row
from eligibility.fields.outcomes import FULL, PART, Outcome, holds
from eligibility.fields.table import Requirement, Table

Completion = dict[str, Any]  # field -> complete value, in the form that its table reads


@dataclass(frozen=True, slots=True)
class Formula:
    """Ways to satisfy something; the best one counts, and in each the worst requirement."""

    rows: tuple[Row, ...]

    @classmethod
    def of(cls, line: CompiledLine) -> "Formula":
        """What the line asks, with the reserves that it always carries."""
        return cls(line.rows)

    @classmethod
    def all_of(cls, requirements: Sequence[Requirement]) -> "Formula":
        """All these requirements together, without reserve."""
        return cls((Row(tuple(requirements), False),))


class Search:
    """Looks for actions over one rulebook's tables; keeps what each field can do to each set of requirements."""

    def __init__(self, tables: Mapping[str, Table]):
        self._tables = tables
        self._samples: dict[tuple[Requirement, ...], dict[tuple[Outcome, ...], Any]] = {}

    def find(
        self,
        formulas: Sequence[Formula],
        wanted: Callable[[tuple[Outcome, ...]], bool],
        given: Mapping[str, Any] | None = None,
    ) -> Completion | None:
        """An action whose outcomes, one per formula, are wanted; None if there is none.

        `given` fixes the complete value of some fields.
        """
        rows = [row for formula in formulas for row in formula.rows]
        start = tuple(PART if row.reserved else FULL for row in rows)
        ends, first = [], 0
        for formula in formulas:
            ends.append((first, first := first + len(formula.rows)))
        options = self._options(rows, given or {})
        # met comes first: what is looked for is mostly found where all else holds
        reached: dict[tuple[Outcome, ...], tuple[Any, ...]] = {start: ()}
        for _, choices in options:
            following: dict[tuple[Outcome, ...], tuple[Any, ...]] = {}
            for so_far, keys in reached.items():
                for outcomes, key in choices.items():
                    joined = tuple(map(min, so_far, outcomes))
                    if joined not in following:
                        following[joined] = (*keys, key)
            reached = following
        for outcome, keys in sorted(reached.items(), key=lambda item: item[0], reverse=True):
            if wanted(tuple(max(outcome[a:b]) for a, b in ends)):
                return dict(zip((name for name, _ in options), keys, strict=True))
        return None

    def _options(
        self, rows: Sequence[Row], given: Mapping[str, Any]
    ) -> list[tuple[str, dict[tuple[Outcome, ...], Any]]]:
        """For each field, what it can do to each row, with a value that does it."""
        fields: dict[str, dict[Requirement, None]] = {}
        for row in rows:
            for requirement in row.requirements:
                fields.setdefault(requirement.field, {})[requirement] = None
        result = []
        for name in sorted(fields):
            asked = tuple(fields[name])
            place = {requirement: index for index, requirement in enumerate(asked)}
            reads = [[place[r] for r in row.requirements if r.field == name] for row in rows]
            found: dict[tuple[Outcome, ...], Any] = {}
            for vector, key in self._field(asked, given.get(name)).items():
                outcomes = tuple(min((vector[index] for index in read), default=FULL) for read in reads)
                found.setdefault(outcomes, key)
            result.append((name, found))
        return result

    def outcomes(self, asked: tuple[Requirement, ...]) -> dict[tuple[Outcome, ...], Any]:
        """What one field can do to these requirements on it, with a value that does it."""
        return self._field(asked, None)

    def _field(self, asked: tuple[Requirement, ...], given: Any) -> dict[tuple[Outcome, ...], Any]:
        table = self._tables[asked[0].field]
        if given is not None:
            return dict.fromkeys(table.vectors(asked, given), given)
        found = self._samples.get(asked)
        if found is None:
            found = self._samples[asked] = {}
            for key in (*table.samples(asked), *table.beyond(asked)):
                for vector in table.vectors(asked, key):
                    found.setdefault(vector, key)
        return found


def differ(outcomes: tuple[Outcome, ...]) -> bool:
    """Some formula gives another outcome than the others."""
    return len(set(outcomes)) > 1


def open_(outcomes: tuple[Outcome, ...]) -> bool:
    """Every formula holds, perhaps under a reserve."""
    return all(map(holds, outcomes))
