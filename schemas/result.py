"""The result of an evaluation: one object, rendered by every surface. Plain frozen dataclasses, cheap to build.

Verdicts: `eligible`, `subject_to` (a named decision is still to come), `depends` (an answer is missing),
`ineligible` (a criterion fails). Meaning: docs/semantics.md.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Verdict = Literal["eligible", "subject_to", "depends", "ineligible"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)  # from the best to the worst for an action
Status = Literal["met", "failed", "unknown"]
Origin = Literal["declared", "resolved", "inferred", "assumed"]


@dataclass(frozen=True, slots=True)
class Source:
    """A clause of the contract: register entry, section, heading, lines of the text."""

    entry: str
    section: str
    heading: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a field, and where it comes from. `site` numbers the site from 0 when there are several."""

    field: str
    title: str
    value: str | bool | int | list[str] | None
    label: str
    origin: Origin
    because: str
    source: Source | None = None
    site: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion of one line: what it expects, what was found, and the clause that says so."""

    criterion: str
    field: str
    status: Status
    expected: str
    found: str
    sentence: str
    source: Source
    reserves: tuple[str, ...] = ()
    branches: tuple[tuple["Reason", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AppliedReserve:
    """A decision still to come. `certain`: it applies whatever the missing answers."""

    id: str
    text: str
    body: str
    source: Source
    certain: bool


@dataclass(frozen=True, slots=True)
class AppliedPriority:
    """What the funder favours. `applies`: yes, no, or unknown (None)."""

    text: str
    applies: bool | None
    source: Source


@dataclass(frozen=True, slots=True)
class AppliedAmount:
    """A figure that applies here, or may (`applies` None), with its conditions in French. `value` is a decimal string."""

    kind: str
    value: str
    unit: str
    label: str
    conditions: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    applies: bool | None
    source: Source


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Whom to contact, by role; never a person."""

    organisation: str
    service: str | None
    role: str | None
    town: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class FunderRef:
    """The funder of a line."""

    id: str
    name: str
    family: str


@dataclass(frozen=True, slots=True)
class ValidityPeriod:
    """First and last day on which a line can be used."""

    from_: date
    until: date


@dataclass(slots=True)
class LineResult:
    """One line for one action. Not frozen: some hundreds are built per evaluation, and freezing trebles the cost."""

    id: str
    title: str
    summary: str
    kind: str
    funder: FunderRef
    nature: str
    dispositif: str
    verdict: Verdict
    commitment: str
    objectives: tuple[str, ...]
    reasons: tuple[Reason, ...]
    conflict: tuple[str, ...]
    reserves: tuple[AppliedReserve, ...]
    priorities: tuple[AppliedPriority, ...]
    questions: tuple[str, ...]
    amounts: tuple[AppliedAmount, ...]
    validity: ValidityPeriod
    contact: ContactCard
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer to a question."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A missing answer. `settles`: lines that this answer alone settles; `concerns`: lines where it matters;
    `expected`: funding lines that an answer settles on average, an estimate that gives the order of questions."""

    field: str
    path: str
    question: str
    help: str | None
    choices: tuple[Choice, ...]
    settles: int
    concerns: int
    expected: int


@dataclass(frozen=True, slots=True)
class RouteStep:
    """Whom to see for one objective: who pilots it, in which instance, with whom."""

    objective: str
    title: str
    pilots: tuple[str, ...]
    instance: str | None
    contributors: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Route:
    """What to do next: pilots by objective, lines in the order in which to ask, one sentence of advice."""

    steps: tuple[RouteStep, ...]
    order: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Summary:
    """How many lines per verdict, and which families are not covered."""

    eligible: int
    subject_to: int
    depends: int
    ineligible: int
    funding: int
    support: int
    sentence: str
    not_covered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulebookRef:
    """Which rulebook answered: its version and the hash of its data."""

    id: str
    title: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class EngineRef:
    """Which engine answered, and what chained the perimeter rules (its conclusions are the same whatever it is)."""

    name: str
    version: str
    chainer: str


@dataclass(frozen=True, slots=True)
class Result:
    """The whole answer for one action: what was understood, every line, open questions, next steps."""

    rulebook: RulebookRef
    engine: EngineRef
    as_of: date
    notices: tuple[str, ...]
    facts: tuple[Fact, ...]
    summary: Summary
    lines: tuple[LineResult, ...]
    questions: tuple[Question, ...]
    route: Route
