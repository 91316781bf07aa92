"""What one part of a written place may name: a place of the contract first, then a town or a department of France."""

import re
from dataclasses import replace

from eligibility.french.text import enumerate_french, fold
from eligibility.places.france import SURELY, Town, france, same_name, spelt, surely_insee
from eligibility.places.names import COMMUNE, QUARTER, STRUCTURE, NamedPlace, PlaceNames
from eligibility.places.parts import NotRead, Part, town_label
from eligibility.places.segments import FACILITIES
from eligibility.places.spoken_names import ABBREVIATIONS, HEADS, PLACE_LIGHT, SpokenNames, key_of
from eligibility.rulebook.territory import OUTSIDE

OUTSIDE_WORDS = frozenset(
    {
        OUTSIDE, "ailleurs", "hors agglomeration", "hors agglo", "hors de l agglomeration", "hors de l agglo",
        "hors contrat", "hors de ce contrat", "hors du contrat", "hors territoire", "hors du territoire",
        "hors de ces communes",
    }
)  # fmt: skip
_AREA_LEAD = re.compile(r"(?:(?:dans|en|le|la|les|l|de|du|depart\w{0,7}|region) )+")
_SMALL = 2000  # inhabitants: a smaller town of another department may be no town at all (« La Chapelle »)
_LARGE = 400_000  # only the three largest have arrondissements
_ARRONDISSEMENT = re.compile(r"([a-z ]+) \d{1,2} ?(?:er|e|eme|ieme|nd)?(?: arrondissement| arr)?")


def written(folded: str) -> str:
    """A folded name, its abbreviations spelt out: « fbg de bethune » is « faubourg de bethune »."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in spelt(folded).split())


def _same_words(text: str, place: NamedPlace) -> bool:
    """Is it one of the place's names, but for articles and words for « town »?"""
    said, *names = (
        [word for word in written(fold(one)).split() if word not in PLACE_LIGHT and word not in HEADS]
        for one in (text, *place.names)
    )
    return said in names


