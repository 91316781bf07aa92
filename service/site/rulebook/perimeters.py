"""The named perimeters: what each asks, the rules that open it and the decisions that go with them, the lines that need it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.fields.wording import only_then
from eligibility.rulebook.rule_graph import behind
from eligibility.rulebook.territory import State
from schemas.funder import Reserve
from schemas.perimeters import Perimeter, PerimeterRule
from service.site.rulebook.line_list import perimeters


@dataclass(frozen=True, slots=True)
class WayIn:
    """A rule that opens a perimeter, the decision that it waits for, the rules behind it, the dates that bound it."""

    rule: PerimeterRule
    reserve: Reserve | None
    behind: tuple[PerimeterRule, ...]
    dates: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A perimeter, the ways in, how many lines need it; `only`: where or for whom, if not everywhere here."""

    perimeter: Perimeter
    ways: tuple[WayIn, ...]
    lines: int
    only: tuple[str, ...] = ()


def every(rulebook: Rulebook) -> list[Opened]:
    """All perimeters, in the order of the rulebook."""
    needed = _needed(rulebook)
    return [
        Opened(perimeter, tuple(_ways(rulebook, perimeter.id, rulebook.rules)), needed[perimeter.id])
        for perimeter in rulebook.perimeters.values()
    ]


def opened_by(rulebook: Rulebook, quarter: str) -> list[Opened]:
    """The perimeters that a quarter opens, and why: those that lines need first."""
    states = [state for state in rulebook.territory.states if state.place.qpv == quarter]
    needed = _needed(rulebook)
    opened = []
    for perimeter in rulebook.perimeters.values():
        here = [state for state in states if perimeter.id in rulebook.conclusions[state].open]
        if here:
            fired = {rule for state in here for rule in rulebook.conclusions[state].proofs}
            ways = tuple(_ways(rulebook, perimeter.id, fired))
            opened.append(Opened(perimeter, ways, needed[perimeter.id], tuple(_only(rulebook, states, here))))
    return sorted(opened, key=lambda one: -one.lines)


def _needed(rulebook: Rulebook) -> Counter[str]:
    return Counter(name for line in rulebook.lines for name in perimeters(line))


def _ways(rulebook: Rulebook, perimeter: str, fired: Iterable[str]) -> Iterable[WayIn]:
    wanted = set(fired)
    for rule in rulebook.rules.values():
        opening = next((one for one in rule.opens if one.perimeter == perimeter), None)
        if opening and rule.id in wanted:
            reserve = rulebook.perimeter_reserves[opening.reserve] if opening.reserve else None
            yield WayIn(
                rule,
                reserve,
                tuple(behind(rule, (one for one in rulebook.rules.values() if one.id in wanted))),
                only_then(rule.valid).removeprefix("que ").removeprefix("qu'"),
            )


def _only(rulebook: Rulebook, states: list[State], here: list[State]) -> Iterable[str]:
    """What else is needed, if the perimeter is not open in every state of the quarter."""
    communes = {state.place.commune for state in here}
    if communes != {state.place.commune for state in states}:
        yield f"à {' et à '.join(sorted(rulebook.territory.communes[code].name for code in communes))}"
    benefits = {state.mostly_from_qpv for state in here}
    if benefits == {True}:
        yield "si les bénéficiaires viennent en majorité d'un quartier prioritaire"
    elif benefits == {False}:
        yield "si les bénéficiaires ne viennent pas en majorité d'un quartier prioritaire"
