"""Small helpers for French text: names compared as people write them, lists, dates, numbers, near matches."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz, process

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def fold(text: str) -> str:
    """A name without accents, case, hyphens, apostrophes or doubled spaces."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("’", " ").replace("'", " ")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())


def nearest(name: str, candidates: Iterable[str], limit: int = 3, cutoff: int = 60) -> tuple[str, ...]:
    """The candidates most like `name`, best first."""
    choices = sorted(set(candidates))
    folded = [_folded(choice) for choice in choices]
    found = process.extract(fold(name), folded, scorer=fuzz.WRatio, limit=limit, score_cutoff=cutoff)
    return tuple(choices[index] for _, _, index in found)


@lru_cache(maxsize=8_192)
def _folded(candidate: str) -> str:
    """A name of a rulebook, folded once: tables ask thousands of times what is nearest among the same."""
    return fold(candidate)


def near(name: str, candidates: Iterable[str]) -> str:
    """« Valeurs proches : a ou b. »"""
    close = nearest(name, candidates, cutoff=40)
    return f"Valeurs proches : {enumerate_french(close)}." if close else "Corrigez-la ou déclarez-la."


def enumerate_french(items: Sequence[str], last: str = "ou") -> str:
    """« a, b ou c »"""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def french_date(day: date) -> str:
    """« 1er mars 2015 »"""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def french_number(value: Decimal | int) -> str:
    """« 50 000 », « 12,50 » (thousands by narrow no-break spaces)."""
    text = f"{value:,}" if isinstance(value, int) else f"{value.normalize():,f}"
    return text.replace(",", "\u202f").replace(".", ",")


def plural(count: int, one: str, many: str) -> str:
    """« 1 ligne », « 2 lignes »"""
    return f"{count} {one if count < 2 else many}"


def after_quarter(name: str) -> str:
    """A quarter's name, to be said after the word « quartier »: « Quartier de la Gare » is « de la Gare »."""
    word, _, rest = name.partition(" ")
    return rest if rest and word.casefold() in ("quartier", "quartiers") else name
