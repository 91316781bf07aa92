"""The coverage as tables that a phone can hold: aims by family of funders, then by funder within one family."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from eligibility.engine.compile import Rulebook
from eligibility.workbench.coverage import Coverage, coverage
from eligibility.workbench.coverage.matrix import Cell, FunderColumn, ObjectiveRow

STEPS = (1, 2, 4, 8, 14)  # a shade starts at each of these counts
KINDS = ("funding", "support")


@dataclass(frozen=True, slots=True)
class Column:
    """A family or a funder: how it is called, the filter that its cells carry, how many lines it has."""

    id: str
    label: str
    filter: str
    total: int
    several: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell: lines, how many of them are general, the shade."""

    count: int
    general: int
    shade: int


@dataclass(frozen=True, slots=True)
class Row:
    """A sub-aim with its cells, in the order of the columns, and all its lines, each counted once."""

    code: str
    title: str
    spots: tuple[Spot, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Heat:
    """One table: rows by axis. `kind`: what can be asked for, or leaned on."""

    kind: str
    columns: tuple[Column, ...]
    axes: tuple[tuple[str, str, tuple[Row, ...]], ...]


@lru_cache(maxsize=8)
def covered(rulebook: Rulebook) -> Coverage:
    """Everything counted, once per rulebook."""
    return coverage(rulebook)


def by_family(rulebook: Rulebook, kind: str) -> Heat:
    """One column per family that has lines of this kind."""
    groups = [list(group) for _, group in groupby(covered(rulebook).funders, key=lambda column: column.family)]
    labels = _short(rulebook)
    columns = [
        (
            Column(
                own[0].family,
                labels[own[0].family],
                f"family={own[0].family}",
                sum(len(_of(c, kind)) for c in own),
                len(own) > 1,
            ),
            {c.id for c in own},
        )
        for own in groups
    ]
    return _heat(rulebook, kind, columns)


def by_funder(rulebook: Rulebook, kind: str, family: str) -> Heat:
    """One column per funder of a family that has lines of this kind."""
    own = [column for column in covered(rulebook).funders if column.family == family]
    return _heat(
        rulebook, kind, [(Column(c.id, c.short_name, f"funder={c.id}", len(_of(c, kind)), False), {c.id}) for c in own]
    )


def shade(count: int) -> int:
    """From 0 (nothing) to 5: the more lines, the darker."""
    return sum(count >= step for step in STEPS)


def _heat(rulebook: Rulebook, kind: str, columns: Iterable[tuple[Column, set[str]]]) -> Heat:
    shown = [(column, ids) for column, ids in columns if column.total]
    everyone = covered(rulebook).funders
    places = [[place for place, funder in enumerate(everyone) if funder.id in ids] for _, ids in shown]
    axes = []
    for (code, title), group in groupby(covered(rulebook).objectives, key=lambda row: (row.axis, row.axis_title)):
        axes.append((code, title, tuple(_row(row, places, kind) for row in group)))
    return Heat(kind, tuple(column for column, _ in shown), tuple(axes))


def _row(row: ObjectiveRow, places: list[list[int]], kind: str) -> Row:
    spots = []
    for own in places:
        lines = {line for place in own for line in _of(row.cells[place], kind)}
        general = {line for place in own for line in row.cells[place].general}
        spots.append(Spot(len(lines), len(lines & general), shade(len(lines))))
    return Row(row.code, row.title, tuple(spots), sum(spot.count for spot in spots))


def _of(holder: Cell | FunderColumn, kind: str) -> tuple[str, ...]:
    return holder.lines.funding if kind == "funding" else holder.lines.support


def _short(rulebook: Rulebook) -> dict[str, str]:
    """A family of one funder is called as that funder, which is shorter."""
    names = {family.id: family.name for family in rulebook.contract.families}
    for family, group in groupby(covered(rulebook).funders, key=lambda column: column.family):
        own = list(group)
        if len(own) == 1:
            names[family] = own[0].short_name
    return names
