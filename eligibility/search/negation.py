"""What a sentence says it is not: « pas pour les jeunes », « nous ne travaillons pas avec les collégiens », « sauf les enfants ».

Not every « ne… pas » negates a public: « des jeunes qui ne trouvent pas d'emploi » are jeunes. A verb negates what follows
only if it says whom or what an action is for, and, for verbs that people also do, if those who act are its subject.
What is left in doubt stays as it is written: a person confirms each suggestion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from eligibility.search.grammar import (
    ABOUT_VERBS,
    ACTORS,
    AFTER_NOT,
    ALSO,
    CLAUSE,
    DOING_VERBS,
    LEFT_OUT,
    NOUN_BEFORE_NOT,
    OPENED,
    OPENERS,
    WITHIN_TIME,
)
from eligibility.search.tokens import Token, clean

LONGEST = 8  # words after the negation that it may reach
BEFORE = 6  # words before « pas » among which its verb stands
_NOT = frozenset({"pas", "plus", "jamais", "aucun", "aucune", "point"})
_EXCEPT = frozenset({"sauf", "hormis", "excepte", "exceptes", "exceptee", "exceptees"})
_SHUT = frozenset({"exclut", "excluons", "excluant", "exclure", "excluent"})
_BREAKS = frozenset(",;:.!?()[]…\n—–/")


@dataclass(frozen=True)
class Negation:
    """Words that a sentence leaves out, by position. `sign`: those of the negation; `bare`: it has no article nor « pour »."""

    positions: frozenset[int]
    sign: frozenset[int]
    bare: bool = False


def negations(tokens: tuple[Token, ...], sentence: str) -> tuple[Negation, ...]:
    """Every part of the sentence that is left out."""
    return tuple(_Reader(tokens, clean(sentence)).all())


def is_about(word: str) -> bool:
    """« destiné », « concerne », « hein »: a word that says nothing of what is left out."""
    return word == "hein" or any(word.startswith(beginning) for beginning in (*ABOUT_VERBS, *OPENED))


class _Reader:
    def __init__(self, tokens: tuple[Token, ...], text: str):
        self._tokens = tokens
        self._words = [token.folded for token in tokens]
        gaps = [text[a.end : b.start] for a, b in pairwise(tokens)]
        self._broken = [True, *(not _BREAKS.isdisjoint(gap) or " - " in gap for gap in gaps), True]

    def all(self) -> Iterator[Negation]:
        """In the order of the sentence."""
        for place, word in enumerate(self._words):
            found = self._at(place, word)
            if found is not None and found.positions:
                yield found

    def _at(self, place: int, word: str) -> Negation | None:
        if word in _NOT or word == "non":
            return self._not(place, word)
        if word in _EXCEPT:
            return self._after(place, place)
        if word == "ni" and "qui" not in self._words[max(0, place - 5) : place]:
            return self._after(place, place, bare=self._word(place + 1) not in AFTER_NOT - {"en"})
        if word == "part" and place > 0 and self._words[place - 1] == "a" and self._word(place + 1) in AFTER_NOT:
            return self._after(place - 1, place)
        if word in _SHUT and self._word(place + 1) in ("les", "le", "la", "l", "tout", "toute"):
            return self._after(place, place)
        if word in ("exception", "exclusion") and self._words[max(0, place - 2) : place] == ["a", "l"]:
            return self._after(place - 2, place)
        if word in ("interdit", "interdite", "interdits", "deconseille", "deconseillee") and self._word(place + 1) in (
            "aux",
            "au",
        ):
            return self._after(place, place)
        if word in ("plutot", "lieu") and self._word(place + 1) in ("que", "qu", "de", "des") and self._instead(place):
            return self._after(place, place + (self._word(place + 1) != "des"))
        if word == "sans" and self._word(place + 1) not in CLAUSE:
            return self._after(place, place, bare=self._word(place + 1) not in AFTER_NOT)
        if word == "hors" and self._word(place + 1) not in WITHIN_TIME and self._word(place + 2) not in WITHIN_TIME:
            return self._after(place, place, bare=True)
        return None

    def _instead(self, place: int) -> bool:
        """« plutôt que (pour) les jeunes », « au lieu des jeunes », and not « plutôt que de se taire »."""
        if self._words[place] == "lieu":
            return place > 0 and self._words[place - 1] == "au"
        return self._word(place + 2) in AFTER_NOT and self._word(place + 2) != "de"

    def _word(self, place: int) -> str:
        """The word at a place; nothing beyond a break or the end."""
        return self._words[place] if 0 <= place < len(self._words) and not self._broken[place] else ""

    def _before(self, place: int) -> list[int]:
        """Places of the words of the same clause before this one, the nearest first."""
        found = []
        for before in range(place - 1, max(-1, place - 1 - BEFORE), -1):
            if self._broken[before + 1]:
                break
            found.append(before)
        return found

    def _not(self, place: int, word: str) -> Negation | None:
        following = self._word(place + 1)
        if following in ALSO:
            return None
        before = self._before(place)
        ne = next((p for p in before if self._words[p] in ("ne", "n")), None)
        if ne is not None:
            return self._verb(place, ne, word)
        if word in ("plus", "jamais", "point", "aucun", "aucune"):
            return self._after(place, place) if word == "jamais" and following in ("pour", "avec") else None
        last = self._words[before[0]] if before else ""
        if last in NOUN_BEFORE_NOT or last.isdigit():
            return None  # « à deux pas de la gare », « premiers pas »
        if word == "non" and following == "pas":
            return None  # read at « pas »
        opening = not before or last in OPENERS
        if following in ("pour", "avec") or (opening and following in AFTER_NOT):
            return self._after(place, place)
        verbs = [p for p in before[:3] if self._is(p, ABOUT_VERBS | DOING_VERBS)]
        if verbs and following in AFTER_NOT and any(self._words[p] in ACTORS for p in before):
            return self._after(place, place)  # « on prend pas les enfants »
        return None

    def _verb(self, place: int, ne: int, word: str) -> Negation | None:
        """« ne… pas »: what follows the verb, or its subject (« les enfants ne sont pas admis »)."""
        between = range(ne + 1, place)
        after = [p for p in (place + 1, place + 2) if self._word(place + 1) and self._word(p)]
        participle = next((p for p in after if self._word(p) in LEFT_OUT), None)
        being = any(self._words[p] in ("est", "sont", "sera", "seront", "etait", "etaient") for p in between)
        about = any(self._is(p, ABOUT_VERBS) for p in (*between, *after[:1]))
        if being and participle is not None and self._word(participle + 1) not in ("aux", "au", "a", "pour"):
            return self._subject(ne, place)
        subject = self._before(ne)[:4]
        following = self._word(place + 1)
        acting = any(self._words[p] in ACTORS for p in subject)
        if being and (
            following == "pour" or self._is_opened(place + 1) or (acting and following in ("un", "une", "des"))
        ):
            return self._after(ne, place)
        if about:
            return self._after(ne, place)
        relative = any(self._words[p] in ("qui", "que", "dont", "ou", "qu", "lesquels") for p in subject[:2])
        if relative or not any(self._is(p, DOING_VERBS) for p in between):
            return None
        return self._after(ne, place) if acting else None

    def _is_opened(self, place: int) -> bool:
        """« n'est pas ouvert aux… », « pas prévu pour… »"""
        return self._word(place).startswith(OPENED) and self._word(place + 1) in ("aux", "au", "a", "pour")

    def _is(self, place: int, beginnings: frozenset[str]) -> bool:
        return any(self._words[place].startswith(beginning) for beginning in beginnings)

    def _subject(self, ne: int, place: int) -> Negation:
        before = []
        for p in self._before(ne):
            if self._words[p] in OPENERS or self._words[p] in ("mais", "que", "car"):
                break
            before.append(p)
        return Negation(frozenset(before), frozenset({ne, place}))

    def _after(self, sign: int, place: int, bare: bool = False) -> Negation:
        """From the word after this place to the end of what it negates."""
        found: list[int] = []
        for p in range(place + 1, min(len(self._words), place + 1 + LONGEST)):
            if self._broken[p] or self._words[p] in CLAUSE or (bare and self._tokens[p].light):
                break
            if found and self._words[p] in ("a", "au", "dans", "sur", "chez", "en", "par", "pres", "ni", "sauf", "pas"):
                break  # where it is, most often: not what is left out
            found.append(p)
        return Negation(frozenset(found), frozenset(range(sign, place + 1)), bare)
