"""A rulebook's lines in the form that is evaluated: wording, clauses and requirements, all shared and frozen."""

from dataclasses import dataclass

from eligibility.fields.table import Requirement
from schemas.funder import Amount, Line, Reserve
from schemas.result import ContactCard, FunderRef, Source, ValidityPeriod

# fields that the engine itself knows


@dataclass(frozen=True, slots=True)
class CompiledCriterion:
    """One criterion as shown: its identity, wording and clause. Equal ones are shared between lines.

    `clauses`: of a criterion made of several bounds, each bound with its own, those that are cited first before the others.
    """

    id: str
    requirement: Requirement
    expected: str
    source: Source
    clauses: tuple[tuple[Requirement, Source], ...] = ()

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return (self.requirement,)


@dataclass(frozen=True, slots=True)
class CompiledBranch:
    """One way of an alternative: criteria that must all hold, perhaps under a reserve.

    `dead`: the perimeter that it asks is open nowhere at these dates; it only says how an action is refused then.
    """

    criteria: tuple[CompiledCriterion, ...]
    reserve: Reserve | None
    dead: bool = False


@dataclass(frozen=True, slots=True)
class CompiledAlternatives:
    """Several ways; `rows` are its branches, read as those of a line."""

    id: str
    branches: tuple[CompiledBranch, ...]
    source: Source
    rows: tuple["Row", ...]

    @property
    def live(self) -> tuple[CompiledBranch, ...]:
        """The ways that some action can take: those to be shown."""
        return tuple(branch for branch in self.branches if not branch.dead)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(r for row in self.rows for r in row.requirements)


@dataclass(frozen=True, slots=True)
class CompiledReserve:
    """A reserve of a line, with the test under which it applies; None if it always does."""

    reserve: Reserve
    condition: Requirement | None
    source: Source

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return (self.condition,) if self.condition else ()


@dataclass(frozen=True, slots=True)
class CompiledAmount:
    """A figure of a line, with the tests and the days that it needs."""

    amount: Amount
    conditions: tuple[CompiledCriterion, ...]
    period: Requirement | None
    source: Source


@dataclass(frozen=True, slots=True)
class CompiledPriority:
    """What a funder favours, with the tests that say whether the action is favoured."""

    text: str
    conditions: tuple[CompiledCriterion, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Row:
    """One way to satisfy a line: all its requirements, and whether a reserve always goes with it."""

    requirements: tuple[Requirement, ...]
    reserved: bool


@dataclass(frozen=True, slots=True, eq=False)
class CompiledLine:
    """A line ready to be judged; plain copies of what each result repeats. Equal to itself alone: memos keep it as it is."""

    index: int
    line: Line
    id: str
    kind: str
    nature: str
    commitment: str
    objectives: tuple[str, ...]
    notes: tuple[str, ...]
    order: tuple[int, int, int]  # funding before support, ordinary law before the rest, firm before intention
    funder: FunderRef
    items: tuple[CompiledCriterion | CompiledAlternatives, ...]
    rows: tuple[Row, ...]
    fields: tuple[str, ...]  # all that its rows read
    reserves: tuple[CompiledReserve, ...]
    amounts: tuple[CompiledAmount, ...]
    priorities: tuple[CompiledPriority, ...]
    contact: ContactCard
    validity: ValidityPeriod
    sources: tuple[Source, ...]
    entangled: bool  # some field is read by several of its criteria: they are to be read together

    def values(self, field: str) -> set[str]:
        """The values that meet one of its criteria on a field, whatever the way."""
        requirements = (requirement for item in self.items for requirement in item.requirements)
        return {value for requirement in requirements if requirement.field == field for value in requirement.values}
