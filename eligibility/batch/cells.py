"""What one cell says, as people write it: dates, amounts, yes and no, ages, codes or labels. Each refusal says the way out."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from eligibility.batch.table import Value
from eligibility.french import ages as in_years
from eligibility.french import dates, numbers
from eligibility.french.reading import Read
from eligibility.french.reading import Unreadable as Unreadable  # what reading a cell raises
from eligibility.french.text import enumerate_french, fold, french_date, nearest

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

_SEVERAL = re.compile(r"[;|\n]+")
_CODE = re.compile(
    r"(?:(?:axe|objectif|obj)\s*(?:n?°\s*|n\s*)?)?(\d{1,3}(?:\.\d{1,3}){0,2})\.?(?=$|[\s:–—-])", re.IGNORECASE
)

T = TypeVar("T")
Tell = Callable[[str], None]
MAC_EPOCH = date(1904, 1, 1)  # from which some workbooks count their days


def silent(remark: str) -> None:
    """Where nobody is told how a cell was understood."""


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


def day(value: Value, epoch_1904: bool = False, last: bool = False, tell: Tell = silent) -> date:
    """A day: a date of the spreadsheet, or one written out. Of a whole month, the first day, or the last if `last`.

    `tell` receives how it was understood, where that is not simply what is written. Raises Unreadable.
    """
    if isinstance(value, date):
        return _told(_date(value, epoch_1904), tell)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if dates.SERIALS[0] <= value <= dates.SERIALS[1]:
            found = from_excel(value, CALENDAR_MAC_1904 if epoch_1904 else CALENDAR_WINDOWS_1900)
            read = _date(found, epoch_1904) if isinstance(found, date) else dates.day(plain(value))
            tell(f"{quoted(value)}, un nombre de jours de tableur, est lu comme le {french_date(read.value)}.")
            return _told(read, tell)
        return _told(dates.day(plain(value), last), tell)
    return _told(dates.day(plain(value), last), tell)


def _date(value: date, epoch_1904: bool) -> Read[date]:
    """A date of the spreadsheet. A year typed into a cell of dates became a day of 1905: it is no day."""
    only = value.date() if isinstance(value, datetime) else value
    year = (only - (MAC_EPOCH if epoch_1904 else dates.WORKBOOK)).days
    if dates.FIRST_YEAR <= year <= dates.LAST_YEAR:
        raise dates.year_alone(
            f"{plain(value)} (l'année {year} tapée dans une case de date, ou une date de {only.year})", year
        )
    if isinstance(value, datetime):
        return dates.instant(plain(value), value)
    return Read(dates.checked(plain(value), value))


def _told(read: Read[T], tell: Tell) -> T:
    if read.remark:
        tell(read.remark)
    return read.value


def number(value: Value, unit: str = "", tell: Tell = silent) -> Decimal:
    """An amount or another number: « 12 000,50 € », « 12000.5 ». `unit`: what is asked, if it is known. Raises Unreadable."""
    if isinstance(value, bool | datetime | date | time | timedelta):
        raise Unreadable(f"{quoted(value)} n'est pas un nombre. Écrivez par exemple 12 000,50.")
    if isinstance(value, int | float | Decimal):
        exact = Decimal(str(value))
        if exact < 0:
            raise Unreadable(f"{quoted(value)} est au-dessous de zéro. Donnez un nombre positif.")
        rounded = exact.quantize(Decimal("0.01")) if abs(exact) < 10**15 else exact
        return rounded if abs(rounded - exact) < Decimal("0.000001") and isinstance(value, float) else exact
    return _told(numbers.number(plain(value), unit), tell)


def age(value: Value, oldest: bool = False, tell: Tell = silent) -> int:
    """An age in whole years. `oldest`: that of the oldest. Raises Unreadable."""
    return _told(in_years.age(_typed(value), oldest), tell)


def ages(value: Value, tell: Tell = silent) -> tuple[int | None, int | None]:
    """The youngest and the oldest: « 16-25 ans », « moins de 26 ans », « 60 ans et plus ». Raises Unreadable."""
    return _told(in_years.ages(_typed(value)), tell)


def _typed(value: Value) -> str:
    """An age as it was typed, before the spreadsheet understood it."""
    if isinstance(value, datetime | date):
        raise Unreadable(
            f"Le tableur a changé la tranche d'âge en date ({quoted(value)}). Retapez-la en texte : 12 à 18 ans."
        )
    return plain(value)


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
