"""Lines that say the same thing, and identifiers that look the same. Warnings only."""

import json
from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.french.text import fold
from eligibility.rulebook.checks.base import Files, Where, duplicates
from schemas.funder import Line

_SAYS = {"objectives", "perimeter", "criteria", "kind"}
_PLACES = {"source", "note", "label"}


def advise_twins(files: Files) -> Iterator[Issue]:
    """Two lines of one funder with the same title and criteria; two ids that differ by a hyphen or a dot."""
    lines: list[tuple[str, Line, tuple[str, Where]]] = [
        (file.funder.id, line, (name, ("lines", index, "id")))
        for name, file in files.funders.items()
        for index, line in enumerate(file.lines)
        if line.repealed_by is None  # versions of one line say nearly the same
    ]
    ids = {place: line.id for _, line, place in lines}
    for _, first, again in duplicates((_meaning(funder, line), place) for funder, line, place in lines):
        message = f"la ligne « {ids[again]} » dit la même chose que « {ids[first]} » ({first[0]}, ligne {files.locate(*first)})."
        file, where = again
        yield files.issue(
            file, where, "same-line", message, "Réunissez-les, ou dites ce qui les distingue.", warning=True
        )
    for _, first, again in duplicates((fold(line.id).replace(" ", ""), place) for _, line, place in lines):
        message = (
            f"l'identifiant « {ids[again]} » ressemble à « {ids[first]} » ({first[0]}, ligne {files.locate(*first)})."
        )
        file, where = again
        yield files.issue(file, where, "similar-id", message, "Distinguez-les mieux.", warning=True)


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
