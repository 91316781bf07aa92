"""The dates of an action: its first and its last day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from eligibility.fields.bounds import Bounded
from eligibility.fields.interval_table import Span
from eligibility.fields.kind import UNKNOWN, Fault, Form, Reading, Said, VariantChange
from eligibility.fields.table import Requirement
from eligibility.french import dates
from eligibility.french.reading import Unreadable
from eligibility.french.text import french_date
from schemas.criterion import Criterion, is_printed
from schemas.vocabulary import FieldDefinition

DAY = timedelta(days=1)
ASSUMED = "non précisées, supposées dans la période du contrat"
IN_PART = "Vaut seulement pour la partie de l'action dans les dates"


class Period(Bounded):
    """Days, supposed within those of the contract where an action does not say them."""

    operators = ("from", "until", "ends_by", "begins_from", "begins_until")
    form: Form = "period"
    between = "_"

    def __init__(self, definition: FieldDefinition, first: date, last: date):
        super().__init__(definition)
        self._first, self._last = first, last
        if definition.part is None:
            self.part_text = IN_PART

    @property
    def ends(self) -> tuple[date, date, timedelta]:
        return self._first, self._last, DAY

    @property
    def domain(self) -> Any:
        return self._first, self._last

    @property
    def path_labels(self) -> tuple[str, ...]:
        return ("Premier jour", "Dernier jour")

    def wrong_values(self, criterion: Criterion) -> Iterator[Fault]:
        yield from ()

    def window(self, *criteria: Criterion) -> tuple[date, date]:
        """First and last day admitted by all these; the first is after the last if there is none."""
        starts = [self._first, *(c.from_ for c in criteria if c.from_)]
        ends = [self._last, *(end for c in criteria for end in (c.until, c.ends_by) if end)]
        return max(starts), min(ends)

    def always(self, criterion: Criterion) -> bool:
        begins = criterion.begins_from is not None or (criterion.begins_until or self._last) < self._last
        return not begins and self.window(criterion) == (self._first, self._last) and not criterion.ends_by

    def compatible(self, first: Criterion, second: Criterion) -> bool:
        start, end = self.window(first, second)
        return start <= end

    def variants(self, criterion: Criterion) -> Iterator[tuple[VariantChange, Criterion]]:
        if criterion.ends_by is not None:
            yield "flip", criterion.model_copy(update={"ends_by": None, "from_": criterion.ends_by + DAY})
            yield "widen", criterion.model_copy(update={"ends_by": criterion.ends_by + DAY})
            return
        if criterion.begins_from is not None or criterion.begins_until is not None:
            first, last = criterion.begins_from, criterion.begins_until
            other = other_side(first, last)
            yield "flip", criterion.model_copy(update={"begins_from": other["from_"], "begins_until": other["until"]})
            wide = {"begins_from": first and first - DAY, "begins_until": last and last + DAY}
            yield "widen", criterion.model_copy(update=wide)
            return
        yield "flip", criterion.model_copy(update=other_side(criterion.from_, criterion.until))
        wider = {"from_": criterion.from_ and criterion.from_ - DAY, "until": criterion.until and criterion.until + DAY}
        yield "widen", criterion.model_copy(update=wider)

    def requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        return Requirement(
            self.id,
            low=criterion.from_,
            high=criterion.until,
            deadline=criterion.ends_by,
            first=criterion.begins_from,
            last=criterion.begins_until,
            soft=soft,
            printed=is_printed(criterion),
        )

    def expected(self, criterion: Criterion) -> str:
        begins = beginning(criterion.begins_from, criterion.begins_until)
        if begins and not (criterion.from_ or criterion.until or criterion.ends_by):
            return begins
        return " ; ".join(filter(None, [action_within(criterion.from_, criterion.until, criterion.ends_by), begins]))

    def found(self, key: Span | None) -> str:
        return ASSUMED if key is None else self.said(key)

    def said(self, key: Span) -> str:
        return days(*key)

    def read(self, given: Sequence[Any], pointers: Sequence[str]) -> Reading:
        start, end = given
        if start is None and end is None:
            label = f"pendant le contrat, du {self._first:%d/%m/%Y} au {self._last:%d/%m/%Y}"
            because = (
                "vous n'avez pas donné de dates : l'action est supposée avoir lieu pendant le contrat, année inconnue"
            )
            return Reading(facts=(Said(None, label, "assumed", because),))
        facts = [Said([day.isoformat() for day in given if day is not None], self.said((start, end)))]
        if start is None or end is None:
            missing = "début" if start is None else "fin"
            because = f"vous n'avez pas donné la date de {missing} : elle est supposée dans la période du contrat"
            facts.append(Said(None, f"{missing} pendant le contrat", "assumed", because))
        return Reading((start, end), tuple(facts))

    def written(self, key: Span) -> Sequence[Any]:
        return [day.isoformat() for day in key]

    def typed(self, text: str) -> Sequence[Any]:
        start, _, end = text.partition(self.between)
        first = dates.day(start).value if start.strip() else None
        last = dates.day(end, last=True).value if end.strip() else None
        if first and last and first > last:
            begins, ends = self.path_labels
            raise Unreadable(
                f"« {begins} » est après « {ends} » : {french_date(first)} et {french_date(last)}. Corrigez l'une des deux dates, ou échangez-les."
            )
        return [day and day.isoformat() for day in (first, last)]


def other_side(first: date | None, last: date | None) -> dict[str, date | None]:
    """Days after the end; if there is no end, days before the beginning."""
    return {"from_": last + DAY, "until": None} if last else {"from_": None, "until": first and first - DAY}


def days(start: date | None, end: date | None) -> str:
    """« du 1er mars 2015 au 30 juin 2015 » : known or half-known dates."""
    if start and end:
        return f"le {french_date(start)}" if start == end else f"du {french_date(start)} au {french_date(end)}"
    if start:
        return f"à partir du {french_date(start)}, fin non précisée"
    return f"jusqu'au {french_date(end)}, début non précisé" if end else UNKNOWN


def action_within(first: date | None, last: date | None, deadline: date | None) -> str:
    """« une action entre le 1er janvier 2015 et le 30 juin 2016, terminée au plus tard le … »"""
    if first and last:
        text = f"une action entre le {french_date(first)} et le {french_date(last)}"
    elif first:
        text = f"une action à partir du {french_date(first)}"
    elif last:
        text = f"une action jusqu'au {french_date(last)}"
    else:
        text = "une action"
    return f"{text}, terminée au plus tard le {french_date(deadline)}" if deadline else text


def beginning(first: date | None, last: date | None) -> str:
    """« commencer au plus tard le 30 juin 2016 »: on which days an action may begin."""
    if first and last:
        return (
            f"commencer le {french_date(first)}"
            if first == last
            else f"commencer entre le {french_date(first)} et le {french_date(last)}"
        )
    return (
        f"commencer au plus tôt le {french_date(first)}"
        if first
        else f"commencer au plus tard le {french_date(last)}"
        if last
        else ""
    )
