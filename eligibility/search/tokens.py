"""A sentence cut into words, each with what it is compared by: without accents, plural or ending."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from threading import local

import snowballstemmer

from eligibility.french.text import fold
from eligibility.search.grammar import LIGHT, THIN

MAX_CHARACTERS = 2000  # a sentence, not a report: what follows is not read
MAX_WORDS = 300
MAX_WORD = 40
# Words that share their stem with others and mean something else: kept whole, or read as another word.
_WHOLE = frozenset(
    {
        "aidant", "isolation", "animal", "portable", "volant", "parlement", "courir", "voirie", "communication",
        "marseillaise", "mineur", "adresse", "journaliste", "papa", "papi", "regle", "regler", "signer", "mini", "minier",
    }
)  # fmt: skip
_AS = {"isoler": "isolation", "isolant": "isolation", "signature": "signer", "adresser": "adresse", "papy": "papi"}
_WORD = re.compile(r"[^\W_]+")
_here = local()  # a stemmer keeps the word that it works on: one for each thread


@dataclass(frozen=True)
class Token:
    """One word of a sentence. `keys` are the stems that it stands for: one, or two if it was written joined."""

    text: str
    folded: str
    keys: tuple[str, ...]
    start: int
    end: int
    weight: float = 1.0  # less where the spelling was corrected

    @property
    def light(self) -> bool:
        """An article, a preposition, an auxiliary…"""
        return self.folded in LIGHT

    @property
    def thin(self) -> bool:
        """A word that any action may use."""
        return self.folded.isdigit() or not _THIN_STEMS.isdisjoint(self.keys)


@lru_cache(maxsize=20_000)
def stem(folded: str) -> str:
    """The stem of a word without accents; the accent that decides some French endings is put back for the stemmer."""
    if len(folded) <= 3 or any(c.isdigit() for c in folded):
        return f"{folded}."  # never the stem of a longer word: « TAP » is not « taper »
    word = folded.rstrip("s") if folded.endswith("s") else folded
    if word.endswith("aux") and not word.endswith("eaux"):
        word = word[:-2] + "l"
    elif word.endswith(("eux", "oux", "eaux")):
        word = word[:-1]
    if len(word) <= 3:
        return f"{word}."
    word = _AS.get(word, word)
    if word in _WHOLE:
        return word
    if len(word) >= 8 and word.endswith("ent") and not word.endswith("ment"):
        word = word[:-3]  # « accompagnent »
    for ending, other in (("euse", "eur"), ("ive", "if"), ("ee", "e"), ("ite", "ité"), ("iere", "ier")):
        if word.endswith(ending):
            word = word[: -len(ending)] + other
            break
    if not hasattr(_here, "stemmer"):
        _here.stemmer = snowballstemmer.stemmer("french")
    return fold(_here.stemmer.stemWord(word)) or word


_THIN_STEMS = frozenset(stem(word) for word in THIN)


def clean(sentence: str) -> str:
    """The sentence as it is read: composed accents, bounded length."""
    return unicodedata.normalize("NFC", sentence[:MAX_CHARACTERS])


def tokenise(sentence: str) -> tuple[Token, ...]:
    """The words of a sentence, in order."""
    tokens = []
    text = clean(sentence)
    for match in _WORD.finditer(text):
        folded = fold(match.group()).replace(" ", "")[:MAX_WORD]
        if folded:
            tokens.append(Token(match.group()[:MAX_WORD], folded, (stem(folded),), match.start(), match.end()))
        if len(tokens) == MAX_WORDS:
            break
    return tuple(tokens)


def excerpt(tokens: tuple[Token, ...], positions: set[int]) -> tuple[str, ...]:
    """The words at these positions as the person wrote them; neighbours, with the light words between, as one phrase."""
    phrases: list[str] = []
    run: list[int] = []

    def close() -> None:
        while run and run[-1] not in positions:
            run.pop()
        if run:
            phrases.append(_written(tokens, run[0], run[-1]))
        run.clear()

    for position, token in enumerate(tokens):
        if position in positions or (run and token.light):
            run.append(position)
        else:
            close()
    close()
    return tuple(dict.fromkeys(phrases))


def _written(tokens: tuple[Token, ...], first: int, last: int) -> str:
    text = tokens[first].text
    for before, token in zip(tokens[first:last], tokens[first + 1 : last + 1], strict=True):
        elided = len(before.text) <= 2 and before.folded in ("l", "d", "j", "n", "s", "c", "m", "t", "qu")
        text += ("’" if elided else " ") + token.text
    return text
