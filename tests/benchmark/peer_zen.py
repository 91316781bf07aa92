"""zen-engine (Rust), in the fastest form found.

- `engine.evaluate(key, …)` on a loader that hands out one `ZenDecisionContent`: parsed, compiled and its columns
  indexed once. `decision.evaluate` is 3 times slower, a table given as text 6 times (nothing is indexed).
- One decision table, hit policy « collect »; short cells (`'a', 'b'`), which the engine's index answers without
  evaluating them. Every column costs, so fields that few lines read share one column of short expressions, evaluated
  only on the rows that the index leaves.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

import zen

from tests.benchmark.prepared import PERIMETER, PERIOD, Facts, Preparation, Test, outcome_of_place
from tests.benchmark.rows import Ask, FullRows, Row, doubled, number
from tests.support.reference import FAIL

COLUMNS = ("objectives", "kinds", "publics", "carrier", "place")
REST = "rest"  # the shared column
RARE = 0.05  # a field that fewer rows read goes there


class Zen:
    def __init__(self, rows: Iterable[Row]):
        rows = list(rows)
        read = Counter(field for row in rows for field in {f for f, _ in row.named})
        self.doubled = {field for row in rows for field in doubled(row)}
        columns = [field for field in read if read[field] >= RARE * len(rows)] or list(COLUMNS)
        bounds = list(dict.fromkeys(column for row in rows for column, _, _ in row.bounds))
        rules = [self._rule(index, row, columns) for index, row in enumerate(rows)]
        content = zen.ZenDecisionContent(json.dumps(_table([*columns, *bounds], rules)))
        self._engine = zen.ZenEngine({"loader": {"table": content}.__getitem__})

    @staticmethod
    def _rule(index: int, row: Row, columns: list[str]) -> dict[str, str]:
        rule = {"_id": f"r{index}", "line": str(row.line)}
        rest = []
        for field, values in row.named:
            quoted = ", ".join(f"'{value}'" for value in values) or "'-'"
            if field not in columns:
                rest.append(f"{field} in [{quoted}]")
            elif field in rule:  # a second group of required values: among all those named
                rest.append(f"some(all_{field}, # in [{quoted}])")
            else:
                rule[field] = quoted
        for column, operator, bound in row.bounds:
            if column in rule:
                rest.append(f"{column} {operator} {bound}")
            else:
                rule[column] = f"{operator} {bound}"
        if rest:
            rule[REST] = " and ".join(rest)
        return rule

    def lines(self, asks: Iterable[Ask]) -> set[int]:
        """Lines that some row of the table opens."""
        evaluate = self._engine.evaluate
        found: set[int] = set()
        for ask in asks:
            found.update([hit["line"] for hit in evaluate("table", ask)["result"]])
        return found


def _table(columns: list[str], rules: list[dict[str, str]]) -> dict[str, object]:
    inputs: list[dict[str, str]] = [{"id": column, "name": column, "field": column} for column in columns]
    inputs.append({"id": REST, "name": REST})
    content = {
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": [{"id": "line", "name": "line", "field": "line"}],
        "rules": rules,
    }
    position = {"x": 0, "y": 0}
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": position},
            {"id": "table", "name": "table", "type": "decisionTableNode", "position": position, "content": content},
        ],
        "edges": [{"id": "edge", "sourceId": "in", "targetId": "table", "type": "edge"}],
    }


class ZenEligible:
    """The eligible set of fully described actions."""

    def __init__(self, preparation: Preparation):
        self._source = FullRows(preparation)
        self._zen = Zen(self._source.rows)
        self.size = len(self._source.rows)

    def asks(self, facts: Facts) -> list[Ask]:
        asks = self._source.asks(facts)
        lists = {f"all_{name}": [v[0] for v in facts.values[name]] for name in self._zen.doubled}
        return [ask | lists for ask in asks] if lists else asks

    def eligible(self, asks: list[Ask]) -> set[int]:
        return self._zen.lines(asks)


class ZenOpen:
    """Yes, no or unknown, by asking twice: is the line met (perhaps under a reserve) whatever is missing? may it be?

    What is unknown is told to the table as `-` (it must hold for every value) in the first ask and `?` (one value is
    enough) in the second; a wide objective as `3.4` and `3.4?`. It does not tell eligible from subject_to: that would
    be two asks more. Alternatives that only hold together, way by way, stay unknown.
    """

    def __init__(self, preparation: Preparation):
        self._preparation = preparation
        tests = (test for line in preparation.lines for tests, _ in line.rows for test in tests)
        self._perimeters = dict.fromkeys(test.perimeters for test in tests if test.field == PERIMETER)
        self._zen = Zen(self._rows())

    def _rows(self) -> Iterable[Row]:
        for line in self._preparation.lines:
            for tests, _ in line.rows:
                named = [pair for test in tests for pair in self._named(test)]
                bounds = [bound for test in tests for bound in self._bounds(test)]
                yield Row(line.index, tuple(named), tuple(bounds))

    def _named(self, test: Test) -> Iterable[tuple[str, tuple[str, ...]]]:
        if test.field == PERIMETER:
            yield _place(test.perimeters), ("oui",)
        every = self._preparation.every_value.get(test.field, [])
        for group in test.groups:
            met = group.full | group.part
            values = sorted(met)
            values += ["-"] if met.issuperset(every) else []
            values += ["?"] if met else []
            if test.field == "objectives":
                for code, leaves in self._preparation.wide.items():
                    values += [code] if met.issuperset(leaves) else []
                    values += [] if met.isdisjoint(leaves) else [f"{code}?"]
            yield test.field, tuple(values)

    def _bounds(self, test: Test) -> Iterable[tuple[str, str, int | float]]:
        field, (first, last) = test.field, self._preparation.domains[PERIOD]
        if test.low is not None and not (field == PERIOD and test.low <= first):
            yield f"{field}_reach", ">=", number(test.low)
        if test.high is not None and not (field == PERIOD and test.high >= last):
            yield f"{field}_begin", "<=", number(test.high)
        if test.deadline is not None:
            yield f"{field}_done", "<=", number(test.deadline)

    def asks(self, facts: Facts) -> tuple[list[Ask], list[Ask]]:
        return self._asks(facts, sure=True), self._asks(facts, sure=False)

    def _asks(self, facts: Facts, sure: bool) -> list[Ask]:
        base: Ask = {}
        for perimeters in self._perimeters:
            inside = [outcome_of_place(perimeters, world) != FAIL for world in facts.worlds]
            base[_place(perimeters)] = "oui" if (all(inside) if sure else any(inside)) else "non"
        for field, domain in self._preparation.domains.items():
            (start, end), (first, last) = facts.spans.get(field, (None, None)), domain
            soonest, latest = (
                (first if start is None else start),
                (start if start is not None else last if end is None else end),
            )
            ends, ends_last = (end if end is not None else soonest), (end if end is not None else max(last, soonest))
            base[f"{field}_reach"] = number(ends if sure else ends_last)
            base[f"{field}_begin"] = number(latest if sure else soonest)
            base[f"{field}_done"] = number(ends_last if sure else ends)
        asks = [base]
        for field in self._preparation.every_value:
            named = facts.values.get(field)
            names = ["-" if sure else "?"] if named is None else [self._name(alike, sure) for alike in named]
            lists = {f"all_{field}": names} if field in self._zen.doubled else {}
            asks = [ask | {field: name} | lists for ask in asks for name in names]
        return asks

    def _name(self, alike: tuple[str, ...], sure: bool) -> str:
        if len(alike) == 1:
            return alike[0]
        code = self._preparation.code_of(alike)
        return code if sure else f"{code}?"

    def verdicts(self, asks: tuple[list[Ask], list[Ask]]) -> tuple[set[int], set[int]]:
        """Lines surely met, and lines that may be."""
        return self._zen.lines(asks[0]), self._zen.lines(asks[1])

    def expected(self, verdicts: Mapping[int, int]) -> tuple[set[int], set[int]]:
        """The same from each line's set of possible outcomes."""
        return {n for n, bits in verdicts.items() if not bits & 1}, {n for n, bits in verdicts.items() if bits != 1}


def _place(perimeters: tuple[str, ...]) -> str:
    return "in_" + "_or_".join(perimeters).replace("-", "_")


__all__ = ["ZenEligible", "ZenOpen"]
