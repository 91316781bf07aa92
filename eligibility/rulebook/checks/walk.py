"""Every criterion of a funder's file, with its place in the file: lines, branches, amounts, priorities, reserves."""

from collections.abc import Iterator

from eligibility.rulebook.checks.base import Where
from schemas.criterion import Alternatives, Branch, Criterion
from schemas.funder import FunderFile, Line


def line_criteria(line: Line, where: Where) -> Iterator[tuple[Criterion, Where]]:
    """The criteria that a line always requires."""
    for index, item in enumerate(line.criteria):
        if isinstance(item, Criterion):
            yield item, (*where, "criteria", index)


def line_branches(line: Line, where: Where) -> Iterator[tuple[Branch, Where]]:
    """The ways of each of its alternatives."""
    for index, item in enumerate(line.criteria):
        if isinstance(item, Alternatives):
            for number, branch in enumerate(item.alternatives):
                yield branch, (*where, "criteria", index, "alternatives", number)


def all_criteria(file: FunderFile) -> Iterator[tuple[Criterion, Where]]:
    """All criteria of a file, whatever they decide."""
    for index, reserve in enumerate(file.funder.reserves):
        if reserve.when is not None:
            yield reserve.when, ("funder", "reserves", index, "when")
    for index, line in enumerate(file.lines):
        where = ("lines", index)
        yield from line_criteria(line, where)
        for branch, here in line_branches(line, where):
            yield from ((c, (*here, "all", n)) for n, c in enumerate(branch.all))
        for number, amount in enumerate(line.amounts):
            yield from ((c, (*where, "amounts", number, "when", n)) for n, c in enumerate(amount.when))
        for number, priority in enumerate(line.priorities):
            yield from ((c, (*where, "priorities", number, "when", n)) for n, c in enumerate(priority.when))
