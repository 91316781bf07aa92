"""Every commune of France by name, INSEE code and postal code, from open data; nothing here says what a contract holds.

Read once, when something is written that the contract does not name: data/README.md.
"""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from eligibility.french.text import fold

# In names of places: « St » is « Saint », « lez » and « lès » are « les » (near).
_SPELT = {"st": "saint", "ste": "sainte", "lez": "les"}
_QUICK = str.maketrans(
    "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸàâäçéèêëîïôöùûüÿ-'’/.()", "aaaceeeeiioouuuyaaaceeeeiioouuuy       ", ""
) | {ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("Æ"): "ae"}  # fmt: skip


SURELY = 5  # times as many inhabitants


class Town(NamedTuple):
    """A commune, a commune that became part of another, or an arrondissement."""

    code: str
    name: str
    population: int
    postcodes: tuple[str, ...]
    parent: str | None

    @property
    def department(self) -> str:
        """« 59 », « 2A », « 971 »."""
        return department_of(self.code)


def department_of(code: str) -> str:
    """The department of an INSEE code."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def spelt(folded: str) -> str:
    """A folded name with its usual abbreviations spelt out."""
    return " ".join([_SPELT.get(word, word) for word in folded.split()])


def same_name(text: str) -> str:
    """What two ways to write one name of a commune have in common."""
    return spelt(fold(text))


@dataclass(frozen=True)
class France:
    """Lines of the data by what people write; a line becomes a `Town` when it is asked."""

    lines: dict[str, str]  # by INSEE code
    names: dict[str, str]  # by name: codes
    postcodes: dict[str, str]  # by postal code: codes
    areas: dict[str, frozenset[str]]  # by name: codes of departments
    area_names: dict[str, str]  # by code of department: its name

    def town(self, code: str) -> Town | None:
        """The commune with an INSEE code."""
        line = self.lines.get(code)
        if line is None:
            return None
        _, name, population, postcodes, parent = line.split(";")
        return Town(code, name, int(population), tuple(postcodes.split()), parent or None)

    def named(self, text: str) -> tuple[Town, ...]:
        """The communes that bear exactly this name."""
        return tuple(self._towns(self.names.get(same_name(text), "").split()))

    def of_postcode(self, code: str) -> tuple[Town, ...]:
        """The communes that a postal code serves."""
        return tuple(self._towns(self.postcodes.get(code, "").split()))

    def department(self, code: str) -> str:
        """The name of the department of an INSEE code."""
        return self.area_names.get(department_of(code), department_of(code))

    def _towns(self, codes: Iterable[str]) -> Iterator[Town]:
        return (town for code in codes if (town := self.town(code)))


@cache
def france() -> France:
    """All communes, read once: some fifteen megabytes, a fifth of a second."""
    lines: dict[str, str] = {}
    names: dict[str, str] = {}
    postcodes: dict[str, str] = {}
    for line in _lines("communes.csv.gz"):
        code, name, _, served, parent = line.split(";")
        if code in lines:  # a part that kept the code of the whole: one more name for it
            _add(names, _name(name), code)
            continue
        lines[code] = line
        _add(names, _name(name), code)
        if not parent:
            for postcode in served.split():
                _add(postcodes, postcode, code)
    areas: dict[str, frozenset[str]] = {}
    area_names: dict[str, str] = {}
    for line in _lines("areas.csv.gz"):
        name, departments = line.split(";")
        codes = departments.split()
        areas[same_name(name)] = frozenset(codes)
        if len(codes) == 1:
            area_names.setdefault(codes[0], name)
    return France(lines, names, postcodes, areas, area_names)


def surely_insee(code: str) -> bool:
    """Is a code that a contract gives to a commune read as such, though it may be the postal code of others?

    Where both are known, the reading with far more inhabitants is meant.
    """
    others = [town for town in france().of_postcode(code) if town.code != code]
    town = france().town(code)
    return not others or (town is not None and town.population >= SURELY * sum(one.population for one in others))


@cache
def quarter_names() -> dict[str, str]:
    """The name of every priority quarter of 2015 and 2024, by its code."""
    return dict(line.split(";", 1) for line in _lines("quarters.csv.gz"))


def _add(index: dict[str, str], key: str, code: str) -> None:
    known = index.get(key)
    if known is None:
        index[key] = code
    elif code not in known.split():
        index[key] = f"{known} {code}"


def _name(name: str) -> str:
    """`same_name`, quicker: the data hold no other letters than these."""
    return " ".join([_SPELT.get(word, word) for word in name.translate(_QUICK).casefold().split()])


def _lines(name: str) -> list[str]:
    packed = (files("eligibility.places") / "data" / name).read_bytes()
    return gzip.decompress(packed).decode("utf-8").split("\n")
