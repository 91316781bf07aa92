"""Phrases of everyday words, found in a sentence whatever the order of their words, if these stand close together."""

from collections.abc import Iterable
from dataclasses import dataclass

from eligibility.search.tokens import Token, tokenise

SLACK = 1  # other words that may stand among those of a phrase (« cours du soir de français »)


@dataclass(frozen=True)
class Phrase:
    """A phrase of the rulebook and what it points to. `literal`: one thin word, so its small words count (« à la rue »)."""

    text: str
    keys: tuple[str, ...]
    target: str
    literal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occurrence:
    """A phrase in a sentence: the positions of its words."""

    phrase: Phrase
    positions: frozenset[int]


class PhraseIndex:
    """Phrases by their stems; built once, read-only."""

    def __init__(self, phrases: Iterable[tuple[str, str]]):
        self.phrases: list[Phrase] = []
        self.words: set[str] = set()
        self.joined: dict[str, tuple[str, ...]] = {}
        seen = set()
        for text, target in phrases:
            every = tokenise(text)
            tokens = [token for token in every if not token.light]
            keys = tuple(dict.fromkeys(token.keys[0] for token in tokens))
            if not keys or (keys, target) in seen:
                continue
            seen.add((keys, target))
            literal = tuple(t.folded for t in every) if len(tokens) == 1 < len(every) and tokens[0].thin else ()
            self.phrases.append(Phrase(text, keys, target, literal))
            self.words.update(token.folded for token in tokens)
            if len(tokens) == 2:
                self.joined["".join(token.folded for token in tokens)] = keys
        self._by_key: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            for key in phrase.keys:
                self._by_key.setdefault(key, []).append(phrase)

    def with_word(self, key: str) -> list[Phrase]:
        """Phrases that hold a word of this stem."""
        return self._by_key.get(key, [])

    def find(self, tokens: tuple[Token, ...], taken: frozenset[int] = frozenset()) -> list[Occurrence]:
        """Every whole phrase of the sentence, words at `taken` left out."""
        ranks: list[int] = []
        where: dict[str, list[int]] = {}
        rank = 0
        for position, token in enumerate(tokens):
            ranks.append(rank)
            if token.light:
                continue
            rank += 1
            if position not in taken:
                for key in token.keys:
                    where.setdefault(key, []).append(position)
        candidates = {id(phrase): phrase for key in where for phrase in self.with_word(key)}
        found = []
        for phrase in candidates.values():
            if all(key in where for key in phrase.keys):
                found += [one for one in self._occurrences(phrase, where, ranks) if _literally(one, tokens)]
        return found

    @staticmethod
    def _occurrences(phrase: Phrase, where: dict[str, list[int]], ranks: list[int]) -> list[Occurrence]:
        rarest = min(phrase.keys, key=lambda key: len(where[key]))
        found = {}
        for start in where[rarest]:
            positions = frozenset(min(where[key], key=lambda p: (abs(p - start), p)) for key in phrase.keys)
            near = [ranks[position] for position in positions]
            if max(near) - min(near) < len(phrase.keys) + (SLACK if len(phrase.keys) > 1 else 0):
                found[positions] = Occurrence(phrase, positions)
        return list(found.values())


def _literally(found: Occurrence, tokens: tuple[Token, ...]) -> bool:
    """Are the small words of the phrase there too, where they count?"""
    literal = found.phrase.literal
    position = min(found.positions)
    starts = [position - index for index, word in enumerate(literal) if word == tokens[position].folded]
    return not literal or any(
        tuple(t.folded for t in tokens[max(s, 0) : max(s, 0) + len(literal)]) == literal for s in starts
    )
