"""Publics, kinds of action and carriers that a sentence names: the longest phrase wins, its words serve once."""

import re
from collections.abc import Iterable

from eligibility.engine.compile import Rulebook
from eligibility.search.answers import ValueSuggestion
from eligibility.search.grammar import CARRIER_AFTER, CARRIER_BEFORE
from eligibility.search.phrases import Occurrence, PhraseIndex
from eligibility.search.tokens import Token, excerpt, tokenise
from schemas.vocabulary import Value

OTHER = "other"
REACH = 5  # words between a carrier and its verb


class ValueIndex:
    """The values of the closed list that an action gives at one path."""

    def __init__(self, rulebook: Rulebook, path: str):
        lists = rulebook.source.vocabulary.lists
        names = [str(f.values) for f in rulebook.source.vocabulary.fields if path in f.paths and f.values]
        self.values = {value.id: value for name in names for value in lists[name] if value.id != OTHER}
        self.phrases = PhraseIndex((text, value.id) for value in self.values.values() for text in _texts(value))

    def find(self, tokens: tuple[Token, ...], taken: frozenset[int]) -> list[Occurrence]:
        """Phrases of the values; a phrase within a longer one is left out."""
        return self.longest(self.phrases.find(tokens, taken))

    @staticmethod
    def longest(found: Iterable[Occurrence]) -> list[Occurrence]:
        """The same, each phrase once, those within a longer one left out."""
        kept: list[Occurrence] = []
        for one in sorted(dict.fromkeys(found), key=_longest_first):
            if not any(one.positions < other.positions for other in kept):
                kept.append(one)
        return kept

    def suggest(self, tokens: tuple[Token, ...], found: list[Occurrence]) -> tuple[ValueSuggestion, ...]:
        """One suggestion for each value, in the order of the sentence."""
        positions: dict[str, set[int]] = {}
        for one in sorted(found, key=lambda one: (min(one.positions), one.phrase.target)):
            positions.setdefault(one.phrase.target, set()).update(one.positions)
        return tuple(
            ValueSuggestion(name, self.values[name].label, excerpt(tokens, where)) for name, where in positions.items()
        )


def carrier_among(tokens: tuple[Token, ...], found: list[Occurrence]) -> list[Occurrence]:
    """The one phrase that says who carries the action, if the sentence says so (« notre club », « le club organise »)."""
    for one in sorted(found, key=lambda one: (min(one.positions), *_longest_first(one))):
        first, last = min(one.positions), max(one.positions)
        before = [token.folded for token in tokens[max(0, first - 3) : first]]
        after = [token.folded for token in tokens[last + 1 : last + 1 + REACH]]
        starts = all(token.light for token in tokens[:first])
        if CARRIER_BEFORE & set(before) or (starts and CARRIER_AFTER & set(after)):
            return [one]
    return []


def _longest_first(one: Occurrence) -> tuple[int, int, str]:
    return (-len(one.positions), min(one.positions), one.phrase.target)


def _texts(value: Value) -> list[str]:
    """The label, cut where it enumerates, and the everyday words."""
    label = re.sub(r"\([^()]*\)", "", value.label)
    parts = [part for part in re.split(r",|\bou\b", label) if (first := tokenise(part)[:1]) and not first[0].light]
    return [*parts, *value.words]
