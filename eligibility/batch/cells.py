"""What one cell says, as people write it: dates, amounts, yes and no, ages, codes or labels. Each refusal says the way out."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from eligibility.batch.table import Value
from eligibility.french.text import MONTHS, enumerate_french, fold, nearest

UNKNOWN = frozenset(
    {
        "",
        "nsp",
        "ne sait pas",
        "je ne sais pas",
        "inconnu",
        "inconnue",
        "nc",
        "n c",
        "na",
        "n a",
        "non connu",
        "non renseigne",
        "a preciser",
        "unknown",
    }
)
YES = frozenset({"oui", "o", "vrai", "true", "yes", "y", "1", "x"})
NO = frozenset({"non", "n", "faux", "false", "no", "0"})

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_SEVERAL = re.compile(r"[;|\n]+")
_CODE = re.compile(
    r"(?:(?:axe|objectif|obj)\s*(?:n?°\s*|n\s*)?)?(\d{1,3}(?:\.\d{1,3}){0,2})\.?(?=$|[\s:–—-])", re.IGNORECASE
)
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_LONG = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
_SERIALS = (20_000, 80_000)  # days of a workbook that are dates of this century, near enough


class Unreadable(ValueError):
    """A cell that cannot be understood, in a French sentence with the way out."""


def plain(value: object) -> str:
    """Any cell as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case datetime() if value.time() == time():
            return f"{value:%d/%m/%Y}"
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case float() | Decimal():
            return number_text(value)
    return str(value)


def number_text(value: float | Decimal) -> str:
    """« 3.4 », « 12 » : the shortest text of a number, as a code would be written."""
    text = f"{value:.10g}" if isinstance(value, float) else f"{value:f}"
    return text if "e" not in text else f"{Decimal(value):f}"


def quoted(value: Value) -> str:
    """« what the cell says », cut if it is long."""
    text = " ".join(plain(value).split())
    return f"« {text[:60]}… »" if len(text) > 60 else f"« {text} »"


def is_unknown(value: Value) -> bool:
    """Nothing, « ? », « ne sait pas » : not given, hence unknown."""
    return value is None or (isinstance(value, str) and fold(value) in UNKNOWN)


def boolean(value: Value) -> bool:
    """Yes or no."""
    text = fold(plain(value))
    if text in YES or text in NO:
        return text in YES
    raise Unreadable(f"{quoted(value)} n'est ni oui, ni non. Écrivez oui, non, ou laissez vide si vous ne savez pas.")


def day(value: Value, epoch_1904: bool = False) -> date:
    """A day: a date of the spreadsheet, or one written out."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and _SERIALS[0] <= value <= _SERIALS[1]:
        found = from_excel(value, CALENDAR_MAC_1904 if epoch_1904 else CALENDAR_WINDOWS_1900)
        return found.date() if isinstance(found, datetime) else found
    text = plain(value).strip()
    parts: tuple[str, ...] | None = None
    if match := _ISO.fullmatch(text):
        parts = match.groups()
    elif match := _DAY.fullmatch(text):
        parts = match.groups()[::-1]
    elif (match := _LONG.fullmatch(fold(text))) and match[2] in MONTHS_FOLDED:
        parts = (match[3], str(MONTHS_FOLDED[match[2]]), match[1])
    if parts is None:
        raise Unreadable(f"{quoted(value)} n'est pas une date. Écrivez-la 01/09/2016 ou 2016-09-01.")
    year, month, number = (int(part) for part in parts)
    try:
        return date(year + 2000 if year < 100 else year, month, number)
    except ValueError:
        raise Unreadable(
            f"La date {quoted(value)} n'existe pas. Corrigez le jour ou le mois (jour/mois/année)."
        ) from None


MONTHS_FOLDED = {fold(name): index for index, name in enumerate(MONTHS, start=1)}


def number(value: Value) -> Decimal:
    """An amount or another number: « 12 000,50 € », « 12000.5 »."""
    if isinstance(value, bool | datetime | date | time | timedelta):
        raise Unreadable(f"{quoted(value)} n'est pas un nombre. Écrivez par exemple 12 000,50.")
    if isinstance(value, int | float | Decimal):
        exact = Decimal(str(value))
        rounded = exact.quantize(Decimal("0.01")) if abs(exact) < 10**15 else exact
        return rounded if abs(rounded - exact) < Decimal("0.000001") and isinstance(value, float) else exact
    text = _SPACES.sub("", plain(value)).replace("'", "").replace("’", "")
    text = re.sub(r"(?:€|euros?|eur|ans?)$", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"-?\d{1,3}[.,]\d{3}", text):
        raise Unreadable(
            f"{quoted(value)} peut se lire de deux façons. Écrivez 12 000 pour douze mille, 12,00 pour douze."
        )
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+|-?\d{1,3}(\.\d{3}){2,}", text):
        text = text.replace(".", "")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+\.\d+|-?\d{1,3}(,\d{3}){2,}", text):
        text = text.replace(",", "")
    if not re.fullmatch(r"-?\d{1,18}(?:[.,]\d+)?", text):
        raise Unreadable(f"{quoted(value)} n'est pas un nombre. Écrivez par exemple 12 000,50.")
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:  # pragma: no cover
        raise Unreadable(f"{quoted(value)} n'est pas un nombre. Écrivez par exemple 12 000,50.") from None


def age(value: Value) -> int:
    """An age in whole years."""
    try:
        found = number(value)
    except Unreadable:
        found = Decimal("0.5")
    if found != found.to_integral_value():
        raise Unreadable(f"{quoted(value)} n'est pas un âge. Écrivez un nombre entier d'années : 16.")
    return int(found)


def ages(value: Value) -> tuple[int | None, int | None]:
    """The youngest and the oldest: « 16-25 ans », « moins de 26 ans », « 60 ans et plus »."""
    if isinstance(value, datetime | date):
        raise Unreadable(
            f"Le tableur a changé la tranche d'âge en date ({quoted(value)}). Retapez-la en texte : 12 à 18 ans."
        )
    text = " ".join(
        word for word in fold(re.sub(r"(?<=\d)(?=[a-zA-Z])", " ", plain(value))).split() if word not in ("ans", "an")
    )
    if match := re.fullmatch(r"(?:de |entre )?(\d{1,3}) (?:a |et |au )?(\d{1,3})", text):
        return int(match[1]), int(match[2])
    if match := re.fullmatch(r"(?:moins de|avant) (\d{1,3})", text):
        return None, int(match[1]) - 1
    if match := re.fullmatch(r"(?:jusqu a )?(\d{1,3}) (?:et moins|au plus)|jusqu a (\d{1,3})", text):
        return None, int(match[1] or match[2])
    if match := re.fullmatch(r"(\d{1,3}) (?:et plus|et au dela|ou plus)|(?:a partir de|des) (\d{1,3})", text):
        return int(match[1] or match[2]), None
    if match := re.fullmatch(r"(?:plus de) (\d{1,3})", text):
        return int(match[1]) + 1, None
    if match := re.fullmatch(r"(\d{1,3})", text):
        return int(match[1]), int(match[1])
    raise Unreadable(
        f"{quoted(value)} n'est pas une tranche d'âge. Écrivez « 16-25 ans », « moins de 26 ans » ou « 60 ans et plus »."
    )


def degrees(value: Value) -> float:
    """A coordinate."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = plain(value).strip().replace(",", ".")
    if not re.fullmatch(r"-?\d{1,3}(?:\.\d{1,12})?", text):
        raise Unreadable(f"{quoted(value)} n'est pas une coordonnée. Écrivez des degrés décimaux : 3,0817.")
    return float(text)


