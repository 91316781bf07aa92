"""Coverage as a heat map: aims by axis, funders alone or family by family; the more lines, the darker.

The report, the site and the terminal show the same map, each in its own way.
"""

from dataclasses import dataclass
from itertools import groupby, pairwise

from eligibility.workbench.coverage import Coverage
from eligibility.workbench.coverage.matrix import CoveredFunder, Lines, ObjectiveRow, gathered

KINDS = ("funding", "support")


@dataclass(frozen=True, slots=True)
class Column:
    """One funder, or all those of a family: its names, the places of its cells in a row, all its lines."""

    id: str
    family: str
    name: str
    short_name: str  # a family of one funder is called as that funder, which is shorter
    places: tuple[int, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell: how many lines, how many of them are general, the shade (0: none)."""

    count: int
    general: int
    shade: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A sub-objective with its spots, in the order of the columns, and all its lines, each counted once."""

    code: str
    title: str
    spots: tuple[Spot, ...]
    total: int
    general: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The map of one kind of lines: the columns that have any, how many each has, the rows by axis (code, title, rows)."""

    kind: str
    columns: tuple[Column, ...]
    totals: tuple[int, ...]
    axes: tuple[tuple[str, str, tuple[HeatRow, ...]], ...]


def by_funder(coverage: Coverage, family: str | None = None) -> list[Column]:
    """One column per funder, of one family or of all."""
    return [
        Column(funder.id, funder.family_name, funder.name, funder.short_name, (place,), funder.lines)
        for place, funder in enumerate(coverage.funders)
        if family in (None, funder.family)
    ]


def by_family(coverage: Coverage) -> list[Column]:
    """One column per family that has a funder."""
    groups = groupby(enumerate(coverage.funders), key=lambda item: item[1].family)
    return [_family([place for place, _ in own], [funder for _, funder in own]) for own in (list(g) for _, g in groups)]


def _family(places: list[int], funders: list[CoveredFunder]) -> Column:
    first = funders[0]
    short_name = first.short_name if len(funders) == 1 else first.family_name
    return Column(
        first.family,
        first.family_name,
        first.family_name,
        short_name,
        tuple(places),
        gathered(f.lines for f in funders),
    )


def heat(coverage: Coverage, kind: str, columns: list[Column], steps: tuple[int, ...]) -> Heat:
    """The map of these columns; one that has no line of this kind is left out."""
    shown = tuple(column for column in columns if column.lines.of(kind))
    return Heat(
        kind,
        shown,
        tuple(len(column.lines.of(kind)) for column in shown),
        tuple(
            (code, title, tuple(_row(row, kind, shown, steps) for row in rows))
            for (code, title), rows in groupby(coverage.objectives, key=lambda row: (row.axis, row.axis_title))
        ),
    )


def _row(row: ObjectiveRow, kind: str, columns: tuple[Column, ...], steps: tuple[int, ...]) -> HeatRow:
    general = set(row.general)
    spots = []
    for column in columns:
        lines = gathered(row.cells[place].lines for place in column.places).of(kind)
        spots.append(Spot(len(lines), len(general.intersection(lines)), shade(len(lines), steps)))
    return HeatRow(
        row.code, row.title, tuple(spots), sum(spot.count for spot in spots), sum(spot.general for spot in spots)
    )


def shade(count: int, steps: tuple[int, ...]) -> int:
    """From 0 (nothing) to the number of steps: a shade starts at each of them."""
    return sum(count >= step for step in steps)


def legend(steps: tuple[int, ...]) -> list[str]:
    """What each shade stands for: « 1 », « 2 à 3 », …, « 11 et plus »."""
    ranges = [str(first) if after == first + 1 else f"{first} à {after - 1}" for first, after in pairwise(steps)]
    return [*ranges, f"{steps[-1]} et plus"]
