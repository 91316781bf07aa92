"""The one reader of a place as people write it, for tables, pages, the terminal and programs alike.

A name beside which another town's name stands is that town's; five digits are never matched by likeness; what
contradicts itself or is not known is not read, and the reason said.
"""

from dataclasses import dataclass
from functools import lru_cache

from eligibility.french.text import enumerate_french, fold
from eligibility.places.france import spelt
from eligibility.places.lookup import Lookup
from eligibility.places.names import COMMUNE, PlaceNames
from eligibility.places.parts import NotRead, OneSite, Part, shortened, town_label
from eligibility.places.saying import Said
from eligibility.places.segments import FACILITIES, LONGEST, Segment, is_code, segments, several
from eligibility.places.whole import Whole


@dataclass(frozen=True)
class Written:
    """One or several places. `whole`: all communes or all priority quarters, said at once."""

    sites: tuple[OneSite, ...]
    whole: str | None = None

    @property
    def exact(self) -> bool:
        """One place, written as the contract writes it?"""
        return len(self.sites) == 1 and self.sites[0].exact

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to tell of how it was understood, if it was not written as the contract writes it."""
        if self.whole:
            return (f"Compris : {self.whole}.",)
        if len(self.sites) > 1 and not all(site.exact for site in self.sites):
            labels = " ; ".join(_understood(site) for site in self.sites)
            return (f"Compris, plusieurs lieux : {labels}.", *(_remark(site) for site in self.sites if site.left))
        return tuple(_remark(site) for site in self.sites if not site.exact or any(part.note for part in site.parts))


def _remark(site: OneSite) -> str:
    notes = [note for note in (site.note, *(part.note for part in site.parts)) if note]
    asked = next((part for part in site.parts if part.choices), None)
    if site.outside:
        first = f"Compris : {_understood(site)}."
    elif asked is not None:
        question = asked.question or f"« {asked.text} » peut désigner plusieurs lieux : lequel ?"
        first = f"À préciser : {question} {enumerate_french(asked.choices)}."
    else:
        first = f"Compris : {_understood(site)}."
    if site.left:
        left = ", ".join(f"« {part} »" for part in site.left)
        notes.insert(0, f"Pas compris, donc laissé de côté : {left}.")
    return " ".join([first, *notes])


def _understood(site: OneSite) -> str:
    return f"{site.label}, hors de ce contrat" if site.outside else site.label


class Reader:
    """Reads places for one rulebook; read-only, shared between threads."""

    def __init__(self, names: PlaceNames, agglomeration: str = ""):
        self.lookup = Lookup(names)
        self.whole = Whole(names.territory, agglomeration)
        self._read = lru_cache(maxsize=2000)(self._reading)

    def read(self, text: str) -> Written:
        """Raises NotRead where nothing, or not all of a list, is known for sure."""
        if len(text) > LONGEST:
            raise NotRead(
                f"Un lieu s'écrit en {LONGEST} caractères au plus : « {shortened(text)} ».", text, guess=False
            )
        found = self._read(text)
        if isinstance(found, NotRead):
            raise NotRead(str(found), found.text, found.guess)
        return found

    def _reading(self, text: str) -> Written | NotRead:
        try:
            return self._written(text)
        except NotRead as wrong:
            return wrong

    def _written(self, text: str) -> Written:
        if whole := self.whole.named(text):
            return Written((), whole)
        if (alone := self._alone(text)) is not None:
            return Written((alone,))
        pieces = several(text)
        if len(pieces) < 2:
            return Written(tuple(self._sites(text)))
        found: list[list[OneSite] | NotRead] = []
        for piece in pieces:
            try:
                found.append(self._sites(piece))
            except NotRead as wrong:
                found.append(wrong)
        unread = [one for one in found if isinstance(one, NotRead)]
        listed = [site for one in found if not isinstance(one, NotRead) for site in one]
        if not unread and not _nested(listed):
            return Written(tuple(dict.fromkeys(listed)))
        if all(_describes(piece) for piece, one in zip(pieces, found, strict=True) if isinstance(one, NotRead)):
            return Written(tuple(self._sites(", ".join(pieces))))
        if not listed:
            raise unread[0]
        which = enumerate_french([f"« {one.text} »" for one in unread if one.text] or [f"« {text} »"], "et")
        raise NotRead(
            f"De plusieurs lieux, {which} n'est pas compris : le lieu reste inconnu en entier.", unread[0].text
        )

    # -- one place -------------------------------------------------------------------------------

    def _alone(self, text: str) -> OneSite | None:
        """The whole text, if it is one name."""
        part = self.lookup.here(text)
        if part is not None:
            return OneSite((part,), note=self._homonym(part, text), exact=part.exact and not self._homonym(part, text))
        if is_code(text) and (code := next(iter(segments(text)))).code:
            part = self.lookup.code(code.code, code.of)
            return OneSite((part,), exact=text.strip() == part.text and len(part.targets) == 1 and not part.elsewhere)
        if towns := self.lookup.towns(text):
            like = self.lookup.alike(text) or self.lookup.headless(text)
            if like is None:
                return OneSite((self.lookup.town_part(towns, text),))
            question = f"« {text} » est un lieu de ce contrat, ou une autre commune : laquelle ?"
            return OneSite((Part("quarter", text, like.targets, towns, question=question),))
        part = self.lookup.alike(text)
        return OneSite((part,)) if part else None

    def _homonym(self, part: Part, text: str) -> str | None:
        """Of a short name of a commune here that is another's whole name: that it is taken for the one here."""
        only = part.targets[0] if len(part.targets) == 1 else None
        if only is None or only.kind != COMMUNE or fold(text) in (fold(only.name), only.code):
            return None
        towns = self.lookup.towns(text)
        if not towns:
            return None
        others = enumerate_french([town_label(town) for town in towns[:3]], "et")
        return f"D'autres communes portent ce nom ({others}) : ajoutez le département s'il s'agit de l'une d'elles."

    def _sites(self, text: str) -> list[OneSite]:
        """One place said in several parts, or several separated by commas."""
        if (alone := self._alone(text)) is not None:
            return [alone]
        said_ = Said(self.lookup, text)
        for segment in segments(text):
            said_.take(segment)
        return said_.sites()


def _nested(sites: list[OneSite]) -> bool:
    """Is one the other's town (« Les Tilleuls / Valfleur »)?"""
    return len(sites) == 2 and sites[0].site.keys() != sites[1].site.keys() and bool(sites[0].places & sites[1].places)


def _describes(piece: str) -> bool:
    """Does it say a building or a street rather than a place of its own?"""
    words = spelt(fold(piece)).split()
    return bool(words) and (words[0] in FACILITIES or words[0].isdigit() or Segment(piece).street)
