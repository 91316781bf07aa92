"""Places in what people write: exact names first, then misspelt ones, then parts of names; unknown names give nothing."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from eligibility.engine.compile import Rulebook
from eligibility.french.text import fold
from eligibility.places.names import COMMUNE, STRUCTURE
from eligibility.places.parts import NotRead, OneSite, Part, town_label
from eligibility.places.spoken_names import (
    ABBREVIATIONS,
    HEADS,
    LEVELS,
    PLACE_LIGHT,
    Key,
    Name,
    SpokenNames,
    Target,
    key_of,
)
from eligibility.places.written import Written
from eligibility.search.answers import PlaceSuggestion
from eligibility.search.grammar import ARTICLES, BEFORE_TOWN, LOCATIVE, WITHIN
from eligibility.search.mentions import Mention, narrowed
from eligibility.search.spelling import by_sound, french_words, sound
from eligibility.search.tokens import Token

LONGEST = 9  # words of a name
MISSPELT_WORDS = 20  # words of a sentence that are tried as misspelt names
SHORTEST_HEARD = 4  # letters of a name spelt otherwise but heard alike
MOST = 8
AWAY = "hors de ce contrat"
FORGIVEN = ((5, 1), (10, 2), (15, 3))  # from so many letters, so many mistakes


class PlaceSearch:
    """Finds the names of one rulebook's territory; read-only."""

    def __init__(self, rulebook: Rulebook):
        names = rulebook.resolver.names
        self._reader = rulebook.resolver.reader
        self._french = french_words()
        self._index = SpokenNames(names, self._french)
        self._spelt: dict[str, Key] = {}
        for key in self._index.names:
            if len(key) > 1 or len(key[0]) > 3:
                self._spelt.setdefault("".join(key), key)
        for place in names.all:
            words = fold(place.name).split()
            self._spelt.setdefault("".join(words), key_of(words))
        self._spelt = {text: key for text, key in self._spelt.items() if key in self._index.names}
        self._strings = tuple(sorted(self._spelt))
        self._heard = by_sound(self._spelt.items())
        self._words: dict[str, list[Target]] = {}
        for key, name in self._index.names.items():
            for target in name.targets if name.exact and not name.question else ():
                for word in key:
                    if target not in self._words.setdefault(word, []):
                        self._words[word].append(target)

    def mentions(self, tokens: tuple[Token, ...], typed: bool = False) -> list[Mention]:
        """The places that a sentence names, in order. `typed`: the text is only a name, so no article is asked."""
        words = [token.folded for token in tokens]
        exact = self._chosen(self._exact(words, typed))
        taken = frozenset(position for mention in exact for position in mention.positions)
        near = self._chosen(self._misspelt(words, taken, typed))
        ordered = sorted([*exact, *near], key=lambda mention: min(mention.positions))
        return narrowed(ordered, tokens)

    @staticmethod
    def _chosen(found: list[tuple[tuple[int, ...], Mention]]) -> list[Mention]:
        """Best first, none over another."""
        kept: list[Mention] = []
        for _, mention in sorted(found, key=lambda one: one[0]):
            if not any(mention.positions & other.positions for other in kept):
                kept.append(mention)
        return kept

    def _exact(self, words: list[str], typed: bool) -> list[tuple[tuple[int, ...], Mention]]:
        found: list[tuple[tuple[int, ...], Mention]] = []
        for start, first in enumerate(words):
            if first in PLACE_LIGHT and not typed:
                continue
            for end in range(start + 1, min(len(words), start + LONGEST) + 1):
                if words[end - 1] in PLACE_LIGHT and end - start > 1:
                    continue
                key = key_of(words[start:end])
                name = self._index.names.get(key) or self._headed(key, typed)
                if name is None or len("".join(key)) < 3:
                    continue
                mention = Mention.of(range(start, end), name, sure=typed or self._said(words, start, end, key, name))
                if mention.sure or name.common:
                    found.append(((-len(key), -mention.sure, start, end), mention))
        return found

    def _headed(self, key: Key, typed: bool) -> Name | None:
        """« quartier X » for the name X, « résidence X » for « cité X »; X by itself only when typed alone."""
        if len(key) > 1 and key[0] in HEADS:
            found = self._index.names.get(key[1:])
            quarter = found and not found.common and all(t.place.kind != STRUCTURE for t in found.targets)
            return found if quarter else self._index.headed.get(key[1:])
        proper = (
            len(key) == 1
            and len(key[0]) >= FORGIVEN[0][0]
            and key[0] not in self._french
            and f"{key[0]}s" not in self._french
        )
        return self._index.headed.get(key) if typed or proper else None

    def _said(self, words: list[str], start: int, end: int, key: Key, name: Name) -> bool:
        """Is a name that is also a word of the language said as the name of a place?"""
        before = words[start - 1] if start else ""
        if name.common:
            return before in WITHIN or (before in ARTICLES and start > 1 and words[start - 2] in WITHIN)
        if len(key) > 1 or words[start] not in self._french:
            return True
        if any(target.place.kind == COMMUNE for target in name.targets):
            return before in BEFORE_TOWN or start == 0 == len(words) - end
        return before in LOCATIVE

    def _misspelt(self, words: list[str], taken: frozenset[int], typed: bool) -> list[tuple[tuple[int, ...], Mention]]:
        strange = [p for p, word in enumerate(words) if p not in taken and len(word) > 2 and word not in self._french]
        found: list[tuple[tuple[int, ...], Mention]] = []
        windows = {
            (start, end)
            for position in strange[:MISSPELT_WORDS]
            for start in range(max(0, position - 4), position + 1)
            for end in range(position + 1, min(len(words), position + 5) + 1)
        }
        if typed:
            windows |= {(start, len(words)) for start in range(min(3, len(words)))} if len(words) <= LONGEST else set()
        read: dict[tuple[str, ...], tuple[int, Key] | None] = {}
        for start, end in sorted(windows):
            if words[start] in PLACE_LIGHT or words[end - 1] in PLACE_LIGHT or taken & set(range(start, end)):
                continue
            window = tuple(words[max(start - 1, 0) : end])
            if window not in read:
                read[window] = self._near(words, start, end, typed)
            if near := read[window]:
                distance, key = near
                mention = Mention.of(range(start, end), self._index.names[key], exact=distance == 0)
                if typed or not mention.common:
                    found.append(((distance - 2 * len(key), start, end), mention))
        return found

    def _near(self, words: list[str], start: int, end: int, typed: bool) -> tuple[int, Key] | None:
        """The one name written almost like these words, with the number of mistakes."""
        window = words[start:end]
        key = key_of(window)
        if len(key) > 1 and key[0] in HEADS and len(window) == 1:
            return None
        best: tuple[int, Key] | None = None
        for text in dict.fromkeys(("".join(key), "".join(window))):
            if (
                len(text) >= SHORTEST_HEARD
                and not (len(window) == 1 and window[0] in self._french)
                and sound(text) in self._heard
            ):
                return 1, self._heard[sound(text)]
            limit = max((mistakes for letters, mistakes in FORGIVEN if len(text) >= letters), default=0)
            if len(text) < FORGIVEN[0][0] or (len(window) == 1 and window[0] in self._french):
                continue
            alone = typed or start == 0 or words[start - 1] in LOCATIVE
            if len(text) < 7 and not alone:
                continue
            found = process.extract(text, self._strings, scorer=OSA.distance, score_cutoff=limit, limit=5)
            close = [(int(distance), self._spelt[other]) for other, distance, _ in found if other[0] == text[0]]
            if close:
                nearest = min(close)
                rivals = {k for d, k in close if d == nearest[0]}
                if len(rivals) == 1 and (best is None or nearest < best):
                    best = nearest
        return best

    def typed(self, tokens: tuple[Token, ...], text: str | None = None) -> tuple[PlaceSuggestion, ...]:
        """What a name typed by itself may mean, best first: as every surface reads it, else what is written almost so.

        Neither five digits nor what contradicts itself is likened to anything.
        """
        if text is not None:
            try:
                return self._read(self._reader.read(text), text)
            except NotRead as wrong:
                if not wrong.guess or any(character.isdigit() for character in text):
                    return ()
        mentions = self.mentions(tokens, typed=True)
        covered = {position for mention in mentions for position in mention.positions}
        left = [
            p
            for p, t in enumerate(tokens)
            if p not in covered and t.folded not in PLACE_LIGHT and t.folded not in HEADS
        ]
        found = tuple(suggestion for mention in mentions for suggestion in mention.suggestions(tokens))
        if mentions and not left:
            return found[: max(MOST, len(mentions[0].targets))]
        whole = (
            self._near([token.folded for token in tokens], 0, len(tokens), typed=True)
            if 0 < len(tokens) <= LONGEST
            else None
        )
        if whole:
            return Mention.of(range(len(tokens)), self._index.names[whole[1]], exact=False).suggestions(tokens)
        return self._completed(tokens) or found

    def _read(self, found: Written, text: str) -> tuple[PlaceSuggestion, ...]:
        words = (" ".join(text.split()),)
        if found.whole:
            return (PlaceSuggestion({"commune": found.whole}, found.whole, words, COMMUNE),)
        suggestions: list[PlaceSuggestion] = []
        for one in found.sites:
            asked = next((part for part in one.parts if part.choices), None)
            if asked is None:
                suggestions.append(self._one(one, words))
                continue
            question = asked.question or f"« {words[0]} » peut désigner plusieurs lieux : lequel ?"
            others = {part.key: part.text for part in one.parts if part is not asked}
            suggestions += [
                PlaceSuggestion(
                    others | dict([target.site]), target.label, words, target.place.kind, question, one.exact
                )
                for target in map(self._index.target, asked.targets)
            ]
            suggestions += [
                PlaceSuggestion(
                    {"commune": town_label(town)}, f"{town_label(town)}, {AWAY}", words, COMMUNE, question, False
                )
                for town in asked.towns
            ]
        return tuple(suggestions)

    def _one(self, one: OneSite, words: tuple[str, ...]) -> PlaceSuggestion:
        part = next((part for part in one.parts if part.targets and part.key != "commune"), one.parts[0])
        if one.outside or not part.targets:
            return PlaceSuggestion(one.site, f"{one.label}, {AWAY}", words, COMMUNE, None, one.exact)
        target = self._target(part)
        others = {
            other.key: self._safe(other)
            for other in one.parts
            if other is not part and not part.targets[0].places <= other.places
        }
        site = others | {target.site[0]: self._safe(part) if target.site[0] == "commune" else target.site[1]}
        return PlaceSuggestion(site, target.label, words, target.place.kind, None, one.exact)

    def _target(self, part: Part) -> Target:
        """The place by the name that is used for it here, so that one place has one address."""
        known = self._index.names.get(key_of(fold(part.text).split()))
        same = [target for target in known.targets if target.place == part.targets[0]] if known else []
        return same[0] if same else self._index.target(part.targets[0])

    def _safe(self, part: Part) -> str:
        only = part.targets[0] if len(part.targets) == 1 and part.key == "commune" else None
        return self._reader.lookup.safe(str(only.code)) if only else part.text

    def _completed(self, tokens: tuple[Token, ...]) -> tuple[PlaceSuggestion, ...]:
        """Names that hold every word typed, the last one perhaps unfinished."""
        words = [w for w in key_of(token.folded for token in tokens) if w not in HEADS]
        if not words or len(words) > LONGEST:
            return ()
        choices = [self._holding(word, last=index == len(words) - 1) for index, word in enumerate(words)]
        common = [target for target in choices[0] if all(target in other for other in choices[1:])]
        telling = any(
            len(found) <= MOST and word not in LEVELS and word not in ABBREVIATIONS
            for word, found in zip(words, choices, strict=True)
        )
        if not common or len(common) > MOST or not telling:
            return ()
        targets = {(target.place.kind, target.place.name): target for target in reversed(common)}.values()
        mention = Mention(frozenset(range(len(tokens))), tuple(targets), None, exact=False)
        return mention.suggestions(tokens)

    def _holding(self, word: str, last: bool) -> list[Target]:
        found = self._words.get(word)
        if found:
            return found
        starts = [w for w in self._words if w.startswith(word)] if last and len(word) >= 4 else []
        if not starts and len(word) >= 5 and word not in self._french:
            starts = [
                w
                for w, distance, _ in process.extract(
                    word, self._words.keys(), scorer=OSA.distance, score_cutoff=1, limit=3
                )
                if w[0] == word[0]
            ]
        return list(dict.fromkeys(target for w in starts for target in self._words[w]))
