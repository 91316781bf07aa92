"""Does a sentence speak of an action for others, or of a private need? More is asked of the second before suggesting."""

from dataclasses import dataclass

from eligibility.search.grammar import ACTION, PERSONAL, PRIVATE
from eligibility.search.tokens import Token, stem

_ACTION = frozenset(stem(word) for word in ACTION)


@dataclass(frozen=True)
class Bars:
    """How many times more is asked, by what the sentence looks like."""

    private: float = 4.0  # « prix », « devis », « hôtel », and no word of an action
    both: float = 1.6  # the same, with words of an action
    personal: float = 2.6  # « je », « mon », and no word of an action
    vague: float = 1.9  # no word of an action, and many words that say nothing clear
    known: float = 0.6  # share of words that speak clearly of an objective from which a sentence is not vague


def bar(tokens: tuple[Token, ...], known: set[int], for_someone: bool, bars: Bars) -> float:
    """What to multiply the asked score by.

    `known`: the words that speak clearly of an objective, or name a place; `for_someone`: the sentence names a public, a
    quarter or a structure.
    """
    words = [(position, token) for position, token in enumerate(tokens) if not token.light]
    action = for_someone or any(token.folded in ACTION or not _ACTION.isdisjoint(token.keys) for token in tokens)
    if any(token.folded in PRIVATE or token.folded.removesuffix("s") in PRIVATE for _, token in words):
        return bars.both if action else bars.private
    if action:
        return 1.0
    if any(token.folded in PERSONAL for token in tokens):
        return bars.personal
    telling = [position for position, token in words if position in known or not token.thin]
    share = sum(position in known for position in telling) / max(len(telling), 1)
    return 1.0 if share >= bars.known else bars.vague
