"""What several columns say of where the action is, put together; what contradicts is left out, both sides, and told."""

from collections.abc import Collection
from dataclasses import dataclass

from eligibility.batch.cells import quoted
from eligibility.batch.columns import Column
from eligibility.batch.place_cell import SiteData
from eligibility.french.text import fold
from eligibility.places.names import PlaceNames

MAX_SITES = 50
_POINT = frozenset({"longitude", "latitude"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """The places that one column gives; columns that add up make one entry."""

    column: Column
    sites: tuple[SiteData, ...]


class SiteColumns:
    """The columns of one row that were read as places."""

    def __init__(self, names: PlaceNames):
        self._names = names
        self._entries: list[_Entry] = []
        self.told: list[tuple[Column, str]] = []  # what contradicts what

    def add(self, column: Column, sites: Collection[SiteData]) -> None:
        """One column more."""
        same = next((i for i, e in enumerate(self._entries) if column.ranked and _adds_up(e.column, column)), None)
        if same is None:
            self._entries.append(_Entry(column, tuple(sites)))
        else:
            before = self._entries[same].sites
            self._entries[same] = _Entry(
                self._entries[same].column, (*before, *(site for site in sites if site not in before))
            )

    def take_back(self, column: Column) -> None:
        """Columns that add up with this one: one part that is not read makes the whole list unknown."""
        self._entries = [entry for entry in self._entries if not _adds_up(entry.column, column)]

    def drop(self, name: str | None) -> bool:
        """Leaves out what gives this key of a place, or everything; was there anything?"""
        names = _POINT if name in _POINT else {name}
        before = len(self._entries)
        if name is None and any(_POINT & site.keys() for entry in self._entries for site in entry.sites):
            names = _POINT  # one without the other
        elif name is None:
            self._entries = []
        self._entries = [entry for entry in self._entries if not any(names & site.keys() for site in entry.sites)]
        return len(self._entries) < before

    def drop_all(self) -> bool:
        """Leaves out everything; was there anything?"""
        found, self._entries = bool(self._entries), []
        return found

    def column_of(self, name: str | None) -> Column | None:
        """The column that gives this key of a place."""
        return next((e.column for e in self._entries if name is None or any(name in site for site in e.sites)), None)

    def __bool__(self) -> bool:
        return bool(self._entries)

    def joined(self) -> SiteData | list[SiteData] | None:
        """One value per key, or lists of one length; None if nothing is left that agrees."""
        while self._entries:
            wrong = self._mismatch() or self._contradiction()
            if wrong is None:
                break
            column, message, left_out = wrong
            self.told.append((column, message))
            self._entries = [entry for entry in self._entries if entry not in left_out]
        if not self._entries:
            return None
        if len(self._entries) == 1:
            alone = list(self._entries[0].sites)
            return alone if len(alone) > 1 else alone[0]
        count = max(len(entry.sites) for entry in self._entries)
        sites: list[SiteData] = [{} for _ in range(count)]
        for entry in self._in_order():
            for index, site in enumerate(sites):
                for key, value in entry.sites[index if len(entry.sites) > 1 else 0].items():
                    site.setdefault(key, value)
        return sites if count > 1 else sites[0]

    def _in_order(self) -> list[_Entry]:
        """Columns of one key first: they are the most precise."""
        return sorted(self._entries, key=lambda e: e.column.heading is not None and e.column.heading.name == "place")

    def _mismatch(self) -> tuple[Column, str, list[_Entry]] | None:
        count = max(len(entry.sites) for entry in self._entries)
        wrong = [entry for entry in self._entries if len(entry.sites) not in (1, count)]
        if not wrong and count <= MAX_SITES:
            return None
        message = f"Les colonnes du lieu ne listent pas le même nombre de lieux, ou en listent plus de {MAX_SITES}. Donnez-les dans une seule colonne."
        return (wrong or self._entries)[0].column, message, list(self._entries)

    def _contradiction(self) -> tuple[Column, str, list[_Entry]] | None:
        entries = self._in_order() if len(self._entries) > 1 else []
        for later, second in enumerate(entries):
            for first in entries[:later]:
                for index in range(max(len(first.sites), len(second.sites))):
                    one, other = (e.sites[index if len(e.sites) > 1 else 0] for e in (first, second))
                    for key in one.keys() & other.keys():
                        if not self._same(key, one[key], other[key]):
                            message = f"{quoted(str(other[key]))} contredit {quoted(str(one[key]))}, dans la colonne {first.column}. Aucun des deux n'est retenu : gardez ce dont vous êtes sûr."
                            return second.column, message, [first, second]
        return None

    def _same(self, key: str, one: object, other: object) -> bool:
        """The same value, or two names of one place."""
        if one == other or fold(str(one)) == fold(str(other)):
            return True
        if key == "commune":
            found = [self._names.communes.get(fold(str(text))) for text in (one, other)]
            return found[0] is not None and found[0] == found[1]
        index = {"quarter": self._names.places, "structure": self._names.structures}.get(key, {})
        return index.get(fold(str(one)), [0]) == index.get(fold(str(other)), [1])


def _adds_up(one: Column, other: Column) -> bool:
    return one.ranked and other.ranked and one.heading == other.heading
