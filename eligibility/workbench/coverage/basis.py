"""What refusals rest on: by funder, criteria that are printed or read, and the refusals of actions.

A criterion counts once for its line, where it is written, however many ways lead to it. The contract's own period and
territory, which are printed for every line, are no line's criteria: they count in refusals only.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eligibility.checks.walk import branches
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.evaluate import evaluate_lines
from eligibility.workbench.coverage.matrix import CoveredFunder
from eligibility.workbench.progress import Progress, untold
from schemas.action import EvaluationRequest
from schemas.criterion import Basis, Criterion, is_printed
from schemas.funder import Line
from schemas.result import CLOSED, LineResult

Tally = Counter[tuple[str, str]]  # a line, what became of it -> of how many actions
PRINTED = "printed"  # refused by printed words, beside the verdicts


@dataclass(frozen=True, slots=True)
class BasisCounts:
    """Criteria of some lines by what they rest on; refusals, those by printed words, and what is only unlikely."""

    funder: str  # empty: all of them
    printed: int
    read: int
    refusals: int
    printed_refusals: int
    unlikely: int


@dataclass(frozen=True, slots=True)
class BasisCoverage:
    """Counts by funder, in the order of the columns, and in all, over so many simulated actions."""

    actions: int
    funders: tuple[BasisCounts, ...]
    total: BasisCounts


def basis_coverage(
    rulebook: Rulebook,
    columns: Iterable[CoveredFunder],
    requests: Sequence[EvaluationRequest],
    progress: Progress = untold,
) -> BasisCoverage:
    """Evaluates these actions, and counts what closes each line."""
    tally: Tally = Counter()
    for done, request in enumerate(requests, start=1):
        for line in evaluate_lines(rulebook, request, CLOSED):
            tally[line.id, line.verdict] += 1
            tally[line.id, PRINTED] += line.verdict == "ineligible" and by_printed_words(line)
        progress(done, len(requests))
    return BasisCoverage(
        len(requests),
        tuple(_counts(column.id, [rulebook.by_id[id_] for id_ in column.lines], tally) for column in columns),
        _counts("", rulebook.lines, tally),
    )


def by_printed_words(refused: LineResult) -> bool:
    """Does something fail as printed, or do printed criteria conflict?

    The conflicts of a refusal are found anew, completion by completion, among what fails as printed: there are none if
    the words leave one completion open, whatever the verdict says.
    """
    alone = any(reason.status == "failed" and reason.basis == "printed" for reason in refused.reasons)
    return alone or bool(refused.conflicts)


def _counts(funder: str, lines: Iterable[CompiledLine], tally: Tally) -> BasisCounts:
    chosen = list(lines)
    bases = Counter(printed for line in chosen for printed in _bases(line.line))
    became = {what: sum(tally[line.id, what] for line in chosen) for what in (*CLOSED, PRINTED)}
    return BasisCounts(
        funder,
        printed=bases[True],
        read=bases[False],
        refusals=became["ineligible"],
        printed_refusals=became[PRINTED],
        unlikely=became["unlikely"],
    )


def _bases(line: Line) -> Iterator[bool]:
    """Of each criterion that a line writes: is it printed?"""
    if line.objectives is not None:
        yield line.objectives_basis is not Basis.read
    if line.perimeter is not None:
        yield line.perimeter_basis is not Basis.read
    if line.valid.from_ or line.valid.until:
        yield line.valid_basis is not Basis.read
    yield from (is_printed(item) for item in line.criteria if isinstance(item, Criterion))
    yield from (is_printed(criterion) for _, way in branches(line) for criterion in way.all)
