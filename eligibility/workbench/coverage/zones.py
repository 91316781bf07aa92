"""Lines per zone of the territory: where each line can be used, from the perimeters that every place opens.

A zone is a value of the first derived field that divides the territory (one that has several values). Places
of which no rule says the zone are kept, under a zone without value. In a zone, a line is open everywhere
(all its states, whoever benefits), somewhere (freely in some of them only), or only under a reserve.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledBranch, CompiledCriterion, CompiledLine
from eligibility.fields.builtin import PERIMETER
from eligibility.fields.outcomes import FAIL, FULL, PART, Outcome
from eligibility.workbench.coverage.matrix import Lines, lines_of

NO_ZONE = "ailleurs, sans zone nommée"
Opened = Mapping[str, str | None]  # open perimeters, with the reserve of the only ways in, if any


@dataclass(frozen=True, slots=True)
class Openings:
    """The lines that can be used in a zone, by how widely they are; each line stands in one of the three."""

    everywhere: Lines
    somewhere: Lines
    reserved: Lines

    @property
    def counts(self) -> tuple[int, ...]:
        """How many are open everywhere, somewhere, only under a reserve: of the funding, then of the support."""
        widths = (self.everywhere, self.somewhere, self.reserved)
        return tuple(len(lines.of(kind)) for kind in ("funding", "support") for lines in widths)


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the territory with all the lines that can be used there. `value` is None outside every zone."""

    value: str | None
    label: str
    openings: Openings


@dataclass(frozen=True, slots=True)
class ZoneCell:
    """The lines for one sub-objective in one zone: open freely, at least somewhere, or only under a reserve."""

    open: Lines
    reserved: Lines


def zones(rulebook: Rulebook) -> tuple[Zone, ...]:
    """Every zone that has a place, in the order of the rulebook."""
    derived = next((field for field in rulebook.source.perimeters.derived if len(field.values) > 1), None)
    labels: list[tuple[str | None, str]] = [*(derived.values.items() if derived else ()), (None, NO_ZONE)]
    opened: dict[str | None, set[frozenset[tuple[str, str | None]]]] = defaultdict(set)
    for conclusions in rulebook.conclusions.values():
        values: list[str | None] = [v for field, v in conclusions.facts if derived and field == derived.id]
        for value in values or [None]:
            opened[value].add(frozenset(conclusions.open.items()))
    return tuple(
        Zone(value, label, _openings(rulebook.lines, [dict(ways) for ways in opened[value]]))
        for value, label in labels
        if value in opened
    )


def zone_cells(zones: Iterable[Zone], lines: Lines) -> tuple[ZoneCell, ...]:
    """Where these lines can be used, zone by zone."""
    cells = []
    for zone in zones:
        reserved = {*zone.openings.reserved}
        free = {*zone.openings.everywhere, *zone.openings.somewhere}
        cells.append(ZoneCell(_among(lines, free), _among(lines, reserved)))
    return tuple(cells)


def _among(lines: Lines, chosen: set[str]) -> Lines:
    return Lines(
        tuple(line for line in lines.funding if line in chosen), tuple(line for line in lines.support if line in chosen)
    )


def _openings(lines: Iterable[CompiledLine], states: list[Opened]) -> Openings:
    groups: dict[str, list[CompiledLine]] = {"everywhere": [], "somewhere": [], "reserved": []}
    for line in lines:
        outcomes = {outcome(line, opened) for opened in states}
        if outcomes == {FULL}:
            groups["everywhere"].append(line)
        elif FULL in outcomes:
            groups["somewhere"].append(line)
        elif PART in outcomes:
            groups["reserved"].append(line)
    return Openings(**{name: lines_of(group) for name, group in groups.items()})


def outcome(line: CompiledLine, opened: Opened) -> Outcome:
    """What the line's territorial tests give in one state: met, met under a reserve, failed."""
    result = FULL
    for item in line.items:
        if isinstance(item, CompiledCriterion):
            result = min(result, _criterion(item, opened))
        else:
            result = min(result, max(_branch(branch, opened) for branch in item.branches))
    return result


def _criterion(criterion: CompiledCriterion, opened: Opened) -> Outcome:
    if criterion.requirement.field != PERIMETER:
        return FULL
    return min(_best(group, opened) for group in criterion.requirement.groups)


def _branch(branch: CompiledBranch, opened: Opened) -> Outcome:
    """A way whose reserve has nothing to do with the place is open: only a territorial way counts its reserve."""
    result = min((_criterion(criterion, opened) for criterion in branch.criteria), default=FULL)
    territorial = any(criterion.requirement.field == PERIMETER for criterion in branch.criteria)
    return min(result, PART) if branch.reserve and territorial else result


def _best(perimeters: tuple[str, ...], opened: Opened) -> Outcome:
    ways = [opened[perimeter] for perimeter in perimeters if perimeter in opened]
    return FULL if None in ways else PART if ways else FAIL
