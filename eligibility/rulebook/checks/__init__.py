"""Checks across the files of a rulebook, one module per subject; each yields issues with file and line."""

from collections.abc import Callable, Iterable

from eligibility.errors import Issue
from eligibility.rulebook.checks.cases import check_cases
from eligibility.rulebook.checks.criteria import check_criteria
from eligibility.rulebook.checks.dated import check_dated
from eligibility.rulebook.checks.dead import advise_dead_criteria, advise_outside
from eligibility.rulebook.checks.index import Index
from eligibility.rulebook.checks.lines import check_lines
from eligibility.rulebook.checks.outlines import check_outlines
from eligibility.rulebook.checks.perimeters import check_perimeters
from eligibility.rulebook.checks.personal import check_personal
from eligibility.rulebook.checks.register import check_register, check_sources
from eligibility.rulebook.checks.sources import advise_figures, advise_holes, advise_trails
from eligibility.rulebook.checks.territory import check_territory
from eligibility.rulebook.checks.texts import check_texts
from eligibility.rulebook.checks.twins import advise_twins
from eligibility.rulebook.checks.unused import advise_citations, advise_unused
from eligibility.rulebook.checks.vocabulary import check_vocabulary

CHECKS: tuple[Callable[[Index], Iterable[Issue]], ...] = (
    check_vocabulary,
    check_territory,
    check_outlines,
    check_perimeters,
    check_register,
    check_sources,
    check_lines,
    check_criteria,
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
    advise_trails,
    advise_holes,
)


def check(index: Index) -> list[Issue]:
    """All issues, errors and warnings, in file and line order."""
    return sorted(issue for one in CHECKS for issue in one(index))


def advise(index: Index) -> list[Issue]:
    """Warnings only, for a rulebook without error: what works but surely is not what its author means."""
    return sorted(issue for one in ADVICE for issue in one(index))
