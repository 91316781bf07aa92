"""What an answer can be expected to settle, before it is given: for each question, the lines that it would close.

An answer settles a line when it makes it fail, or when nothing else was open. How often it fails is counted over the
answers that are still possible, taken as equally likely, with the same masks that give the verdicts. It is an
estimate: it ranks questions, and no verdict depends on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.engine.joint import Keys
from eligibility.engine.match import bits
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from eligibility.memory.bounded import Memo
from eligibility.rulebook.territory import STATE_FIELDS

REMEMBERED = 512  # states of knowledge for which shares are kept


class Forecast:
    """Shares of answers that close each line, for one rulebook. A memo lost or computed twice is the same."""

    def __init__(self, rulebook: Rulebook):
        self._rulebook = rulebook
        self._shares: Memo[tuple[str, Any], Sequence[float]] = Memo(REMEMBERED)

    def expected(self, by_line: Mapping[int, tuple[str, ...]], known: Keys) -> dict[str, float]:
        """For each question, how many of these funding lines an answer settles on average.

        `by_line`: for each line that depends, the questions that make the difference.
        """
        found = dict.fromkeys((field for fields in by_line.values() for field in fields), 0.0)
        shares = {field: self._closing(field, known) for field in found}
        lines = self._rulebook.lines
        for index, fields in by_line.items():
            if lines[index].kind != "funding":
                continue
            if len(fields) == 1:
                found[fields[0]] += 1
                continue
            for field in fields:
                found[field] += shares[field][index]
        return found

    def _closing(self, field: str, known: Keys) -> Sequence[float]:
        """For each line, the share of the answers to one question that make it fail."""
        table = PERIMETER if field in STATE_FIELDS else field
        key = known.get(table) if table in (PERIMETER, OBJECTIVES) else None
        share = self._shares.get((field, key))
        if share is None:
            share = self._shares.keep((field, key), self._count(table, self._answers(field, table, key)))
        return share

    def _count(self, table: str, answers: Iterable[Any]) -> Sequence[float]:
        closed = [0] * len(self._rulebook.lines)
        total = 0
        for key in answers:
            total += 1
            for index in bits(self._rulebook.matcher.closed(table, key)):
                closed[index] += 1
        return [count / total for count in closed] if total else closed

    def _answers(self, field: str, table: str, key: Any) -> Iterable[Any]:
        """Answers that are still possible."""
        if table == PERIMETER:
            sites = key if key is not None else (frozenset(self._rulebook.territory.states),)
            values = sorted({state.field(field) for states in sites for state in states})
            for value in values:
                kept = tuple(frozenset(s for s in states if s.field(field) == value) or states for states in sites)
                yield kept
        elif table == OBJECTIVES:
            leaves = {leaf for group in key or (self._rulebook.objectives.leaves,) for leaf in group}
            yield from (((leaf,),) for leaf in sorted(leaves))
        else:
            yield from self._rulebook.tables[field].answers()
