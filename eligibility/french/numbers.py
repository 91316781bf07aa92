"""Numbers as people write them: « 12 000,50 € », « 1.500 € », « 12,5 k€ ». Never the thousandth of what was meant."""

import re
from decimal import Decimal

from eligibility.french.reading import LONGEST, Read, Unreadable, cited, plainly
from eligibility.french.text import french_number

EURO = "€"
_EXAMPLE = "Écrivez un seul nombre, en chiffres, par exemple 12 000,50."
_UNITS = {"€": EURO, "euro": EURO, "euros": EURO, "eur": EURO, "eu": EURO, "an": "ans", "ans": "ans", "annees": "ans"}
_TIMES = {
    "k": 1_000, "mille": 1_000, "millier": 1_000, "milliers": 1_000, "ke": 1_000, "keur": 1_000, "keuros": 1_000,
    "million": 1_000_000, "millions": 1_000_000, "me": 1_000_000, "meur": 1_000_000,
    "milliard": 1_000_000_000, "milliards": 1_000_000_000,
}  # fmt: skip
_OF_EUROS = frozenset({"ke", "keur", "keuros", "me", "meur"})
_ABOUT = re.compile(r"^(?:environ|env\b\.?|approximativement|approx\b\.?|a peu pres|~|≈|\+/-|±) ?")
_BEFORE = re.compile(r"^(?:(?:(?:total|montant|budget|cout|soit|eur|de)\b|€) ?:? ?){0,4}")
_ASIDE = re.compile(r" ?\(([^()0-9%]*)\)$")
_TAX = re.compile(r" ?\(?\b(ttc|ht|hors taxes?|toutes taxes comprises|net)\b\)?\.?$")
_BOUND = re.compile(r"^(?:[<>⩽⩾]|plus de|moins de|max|min|jusqu|au moins|au plus|au maximum|au minimum|entre\b)")
_WHOLE = re.compile(r"([+-]?) ?((?:[0-9][0-9.,' ]*)?[0-9])(?:[.,]-+|[.,])?(?: ?([a-z€%][a-z€'/ ]*))?\.?")
_SEVERAL = re.compile(r"[0-9k€] ?(?:-|/|;|\ba\b|\bet\b|\bou\b|\+|\*|\bx\b) ?[0-9]")
# how the digits of one number may stand: thousands by spaces or apostrophes, by points, by commas, or together
_BY_SPACES = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:([.,])([0-9]+))?")
_BY_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,([0-9]+))?")
_BY_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.([0-9]+))?")
_TOGETHER = re.compile(r"([0-9]{1,18})(?:([.,])([0-9]+))?")


