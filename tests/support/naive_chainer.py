"""Forward chaining over perimeters.yaml in the most naive way: apply every rule until nothing is new."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.perimeters import PerimeterRule, PerimetersFile

Fact = tuple[str, str]


@dataclass(frozen=True)
class Chained:
    facts: frozenset[Fact]  # derived facts only
    open: dict[str, str | None]  # perimeter -> the reserve under which it is open, None if free of reserve
    fired: frozenset[str]  # ids of the rules whose conditions hold


def holds(rule: PerimeterRule, known: set[Fact]) -> bool:
    return all(any((condition.field, value) in known for value in condition.any_of) for condition in rule.when)


def chain(perimeters: PerimetersFile, facts: frozenset[Fact], appraisals: Mapping[str, bool] | None = None) -> Chained:
    """`appraisals`: what an instance decided on some reserves; a way under such a reserve is free, or no way at all."""
    known, decided = set(facts), appraisals or {}
    while True:
        fresh = {(r.then.field, r.then.value) for r in perimeters.rules if r.then and holds(r, known)} - known
        if not fresh:
            break
        known |= fresh
    fired = [rule for rule in perimeters.rules if holds(rule, known)]
    routes: dict[str, set[str | None]] = {}
    for rule in fired:
        for opening in rule.opens:
            if opening.reserve not in decided:
                routes.setdefault(opening.perimeter, set()).add(opening.reserve)
            elif opening.reserve and decided[opening.reserve]:
                routes.setdefault(opening.perimeter, set()).add(None)
    return Chained(
        facts=frozenset(known - facts),
        open={
            perimeter: None if None in ways else min(way for way in ways if way) for perimeter, ways in routes.items()
        },
        fired=frozenset(rule.id for rule in fired),
    )
