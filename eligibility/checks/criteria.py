"""Criteria, wherever they stand: a field that exists, an operator of its kind, values of its list."""

from collections.abc import Iterator

from eligibility.checks.index import Index, Spot
from eligibility.checks.names import near
from eligibility.errors import Issue
from schemas.criterion import Criterion
from schemas.funder import Reserve
from schemas.vocabulary import FieldType

OPERATORS = {
    FieldType.objectives: ("any_of", "all_of"),
    FieldType.choice: ("any_of",),
    FieldType.choice_set: ("any_of", "all_of"),
    FieldType.boolean: ("is",),
    FieldType.range: ("at_least", "at_most"),
    FieldType.number: ("at_least", "at_most"),
    FieldType.period: ("from", "until", "ends_by"),
}


def check_criteria(index: Index) -> Iterator[Issue]:
    """Yields the issues of every criterion: of lines and their ways, figures, priorities and reserves."""
    for spot, criterion in index.each(Criterion):
        yield from (
            _perimeter(index, spot, criterion) if criterion.field == "perimeter" else _field(index, spot, criterion)
        )
    for spot, reserve in index.each(Reserve):
        if reserve.when is not None and reserve.when.ends_by is not None:
            message = f"la condition de la réserve « {reserve.id} » emploie ends_by, qui n'y est pas admis."
            yield index.issue(spot, "reserve-condition", message, "Employez from ou until.")


def _perimeter(index: Index, spot: Spot, criterion: Criterion) -> Iterator[Issue]:
    for value in criterion.any_of or criterion.all_of or ():
        if value not in index.perimeters:
            message = f"le périmètre « {value} » n'existe pas."
            yield index.issue(spot, "unknown-perimeter", message, near(value, index.perimeters))
    if not criterion.any_of:
        yield index.issue(spot, "operator", "un périmètre se teste avec any_of.", "Employez any_of.")


def _field(index: Index, spot: Spot, criterion: Criterion) -> Iterator[Issue]:
    field = index.fields.get(criterion.field)
    if field is None:
        candidates = [name for name, f in index.fields.items() if f.type != FieldType.territory]
        message = f"le champ « {criterion.field} » n'existe pas."
        yield index.issue(spot, "unknown-field", message, near(criterion.field, candidates))
        return
    if field.type == FieldType.territory:
        message = f"le champ « {criterion.field} » est un fait de territoire : il se teste par un périmètre."
        mend = "Employez perimeter, ou un critère {field: perimeter, any_of: […]}."
        yield index.issue(spot, "unknown-field", message, mend)
        return
    used = [
        name
        for name, value in (
            ("any_of", criterion.any_of), ("all_of", criterion.all_of), ("is", criterion.is_),
            ("at_least", criterion.at_least), ("at_most", criterion.at_most),
            ("from", criterion.from_), ("until", criterion.until), ("ends_by", criterion.ends_by),
        )
        if value is not None
    ]  # fmt: skip
    admitted = OPERATORS[field.type]
    if wrong := [name for name in used if name not in admitted]:
        message = f"le champ « {field.id} » ne se teste pas avec {wrong[0]}."
        yield index.issue(spot, "operator", message, f"Opérateurs admis : {', '.join(admitted)}.")
        return
    known = index.objectives.titles if field.type == FieldType.objectives else index.values.get(field.values or "")
    for value in criterion.any_of or criterion.all_of or ():
        if known is not None and value not in known:
            message = f"« {value} » n'est pas une valeur de « {field.id} »."
            yield index.issue(spot, "unknown-value", message, near(value, known))
    bounds = (criterion.at_least, criterion.at_most)
    if field.type == FieldType.range and any(bound is not None and bound != int(bound) for bound in bounds):
        message = f"« {field.id} » se compte en nombres entiers."
        yield index.issue(spot, "whole-number", message, "Arrondissez la borne.")
