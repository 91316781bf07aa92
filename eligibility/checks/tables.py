"""The tables of the contract, read a second time: who pilots an objective, which place or structure is where.

Names are compared by their words, as two people may write one name two ways: « MJC » stands for the words of the other.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from eligibility.checks.books import Difference, shown
from eligibility.checks.index import Index, Spot
from eligibility.french.text import fold
from eligibility.rulebook.load import TABLES
from schemas.second_reading import NamedRow
from schemas.territory import Commune, Place, Quarter, Structure

_SMALL = {"de", "du", "des", "la", "le", "les", "en", "et", "au", "aux", "sur", "pour", "dit", "lez"}
_STEM = 5  # letters of a word that are compared: singular and plural are one


def compare_tables(index: Index) -> Iterator[Difference]:
    """Objectives, structures and places on which the second book differs; nothing of a table that it does not hold."""
    yield from _objectives(index)
    tables, territory = index.books.tables, index.source.territory
    of = {commune.insee: commune for commune in territory.communes}
    for number, row in enumerate(tables.structures):
        code = _code(row, territory.quarters)
        yield from _structure(row, code, territory.structures, of, Spot(TABLES, ("structures", number)))
    quarters_and_places: list[Quarter | Place] = [*territory.quarters, *territory.places]
    for number, row in enumerate(tables.places):
        code = _code(row, territory.quarters)
        yield from _place(row, code, quarters_and_places, of, Spot(TABLES, ("places", number)))
    if tables.structures:
        yield from _unread("structures", territory.structures, tables.structures, of)
    if tables.places:
        yield from _unread("places", territory.places, tables.places, of)


def _objectives(index: Index) -> Iterator[Difference]:
    for number, row in enumerate(index.books.tables.objectives):
        sub = index.objectives.subs.get(row.code)
        for name in ("pilots", "contributors"):
            first: list[str] = getattr(sub, name, None) or []
            second: list[str] = getattr(row, name)
            if not _same(first, second):
                yield Difference(name, row.code, shown(first), shown(second), Spot(TABLES, ("objectives", number)))


def _structure(
    row: NamedRow, code: str | None, known: Collection[Structure], of: dict[str, Commune], spot: Spot
) -> Iterator[Difference]:
    found = [one for one in known if _bears(one, row, [of[one.commune]])]
    if not found:
        yield Difference("structures", row.name, "rien", row.commune or "une structure", spot)
    elif all(code not in ({one.linked_quarter, one.inside} - {None} or {None}) for one in found):
        first = shown({one.linked_quarter or "aucun" for one in found})
        yield Difference("structures", row.name, first, row.quarter or "aucun", spot)


def _place(
    row: NamedRow, code: str | None, known: Collection[Quarter | Place], of: dict[str, Commune], spot: Spot
) -> Iterator[Difference]:
    if any(fold(row.name) == fold(one.name) for one in of.values()):
        return  # a whole commune: territory.yaml says of each what the text does
    found = [one for one in known if _bears(one, row, [of[c] for c in _communes(one)])]
    if not found:
        yield Difference("places", row.name, "rien", row.commune or "un lieu", spot)
        return
    said = {_where(one) for one in found}
    second = code if code and row.veille is not None else _veille(row.veille)
    if second not in said:
        yield Difference("places", row.name, shown(said), second, spot)


def _unread(
    attribute: str, known: Iterable[Place | Structure], rows: Collection[NamedRow], of: dict[str, Commune]
) -> Iterator[Difference]:
    for one in known:
        if not any(_bears(one, row, [of[one.commune]]) for row in rows):
            yield Difference(attribute, one.name, of[one.commune].name, "rien", Spot(TABLES, (attribute,)))


def _bears(one: Quarter | Place | Structure, row: NamedRow, communes: list[Commune]) -> bool:
    """Is a row about this place or structure: one of its communes, and the words of one of its names?"""
    towns = [fold(town) for town in (row.commune or "").split(", ")]
    if row.commune and not any(fold(commune.name) in towns for commune in communes):
        return False
    around = set().union(*(_words(commune.name) for commune in communes))
    wanted = _words(row.name) - around or _words(row.name)
    names = (_words(name) - around or _words(name) for name in (one.name, *one.aliases))
    return any(name <= wanted or wanted <= name for name in names)


def _code(row: NamedRow, quarters: Iterable[Quarter]) -> str | None:
    """Code of the quarter of a row; of none that we know, its own word for it."""
    return next((one.code for one in quarters if row.quarter and _is(one, row.quarter)), row.quarter)


def _is(quarter: Quarter, text: str) -> bool:
    """Does a text name this quarter: by its code, by one of its names, or by some words of it?"""
    return text == quarter.code or any(_words(text) <= _words(name) for name in (quarter.name, *quarter.aliases))


def _communes(one: Quarter | Place) -> list[str]:
    return one.communes if isinstance(one, Quarter) else [one.commune]


def _where(one: Quarter | Place) -> str:
    return one.code if isinstance(one, Quarter) else _veille(one.veille)


def _veille(said: bool | None) -> str:
    return {True: "en veille", False: "hors veille", None: "rien n'en est dit"}[said]


def _same(first: Collection[str], second: Collection[str]) -> bool:
    """As many names, each with its own on the other side."""
    left = list(second)
    for name in first:
        match = next((other for other in left if _alike(name, other)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _alike(a: str, b: str) -> bool:
    return any(_within(one, other) for one, other in ((a, b), (b, a)))


def _within(name: str, other: str) -> bool:
    """Does the other name hold every word of this one, a word in capitals being the initials of some of its own?"""
    short = {word for word in re.findall(r"\b[A-Z]{2,}\b", name) if word in _initials(other)}
    return _words(" ".join(word for word in re.findall(r"\w+", name) if word not in short)) <= _words(other)


def _initials(name: str) -> str:
    return "".join(
        word[0] for word in re.findall(r"[a-z]+", fold(name)) if len(word) > 2 and word not in _SMALL
    ).upper()


def _words(name: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"[a-z0-9]+", fold(name)) if len(word) > 1 and word not in _SMALL}
