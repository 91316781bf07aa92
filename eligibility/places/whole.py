"""« Toute l'agglomération », « partout », « les QPV »: all communes, or all priority quarters, said at once."""

import re

from eligibility.french.text import fold
from eligibility.rulebook.territory import Territory

EVERYWHERE, QUARTERS = "toute l'agglomération", "tous les quartiers prioritaires"
_NUMBERS = [
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix",
    "sept",
    "dix",
    "huit",
]
_ALL = r"(?:(?:dans|sur|a|pour|couvre|concerne) )?(?:(?:tous|toutes|toute|tout|l ensemble|ensemble|l integralite|la totalite)(?: des| de| du)? )"
_THE = r"(?:(?:l|la|le|les) )?"
_TERRITORY = (
    r"(?:agglo|agglomeration|territoire|communaute d agglomeration|communaute de communes|communaute urbaine|metropole|"
    r"perimetre|intercommunalite|epci|secteur|contrat de ville)"
)
_TERRITORY_WORDS = frozenset(("agglomeration", "territoire", "metropole"))
_COMMUNITY = re.compile(
    r"(?:communaute(?: d agglomeration| de communes| urbaine)?|metropole|agglomeration|pays) (?:(?:de l|de la|du|des|de|d) )?"
)
_OF = r"(?: (?:de l|de la|du|de) (?:agglo|agglomeration|territoire|contrat|contrat de ville|communaute d agglomeration|ville)| entiere?| intercommunal| communautaire)*"
_EVERYWHERE = re.compile(
    rf"(?:un peu )?partout(?: (?:dans|sur) {_THE}{_TERRITORY}{_OF})?|{_ALL}{_THE}{_TERRITORY}{_OF}"
    rf"|{_THE}{_TERRITORY} entiere?"
)
_COUNT = r"(?:(?P<count>\d{1,3}|[a-z]+) )?"
_COMMUNES = re.compile(rf"(?P<all>{_ALL})?(?P<the>les )?{_COUNT}communes{_OF}")
_QUARTER_WORDS = (
    r"(?:qpv|qp|quartiers? prioritaires?(?: de la politique de la ville| de la ville| politique de la ville)?|"
    r"quartiers(?P<plain>)(?: de la politique de la ville| politique de la ville)?)"
)
_QUARTERS = re.compile(rf"(?:(?:dans|sur) )?(?P<all>{_ALL})?(?P<the>les )?{_COUNT}{_QUARTER_WORDS}{_OF}")


class Whole:
    """Knows how many communes and quarters one contract has: a number that is not theirs is not understood."""

    def __init__(self, territory: Territory, agglomeration: str = ""):
        self._communes, self._quarters = len(territory.communes), len(territory.quarters)
        plain, _, short = agglomeration.partition("(")
        full = fold(plain)
        last = _COMMUNITY.sub("", full)
        own = {full, last, fold(short)} - {"", *_TERRITORY_WORDS}
        names = "|".join(sorted(map(re.escape, own), key=len, reverse=True))
        link = r"(?:(?:de l|de la|du|des|de|d) )?"
        self._own = re.compile(rf"{_ALL}{_THE}(?:{_TERRITORY} {link})?(?:{names})") if own else None

    def named(self, text: str) -> str | None:
        """EVERYWHERE, QUARTERS, or None."""
        folded = fold(text)
        if len(folded) > 120:
            return None
        if _EVERYWHERE.fullmatch(folded) or (self._own and self._own.fullmatch(folded)):
            return EVERYWHERE
        if match := _COMMUNES.fullmatch(folded):
            return EVERYWHERE if self._counts(match, self._communes, sure=bool(match["all"])) else None
        if match := _QUARTERS.fullmatch(folded):
            sure = bool(match["all"] or match["the"]) and match["plain"] is None
            return QUARTERS if self._quarters and self._counts(match, self._quarters, sure) else None
        return None

    @staticmethod
    def _counts(match: re.Match[str], count: int, sure: bool) -> bool:
        """Is the number theirs? Without any, « tous les » or « les QPV » is enough."""
        said = match["count"]
        if said is None or said in ("les", "des"):
            return sure or said == "les"
        number = int(said) if said.isdigit() else _NUMBERS.index(said) + 1 if said in _NUMBERS[:16] else 0
        return number == count and bool(match["all"] or match["the"])
