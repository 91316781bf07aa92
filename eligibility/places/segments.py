"""A place as people write it, cut into what stands between commas, brackets, dashes and around five digits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.french.text import fold

LONGEST = 400  # characters of a place: more is a report, not a place
_CODE = re.compile(
    r"(?<![\w.])(?:(?P<of>(?:code\s+)?(?:insee|postal|cp)|f)[\s:n°.-]*)?(?P<code>\d{5}|2[AB]\d{3}|\d{2} \d{3})(?![\w])",
    re.IGNORECASE,
)
_CEDEX = re.compile(r"\bcedex\b\.?(?:\s*\d{1,2}\b)?", re.IGNORECASE)
_CUT = re.compile(r"[,:()\[\]]|\s[-–—]{1,3}\s|\s[-–—](?=\w)|(?<=\w)[-–—]\s|\sà\s", re.IGNORECASE)
_SEVERAL = re.compile(r"[;|\n/+&]|\s(?:et|ou|puis)\s", re.IGNORECASE)
_WAY = (
    "rue|r|avenue|av|ave|boulevard|bd|bld|bvd|blvd|place|pl|square|sq|allees?|all|impasse|imp|chemin|che|route|rte|quai|"
    "cours|ruelle|passage|sentier|venelle|rond point|esplanade|chaussee|voie"
)
_STREET = re.compile(rf"(?:\d+ ?(?:bis|ter|quater|[a-d])? )?(?:{_WAY}) .+|\d+ ?(?:bis|ter|quater|[a-d])? .*[a-z].*")
# What stands in a town and takes its name: « salle des fêtes de… ».
FACILITIES = frozenset(
    [
        "mairie",
        "salle",
        "salles",
        "ecole",
        "ecoles",
        "college",
        "lycee",
        "gymnase",
        "stade",
        "piscine",
        "mediatheque",
        "bibliotheque",
        "maison",
        "foyer",
        "gare",
        "hopital",
        "eglise",
        "marche",
        "centre",
        "cinema",
        "theatre",
        "hotel",
        "complexe",
        "espace",
        "halle",
        "parc",
        "mjc",
        "ehpad",
        "creche",
        "cimetiere",
        "universite",
        "musee",
        "local",
        "locaux",
        "terrain",
        "bourg",
        "village",
        "plaine",
        "jardin",
        "jardins",
        "conservatoire",
        "ludotheque",
        "mission",
        "antenne",
        "plateau",
    ]
)
NEARBY = frozenset(
    [
        "pres",
        "cote",
        "vers",
        "autour",
        "proche",
        "proximite",
        "face",
        "limite",
        "environs",
        "alentours",
        "nord",
        "sud",
        "est",
        "ouest",
    ]
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of what was written. `code`: its five digits; `of`: « insee » or « postal » if the person says which."""

    text: str
    bracketed: bool = False
    code: str | None = None
    of: str | None = None
    after_code: bool = False

    @property
    def street(self) -> bool:
        """An address without its town: the names in it are those of streets."""
        return bool(_STREET.fullmatch(fold(self.text)))

    @property
    def idle(self) -> bool:
        """A number of a house, an empty part: nothing to tell."""
        return not any(c.isalpha() for c in self.text)


def several(text: str) -> list[str]:
    """What stands between « / », « ; », « et »: each perhaps a place of its own."""
    return [part for part in (piece.strip(" ,.") for piece in _SEVERAL.split(text)) if part]


def segments(text: str) -> list[Segment]:
    """The parts of one place, in order; « CEDEX » is forgotten, the name before it tells."""
    return list(_segments(_CEDEX.sub(" ", text)))


def _segments(text: str) -> Iterator[Segment]:
    depth, start, after = 0, 0, False
    for match in [*_CUT.finditer(text), None]:
        end = match.start() if match else len(text)
        for segment in _with_codes(text[start:end], depth > 0, after):
            after = segment.code is not None
            yield segment
        if match:
            depth = max(depth + (match.group() in "([") - (match.group() in ")]"), 0)
            start = match.end()


def _with_codes(text: str, bracketed: bool, after: bool) -> Iterator[Segment]:
    start = 0
    for match in [*_CODE.finditer(text), None]:
        plain = " ".join(text[start : match.start() if match else len(text)].split()).strip(" .;:-–—")
        if plain:
            yield Segment(plain, bracketed, after_code=after)
        if match:
            of = fold(match["of"] or "")
            said = "insee" if "insee" in of else "postal" if of in ("cp", "postal", "code postal", "code cp") else None
            yield Segment(match.group().strip(), bracketed, match["code"].replace(" ", "").upper(), said)
            start, after = match.end(), True


def is_code(text: str) -> bool:
    """Nothing but five digits, perhaps with « INSEE » or « CP » before?"""
    return _CODE.fullmatch(text.strip()) is not None
