"""For each line, which of its conditions the tool checks by itself and which are left to people.

Checked: the criteria (objectives, place, dates, others; an alternative counts once, with its ways). Left to
people: the reserves, whether they always apply, in one case or in some places only, and what a funder favours
in words that no field says.
"""

from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.engine.described import Condition, DescribedLine, Ways, described
from eligibility.french.text import enumerate_french


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
    return tuple(_conditions(described(rulebook, line)) for line in rulebook.lines)


def _conditions(told: DescribedLine) -> LineConditions:
    line = told.line
    return LineConditions(
        line.id,
        line.line.title,
        line.kind,
        line.funder.id,
        line.objectives,
        tuple(map(_label, told.asked)),
        sum(1 for preference in told.preferences if preference.conditions),
        tuple(ReserveLeft(one.id, one.text, one.body, one.case) for one in told.decisions),
        tuple(preference.text for preference in told.preferences if not preference.conditions),
    )


def _label(asked: Condition | Ways) -> str:
    if isinstance(asked, Condition) or asked.dated:
        return asked.label
    ways = [enumerate_french([condition.label for condition in way.conditions], "et") for way in asked.ways]
    return f"une voie parmi {len(ways)} ({' ; '.join(dict.fromkeys(ways))})"
