"""The list of lines, funder by funder, and what of it a few filters keep."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from eligibility.memory.held import held
from eligibility.rulebook.objectives import covers
from eligibility.workbench.coverage.matrix import CoveredFunder, funder_columns, reaches

FILTERS = ("kind", "nature", "family", "funder", "objective", "perimeter")
DETAILED = 120  # more lines than this are shown by their titles only


@dataclass(frozen=True, slots=True)
class Offer:
    """A funder with some of its lines. `general`: those that name no aim as precise as the one looked at."""

    funder: CoveredFunder
    lines: tuple[CompiledLine, ...]
    general: frozenset[str] = frozenset()


@held
def columns(rulebook: Rulebook) -> tuple[CoveredFunder, ...]:
    """Every funder, family by family."""
    return funder_columns(rulebook)


def offers(rulebook: Rulebook, lines: Iterable[CompiledLine], objective: str = "") -> list[Offer]:
    """Lines by funder, family by family; what can be asked for first."""
    chosen = sorted(lines, key=lambda line: (line.order, line.index))
    by_funder = []
    for column in columns(rulebook):
        own = tuple(line for line in chosen if line.funder.id == column.id)
        if own:
            by_funder.append(
                Offer(column, own, frozenset(line.id for line in own if objective and not names(line, objective)))
            )
    return by_funder


def kept_by(rulebook: Rulebook, filters: dict[str, str]) -> list[CompiledLine]:
    """The lines that pass all the filters that are given."""
    families = {column.id: column.family for column in columns(rulebook)}
    tests: dict[str, Callable[[CompiledLine, str], bool]] = {
        "kind": lambda line, value: line.kind == value,
        "nature": lambda line, value: line.nature == value,
        "family": lambda line, value: families[line.funder.id] == value,
        "funder": lambda line, value: line.funder.id == value,
        "objective": lambda line, value: serves(rulebook, line, value),
        "perimeter": lambda line, value: value in perimeters(line),
    }
    return [line for line in rulebook.lines if all(tests[name](line, value) for name, value in filters.items())]


def serves(rulebook: Rulebook, line: CompiledLine, objective: str) -> bool:
    """Can the line serve this aim, or one of those below?"""
    return any(reaches(line, leaf) for leaf in rulebook.objectives.below(objective))


def names(line: CompiledLine, objective: str) -> bool:
    """Does the line name this aim itself, or one below?"""
    return any(covers(objective, code) for code in line.values(OBJECTIVES))


def perimeters(line: CompiledLine) -> set[str]:
    """The perimeters that a line requires, alone or in one of its ways."""
    return {value.partition("@")[0] for value in line.values(PERIMETER)}
