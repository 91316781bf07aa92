"""Dates as people write them: « 01/09/2016 », « 1er sept. 2016 », « septembre 2016 » (the whole month), an instant with its zone.

No clock is read: what lacks its year, or has no days of its own (« été 2016 »), is unknown and said.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from eligibility.french.reading import LONGEST, Read, Unreadable, cited, plainly
from eligibility.french.text import MONTHS, fold, french_date

FIRST_YEAR, LAST_YEAR = 1950, 2120  # an action begins and ends between them; another year is a slip
SHORT = 50  # « 16 » is 2016; from this one on, two figures may be of either century
SERIALS = (20_000, 80_000)  # days of a workbook that are dates of these years, near enough
WORKBOOK = date(1899, 12, 30)  # from which a workbook counts its days
EXAMPLE = "Écrivez le jour, le mois et l'année : 01/09/2016."

_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT_MONTHS = {
    "janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "aou": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
MONTH_NUMBERS = {fold(name): n for names in (MONTHS, _ENGLISH) for n, name in enumerate(names, start=1)} | _SHORT_MONTHS

_CLOCK = r"(?:(?: ?t ?| a | ,|, | )([01]?[0-9]|2[0-4]) ?[:h] ?([0-5][0-9])?(?::?([0-5][0-9])(?:[.,][0-9]{1,9})?)?)?"
_ZONE = r"(?: ?(z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}))?"
_ISO = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){_CLOCK}{_ZONE}")
_FIGURES = re.compile(rf"([0-9]{{1,2}}) ?[-/. ] ?([0-9]{{1,2}}) ?[-/. ] ?([0-9]{{4}}|[0-9]{{2}}){_CLOCK}{_ZONE}")
_WORDS = re.compile(
    rf"([0-9]{{1,2}})(?: ?(?:er|ere|e))?[ /-]?([a-z]+)\.?[ ,/-]+'?([0-9]{{4}}|[0-9]{{2}}){_CLOCK}{_ZONE}"
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_MONTH_YEAR = re.compile(r"(?:mois de |mois d')?([a-z]{3,9})\.?[ /-]{1,3}([0-9]{4})")
_MONTH_FIGURES = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})|([0-9]{4})[-/.]([0-9]{1,2})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"(?:en |annee |an )?([0-9]{4})")
_YEARS = re.compile(r"(?:annee (?:scolaire )?)?[0-9]{4} ?[-/] ?(?:[0-9]{4}|[0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_NO_YEAR = re.compile(r"[0-9]{1,2} ?[-/.] ?[0-9]{1,2}|[0-9]{1,2}(?:er)? ?([a-z]+)\.?")
_MONTH_SHORT = re.compile(r"([a-z]+)\.?[ -]'?[0-9]{2}")
_VAGUE = re.compile(
    r"\b(?:ete|hiver|printemps|automne|rentree|noel|paques|toussaint|vacances|trimestre|semestre|debut|fin|mi|courant|"
    r"semaine|weekend|week-end|prochaine?|dernier|derniere|demain|aujourd'hui|saison)\b"
)
_DAY_IN = re.compile(r"[0-9]{1,2} ?[-/.] ?[0-9]{1,2} ?[-/.] ?[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_WEEKDAY = re.compile(
    r"^(?:(?:le|du|au|des|des le|a partir du|jusqu'au) )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? )?"
)


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of what a text writes: the same, or those of a month."""

    first: date
    last: date


def days(text: str) -> Read[Days]:
    """The day, or the whole month, that a text writes. Raises Unreadable for anything else."""
    if len(text) > LONGEST:
        raise Unreadable(f"{cited(text)} est trop long pour une date. {EXAMPLE}")
    bare = plainly(text).strip(" .;")
    bare = _WEEKDAY.sub("", bare, count=1)
    for pattern, read in _READERS:
        if (match := pattern.fullmatch(bare)) and (found := read(text, match)) is not None:
            return found
    raise _refused(text, bare)


def day(text: str, last: bool = False) -> Read[date]:
    """One day: of a month, its first, or its last if `last` (the end of an action)."""
    found = days(text)
    return Read(found.value.last if last else found.value.first, found.remark)


