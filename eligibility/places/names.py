"""Every name of a rulebook's territory, as people write it, and what it stands for: one index for all who read places.

The resolver, the search and the tables differ in what they accept of a text, not in the names that they know.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from eligibility.french.text import fold
from eligibility.places.france import france
from eligibility.rulebook.territory import NO_QUARTER, Place, Territory
from schemas.territory import Place as PlaceModel
from schemas.territory import Structure

COMMUNE, QUARTER, PLACE, STRUCTURE = KINDS = ("commune", "quarter", "place", "structure")


@dataclass(frozen=True)
class NamedPlace:
    """A commune, a priority quarter, a named place or a structure, and where something that bears its name may be."""

    kind: str
    name: str
    code: str | None  # of a commune or a quarter
    label: str
    towns: tuple[str, ...]  # names of its communes
    communes: frozenset[str]
    quarter: str | None  # code of the quarter that it is, lies in or is linked to
    places: frozenset[Place]
    because: str
    source: str
    names: tuple[str, ...] = field(compare=False)  # all the ways to write it, its code among them


Index = dict[str, list[NamedPlace]]


class PlaceNames:
    """What bears a name, by kind and by folded name; one name may stand for several things. Built once, read-only."""

    def __init__(self, territory: Territory):
        self.territory = territory
        self.all = (*self._communes(), *self._quarters(), *self._places(), *self._structures())
        self.communes = {fold(name): str(one.code) for one in self.of(COMMUNE) for name in one.names}
        self.places = self._index((QUARTER, PLACE))
        self.structures = self._index((STRUCTURE,))
        self.ambiguities = {
            fold(name): ambiguity
            for ambiguity in territory.file.ambiguities
            for name in (ambiguity.name, *ambiguity.aliases)
        }

    def of(self, kind: str) -> list[NamedPlace]:
        """Those of one kind, in the order of the rulebook."""
        return [one for one in self.all if one.kind == kind]

    def in_quarter(self, code: str) -> frozenset[Place]:
        """Everywhere in one priority quarter."""
        return frozenset(place for place in self.territory.places if place.qpv == code)

    def in_commune(self, insee: str) -> frozenset[Place]:
        """Everywhere in one commune."""
        return frozenset(place for place in self.territory.places if place.commune == insee)

    @cached_property
    def shared_codes(self) -> frozenset[str]:
        """INSEE codes of communes here that are the postal code of another commune here: by themselves they are asked."""
        communes = self.territory.communes
        return frozenset(
            code
            for code in communes
            if any(town.code != code and town.code in communes for town in france().of_postcode(code))
        )

    def commune_text(self, insee: str) -> str:
        """What gives a commune without doubt: its INSEE code, or its name if the code is shared."""
        return self.territory.communes[insee].name if insee in self.shared_codes else insee

    def quarter_code(self, text: str) -> str | None:
        """Code of a priority quarter given by code or by name."""
        code = text.upper().replace(" ", "")
        if code in self.territory.quarters:
            return code
        quarters = [one for one in self.places.get(fold(text), []) if one.kind == QUARTER]
        return quarters[0].code if len(quarters) == 1 else None

    def _index(self, kinds: Iterable[str]) -> Index:
        index: Index = {}
        for one in self.all:
            if one.kind in kinds:
                for name in dict.fromkeys(map(fold, one.names)):
                    index.setdefault(name, []).append(one)
        return index

    def _communes(self) -> Iterator[NamedPlace]:
        for commune in self.territory.communes.values():
            yield NamedPlace(
                COMMUNE, commune.name, commune.insee, commune.name, (commune.name,), frozenset({commune.insee}), None,
                self.in_commune(commune.insee), "le contrat nomme cette commune", commune.source,
                (commune.name, *commune.aliases, commune.insee),
            )  # fmt: skip

    def _quarters(self) -> Iterator[NamedPlace]:
        for quarter in self.territory.quarters.values():
            yield NamedPlace(
                QUARTER, quarter.name, quarter.code, f"{quarter.name} ({quarter.code})",
                self._towns(quarter.communes), frozenset(quarter.communes), quarter.code, self.in_quarter(quarter.code),
                "le contrat ou le décret nomme ainsi ce quartier prioritaire", quarter.source,
                (quarter.code, quarter.name, *quarter.aliases),
            )  # fmt: skip

    def _places(self) -> Iterator[NamedPlace]:
        for place in self.territory.file.places:
            yield NamedPlace(
                PLACE, place.name, None, place.name, self._towns([place.commune]), frozenset({place.commune}), None,
                *self._extent(place), place.source, (place.name, *place.aliases),
            )  # fmt: skip

    def _extent(self, place: PlaceModel) -> tuple[frozenset[Place], str]:
        inside = self.in_commune(place.commune)
        if place.veille is None:
            return inside, "le contrat ne dit de ce lieu que sa commune"
        because = "le contrat nomme ce lieu en veille" if place.veille else "le contrat nomme ce lieu hors veille"
        return frozenset(p for p in inside if p.qpv == NO_QUARTER and p.veille is place.veille), because

    def _structures(self) -> Iterator[NamedPlace]:
        for structure in self.territory.file.structures:
            (town,) = towns = self._towns([structure.commune])
            yield NamedPlace(
                STRUCTURE, structure.name, None, f"{structure.name} ({town})", towns, frozenset({structure.commune}),
                structure.inside or structure.linked_quarter, *self._site(structure, town), structure.source,
                (structure.name, *structure.aliases),
            )  # fmt: skip

    def _site(self, structure: Structure, town: str) -> tuple[frozenset[Place], str]:
        quarters = self.territory.quarters
        if structure.inside:
            inside = frozenset(p for p in self.in_quarter(structure.inside) if p.commune == structure.commune)
            return inside, f"le contrat la situe dans le quartier prioritaire {quarters[structure.inside].name}"
        linked = quarters.get(structure.linked_quarter or "")
        side = f" et la rattache au quartier {linked.name}, sans dire si elle est dedans" if linked else ""
        return self.in_commune(structure.commune), f"le contrat la situe à {town}{side}"

    def _towns(self, communes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.territory.communes[insee].name for insee in communes)
