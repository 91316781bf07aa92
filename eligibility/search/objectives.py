"""Which objectives a sentence serves: everyday words first, titles less, the rulebook's lines as a weak sign.

The figures were chosen on the sentences of tests/data/search_sentences.yaml that are marked for tuning; the others check.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import log

from eligibility.engine.compile import Rulebook
from eligibility.search.answers import ObjectiveSuggestion
from eligibility.search.phrases import Occurrence, Phrase, PhraseIndex
from eligibility.search.relevance import Bars, bar
from eligibility.search.ties import ties
from eligibility.search.tokens import Token, excerpt, tokenise

MOST = 3


@dataclass(frozen=True)
class Weights:
    """What each sign is worth, and how much is asked before suggesting."""

    longer: float = 0.4  # more for each further word of a whole phrase
    part: float = 0.5  # a word of a phrase of which others are missing, shared among its words
    title: float = 0.35  # a word of the sub-objective's own title
    parent: float = 0.15  # of the titles above
    tie: float = 1.0  # a kind or public that the lines tie to few objectives
    tied: float = 0.2  # share from which a tie counts
    place: float = 0.4  # words that also name a place
    public: float = 0.8  # a single word that names a public, rather than what is done for it
    enough: float = 0.55  # of a word known to one objective only: below, the search abstains
    beside: float = 0.4  # of the best score: below, not worth showing
    clear: float = 0.6  # from here on, a word speaks clearly of an objective
    bars: Bars = field(default_factory=Bars)


class ObjectiveIndex:
    """The sub-objectives of a rulebook by their everyday words and titles."""

    def __init__(self, rulebook: Rulebook, weights: Weights | None = None):
        self.weights = weights or Weights()
        subs = [
            (sub, objective.title, axis.title)
            for axis in rulebook.source.objectives.axes
            for objective in axis.children
            for sub in objective.children
        ]
        self.titles = {sub.code: sub.title for sub, *_ in subs}
        self.phrases = PhraseIndex((text, sub.code) for sub, *_ in subs for text in sub.words)
        self._title_words: dict[str, dict[str, float]] = {}
        for sub, parent, axis in subs:
            for text, worth in (
                (axis, self.weights.parent),
                (parent, self.weights.parent),
                (sub.title, self.weights.title),
            ):
                for token in tokenise(text):
                    if not (token.light or token.thin):
                        self._title_words.setdefault(token.keys[0], {})[sub.code] = worth
        self._count_phrases()
        self._ties = {
            "kinds": ties(rulebook, _field(rulebook, "kinds")),
            "publics": ties(rulebook, _field(rulebook, "beneficiaries.publics")),
        }

    def _count_phrases(self) -> None:
        """How many objectives know each phrase and each word: the fewer, the more it says."""
        self._most = log(len(self.titles) + 1)
        shared: dict[tuple[str, ...], set[str]] = defaultdict(set)
        words: dict[str, set[str]] = defaultdict(set)
        for phrase in self.phrases.phrases:
            shared[tuple(sorted(phrase.keys))].add(phrase.target)
            for key in phrase.keys:
                words[key].add(phrase.target)
        self._phrase_counts = Counter({keys: len(codes) for keys, codes in shared.items()})
        self._word_counts = Counter({key: len(codes) for key, codes in words.items()})
        self._shortest: dict[tuple[str, str], Phrase] = {}
        for phrase in sorted(self.phrases.phrases, key=lambda phrase: (len(phrase.keys), phrase.keys)):
            for key in phrase.keys:
                self._shortest.setdefault((key, phrase.target), phrase)

    @property
    def words(self) -> set[str]:
        """Every word of the titles and everyday words, without accents."""
        titles = {t.folded for title in self.titles.values() for t in tokenise(title) if not t.light}
        return self.phrases.words | titles

    def _rarity(self, count: int) -> float:
        """1 for what one objective only knows, towards 0 for what all know."""
        return log((len(self.titles) + 1) / max(count, 1)) / self._most

    def suggest(
        self,
        tokens: tuple[Token, ...],
        named: dict[str, list[Occurrence]],
        place: frozenset[int],
        pale: frozenset[int],
        for_someone: bool = False,
    ) -> tuple[ObjectiveSuggestion, ...]:
        """At most three, best first; none where the sentence does not say enough.

        `named` holds the publics and kinds found; words at `place` name a place, those at `pale` perhaps.
        """
        weights = self.weights
        worth = [
            0.0 if p in place else token.weight * (weights.place if p in pale else 1.0)
            for p, token in enumerate(tokens)
        ]
        publics = {p for one in named["publics"] for p in one.positions}
        worth = [w * (weights.public if p in publics else 1) for p, w in enumerate(worth)]
        signs = self._whole_phrases(tokens, worth, place)
        self._single_words(tokens, worth, signs)
        self._tied(tokens, worth, named, signs)
        scores = {code: sum(by_word.values()) for code, by_word in signs.items()}
        if not scores:
            return ()
        ranked = sorted(scores, key=lambda code: (-round(scores[code], 6), code))
        best = scores[ranked[0]]
        clear = {p for mine in signs.values() for p, sign in mine.items() if sign >= weights.clear}
        asked = weights.enough * bar(tokens, clear | place | pale, for_someone, weights.bars)
        if best < asked:
            return ()
        kept = [code for code in ranked if scores[code] >= max(weights.beside * best, asked * 0.8)][:MOST]
        return tuple(
            ObjectiveSuggestion(code, self.titles[code], excerpt(tokens, set(signs[code])), round(scores[code], 3))
            for code in kept
        )

    def _whole_phrases(
        self, tokens: tuple[Token, ...], worth: list[float], place: frozenset[int]
    ) -> dict[str, dict[int, float]]:
        """By objective, what each word of the sentence brings as part of a whole phrase; each word counts once."""
        signs: dict[str, dict[int, float]] = defaultdict(dict)
        ranked = []
        for found in self.phrases.find(tokens, place):
            keys = found.phrase.keys
            if len(keys) == 1 and tokens[min(found.positions)].thin and not found.phrase.literal:
                continue
            rarity = self._rarity(self._phrase_counts[tuple(sorted(keys))])
            score = rarity * (1 + self.weights.longer * (len(keys) - 1))
            ranked.append((score, found))
        ranked.sort(key=lambda one: (-one[0], one[1].phrase.target, sorted(one[1].positions)))
        for score, found in ranked:
            mine = signs[found.phrase.target]
            for position in found.positions:
                mine.setdefault(position, worth[position] * score / len(found.positions))
        return signs

    def _single_words(self, tokens: tuple[Token, ...], worth: list[float], signs: dict[str, dict[int, float]]) -> None:
        """Words that a phrase holds among others that are missing, and words of titles."""
        seen: dict[str, set[str]] = defaultdict(set)
        for code, mine in signs.items():
            seen[code] = {key for position in mine for key in tokens[position].keys}
        for position, token in enumerate(tokens):
            if token.light or token.thin or not worth[position]:
                continue
            for key in token.keys:
                rarity = self._rarity(self._word_counts[key])
                for code in {phrase.target for phrase in self.phrases.with_word(key)} | set(
                    self._title_words.get(key, ())
                ):
                    if key in seen[code]:
                        continue
                    seen[code].add(key)
                    phrase = self._shortest.get((key, code))
                    part = self.weights.part * 2 / (1 + len(phrase.keys)) if phrase else 0.0
                    title = self._title_words.get(key, {}).get(code, 0.0)
                    signs[code].setdefault(position, worth[position] * rarity * max(part, title))

    def _tied(
        self,
        tokens: tuple[Token, ...],
        worth: list[float],
        named: dict[str, list[Occurrence]],
        signs: dict[str, dict[int, float]],
    ) -> None:
        """What the lines say of the kinds and publics that the sentence names, on words that say no more by themselves."""
        for name, found in named.items():
            for one in found:
                shares = self._ties[name].get(one.phrase.target, {})
                for code, share in shares.items():
                    if share >= self.weights.tied:
                        for position in one.positions:
                            gain = worth[position] * self.weights.tie * share / len(one.positions)
                            signs[code][position] = max(signs[code].get(position, 0.0), gain)


def _field(rulebook: Rulebook, path: str) -> str:
    return next((f.id for f in rulebook.source.vocabulary.fields if path in f.paths), "")
