"""Lines that say the same thing, and identifiers that look the same. Warnings only."""

import json
from collections.abc import Iterator

from eligibility.checks.index import Index
from eligibility.checks.names import duplicates
from eligibility.errors import Issue
from eligibility.french.text import fold
from schemas.funder import FunderFile, Line

_SAYS = {"objectives", "perimeter", "criteria", "kind"}
_PLACES = {"source", "note", "label"}


def advise_twins(index: Index) -> Iterator[Issue]:
    """Two lines of one funder with the same title and criteria; two ids that differ by a hyphen or a dot."""
    lines = [
        (file.funder.id, line, spot.at("lines", number, "id"))
        for spot, file in index.each(FunderFile)
        for number, line in enumerate(file.lines)
        if line.repealed_by is None  # versions of one line say nearly the same
    ]
    ids = {spot: line.id for _, line, spot in lines}
    for _, first, again in duplicates((_meaning(funder, line), spot) for funder, line, spot in lines):
        earlier = f"« {ids[first]} » ({first.file}, ligne {index.line(first)})"
        message = f"la ligne « {ids[again]} » dit la même chose que {earlier}."
        mend = "Réunissez-les, ou dites ce qui les distingue."
        yield index.issue(again, "same-line", message, mend, warning=True)
    for _, first, again in duplicates((fold(line.id).replace(" ", ""), spot) for _, line, spot in lines):
        earlier = f"« {ids[first]} » ({first.file}, ligne {index.line(first)})"
        message = f"l'identifiant « {ids[again]} » ressemble à {earlier}."
        yield index.issue(again, "similar-id", message, "Distinguez-les mieux.", warning=True)


def _meaning(funder: str, line: Line) -> str:
    """What a line requires and its title, whatever the order in which that is written."""
    data = line.model_dump(mode="json", include=_SAYS)
    return json.dumps([funder, fold(line.title), _ordered(data)], sort_keys=True)


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return {key: _ordered(item) for key, item in value.items() if key not in _PLACES}
    if isinstance(value, list):
        return sorted((_ordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
