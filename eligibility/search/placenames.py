"""Every name of a rulebook's territory, as people write it, with the site that it stands for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.french.text import fold
from eligibility.search.grammar import ABBREVIATIONS, HEADS, LEVELS, PLACE_LIGHT
from eligibility.search.spelling import french_words

Key = tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """A place and how an action names it; `communes` and `quarter` say where it is, or to what it is linked."""

    kind: str
    name: str
    label: str
    site: tuple[tuple[str, str], ...]
    communes: frozenset[str]
    quarter: str | None = None

    def as_site(self) -> dict[str, Any]:
        """In the form of `action.site`."""
        return dict(self.site)


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


class PlaceNames:
    """`names` match anywhere; `headed` only after « cité », « quartier »…; `parts` only when typed alone."""

    def __init__(self, rulebook: Rulebook):
        self.file = rulebook.source.territory
        self.names: dict[Key, Name] = {}
        self.headed: dict[Key, Name] = {}
        self._communes = {commune.insee: commune.name for commune in self.file.communes}
        self.quarter_names = {quarter.code: quarter.name for quarter in self.file.quarters}
        self._by_name = {fold(name): target for target, names in self._targets() for name in (target.name, *names)}
        for target, names in self._targets():
            for name in names:
                self._add(self.names, key_of(fold(name).split()), self._called(target, name))
        self._towns = {
            word
            for commune in self.file.communes
            for n in (commune.name, *commune.aliases)
            for word in key_of(fold(n).split())
        }
        self._without_town()
        self._ambiguous()
        self._shorter()
        self.targets = list(dict.fromkeys(t for name in self.names.values() for t in name.targets))

    @staticmethod
    def _add(index: dict[Key, Name], key: Key, target: Target) -> None:
        name = index.setdefault(key, Name())
        if (target.kind, target.name) not in {(t.kind, t.name) for t in name.targets}:
            name.targets.append(target)

    @staticmethod
    def _called(target: Target, name: str) -> Target:
        """A quarter named by one of its names is given by that name."""
        if target.kind != "quarter" or name == dict(target.site).get("qpv"):
            return target
        return Target(target.kind, target.name, target.label, (("quarter", name),), target.communes, target.quarter)

    def _targets(self) -> Iterator[tuple[Target, list[str]]]:
        for commune in self.file.communes:
            own = frozenset({commune.insee})
            target = Target("commune", commune.name, commune.name, (("commune", commune.insee),), own)
            yield target, [commune.name, *commune.aliases, commune.insee]
        for quarter in self.file.quarters:
            label = f"{quarter.name} ({quarter.code})"
            target = Target(
                "quarter", quarter.name, label, (("qpv", quarter.code),), frozenset(quarter.communes), quarter.code
            )
            yield target, [quarter.code, quarter.name, *quarter.aliases]
        for place in self.file.places:
            town = self._communes[place.commune]
            label = place.name if town in place.name else f"{place.name}, {town}"
            target = Target("place", place.name, label, (("quarter", place.name),), frozenset({place.commune}))
            yield target, [place.name, *place.aliases]
        for structure in self.file.structures:
            town = self._communes[structure.commune]
            label = structure.name if town in structure.name else f"{structure.name} ({town})"
            linked = structure.inside or structure.linked_quarter
            site = (("structure", structure.name),)
            target = Target("structure", structure.name, label, site, frozenset({structure.commune}), linked)
            yield target, [structure.name, *structure.aliases]

    def _ambiguous(self) -> None:
        """Names that the rulebook says could be several places take all of these, with its question."""
        for ambiguity in self.file.ambiguities:
            targets = [self._by_name[fold(name)] for name in ambiguity.candidates if fold(name) in self._by_name]
            start = fold(ambiguity.name)
            plain = all(word in french_words() for word in start.split())
            common = plain and all(start in fold(target.name) for target in targets)
            for name in (ambiguity.name, *ambiguity.aliases):
                self.names[key_of(fold(name).split())] = Name(list(targets), ambiguity.question, common)

    def _without_town(self) -> None:
        """« Salle (ville) » may be said without its town: then all of that name are meant."""
        for target, names in self._targets():
            for name in names:
                if "(" in name:
                    key = key_of(fold(name.split("(")[0]).split())
                    if len(key) > 1:
                        self._merge(self.names, key, Name([self._called(target, name)]))

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
                and all(t.kind == "structure" for t in name.targets)
                and not name.question
            ):
                self._merge(self.names, (shorter[0], shorter[-1]), name)

    def _merge(self, index: dict[Key, Name], key: Key, name: Name) -> None:
        if key in index and index[key].exact and index is self.names:
            return
        merged = index.setdefault(key, Name(exact=index is self.headed, question=name.question))
        merged.targets += [target for target in name.targets if target not in merged.targets]
        merged.question = merged.question or name.question
