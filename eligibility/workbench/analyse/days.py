"""Stretches of days in which nothing begins or ends: for each, one day stands for all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.fields.builtin import PERIOD

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """First and last day, both included."""

    first: date
    last: date

    @property
    def day(self) -> date:
        """An action on this one day meets whatever a longer one in the stretch meets."""
        return self.first

    @property
    def code(self) -> str:
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def label(self) -> str:
        return f"du {self.first:%d/%m/%Y} au {self.last:%d/%m/%Y}"


def stretches(rulebook: Rulebook, lines: Iterable[CompiledLine], cuts: Iterable[date] = ()) -> Iterator[Stretch]:
    """The rulebook's period, cut where some line begins or ends, and at the given days."""
    period = rulebook.contract.period
    starts = {period.from_, *cuts}
    for line in lines:
        for row in line.rows:
            for requirement in row.requirements:
                if requirement.field == PERIOD and not requirement.soft:
                    starts |= {start for start in (requirement.low, requirement.first) if start}
                    starts |= {end + DAY for end in (requirement.high, requirement.deadline, requirement.last) if end}
    ordered = sorted(day for day in starts if period.from_ <= day <= period.until)
    for first, following in zip(ordered, [*ordered[1:], period.until + DAY], strict=True):
        yield Stretch(first, following - DAY)
