"""What can happen at all: the perimeters open in each place, the days of the contract, the values of each list."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from eligibility.checks.index import Index
from eligibility.fields.builtin import OBJECTIVES, PERIMETER, PERIOD
from eligibility.fields.lists import ListField
from eligibility.fields.outcomes import PART
from eligibility.fields.period import Period
from eligibility.rulebook.dated_rules import Spells
from eligibility.rulebook.editions import editions
from eligibility.rulebook.territory import State, Territory
from schemas.criterion import Criterion
from schemas.funder import Line


class Reach:
    """Answers « always? » and « never? » for one criterion or for several together."""

    def __init__(self, index: Index):
        self._source = index.source
        self._given = index.given

    @cached_property
    def _openings(self) -> list[tuple[State, dict[str, str | None]]]:
        """What is open in each place, in every edition and whenever the action begins."""
        territory = Territory(self._source.territory)
        return [
            (state, conclusions.open)
            for _, edition in editions(self._source)
            for spell in Spells(edition.perimeters, territory).every
            for state, conclusions in spell.items()
        ]

    @cached_property
    def _places(self) -> dict[str, set[State]]:
        """States in which each perimeter is open, perhaps under a reserve."""
        places: dict[str, set[State]] = {}
        for state, opened in self._openings:
            for perimeter in opened:
                places.setdefault(perimeter, set()).add(state)
        return places

    @cached_property
    def _free(self) -> dict[str, set[int]]:
        """The openings, by number, in which each perimeter is open without reserve."""
        free: dict[str, set[int]] = {}
        for number, (_, opened) in enumerate(self._openings):
            for perimeter in (name for name, reserve in opened.items() if reserve is None):
                free.setdefault(perimeter, set()).add(number)
        return free

    def places(self, perimeters: Iterable[str]) -> set[State]:
        """States in which one of these perimeters is open, perhaps under a reserve."""
        return set().union(*(self._places.get(perimeter, ()) for perimeter in perimeters))

    def _open_everywhere(self, perimeters: list[str]) -> bool:
        free = set[int]().union(*(self._free.get(perimeter, ()) for perimeter in perimeters))
        return len(free) == len(self._openings)

    def always(self, criterion: Criterion) -> bool:
        """Does every action meet it, without reserve?"""
        if criterion.field == PERIMETER:
            return self._open_everywhere(criterion.values)
        return self._given[criterion.field].always(criterion)

    def met(self, criterion: Criterion) -> bool:
        """Is there a value of its list that meets a criterion, at least in part?"""
        field = self._given[criterion.field]
        return not isinstance(field, ListField) or bool(field.meeting(criterion, PART))

    def covers_all_objectives(self, codes: Sequence[str]) -> bool:
        """Do these codes cover every sub-objective?"""
        objectives = self._given[OBJECTIVES]
        return len(objectives.covered(codes)) == len(objectives.values)

    def window(self, criterion: Criterion, line: Line) -> tuple[date, date]:
        """First and last day on which a line and its criterion admit an action; the first is after the last if none is."""
        period = self._given[PERIOD]
        assert isinstance(period, Period)
        first, last = period.window(criterion)
        return max(first, line.valid.from_ or first), min(last, line.valid.until or last)

    def compatible(self, first: Criterion, second: Criterion) -> bool:
        """Can one action meet both?"""
        if first.field == PERIMETER:
            return bool(self.places(first.values) & self.places(second.values))
        return first.field != second.field or self._given[first.field].compatible(first, second)
