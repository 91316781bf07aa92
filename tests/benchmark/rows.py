"""The same rules for engines that match rows of plain values: zen-engine, CLIPS, durable-rules.

A row is one way to be eligible: every test fully met, no reserve. Lines under a reserve that always applies are never
eligible: they are left out, to the peers' advantage. What is resolved for this engine is resolved for them: a site is
the name of its class of opened perimeters, and required values are listed with all that they include.

An action is a list of `asks`: one per combination of the values that it names in each list (a list cannot be looked up
in a column's index; nearly all actions name one value per list, so one ask is the rule). The answers are united.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from tests.benchmark.prepared import PERIMETER, PERIOD, Facts, Preparation, Test

Ask = dict[str, Any]  # of scalars; lists of names for the rare tests that need them all


@dataclass(frozen=True)
class Row:
    line: int
    named: tuple[tuple[str, tuple[str, ...]], ...]  # field, values of which one is needed
    bounds: tuple[tuple[str, str, int | float], ...]  # column, operator, bound


class FullRows:
    """Rows and asks for the eligible set of fully described actions."""

    def __init__(self, preparation: Preparation):
        self._preparation = preparation
        self.rows = tuple(self._rows())

    def _rows(self) -> Iterable[Row]:
        for line in self._preparation.lines:
            if line.reserved:
                continue
            for tests, reserved in line.rows:
                if not reserved:
                    named = [pair for test in tests for pair in self._named(test)]
                    if inside := [set(values) for field, values in named if field == "place"]:
                        named = [pair for pair in named if pair[0] != "place"]
                        named.append(("place", tuple(sorted(set.intersection(*inside)))))
                    bounds = [b for test in tests for b in self._bounds(test)]
                    # only the form in use: a reserve that starts on a given day does not apply to what ends before
                    bounds += [("period_max", "<", number(test.low)) for test in line.conditions]
                    yield Row(line.index, tuple(named), tuple(bounds))

    def _named(self, test: Test) -> Iterable[tuple[str, tuple[str, ...]]]:
        if test.field == PERIMETER:
            classes = self._preparation.classes.items()
            inside = [name for opened, name in classes if any(opened.get(p, "") is None for p in test.perimeters)]
            yield "place", tuple(inside)
        for group in test.groups:
            yield test.field, tuple(sorted(group.full))

    def _bounds(self, test: Test) -> Iterable[tuple[str, str, int | float]]:
        """Nothing for the contract's own period: it is checked once, not on each row."""
        first, last = self._preparation.domains[PERIOD]
        if test.low is not None and not (test.field == PERIOD and test.low <= first):
            yield f"{test.field}_min", ">=", number(test.low)
        if test.high is not None and not (test.field == PERIOD and test.high >= last):
            yield f"{test.field}_max", "<=", number(test.high)
        if test.deadline is not None:
            yield f"{test.field}_max", "<=", number(test.deadline)

    def asks(self, facts: Facts) -> list[Ask]:
        first, last = self._preparation.domains[PERIOD]
        start, end = facts.spans[PERIOD]
        if start < first or end > last:
            return []
        base: Ask = {"place": self._preparation.class_of(facts)}
        for field, (low, high) in facts.spans.items():
            base[f"{field}_min"], base[f"{field}_max"] = number(low), number(high)
        names = list(facts.values)
        combinations = product(*(facts.values[name] for name in names))
        return [base | {n: v[0] for n, v in zip(names, values, strict=True)} for values in combinations]


def number(value: Any) -> int | float:
    if isinstance(value, date):
        return value.toordinal()
    return value if isinstance(value, int) else float(value)


def doubled(row: Row) -> set[str]:
    """Fields of which the row needs two values (`all_of`, or alternatives that narrow a criterion): few rows have any."""
    fields = [field for field, _ in row.named]
    return {field for field in fields if fields.count(field) > 1}
