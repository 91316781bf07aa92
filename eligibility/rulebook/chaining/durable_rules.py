"""Forward chaining by durable-rules. Nothing else in the project imports it.

Its edges (see docs/decisions/0004-durable-rules.md) are kept inside: string values only, one state emptied by
retraction in a `finally` (deleting a state in which no rule has fired crashes the process), consequents that only
append, derived facts asserted from outside, one lock, no background threads.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from typing import Any

from durable import engine as durable

from eligibility.rulebook.chaining.chainer import Chainer, Fact
from eligibility.rulebook.chaining.limits import property_name
from schemas.perimeters import PerimeterRule

_LOCK = Lock()  # the library is not safe from several threads, even on distinct states

RULESET = "perimeters"


class _Host(durable.Host):  # type: ignore[misc]  # durable-rules has no types
    """A host without its two daemon threads: they dispatch rules behind the caller's back, and race with it."""

    def _run(self) -> None:
        pass


class DurableRules(Chainer):
    """A ruleset of the library, in which a consequent only notes that its rule has fired."""

    name = "durable-rules"

    def __init__(self, rules: Iterable[PerimeterRule]):
        self._rules = {rule.id: rule for rule in rules}
        self._tested = {(c.field, value) for rule in self._rules.values() for c in rule.when for value in c.any_of}
        self._noted: list[str] = []
        with _LOCK:
            self._host = _Host({RULESET: {rule.id: self._definition(rule) for rule in self._rules.values()}})

    def _definition(self, rule: PerimeterRule) -> dict[str, Any]:
        conditions = []
        for index, condition in enumerate(rule.when):
            tests = [{property_name(condition.field): value} for value in condition.any_of]
            conditions.append({f"c{index}": tests[0] if len(tests) == 1 else {"$or": tests}})
        return {"all": conditions, "run": self._note(rule.id)}

    def _note(self, rule_id: str) -> Callable[[Any], None]:
        def note(_context: Any) -> None:
            self._noted.append(rule_id)

        return note

    def fired(self, facts: frozenset[Fact]) -> set[str]:
        with _LOCK:
            return self._chain(facts & self._tested)

    def _chain(self, facts: frozenset[Fact]) -> set[str]:
        fired: set[str] = set()
        known = set(facts)
        asserted: list[dict[str, str]] = []
        queue = sorted(facts)
        try:
            while queue:
                field, value = queue.pop(0)
                message = {"id": f"{field}={value}", property_name(field): value}
                asserted.append(message)
                self._noted.clear()
                with suppress(durable.MessageNotHandledException):  # this fact alone fires nothing yet
                    self._host.assert_fact(RULESET, message)
                for rule_id in self._noted:
                    fired.add(rule_id)
                    conclusion = self._rules[rule_id].then
                    if conclusion and (fact := (conclusion.field, conclusion.value)) not in known:
                        known.add(fact)
                        if fact in self._tested:
                            queue.append(fact)
        finally:
            for message in asserted:
                self._host.retract_fact(RULESET, message)
        return fired
