"""Which clause founds each part of a line, as an entry of the register: chosen here and nowhere else.

A part cites its own clause; else that of what it names (its alternative, its perimeter, the contract's period); else
the first of its line.
"""

from collections.abc import Mapping

from schemas.contract import ContractFile
from schemas.criterion import Alternatives, Criterion
from schemas.funder import Line
from schemas.perimeters import Perimeter


def objectives_clause(line: Line) -> str:
    """Of the objectives that a line serves."""
    return line.objectives_source or line.source[0]


def perimeter_clause(line: Line, perimeters: Mapping[str, Perimeter]) -> str:
    """Of the perimeter that a line requires. Raises KeyError if it requires none."""
    return line.perimeter_source or perimeters[str(line.perimeter)].source


def period_clause(line: Line, criterion: Criterion | None, contract: ContractFile) -> str:
    """Of the days on which a line can be used; `criterion`: its own on dates, if it has one."""
    own = line.valid.from_ or line.valid.until or criterion
    return (
        (criterion and criterion.source)
        or line.valid_source
        or (None if own else contract.period.source)
        or line.source[0]
    )


def contract_clause(line: Line, contract: ContractFile) -> str:
    """Of the period of the whole contract, which every line has."""
    return contract.period.source or line.source[0]


def validity_clause(line: Line) -> str:
    """Of the days of the line itself."""
    return line.valid_source or line.source[0]


def criterion_clause(line: Line, criterion: Criterion | Alternatives, owner: str | None = None) -> str:
    """Of another criterion, or of an alternative; `owner`: the clause of the alternative, figure or preference that it stands in."""
    return criterion.source or owner or line.source[0]
