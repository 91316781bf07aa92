"""The parts of one written place, each read, then put together: what agrees narrows, what contradicts is not read."""

import re
from collections.abc import Iterable
from dataclasses import replace

from eligibility.french.text import enumerate_french, fold
from eligibility.places.france import Town
from eligibility.places.lookup import Lookup
from eligibility.places.names import COMMUNE, NamedPlace
from eligibility.places.parts import NotRead, OneSite, Part, said, shortened
from eligibility.places.segments import FACILITIES, NEARBY, Segment
from eligibility.places.spoken_names import PLACE_LIGHT
from eligibility.rulebook.territory import Place

_LEAD = re.compile(
    r"(?:(?:a|au|aux|en|dans|sur|pour|la|le|les|l|(?:commune|ville|mairie|village|bourg)(?: (?:de|d|du|des))?) )+"
)
LONGEST_WORDS = 12  # words of a part in which a town's name is looked for


class Said:
    """The parts of one text, each read, then put together."""

    def __init__(self, lookup: Lookup, text: str):
        self._lookup = lookup
        self._text = " ".join(text.split())
        self._here: list[Part] = []
        self._towns: list[tuple[tuple[Town, ...], str, bool]] = []  # and: said after a place of the contract?
        self._codes: list[Segment] = []
        self._areas: list[tuple[frozenset[str], str]] = []
        self._left: list[str] = []

    # -- each part -------------------------------------------------------------------------------

    def take(self, segment: Segment) -> None:
        """Reads one part."""
        lookup, text = self._lookup, segment.text
        if segment.code is not None:
            self._codes.append(segment)
        elif (part := lookup.here(text)) is not None:
            self._here.append(part)
        elif not segment.bracketed and (towns := lookup.towns(text)):
            self._town(towns, text)
        elif (self._here or self._towns) and (area := lookup.area(text, segment.bracketed)):
            self._areas.append((area, text))
        elif towns := lookup.towns(text):
            self._town(towns, text)
        elif segment.idle:
            pass
        elif segment.street:
            if not self._ends(text, ("a",)):
                self._left.append(text)
        elif (part := lookup.alike(text)) is not None:
            self._here.append(part)
        elif not self._led(text) and not self._ends(text, PLACE_LIGHT):
            self._left.append(text)

    def _town(self, towns: tuple[Town, ...], text: str) -> None:
        self._towns.append((towns, text, bool(self._here)))

    def _led(self, text: str) -> bool:
        """« ville de… », « à… » before a name."""
        folded = fold(text)
        rest = _LEAD.sub("", folded, count=1) if _LEAD.match(folded) else ""
        if not rest:
            return False
        if part := self._lookup.here(rest):
            self._here.append(_plainly(part))
        elif towns := self._lookup.towns(rest):
            self._town(towns, rest)
        else:
            return False
        return True

    def _ends(self, text: str, links: Iterable[str]) -> bool:
        """A name at the end: after « à », after what stands in a town, or right after a place of the contract."""
        words = fold(text).split()
        for start in range(1, len(words) if len(words) <= LONGEST_WORDS else 0):
            name = " ".join(words[start:])
            here, towns = self._lookup.here(name), self._lookup.towns(name)
            if here is not None and here.targets and any(one.kind != COMMUNE for one in here.targets):
                here = None
            if here is None and not towns:
                continue
            before, light = words[:start], list[str]()
            while before and before[-1] in PLACE_LIGHT:
                light.insert(0, before.pop())
            if not before or NEARBY & set(before) or (light and not set(light) & set(links)):
                continue
            if self._accept(before, light, here, towns, name):
                return True
        return False

    def _accept(
        self, before: list[str], light: list[str], here: Part | None, towns: tuple[Town, ...], name: str
    ) -> bool:
        place = self._lookup.here(" ".join(before)) or self._lookup.alike(" ".join(before))
        sure = light[:1] == ["a"] or (light and before[0] in FACILITIES)
        if place is not None and place.targets:
            if here is not None:
                if not place.places & here.places:
                    return False
                self._here += [_plainly(place), _plainly(here)]
                return True
            if light and not sure:
                return False  # « Saint-Martin de… » is another name
            self._here.append(_plainly(place))
            self._town(towns, name)
            return True
        if not sure:
            return False
        self._left.append(" ".join(before))
        if here is not None:
            self._here.append(_plainly(here))
        else:
            self._town(towns, name)
        return True

    # -- together --------------------------------------------------------------------------------

    def sites(self) -> list[OneSite]:
        """The places that the parts make. Raises NotRead."""
        self._by_area()
        if self._here or self._towns:
            self._by_code()
        if self._towns:
            return [self._elsewhere()]
        if self._here:
            return self._joined()
        if len(self._codes) == 1:
            (code,) = self._codes
            return [self._site((self._lookup.code(code.code or "", code.of),))]
        raise NotRead(self._reason(), self._text)

    def _site(self, parts: tuple[Part, ...], note: str | None = None) -> OneSite:
        return OneSite(parts, tuple(self._left), note)

    def _reason(self) -> str:
        return f"Le contrat ne connaît pas ce lieu : « {shortened(self._text)} »."

    def _by_area(self) -> None:
        """« (Orne) », « Oise »: only what lies there is meant."""
        for departments, text in self._areas:
            kept = []
            for part in self._here:
                targets = tuple(one for one in part.targets if self._departments(one.communes) & departments)
                if targets:
                    kept.append(replace(part, targets=targets))
                elif towns := next(
                    filter(
                        None,
                        (
                            _in(self._lookup.towns(f"{article}{part.text}"), departments)
                            for article in ("", "le ", "la ", "les ")
                        ),
                    ),
                    (),
                ):
                    self._town(towns, part.text)
                elif all(one.kind == COMMUNE for one in part.targets):
                    raise NotRead(f"« {part.text} » n'est pas dans le département dit : « {text} ».", self._text)
                else:
                    self._town((), text)
            self._here = kept
            self._towns = [(_in(towns, departments) or towns, name, after) for towns, name, after in self._towns]

    @staticmethod
    def _departments(communes: Iterable[str]) -> set[str]:
        return {code[:3] if code.startswith("97") else code[:2] for code in communes}

    def _by_code(self) -> None:
        """A code beside a name: the name tells, the code says which of several; they may not contradict each other."""
        for segment in self._codes:
            code = segment.code or ""
            here, away = self._lookup.of_code(code, segment.of)
            if not here and not away:
                continue  # a CEDEX code, or none: the name tells
            agrees = any(part.places & one.places for part in self._here for one in here)
            if segment.of is None and not agrees and not self._lookup.is_post(code):
                continue  # no postal code, hence perhaps a CEDEX code
            communes = frozenset(str(one.code) for one in here)
            places = frozenset().union(*(one.places for one in here))
            if self._towns:
                self._towns = [(self._same(towns, away, name, code), name, after) for towns, name, after in self._towns]
                continue
            kept: list[Part] = []
            for part in self._here:
                if part.places & places:
                    kept.append(part.within(places))
                    if len(communes) == 1 and any(len(one.communes) > 1 for one in part.targets):
                        kept.append(Part("commune", here[0].name, here[:1]))
                elif homonyms := tuple(t for t in self._lookup.towns(part.text) if t in away):
                    self._town(homonyms, part.text)
                elif not all(self._lookup.judged(one) for one in part.targets if one.kind == COMMUNE):
                    kept.append(part)
                elif here or all(one.kind == COMMUNE for one in part.targets):
                    raise NotRead(
                        f"« {part.text} » et « {code} » ne vont pas ensemble : ce code est celui de {_listed(here, away)}. Gardez ce dont vous êtes sûr.",
                        self._text,
                        guess=False,
                    )
                else:
                    self._town(away, enumerate_french([town.name for town in away[:3]]))
            self._here = kept

    def _same(self, towns: tuple[Town, ...], away: tuple[Town, ...], name: str, code: str) -> tuple[Town, ...]:
        parents = {town.parent for town in towns}
        both = tuple(town for town in towns if town in away)
        if both:
            return both
        if away or not towns:
            return tuple(town for town in away if town.code in parents) or towns or away
        raise NotRead(
            f"« {name} » et « {code} » ne vont pas ensemble. Gardez ce dont vous êtes sûr.", self._text, guess=False
        )

    def _elsewhere(self) -> OneSite:
        """A town elsewhere is named: what else is named is there too, unless the word may be no town's."""
        sure = [one for one in self._towns if not one[0] or not self._lookup.doubtful(one[0]) or self._codes]
        here = [part for part in self._here if part.targets]
        if not sure and here:
            towns, name, after = self._towns[0]
            if not after:  # « Le Parc, … »: a place in the town that is named after it
                self._left += [name for _, name, _ in self._towns]
                sites = self._joined()
                if len(sites) == 1:
                    return sites[0]
            return self._asked(here[-1], towns, name)
        towns, name, _ = (sure or self._towns)[-1]
        communes = [part for part in here if all(one.kind == COMMUNE for one in part.targets)]
        if communes and towns:
            return self._asked(communes[-1], towns, name)
        note = f"« {', '.join(part.text for part in here)} » est lu comme un lieu de là-bas." if here else None
        if not towns:
            return self._site((Part("commune", self._text, outside=name),), note)
        return self._site((self._lookup.town_part(towns, name),), note)

    def _asked(self, part: Part, towns: tuple[Town, ...], name: str) -> OneSite:
        """Two towns, one here and one elsewhere: both are kept."""
        label = f"« {said(part)} » est dans ce contrat, « {name} » n'y est pas : dans laquelle est-ce ?"
        return self._site((Part("commune", self._text, part.targets, towns, question=label, exact=False),))

    def _joined(self) -> list[OneSite]:
        """Names that hold together make one place; names of one kind apart, several."""
        groups: list[list[Part]] = []
        for part in self._here:
            for group in groups:
                places = frozenset.intersection(*(one.places for one in group))
                if part.places & places:
                    _narrow(group, part, places)
                    break
            else:
                if any(part.key != one.key for group in groups for one in group):
                    other = groups[-1][0]
                    raise NotRead(
                        f"« {part.text} » et « {other.text} » ne vont pas ensemble. Gardez ce dont vous êtes sûr, ou séparez deux lieux par un point-virgule.",
                        self._text,
                        guess=False,
                    )
                groups.append([part])
        if len(groups) > 1:
            sites = [OneSite(tuple(group)) for group in groups]
            return [replace(sites[0], left=tuple(self._left)), *sites[1:]]
        return [self._site(tuple(groups[0]))]


def _narrow(group: list[Part], part: Part, places: frozenset[Place]) -> None:
    """Adds a part to those of one place; each key once, the ambiguous ones kept to what the others allow."""
    for index, one in enumerate(group):
        if one.places & part.places != one.places and len(one.targets) > 1:
            group[index] = one.within(part.places)
    if all(one.key != part.key for one in group):
        group.append(part if len(part.targets) == 1 else part.within(places))


def _plainly(part: Part) -> Part:
    """The same by the name that the contract gives it: it was written together with other words."""
    return replace(part, exact=False, text=part.targets[0].name if len(part.targets) == 1 else part.text)


def _in(towns: Iterable[Town], departments: frozenset[str]) -> tuple[Town, ...]:
    return tuple(town for town in towns if town.department in departments)


def _listed(here: Iterable[NamedPlace], away: Iterable[Town]) -> str:
    names = [one.name for one in here] + [town.name for town in away]
    return enumerate_french(names[:5], "et")