def instant(said: str, moment: datetime) -> Read[date]:
    """The day of an instant, in Paris if its zone is written. `said`: how it is cited.

    Raises Unreadable for 22 or 23 o'clock without a zone, where it is midnight in Paris of the next day if the clock
    was universal: most often a date that a programme has shifted.
    """
    if moment.tzinfo is None:
        there = _in_paris(moment.replace(tzinfo=UTC))
        if there.date() != moment.date() and (there.hour, there.minute) == (0, 0):
            raise Unreadable(
                f"{cited(said)} peut être le {french_date(moment.date())} au soir, ou le {french_date(there.date())} si l'heure est universelle "
                f"(minuit à Paris). Écrivez la date sans l'heure."
            )
        return Read(checked(said, moment.date()))
    there = _in_paris(moment)
    if there.date() == moment.date():
        return Read(checked(said, moment.date()))
    return Read(
        checked(said, there.date()),
        f"{cited(said)} est le {french_date(moment.date())} dans son fuseau horaire, le {french_date(there.date())} à Paris : "
        f"lu comme le {french_date(there.date())}.",
    )


def checked(said: str, found: date) -> date:
    """The same day. Raises Unreadable if no action can begin or end in its year."""
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(f"L'année {found.year} de {cited(said)} n'est pas celle d'une action. {EXAMPLE}")
    return found


def year_alone(said: str, year: int) -> Unreadable:
    """What to say of a year given for a day."""
    return Unreadable(
        f"{cited(said)} : une année seule ({year}) ne dit pas le jour. Écrivez 01/01/{year} pour son premier jour, 31/12/{year} pour son dernier."
    )


def _in_paris(moment: datetime) -> datetime:
    """Central European time as it has been since 1996: no table of zones is needed, nor always at hand."""
    universal = moment.astimezone(UTC)
    begins, ends = (
        datetime(universal.year, month, 31 - (date(universal.year, month, 31).weekday() + 1) % 7, 1, tzinfo=UTC)
        for month in (3, 10)
    )
    return universal.astimezone(timezone(timedelta(hours=2 if begins <= universal < ends else 1)))


def _one(found: date, remark: str = "") -> Read[Days]:
    return Read(Days(found, found), remark)


def _made(text: str, year: int, month: int, number: int) -> date:
    if month > 12:
        swapped = ""
        if number <= 12:
            try:
                other = date(year, number, month)
                swapped = f" Si le mois est écrit d'abord, à l'américaine, écrivez {other:%d/%m/%Y}."
            except ValueError:
                pass
        raise Unreadable(
            f"La date {cited(text)} n'existe pas : il n'y a pas de mois {month}.{swapped or f' {EXAMPLE}'}"
        )
    try:
        return date(year, month, number)
    except ValueError:
        if year == 0:
            raise Unreadable(f"L'année 0 de {cited(text)} n'est pas celle d'une action. {EXAMPLE}") from None
        asked = f"{MONTHS[month - 1]} {year}" if 0 < month <= 12 else "ce mois"
        raise Unreadable(
            f"La date {cited(text)} n'existe pas : pas de jour {number} en {asked}. Corrigez le jour ou le mois (jour/mois/année)."
        ) from None


def _century(text: str, year: str) -> int:
    if len(year) == 4:
        return int(year)
    if int(year) >= SHORT:
        raise Unreadable(
            f"L'année de {cited(text)} n'a que deux chiffres : 19{year} ou 20{year} ? Écrivez-la avec quatre chiffres."
        )
    return 2000 + int(year)


def _full(text: str, year: str, month: int, number: int, rest: tuple[str | None, ...]) -> Read[Days]:
    found = _made(text, _century(text, year), month, number)
    short = f"{cited(text)} est lu comme le {french_date(found)}." if len(year) == 2 else ""
    hour, minute, second, zone = rest
    checked(text, found)
    if hour is None or hour == "24":
        if zone:
            raise Unreadable(f"{cited(text)} n'est pas une date. {EXAMPLE}")
        return _one(found, short)
    moment = datetime(found.year, found.month, found.day, int(hour), int(minute or 0), int(second or 0))
    read = instant(text, moment.replace(tzinfo=_zone(text, zone)) if zone else moment)
    return _one(read.value, read.remark or short)


