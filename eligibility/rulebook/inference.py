"""Forward chaining of the perimeter rules, by durable-rules. Nothing else in the project imports it.

Its edges (see docs/decisions/0004-durable-rules.md) are kept inside: string values only, property names
checked for hash collisions, one state emptied by retraction in a `finally` (deleting a state in which no
rule has fired crashes the process), consequents that only append, derived facts asserted from outside, one
lock, no background threads, answers remembered by distinct input.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

from durable import engine as durable

from eligibility.errors import Issue, RulebookError
from schemas.perimeters import PerimeterRule, PerimetersFile

Fact = tuple[str, str]

_LOCK = Lock()  # the library is not safe from several threads, even on distinct states

RULESET = "perimeters"
MAX_RULES = 200  # durable-rules refuses 257 rules on one condition and hangs at 512 tests on one field
MAX_VALUES_PER_FIELD = 250


class _Host(durable.Host):  # type: ignore[misc]  # durable-rules has no types
    """A host without its two daemon threads: they dispatch rules behind the caller's back, and race with it."""

    def _run(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Conclusions:
    """Derived facts, open perimeters (with the reserve of the only ways in, if any) and the rules that fired."""

    facts: frozenset[Fact]
    open: dict[str, str | None]
    proofs: tuple[str, ...]


class Inference:
    """The compiled perimeter rules. `conclude` is safe to call from several threads."""

    def __init__(self, perimeters: PerimetersFile):
        self._rules = {rule.id: rule for rule in perimeters.rules}
        self._tested = {(c.field, value) for rule in perimeters.rules for c in rule.when for value in c.any_of}
        self._check_limits()
        self._memo: dict[frozenset[Fact], Conclusions] = {}
        self._fired: list[str] = []
        with _LOCK:
            self._host = _Host({RULESET: {rule.id: self._definition(rule) for rule in perimeters.rules}})

    def _check_limits(self) -> None:
        problems = []
        fields = {field for field, _ in self._tested}
        if len(self._rules) > MAX_RULES:
            problems.append(f"plus de {MAX_RULES} règles de périmètre.")
        for field in sorted(fields):
            if sum(f == field for f, _ in self._tested) > MAX_VALUES_PER_FIELD:
                problems.append(f"plus de {MAX_VALUES_PER_FIELD} valeurs testées sur le champ « {field} ».")
        hashes = {_fnv1a(_property(field)) for field in fields | {"id", "sid"}}
        if len(hashes) < len(fields) + 2:
            problems.append("deux noms de champs ont la même empreinte pour durable-rules.")
        if problems:
            raise RulebookError([Issue("perimeters.yaml", 1, "limits", p, "Regroupez ou renommez.") for p in problems])

    def _definition(self, rule: PerimeterRule) -> dict[str, Any]:
        conditions = []
        for index, condition in enumerate(rule.when):
            tests = [{_property(condition.field): value} for value in condition.any_of]
            conditions.append({f"c{index}": tests[0] if len(tests) == 1 else {"$or": tests}})
        return {"all": conditions, "run": self._recorder(rule.id)}

    def _recorder(self, rule_id: str) -> Callable[[Any], None]:
        def record(_context: Any) -> None:
            self._fired.append(rule_id)

        return record

    def conclude(self, facts: Iterable[Fact]) -> Conclusions:
        """Everything that the rules derive from `facts`, with the rules fired, in a stable order."""
        relevant = frozenset(fact for fact in facts if fact in self._tested)
        known = self._memo.get(relevant)
        if known is None:
            with _LOCK:
                fired = self._chain(relevant)
            known = self._memo[relevant] = self._conclusions(fired)
        return known

    def _chain(self, facts: frozenset[Fact]) -> set[str]:
        fired: set[str] = set()
        known = set(facts)
        asserted: list[dict[str, str]] = []
        queue = sorted(facts)
        try:
            while queue:
                field, value = queue.pop(0)
                message = {"id": f"{field}={value}", _property(field): value}
                asserted.append(message)
                self._fired.clear()
                with suppress(durable.MessageNotHandledException):  # this fact alone fires nothing yet
                    self._host.assert_fact(RULESET, message)
                for rule_id in self._fired:
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

    def _conclusions(self, fired: set[str]) -> Conclusions:
        rules = [rule for rule_id, rule in self._rules.items() if rule_id in fired]
        opened: dict[str, str | None] = {}
        for rule in rules:
            for opening in rule.opens:
                name, reserve = opening.perimeter, opening.reserve
                if name not in opened or reserve is None:
                    opened[name] = reserve
                elif (first := opened[name]) is not None:
                    opened[name] = min(first, reserve)  # several reserved ways: the same one every time
        facts = frozenset((rule.then.field, rule.then.value) for rule in rules if rule.then)
        return Conclusions(facts, opened, tuple(rule.id for rule in rules))


def _property(field: str) -> str:
    """A property name that is never a method of the library's own language."""
    return f"f_{field}"


def _fnv1a(text: str) -> int:
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
