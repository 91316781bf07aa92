"""Mentions of places in a sentence: the longest name wins, what else the sentence says narrows ambiguous ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from eligibility.places.names import COMMUNE, KINDS, QUARTER, STRUCTURE
from eligibility.places.spoken_names import Name, Target
from eligibility.search.answers import PlaceSuggestion
from eligibility.search.tokens import Token, excerpt


@dataclass(frozen=True)
class Mention:
    """Where a sentence names a place, and what the name may mean."""

    positions: frozenset[int]
    targets: tuple[Target, ...]
    question: str | None = None
    common: bool = False
    exact: bool = True
    sure: bool = True  # false: a common noun without its article, kept only if a town says which
    town: str | None = None  # the commune said beside a quarter that lies in several
    told: bool = True  # false: another mention says it more precisely

    @classmethod
    def of(cls, positions: Iterable[int], name: Name, exact: bool = True, sure: bool = True) -> "Mention":
        """The mention of a name at these positions."""
        return cls(frozenset(positions), tuple(name.targets), name.question, name.common, exact and name.exact, sure)

    @property
    def only(self) -> Target | None:
        """The one place that it may mean, if one."""
        return self.targets[0] if len(self.targets) == 1 else None

    @property
    def spoken(self) -> bool:
        """Does the name also say what is done there (« école de musique… »)? Names of quarters and towns do not."""
        return self.common or all(target.place.kind == STRUCTURE for target in self.targets)

    @property
    def town_only(self) -> bool:
        """Does it name a whole commune, and nothing smaller?"""
        return all(target.place.kind == COMMUNE for target in self.targets)

    def suggestions(self, tokens: tuple[Token, ...]) -> tuple[PlaceSuggestion, ...]:
        """One for each place that the name may mean."""
        if not self.told:
            return ()
        words = excerpt(tokens, set(self.positions))
        question = self.question
        if len(self.targets) == 1:
            question = None
        elif not question:
            question = f"« {' '.join(words)} » peut désigner plusieurs lieux : lequel ?"
        ranked = (
            self.targets
            if self.question
            else sorted(self.targets, key=lambda target: (KINDS.index(target.place.kind), target.place.name))
        )
        return tuple(
            PlaceSuggestion(self._site(target), target.label, words, target.place.kind, question, self.exact)
            for target in ranked
        )

    def _site(self, target: Target) -> dict[str, str]:
        return dict([target.site]) | ({"commune": self.town} if self.town else {})


def narrowed(mentions: list[Mention], tokens: tuple[Token, ...]) -> list[Mention]:
    """The mentions, each ambiguous one kept to the town or quarter that the sentence names, if it names one."""
    towns = [m for m in mentions if m.only and m.only.place.kind == COMMUNE]
    quarters = [m for m in mentions if m.only and m.only.place.kind == QUARTER]
    kept = []
    for mention in mentions:
        if len(mention.targets) > 1:
            within = _within(mention, towns, quarters)
            if within:
                mention = replace(mention, targets=within, sure=True)
            elif mention.common and _followed(mention, towns, tokens):
                continue  # the town named has none that the rulebook knows
        if mention.sure:
            kept.append(mention)
    return _without_repetition(kept)


def _within(mention: Mention, towns: list[Mention], quarters: list[Mention]) -> tuple[Target, ...]:
    codes = [town.only.place.communes for town in towns if town.only]
    communes = frozenset().union(*codes)
    linked = {quarter.only.place.quarter for quarter in quarters if quarter.only}
    near = tuple(t for t in mention.targets if t.place.quarter in linked) if linked else ()
    return near or tuple(t for t in mention.targets if t.place.communes & communes)


def _followed(mention: Mention, towns: list[Mention], tokens: tuple[Token, ...]) -> bool:
    last = max(mention.positions)
    return any(
        last < min(town.positions) and all(token.light for token in tokens[last + 1 : min(town.positions)])
        for town in towns
    )


def _without_repetition(mentions: list[Mention]) -> list[Mention]:
    """A town is not told again where a place in it is; beside a quarter that lies in several, it says which part."""
    result = list(mentions)
    for index, town in enumerate(mentions):
        if not (town.only and town.only.place.kind == COMMUNE):
            continue
        insee = next(iter(town.only.place.communes))
        for other_index, other in enumerate(mentions):
            if other is town or (other.only and other.only.place.kind == COMMUNE):
                continue
            if all(target.place.communes == {insee} for target in other.targets):
                result[index] = replace(result[index], told=False)
            elif other.only and insee in other.only.place.communes:
                result[other_index] = replace(result[other_index], town=town.only.site[1])
                result[index] = replace(result[index], told=False)
    return result
