"""The coverage page: heat maps of lines by aim, funder and zone, the register, the gaps, the lines one by one."""

from itertools import groupby

from eligibility.workbench.coverage import Coverage
from eligibility.workbench.coverage.heat import KINDS, Heat, by_funder, heat, legend, shade
from eligibility.workbench.coverage.sections import REASONS
from eligibility.workbench.reports.page import render

FUNDER_STEPS = (1, 2, 4, 7, 11)  # a shade starts at each of these counts
ZONE_STEPS = (1, 10, 25, 50, 75)


def coverage_page(coverage: Coverage) -> str:
    """The whole page, as one HTML document."""
    return render(
        "coverage.html.j2",
        coverage=coverage,
        heats=[heat(coverage, kind, by_funder(coverage), FUNDER_STEPS) for kind in KINDS],
        families=_families,
        zone_cells={row.code: cells for row, cells in zip(coverage.objectives, coverage.by_zone, strict=True)},
        zone_shade=lambda lines: shade(len(lines), ZONE_STEPS),
        reasons=REASONS,
        titles={line.id: line.title for line in coverage.conditions},
        conditions={
            column.id: [line for line in coverage.conditions if line.funder == column.id] for column in coverage.funders
        },
        unaided=sum(1 for line in coverage.conditions if not line.left),
        funder_legend=legend(FUNDER_STEPS),
        zone_legend=legend(ZONE_STEPS),
    )


def _families(heat: Heat) -> list[tuple[str, int]]:
    """Neighbouring columns of one family: its name, how many they are."""
    return [(family, len(list(columns))) for family, columns in groupby(column.family for column in heat.columns)]
