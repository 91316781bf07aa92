"""CLIPS (C) through clipspy, in the fastest form found.

One template fact per ask, asserted slot by slot (a fact given as text is parsed: 10 times slower); the objective is
the first slot and a constant of its own in each rule, so that CLIPS finds its rules by hashing; rules add their line to
a global multifield, read once (a Python callback, or facts read back, are slower). Rules are built once; then reset,
assert, run.
"""

from collections.abc import Iterable

import clips

from tests.benchmark.prepared import Facts, Preparation
from tests.benchmark.rows import Ask, FullRows, Row

FIRST = ("objectives", "kinds", "publics", "carrier", "place")
Slots = list[dict[str, object]]


class ClipsEligible:
    def __init__(self, preparation: Preparation):
        self._source = FullRows(preparation)
        rows = self._source.rows
        self.size = len(rows)
        named = [field for row in rows for field, _ in row.named]
        bounds = [column for row in rows for column, _, _ in row.bounds]
        self._slots = tuple(dict.fromkeys([*FIRST, *named, *bounds]))
        self._environment = clips.Environment()
        self._environment.build("(defglobal ?*found* = (create$))")
        self._environment.build(f"(deftemplate action {' '.join(f'(slot {slot})' for slot in self._slots)})")
        for number, row in enumerate(rows):
            for rule in self._rules(number, row):
                self._environment.build(rule)
        self._template = self._environment.find_template("action")
        self._found = self._environment.find_global("found")

    def _rules(self, number: int, row: Row) -> Iterable[str]:
        """One rule per objective of the row."""
        slots: dict[str, str] = {}
        others = []
        for field, values in row.named:
            pattern = "|".join(values) or "nothing"
            if field in slots:  # a second group of required values: some fact of the action has one
                others.append(f"(action ({field} {pattern}))")
            else:
                slots[field] = pattern
        for index, (column, operator, bound) in enumerate(row.bounds):
            test = f"?v{index}&:({operator} ?v{index} {bound})"
            slots[column] = f"{slots[column]}&{test}" if column in slots else test
        for objective in slots.get("objectives", "?").split("|"):
            chosen = slots | {"objectives": objective}
            pattern = " ".join(f"({slot} {chosen[slot]})" for slot in self._slots if slot in chosen)
            name = f"r{number}-{objective.replace('?', 'any')}"
            yield (
                f"(defrule {name} (action {pattern}) {' '.join(others)} "
                f"=> (bind ?*found* (create$ ?*found* {row.line})))"
            )

    def asks(self, facts: Facts) -> Slots:
        return [self._fact(ask) for ask in self._source.asks(facts)]

    def _fact(self, ask: Ask) -> dict[str, object]:
        given = {slot: ask[slot] for slot in self._slots if slot in ask}
        return {slot: clips.Symbol(v) if isinstance(v, str) else v for slot, v in given.items()}

    def eligible(self, asks: Slots) -> set[int]:
        environment, assert_fact = self._environment, self._template.assert_fact
        environment.reset()
        for ask in asks:
            assert_fact(**ask)
        environment.run()
        return set(self._found.value)
