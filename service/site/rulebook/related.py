"""Lines to see with a line: those of the same funder for the same aims, and those that rest on the same clause."""

from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.rulebook.objectives import covers, depth

MOST = 6


@dataclass(frozen=True, slots=True)
class Related:
    """Lines near another, the nearest first, and how many more there are."""

    aims: tuple[CompiledLine, ...]
    more_aims: int
    clause: tuple[CompiledLine, ...]
    more_clause: int


def related(rulebook: Rulebook, line: CompiledLine) -> Related:
    """`clause` leaves out what `aims` shows."""
    mine = [other for other in rulebook.lines if other.id != line.id]
    entries = {source.entry for source in line.sources}
    near = [
        (closeness(line.objectives, other.objectives), other) for other in mine if other.funder.id == line.funder.id
    ]
    aims = [other for score, other in sorted(near, key=lambda item: (-item[0], item[1].index)) if score]
    shown = {other.id for other in aims[:MOST]}
    clause = [o for o in mine if o.id not in shown and entries & {source.entry for source in o.sources}]
    return Related(tuple(aims[:MOST]), max(0, len(aims) - MOST), tuple(clause[:MOST]), max(0, len(clause) - MOST))


def closeness(mine: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Depth of the deepest aim that two lines share; 1 if both serve all of them, 0 if they share none."""
    if not mine or not other:
        return 1 if not mine and not other else 0
    shared = [min(depth(one), depth(two)) for one in mine for two in other if covers(one, two) or covers(two, one)]
    return max(shared, default=0)
