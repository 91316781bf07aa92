"""One rulebook's search: built once, read-only, shared between threads; nothing is read from the disk to answer."""

from dataclasses import replace

from eligibility.engine.compile import Rulebook
from eligibility.search.answers import PlaceSuggestion, Suggestions
from eligibility.search.objectives import ObjectiveIndex, Weights
from eligibility.search.place_search import PlaceSearch
from eligibility.search.spelling import Speller
from eligibility.search.tokens import Token, tokenise
from eligibility.search.values import ValueIndex, carrier_among

LONGEST_NAME = 200  # characters of a place typed by itself


class SearchIndex:
    """Suggests objectives, publics, kinds, carrier and places; it never decides."""

    def __init__(self, rulebook: Rulebook, weights: Weights | None = None):
        self._objectives = ObjectiveIndex(rulebook, weights)
        self._publics = ValueIndex(rulebook, "beneficiaries.publics")
        self._kinds = ValueIndex(rulebook, "kinds")
        self._carriers = ValueIndex(rulebook, "carrier.type")
        lists = (self._publics.phrases, self._kinds.phrases, self._carriers.phrases)
        words = self._objectives.words.union(*(phrases.words for phrases in lists))
        joined = {word: keys for phrases in (*lists, self._objectives.phrases) for word, keys in phrases.joined.items()}
        self._speller = Speller(words, joined)
        self._places = PlaceSearch(rulebook)

    def suggest(self, sentence: str) -> Suggestions:
        """What a sentence in everyday words seems to say."""
        written = tokenise(sentence)
        if not written:
            return Suggestions()
        mentions = self._places.mentions(written)
        named = frozenset(p for mention in mentions if not mention.spoken for p in mention.positions)
        pale = frozenset(p for mention in mentions if mention.spoken for p in mention.positions)
        shouted = all(t.text.isupper() for t in written)
        proper = [p > 0 and t.text[0].isupper() and not shouted for p, t in enumerate(written)]
        tokens = tuple(t if p in named else self._speller.read(t, proper[p]) for p, t in enumerate(written))
        certain = frozenset(p for m in mentions if m.exact and not m.common for p in m.positions)
        carriers = carrier_among(tokens, self._carriers.find(tokens, certain))
        publics = self._publics.find(tokens, certain)
        kinds = self._kinds.find(tokens, certain)
        someone = any(
            len(one.positions) > 1 or tokens[min(one.positions)].folded[-1] in "sx" for one in publics
        ) or any(m.told and not m.town_only for m in mentions)
        objectives = self._objectives.suggest(tokens, {"publics": publics, "kinds": kinds}, named, pale, someone)
        found = Suggestions(
            objectives,
            self._publics.suggest(tokens, publics),
            self._kinds.suggest(tokens, kinds),
            next(iter(self._carriers.suggest(tokens, carriers)), None),
            tuple(suggestion for mention in mentions for suggestion in mention.suggestions(written)),
        )
        used = {p for one in (*publics, *kinds, *carriers) for p in one.positions} | named | pale
        return replace(found, ignored=_ignored(tokens, used, found))

    def places(self, text: str) -> tuple[PlaceSuggestion, ...]:
        """Places that a name typed by itself may mean, best first; none rather than a bad guess."""
        return self._places.typed(tokenise(text[:LONGEST_NAME]), text)


def _ignored(tokens: tuple[Token, ...], used: set[int], found: Suggestions) -> tuple[str, ...]:
    said = {
        word
        for suggestion in found.objectives
        for phrase in suggestion.words
        for word in phrase.replace("’", " ").split()
    }
    left = (t.text for p, t in enumerate(tokens) if p not in used and not t.light and t.text not in said)
    return tuple(dict.fromkeys(left))