def _zone(text: str, zone: str) -> timezone:
    if zone[0] not in "+-":
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        raise Unreadable(f"{cited(text)} n'a pas de fuseau horaire connu. {EXAMPLE}")
    return timezone((1 if zone[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _iso(text: str, match: re.Match[str]) -> Read[Days]:
    return _full(text, match[1], int(match[2]), int(match[3]), match.groups()[3:])


def _figures(text: str, match: re.Match[str]) -> Read[Days]:
    return _full(text, match[3], int(match[2]), int(match[1]), match.groups()[3:])


def _words(text: str, match: re.Match[str]) -> Read[Days] | None:
    month = MONTH_NUMBERS.get(match[2])
    return _full(text, match[3], month, int(match[1]), match.groups()[3:]) if month else None


def _month_first(text: str, match: re.Match[str]) -> Read[Days] | None:
    month = MONTH_NUMBERS.get(match[1])
    return _one(checked(text, _made(text, int(match[3]), month, int(match[2])))) if month else None


def month_days(text: str, year: int, month: int) -> Read[Days]:
    """A whole month, said as such."""
    if not 1 <= month <= 12:
        raise Unreadable(f"{cited(text)} n'existe pas : il n'y a pas de mois {month}. {EXAMPLE}")
    first = checked(text, _made(text, year, month, 1))
    last = first.replace(day=monthrange(year, month)[1])
    remark = f"{cited(text)} est lu comme le mois entier, du {french_date(first)} au {french_date(last)}."
    return Read(Days(first, last), remark)


def _month_year(text: str, match: re.Match[str]) -> Read[Days] | None:
    month = MONTH_NUMBERS.get(match[1])
    return month_days(text, int(match[2]), month) if month else None


def _month_figures(text: str, match: re.Match[str]) -> Read[Days]:
    month, year = (match[1], match[2]) if match[1] else (match[4], match[3])
    if match[3] and len(month) == 2 and int(month) == int(year) % 100 + 1:  # « 2016-17 », and « 2011-12 »
        raise Unreadable(f"{cited(text)} peut être un mois ou donner des années. {EXAMPLE}")
    return month_days(text, int(year), int(month))


def _compact(text: str, match: re.Match[str]) -> Read[Days]:
    found = checked(text, _made(text, int(match[1]), int(match[2]), int(match[3])))
    return _one(found, f"{cited(text)} est lu comme le {french_date(found)}.")


_READERS: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Read[Days] | None]], ...] = (
    (_ISO, _iso),
    (_FIGURES, _figures),
    (_WORDS, _words),
    (_MONTH_FIRST, _month_first),
    (_MONTH_YEAR, _month_year),
    (_MONTH_FIGURES, _month_figures),
    (_COMPACT, _compact),
)


def _refused(text: str, bare: str) -> Unreadable:
    """Why a text is no date, and the way out."""
    if match := _YEAR.fullmatch(bare):
        year = int(match[1])
        if FIRST_YEAR <= year <= LAST_YEAR:
            return year_alone(text, year)
        return Unreadable(f"{cited(text)} n'est pas une date. {EXAMPLE}")
    if _YEARS.fullmatch(bare):
        return Unreadable(f"{cited(text)} donne des années sans jour ni mois. {EXAMPLE}")
    if _SERIAL.fullmatch(bare) and SERIALS[0] <= int(bare[:5]) <= SERIALS[1]:
        found = WORKBOOK + timedelta(days=int(bare[:5]))
        return Unreadable(
            f"{cited(text)} n'est pas une date. Si c'est un nombre de jours de tableur, c'est le {french_date(found)} : écrivez {found:%d/%m/%Y}."
        )
    if len(_DAY_IN.findall(bare)) > 1:
        return Unreadable(f"{cited(text)} donne plusieurs dates. Écrivez-en une seule : 01/09/2016.")
    if (match := _MONTH_SHORT.fullmatch(bare)) and match[1] in MONTH_NUMBERS:
        return Unreadable(f"{cited(text)} peut être un jour ou une année. {EXAMPLE}")
    if _VAGUE.search(bare):
        return Unreadable(f"{cited(text)} ne dit pas de jour précis. {EXAMPLE}")
    if (match := _NO_YEAR.fullmatch(bare)) and (match[1] is None or match[1] in MONTH_NUMBERS):
        return Unreadable(f"Il manque l'année à {cited(text)}. {EXAMPLE}")
    return Unreadable(f"{cited(text)} n'est pas une date. {EXAMPLE}")
