"""Ages, dates and sums that a sentence holds: the answer to a field where they say it, else left aside and told.

The same readers as for tables and forms. What only looks like an age (« depuis 3 ans »), a date without its year, a sum
that is not said to be the budget is never used.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.fields.bounds import Bounded
from eligibility.french import ages, dates, numbers
from eligibility.french.reading import Read, Unreadable, plainly
from eligibility.french.text import MONTHS
from eligibility.search.answers import Aside, FigureSuggestion
from eligibility.search.tokens import clean

AGES, DAYS, BUDGET = "beneficiaries.age_min", "starts_on", "budget"  # where an action gives them

_N = r"[0-9]{1,3}"
_UNIT = r"(?:\s?(?:ans?|mois)\b)"
_SIDE = (
    r"(?:moins de|plus de|à partir de|a partir de|dès|jusqu['’]à|jusqu['’]a|au moins|au plus|inférieurs? à|supérieurs? à|"
    r"maximum|max|minimum|min|[-–+] ?de|[-–+<>≤≥]=?)\s?"
)
_AFTER = r"(?:\s?(?:et|ou) (?:plus|moins|\+)(?! de)|\s?\+)"
_ONE = rf"(?:{_SIDE})?{_N}{_UNIT}?(?:{_AFTER})?"
_AGES = re.compile(
    rf"(?<![\w.,/-])(?:(?:entre|de)\s)?{_ONE}(?:\s?(?:[-–—/]|à|a|et|jusqu['’]à)\s?{_ONE}){{0,5}}(?![\w%€]|[.,][0-9])",
    re.IGNORECASE,
)
_HAS_UNIT = re.compile(rf"[0-9]{_UNIT}", re.IGNORECASE)
_ONE_AGE = re.compile(rf"(?:de\s)?{_N}{_UNIT}", re.IGNORECASE)
# « depuis 3 ans », « pendant 6 mois »: a length; « âgés de 16 ans »: an age
_LENGTH = re.compile(
    r"(?:depuis|pendant|durant|sur|pour|en|dans|après|apres|avant|il y a|tous les|toutes les|chaque|ses|leurs|nos|les|premiers|"
    r"prochaine?s?|derni[eè]re?s?|d['’]une durée de|durée de|duree de|(?:projet|contrat|bail|stage|formation|cycle|parcours|emploi|poste|cdd|convention|"
    r"programme|garantie|prêt|pret|anciennet[eé]|exp[eé]rience|entreprises?|soci[eé]t[eé]s?|voitures?|logements?|immeubles?|b[aâ]timents?|attente) de|au bout de)"
    r"(?:\s(?:plus|moins|au moins|environ)(?:\sde)?)?\s?$",
    re.IGNORECASE,
)
_AGED = re.compile(r"(?:âgée?s?|agée?s?|agee?s?)(?:\sde)?\s?$", re.IGNORECASE)
_OTHER_YEARS = re.compile(
    r"^\s?(?:d['’]|de )(?:anciennet|exp[eé]rience|existence|ch[oô]mage|prison|attente|formation|travail|pratique|engagement|vie)|^\s?(?:apr[eè]s|avant|plus tard)",
    re.IGNORECASE,
)

_MONTH = (
    "(?:"
    + "|".join(
        [
            *MONTHS,
            "fevrier",
            "aout",
            "decembre",
            "janv",
            "févr?",
            "fevr?",
            "avr",
            "juil",
            "sept",
            "oct",
            "nov",
            "déc",
            "dec",
        ]
    )
    + r")\b\.?"
)
_DAY = rf"(?:[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-](?:[0-9]{{4}}|[0-9]{{2}})|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}(?:er)?\s(?:{_MONTH}(?:\s[0-9]{{4}})?)|{_MONTH}\s[0-9]{{4}})"
_PART = rf"(?:[0-9]{{1,2}}(?:er)?|(?<=de ){_MONTH}|(?<=entre ){_MONTH})"  # « du 3 » au 8 mai, « de mars » à juin
_SPAN = re.compile(
    rf"(?<![\w/])(?P<opens>du |de |entre (?:le )?|à partir d[eu] |dès (?:le )?|depuis (?:le )?|jusqu['’](?:au |à |en ))?(?P<first>{_DAY}|{_PART})"
    rf"(?:\s?(?:au|à|et(?: le)?|jusqu['’](?:au|à|en)|-|–)\s?(?P<last>{_DAY}))?(?![\w/])",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"\b(?:fin|d[ée]but|mi|courant|vers)[\s-]+$", re.IGNORECASE)
_YEAR = re.compile(
    r"(?<![\w/.,-])(?:en |année |annee |pour )?(?:19|20)[0-9]{2}(?:\s?[-/]\s?(?:20)?[0-9]{2})?(?![\w/€%]|[.,][0-9]|\s?(?:€|euros?|habitants|personnes|jeunes))",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?<![\w.,/-])[0-9](?:[0-9\s.,'’]{0,14}[0-9])?\s?(?:k€|k euros|keuros|m€|€|euros?\b|mille euros|millions? d['’]euros)(?:\s?(?:ttc|ht)\b)?",
    re.IGNORECASE,
)
_BUDGET = re.compile(
    r"(?:budget|coût|cout|coûte|coute|coûtera|coutera|montant)(?:\s(?:total|global|prévisionnel|previsionnel|estimé|estime|de l['’]action|du projet|est|de|d['’]un|environ|est de|s['’]élève à|:)){0,4}\s?(?:de |d['’]|: ?|à |est )?(?:environ )?$",
    re.IGNORECASE,
)
_NOT_BUDGET = re.compile(r"^\s?(?:par |/|chacune?|la |l['’]|le )", re.IGNORECASE)
_SHARE = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:[.,][0-9]{1,2})?\s?%")

NOT_AN_AGE = "une durée, ou un âge que rien ne rattache à ceux pour qui est l'action"
NOT_THE_BUDGET = "une somme qui n'est pas dite être le budget de l'action"
A_YEAR = "une année seule ne dit pas de quel jour à quel jour"
A_SHARE = "un pourcentage ne répond à aucune question"
NOT_ASKED = "ce contrat ne le demande pas"


@dataclass(frozen=True)
class Figures:
    """What the sentence says in figures, what it says that is not used, and where both stand in it."""

    found: tuple[FigureSuggestion, ...] = ()
    asides: tuple[Aside, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


class FigureSearch:
    """For one rulebook: built once, read-only."""

    def __init__(self, rulebook: Rulebook):
        self._fields: dict[str, Bounded] = {}
        for field in rulebook.given.values():
            if isinstance(field, Bounded) and field.paths[0] in (AGES, DAYS, BUDGET):
                self._fields[field.paths[0]] = field

    def read(self, sentence: str, denied: Sequence[tuple[int, int]] = ()) -> Figures:
        """Ages, dates, sums, years and shares, each figure read once; those that meet `denied` are left out already."""
        text = clean(sentence)
        taken: list[tuple[int, int]] = []
        found: dict[str, list[FigureSuggestion]] = {}
        asides: list[tuple[int, Aside]] = []
        readers: tuple[tuple[str, re.Pattern[str], Callable[[str, re.Match[str]], Any]], ...] = (
            (BUDGET, _MONEY, self._money),
            (DAYS, _SPAN, self._days),
            (AGES, _AGES, self._ages),
            ("", _YEAR, lambda _, __: A_YEAR),
            ("", _SHARE, lambda _, __: A_SHARE),
        )
        for path, pattern, read in readers:
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(start < last and first < end for first, last in (*taken, *denied)):
                    continue
                said = read(text, match)
                if said is None:
                    continue
                taken.append((start, end))
                words = " ".join(match[0].split())
                if isinstance(said, str):
                    asides.append((start, Aside(words, said)))
                elif path not in self._fields:
                    asides.append((start, Aside(words, NOT_ASKED)))
                else:
                    found.setdefault(path, []).append(self._suggestion(path, said, words))
                    asides += [(start, Aside(words, said.remark))] if said.remark else []
        for path, several in list(found.items()):
            if len({one.code for one in several}) > 1:
                del found[path]
                asides += [
                    (text.find(one.words[0]), Aside(one.words[0], "la phrase en donne plusieurs : vous le préciserez"))
                    for one in several
                ]
        ordered = tuple(aside for _, aside in sorted(asides, key=lambda item: item[0]))
        return Figures(tuple(several[0] for several in found.values()), ordered, tuple(taken))

    def _suggestion(self, path: str, said: Read[Sequence[Any]], words: str) -> FigureSuggestion:
        field = self._fields[path]
        given = said.value
        return FigureSuggestion(field.id, field.label, field.codes(given)[0], _told(path, field, given), (words,))

    @staticmethod
    def _money(text: str, match: re.Match[str]) -> Read[Sequence[Any]] | str:
        before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 20]
        try:
            read = numbers.number(match[0], numbers.EURO)
        except Unreadable as error:
            return str(error)
        if not _BUDGET.search(before) or _NOT_BUDGET.search(after):
            return NOT_THE_BUDGET
        value = read.value
        return Read([int(value) if value == value.to_integral_value() else value])

    @staticmethod
    def _ages(text: str, match: re.Match[str]) -> Read[Sequence[Any]] | str | None:
        words = match[0]
        if not _HAS_UNIT.search(words):
            return None
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 25]
        aged = _AGED.search(before)
        sided = re.match(r"(?:de\s)?[0-9]", words, re.IGNORECASE) is None
        length = not aged and _LENGTH.search(before) and not _spoken_of(before, words, sided)
        if length or _OTHER_YEARS.search(after) or (not aged and _ONE_AGE.fullmatch(words)):
            return NOT_AN_AGE
        if (
            "mois" in plainly(words).split()
            and not aged
            and not re.search(r"\b(?:bébés?|bebes?|enfants?|tout-petits|petits)\b", before)
        ):
            return NOT_AN_AGE
        try:
            read = ages.ages(words)
        except Unreadable as error:
            return str(error)
        return Read(list(read.value)) if read.value != (None, None) else NOT_AN_AGE

    @staticmethod
    def _days(text: str, match: re.Match[str]) -> Read[Sequence[Any]] | str | None:
        first, last = match["first"], match["last"]
        opens = plainly(match["opens"] or "")
        if last is None and re.fullmatch(rf"{_PART}", first, re.IGNORECASE):
            return None
        if last is None and first.isdigit():
            return None
        if _VAGUE.search(text[max(0, match.start() - 10) : match.start()]):
            return "ce moment n'a pas de jours précis"
        try:
            if last is None:
                days = dates.days(first).value
                until, since = opens.startswith("jusqu"), opens.startswith(("a partir", "des", "depuis"))
                given = [None if until else days.first, None if since else days.last]
            else:
                end = dates.days(last).value
                begin = dates.days(_completed(first, last)).value
                if begin.first > end.last:
                    return "la fin vient avant le début : vous donnerez les dates ensuite"
                given = [begin.first, end.last]
        except Unreadable as error:
            return str(error)
        return Read([day and day.isoformat() for day in given])


def _spoken_of(before: str, words: str, sided: bool) -> bool:
    """« pour les 16-25 ans », « les plus de 60 ans »: a group of people, after words that may also begin a length."""
    last = plainly(before).split()[-1:]
    if last == ["les"] or last == ["nos"]:
        return sided or _ONE_AGE.fullmatch(words) is None
    return last == ["pour"] and (sided or re.search(r"[-–/à]", words) is not None)


def _completed(first: str, last: str) -> str:
    """« 1er » and « 15 juillet 2016 » : « 1er juillet 2016 »; « mars » and « juin 2016 » : « mars 2016 »."""
    if re.search(r"[0-9]{4}", first) or re.search(r"[0-9][/.-][0-9]", first):
        return first
    year = re.search(r"[0-9]{4}\b", last)
    month = re.search(_MONTH, last, re.IGNORECASE)
    if year is None:
        return first
    if re.search(_MONTH, first, re.IGNORECASE):
        return f"{first} {year[0]}"
    return f"{first} {month[0]} {year[0]}" if month else first


def _told(path: str, field: Bounded, given: Sequence[Any]) -> str:
    if path == DAYS:
        return field.said(tuple(day and date.fromisoformat(day) for day in given))
    if path == BUDGET:
        return field.said((Decimal(str(given[0])), Decimal(str(given[0]))))
    return field.said(tuple(given))
