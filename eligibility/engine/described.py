"""A line described in French: what it asks, what people decide, its figures, what it favours, each with its clause.

Terminal, pages, exports and coverage render this description; every clause in it is the one that verdicts cite.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledAlternatives, CompiledCriterion, CompiledLine
from eligibility.fields.builtin import PERIMETER
from eligibility.fields.period import action_within, beginning
from eligibility.fields.wording import money
from schemas.criterion import Alternatives, Criterion
from schemas.funder import Amount, Funder, Reserve
from schemas.result import Basis, Source

ALWAYS = "toujours"
BY_WAY = "selon la voie suivie"
BY_PLACE = "selon le lieu ou les bénéficiaires"


@dataclass(frozen=True, slots=True)
class Condition:
    """One criterion: the field that it tests, what it expects of it, and its clause.

    `groups`: the values that it lists, one of each is needed. `note`: why the text is read so. `basis`: what its refusal
    rests on.
    """

    field: str
    label: str
    expected: str
    groups: tuple[tuple[str, ...], ...]
    source: Source
    note: str | None = None
    basis: Basis | None = None  # of a refusal; a mere condition refuses nothing

    def __str__(self) -> str:
        """« Porteur : association »"""
        return f"{self.label} : {self.expected}"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of several: all its conditions, the decision that goes with it, its name if the rulebook gives one."""

    name: str | None
    conditions: tuple[Condition, ...]
    reserve: Reserve | None

    def __str__(self) -> str:
        """« association et 25 ans au plus (sous réserve : …) »"""
        text = " et ".join(condition.expected for condition in self.conditions)
        return f"{text} (sous réserve : {self.reserve.text.rstrip('.')})" if self.reserve else text


@dataclass(frozen=True, slots=True)
class Ways:
    """Several ways, one of which is enough. `dated`: those of a perimeter that rules open at some dates only."""

    label: str
    dated: bool
    ways: tuple[Way, ...]
    source: Source

    def __str__(self) -> str:
        """« l'une de ces voies : association ; ou bien commune »"""
        return f"{self.label} : {' ; ou bien '.join(map(str, self.ways))}"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that a body still has to take, and in which case (ALWAYS, « si … », « selon … »)."""

    id: str
    text: str
    body: str
    case: str
    source: Source

    def __str__(self) -> str:
        return f"{self.text} Décide : {self.body}." + ("" if self.case == ALWAYS else f" Vaut {self.case}.")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a line. `limits`: the conditions and the days out of which it does not hold."""

    amount: Amount
    conditions: tuple[Condition, ...]
    days: str | None
    source: Source

    @property
    def limits(self) -> tuple[str, ...]:
        return (*map(str, self.conditions), *((self.days,) if self.days else ()))

    def __str__(self) -> str:
        """« Part du Conseil : 85 % (si Porteur : association) »"""
        limits = [f"si {condition}" for condition in self.conditions] + ([self.days] if self.days else [])
        text = f"{self.amount.label} : {money(self.amount.kind, self.amount.value, self.amount.unit)}"
        return f"{text} ({' ; '.join(limits)})" if limits else text


@dataclass(frozen=True, slots=True)
class Preference:
    """What a funder favours, and the conditions by which the tool tells it; none: people tell it."""

    text: str
    conditions: tuple[Condition, ...]
    source: Source

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class DescribedLine:
    """All that a line says, beside what its compiled form holds as it is (contact, validity, notes, clauses)."""

    line: CompiledLine
    funder: Funder
    asked: tuple[Condition | Ways, ...]  # in the line's order; verdicts put what refuses first
    decisions: tuple[Decision, ...]
    figures: tuple[Figure, ...]
    preferences: tuple[Preference, ...]


def described(rulebook: Rulebook, line: CompiledLine) -> DescribedLine:
    """The description of a line of a rulebook. Nothing is added to what the rulebook says."""
    written = _Description(rulebook, line)
    return DescribedLine(
        line,
        written.funder,
        tuple(written.asked()),
        tuple(dict.fromkeys(written.decisions())),
        tuple(written.figures()),
        tuple(written.preferences()),
    )


