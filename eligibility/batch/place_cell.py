"""A place as people write it in one cell, in terms of an action: a commune, a quarter or a structure that it knows."""

import re
from dataclasses import dataclass, replace

from eligibility.batch.cells import Unreadable, quoted
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem
from eligibility.french.text import enumerate_french, nearest
from eligibility.places.generations import like_a_code
from eligibility.places.names import COMMUNE
from eligibility.places.parts import NotRead
from schemas.action import Site

SiteData = dict[str, str | float | bool]


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What was understood of a place, and what is to be told of how."""

    sites: tuple[SiteData, ...]
    remarks: tuple[str, ...] = ()


class PlaceCell:
    """Reads the cells of one rulebook's tables, as every other surface reads places."""

    def __init__(self, rulebook: Rulebook):
        self._resolver = rulebook.resolver
        self._names = rulebook.resolver.names

    def read(self, text: str) -> PlaceReading:
        """Raises Unreadable if it is not known for sure, with the names most like it."""
        text = self.commune(" ".join(text.split()))
        try:
            found = self._resolver.reader.read(text)
        except NotRead as wrong:
            raise Unreadable(self._refusal(text, wrong)) from None
        sites: list[SiteData] = [dict(site.site) for site in found.sites] if not found.whole else [{"commune": text}]
        return PlaceReading(tuple(sites), found.remarks)

    def read_all(self, pieces: list[str]) -> PlaceReading:
        """Several places. Raises Unreadable if one of them is not known: the list is then unknown as a whole."""
        sites: list[SiteData] = []
        remarks: list[str] = []
        unread: list[str] = []
        for piece in pieces:
            try:
                found = self.read(piece)
            except Unreadable as error:
                unread.append(str(error))
            else:
                sites += found.sites
                remarks += found.remarks
        if unread:
            raise Unreadable(" ".join(unread) + (" Le lieu reste inconnu en entier." if len(pieces) > 1 else ""))
        return PlaceReading(tuple(sites), tuple(dict.fromkeys(remarks)))

    def contradictions(self, sites: list[SiteData]) -> list[Problem]:
        """What several columns say of one place and cannot hold together: the place is then unknown."""
        for site in sites:
            try:
                if len(site) > 1:
                    self._resolver.resolve(Site.model_validate(site), "/action/site")
            except InputError as error:
                found = [one for one in error.problems if one.code == "contradiction"]
                return [replace(one, message=f"{one.message} Le lieu reste inconnu.") for one in found]
            except ValueError:
                continue  # told with the request, with all that is wrong
        return []

    def seat(self, text: str) -> PlaceReading:
        """The same for the seat of a carrier: one commune. Raises Unreadable."""
        found = self.read(text)
        if len(found.sites) != 1 or "commune" not in found.sites[0]:
            raise Unreadable(f"{quoted(text)} ne dit pas une commune. Donnez le nom de la commune du siège.")
        return found

    def quarter(self, text: str) -> str:
        """The text of a priority quarter that the contract knows. Raises Unreadable."""
        if self._resolver.quarter_code(text) is None and not self._resolver.reader.whole.named(text):
            raise Unreadable(self._resolver.unknown_quarter(text, "").message)
        return text

    def commune(self, text: str) -> str:
        """The text, or the code that lost its first zero."""
        padded = f"0{text}"
        return padded if re.fullmatch(r"\d{4}", text) and padded in self._names.communes else text

    def _refusal(self, text: str, wrong: NotRead) -> str:
        if like_a_code(text):
            return self._resolver.unknown_quarter(text, "").message
        if not wrong.guess:
            return str(wrong)
        names = {one.label for one in self._names.all if one.kind != COMMUNE}
        names |= {one.name for one in self._names.of(COMMUNE)}
        close = nearest(wrong.text[:80], names, cutoff=75) if not any(c.isdigit() for c in wrong.text) else ()
        hint = f" Vouliez-vous dire {enumerate_french(close)} ?" if close else ""
        return f"{wrong}{hint} Donnez la commune ou le quartier, dans cette colonne ou dans la leur."
