"""What the rulebook does not offer: aims that no line serves, partners that bring none."""

from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.workbench.coverage.matrix import CoveredFunder, ObjectiveRow


@dataclass(frozen=True, slots=True)
class Missing:
    """A sub-objective or a partner, by its code or identifier and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """Sub-objectives without line; partners without line. A family that is not studied yet is said apart."""

    no_line: tuple[Missing, ...]
    no_funding: tuple[Missing, ...]  # those without line included
    only_general_funding: tuple[Missing, ...]  # some funding, but none that names the sub-objective
    families: tuple[Missing, ...]
    families_not_studied: tuple[Missing, ...]
    funders: tuple[Missing, ...]
    funders_without_funding: tuple[Missing, ...]  # those without line included


def gaps(rulebook: Rulebook, rows: tuple[ObjectiveRow, ...], columns: tuple[CoveredFunder, ...]) -> Gaps:
    """Everything that has no line, or none that can be asked for."""
    with_lines = {column.family for column in columns if len(column.lines)}
    without = [family for family in rulebook.contract.families if family.id not in with_lines]
    return Gaps(
        tuple(Missing(row.code, row.title) for row in rows if not len(row.lines)),
        tuple(Missing(row.code, row.title) for row in rows if not row.lines.funding),
        tuple(
            Missing(row.code, row.title)
            for row in rows
            if row.lines.funding and set(row.lines.funding) <= set(row.general)
        ),
        tuple(Missing(family.id, family.name) for family in without if family.encoded),
        tuple(Missing(family.id, family.name) for family in without if not family.encoded),
        tuple(Missing(column.id, column.name) for column in columns if not len(column.lines)),
        tuple(Missing(column.id, column.name) for column in columns if not column.lines.funding),
    )
