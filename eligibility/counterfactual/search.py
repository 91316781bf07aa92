"""The smallest change that opens one line: one honest change first, then two.

What a line makes of each field is read once; a change replaces what one field does. Nothing is evaluated but this line.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from eligibility.actions.reading import ActionFacts
from eligibility.counterfactual.options import Option, Options
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.joint import outcomes_of
from eligibility.fields.builtin import PERIOD
from eligibility.fields.outcomes import FULL, ONLY_FULL, ONLY_PART, Outcome, holds, verdict_of
from schemas.result import OPEN, Verdict

Rows = frozenset[tuple[Outcome, ...]]  # outcomes of each way of the line, over completions of one field


@dataclass(frozen=True, slots=True)
class Way:
    """Changes, and the verdict that they give."""

    verdict: Verdict
    options: tuple[Option, ...]

    @property
    def remote(self) -> int:
        """How far from what the action says."""
        return sum(option.remote for option in self.options)


class Search:
    """Looks for changes of one action, line by line."""

    def __init__(self, rulebook: Rulebook, known: ActionFacts, options: Options, reach: int):
        self._rulebook = rulebook
        self._known = known
        self._options = options
        self._reach = reach

    def open(self, line: CompiledLine) -> Way | None:
        """The fewest changes that open a line that is closed; among these, those that open it freely, then the nearest."""
        return self._line(line).open()

    def free(self, line: CompiledLine) -> Way | None:
        """Dates that lift the reserve « for that part » of a line which is otherwise free."""
        if not self._straddles(line):
            return None
        return self._line(line).singles([PERIOD], OPEN[:1])

    def _line(self, line: CompiledLine) -> "_Line":
        return _Line(self._rulebook, self._known, self._options, line, self._reach)

    def _straddles(self, line: CompiledLine) -> bool:
        """Only the line's own dates are meant: a reserve that other days carry is nothing to be avoided."""
        table, key = self._rulebook.tables[PERIOD], self._known.keys.get(PERIOD)
        own = {r for row in line.rows for r in row.requirements if r.field == PERIOD and not r.soft}
        return any(table.find(requirement, key).possible == ONLY_PART for requirement in own)


class _Line:
    def __init__(self, rulebook: Rulebook, known: ActionFacts, options: Options, line: CompiledLine, reach: int):
        self._reach = reach
        self._tables = rulebook.tables
        self._line = line
        self._options = options
        joint = rulebook.matcher.entangled.joint(line, known.keys)
        self._asked = {name: asked for name, (asked, _) in joint.items()}
        self._base: dict[str, Rows] = {name: frozenset(rows) for name, (_, rows) in joint.items()}
        self._choices: dict[str, list[tuple[Option, Rows]]] = {}

    def open(self) -> Way | None:
        failing = [fields for way in range(len(self._line.rows)) if len(fields := self._failing(way)) <= 2]
        failing = [fields for fields in failing if fields <= self._options.tables.keys()]
        changeable = [name for name in self._base if name in self._options.tables]
        alone = [name for name in changeable if any(fields <= {name} for fields in failing)]
        return self.singles(alone) or self._pairs(changeable, failing)

    def singles(self, fields: Collection[str], wanted: Collection[Verdict] = OPEN) -> Way | None:
        """The best single change of one of these fields."""
        return self._best(
            (((option,), {name: rows}) for name in fields for option, rows in self._changes(name)), wanted
        )

    def _pairs(self, fields: list[str], failing: list[set[str]]) -> Way | None:
        """The best of two changes, in one list or in two fields, that mend all that fails on some way."""

        def tried() -> Iterator[tuple[tuple[Option, ...], dict[str, Rows]]]:
            for name in fields:
                if any(ways <= {name} for ways in failing):
                    for (a, _), (b, _) in combinations(self._changes(name), 2):
                        if both := self._options.both(a, b):
                            yield (a, b), {name: self._rows(name, both)}
            unsettled = [
                name
                for name in fields
                if len(self._base[name]) > 1 or any(not all(map(holds, rows)) for rows in self._base[name])
            ]
            for first, second in combinations(unsettled, 2):
                if any(ways <= {first, second} for ways in failing):
                    for a, mine in self._changes(first):
                        for b, other in self._changes(second):
                            yield (a, b), {first: mine, second: other}

        return self._best(tried(), OPEN)

    def _best(
        self, tried: Iterator[tuple[tuple[Option, ...], dict[str, Rows]]], wanted: Collection[Verdict]
    ) -> Way | None:
        """The nearest dates within those of the line, whatever reserve they carry; then freely; then the least remote."""
        best: tuple[tuple[Any, ...], Way] | None = None
        for options, changed in tried:
            verdict = verdict_of(outcomes_of(self._line, [set(rows) for rows in (self._base | changed).values()]))
            found = Way(verdict, options)
            if verdict not in wanted or found.remote > self._reach:
                continue
            whole = sum(_freely(rows) for rows in changed.values())
            dates = [self._dates(option) for option in options if option.table == PERIOD]
            rank = (dates, verdict == "eligible", whole, -found.remote)
            if best is None or rank > best[0]:
                best = (rank, found)
        return best[1] if best else None

    def _dates(self, option: Option) -> tuple[bool, int]:
        """Within the line's own dates? and how near."""
        return self._within(option), -[chosen for chosen, _ in self._changes(PERIOD)].index(option)

    def _within(self, option: Option) -> bool:
        """Are these dates within the line's own, on some way?"""
        table = self._tables[PERIOD]
        own = ([r for r in row.requirements if r.field == PERIOD and not r.soft] for row in self._line.rows)
        return any(all(table.find(r, option.key).possible == ONLY_FULL for r in requirements) for requirements in own)

    def _failing(self, way: int) -> set[str]:
        return {name for name, rows in self._base.items() if not any(holds(row[way]) for row in rows)}

    def _changes(self, name: str) -> list[tuple[Option, Rows]]:
        """The changes of one field that do something, one for each thing done: the most plausible."""
        found = self._choices.get(name)
        if found is None:
            distinct: dict[tuple[Rows, bool], Option] = {}
            for option in self._options.of(name, self._asked[name].requirements):
                distinct.setdefault((self._rows(name, option), name != PERIOD or self._within(option)), option)
            found = self._choices[name] = [
                (option, rows) for (rows, _), option in distinct.items() if rows != self._base[name]
            ]
        return found

    def _rows(self, name: str, option: Option) -> Rows:
        asked = self._asked[name]
        return frozenset(asked.rows(vector) for vector in self._tables[name].vectors(asked.requirements, option.key))


def _freely(rows: Rows) -> bool:
    """Does a field let some way hold without reserve?"""
    return any(min(way) == FULL for way in zip(*rows, strict=True))
