"""The chainer for machines where durable-rules cannot be built: the same conclusions, without any library."""

from collections import defaultdict
from collections.abc import Iterable

from eligibility.rulebook.chaining.chainer import Chainer, Fact
from schemas.perimeters import PerimeterRule


class BuiltIn(Chainer):
    """Each fact goes once to the conditions that name it; a rule fires when its last condition is met."""

    name = "built-in"

    def __init__(self, rules: Iterable[PerimeterRule]):
        self._rules = {rule.id: rule for rule in rules}
        self._waiting: dict[Fact, list[tuple[str, int]]] = defaultdict(list)  # the rules' conditions that a fact meets
        for rule in self._rules.values():
            for number, condition in enumerate(rule.when):
                for value in set(condition.any_of):
                    self._waiting[condition.field, value].append((rule.id, number))

    def fired(self, facts: frozenset[Fact]) -> set[str]:
        unmet = {name: set(range(len(rule.when))) for name, rule in self._rules.items()}
        known, queue = set(facts), list(facts)
        while queue:
            for name, number in self._waiting.get(queue.pop(), ()):
                unmet[name].discard(number)
                then = self._rules[name].then
                if not unmet[name] and then and (then.field, then.value) not in known:
                    known.add((then.field, then.value))
                    queue.append((then.field, then.value))
        return {name for name, left in unmet.items() if not left}
