"""Names of places as they are said: abbreviated, without article or plural, cut short; and what each may mean."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from eligibility.french.text import fold
from eligibility.places.names import COMMUNE, QUARTER, STRUCTURE, NamedPlace, PlaceNames
from schemas.territory import Ambiguity

ABBREVIATIONS = {
    "st": "saint", "ste": "sainte", "fbg": "faubourg", "fg": "faubourg", "fb": "faubourg", "res": "residence",
    "qtier": "quartier", "quart": "quartier", "qrt": "quartier", "clg": "college", "bib": "bibliotheque",
    "mq": "maison quartier", "cs": "centre social", "ecol": "ecole",
}  # fmt: skip
PLACE_LIGHT = frozenset(
    {"le", "la", "les", "l", "d", "de", "du", "des", "au", "aux", "a", "en", "et", "un", "une", "sur", "lez", "dans"}
)  # fmt: skip
HEADS = frozenset(
    {
        "cite", "quartier", "residence", "hlm", "coron", "ville", "commune", "lotissement", "hameau", "secteur",
        "village", "zone",
    }
)  # fmt: skip
LEVELS = frozenset(
    {
        "maternelle", "elementaire", "primaire", "professionnel", "general", "municipal", "municipale", "polyvalente",
        "polyvalent",
    }
)  # fmt: skip

Key = tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """A place, and how an action gives it: the field of its site, and the value."""

    place: NamedPlace
    site: tuple[str, str]

    @classmethod
    def of(cls, place: NamedPlace, name: str | None = None) -> "Target":
        """By its code if it has one; a quarter that is called by one of its names, by that name."""
        if place.kind == COMMUNE:
            return cls(place, ("commune", str(place.code)))
        if place.kind == QUARTER:
            return cls(place, ("quarter", name) if name and name != place.code else ("qpv", str(place.code)))
        return cls(place, ("structure" if place.kind == STRUCTURE else "quarter", place.name))

    @property
    def label(self) -> str:
        """Its name, with its commune if the name does not say it."""
        place = self.place
        if place.kind in (COMMUNE, QUARTER) or place.towns[0] in place.name:
            return place.label if place.kind == QUARTER else place.name
        return f"{place.name} ({place.towns[0]})" if place.kind == STRUCTURE else f"{place.name}, {place.towns[0]}"


@dataclass
class Name:
    """What one written name may mean. `common`: a common noun too (« le stade »), which needs its article in a sentence."""

    targets: list[Target] = field(default_factory=list)
    question: str | None = None
    common: bool = False
    exact: bool = True


def key_of(words: Iterable[str]) -> Key:
    """How a name is compared: abbreviations spelt out, articles and plurals dropped, what has no article kept whole."""
    full = [part for word in words for part in ABBREVIATIONS.get(word, word).split()]
    kept = [word for word in full if word not in PLACE_LIGHT] or full
    return tuple(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in kept)


class SpokenNames:
    """`names` match anywhere; `headed` only after « cité », « quartier »…; `language`: the plain words of French."""

    def __init__(self, names: PlaceNames, language: Container[str]):
        self._names, self._places = names, names.all
        self.names: dict[Key, Name] = {}
        self.headed: dict[Key, Name] = {}
        for place in self._places:
            for name in place.names:
                self._add(key_of(fold(name).split()), self.target(place, name))
        self._towns = {
            word for commune in names.of(COMMUNE) for name in commune.names for word in key_of(fold(name).split())
        }
        self._without_town()
        self._ambiguous(names.territory.file.ambiguities, language)
        self._shorter()

    def target(self, place: NamedPlace, name: str | None = None) -> Target:
        """A place, and how an action gives it without doubt."""
        if place.kind == COMMUNE:
            return Target(place, ("commune", self._names.commune_text(str(place.code))))
        return Target.of(place, name)

    def _add(self, key: Key, target: Target) -> None:
        name = self.names.setdefault(key, Name())
        if (target.place.kind, target.place.name) not in {(t.place.kind, t.place.name) for t in name.targets}:
            name.targets.append(target)

    def _ambiguous(self, ambiguities: Iterable[Ambiguity], language: Container[str]) -> None:
        """Names that the rulebook says could be several places take all of these, with its question."""
        by_name = {fold(name): self.target(one) for one in self._places for name in (one.name, *one.names)}
        for ambiguity in ambiguities:
            targets = [by_name[fold(name)] for name in ambiguity.candidates if fold(name) in by_name]
            start = fold(ambiguity.name)
            plain = all(word in language for word in start.split())
            common = plain and all(start in fold(target.place.name) for target in targets)
            for name in (ambiguity.name, *ambiguity.aliases):
                self.names[key_of(fold(name).split())] = Name(list(targets), ambiguity.question, common)

    def _without_town(self) -> None:
        """« Salle (ville) » may be said without its town: then all of that name are meant."""
        for place in self._places:
            for name in place.names:
                key = key_of(fold(name.partition("(")[0]).split())
                if "(" in name and len(key) > 1:
                    self._merge(self.names, key, Name([Target.of(place, name)]))

    def _shorter(self) -> None:
        """Shorter ways to say long names: other word for « cité », no school level, no first name."""
        for key, name in list(self.names.items()):
            if len(key) > 1 and key[0] in HEADS:
                self._merge(self.headed, key[1:], name)
            shorter = tuple(word for word in key if word not in LEVELS)
            if 1 < len(shorter) < len(key):
                self._merge(self.names, shorter, name)
            if (
                len(shorter) > 2
                and shorter[-1] not in self._towns
                and all(t.place.kind == STRUCTURE for t in name.targets)
                and not name.question
            ):
                self._merge(self.names, (shorter[0], shorter[-1]), name)

    def _merge(self, index: dict[Key, Name], key: Key, name: Name) -> None:
        if key in index and index[key].exact and index is self.names:
            return
        merged = index.setdefault(key, Name(exact=index is self.headed, question=name.question))
        merged.targets += [target for target in name.targets if target not in merged.targets]
        merged.question = merged.question or name.question
