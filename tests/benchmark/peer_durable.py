"""durable-rules alone, within its limits.

- Values are strings; numbers, dates and lists of which several values are needed are compared in Python, once per
  distinct test, and the outcome is asserted.
- At most 64 tests of one ruleset may match one fact (error 303): rules are cut into rulesets of 64, and each ask is
  asserted in each of them. One state per ruleset; the fact is retracted after a match (`delete_state` on a state where
  nothing matched corrupts memory and kills the process).
- It says what fired, nothing else: no reasons, and no way to tell unknown from no but a second ask.
"""

import operator
from collections.abc import Callable
from itertools import count
from typing import Any

from durable import engine as durable

from tests.benchmark.prepared import Facts, Preparation
from tests.benchmark.rows import Ask, FullRows, Row, doubled

PER_RULESET = 64
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {">=": operator.ge, "<=": operator.le, "<": operator.lt}
_NAMES = count(1)


class DurableEligible:
    def __init__(self, preparation: Preparation):
        self._source = FullRows(preparation)
        rows = self._source.rows
        self.size = len(rows)
        bounds = dict.fromkeys(bound for row in rows for bound in row.bounds)
        self._bounds = {bound: f"b_{index}" for index, bound in enumerate(bounds)}
        tests = dict.fromkeys(pair for row in rows for pair in row.named if pair[0] in doubled(row))
        self._lists = {pair: f"l_{index}" for index, pair in enumerate(tests)}
        self._read = {field for row in rows for field, _ in row.named}
        self._fired: list[int] = []
        self._host = durable.Host()
        self._rulesets = []
        for first in range(0, len(rows), PER_RULESET):
            name = f"bench_{next(_NAMES)}"
            rules = {f"r{n}": self._rule(row) for n, row in enumerate(rows[first : first + PER_RULESET])}
            self._host.set_rulesets({name: rules})
            self._rulesets.append(name)

    def _rule(self, row: Row) -> dict[str, Any]:
        tests: list[dict[str, Any]] = [{self._bounds[bound]: "oui"} for bound in row.bounds]
        for field, values in row.named:
            if (field, values) in self._lists and field in doubled(row):
                tests.append({self._lists[field, values]: "oui"})
                continue
            choices = [{f"f_{field}": value} for value in values or ("-",)]
            tests.append(choices[0] if len(choices) == 1 else {"$or": choices})
        return {"all": [{"m": tests[0] if len(tests) == 1 else {"$and": tests}}], "run": self._recorder(row.line)}

    def _recorder(self, line: int) -> Callable[[Any], None]:
        def record(_context: Any) -> None:
            self._fired.append(line)

        return record

    def asks(self, facts: Facts) -> list[dict[str, str]]:
        named = {field: {v[0] for v in facts.values[field]} for field, _ in self._lists}
        lists = {n: "non" if named[field].isdisjoint(v) else "oui" for (field, v), n in self._lists.items()}
        return [self._fact(ask) | lists for ask in self._source.asks(facts)]

    def _fact(self, ask: Ask) -> dict[str, str]:
        fact = {f"f_{field}": str(ask[field]) for field in self._read if field in ask}
        for (column, sign, bound), name in self._bounds.items():
            fact[name] = "oui" if OPERATORS[sign](ask[column], bound) else "non"
        return fact

    def eligible(self, asks: list[dict[str, str]]) -> set[int]:
        host = self._host
        self._fired.clear()
        for fact in asks:
            for ruleset in self._rulesets:
                try:
                    host.assert_fact(ruleset, fact)
                except durable.MessageNotHandledException:
                    continue  # nothing fired
                host.retract_fact(ruleset, fact)
        return set(self._fired)
