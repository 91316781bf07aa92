"""The coverage page: heat maps of lines by aim, funder and zone, the register, the gaps, the lines one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from eligibility.workbench.coverage import Coverage
from eligibility.workbench.coverage.matrix import FunderColumn, Lines, ObjectiveRow
from eligibility.workbench.coverage.sections import REASONS
from eligibility.workbench.coverage.zones import ZoneCell
from eligibility.workbench.reports.page import render

Kind = Literal["funding", "support"]
FUNDER_STEPS = (1, 2, 4, 7, 11)  # a shade starts at each of these counts
ZONE_STEPS = (1, 10, 25, 50, 75)


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of a heat map: its count, how many of it are general, its shade (0: none) and where it leads."""

    count: int
    general: int
    shade: int
    target: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A sub-objective with its spots, one per column, and the total of its lines, each counted once."""

    code: str
    title: str
    spots: tuple[Spot, ...]
    total: int
    general: int


@dataclass(frozen=True, slots=True)
class Band:
    """Neighbours under one heading: columns of a family, or rows of an axis."""

    code: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Heat:
    """One heat map: columns by family, rows by axis. `totals`: the lines of each column, each counted once."""

    kind: Kind
    families: tuple[Band, ...]
    columns: tuple[FunderColumn, ...]
    axes: tuple[tuple[Band, tuple[HeatRow, ...]], ...]
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A sub-objective with one cell per zone."""

    row: ObjectiveRow
    cells: tuple[ZoneCell, ...]


def coverage_page(coverage: Coverage) -> str:
    """The whole page, as one HTML document."""
    rows = [ZoneRow(row, cells) for row, cells in zip(coverage.objectives, coverage.by_zone, strict=True)]
    return render(
        "coverage.html.j2",
        coverage=coverage,
        heats=[heat(coverage, "funding"), heat(coverage, "support")],
        zone_axes=[(_axis(group), group) for group in _by_axis(rows)],
        reasons=REASONS,
        titles={line.id: line.title for line in coverage.conditions},
        conditions={
            column.id: [line for line in coverage.conditions if line.funder == column.id] for column in coverage.funders
        },
        checked=sum(len(line.checked) for line in coverage.conditions),
        left=sum(line.left for line in coverage.conditions),
        unaided=sum(1 for line in coverage.conditions if not line.left),
        shade=shade,
        funder_steps=FUNDER_STEPS,
        zone_steps=ZONE_STEPS,
    )


def shade(count: int, steps: tuple[int, ...]) -> int:
    """From 0 (nothing) to the number of steps: the more lines, the darker."""
    return sum(count >= step for step in steps)


def heat(coverage: Coverage, kind: Kind) -> Heat:
    """The heat map of one kind of lines; a funder without any line of this kind has no column."""
    places = [place for place, column in enumerate(coverage.funders) if _of(column.lines, kind)]
    columns = tuple(coverage.funders[place] for place in places)
    families = [
        Band(family, name, len(list(group)))
        for (family, name), group in groupby(columns, key=lambda column: (column.family, column.family_name))
    ]
    axes: list[tuple[Band, tuple[HeatRow, ...]]] = []
    for (code, title), group in groupby(coverage.objectives, key=lambda row: (row.axis, row.axis_title)):
        rows = tuple(_heat_row(row, places, columns, kind) for row in group)
        axes.append((Band(code, title, len(rows)), rows))
    return Heat(kind, tuple(families), columns, tuple(axes), tuple(len(_of(c.lines, kind)) for c in columns))


def _heat_row(row: ObjectiveRow, places: Iterable[int], columns: Iterable[FunderColumn], kind: Kind) -> HeatRow:
    spots = []
    for place, column in zip(places, columns, strict=True):
        cell = row.cells[place]
        lines = _of(cell.lines, kind)
        general = sum(line in cell.general for line in lines)
        spots.append(Spot(len(lines), general, shade(len(lines), FUNDER_STEPS), f"o-{row.code}-{column.id}"))
    every = _of(row.lines, kind)
    return HeatRow(row.code, row.title, tuple(spots), len(every), sum(line in row.general for line in every))


def _of(lines: Lines, kind: Kind) -> tuple[str, ...]:
    return lines.funding if kind == "funding" else lines.support


def _by_axis(rows: Iterable[ZoneRow]) -> list[list[ZoneRow]]:
    return [list(group) for _, group in groupby(rows, key=lambda item: item.row.axis)]


def _axis(group: list[ZoneRow]) -> Band:
    return Band(group[0].row.axis, group[0].row.axis_title, len(group))