class Lookup:
    """The names of one rulebook, and of France beside it. Read-only."""

    def __init__(self, names: PlaceNames):
        self.names = names
        self._by_code = {str(one.code): one for one in names.of(COMMUNE)}
        self.departments = frozenset(code[:3] if code.startswith("97") else code[:2] for code in self._by_code)
        self._communes = {
            written(name): self._by_code[code] for name, code in names.communes.items() if name != fold(code)
        }
        self._places: dict[str, list[NamedPlace]] = {}
        for index in (names.places, names.structures):
            for name, found in index.items():
                self._places.setdefault(written(name), found)
        self._ambiguities = {written(name): ambiguity for name, ambiguity in names.ambiguities.items()}
        self._by_name = {fold(name): one for one in names.all for name in (one.name, *one.names)}
        self._spoken = SpokenNames(names, frozenset())

    # -- places of the contract ------------------------------------------------------------------

    def here(self, text: str) -> Part | None:
        """The place of the contract that bears this name, as it is written or with the usual abbreviations."""
        folded = fold(text)
        name = written(folded)
        if commune := self._communes.get(name):
            exact = folded in self.names.communes
            return Part("commune", text if exact else commune.name, (commune,), exact=exact)
        if folded in OUTSIDE_WORDS:
            return Part("commune", OUTSIDE, outside="hors de l'agglomération")
        exact = folded in self.names.places or folded in self.names.ambiguities or folded in self.names.structures
        found = self._places.get(name, [])
        if ambiguity := self._ambiguities.get(name):
            listed = [self._by_name[fold(one)] for one in ambiguity.candidates if fold(one) in self._by_name]
            return self._part(text, [*found, *listed], ambiguity.question, exact)
        return self._part(text, found, None, exact) if found else None

    def alike(self, text: str) -> Part | None:
        """The same without articles and plurals, with « cité » for « résidence », or after « quartier »."""
        key = key_of(fold(text).split())
        name = self._spoken.names.get(key)
        if name is None and len(key) > 1 and key[0] in HEADS:
            name = self._spoken.names.get(key[1:])
            if name is None or any(t.place.kind in (STRUCTURE, COMMUNE) for t in name.targets):
                name = self._spoken.headed.get(key[1:])
        if name is None or not name.exact or len("".join(key)) < 3:
            return None
        if any(target.place.kind == COMMUNE and not _same_words(text, target.place) for target in name.targets):
            return None  # a town's name has no plural
        part = self._part(text, [target.place for target in name.targets], name.question, exact=False)
        by, called = name.targets[0].site  # by the name that is used for it here
        return replace(part, text=called) if len(part.targets) == 1 and by in ("quarter", "structure") else part

    def headless(self, text: str) -> Part | None:
        """« X » for « cité X »."""
        name = self._spoken.headed.get(key_of(fold(text).split()))
        return self._part(text, [target.place for target in name.targets], name.question, exact=False) if name else None

    def _part(self, text: str, found: list[NamedPlace], question: str | None, exact: bool) -> Part:
        targets = tuple(dict.fromkeys(found))
        if len(targets) > 1:
            return Part("quarter", text, targets, question=question, exact=exact)
        (only,) = targets
        if only.kind == COMMUNE:
            return Part("commune", only.name, targets, exact=exact)
        key = "structure" if only.kind == STRUCTURE else "quarter"
        return Part(key, text if exact else only.name, targets, exact=exact)

    def quarter(self, text: str) -> str | None:
        """The code of the one priority quarter that a text names."""
        part = self.here(text) or self.alike(text)
        found = part.targets if part else ()
        return found[0].code if len(found) == 1 and found[0].kind == QUARTER else None

    # -- towns -----------------------------------------------------------------------------------

    def towns(self, text: str) -> tuple[Town, ...]:
        """The towns out of the contract that bear exactly this name."""
        if fold(text) in FACILITIES:
            return ()  # a school is no town, whatever a village of that name may be
        found = france().named(text)
        if not found and (match := _ARRONDISSEMENT.fullmatch(fold(text))):
            found = tuple(town for town in france().named(match[1]) if town.population > _LARGE)
        return tuple(town for town in found if not self.ours(town))

    def ours(self, town: Town) -> NamedPlace | None:
        """The commune of the contract that a town is, or is now part of."""
        return self._by_code.get(town.code) or self._by_code.get(town.parent or "")

    def doubtful(self, towns: tuple[Town, ...]) -> bool:
        """Are they all so small and so far that the word may be no town's name here?"""
        return all(town.population < _SMALL and town.department not in self.departments for town in towns)

    def town_part(self, towns: tuple[Town, ...], text: str) -> Part:
        """Towns elsewhere that one name or code may be."""
        if len(towns) == 1:
            (town,) = towns
            alone = not self.here(town.name) and france().named(town.name) == towns
            text = town.name if alone else town_label(town)
        return Part("commune", text, (), towns)

    def area(self, text: str, bracketed: bool) -> frozenset[str] | None:
        """The departments that « Orne », « dans l'Orne », « (61) » or « Picardie » says."""
        folded = fold(text)
        if bracketed and (folded.upper() in france().area_names):
            return frozenset({folded.upper()})
        return france().areas.get(spelt(folded)) or france().areas.get(spelt(_AREA_LEAD.sub("", folded, count=1)))

    def judged(self, commune: NamedPlace) -> bool:
        """Do the data know this commune's own postal codes? Not those of an example, nor of one that was merged."""
        town = france().town(str(commune.code))
        return town is not None and bool(town.postcodes) and same_name(town.name) == same_name(commune.name)

    @staticmethod
    def is_post(code: str) -> bool:
        """Is it a postal code?"""
        return bool(france().of_postcode(code))

    # -- five digits -----------------------------------------------------------------------------

    def of_code(self, code: str, of: str | None = None) -> tuple[tuple[NamedPlace, ...], tuple[Town, ...]]:
        """All that five digits may be, as an INSEE code and as a postal code: communes here, towns elsewhere.

        An INSEE code of a contract that is not of France (an example) is known too.
        """
        posts = france().of_postcode(code) if of != "insee" else ()
        town = france().town(code) if of != "postal" else None
        here = [self._by_code[code]] if of != "postal" and code in self._by_code else []
        here += [ours for one in posts if (ours := self.ours(one))]
        away = [one for one in posts if not self.ours(one)]
        if town and not here:
            ours = self.ours(town)
            here, away = ([ours], away) if ours else (here, [town, *away])
        return tuple(dict.fromkeys(here)), tuple(dict.fromkeys(away))

    def code(self, code: str, of: str | None = None) -> Part:
        """What five digits mean by themselves. Raises NotRead if nobody bears them.

        A postal code is what people write: it wins over the INSEE code of a town elsewhere. Against the INSEE code of
        a commune of the contract, the reading with far more inhabitants wins; else both are kept, and it is asked.
        """
        here, away = self.of_code(code, of)
        if not here and not away:
            raise NotRead(
                f"« {code} » n'est ni un code postal ni un code INSEE connu ; un code CEDEX ne dit pas la commune. Donnez le nom de la commune.",
                code,
                guess=False,
            )
        own = self._by_code.get(code) if of != "postal" else None
        posts = france().of_postcode(code) if of != "insee" else ()
        if own is None and not posts and (served := self._cedex(code)):
            question = f"« {code} » est le code INSEE de {away[0].name}, ou un code CEDEX, qui ne dit pas la commune : laquelle est-ce ?"
            return Part("commune", code, served, away, question=question)
        if own is None:
            return self._of_posts(code, posts, here, away)
        others = enumerate_french([town.name for town in posts[:5] if town.code != code], "et")
        if of == "insee" or surely_insee(code):
            note = f"« {code} » est lu comme le code INSEE de {own.name} ; c'est aussi le code postal de {others}. Écrivez le nom de la commune s'il s'agit d'une autre."
            return Part("commune", code, (own,), note=note if others and not of else None)
        known = france().town(code)
        if len(here) == 1 and known and sum(town.population for town in away) >= SURELY * known.population:
            note = f"« {code} » est lu comme le code postal de {others} ; c'est aussi le code INSEE de {own.name}. Écrivez le nom de la commune s'il s'agit d'elle."
            return Part("commune", self._typed(code), (), away, note=note)
        return self._asked(code, here, away)

    def _typed(self, code: str) -> str:
        """Five digits for a site: what a program gives bare is an INSEE code of the contract first."""
        return f"code {code}" if code in self._by_code and code not in self.names.shared_codes else code

    def _cedex(self, code: str) -> tuple[NamedPlace, ...]:
        """The communes here of which it may be a CEDEX code: those share four digits with the postal code."""
        posts = france().of_postcode(f"{code[:4]}0")
        return tuple(dict.fromkeys(ours for town in posts if (ours := self.ours(town))))

    def safe(self, insee: str) -> str:
        """The INSEE code of a commune of the contract, or its name where other communes here share the code."""
        return self.names.commune_text(insee) if insee in self._by_code else insee

    def _of_posts(
        self, code: str, posts: tuple[Town, ...], here: tuple[NamedPlace, ...], away: tuple[Town, ...]
    ) -> Part:
        if not here:
            return Part("commune", f"CP {code}" if code in self._by_code else code, (), away)
        others = tuple(town for town in posts if town in away)  # not the town that bears it as its INSEE code
        if len(here) == 1 and not others:
            return Part("commune", here[0].name, here, exact=False)
        return self._asked(code, here, others)

    def _asked(self, code: str, here: tuple[NamedPlace, ...], away: tuple[Town, ...]) -> Part:
        return Part(
            "commune",
            self._typed(code),
            here,
            away,
            question=f"Le code {code} est celui de plusieurs communes : laquelle ?",
        )
