"""Checks across the files of a rulebook, one module per subject; each yields issues with file and line."""

from collections.abc import Callable, Iterable

from eligibility.checks.basis import check_basis
from eligibility.checks.cases import check_cases
from eligibility.checks.criteria import check_criteria
from eligibility.checks.dated import check_dated
from eligibility.checks.dead import advise_dead_criteria, advise_outside
from eligibility.checks.double_entry import advise_double_entry
from eligibility.checks.index import Index
from eligibility.checks.lines import check_lines
from eligibility.checks.outlines import check_outlines
from eligibility.checks.perimeters import advise_idle_rules, check_perimeters
from eligibility.checks.personal import check_personal
from eligibility.checks.register import check_register, check_sources
from eligibility.checks.sources import advise_bounds, advise_figures, advise_holes, advise_trails
from eligibility.checks.territory import check_territory
from eligibility.checks.texts import check_texts
from eligibility.checks.twins import advise_twins
from eligibility.checks.unused import advise_citations, advise_unused
from eligibility.checks.vocabulary import check_vocabulary
from eligibility.errors import Issue

CHECKS: tuple[Callable[[Index], Iterable[Issue]], ...] = (
    check_vocabulary,
    check_territory,
    check_outlines,
    check_perimeters,
    check_register,
    check_sources,
    check_lines,
    check_criteria,
    check_basis,
    check_cases,
    check_personal,
    check_texts,
    check_dated,
)
ADVICE: tuple[Callable[[Index], Iterable[Issue]], ...] = (
    advise_dead_criteria,
    advise_outside,
    advise_unused,
    advise_citations,
    advise_twins,
    advise_figures,
    advise_bounds,
    advise_idle_rules,
    advise_trails,
    advise_holes,
    advise_double_entry,
)


def check(index: Index) -> list[Issue]:
    """All issues, errors and warnings, in file and line order."""
    return sorted(issue for one in CHECKS for issue in one(index))


def advise(index: Index) -> list[Issue]:
    """Warnings only, for a rulebook without error: what works but surely is not what its author means."""
    return sorted(issue for one in ADVICE for issue in one(index))
