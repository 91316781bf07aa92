"""Names given twice."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def duplicates(ids: Iterable[tuple[str, Item]]) -> Iterator[tuple[str, Item, Item]]:
    """(id, first place, second place) for each id met again."""
    seen: dict[str, Item] = {}
    for name, place in ids:
        if name in seen:
            yield name, seen[name], place
        else:
            seen[name] = place
