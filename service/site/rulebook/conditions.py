"""What a line asks, as its page shows it: each criterion with its clause, the ways of an alternative, what people decide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import (
    OBJECTIVES,
    PERIMETER,
    CompiledAlternatives,
    CompiledAmount,
    CompiledCriterion,
    CompiledLine,
    CompiledPriority,
)
from eligibility.engine.phrases import condition
from eligibility.memory.held import held
from eligibility.workbench.coverage.conditions import LineConditions, line_conditions
from schemas.criterion import Alternatives, Criterion
from schemas.funder import Line
from schemas.result import Source
from schemas.vocabulary import FieldType
from service.site.rulebook.named import Named, named

FEW = 3  # more values than this are shown as a list
Notes = dict[tuple[str, str], str]  # why a criterion is read so, by its label and what it expects
CHOICES = (FieldType.choice, FieldType.choice_set)


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion: what it is about, what it expects (in a sentence, or as values), why it is read so, its clause.

    `every`: all the values are needed, not one of them.
    """

    label: str
    expected: str
    source: Source
    values: tuple[Named, ...] = ()
    every: bool = False
    note: str | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of an alternative: its name if the rulebook gives one, its criteria, the decision that goes with it."""

    label: str | None
    criteria: tuple[Asked, ...]
    reserve: str | None


@dataclass(frozen=True, slots=True)
class Ways:
    """Several ways, one of which is enough."""

    label: str
    ways: tuple[Way, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that a body still has to decide, when, and the clause that says so."""

    text: str
    body: str
    applies: str
    source: Source


@dataclass(frozen=True, slots=True)
class Limited:
    """A figure or a preference with the conditions under which it holds."""

    model: CompiledAmount | CompiledPriority
    conditions: tuple[str, ...]


def asked(rulebook: Rulebook, line: CompiledLine) -> list[Asked | Ways]:
    """Every criterion of a line, in the order in which verdicts give their reasons."""
    notes = {
        (rulebook.wording.label(c.field), rulebook.wording.expected(c)): c.note for c in _criteria(line.line) if c.note
    }
    labels = iter([item for item in line.line.criteria if isinstance(item, Alternatives)])
    found: list[Asked | Ways] = []
    for item in line.items:
        if isinstance(item, CompiledCriterion):
            found.append(_asked(rulebook, item, notes))
        else:
            found.append(_ways(rulebook, item, notes, None if item.id == PERIMETER else next(labels, None)))
    return found


def decisions(rulebook: Rulebook, line: CompiledLine) -> list[Decision]:
    """What people decide about the line, wherever it stands: on the line, one of its ways, its perimeter."""
    funder = next(file.funder for file in rulebook.source.funders if file.funder.id == line.funder.id)
    known = {reserve.id: reserve for reserve in funder.reserves} | rulebook.perimeter_reserves
    return [
        Decision(left.text, left.body, left.applies, rulebook.sources[known[left.id].source])
        for left in _left(rulebook)[line.id].reserves
    ]


def limits(rulebook: Rulebook, item: CompiledAmount | CompiledPriority) -> Limited:
    """A figure or a preference, its conditions in words."""
    words = [condition(rulebook.wording, criterion) for criterion in item.conditions]
    if isinstance(item, CompiledAmount) and item.period is not None:
        words.append(rulebook.wording.period(item.amount.valid.from_, item.amount.valid.until, None))
    return Limited(item, tuple(words))


@held
def _left(rulebook: Rulebook) -> dict[str, LineConditions]:
    return {one.id: one for one in line_conditions(rulebook)}


def _criteria(line: Line) -> Iterator[Criterion]:
    for item in line.criteria:
        if isinstance(item, Alternatives):
            yield from (criterion for way in item.alternatives for criterion in way.all)
        else:
            yield item


def _asked(rulebook: Rulebook, criterion: CompiledCriterion, notes: Notes) -> Asked:
    field, groups = criterion.requirement.field, criterion.requirement.groups
    label = rulebook.wording.label(field)
    values = tuple(_values(rulebook, field, groups))
    link = f"/perimetres#p-{groups[0][0].partition('@')[0]}" if field == PERIMETER and groups else ""
    return Asked(
        label, criterion.expected, criterion.source,
        values if field == OBJECTIVES or len(values) > FEW else (),
        len(groups) > 1, notes.get((label, criterion.expected)), link,
    )  # fmt: skip


def _values(rulebook: Rulebook, field: str, groups: Iterable[tuple[str, ...]]) -> Iterator[Named]:
    codes = [value for group in groups for value in group]
    if field == OBJECTIVES:
        yield from named(rulebook, codes)
    elif field in rulebook.fields and rulebook.fields[field].type in CHOICES:
        order = list(rulebook.relations[str(rulebook.fields[field].values)].values)
        yield from (Named("", rulebook.wording.value(field, code)) for code in sorted(codes, key=order.index))


def _ways(rulebook: Rulebook, item: CompiledAlternatives, notes: Notes, model: Alternatives | None) -> Ways:
    """The names of the ways are kept if dated rules have not made several of one."""
    names: list[str | None] = [None] * len(item.branches)
    if model is not None and len(model.alternatives) == len(item.branches):
        names = [way.label for way in model.alternatives]
    ways = tuple(
        Way(
            name,
            tuple(_asked(rulebook, c, notes) for c in branch.criteria),
            branch.reserve.text if branch.reserve else None,
        )
        for name, branch in zip(names, item.branches, strict=True)
    )
    label = rulebook.wording.dated_label if item.id == PERIMETER else "L'une de ces voies suffit"
    return Ways(label, ways, item.source)