class _Description:
    """Reads one line."""

    def __init__(self, rulebook: Rulebook, line: CompiledLine):
        self._rulebook, self._wording, self._line = rulebook, rulebook.wording, line
        self.funder = next(file.funder for file in rulebook.source.funders if file.funder.id == line.funder.id)
        self._notes = {
            (self._wording.label(c.field), self._wording.expected(c)): c.note for c in _written(line) if c.note
        }

    def asked(self) -> Iterator[Condition | Ways]:
        named = iter([item for item in self._line.line.criteria if isinstance(item, Alternatives)])
        for item in self._line.items:
            if isinstance(item, CompiledCriterion):
                yield self._criterion(item)
            else:
                yield self._ways(item, None if item.id == PERIMETER else next(named))

    def _condition(self, criterion: CompiledCriterion) -> Condition:
        requirement = criterion.requirement
        label = self._wording.label(requirement.field)
        note = self._notes.get((label, criterion.expected))
        return Condition(requirement.field, label, criterion.expected, requirement.groups, criterion.source, note)

    def _criterion(self, criterion: CompiledCriterion) -> Condition:
        return replace(self._condition(criterion), basis="printed" if criterion.requirement.printed else "read")

    def _ways(self, item: CompiledAlternatives, model: Alternatives | None) -> Ways:
        """The names of the ways are kept if dated rules have not made several of one."""
        names: list[str | None] = [None] * len(item.live)
        if model is not None and len(model.alternatives) == len(names):
            names = [way.label for way in model.alternatives]
        ways = tuple(
            Way(name, tuple(map(self._criterion, branch.criteria)), branch.reserve)
            for name, branch in zip(names, item.live, strict=True)
        )
        dated = item.id == PERIMETER
        return Ways(self._wording.dated_label if dated else "l'une de ces voies", dated, ways, item.source)

    def decisions(self) -> Iterator[Decision]:
        """On the line, on one of its ways, on a way into its perimeter."""
        perimeters: set[str] = set()
        for compiled in self._line.reserves:
            when = compiled.reserve.when
            label = when and self._wording.label(when.field).lower()
            yield self._decision(compiled.reserve, f"si {label} : {self._wording.expected(when)}" if when else ALWAYS)
        for item in self._line.items:
            for branch in item.branches if isinstance(item, CompiledAlternatives) else ():
                if branch.reserve:
                    yield self._decision(branch.reserve, BY_WAY)
            for requirement in item.requirements:
                if requirement.field == PERIMETER:
                    perimeters.update(value for group in requirement.groups for value in group)
        yield from self._by_place(perimeters)

    def _by_place(self, perimeters: set[str]) -> Iterator[Decision]:
        """The decisions that go with a way into a perimeter, in some place at least."""
        needed = {c.open[p] for c in self._rulebook.conclusions.values() for p in perimeters if p in c.open}
        asked = {name.partition("@")[0] for name in perimeters}
        for rule in self._rulebook.rules.values():
            for opening in rule.opens:
                if opening.perimeter in asked and opening.reserve is not None and opening.reserve in needed:
                    days = beginning(rule.valid.from_, rule.valid.until)
                    case = f"{BY_PLACE}, à condition de {days}" if days else BY_PLACE
                    yield self._decision(self._rulebook.perimeter_reserves[opening.reserve], case)

    def _decision(self, reserve: Reserve, case: str) -> Decision:
        return Decision(reserve.id, reserve.text, reserve.body, case, self._rulebook.sources[reserve.source])

    def figures(self) -> Iterator[Figure]:
        for compiled in self._line.amounts:
            valid = compiled.amount.valid
            days = action_within(valid.from_, valid.until, None) if compiled.period is not None else None
            conditions = tuple(map(self._condition, compiled.conditions))
            yield Figure(compiled.amount, conditions, days, compiled.source)

    def preferences(self) -> Iterator[Preference]:
        for priority in self._line.priorities:
            yield Preference(priority.text, tuple(map(self._condition, priority.conditions)), priority.source)


def _written(line: CompiledLine) -> Iterator[Criterion]:
    for item in line.line.criteria:
        if isinstance(item, Alternatives):
            yield from (criterion for way in item.alternatives for criterion in way.all)
        else:
            yield item
