"""Actions for which nothing can be asked: territory × objective × one value of each list of whom and by whom × time.

Fields are known by what they are, never by a contract's name for them. Other lists are crossed too as long as the
combinations stay few; what lines test beside is left out, and told (`left_out`).

All combinations are tried, from the most general: « outside the agglomeration » once, not once per objective.
Values that open the same lines are one. What a combination does not say is left free, so « no line is open »
means: whatever the rest of the action may be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.fields.builtin import OBJECTIVES, PERIMETER, PERIOD
from eligibility.fields.choices import OneChoice
from eligibility.fields.kind import GivenField
from eligibility.french.text import enumerate_french
from eligibility.workbench.analyse.days import Stretch, stretches
from eligibility.workbench.analyse.findings import Finding
from eligibility.workbench.analyse.witness import action_of
from eligibility.workbench.progress import Progress, untold

ALWAYS = ("beneficiaries", "carrier")  # parts of an action whose lists are crossed however many values they have
NEVER = ("kinds",)  # what an action consists in: lines name it one by one, most combinations would be findings
MOST = 10_000_000  # combinations


@dataclass(frozen=True, slots=True)
class _Value:
    """Values of one field that open the same lines."""

    field: str
    code: str
    label: str
    key: Any
    rows: int  # rows that may hold


def no_open_line(rulebook: Rulebook, progress: Progress = untold) -> Iterator[Finding]:
    """Every most general combination without any funding line that may hold."""
    axes = [axis for axis in _axes(rulebook) if axis]
    base = _possible(rulebook) & _rows_of(rulebook, "funding")
    if not base:
        sentence = "Aucun financement n'est ouvert, quelle que soit l'action."
        yield Finding("no-open-line:*", "no-open-line", sentence, witness=action_of(rulebook, {}), closed="*")
        return
    found: list[frozenset[_Value]] = []
    total = _count(axes)
    done = 0
    for size in range(1, len(axes) + 1):
        for chosen in combinations(axes, size):
            smaller = [cube for cube in found if {v.field for v in cube} < {axis[0].field for axis in chosen}]
            for cube in _empty(base, chosen, ()):
                values = frozenset(cube)
                if not any(other <= values for other in smaller):
                    found.append(values)
                    yield _finding(rulebook, cube)
            done += _count_one(chosen)
            progress(done, total)


def _empty(rows: int, axes: Sequence[Sequence[_Value]], chosen: tuple[_Value, ...]) -> Iterator[tuple[_Value, ...]]:
    """Combinations of one value per axis that leave no row; not those in which fewer values already do."""
    head, rest = axes[0], axes[1:]
    for value in head:
        left = rows & value.rows
        if not rest:
            if not left:
                yield (*chosen, value)
        elif left:
            yield from _empty(left, rest, (*chosen, value))


def _count_one(axes: Sequence[Sequence[_Value]]) -> int:
    count = 1
    for axis in axes:
        count *= len(axis)
    return count


def _count(axes: Sequence[Sequence[_Value]]) -> int:
    return sum(_count_one(chosen) for size in range(1, len(axes) + 1) for chosen in combinations(axes, size))


def _finding(rulebook: Rulebook, cube: tuple[_Value, ...]) -> Finding:
    said = " ; ".join(value.label for value in cube)
    code = ",".join(f"{value.field}={value.code}" for value in cube)
    witness = action_of(rulebook, {value.field: value.key for value in cube})
    sentence = f"Aucun financement n'est ouvert, quel que soit le reste de l'action : {said}."
    return Finding(f"no-open-line:{code}", "no-open-line", sentence, witness=witness, closed="*")


def _axes(rulebook: Rulebook) -> Iterator[list[_Value]]:
    yield _merged(rulebook, PERIMETER, _places(rulebook))
    yield _merged(rulebook, OBJECTIVES, ((leaf, f"objectif {leaf}", ((leaf,),)) for leaf in rulebook.objectives.leaves))
    for field in _crossed(rulebook):
        values = ((one.value, f"{field.label} : {one.label}", ((one.value,),)) for one in field.choices)
        yield _merged(rulebook, field.id, values)
    yield _merged(rulebook, PERIOD, ((s.code, s.label, (s.day, s.day)) for s in _years(rulebook)))


def _crossed(rulebook: Rulebook) -> list[GivenField]:
    """The closed lists that are crossed, in the order of the vocabulary."""
    lists = [field for field in rulebook.given.values() if isinstance(field, OneChoice) and _tested(rulebook, field)]
    count = len(rulebook.territory.states) * len(rulebook.objectives.leaves)
    chosen = set()
    for field in sorted(lists, key=lambda one: one.paths[0].split(".")[0] not in ALWAYS):
        part = field.paths[0].split(".")[0]
        if part in ALWAYS or (part not in NEVER and count * len(field.choices) <= MOST):
            chosen.add(field.id)
            count *= max(len(field.choices), 1)
    return [field for field in lists if field.id in chosen]


def _tested(rulebook: Rulebook, field: GivenField) -> bool:
    return bool(rulebook.tables[field.id].rows)


def left_out(rulebook: Rulebook) -> tuple[str, ...]:
    """Labels of the fields that lines test and that `no_open_line` does not cross."""
    crossed = {OBJECTIVES, PERIOD, *(field.id for field in _crossed(rulebook))}
    return tuple(f.label for f in rulebook.given.values() if f.id not in crossed and _tested(rulebook, f))


def _years(rulebook: Rulebook) -> Iterator[Stretch]:
    """Stretches in which no line begins or ends, cut at each new year."""
    period = rulebook.contract.period
    years = [date(year, 1, 1) for year in range(period.from_.year, period.until.year + 1)]
    return stretches(rulebook, rulebook.lines, years)


def _places(rulebook: Rulebook) -> Iterator[tuple[str, str, Any]]:
    seen = set()
    for state in rulebook.territory.states:
        opened = frozenset(rulebook.conclusions[state].open.items())
        if opened in seen:
            continue
        seen.add(opened)
        place = state.place
        code = "-".join(
            [
                place.commune,
                place.qpv,
                "veille" if place.veille else "hors-veille",
                "qv" if state.mostly_from_qpv else "",
            ]
        ).rstrip("-")
        yield code, rulebook.place.place(frozenset({state})), (frozenset({state}),)


def _merged(rulebook: Rulebook, field: str, values: Any) -> list[_Value]:
    """One value for all that open the same rows; its label names the first few, and says how many more."""
    groups: dict[int, list[tuple[str, str, Any]]] = {}
    table = rulebook.tables[field]
    for code, label, key in values:
        groups.setdefault(~table.masks(key).must_fail, []).append((code, label, key))
    merged = []
    for rows, alike in groups.items():
        labels = [label for _, label, _ in alike]
        more = f" (et {len(labels) - 4} autres)" if len(labels) > 5 else ""
        label = enumerate_french(labels if len(labels) <= 5 else labels[:4], "ou") + more
        merged.append(_Value(field, "+".join(code for code, _, _ in alike), label, alike[0][2], rows))
    return merged


def _possible(rulebook: Rulebook) -> int:
    """Rows that may hold, nothing being known of the action."""
    rows = rulebook.matcher.present
    for table in rulebook.tables.values():
        if table.rows:
            rows &= ~table.masks(None).must_fail
    return rows


def _rows_of(rulebook: Rulebook, kind: str) -> int:
    count = len(rulebook.lines)
    rows = 0
    for line in rulebook.lines:
        if line.kind == kind:
            for way in range(len(line.rows)):
                rows |= 1 << (way * count + line.index)
    return rows
