"""Compiles a rulebook once: fields into tables, lines into rows, territory into classes.

An evaluation then reads only what is built here; it touches no file and takes no lock.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

from eligibility.compiled import (
    CompiledAlternatives,
    CompiledAmount,
    CompiledBranch,
    CompiledCriterion,
    CompiledLine,
    CompiledPriority,
    CompiledReserve,
    Row,
)
from eligibility.errors import RulebookError
from eligibility.infer import Conclusions, Inference
from eligibility.match import Matcher
from eligibility.reasons import Reasons
from eligibility.relations import FAIL, FULL, Relations
from eligibility.resolve import Resolver
from eligibility.rulebook.check import check_references, folder_errors
from eligibility.rulebook.load import RulebookFolder
from eligibility.tables.base import Requirement, Table
from eligibility.tables.choices import ChoiceTable
from eligibility.tables.intervals import IntervalTable
from eligibility.tables.places import PlaceTable
from eligibility.territory import NO, YES, State, Territory
from eligibility.wording import Wording
from schemas.criterion import Alternatives, Criterion
from schemas.funder import Amount, Commitment, Contact, Funder, Kind, Line, Nature, Reserve
from schemas.objectives import SubObjective
from schemas.result import ContactCard, FunderRef, Source, ValidityPeriod
from schemas.rulebook import RulebookSource
from schemas.vocabulary import FieldDefinition, FieldType

AGES = (0, 120)
AMOUNTS = (Decimal(0), Decimal(10) ** 12)
CENT = Decimal("0.01")
# ordinary law first, specific credits complete it, European funds last; calls, loans, engineering… are ordinary law
STEPS = {Nature.droit_commun_renforce: 1, Nature.credits_specifiques: 2, Nature.european_fund: 3}
PERIMETER = "perimeter"
PERIOD = "period"
OBJECTIVES = "objectives"


class Rulebook:
    """A compiled rulebook. Immutable in use; safe to share between threads."""

    def __init__(self, source: RulebookSource):
        self.source = source
        self.contract = source.contract
        self.fields: dict[str, FieldDefinition] = {f.id: f for f in source.vocabulary.fields}
        self.relations = {name: Relations(values) for name, values in source.vocabulary.lists.items()}
        self.objectives, self.leaves, self.titles = _objective_index(source)
        self.sources = _sources(source)
        self.territory = Territory(source.territory)
        self.inference = Inference(source.perimeters)
        self.conclusions: dict[State, Conclusions] = {
            state: self.inference.conclude(self.territory.base_facts(state)) for state in self.territory.states
        }
        self.perimeters = {p.id: p for p in source.perimeters.perimeters}
        self.rules = {rule.id: rule for rule in source.perimeters.rules}
        self.perimeter_reserves = {
            r.id: Reserve(id=r.id, text=r.text, body=r.body, source=r.source) for r in source.perimeters.reserves
        }
        self.wording = Wording(self.fields, self.relations, self.perimeters, self.territory, self.titles)
        self.resolver = Resolver(self.territory, source.path)
        self.tables = self._tables()
        self._shared: dict[CompiledCriterion, CompiledCriterion] = {}  # equal criteria are one object
        self.lines = tuple(self._lines())
        self.by_id = {line.line.id: line for line in self.lines}
        self.matcher = Matcher(self.tables, self.lines)
        self.reasons = Reasons(self.tables, self.wording)

    @property
    def detail_names(self) -> list[str]:
        """Names of the fields that are given in action.details."""
        paths = (path for field in self.fields.values() for path in field.paths)
        return [path.removeprefix("details.") for path in paths if path.startswith("details.")]

    def _tables(self) -> dict[str, Table]:
        tables: dict[str, Table] = {}
        for field in self.fields.values():
            match field.type:
                case FieldType.objectives:
                    tables[field.id] = ChoiceTable(field.id, self.leaves, _covers)
                case FieldType.choice_set | FieldType.choice:
                    relations = self.relations[str(field.values)]
                    single = field.type == FieldType.choice
                    tables[field.id] = ChoiceTable(field.id, list(relations.values), relations.outcome, single)
                case FieldType.boolean:
                    tables[field.id] = ChoiceTable(field.id, [YES, NO], _equal, single=True)
                case FieldType.range:
                    tables[field.id] = IntervalTable(field.id, AGES, lambda value, by: value + by)
                case FieldType.number:
                    tables[field.id] = IntervalTable(field.id, AMOUNTS, lambda value, by: value + by * CENT, point=True)
                case FieldType.period:
                    period = self.contract.period
                    tables[field.id] = IntervalTable(field.id, (period.from_, period.until), _next_day)
        tables[PERIMETER] = self.places = PlaceTable(PERIMETER, self.conclusions)
        return tables

    def _lines(self) -> Iterable[CompiledLine]:
        index = 0
        for file in self.source.funders:
            for line in sorted(file.lines, key=lambda line: line.id):
                yield self._line(index, file.funder, line)
                index += 1

    def _line(self, index: int, funder: Funder, line: Line) -> CompiledLine:
        simple = [c for c in line.criteria if isinstance(c, Criterion) and c.field != PERIOD]
        items: list[CompiledCriterion | CompiledAlternatives] = []
        if line.objectives is not None:
            items.append(
                self._criterion(
                    line, Criterion(field=OBJECTIVES, any_of=list(line.objectives), source=line.objectives_source)
                )
            )
        if line.perimeter is not None:
            items.append(
                self._criterion(line, Criterion(
                        field=PERIMETER,
                        any_of=[line.perimeter],
                        source=line.perimeter_source or self.perimeters[line.perimeter].source,
                    ))
            )
        period, valid = self._period(line)
        items.append(period)
        items += [self._criterion(line, criterion) for criterion in simple]
        names = {r.id: r for r in funder.reserves} | self.perimeter_reserves
        alternatives = []
        for number, alternative in enumerate((c for c in line.criteria if isinstance(c, Alternatives)), start=1):
            alternatives.append(self._alternatives(line, number, alternative, names))
        reserves = tuple(self._reserve(names[name]) for name in line.reserves)
        base = tuple(item.requirement for item in items if isinstance(item, CompiledCriterion))
        soft = tuple(r.condition for r in reserves if r.condition)
        always = any(r.condition is None for r in reserves)
        rows = tuple(
            Row(
                base + soft + tuple(c.requirement for branch in ways for c in branch.criteria),
                always or any(branch.reserve for branch in ways),
            )
            for ways in product(*(a.branches for a in alternatives))
        )
        contact = next((c for c in funder.contacts if c.id == line.contact), funder.contacts[0])
        return CompiledLine(
            index=index,
            line=line,
            id=line.id,
            kind=line.kind.value,
            nature=line.nature.value,
            commitment=line.commitment.value,
            objectives=tuple(line.objectives or ()),
            notes=tuple(line.notes),
            order=(
                list(Kind).index(line.kind),
                STEPS.get(line.nature, 0),
                list(Commitment).index(line.commitment),
            ),
            funder=FunderRef(funder.id, funder.name, funder.family),
            items=(*items, *alternatives),
            rows=rows,
            fields=tuple(sorted({r.field for row in rows for r in row.requirements})),
            reserves=reserves,
            amounts=tuple(self._amount(line, amount) for amount in line.amounts),
            priorities=tuple(
                CompiledPriority(
                    p.text,
                    tuple(self._criterion(line, c, p.source) for c in p.when),
                    self.sources[p.source or line.source[0]],
                )
                for p in line.priorities
            ),
            contact=self._contact(contact),
            validity=ValidityPeriod(*valid),
            sources=tuple(self.sources[s] for s in line.source),
            entangled=any(len({r.field for r in row.requirements}) < len(row.requirements) for row in rows)
            or len(rows) > 1,
        )

    def _alternatives(
        self, line: Line, number: int, item: Alternatives, names: dict[str, Reserve]
    ) -> CompiledAlternatives:
        branches = tuple(
            CompiledBranch(
                tuple(self._criterion(line, c, item.source) for c in branch.all),
                names[branch.reserve] if branch.reserve else None,
            )
            for branch in item.alternatives
        )
        return CompiledAlternatives(
            "alternatives" if number == 1 else f"alternatives-{number}",
            branches,
            self.sources[item.source or line.source[0]],
            tuple(Row(tuple(c.requirement for c in b.criteria), b.reserve is not None) for b in branches),
        )

    def _criterion(self, line: Line, criterion: Criterion, default: str | None = None) -> CompiledCriterion:
        compiled = CompiledCriterion(
            criterion.field,
            self._requirement(criterion),
            self.wording.expected(criterion),
            self.sources[criterion.source or default or line.source[0]],
        )
        return self._shared.setdefault(compiled, compiled)

    def _requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        groups: tuple[tuple[str, ...], ...] = ()
        if criterion.any_of is not None:
            groups = (tuple(sorted(set(criterion.any_of))),)
        elif criterion.all_of is not None:
            groups = tuple((value,) for value in sorted(set(criterion.all_of)))
        elif criterion.is_ is not None:
            groups = ((YES if criterion.is_ else NO,),)
        low: Decimal | int | None = criterion.at_least
        high: Decimal | int | None = criterion.at_most
        if criterion.field in self.fields and self.fields[criterion.field].type == FieldType.range:
            low, high = (None if bound is None else int(bound) for bound in (low, high))
        return Requirement(
            field=criterion.field,
            groups=groups,
            low=criterion.from_ if criterion.from_ is not None else low,
            high=criterion.until if criterion.until is not None else high,
            deadline=criterion.ends_by,
            soft=soft,
        )

    def _period(self, line: Line) -> tuple[CompiledCriterion, tuple[date, date]]:
        """The one criterion on dates of a line: its validity within the rulebook's period, and its deadline."""
        criterion = next((c for c in line.criteria if isinstance(c, Criterion) and c.field == PERIOD), None)
        period = self.contract.period
        first = max(d for d in (period.from_, line.valid.from_, criterion and criterion.from_) if d)
        last = min(d for d in (period.until, line.valid.until, criterion and criterion.until) if d)
        deadline = criterion.ends_by if criterion else None
        own = line.valid.from_ or line.valid.until or criterion
        source = (criterion and criterion.source) or line.valid_source or (None if own else period.source) or line.source[0]
        requirement = Requirement(PERIOD, low=first, high=last, deadline=deadline)
        expected = self.wording.period(first, last, deadline)
        compiled = CompiledCriterion(PERIOD, requirement, expected, self.sources[source])
        return self._shared.setdefault(compiled, compiled), (first, last)

    def _reserve(self, reserve: Reserve) -> CompiledReserve:
        condition = self._requirement(reserve.when, soft=True) if reserve.when else None
        return CompiledReserve(reserve, condition, self.sources[reserve.source])

    def _amount(self, line: Line, amount: Amount) -> CompiledAmount:
        period = None
        if amount.valid.from_ or amount.valid.until:
            period = Requirement(PERIOD, low=amount.valid.from_, high=amount.valid.until)
        return CompiledAmount(
            amount,
            tuple(self._criterion(line, c, amount.source) for c in amount.when),
            period,
            self.sources[amount.source or line.source[0]],
        )

    def _contact(self, contact: Contact) -> ContactCard:
        return ContactCard(
            contact.organisation, contact.service, contact.role, contact.town, self.sources[contact.source]
        )


