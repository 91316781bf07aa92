"""The coverage as tables that a phone can hold: aims by family of funders, then by funder within one family."""

from eligibility.engine.compile import Rulebook
from eligibility.memory.held import held
from eligibility.workbench.coverage import Coverage, coverage
from eligibility.workbench.coverage.heat import KINDS, Heat, by_family, by_funder, heat, legend

STEPS = (1, 2, 4, 8, 14)  # a shade starts at each of these counts
LEGEND = legend(STEPS)


@held
def covered(rulebook: Rulebook) -> Coverage:
    """Everything counted, once per rulebook."""
    return coverage(rulebook)


def heats(rulebook: Rulebook, family: str | None = None) -> list[Heat]:
    """What can be asked for, then what can be leaned on: family by family, or funder by funder of one family."""
    counted = covered(rulebook)
    columns = by_funder(counted, family) if family else by_family(counted)
    return [heat(counted, kind, columns, STEPS) for kind in KINDS]
