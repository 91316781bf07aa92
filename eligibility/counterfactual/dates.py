"""The nearest dates that do something else to a line: the action moved with its length, else made shorter."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from eligibility.fields.period import days as in_words
from eligibility.fields.table import Requirement
from eligibility.french.text import french_date

Span = tuple[date | None, date | None]
DAY = timedelta(days=1)


def date_options(requirements: Sequence[Requirement], given: Span) -> Iterator[tuple[Span, str]]:
    """New dates, each with the sentence that says them; of those that do the same to a line, the nearest come first.

    What a line says of dates changes only next to its thresholds: an action moved until one of its ends comes
    there, or cut there, does all that any move or cut can do.
    """
    start, end = given
    days = _thresholds(requirements)
    if start is not None and end is not None:
        yield from _moved(start, end, days)
        yield from _shorter(start, end, days)
    else:
        yield from _one_end(given, days)


def _thresholds(requirements: Sequence[Requirement]) -> list[date]:
    bounds = {bound for requirement in requirements for bound in requirement.bounds}
    return sorted({day for bound in bounds for day in (bound - DAY, bound, bound + DAY)})


def _moved(start: date, end: date, days: list[date]) -> Iterator[tuple[Span, str]]:
    """With the same length."""
    moves = {day - end: "end" for day in days} | {day - start: "start" for day in days}
    for move in sorted(moves, key=lambda move: (abs(move), -move)):
        if not move:
            continue
        begins, ends = start + move, end + move
        if move > timedelta(0):
            sentence = f"commencer l'action au plus tôt le {french_date(begins)}"
        elif moves[move] == "start":
            sentence = f"commencer l'action au plus tard le {french_date(begins)}"
        else:
            sentence = f"finir l'action au plus tard le {french_date(ends)}"
        example = f" (par exemple {in_words(begins, ends)})" if begins != ends else ""
        yield (begins, ends), sentence + example


def _shorter(start: date, end: date, days: list[date]) -> Iterator[tuple[Span, str]]:
    """The longest first, then the nearest."""
    spans = [(a, b) for a in {*days, start} for b in {*days, end} if a <= b and b - a < end - start]
    for a, b in sorted(spans, key=lambda s: (s[0] - s[1], abs(s[0] - start) + abs(s[1] - end), s)):
        if a == start:
            sentence = f"finir l'action au plus tard le {french_date(b)}"
        elif b == end:
            sentence = f"commencer l'action au plus tôt le {french_date(a)}"
        else:
            sentence = _within(a, b)
        yield (a, b), sentence


def _one_end(given: Span, days: list[date]) -> Iterator[tuple[Span, str]]:
    """One end alone is given: it moves, the other stays open; else both are set, as far apart as may be."""
    start, end = given
    known = start or end
    assert known is not None
    for day in sorted(days, key=lambda day: (abs(day - known), day)):
        if start is not None:
            when = "tôt" if day > start else "tard"
            yield (day, None), f"commencer l'action au plus {when} le {french_date(day)}"
        else:
            when = "tard" if day < known else "tôt"
            yield (None, day), f"finir l'action au plus {when} le {french_date(day)}"
    spans = [(a, b) for a in {*days, known} for b in {*days, known} if a <= b]
    for a, b in sorted(spans, key=lambda s: (s[0] - s[1], abs((s[0] if start else s[1]) - known), s)):
        yield (a, b), _within(a, b)


def _within(first: date, last: date) -> str:
    if first == last:
        return f"faire tenir l'action en un jour, le {french_date(first)}"
    return f"faire tenir l'action entre le {french_date(first)} et le {french_date(last)}"
