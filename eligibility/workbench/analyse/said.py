"""Do the second books and the cases see a fault in what an answer says, beside its verdict? One thing changed at a time.

A line's nature, commitment, contact, sources, amounts, priorities; pilots and contributors of an objective; a name that
moves to another quarter; what a correction touches; a quarter's outline. See mutation.py for what changes a verdict.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import shapely
from shapely.affinity import translate

from eligibility.checks.books import Difference
from eligibility.checks.index import Index, SecondBooks
from eligibility.checks.tables import compare_tables
from eligibility.checks.told import told_of, versions
from eligibility.places.geography import Geography
from schemas.funder import Commitment, Funder, Kind, Line, Nature
from schemas.rulebook import RulebookSource
from schemas.second_reading import TablesFile
from schemas.territory import Place, Structure

KINDS = {  # how each is called on screen
    "kind": "financement ou appui",
    "nature": "nature",
    "commitment": "force de l'engagement",
    "contact": "contact",
    "source": "sources",
    "amounts": "montants",
    "priorities": "priorités",
    "pilots": "pilotes",
    "contributors": "contributeurs",
    "structures": "structures et leur quartier",
    "places": "lieux et leur veille",
    "corrections": "corrections",
    "outlines": "contours des quartiers",
}
SHIFT = 100.0  # metres by which an outline moves


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one kind of variants: how many are seen, and the names of those that are not."""

    seen: int
    unseen: tuple[str, ...]


def said_check(index: Index, geography: Geography) -> Mapping[str, Tally]:
    """Every variant of every kind, in the order of KINDS. `index` holds the second books."""
    tried: dict[str, list[tuple[str, bool]]] = {kind: [] for kind in KINDS}
    variants = (_lines(index), _objectives(index), _names(index), _corrections(index), _outlines(index, geography))
    for kind, name, seen in chain(*variants):
        tried[kind].append((name, seen))
    return {
        kind: Tally(sum(seen for _, seen in found), tuple(name for name, seen in found if not seen))
        for kind, found in tried.items()
    }


Tried = Iterator[tuple[str, str, bool]]  # kind, name of the variant, is it seen?


def _lines(index: Index) -> Tried:
    rows = versions(index.books.told)
    entries, met = list(index.entries), Counter[str]()
    for file in index.funders.values():
        for line in file.lines:
            version = (line.id, met[line.id])
            met[line.id] += 1
            for kind, changed in _line_variants(file.funder, line, entries):
                seen = version in rows and told_of(file.funder, changed) != rows[version]
                yield kind, line.id, seen


def _line_variants(funder: Funder, line: Line, entries: list[str]) -> Iterator[tuple[str, Line]]:
    def changed(**update: Any) -> Line:
        return line.model_copy(update=update)

    yield "kind", changed(kind=_next(Kind, line.kind))
    yield "nature", changed(nature=_next(Nature, line.nature))
    yield "commitment", changed(commitment=_next(Commitment, line.commitment))
    contacts = [one.id for one in funder.contacts]
    if len(contacts) > 1:
        yield "contact", changed(contact=_next(contacts, line.contact or contacts[0]))
    yield "source", changed(source=[*line.source[:-1], _next(entries, line.source[-1])])
    for number, amount in enumerate(line.amounts):
        other = amount.model_copy(update={"value": amount.value / 2})
        yield "amounts", changed(amounts=[*line.amounts[:number], other, *line.amounts[number + 1 :]])
    for number, _ in enumerate(line.priorities):
        yield "priorities", changed(priorities=[*line.priorities[:number], *line.priorities[number + 1 :]])


def _next(values: Iterable[Any], value: Any) -> Any:
    known = list(values)
    return known[(known.index(value) + 1) % len(known)]


def _objectives(index: Index) -> Tried:
    rows = {row.code: row for row in index.books.tables.objectives}
    for code, sub in index.objectives.subs.items():
        for kind in ("pilots", "contributors"):
            names: list[str] = getattr(sub, kind)
            if names:
                fewer = _with_objective(index, code, {kind: names[1:]})
                books = SecondBooks(tables=TablesFile(objectives=[rows[code]] if code in rows else []))
                yield kind, code, bool(list(compare_tables(Index(fewer, books=books))))


def _with_objective(index: Index, code: str, update: dict[str, Any]) -> RulebookSource:
    file = index.source.objectives
    axes = [
        axis.model_copy(update={"children": [
            objective.model_copy(update={"children": [
                sub.model_copy(update=update) if sub.code == code else sub for sub in objective.children
            ]})
            for objective in axis.children
        ]})
        for axis in file.axes
    ]  # fmt: skip
    return replace(index.source, objectives=file.model_copy(update={"axes": axes}))


def _names(index: Index) -> Tried:
    territory = index.source.territory
    codes = [quarter.code for quarter in territory.quarters]
    for one in territory.structures:
        if one.linked_quarter:
            moved = {"linked_quarter": _next(codes, one.linked_quarter), "inside": None}
            yield "structures", one.name, _moves(index, "structures", one, moved)
    for place in territory.places:
        yield "places", place.name, _moves(index, "places", place, {"veille": not place.veille})


def _moves(index: Index, kind: str, one: Place | Structure, update: dict[str, Any]) -> bool:
    """Does the second book say otherwise once this place alone is changed?"""
    rows = getattr(index.books.tables, kind)
    books = SecondBooks(tables=TablesFile.model_validate({kind: rows}))

    def found(item: Place | Structure) -> list[Difference]:
        emptied: dict[str, Any] = {"structures": [], "places": [], kind: [item]}
        territory = index.source.territory.model_copy(update=emptied)
        return list(compare_tables(Index(replace(index.source, territory=territory), books=books)))

    return bool(rows) and found(one) != found(one.model_copy(update=update))


def _corrections(index: Index) -> Tried:
    second = index.books.told.corrections
    for one in index.source.corrections.corrections:
        if one.affects:
            yield "corrections", one.id, one.id in second and second[one.id] != sorted(one.affects[1:])


def _outlines(index: Index, geography: Geography) -> Tried:
    """An outline that moves: does a point of the cases fall on the other side?"""
    points = [
        (geography.point(site.longitude, site.latitude), case.place["qpv"])
        for file in index.source.cases.values()
        for case in file.cases
        if "qpv" in case.place and (site := case.action.site) and not isinstance(site, list)
        if site.longitude is not None and site.latitude is not None
    ]
    for code, outline in geography.quarters:
        moved = translate(outline, SHIFT)
        yield (
            "outlines",
            code,
            any((quarter == code) != bool(shapely.contains(moved, point)) for point, quarter in points),
        )
