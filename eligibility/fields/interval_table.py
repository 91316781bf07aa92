"""Fields with a minimum and a maximum: ages, dates, amounts.

The action has a span [start, end] (a point for an amount); a requirement has a window and perhaps a
deadline. Inside: met. Apart, or past the deadline: failed. Overlapping: met with a reserve.
Thresholds are sorted once; one bisection gives all the rows on either side.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from eligibility.fields.masks import Masks
from eligibility.fields.outcomes import FULL, PART, Outcome, refusal, soften
from eligibility.fields.table import Requirement, Table

Span = tuple[Any, Any]  # known start and end, None where not given
OFTEN = 40  # thresholds between which an answer is supposed to lie


class IntervalTable(Table):
    """`domain` gives first and last value of an unknown bound; `step` leads from a value to its neighbours."""

    def __init__(self, field: str, part: str, domain: Span, step: Any, point: bool = False):
        super().__init__(field, part)
        self._domain = domain
        self._step = step
        self._point = point

    def freeze(self) -> None:
        self._thresholds = _Thresholds(self.rows)
        self._cuts = self._cut_points([r for _, r in self.rows])

    def _cut_points(self, requirements: Sequence[Requirement]) -> list[Any]:
        """Each threshold and its two neighbours."""
        cuts = set()
        for r in requirements:
            for threshold in r.bounds:
                cuts |= {threshold - self._step, threshold, threshold + self._step}
        return sorted(cuts)

    def _completions(self, key: Span | None, cuts: Sequence[Any]) -> list[Span]:
        start, end = key if key is not None else (None, None)
        if start is not None and end is not None:
            return [(start, end)]
        first, last = self._domain
        if start is not None:
            last = max(last, start)
            return [(start, e) for e in {start, last, *cuts} if start <= e <= last]
        if end is not None:
            first = min(first, end)
            return [(s, end) for s in {first, end, *cuts} if first <= s <= end]
        values = [v for v in {first, last, *cuts} if first <= v <= last]
        if self._point:
            return [(v, v) for v in values]
        return [(s, e) for s in values for e in values if s <= e]

    def _masks(self, key: Span | None) -> Masks:
        can_fail = can_part = 0
        must_fail = never_full = must_refuse = -1
        for span in self._completions(key, self._cuts):
            masks = self._thresholds.masks(span)
            can_fail |= masks.can_fail
            must_fail &= masks.must_fail
            never_full &= masks.never_full
            can_part |= masks.can_part
            must_refuse &= masks.must_refuse
        return Masks(can_fail, must_fail, never_full, can_part, must_refuse)

    def settled(self, requirement: Requirement, key: Span | None) -> Outcome | None:
        if key is None or key[0] is None or key[1] is None:
            return None
        return _outcome(requirement, key)

    def vectors(self, requirements: Sequence[Requirement], key: Span | None) -> set[tuple[Outcome, ...]]:
        spans = self._completions(key, self._cut_points(requirements))
        return {tuple(_outcome(r, span) for r in requirements) for span in spans}

    def answers(self) -> Iterable[Span]:
        """Spans between the thresholds that the lines name most often."""
        bounds = Counter(bound for _, requirement in self.rows for bound in requirement.bounds)
        often = sorted(sorted(bounds, key=lambda bound: (-bounds[bound], bound))[:OFTEN])
        if self._point:
            return dict.fromkeys([*self.samples(()), *((bound, bound) for bound in often)])
        return pairwise(often) if len(often) > 1 else ((bound, bound) for bound in often)

    def samples(self, requirements: Sequence[Requirement]) -> list[Span]:
        return sorted(self._completions(None, self._cut_points(requirements)))

    def beyond(self, requirements: Sequence[Requirement]) -> list[Span]:
        """What begins before the first value and goes on past it: only a first value to begin from tells it apart."""
        if all(r.first is None for r in requirements):
            return []
        first, last = self._domain
        before = first - self._step
        return sorted((before, end) for end in {first, last, *self._cut_points(requirements)} if first <= end <= last)


def _outcome(r: Requirement, span: Span) -> Outcome:
    start, end = span
    if _outside(r, span):
        printed = _outside(r.words, span) if r.words is not None else r.printed
        outcome = refusal(printed)
    elif (r.low is not None and start < r.low) or (r.high is not None and end > r.high):
        outcome = PART
    else:
        outcome = FULL
    return soften(outcome) if r.soft else outcome


def _outside(r: Requirement, span: Span) -> bool:
    start, end = span
    return (
        _empty(r)
        or (r.low is not None and end < r.low)
        or (r.high is not None and start > r.high)
        or (r.deadline is not None and end > r.deadline)
        or (r.first is not None and start < r.first)
        or (r.last is not None and start > r.last)
    )


def _empty(r: Requirement) -> bool:
    """No value is admitted: what begins before and ends after such a window is not « in part » inside."""
    return r.low is not None and r.high is not None and bool(r.low > r.high)


class _Thresholds:
    """Rows by threshold."""

    def __init__(self, rows: list[tuple[int, Requirement]]):
        hard = [(row, r) for row, r in rows if not r.soft]
        soft = [(row, r) for row, r in rows if r.soft]
        self._all = _Windows(hard)
        # what refuses by printed words: of requirements that have both, the printed bounds alone
        self._printed = _Windows([(row, r.words or r) for row, r in hard if r.words is not None or r.printed])
        # a soft requirement is one window: several on one row are kept apart
        self._soft = [(r, row) for row, r in _merge(soft)]

    def masks(self, span: Span) -> Masks:
        fail = self._all.outside(span)
        part = self._all.overlapping(span)
        for requirement, rows in self._soft:
            if _outcome(requirement, span) == PART:
                part |= rows
        part &= ~fail
        return Masks(fail, fail, fail | part, part, self._printed.outside(span))


class _Windows:
    """The thresholds of many requirements, sorted."""

    def __init__(self, rows: list[tuple[int, Requirement]]):
        self._never = 0
        for row, r in rows:
            self._never |= row if _empty(r) else 0
        self._low = _Above([(r.low, row) for row, r in rows])
        self._high = _Below([(r.high, row) for row, r in rows])
        self._deadline = _Below([(r.deadline, row) for row, r in rows])
        self._first = _Above([(r.first, row) for row, r in rows])
        self._last = _Below([(r.last, row) for row, r in rows])

    def outside(self, span: Span) -> int:
        """Rows whose window the span lies outside of."""
        start, end = span
        fail = self._never | self._low.rows(end) | self._high.rows(start) | self._deadline.rows(end)
        return fail | self._first.rows(start) | self._last.rows(start)

    def overlapping(self, span: Span) -> int:
        """Rows whose window the span sticks out of."""
        start, end = span
        return self._low.rows(start) | self._high.rows(end)


def _merge(rows: list[tuple[int, Requirement]]) -> list[tuple[int, Requirement]]:
    """One entry per distinct requirement, with all its rows."""
    merged: dict[Requirement, int] = {}
    for row, requirement in rows:
        merged[requirement] = merged.get(requirement, 0) | row
    return [(row, requirement) for requirement, row in merged.items()]


class _Above:
    """Rows whose threshold is above a value."""

    def __init__(self, thresholds: list[tuple[Any, int]]):
        merged: dict[Any, int] = {}
        for value, row in thresholds:
            if value is not None:
                merged[value] = merged.get(value, 0) | row
        self._values = sorted(merged)
        self._masks = [0] * (len(merged) + 1)
        for index in range(len(merged) - 1, -1, -1):
            self._masks[index] = self._masks[index + 1] | merged[self._values[index]]

    def rows(self, value: Any) -> int:
        return self._masks[bisect_right(self._values, value)]


class _Below:
    """Rows whose threshold is below a value."""

    def __init__(self, thresholds: list[tuple[Any, int]]):
        merged: dict[Any, int] = {}
        for value, row in thresholds:
            if value is not None:
                merged[value] = merged.get(value, 0) | row
        self._values = sorted(merged)
        self._masks = [0]
        for value in self._values:
            self._masks.append(self._masks[-1] | merged[value])

    def rows(self, value: Any) -> int:
        return self._masks[bisect_left(self._values, value)]
