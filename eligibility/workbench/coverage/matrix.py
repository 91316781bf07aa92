"""Lines per sub-objective and funder: what each funder offers for each aim of the contract.

A line named for an axis, an objective or for all of them covers every sub-objective below; there it is called
general, to tell it from a line that names the sub-objective itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledCriterion, CompiledLine
from eligibility.fields.builtin import OBJECTIVES
from eligibility.rulebook.objectives import covers


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines by their identifiers, what can be asked for apart from what can be leaned on."""

    funding: tuple[str, ...] = ()
    support: tuple[str, ...] = ()

    def of(self, kind: str) -> tuple[str, ...]:
        """Those of one kind: funding or support."""
        return self.funding if kind == "funding" else self.support

    def __len__(self) -> int:
        return len(self.funding) + len(self.support)

    def __iter__(self) -> Iterator[str]:
        yield from self.funding
        yield from self.support


@dataclass(frozen=True, slots=True)
class CoveredCell:
    """The lines of one funder for one sub-objective; `general`: those that reach it from above."""

    lines: Lines
    general: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoveredFunder:
    """A funder with all its lines, each once."""

    id: str
    name: str
    short_name: str
    family: str
    family_name: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """A sub-objective with its axis; one cell per funder, in the order of the columns."""

    code: str
    title: str
    axis: str
    axis_title: str
    cells: tuple[CoveredCell, ...]
    lines: Lines
    general: tuple[str, ...]


def lines_of(lines: Iterable[CompiledLine]) -> Lines:
    """Sorts lines into funding and support; each keeps the order of the rulebook."""
    chosen = list(lines)
    return Lines(
        tuple(line.id for line in chosen if line.kind == "funding"),
        tuple(line.id for line in chosen if line.kind == "support"),
    )


def gathered(several: Iterable[Lines]) -> Lines:
    """Lines of several funders together; none is in two of them."""
    parts = list(several)
    return Lines(tuple(i for lines in parts for i in lines.funding), tuple(i for lines in parts for i in lines.support))


def funder_columns(rulebook: Rulebook) -> tuple[CoveredFunder, ...]:
    """Every funder, family by family in the order of the contract, even without any line."""
    families = {family.id: (rank, family.name) for rank, family in enumerate(rulebook.contract.families)}
    funders = sorted(
        (file.funder for file in rulebook.source.funders),
        key=lambda f: (families[f.family][0], f.short_name.casefold()),
    )
    return tuple(
        CoveredFunder(
            funder.id,
            funder.name,
            funder.short_name,
            funder.family,
            families[funder.family][1],
            lines_of(line for line in rulebook.lines if line.funder.id == funder.id),
        )
        for funder in funders
    )


def objective_rows(rulebook: Rulebook, columns: tuple[CoveredFunder, ...]) -> tuple[ObjectiveRow, ...]:
    """Every sub-objective, even without any line."""
    return tuple(
        _row(rulebook, axis.code, axis.title, sub.code, sub.title, columns)
        for axis in rulebook.source.objectives.axes
        for objective in axis.children
        for sub in objective.children
    )


def _row(
    rulebook: Rulebook, axis: str, axis_title: str, code: str, title: str, columns: tuple[CoveredFunder, ...]
) -> ObjectiveRow:
    reaching = [line for line in rulebook.lines if reaches(line, code)]
    general = {line.id for line in reaching if code not in line.values(OBJECTIVES)}
    cells = []
    for column in columns:
        lines = lines_of(line for line in reaching if line.funder.id == column.id)
        cells.append(CoveredCell(lines, tuple(line for line in lines if line in general)))
    every = lines_of(reaching)
    return ObjectiveRow(
        code, title, axis, axis_title, tuple(cells), every, tuple(line for line in every if line in general)
    )


def reaches(line: CompiledLine, code: str) -> bool:
    """Can the line serve this sub-objective: does each of its criteria on objectives, or one of its ways, admit it?"""
    return all(
        _admits([item], code)
        if isinstance(item, CompiledCriterion)
        else any(_admits(branch.criteria, code) for branch in item.branches)
        for item in line.items
    )


def _admits(criteria: Iterable[CompiledCriterion], code: str) -> bool:
    return all(
        any(covers(named, code) for named in criterion.requirement.named) is not bool(criterion.requirement.excluded)
        for criterion in criteria
        if criterion.requirement.field == OBJECTIVES
    )
