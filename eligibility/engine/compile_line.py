"""Compiles one line: its criteria, alternatives, reserves, figures and priorities, each with its wording and clause."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

from eligibility.engine.clauses import (
    contract_clause,
    criterion_clause,
    objectives_clause,
    perimeter_clause,
    period_clause,
    validity_clause,
)
from eligibility.engine.compiled import (
    CompiledAlternatives,
    CompiledAmount,
    CompiledBranch,
    CompiledCriterion,
    CompiledLine,
    CompiledPriority,
    CompiledReserve,
    Row,
)
from eligibility.fields.builtin import OBJECTIVES, PERIMETER, PERIOD
from eligibility.fields.kind import FieldKind
from eligibility.fields.period import action_within, beginning
from eligibility.fields.table import Requirement
from eligibility.fields.wording import Wording
from eligibility.rulebook.dated_rules import Spells
from schemas.contract import ContractFile
from schemas.criterion import Alternatives, Basis, Branch, Criterion, is_printed
from schemas.funder import Amount, Commitment, Contact, Funder, Kind, Line, Nature, Reserve
from schemas.perimeters import Perimeter
from schemas.result import ContactCard, FunderRef, Source, ValidityPeriod

# ordinary law first, specific credits complete it, European funds last; calls, loans, engineering… are ordinary law
STEPS = {Nature.droit_commun_renforce: 1, Nature.credits_specifiques: 2, Nature.european_fund: 3}


INTENTION = "intention"
INTENDED = "Le partenaire en a l'intention : il doit encore le décider."


@dataclass(frozen=True)
class LineCompiler:
    """What a rulebook lends to all its lines."""

    contract: ContractFile
    kinds: Mapping[str, FieldKind]
    perimeters: Mapping[str, Perimeter]
    perimeter_reserves: Mapping[str, Reserve]
    spells: Spells
    sources: Mapping[str, Source]
    wording: Wording
    _shared: dict[CompiledCriterion, CompiledCriterion] = field(default_factory=dict)

    def line(self, index: int, funder: Funder, line: Line) -> CompiledLine:
        """A line of a funder in the form that is judged; `index` is its place among the lines."""
        simple = [c for c in line.criteria if isinstance(c, Criterion) and c.field != PERIOD]
        items: list[CompiledCriterion | CompiledAlternatives] = []
        alternatives: list[CompiledAlternatives] = []
        if line.objectives is not None:
            served = Criterion(
                field=OBJECTIVES,
                any_of=list(line.objectives),
                basis=line.objectives_basis,
                source=objectives_clause(line),
            )
            items.append(self._criterion(line, served))
        if line.perimeter is not None:
            source = perimeter_clause(line, self.perimeters)
            required = Criterion(field=PERIMETER, any_of=[line.perimeter], basis=line.perimeter_basis, source=source)
            if not self.spells.of([line.perimeter]):
                items.append(self._criterion(line, required))
            else:
                alternatives.append(self._dated(line, PERIMETER, required))
        period, valid = self._period(line)
        items.append(period)
        for criterion in simple:
            if criterion.field == PERIMETER and self.spells.of(criterion.any_of or ()):
                alternatives.append(self._dated(line, PERIMETER, criterion))
            else:
                items.append(self._criterion(line, criterion))
        names = {r.id: r for r in funder.reserves} | dict(self.perimeter_reserves)
        for number, alternative in enumerate((c for c in line.criteria if isinstance(c, Alternatives)), start=1):
            alternatives.append(self._alternatives(line, number, alternative, names))
        items = _numbered(items)
        reserves = tuple(self._reserve(reserve) for reserve in self._decisions(funder, line, names))
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
        branches = [
            CompiledBranch(tuple(criteria), names[branch.reserve] if branch.reserve else None, dead)
            for branch in item.alternatives
            for criteria, dead in self._ways(line, branch, item.source)
        ]
        name = "alternatives" if number == 1 else f"alternatives-{number}"
        return _alternatives(name, branches, self.sources[item.source or line.source[0]])

    def _ways(self, line: Line, branch: Branch, source: str | None) -> Iterable[tuple[list[CompiledCriterion], bool]]:
        """The criteria of a branch; several times, by spells, if one is about a perimeter that dated rules open."""
        choices = []
        for criterion in branch.all:
            criterion = criterion if criterion.source else criterion.model_copy(update={"source": source})
            if criterion.field == PERIMETER and self.spells.of(criterion.any_of or ()):
                choices.append(list(self._dated(line, PERIMETER, criterion).branches))
            else:
                choices.append([CompiledBranch((self._criterion(line, criterion),), None)])
        for ways in product(*choices):
            yield [criterion for way in ways for criterion in way.criteria], any(way.dead for way in ways)

    def _dated(self, line: Line, name: str, criterion: Criterion) -> CompiledAlternatives:
        """A perimeter that dated rules open: in each spell, the perimeter as it is open then.

        One spell holds the day on which an action begins: the others fail by words, which leaves it the last one.
        """
        source = self.sources[criterion_clause(line, criterion)]
        perimeters = criterion.any_of or []
        branches = []
        for spell in self.spells.of(perimeters):
            days = Requirement(PERIOD, first=spell.first, last=spell.last)
            begin = CompiledCriterion(PERIOD, days, beginning(spell.first, spell.last), source)
            wanted = tuple(sorted(spell.names.get(p, p) for p in perimeters))
            expected = self.wording.perimeter_then(criterion, self.spells.lacking(spell, perimeters))
            asked = Requirement(PERIMETER, (wanted,), printed=is_printed(criterion))
            place = CompiledCriterion(PERIMETER, asked, expected, source)
            dead = self.spells.closed(spell, perimeters)
            branches.append(CompiledBranch((self._one(begin), self._one(place)), None, dead))
        return _alternatives(name, branches, source)

    def _criterion(self, line: Line, criterion: Criterion, default: str | None = None) -> CompiledCriterion:
        requirement = self.kinds[criterion.field].requirement(criterion)
        if criterion.field == OBJECTIVES and criterion.none_of is None:
            requirement = replace(requirement, banned=self._banned(line))
        compiled = CompiledCriterion(
            criterion.field,
            requirement,
            self.wording.expected(criterion),
            self.sources[criterion_clause(line, criterion, default)],
        )
        return self._one(compiled)

    def _banned(self, line: Line) -> tuple[tuple[str, bool], ...]:
        """The objectives by which no action fits the line, with what each ban rests on (the words, if one does)."""
        banned: dict[str, bool] = {}
        for ban in line.criteria:
            if isinstance(ban, Criterion) and ban.field == OBJECTIVES and ban.none_of:
                for leaf in self.kinds[OBJECTIVES].covered(ban.none_of):
                    banned[leaf] = banned.get(leaf, False) or is_printed(ban)
        return tuple(sorted(banned.items()))

    def _one(self, compiled: CompiledCriterion) -> CompiledCriterion:
        """Equal criteria are one object: their reasons are built once."""
        return self._shared.setdefault(compiled, compiled)

    def _period(self, line: Line) -> tuple[CompiledCriterion, tuple[date, date]]:
        """The one criterion on dates of a line: the contract's period, its own validity, what it asks of dates."""
        own = [c for c in line.criteria if isinstance(c, Criterion) and c.field == PERIOD]
        period, valid = self.contract.period, line.valid
        bounds = [(Requirement(PERIOD, low=period.from_, high=period.until), contract_clause(line, self.contract))]
        if valid.from_ or valid.until:
            printed = line.valid_basis is not Basis.read
            days = Requirement(PERIOD, low=valid.from_, high=valid.until, printed=printed)
            bounds.append((days, validity_clause(line)))
        bounds += [(self.kinds[PERIOD].requirement(c), criterion_clause(line, c, line.valid_source)) for c in own]
        bounds.sort(key=lambda bound: not bound[0].printed)
        requirement = _together([bound for bound, _ in bounds])
        if not all(bound.printed for bound, _ in bounds):
            words = _together([bound for bound, _ in bounds if bound.printed])
            requirement = replace(requirement, printed=False, words=words)
        source = period_clause(line, own[0] if own else None, self.contract)
        expected = action_within(requirement.low, requirement.high, requirement.deadline)
        if requirement.first or requirement.last:
            expected = f"{expected} ; {beginning(requirement.first, requirement.last)}"
        clauses = tuple((bound, self.sources[clause]) for bound, clause in bounds) if len(bounds) > 1 else ()
        compiled = CompiledCriterion(PERIOD, requirement, expected, self.sources[source], clauses)
        return self._one(compiled), (requirement.low, requirement.high)

    def _decisions(self, funder: Funder, line: Line, names: Mapping[str, Reserve]) -> list[Reserve]:
        """The reserves of the line; of what a partner only intends, its own decision is one, unless it stands there already."""
        reserves = [names[name] for name in line.reserves]
        if line.kind != Kind.funding or line.commitment != Commitment.intention:
            return reserves
        if any(reserve.own_decision and reserve.when is None for reserve in reserves):
            return reserves
        return [*reserves, Reserve(id=INTENTION, text=INTENDED, body=funder.name, source=line.source[0])]

    def _reserve(self, reserve: Reserve) -> CompiledReserve:
        condition = self.kinds[reserve.when.field].requirement(reserve.when, soft=True) if reserve.when else None
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


def _numbered(
    items: Iterable[CompiledCriterion | CompiledAlternatives],
) -> list[CompiledCriterion | CompiledAlternatives]:
    """Criteria of one line on one field have names of their own: « age », « age-2 »."""
    seen: Counter[str] = Counter()
    numbered = []
    for item in items:
        seen[item.id] += 1
        numbered.append(item if seen[item.id] == 1 else replace(item, id=f"{item.id}-{seen[item.id]}"))
    return numbered


def _together(bounds: Sequence[Requirement]) -> Requirement:
    """The window that is inside all these."""

    def days(name: str) -> list[date]:
        return [day for bound in bounds if (day := getattr(bound, name)) is not None]

    return Requirement(
        PERIOD,
        low=max(days("low"), default=None),
        high=min(days("high"), default=None),
        deadline=min(days("deadline"), default=None),
        first=max(days("first"), default=None),
        last=min(days("last"), default=None),
    )


def _alternatives(name: str, branches: list[CompiledBranch], source: Source) -> CompiledAlternatives:
    rows = tuple(Row(tuple(c.requirement for c in b.criteria), b.reserve is not None) for b in branches)
    return CompiledAlternatives(name, tuple(branches), source, rows)
