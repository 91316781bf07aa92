"""One rulebook's search: built once, read-only, shared between threads; nothing is read from the disk to answer."""

from collections.abc import Iterator
from dataclasses import replace

from eligibility.engine.compile import Rulebook
from eligibility.search.answers import Aside, PlaceSuggestion, Suggestions
from eligibility.search.figures import FigureSearch
from eligibility.search.negation import Negation, is_about, negations
from eligibility.search.objectives import ObjectiveIndex, Weights
from eligibility.search.phrases import Occurrence
from eligibility.search.place_search import PlaceSearch
from eligibility.search.spelling import Speller
from eligibility.search.tokens import Token, excerpt, tokenise
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
        self._figures = FigureSearch(rulebook)

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
        left_out = negations(written, sentence)
        denied = frozenset(p for one in left_out if not one.bare for p in one.positions)
        figures = self._figures.read(sentence, [(written[p].start, written[p].end) for p in denied])
        hushed = denied | {p for one in left_out for p in one.positions}
        publics, unsaid = _named(self._publics, tokens, certain, hushed, left_out)
        kinds, undone = _named(self._kinds, tokens, certain, denied, left_out)
        carriers = [one for one in carriers if one.positions.isdisjoint(denied)]
        lost = unsaid | undone
        someone = any(
            len(one.positions) > 1 or tokens[min(one.positions)].folded[-1] in "sx" for one in publics
        ) or any(m.told and not m.town_only for m in mentions)
        objectives = self._objectives.suggest(
            tokens, {"publics": publics, "kinds": kinds}, named | denied, pale, someone
        )
        mentions = [m for m in mentions if not m.positions <= hushed]
        found = Suggestions(
            objectives,
            self._publics.suggest(tokens, publics),
            self._kinds.suggest(tokens, kinds),
            next(iter(self._carriers.suggest(tokens, carriers)), None),
            tuple(suggestion for mention in mentions for suggestion in mention.suggestions(written)),
        )
        used = {p for one in (*publics, *kinds, *carriers) for p in one.positions} | named | pale | denied | lost
        used |= {p for p, t in enumerate(written) if any(start <= t.start < end for start, end in figures.spans)}
        told = _left_out(written, left_out, lost)
        return replace(
            found, ignored=_ignored(tokens, used, found), figures=figures.found, asides=(*told, *figures.asides)
        )

    def places(self, text: str) -> tuple[PlaceSuggestion, ...]:
        """Places that a name typed by itself may mean, best first; none rather than a bad guess."""
        return self._places.typed(tokenise(text[:LONGEST_NAME]), text)


def _named(
    index: ValueIndex,
    tokens: tuple[Token, ...],
    certain: frozenset[int],
    denied: frozenset[int],
    left_out: tuple[Negation, ...],
) -> tuple[list[Occurrence], frozenset[int]]:
    """The phrases that a sentence names and does not leave out, and where those stand that it does.

    A phrase that has the negation in it stays (« sans emploi »).
    """
    every = index.find(tokens, certain)
    if not denied:
        return every, frozenset()
    own = [one for one in every if _holds(one, left_out, tokens)]
    kept = index.longest([*own, *index.find(tokens, certain | denied)])
    used = {p for one in kept for p in one.positions}
    return kept, frozenset(p for one in every if one not in kept for p in one.positions & denied if p not in used)


def _holds(one: Occurrence, left_out: tuple[Negation, ...], tokens: tuple[Token, ...]) -> bool:
    words = {token.folded for token in tokenise(one.phrase.text)}
    return any(
        not one.positions.isdisjoint(negation.positions) and words & {tokens[p].folded for p in negation.sign}
        for negation in left_out
    )


def _left_out(tokens: tuple[Token, ...], left_out: tuple[Negation, ...], lost: frozenset[int]) -> Iterator[Aside]:
    """What the sentence leaves out, in its own words; after a bare « sans » or « hors », only what would be a public."""
    for negation in left_out:
        if negation.bare and not negation.positions & lost:
            continue
        kept = {p for p in negation.positions if not tokens[p].light and not is_about(tokens[p].folded)}
        for words in excerpt(tokens, kept):
            yield Aside(words, "votre phrase l'écarte")


def _ignored(tokens: tuple[Token, ...], used: set[int], found: Suggestions) -> tuple[str, ...]:
    said = {
        word
        for suggestion in found.objectives
        for phrase in suggestion.words
        for word in phrase.replace("’", " ").split()
    }
    left = (t.text for p, t in enumerate(tokens) if p not in used and not t.light and t.text not in said)
    return tuple(dict.fromkeys(left))
