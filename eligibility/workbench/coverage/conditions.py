"""For each line, which of its conditions the tool checks by itself and which are left to people.

Checked: the criteria (objectives, place, dates, others; an alternative counts once, with its ways). Left to
people: the reserves, whether they always apply, in one case or in some places only, and what a funder favours
in words that no field says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import PERIMETER, CompiledAlternatives, CompiledCriterion, CompiledLine
from eligibility.french.text import enumerate_french
from schemas.funder import Reserve

ALWAYS = "toujours"
ONE_WAY = "par l'une des voies possibles"
BY_PLACE = "selon le lieu ou les bénéficiaires"


@dataclass(frozen=True, slots=True)
class ReserveLeft:
    """A decision that a body still has to take about an action, and when it is needed."""

    id: str
    text: str
    body: str
    applies: str


@dataclass(frozen=True, slots=True)
class LineConditions:
    """One line: its criteria by their labels, the priorities that are read, and what people appreciate."""

    id: str
    title: str
    kind: str
    funder: str
    objectives: tuple[str, ...]  # empty: all of them
    checked: tuple[str, ...]
    favoured: int  # priorities that the tool can read; they exclude nobody
    reserves: tuple[ReserveLeft, ...]
    priorities: tuple[str, ...]

    @property
    def left(self) -> int:
        return len(self.reserves) + len(self.priorities)


def line_conditions(rulebook: Rulebook) -> tuple[LineConditions, ...]:
    """Every line, in the order of the rulebook."""
    return tuple(_conditions(rulebook, line) for line in rulebook.lines)


def _conditions(rulebook: Rulebook, line: CompiledLine) -> LineConditions:
    return LineConditions(
        line.id,
        line.line.title,
        line.kind,
        line.funder.id,
        line.objectives,
        tuple(_label(rulebook, item) for item in line.items),
        sum(1 for priority in line.priorities if priority.conditions),
        tuple(dict.fromkeys(_reserves(rulebook, line))),
        tuple(priority.text for priority in line.priorities if not priority.conditions),
    )


def _label(rulebook: Rulebook, item: CompiledCriterion | CompiledAlternatives) -> str:
    if isinstance(item, CompiledCriterion):
        return rulebook.wording.label(item.requirement.field)
    if item.id == PERIMETER:
        return rulebook.wording.dated_label
    ways = [
        enumerate_french([rulebook.wording.label(criterion.requirement.field) for criterion in branch.criteria], "et")
        for branch in item.branches
    ]
    return f"une voie parmi {len(ways)} ({' ; '.join(dict.fromkeys(ways))})"


def _reserves(rulebook: Rulebook, line: CompiledLine) -> Iterator[ReserveLeft]:
    for compiled in line.reserves:
        yield _left(compiled.reserve, _when(rulebook, compiled.reserve))
    perimeters: set[str] = set()
    for item in line.items:
        if isinstance(item, CompiledAlternatives):
            yield from (_left(branch.reserve, ONE_WAY) for branch in item.branches if branch.reserve)
        for requirement in item.requirements:
            if requirement.field == PERIMETER:
                perimeters.update(value for group in requirement.groups for value in group)
    names = {c.open[p] for c in rulebook.conclusions.values() for p in perimeters if p in c.open}
    yield from (_left(rulebook.perimeter_reserves[name], BY_PLACE) for name in sorted(n for n in names if n))


def _when(rulebook: Rulebook, reserve: Reserve) -> str:
    if reserve.when is None:
        return ALWAYS
    return f"si {rulebook.wording.label(reserve.when.field)} : {rulebook.wording.expected(reserve.when)}"


def _left(reserve: Reserve, applies: str) -> ReserveLeft:
    return ReserveLeft(reserve.id, reserve.text, reserve.body, applies)
