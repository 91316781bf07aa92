"""How the page of a line shows a criterion: its values as a list where they are many, and where a perimeter is told."""

from eligibility.engine.compile import Rulebook
from eligibility.engine.described import Condition
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from service.site.rulebook.named import Named, named

FEW = 3  # more values than this are shown as a list


def values(rulebook: Rulebook, condition: Condition) -> list[Named]:
    """The values of a criterion, one by one; none if they are few enough to stand in its sentence."""
    codes = [value for group in condition.groups for value in group]
    if condition.field == OBJECTIVES:
        return named(rulebook, codes)
    field = rulebook.given.get(condition.field)
    if field is None or not field.listed or len(codes) <= FEW:
        return []
    order = field.values
    return [Named("", rulebook.wording.value(condition.field, code)) for code in sorted(codes, key=order.index)]


def link(condition: Condition) -> str:
    """Where the perimeter that a criterion asks for is told, after the address of the rulebook; empty for others."""
    if condition.field != PERIMETER or not condition.groups:
        return ""
    return f"/perimetres#p-{condition.groups[0][0].partition('@')[0]}"