def compile_rulebook(source: RulebookSource) -> Rulebook:
    """Compiles validated models. Raises RulebookError if something names what does not exist."""
    issues = [issue for issue in check_references(source) if issue.severity == "error"]
    if issues:
        raise RulebookError(issues)
    return Rulebook(source)


def load_rulebook(path: str | Path) -> Rulebook:
    """Reads, checks and compiles a rulebook folder. Raises RulebookError with every issue found."""
    folder = RulebookFolder(Path(path))
    if issues := folder_errors(folder):
        raise RulebookError(issues)
    return Rulebook(folder.source())


def _objective_index(source: RulebookSource) -> tuple[dict[str, SubObjective], list[str], dict[str, str]]:
    """Sub-objectives by code, codes of the leaves in order, titles of every level."""
    leaves: dict[str, SubObjective] = {}
    titles: dict[str, str] = {}
    for axis in source.objectives.axes:
        titles[axis.code] = axis.title
        for objective in axis.children:
            titles[objective.code] = objective.title
            for sub in objective.children:
                titles[sub.code] = sub.title
                leaves[sub.code] = sub
    return leaves, list(leaves), titles


def _sources(source: RulebookSource) -> dict[str, Source]:
    return {
        entry.id: Source(entry.id, register.section, entry.heading, (entry.lines[0], entry.lines[1]))
        for register in source.registers
        for entry in register.entries
    }


def _covers(leaf: str, code: str) -> int:
    return FULL if leaf == code or leaf.startswith(code + ".") else FAIL


def _equal(named: str, required: str) -> int:
    return FULL if named == required else FAIL


def _next_day(day: date, by: int) -> date:
    return day + timedelta(days=by)


__all__ = ["Rulebook", "compile_rulebook", "load_rulebook"]
