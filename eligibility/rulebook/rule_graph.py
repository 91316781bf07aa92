"""Which perimeter rules lead to what: rules conclude facts that other rules read, and open perimeters."""

from collections.abc import Iterable, Iterator, Sequence

from schemas.perimeters import PerimeterRule


def leading_to(perimeters: Iterable[str], rules: Sequence[PerimeterRule]) -> list[PerimeterRule]:
    """The rules on the way to one of these perimeters, from it back to the facts that they read; in their own order."""
    wanted, fields = set(perimeters), set[str]()
    leading: set[int] = set()
    while True:
        more = {
            number
            for number, rule in enumerate(rules)
            if not wanted.isdisjoint(opening.perimeter for opening in rule.opens)
            or (rule.then and rule.then.field in fields)
        } - leading
        if not more:
            return [rules[number] for number in sorted(leading)]
        leading |= more
        fields |= {condition.field for number in more for condition in rules[number].when}


def behind(rule: PerimeterRule, rules: Iterable[PerimeterRule]) -> Iterator[PerimeterRule]:
    """Among these rules, those that conclude what a rule reads: the nearest to it first, each once."""
    others, near = [other for other in rules if other.id != rule.id], [rule]
    while near:
        wanted = {(condition.field, value) for one in near for condition in one.when for value in condition.any_of}
        near = [other for other in others if other.then and (other.then.field, other.then.value) in wanted]
        others = [other for other in others if other not in near]
        yield from near


def opened_from(first: Iterable[PerimeterRule], rules: Sequence[PerimeterRule]) -> set[str]:
    """The perimeters that some rules open, themselves or through the facts that they conclude."""
    reached: list[PerimeterRule] = []
    near = list(first)
    while near:
        reached += near
        fields = {rule.then.field for rule in near if rule.then}
        near = [
            rule for rule in rules if rule not in reached and any(condition.field in fields for condition in rule.when)
        ]
    return {opening.perimeter for rule in reached for opening in rule.opens}
