"""How much a table asks for, counted in what its cells name, never by a clock: the same table is always read, or never.

A place costs three units: each may be several quarters, and all of them are compared. Anything else costs one.
"""

from collections.abc import Iterable

from eligibility.batch.columns import Column
from eligibility.batch.table import Table, refuse
from eligibility.errors import InputError
from eligibility.french.text import french_number
from schemas.action import EvaluationRequest

MAX_UNITS = 40_000  # of a whole table: 5,000 actions of eight units
MAX_EXPLAINED = 8_000  # of the actions whose reasons are written: they cost a hundred times more than verdicts
OF_A_SITE, OF_AN_ACTION = 3, 2
_CUTS = ";|,/\n"  # between the things that a cell lists


def units(request: EvaluationRequest) -> int:
    """What judging one action costs."""
    sites = request.action.site
    count = OF_AN_ACTION + OF_A_SITE * (len(sites) if isinstance(sites, list) else 1)
    given = request.action.model_dump(exclude={"site"}, exclude_none=True)
    return count + _listed(given.values())


def _listed(values: Iterable[object]) -> int:
    """How many values lists hold, at any depth."""
    return sum(
        _listed(value.values()) if isinstance(value, dict) else len(value) if isinstance(value, list | tuple) else 0
        for value in values
    )


def check_cells(table: Table, columns: Iterable[Column]) -> None:
    """Raises InputError if the cells to understand list far too many things, before any is looked up."""
    positions = [column.position for column in columns if column.heading is not None and column.heading.reads != "text"]
    count = 0
    for _, cells in table.rows:
        for position in positions:
            value = cells[position] if position < len(cells) else None
            if isinstance(value, str):
                count += 1 + sum(map(value.count, _CUTS))
        if count > 2 * MAX_UNITS:
            raise too_much()


def too_much() -> InputError:
    """The refusal of a table that asks for too much."""
    return refuse(
        f"Le tableau nomme bien trop de lieux, de publics ou d'autres valeurs : plus de {french_number(MAX_UNITS)} en tout. Coupez-le en plusieurs fichiers, ou ne gardez dans chaque case que ce qui compte.",
        "table-too-large",
    )
