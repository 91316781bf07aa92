"""Forgives misspelt words: a word that French does not know may be one that the index knows.

A real word is never corrected (« cantine » is not a town), hence the French word list of pyspellchecker.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from eligibility.french.text import fold
from eligibility.search.tokens import Token, stem

SHORTEST = 5  # letters: shorter words have too many neighbours
LONG = 8  # from here on, two mistakes are forgiven
CORRECTED = 0.85  # what a corrected word is worth
_SOUNDS = (
    ("ph", "f"), ("qu", "k"), ("q", "k"), ("ck", "k"), ("c(?=[aourlt])", "k"), ("c$", "k"), ("y", "i"), ("eau", "o"), ("au", "o"),
    ("(?:ai|ei)", "e"), ("h", ""), (r"(.)\1", r"\1"), ("(?:ant|and|ent|end)s?$", "an"), ("(?<![estxd])[estxd]+$", ""),
)  # fmt: skip

T = TypeVar("T")


@cache
def french_words() -> frozenset[str]:
    """Words of the language, without accents. Read once, when the first index is built."""
    return frozenset(fold(word).replace(" ", "") for word in SpellChecker(language="fr").word_frequency.words())


def sound(folded: str) -> str:
    """Two spellings that French reads alike have the same sound, roughly."""
    for written, heard in _SOUNDS:
        folded = re.sub(written, heard, folded)
    return folded


def by_sound(written: Iterable[tuple[str, T]]) -> dict[str, T]:
    """What each sound stands for, where it is one thing only and not too short."""
    heard: dict[str, set[T]] = {}
    for folded, meant in written:
        heard.setdefault(sound(folded), set()).add(meant)
    return {text: next(iter(meant)) for text, meant in heard.items() if len(meant) == 1 and len(text) > 2}


class Speller:
    """The words of one index, and how others may be meant for them."""

    def __init__(self, words: Iterable[str], joined: dict[str, tuple[str, ...]]):
        self._words = frozenset(word for word in words if not word.isdigit())
        self._keys = frozenset(stem(word) for word in self._words)
        self._long = tuple(sorted(word for word in self._words if len(word) >= SHORTEST - 1))
        self._joined = {word: keys for word, keys in joined.items() if len(word) >= SHORTEST}
        self._sounds = by_sound((word, stem(word)) for word in self._long)
        self._french = french_words()

    def read(self, token: Token, named: bool = False) -> Token:
        """The token, with the keys of the word that it is taken for. `named`: written as a proper name, not corrected."""
        word = token.folded
        if token.light or token.keys[0] in self._keys:
            return token
        if word in self._joined:
            return replace(token, keys=self._joined[word])
        if word in self._french or len(word) < SHORTEST or not word.isalpha() or named:
            return token
        key = self._sounds.get(sound(word)) or self._near(word)
        return replace(token, keys=(key,), weight=CORRECTED) if key else token

    def _near(self, word: str) -> str | None:
        limit = 1 if len(word) < LONG else 2
        found = process.extract(word, self._long, scorer=OSA.distance, score_cutoff=limit, limit=8)
        alike = [(distance, other) for other, distance, _ in found if _same_start(word, other)]
        if not alike:
            return None
        best = min(distance for distance, _ in alike)
        stems = {stem(other) for distance, other in alike if distance == best}
        return stems.pop() if len(stems) == 1 else None


def _same_start(word: str, other: str) -> bool:
    return word[0] == other[0] or word[:2] == other[1::-1]
