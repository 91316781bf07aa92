"""Names given twice, and names near one that does not exist."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from eligibility.french.text import enumerate_french, nearest

Item = TypeVar("Item")


def near(name: str, candidates: Iterable[str]) -> str:
    """« Valeurs proches : a ou b. »"""
    close = nearest(name, candidates, cutoff=40)
    return f"Valeurs proches : {enumerate_french(close)}." if close else "Corrigez-la ou déclarez-la."


def duplicates(ids: Iterable[tuple[str, Item]]) -> Iterator[tuple[str, Item, Item]]:
    """(id, first place, second place) for each id met again."""
    seen: dict[str, Item] = {}
    for name, place in ids:
        if name in seen:
            yield name, seen[name], place
        else:
            seen[name] = place
