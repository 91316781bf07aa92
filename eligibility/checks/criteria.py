"""Criteria, wherever they stand: a field that exists, an operator of its kind, values of its list."""

from collections.abc import Iterator

from eligibility.checks.index import Index
from eligibility.errors import Issue
from eligibility.french.text import near
from schemas.criterion import Criterion
from schemas.funder import Reserve


def check_criteria(index: Index) -> Iterator[Issue]:
    """Yields the issues of every criterion: of lines and their ways, figures, priorities and reserves."""
    for spot, criterion in index.each(Criterion):
        field = index.kinds.get(criterion.field)
        if field is not None:
            yield from (index.issue(spot, fault.code, fault.message, fault.mend) for fault in field.faults(criterion))
        elif criterion.field in index.fields:
            message = f"le champ « {criterion.field} » est un fait de territoire : il se teste par un périmètre."
            mend = "Employez perimeter, ou un critère {field: perimeter, any_of: […]}."
            yield index.issue(spot, "unknown-field", message, mend)
        else:
            message = f"le champ « {criterion.field} » n'existe pas."
            yield index.issue(spot, "unknown-field", message, near(criterion.field, index.given))
    for spot, reserve in index.each(Reserve):
        if reserve.when is not None and reserve.when.ends_by is not None:
            message = f"la condition de la réserve « {reserve.id} » emploie ends_by, qui n'y est pas admis."
            yield index.issue(spot, "reserve-condition", message, "Employez from ou until.")