def number(text: str, unit: str = "") -> Read[Decimal]:
    """The number that a text writes. `unit`: what is asked, if it is known; « € » has no thousandths, nor is it years.

    Raises Unreadable for what is no number, is two, may be read in two ways, is a share, a bound or below zero.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"{cited(text)} est trop long pour un nombre. {_EXAMPLE}")
    said: list[str] = []
    bare = _trimmed(plainly(text), said)
    if "%" in bare or "pour cent" in bare or "pourcent" in bare:
        way = "Donnez le montant en euros." if unit == EURO else "Donnez le nombre lui-même."
        raise Unreadable(f"{cited(text)} est un pourcentage. {way}")
    if _BOUND.match(bare):
        raise Unreadable(f"{cited(text)} donne une limite, pas un nombre. {_EXAMPLE}")
    if _SEVERAL.search(bare):
        raise Unreadable(f"{cited(text)} donne plusieurs nombres. {_EXAMPLE}")
    match = _WHOLE.fullmatch(bare)
    if match is None:
        raise Unreadable(f"{cited(text)} n'est pas un nombre. {_EXAMPLE}")
    sign, digits, words = match[1], match[2], (match[3] or "").strip()
    times, own = _unit(text, words)
    if own and unit and own != unit:
        raise Unreadable(f"{cited(text)} n'est pas dans l'unité demandée ({unit}). {_EXAMPLE}")
    value = _digits(text, digits, times, own or unit, said)
    if sign == "-" and value:
        raise Unreadable(f"{cited(text)} est au-dessous de zéro. Donnez un nombre positif.")
    if times > 1:
        value = (value * times).normalize()
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
        said.append("")
    shown = f"{french_number(value)}{f' {EURO}' if EURO in (own, unit) else ''}"
    left = " ".join(part for part in said if part)
    return Read(value, f"{cited(text)} est lu comme {shown}.{f' {left}' if left else ''}" if said else "")


def _trimmed(bare: str, said: list[str]) -> str:
    """Without the words around, each told in `said`."""
    if match := _ABOUT.match(bare):
        bare = bare[match.end() :]
        said.append("« Environ » est laissé de côté.")
    bare = _BEFORE.sub("", bare) if bare[:1] not in "+-" else bare
    if match := _ABOUT.match(bare):
        bare = bare[match.end() :]
        said.append("« Environ » est laissé de côté.")
    if (match := _ASIDE.search(bare)) and not _TAX.search(bare):
        bare = bare[: match.start()]
        said.append(f"« {match[1].strip()} » est laissé de côté.")
    if match := _TAX.search(bare):
        bare = bare[: match.start()]
        if match[1] in ("ht", "hors taxe", "hors taxes"):
            said.append("« Hors taxes » est laissé de côté.")
    return bare.strip()


def _unit(text: str, words: str) -> tuple[int, str]:
    """By how much the digits are multiplied, and the unit written."""
    times, unit = 1, ""
    for word in words.replace("k€", "ke").replace("m€", "me").replace("d'", "").split():
        if word in _TIMES and times == 1 and not unit:
            times = _TIMES[word]
            unit = EURO if word in _OF_EUROS else ""
        elif word in _UNITS and not unit:
            unit = _UNITS[word]
        elif word != "de":
            raise Unreadable(f"{cited(text)} n'est pas un nombre seul. {_EXAMPLE}")
    return times, unit


def _digits(text: str, digits: str, times: int, unit: str, said: list[str]) -> Decimal:
    """The value of the digits, however their thousands are told apart."""
    if match := _BY_SPACES.fullmatch(digits):
        mark, cents = match[1], match[2] or ""
        if mark and len(cents) == 3:
            raise _two_ways(text)
        return _value(text, digits.partition(mark or "x")[0], cents, times, unit)
    for pattern, mark in ((_BY_POINTS, "."), (_BY_COMMAS, ",")):
        if match := pattern.fullmatch(digits):
            whole = digits[: match.start(1) - 1] if match[1] else digits
            if match[1] is None and whole.count(mark) == 1:
                if whole.startswith("0"):
                    break  # « 0,500 » : a half
                if unit != EURO or times > 1:
                    raise _two_ways(text)
                said.append("")  # a sum has no thousandths
            return _value(text, whole, match[1] or "", times, unit)
    match = _TOGETHER.fullmatch(digits)
    if match is None:
        raise Unreadable(f"{cited(text)} ne se lit pas comme un seul nombre. {_EXAMPLE}")
    return _value(text, match[1], match[3] or "", times, unit)


def _value(text: str, whole: str, cents: str, times: int, unit: str) -> Decimal:
    if unit == EURO and times == 1 and len(cents.rstrip("0")) > 2:
        raise Unreadable(f"{cited(text)} a plus de deux chiffres après la virgule. Donnez la somme au centime près.")
    kept = "".join(c for c in whole if c.isdigit())
    if len(kept) > 18 or len(cents) > 12:
        raise Unreadable(f"{cited(text)} est trop long pour un nombre. {_EXAMPLE}")
    return Decimal(f"{kept}.{cents}" if cents else kept)


def _two_ways(text: str) -> Unreadable:
    return Unreadable(f"{cited(text)} peut se lire de deux façons. Écrivez 12 000 pour douze mille, 12,00 pour douze.")
