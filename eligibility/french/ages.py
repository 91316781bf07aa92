"""Ages as people write them: « 16-25 ans », « -26 ans », « ≥60 », « 3 mois à 3 ans », « 6-11 ans et 12-15 ans ».

An age is exact only where nothing else is written; a sign is never dropped. Where several groups leave a gap, or two
bounds cross, no span says it: unknown.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.french.reading import LONGEST, Read, Unreadable, cited, plainly
from eligibility.french.text import plural

Bounds = tuple[int | None, int | None]  # youngest and oldest, None where not said
OLDEST = 120
_NO_AGE = "n'est pas un âge. Écrivez un nombre entier d'années : 16."
EXAMPLE = "Écrivez « 16-25 ans », « moins de 26 ans » ou « 60 ans et plus »."
_NO_AGES = f"n'est pas une tranche d'âge. {EXAMPLE}"

_EVERYBODY = re.compile(
    r"(?:a |pour |de )?(?:tou(?:t|s|te|tes) (?:les )?(?:publics?|ages?|generations?|le monde|confondus|ages confondus)(?: confondus)?|"
    r"tous|sans (?:limite|condition|distinction)s? d'ages?|(?:pas|aucune) (?:de )?(?:limite|condition)s? d'ages?|intergenerationnel(?:le)?s?)"
)
_ASIDE = re.compile(r"\(([^()0-9]*)\)")
# each word or sign of an age, in the order in which they are tried
_LEXICON: tuple[tuple[str, str], ...] = (
    ("aside", r"(?:revolus?|inclus|compris)\b"),
    ("plus", r"(?:et|ou) (?:\+|plus\b|au[- ]dela\b|davantage\b)(?! ?de\b| ?[0-9])(?: ages?\b)?"),
    ("minus", r"(?:et|ou) (?:-|moins\b)(?! ?de\b| ?[0-9])(?: ages?\b)?"),
    ("under", r"(?:age(?:e|s|es)? )?(?:strictement )?(?:moins de|- ?de|inferieure?s? (?:strictement )?a|en[- ]dessous de|au[- ]dessous de|avant|< ?a)\b|<"),
    ("most", r"(?:jusqu(?:e|'? ?(?:a|aux?))|inferieure?s? ou egale?s? a|⩽ ?a|maximum de)\b|⩽"),
    ("over", r"(?:plus de|\+ ?de|superieure?s? (?:strictement )?a|au[- ]dela de|au[- ]dessus de|> ?a)\b|>"),
    ("least", r"(?:a partir de|a compter de|des l'age de|superieure?s? ou egale?s? a|⩾ ?a|minimum de)\b|⩾"),
    ("least", r"(?:au moins|au minimum|minimum|minimal|mini|min)\b\.?"),
    ("most", r"(?:au plus|au maximum|maximum|maximal|maxi|max)\b\.?"),
    ("since", r"des\b"),
    ("between", r"entre\b"),
    ("months", r"mois\b"),
    ("years", r"(?:ans?|annees?)\b"),
    ("number", r"[0-9]+"),
    ("to", r"(?:a|au|aux)\b|->|→|/|-"),
    ("sign", r"\+"),
    ("and", r"(?:et|ou|puis)\b|[;|&]|,(?= )"),
    ("people", r"(?:jeunes?|enfants?|ados?|adolescente?s?|adultes?|seniors?|personnes?|publics?|filles?|garcons?)\b"),
    ("aside", r"(?:(?:tranches?|categories?|groupes?) d'ages?|ages?|agee?s?|de|les|la|le|l'age|pour)\b|d'|[:.]"),
)  # fmt: skip
_WORD = re.compile("|".join(f"(?P<{kind}_{index}>{pattern})" for index, (kind, pattern) in enumerate(_LEXICON)))


@dataclass(frozen=True, slots=True)
class _Age:
    """A number and its unit, in months; `sign`: the bound that is written with it."""

    months: int
    size: int  # months of its unit
    sign: str = ""

    @property
    def low(self) -> int | None:
        """The youngest, in months."""
        match self.sign:
            case "over":
                return self.months + self.size
            case "least" | "":
                return self.months
        return None

    @property
    def high(self) -> int | None:
        """The oldest, in months, of the last month of its year."""
        match self.sign:
            case "under":
                return self.months - 1
            case "most" | "":
                return self.months + self.size - 1
        return None


_Span = tuple[int | None, int | None]  # in months


def ages(text: str) -> Read[Bounds]:
    """The youngest and the oldest, in whole years. Raises Unreadable for what no such span says."""
    if len(text) > LONGEST:
        raise Unreadable(f"{cited(text)} est trop long pour une tranche d'âge. {EXAMPLE}")
    bare = plainly(text).strip(" .")
    if re.fullmatch(r"\([^()]*\)", bare):
        bare = bare[1:-1].strip()
    if _EVERYBODY.fullmatch(bare):
        return Read((None, None), f"{cited(text)} ne borne pas les âges : aucun âge n'est retenu.")
    aside = _ASIDE.findall(bare)
    bare = _ASIDE.sub(" ", bare)
    written = "dès" in unicodedata.normalize("NFC", text).casefold()
    words = list(_words(text, bare, written))
    spans, plain = _Parser(text, words).spans()
    low, high = _together(text, spans)
    found = _years(text, low), _years(text, high)
    remark = ""
    if not plain or aside or len(spans) > 1 or any(kind == "months" for kind, _ in words):
        left = f" « {aside[0].strip()} » est laissé de côté." if aside else ""
        remark = f"{cited(text)} est lu comme {in_words(found)}.{left}"
    return Read(found, remark)


def age(text: str, oldest: bool = False) -> Read[int]:
    """One age in whole years: a bound in a column of its own. `oldest`: that of the oldest. Raises Unreadable."""
    try:
        found = ages(text)
    except Unreadable as error:
        raise Unreadable(str(error).replace(_NO_AGES, _NO_AGE)) from None
    low, high = found.value
    said = {bound for bound in (low, high) if bound is not None}
    value = high if oldest else low
    if len(said) != 1 or value is None:
        raise Unreadable(f"{cited(text)} {_NO_AGE}")
    return Read(value, found.remark)


def in_words(bounds: Bounds) -> str:
    """« de 16 à 25 ans », « 25 ans au plus »."""
    low, high = bounds
    if low is not None and high is not None and low != high:
        return f"de {low} à {plural(high, 'an', 'ans')}"
    if low is not None:
        return plural(low, "an", "ans") + (" et plus" if high is None else "")
    return f"{plural(high, 'an', 'ans')} au plus" if high is not None else "tout âge"


def inverted(text: str, low: int, high: int) -> Unreadable:
    """What to say of bounds the wrong way round."""
    return Unreadable(
        f"{cited(text)} : le plus jeune ({low} ans) serait plus âgé que le plus âgé ({high} ans). Écrivez le plus jeune d'abord : {high}-{low} ans."
    )


def _words(text: str, bare: str, written: bool) -> Iterator[tuple[str, str]]:
    """Kinds and words, each number checked. Raises Unreadable at the first that no age has."""
    bare = re.sub(r"(?<=[0-9])(?=[a-z])", " ", bare)
    place, counted = 0, False
    while place < len(bare):
        if bare[place] == " ":
            place += 1
            continue
        match = _WORD.match(bare, place)
        if match is None:
            raise Unreadable(f"{cited(text)} {_NO_AGES}")
        kind = str(match.lastgroup).partition("_")[0]
        place = match.end()
        if kind == "number" and len(match[0]) > 3:
            raise Unreadable(f"{cited(text)} n'est pas un âge : donnez des années, de 0 à {OLDEST}. {EXAMPLE}")
        if kind == "since":
            kind = "least" if written or not re.match(r" ?[0-9]{1,3} ?(?:ans? ?)?(?:-|/|a )", bare[place:]) else "aside"
        counted = counted or kind == "number"
        if kind == "people" and counted:  # « 11-17 ans et adultes »: others, of whom no age is said
            raise Unreadable(f"{cited(text)} {_NO_AGES}")
        if kind not in ("aside", "people"):
            yield kind, match[0]


class _Parser:
    """Words become spans in months; anything out of place is Unreadable."""

    def __init__(self, text: str, words: list[tuple[str, str]]):
        self._text, self._words, self._at = text, words, 0
        self._sizes = self._units()

    def _units(self) -> dict[int, int]:
        """By the place of each number, the months of its unit: its own, else that of the number after it."""
        sizes: dict[int, int] = {}
        size = 12
        for place in range(len(self._words) - 1, -1, -1):
            kind = self._words[place][0]
            if kind in ("months", "years"):
                size = 1 if kind == "months" else 12
            elif kind == "number":
                sizes[place] = size
        units = [place for place, (kind, _) in enumerate(self._words) if kind in ("months", "years")]
        if units:
            last = 1 if self._words[units[-1]][0] == "months" else 12
            sizes |= {place: last for place in sizes if place > units[-1]}
        return sizes

    def _next(self, *kinds: str) -> str | None:
        if self._at < len(self._words) and self._words[self._at][0] in kinds:
            self._at += 1
            return self._words[self._at - 1][0]
        return None

    def wrong(self) -> Unreadable:
        """What is said of a text that is no age."""
        return Unreadable(f"{cited(self._text)} {_NO_AGES}")

    def spans(self) -> tuple[list[_Span], bool]:
        """The spans, and whether all is written in plain words, without a sign."""
        found = []
        signs = any(
            any(sign in word for sign in "<>⩽⩾+")
            or (word[0] == "-" and (kind != "to" or self._leads(place)))
            or word[-2:] == " -"
            for place, (kind, word) in enumerate(self._words)
        )
        while self._at < len(self._words):
            found.append(self._span())
            if self._at < len(self._words) and self._words[self._at] == ("to", "/"):
                self._at += 1  # « 6-11/12-17 »
            elif self._at < len(self._words) and not self._next("and"):
                following = self._words[self._at][0]
                if following not in ("under", "most", "over", "least", "between"):
                    raise self.wrong()
        if not found or self._words[-1][0] == "and":
            raise self.wrong()
        return found, not signs

    def _leads(self, place: int) -> bool:
        """Does the dash at this place stand before an age with nothing before it?"""
        return place == 0 or self._words[place - 1][0] in ("and", "between") or self._words[place - 1][1] == "/"

    def _span(self) -> _Span:
        between = self._next("between")
        first = self._age()
        if between:
            if first.sign or not self._next("and", "to"):
                raise self.wrong()
            return self._to(first, self._age())
        if first.sign in ("", "least", "over"):
            here = self._at
            if self._next("to"):
                return self._to(first, self._age())
            if self._at < len(self._words) and self._words[self._at][0] in ("most", "under"):
                second = self._age()
                if second.sign in ("most", "under"):
                    return self._to(first, second)
                self._at = here
        return first.low, first.high

    def _to(self, first: _Age, second: _Age) -> _Span:
        low, high = first.low, second.high
        if second.sign not in ("", "most", "under") or low is None or high is None:
            raise self.wrong()
        if low > high:
            raise inverted(self._text, low // 12, second.months // 12)
        return low, high

    def _age(self) -> _Age:
        sign = self._next("under", "most", "over", "least") or ""
        if not sign and self._at < len(self._words) and self._words[self._at][1] in "+-":
            dash = self._words[self._at][1] == "-"
            if dash and not self._leads(self._at):
                raise self.wrong()
            self._at += 1
            sign = "under" if dash else "least"
        place = self._at
        if not self._next("number"):
            raise self.wrong()
        number, size = int(self._words[place][1]), self._sizes[place]
        self._next("months", "years")
        after = self._after()
        self._next("months", "years")
        if sign and after:
            raise self.wrong()
        if size == 12 and number > OLDEST:
            raise Unreadable(f"{cited(self._text)} n'est pas un âge : donnez des années, de 0 à {OLDEST}. {EXAMPLE}")
        return _Age(number * size, size, sign or after)

    def _after(self) -> str:
        """The bound written behind a number: « et plus », « + », « au plus »; not the one of the number after it."""
        if self._next("plus", "sign"):
            return "least"
        if self._next("minus"):
            return "most"
        kind, word = self._words[self._at] if self._at < len(self._words) else ("", "")
        following = self._words[self._at + 1][0] if self._at + 1 < len(self._words) else ""
        if kind in ("most", "least") and following != "number" and re.match(r"au |m(?:in|ax)", word):
            self._at += 1
            return kind
        return ""


def _together(text: str, spans: list[_Span]) -> _Span:
    """One span that holds them all and nothing else."""
    low: int | None
    high: int | None
    if len(spans) == 2 and sorted((low is None, high is None) for low, high in spans) == [(False, True), (True, False)]:
        low = next(one for one, _ in spans if one is not None)
        high = next(one for _, one in spans if one is not None)
        if low <= high:
            return low, high
    if len(spans) > 1 and any(low is None for low, _ in spans) and any(high is None for _, high in spans):
        raise _gap(text)
    ordered = sorted(spans, key=lambda span: -1 if span[0] is None else span[0])
    low, high = ordered[0]
    start: int | None
    end: int | None
    for start, end in ordered[1:]:
        if high is None or start is None:
            raise _gap(text)
        # a gap, or an open end and another bound within it: « 16 ans et moins de 26 ans » says two things
        if start > high + 12 - high % 12 or (start <= high and (end is None or low is None)):
            raise _gap(text)
        high = None if end is None else max(high, end)
    return low, high


def _gap(text: str) -> Unreadable:
    return Unreadable(
        f"{cited(text)} donne plusieurs tranches d'âge séparées. Faites-en une action chacune, ou écrivez la seule tranche visée."
    )


def _years(text: str, months: int | None) -> int | None:
    if months is None:
        return None
    if not 0 <= months // 12 <= OLDEST:
        raise Unreadable(f"{cited(text)} n'est pas un âge : donnez des années, de 0 à {OLDEST}. {EXAMPLE}")
    return months // 12
