"""The plain Python loop: the tests' reference evaluator made direct.

For each line, each criterion: its possible outcomes given what is known, worst of all. Fields are independent of each
other, so only alternatives and several tests on one field need joint enumeration, as the reference does everywhere.
Criteria are tuples prepared once; a half-known period or age, costly to complete, is completed once per action and
criterion. Nothing is remembered between actions.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple

from eligibility.fields.kind import UNKNOWN
from eligibility.french.sentences import alternatives_sentence, reason_sentence
from schemas.result import Basis, Reason, Status
from tests.benchmark.prepared import (
    BITS,
    FULL,
    PERIMETER,
    PERIOD,
    Choice,
    Facts,
    Preparation,
    Prepared,
    Test,
    outcome_of_place,
    reserves_of_place,
)
from tests.support.reference import FAIL, PART

CENT = Decimal("0.01")
STATUS: dict[int, Status] = {bits: "failed" if bits == 1 else "unknown" if bits & 1 else "met" for bits in range(1, 8)}
# possible outcomes of the worst of two
WORST = [
    [sum({BITS[min(x, y)] for x in range(3) if a >> x & 1 for y in range(3) if b >> y & 1}) for b in range(8)]
    for a in range(8)
]
# possible outcomes of the best of two
BEST = [
    [sum({BITS[max(x, y)] for x in range(3) if a >> x & 1 for y in range(3) if b >> y & 1}) for b in range(8)]
    for a in range(8)
]
BASIS: Basis = "printed"  # of all that the rulebooks of the benchmark ask
SOFT = [sum({BITS[FULL if x == FAIL else PART] for x in range(3) if a >> x & 1}) for a in range(8)]
# verdicts by what is possible: eligible, subject_to, depends, ineligible
VERDICT = {bits: {4: 0, 2: 1, 1: 3}.get(bits, 2) for bits in range(1, 8)}

CLOSED, GROUPS, SPAN, PLACE, PLACES = range(5)


class Item(NamedTuple):
    """A test, ready: `a` and `b` are what may be named to meet it fully and in part, its bounds, or its perimeter."""

    kind: int
    field: str
    a: Any
    b: Any
    c: Any
    unknown: int  # possible outcomes if nothing is known of the field
    test: Test


Names = tuple[str, ...] | None  # reserves under which a test holds; None: it fails
Ways = tuple[tuple[tuple[Item, ...], bool], ...]  # each way: its tests, and whether it is under a reserve


class Loop:
    def __init__(self, preparation: Preparation):
        self._preparation = preparation
        self._completed: dict[int, int] = {}  # possible outcomes of the half-known tests of the action at hand
        self._memo: dict[Test, Item] = {}
        self._labels = {name: preparation.label(name) for name in [*preparation.every_value, *preparation.domains]}
        self._labels[PERIMETER] = preparation.label(PERIMETER)
        self.lines = [
            (
                line,
                tuple(self._item(test) for test in line.tests),
                tuple(self._item(test) for test in line.conditions),
                tuple(self._ways(choice) for choice in line.choices),
                4 if not line.reserved else 2,
                _entangled(line),
            )
            for line in preparation.lines
        ]

    def _ways(self, choice: Choice) -> Ways:
        return tuple((tuple(self._item(test) for test in way.tests), way.reserve is not None) for way in choice.ways)

    def _item(self, test: Test) -> Item:
        if test not in self._memo:
            self._memo[test] = self._make(test)
        return self._memo[test]

    def _make(self, test: Test) -> Item:
        if test.field == PERIMETER:
            one = len(test.perimeters) == 1
            return Item(
                PLACE if one else PLACES, PERIMETER, test.perimeters[0] if one else test.perimeters, None, None, 0, test
            )
        if test.groups:
            kind = CLOSED if len(test.groups) == 1 else GROUPS
            full, part = (test.groups[0].full, test.groups[0].part) if kind == CLOSED else (test.groups, None)
            unknown = _bits(vector[0] for vector in self._named([test], None))
            return Item(kind, test.field, full, part, None, unknown, test)
        unknown = _bits(vector[0] for vector in self._spans([test], (None, None)))
        return Item(SPAN, test.field, test.low, test.high, test.deadline, unknown, test)

    # -- one criterion

    def possible(self, item: Item, facts: Facts) -> int:
        """Possible outcomes of one test, as bits."""
        kind, field, a, b, deadline, unknown, test = item
        if kind == CLOSED:
            named = facts.values.get(field)
            if named is None:
                return unknown
            outcome = 1
            for alike in named:
                if len(alike) == 1:
                    value = alike[0]
                    outcome = BEST[outcome][4 if value in a else 2 if value in b else 1]
                else:
                    here = _bits(FULL if value in a else PART if value in b else FAIL for value in alike)
                    outcome = BEST[outcome][here]
            return outcome
        if kind == PLACE:
            return facts.places[a]
        if kind == SPAN:
            span = facts.spans.get(field)
            if span is None:
                return unknown
            start, end = span
            if start is not None and end is not None:
                if (
                    (a is not None and end < a)
                    or (b is not None and start > b)
                    or (deadline is not None and end > deadline)
                ):
                    return 1
                return 2 if (a is not None and start < a) or (b is not None and end > b) else 4
            known = self._completed.get(id(item))
            if known is None:
                known = self._completed[id(item)] = _bits(vector[0] for vector in self._spans([test], span))
            return known
        if kind == PLACES:
            return _bits(outcome_of_place(a, world) for world in facts.worlds)
        return _bits(vector[0] for vector in self._named([test], facts.values.get(field)))

    # -- all lines

    def eligible(self, facts: Facts) -> list[int]:
        """Numbers of the lines that are surely met without reserve; leaves a line at its first other outcome."""
        self._completed.clear()
        found = []
        possible = self.possible
        for number, (line, items, conditions, choices, constant, _) in enumerate(self.lines):
            if constant != 4:
                continue
            for item in items:
                if possible(item, facts) != 4:
                    break
            else:
                if all(SOFT[possible(item, facts)] == 4 for item in conditions) and (
                    not choices or self._outcome(line, items, conditions, choices, constant, True, facts) == 4
                ):
                    found.append(number)
        return found

    def verdicts(self, facts: Facts) -> list[int]:
        """The verdict of every line (0 eligible, 1 subject_to, 2 depends, 3 ineligible), every criterion tested."""
        return [VERDICT[bits] for bits in self.outcomes(facts)]

    def outcomes(self, facts: Facts) -> list[int]:
        """The possible outcomes of every line, as bits."""
        self._completed.clear()
        return [self._outcome(*line, facts) for line in self.lines]

    def verdicts_early(self, facts: Facts) -> list[int]:
        """The same, leaving a line as soon as a criterion surely fails."""
        self._completed.clear()
        found = []
        possible = self.possible
        for line, items, conditions, choices, constant, entangled in self.lines:
            outcome = constant
            for item in items:
                outcome = WORST[outcome][possible(item, facts)]
                if outcome == 1:
                    break
            else:
                if entangled:
                    outcome = self._outcome(line, items, conditions, choices, constant, entangled, facts)
                else:
                    for item in conditions:
                        outcome = WORST[outcome][SOFT[possible(item, facts)]]
            found.append(VERDICT[outcome])
        return found

    def _outcome(
        self,
        line: Prepared,
        items: tuple[Item, ...],
        conditions: tuple[Item, ...],
        choices: tuple[Ways, ...],
        constant: int,
        entangled: bool,
        facts: Facts,
    ) -> int:
        """Possible outcomes of a line: the worst of its tests, and for each choice the best of its ways."""
        possible = self.possible
        outcome = constant
        unsure = 0
        for item in items:
            here = possible(item, facts)
            unsure |= here & (here - 1)
            outcome = WORST[outcome][here]
        for item in conditions:
            here = SOFT[possible(item, facts)]
            unsure |= here & (here - 1)
            outcome = WORST[outcome][here]
        for ways in choices:
            best = 1
            for tests, reserved in ways:
                way = 2 if reserved else 4
                for item in tests:
                    here = possible(item, facts)
                    unsure |= here & (here - 1)
                    way = WORST[way][here]
                best = BEST[best][way]
            outcome = WORST[outcome][best]
        if entangled and unsure and outcome != 1:
            return self._joint(line, facts)
        return outcome

    def reasons(self, facts: Facts) -> list[list[Reason]]:
        """Every reason of every line, as the engine gives them."""
        self._completed.clear()
        return [
            [self._reason(item, facts) for item in items] + [self._choice(choice, facts) for choice in line.choices]
            for line, items, *_ in self.lines
        ]

    def _reason(self, item: Item, facts: Facts) -> Reason:
        possible = self.possible(item, facts)
        test = item.test
        status = STATUS[possible]
        found = facts.found.get(item.field, UNKNOWN)
        reserves: tuple[str, ...] = ()
        if possible & 2:
            reserves = (test.part_reserve,)
            if item.field == PERIMETER:
                names = (reserves_of_place(test.perimeters, world) for world in facts.worlds)
                reserves = tuple(sorted({name for found in names for name in found or ()}))
        sentence = reason_sentence(self._labels[item.field], status, test.expected, found, bool(possible & 2), BASIS)
        return Reason(test.id, item.field, status, test.expected, found, sentence, test.source, BASIS, reserves)

    def _choice(self, choice: Choice, facts: Facts) -> Reason:
        rows = [(way.tests, way.reserve is not None) for way in choice.ways]
        possible = self._joint_rows(rows, (), facts)
        branches = tuple(tuple(self._reason(self._item(test), facts) for test in way.tests) for way in choice.ways)
        status = STATUS[possible]
        texts = [" et ".join(reason.expected for reason in branch) for branch in branches]
        reserves = self._reserves(choice, facts) if possible & 2 else set()
        found = " ; ".join(dict.fromkeys(reason.found for branch in branches for reason in branch))
        return Reason(
            choice.id,
            "alternatives",
            status,
            " ; ou bien ".join(texts),
            found,
            alternatives_sentence(status, texts, BASIS),
            choice.source,
            BASIS,
            tuple(sorted(reserves)),
            branches,
        )

    def _reserves(self, choice: Choice, facts: Facts) -> set[str]:
        """Reserves of the ways that hold, in the completions where none holds freely."""
        by_field: dict[str, list[Test]] = {}
        for test in dict.fromkeys(test for way in choice.ways for test in way.tests):
            by_field.setdefault(test.field, []).append(test)
        joints = [self._named_outcomes(field, tests, facts) for field, tests in by_field.items()]
        found: set[str] = set()
        for completion in product(*joints):
            outcomes = {test: outcome for part in completion for test, outcome in part.items()}
            names: set[str] = set()
            for way in choice.ways:
                if all(outcomes[test] is not None for test in way.tests):
                    own = {way.reserve} if way.reserve else set()
                    own.update(name for test in way.tests for name in outcomes[test] or ())
                    if not own:
                        break
                    names |= own
            else:
                found |= names
        return found

    def _named_outcomes(self, field: str, tests: Sequence[Test], facts: Facts) -> Iterable[dict[Test, Names]]:
        """The tests of one field over its completions: None if one fails, else the reserves it holds under."""
        if field == PERIMETER:
            return [{test: reserves_of_place(test.perimeters, world) for test in tests} for world in facts.worlds]
        return [
            {
                test: None if outcome == FAIL else (test.part_reserve,) if outcome == PART else ()
                for test, outcome in zip(tests, vector, strict=True)
            }
            for vector in self._vectors(field, tests, facts)
        ]

    # -- joint enumeration, for the few lines whose tests share a field

    def _joint(self, line: Prepared, facts: Facts) -> int:
        return self._joint_rows(line.rows, line.conditions, facts)

    def _joint_rows(
        self, rows: Sequence[tuple[tuple[Test, ...], bool]], conditions: tuple[Test, ...], facts: Facts
    ) -> int:
        """Best of the rows, each the worst of its tests, over all completions of the fields they read."""
        by_field: dict[str, list[Test]] = {}
        for test in dict.fromkeys(test for tests, _ in rows for test in tests):
            by_field.setdefault(test.field, []).append(test)
        soft = set(conditions)
        for test in conditions:
            by_field.setdefault(test.field, []).append(test)
        reached = {tuple(PART if reserved else FULL for _, reserved in rows)}
        for field, tests in by_field.items():
            reads = [[i for i, test in enumerate(tests) if test in row or test in soft] for row, _ in rows]
            here = set()
            for vector in self._vectors(field, tests, facts):
                outcomes = [
                    (FULL if outcome == FAIL else PART) if test in soft else outcome
                    for test, outcome in zip(tests, vector, strict=True)
                ]
                here.add(tuple(min((outcomes[i] for i in read), default=FULL) for read in reads))
            reached = {tuple(map(min, a, b)) for a, b in product(reached, here)}
        return _bits(max(row) for row in reached)

    def _vectors(self, field: str, tests: Sequence[Test], facts: Facts) -> set[tuple[int, ...]]:
        """Joint outcomes of several tests on one field, over its completions."""
        if field == PERIMETER:
            return {tuple(outcome_of_place(test.perimeters, world) for test in tests) for world in facts.worlds}
        if field in self._preparation.domains:
            return self._spans(tests, facts.spans.get(field, (None, None)))
        return self._named(tests, facts.values.get(field))

    def _named(self, tests: Sequence[Test], named: tuple[tuple[str, ...], ...] | None) -> set[tuple[int, ...]]:
        """Joint outcomes over what a closed list may be: each group named stands for any non-empty set of its values."""
        field = tests[0].field
        groups = [(index, group) for index, test in enumerate(tests) for group in test.groups]

        def outcomes(value: str) -> tuple[int, ...]:
            return tuple(FULL if value in g.full else PART if value in g.part else FAIL for _, g in groups)

        single = named is None and field in self._preparation.single
        alike = named if named is not None else (tuple(self._preparation.every_value[field]),)
        reached: set[tuple[int, ...]] = {tuple(FAIL for _ in groups)}
        for values in alike:
            singles = {outcomes(value) for value in values}
            options = singles if single or len(values) == 1 else _unions(singles)
            reached = {tuple(map(max, a, b)) for a, b in product(reached, options)}
        return {
            tuple(
                min((o for (i, _), o in zip(groups, joint, strict=True) if i == index), default=FULL)
                for index in range(len(tests))
            )
            for joint in reached
        }

    def _spans(self, tests: Sequence[Test], span: tuple[Any, Any]) -> set[tuple[int, ...]]:
        """Joint outcomes over the completions of a start and an end, cut at each threshold and on both its sides."""
        field = tests[0].field
        first, last = self._preparation.domains[field]
        start, end = span
        step: Any = timedelta(days=1) if field == PERIOD else 1 if isinstance(first, int) else CENT
        cuts = {first, last}
        for test in tests:
            for bound in (test.low, test.high, test.deadline):
                if bound is not None:
                    cuts |= {bound - step, bound, bound + step}
        if start is not None and end is not None:
            spans: Iterable[tuple[Any, Any]] = [(start, end)]
        elif start is not None:
            last = max(last, start)
            spans = [(start, e) for e in {start, last, *cuts} if start <= e <= last]
        elif end is not None:
            first = min(first, end)
            spans = [(s, end) for s in {first, end, *cuts} if first <= s <= end]
        elif isinstance(first, Decimal):
            spans = [(v, v) for v in cuts if first <= v <= last]
        else:
            inside = [v for v in cuts if first <= v <= last]
            spans = [(s, e) for s in inside for e in inside if s <= e]
        return {tuple(_outcome(test, s, e) for test in tests) for s, e in spans}


def _outcome(test: Test, start: Any, end: Any) -> int:
    low, high, deadline = test.low, test.high, test.deadline
    if (
        (low is not None and end < low)
        or (high is not None and start > high)
        or (deadline is not None and end > deadline)
    ):
        return FAIL
    return PART if (low is not None and start < low) or (high is not None and end > high) else FULL


def _entangled(line: Prepared) -> bool:
    """Does the line have alternatives, or several tests on one field?"""
    fields = [test.field for test in (*line.tests, *line.conditions)]
    return bool(line.choices) or len(set(fields)) < len(fields)


def _unions(vectors: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Every vector that some non-empty set of values reaches, each test taking its best value."""
    reached: set[tuple[int, ...]] = set()
    for vector in vectors:
        reached |= {tuple(map(max, vector, other)) for other in reached} | {vector}
    return reached


def _bits(outcomes: Iterable[int]) -> int:
    return sum({BITS[outcome] for outcome in outcomes})


__all__ = ["Loop"]
