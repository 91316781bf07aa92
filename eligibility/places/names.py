"""Names that people use for places: communes, quarters, named places, structures; compared as they are written."""

from dataclasses import dataclass

from eligibility.french.text import fold
from eligibility.rulebook.territory import NO_QUARTER, Place, Territory
from schemas.territory import Structure


@dataclass(frozen=True)
class Named:
    """What a name stands for."""

    label: str
    places: frozenset[Place]
    because: str
    source: str
    kind: str


class Names:
    """Indexes from folded names to what they stand for; one name may stand for several things."""

    def __init__(self, territory: Territory):
        self._territory = territory
        self.communes = self._index_communes()
        self.places = self._index_places()
        self.structures = self._index_structures()
        self.ambiguities = {
            fold(name): ambiguity
            for ambiguity in territory.file.ambiguities
            for name in (ambiguity.name, *ambiguity.aliases)
        }

    def _index_communes(self) -> dict[str, str]:
        return {
            fold(name): commune.insee
            for commune in self._territory.communes.values()
            for name in (commune.insee, commune.name, *commune.aliases)
        }

    def in_quarter(self, code: str) -> frozenset[Place]:
        """Everywhere in one priority quarter."""
        return frozenset(place for place in self._territory.places if place.qpv == code)

    def in_commune(self, insee: str) -> frozenset[Place]:
        """Everywhere in one commune."""
        return frozenset(place for place in self._territory.places if place.commune == insee)

    def _index_places(self) -> dict[str, list[Named]]:
        index: dict[str, list[Named]] = {}
        for quarter in self._territory.quarters.values():
            named = Named(
                f"{quarter.name} ({quarter.code})",
                self.in_quarter(quarter.code),
                "le contrat ou le décret nomme ainsi ce quartier prioritaire",
                quarter.source,
                "qpv",
            )
            for name in dict.fromkeys(fold(n) for n in (quarter.code, quarter.name, *quarter.aliases)):
                index.setdefault(name, []).append(named)
        for place in self._territory.file.places:
            places = frozenset(p for p in self.in_commune(place.commune) if p.qpv == NO_QUARTER)
            if place.veille is not None:
                places = frozenset(p for p in places if p.veille is place.veille)
                because = (
                    "le contrat nomme ce lieu en veille" if place.veille else "le contrat nomme ce lieu hors veille"
                )
            else:
                places = self.in_commune(place.commune)
                because = "le contrat ne dit de ce lieu que sa commune"
            named = Named(place.name, places, because, place.source, "place")
            for name in dict.fromkeys(fold(n) for n in (place.name, *place.aliases)):
                index.setdefault(name, []).append(named)
        return index

    def _index_structures(self) -> dict[str, list[Named]]:
        index: dict[str, list[Named]] = {}
        for structure in self._territory.file.structures:
            named = self._structure(structure)
            for name in dict.fromkeys(fold(n) for n in (structure.name, *structure.aliases)):
                index.setdefault(name, []).append(named)
        return index

    def _structure(self, structure: Structure) -> Named:
        commune = self._territory.communes[structure.commune].name
        if structure.inside:
            places = frozenset(p for p in self.in_quarter(structure.inside) if p.commune == structure.commune)
            because = (
                f"le contrat la situe dans le quartier prioritaire {self._territory.quarters[structure.inside].name}"
            )
        else:
            places = self.in_commune(structure.commune)
            linked = self._territory.quarters.get(structure.linked_quarter or "")
            because = f"le contrat la situe à {commune}" + (
                f" et la rattache au quartier {linked.name}, sans dire si elle est dedans" if linked else ""
            )
        return Named(f"{structure.name} ({commune})", places, because, structure.source, "structure")

    def quarter_code(self, text: str) -> str | None:
        """Code of a priority quarter given by code or by name."""
        code = text.upper().replace(" ", "")
        if code in self._territory.quarters:
            return code
        found = [n for n in self.places.get(fold(text), []) if n.kind == "qpv"]
        return next(iter(found[0].places)).qpv if len(found) == 1 else None