def pieces(value: Value) -> list[str]:
    """What a cell lists, cut at semicolons, bars and line breaks."""
    return [piece for part in _SEVERAL.split(plain(value)) if (piece := part.strip().strip("•*").strip())]


def objectives(value: Value, by_title: Mapping[str, str]) -> list[str]:
    """Codes of objectives, from codes, codes with their titles, or titles."""
    if isinstance(value, datetime | date | time | timedelta):
        raise Unreadable(
            f"Le tableur a changé le code de l'objectif en date ({quoted(value)}). Retapez-le en texte, avec une apostrophe devant : '3.4.2."
        )
    text = plain(value).strip()
    if isinstance(value, str) and re.fullmatch(r"\d{1,2},\d{1,2}", text):
        raise Unreadable(
            f"{quoted(value)} peut se lire de deux façons. Écrivez « {text.replace(',', '.')} », ou « {text.replace(',', ' ; ')} »."
        )
    found = []
    for piece in pieces(value):
        if fold(piece) in by_title:
            found.append(by_title[fold(piece)])
            continue
        codes = [piece]
        if re.fullmatch(r"[\d.]+(?:(?:\s*,\s*|\s+et\s+|\s*/\s*|\s+)[\d.]+)+", piece):
            codes = re.findall(r"[\d.]+", piece)
        for code in codes:
            match = _CODE.match(code)
            if match is None:
                near = nearest(code, by_title, cutoff=60)
                listed = (
                    f" Objectifs proches : {enumerate_french([f'{by_title[name]} ({name})' for name in near])}."
                    if near
                    else ""
                )
                raise Unreadable(
                    f"{quoted(code)} n'est pas un objectif du contrat. Écrivez un code (3.4.2) ou un titre.{listed}"
                )
            found.append(match[1])
    return list(dict.fromkeys(found))


def values(value: Value, index: Mapping[str, str], labels: Mapping[str, str]) -> list[str]:
    """Codes of a closed list, from codes or labels. `index`: folded name to code; `labels`: labels and words to label."""
    if fold(plain(value)) in index:
        return [index[fold(plain(value))]]
    found = []
    for piece in pieces(value):
        if fold(piece) in index:
            found.append(index[fold(piece)])
            continue
        parts = [part.strip() for part in re.split(r",|/| et ", piece) if part.strip()]
        unknown = [part for part in parts if fold(part) not in index]
        if unknown:
            raise Unreadable(not_in_list(unknown[0] if len(parts) > 1 and len(unknown) < len(parts) else piece, labels))
        found += [index[fold(part)] for part in parts]
    return list(dict.fromkeys(found))


def one_value(value: Value, index: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """One code of a closed list."""
    found = values(value, index, labels)
    if len(found) != 1:
        raise Unreadable(f"{quoted(value)} nomme plusieurs valeurs : une seule est attendue. Gardez la principale.")
    return found[0]


def not_in_list(text: str, labels: Mapping[str, str]) -> str:
    """The refusal of a value, with those most like it, by their names or by the everyday words that go with them."""
    near = list(dict.fromkeys(labels[name] for name in nearest(text[:80], labels, limit=5, cutoff=70)))[:3]
    hint = f" Valeurs proches : {enumerate_french([f'« {label} »' for label in near])}." if near else ""
    return f"{quoted(text)} n'est pas une valeur connue.{hint} La feuille « Guide » du modèle les donne toutes."
