"""What a rulebook covers: aims by funder and by zone, the contract by section, its gaps, and what people decide.

Counting only, on the compiled rulebook: nothing is printed, and no action is evaluated, save to tell what refusals rest
on, which is counted when asked.
"""

from dataclasses import dataclass, replace

from eligibility.actions.as_of import known_texts
from eligibility.engine.compile import Rulebook
from eligibility.evaluate import engine
from eligibility.workbench.coverage.basis import BasisCoverage, basis_coverage
from eligibility.workbench.coverage.conditions import LineConditions, line_conditions
from eligibility.workbench.coverage.gaps import Gaps, gaps
from eligibility.workbench.coverage.matrix import (
    CoveredFunder,
    Lines,
    ObjectiveRow,
    funder_columns,
    lines_of,
    objective_rows,
)
from eligibility.workbench.coverage.sections import SectionCoverage, sections, whole_register
from eligibility.workbench.coverage.simulated import simulated_actions
from eligibility.workbench.coverage.zones import Zone, ZoneCell, zone_cells, zones
from eligibility.workbench.progress import Progress, untold
from schemas.result import EngineRef, RulebookRef


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole picture. `by_zone` has one row per sub-objective and one cell per zone, in their order."""

    rulebook: RulebookRef
    engine: EngineRef
    notice: str | None  # said first: the period of the rulebook is over, which amendments are known
    lines: Lines
    funders: tuple[CoveredFunder, ...]
    objectives: tuple[ObjectiveRow, ...]
    zones: tuple[Zone, ...]
    by_zone: tuple[tuple[ZoneCell, ...], ...]
    sections: tuple[SectionCoverage, ...]
    register: SectionCoverage
    gaps: Gaps
    conditions: tuple[LineConditions, ...]
    basis: BasisCoverage | None = None  # see with_basis

    @property
    def checked(self) -> int:
        """Conditions that the tool checks by itself."""
        return sum(len(line.checked) for line in self.conditions)

    @property
    def left(self) -> int:
        """Conditions that are left to people."""
        return sum(line.left for line in self.conditions)


def coverage(rulebook: Rulebook) -> Coverage:
    """Counts everything that a rulebook covers."""
    contract = rulebook.contract
    columns = funder_columns(rulebook)
    rows = objective_rows(rulebook, columns)
    parts = zones(rulebook)
    said = (contract.ended_notice if contract.ended else None, known_texts(contract, rulebook.texts_from))
    return Coverage(
        RulebookRef(contract.id, contract.title, contract.version, rulebook.source.content_hash),
        engine(),
        " ".join(filter(None, said)) or None,
        lines_of(rulebook.lines),
        columns,
        rows,
        parts,
        tuple(zone_cells(parts, row.lines) for row in rows),
        sections(rulebook),
        whole_register(rulebook),
        gaps(rulebook, rows, columns),
        line_conditions(rulebook),
    )


def with_basis(coverage: Coverage, rulebook: Rulebook, progress: Progress = untold) -> Coverage:
    """The same, with what the refusals of simulated actions rest on: some seconds more."""
    found = basis_coverage(rulebook, coverage.funders, simulated_actions(rulebook), progress)
    return replace(coverage, basis=found)


__all__ = ["Coverage", "coverage", "with_basis"]
