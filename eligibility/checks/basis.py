"""Every refusal says what it rests on: printed words, or our reading of them."""

from collections.abc import Iterator

from eligibility.checks.index import Index
from eligibility.checks.walk import branches
from eligibility.errors import Issue
from schemas.criterion import Criterion
from schemas.funder import Line

MEND = "Écrivez « printed » si le passage cité suffit à lire que c'est exclu, sinon « read »."


def check_basis(index: Index) -> Iterator[Issue]:
    """A rulebook without bases is of an older format: yields what lacks one, line by line."""
    for spot, line in index.each(Line):
        for where, what in _lacking(line):
            message = f"la ligne « {line.id} » ne dit pas sur quoi repose le refus : {what}."
            yield index.issue(spot.at(*where), "no-basis", message, MEND)


def _lacking(line: Line) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if line.objectives is not None and line.objectives_basis is None:
        yield ("objectives",), "objectives_basis manque"
    if line.perimeter is not None and line.perimeter_basis is None:
        yield ("perimeter",), "perimeter_basis manque"
    if (line.valid.from_ or line.valid.until) and line.valid_basis is None:
        yield ("valid",), "valid_basis manque"
    for number, item in enumerate(line.criteria):
        if isinstance(item, Criterion) and item.basis is None:
            yield ("criteria", number), f"basis manque au critère « {item.field} »"
    for where, branch in branches(line):
        for number, criterion in enumerate(branch.all):
            if criterion.basis is None:
                yield (*where, "all", number), f"basis manque au critère « {criterion.field} »"
