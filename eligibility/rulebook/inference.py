"""What the perimeter rules conclude from facts: derived facts and open perimeters."""

from collections.abc import Iterable
from dataclasses import dataclass

from eligibility.rulebook.chaining import chosen_chainer
from eligibility.rulebook.chaining.chainer import Chainer, Fact
from eligibility.rulebook.chaining.limits import check_limits
from schemas.perimeters import PerimeterRule, PerimetersFile


@dataclass(frozen=True, slots=True)
class Conclusions:
    """Derived facts, open perimeters (with the reserve of the only ways in, if any) and the rules that fired."""

    facts: frozenset[Fact]
    open: dict[str, str | None]
    proofs: tuple[str, ...]


class Inference:
    """The perimeter rules, made ready for a chainer; answers are remembered by distinct input."""

    def __init__(self, perimeters: PerimetersFile, chainer: type[Chainer] | None = None):
        """Raises RulebookError if the rules are over the limits. `chainer`: another than the machine's."""
        check_limits(perimeters.rules)
        self._rules = {rule.id: rule for rule in perimeters.rules}
        self._tested = {(c.field, value) for rule in perimeters.rules for c in rule.when for value in c.any_of}
        self._chainer = (chainer or chosen_chainer())(perimeters.rules)
        self._memo: dict[frozenset[Fact], Conclusions] = {}

    def conclude(self, facts: Iterable[Fact]) -> Conclusions:
        """Everything that the rules derive from `facts`, with the rules fired, in a stable order."""
        relevant = frozenset(fact for fact in facts if fact in self._tested)
        known = self._memo.get(relevant)
        if known is None:
            fired = self._chainer.fired(relevant)
            rules = [rule for name, rule in self._rules.items() if name in fired]
            known = self._memo[relevant] = conclusions_of(_in_order(rules, relevant))
        return known


def _in_order(fired: list[PerimeterRule], facts: frozenset[Fact]) -> list[PerimeterRule]:
    """The rules as they stand in the file, but each after those whose conclusions it needs."""
    known, waiting, ordered = set(facts), list(fired), []
    while waiting:
        rule = next(r for r in waiting if all(any((c.field, v) in known for v in c.any_of) for c in r.when))
        waiting.remove(rule)
        ordered.append(rule)
        if rule.then:
            known.add((rule.then.field, rule.then.value))
    return ordered


def conclusions_of(fired: list[PerimeterRule]) -> Conclusions:
    """What rules that fired conclude and open together."""
    opened: dict[str, str | None] = {}
    for rule in fired:
        for opening in rule.opens:
            name, reserve = opening.perimeter, opening.reserve
            if name not in opened or reserve is None:
                opened[name] = reserve
            elif (first := opened[name]) is not None:
                opened[name] = min(first, reserve)  # several reserved ways: the same one every time
    facts = frozenset((rule.then.field, rule.then.value) for rule in fired if rule.then)
    return Conclusions(facts, opened, tuple(rule.id for rule in fired))
