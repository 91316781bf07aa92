"""A place as people write it in one cell, in terms of the resolver: a commune, a quarter or a structure that it knows."""

import re
from dataclasses import dataclass

from eligibility.batch.cells import Unreadable, quoted
from eligibility.engine.compile import Rulebook
from eligibility.french.text import enumerate_french, fold, nearest
from eligibility.places.names import COMMUNE
from eligibility.rulebook.territory import OUTSIDE

SiteData = dict[str, str | float | bool]

_PARTS = re.compile(r"[,()\n/]| [-–—] ")
_BEFORE = re.compile(
    r"^(?:\d{5}\s+)?(?:(?:à|a|au|aux|en|dans|commune de|commune d'|ville de|ville d'|quartier|quartier du|quartier de la|quartier des|quartier de|cité)\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What was understood of a place, and the parts that were not."""

    site: SiteData
    left: tuple[str, ...] = ()


class PlaceCell:
    """Reads the cells of one rulebook's tables."""

    def __init__(self, rulebook: Rulebook):
        self._names = rulebook.resolver.names

    def read(self, text: str) -> PlaceReading:
        """Raises Unreadable if nothing of it is known, with the names most like it."""
        whole = self._one(text)
        if whole is not None:
            return PlaceReading(whole)
        site: SiteData = {}
        left = []
        for part in filter(None, (part.strip(" .;:") for part in _PARTS.split(text))):
            found = self._one(part) or self._one(_BEFORE.sub("", part))
            if found is None or found.keys() & site.keys():
                left.append(part)
            else:
                site |= found
        if not site:
            raise Unreadable(self._refusal(text))
        return PlaceReading(site, tuple(left))

    def commune(self, text: str) -> str:
        """The text, or the code that lost its first zero; the resolver judges the rest."""
        padded = f"0{text}"
        return padded if re.fullmatch(r"\d{4}", text) and padded in self._names.communes else text

    def _one(self, text: str) -> SiteData | None:
        key = fold(text)
        if not key:
            return None
        commune = self.commune(text)
        if fold(commune) in self._names.communes:
            return {"commune": commune}
        if key in (OUTSIDE, "hors agglomeration", "hors de l agglomeration"):
            return {"commune": OUTSIDE}
        if key in self._names.places or key in self._names.ambiguities:
            return {"quarter": text}
        if key in self._names.structures:
            return {"structure": text}
        return None

    def _refusal(self, text: str) -> str:
        names = {one.label for one in self._names.all if one.kind != COMMUNE}
        names |= {name for name in self._names.communes if not name.isdigit()}
        close = nearest(text[:80], names, cutoff=75)
        hint = f" Vouliez-vous dire {enumerate_french(close)} ?" if close else ""
        if re.fullmatch(r"\d{5}", text):  # a postal code and a code of INSEE look alike, and are not the same
            hint = " Un code INSEE va dans une colonne « Commune » ; un code postal ne suffit pas."
        return f"Le contrat ne connaît pas ce lieu : {quoted(text)}.{hint} Donnez la commune ou le quartier, dans cette colonne ou dans la leur."
