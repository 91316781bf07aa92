"""What can happen at all: the perimeters open in each place, the days of the contract, the values of each list."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from eligibility.fields.outcomes import FAIL, FULL
from eligibility.fields.relations import Relations
from eligibility.rulebook.dated_rules import Spells
from eligibility.rulebook.editions import editions, last_day
from eligibility.rulebook.objectives import Objectives
from eligibility.rulebook.territory import State, Territory
from schemas.criterion import Criterion
from schemas.funder import Line
from schemas.rulebook import RulebookSource
from schemas.vocabulary import FieldType

PERIMETER, PERIOD = "perimeter", "period"
OLDEST = 120


class Reach:
    """Answers « always? » and « never? » for one criterion or for several together."""

    def __init__(self, source: RulebookSource):
        self._source = source
        self._first, self._last = source.contract.period.from_, last_day(source.contract)
        self._fields = {field.id: field for field in source.vocabulary.fields}
        self._relations = {name: Relations(values) for name, values in source.vocabulary.lists.items()}
        self._objectives = Objectives(source.objectives)

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

    def values_that_meet(self, criterion: Criterion, least: int) -> set[str]:
        """Values of the field's list whose best outcome with the criterion is at least `least`."""
        relations = self._relations[str(self._fields[criterion.field].values)]
        return {
            value
            for value in relations.values
            if max(relations.outcome(value, required) for required in criterion.any_of or ()) >= least
        }

    def always(self, criterion: Criterion) -> bool:
        """Does every action meet it, without reserve?"""
        if criterion.field == PERIMETER:
            return self._open_everywhere(criterion.any_of or [])
        field = self._fields[criterion.field]
        if field.type in (FieldType.choice, FieldType.choice_set) and criterion.any_of:
            return len(self.values_that_meet(criterion, FULL)) == len(self._relations[str(field.values)].values)
        if field.type == FieldType.objectives and criterion.any_of:
            return self.covers_all_objectives(criterion.any_of)
        if field.type == FieldType.range:
            return (criterion.at_least or 0) <= 0 and (criterion.at_most is None or criterion.at_most >= OLDEST)
        if field.type == FieldType.number:
            return criterion.at_most is None and (criterion.at_least or 0) <= 0
        if field.type == FieldType.period:
            first, last = self.window(criterion)
            return (first, last) == (self._first, self._last) and criterion.ends_by is None
        return False

    def covers_all_objectives(self, codes: Iterable[str]) -> bool:
        """Do these codes cover every sub-objective?"""
        return len(self._objectives.served(codes)) == len(self._objectives.leaves)

    def window(self, *criteria: Criterion, line: Line | None = None) -> tuple[date, date]:
        """First and last day admitted; the first is after the last if none is."""
        starts = [self._first, *(c.from_ for c in criteria if c.from_)]
        ends = [self._last, *(end for c in criteria for end in (c.until, c.ends_by) if end)]
        if line is not None:
            starts += [day for day in (line.valid.from_,) if day]
            ends += [day for day in (line.valid.until,) if day]
        return max(starts), min(ends)

    def compatible(self, first: Criterion, second: Criterion) -> bool:
        """Can one action meet both? Only fields with one value at a time can say no."""
        field = self._fields.get(first.field)
        if first.field == PERIMETER:
            return bool(self.places(first.any_of or ()) & self.places(second.any_of or ()))
        if field is None or first.field != second.field:
            return True
        if field.type == FieldType.boolean:
            return first.is_ == second.is_
        if field.type == FieldType.choice:
            return bool(self.values_that_meet(first, FAIL + 1) & self.values_that_meet(second, FAIL + 1))
        if field.type == FieldType.period:
            start, end = self.window(first, second)
            return start <= end
        return True
