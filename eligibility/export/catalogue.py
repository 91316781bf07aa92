"""The catalogue: every line of a rulebook as one plain record, in French where a person reads it.

Nothing is added to the rulebook: what it does not say stays empty in every export.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from eligibility.engine import phrases
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import PERIMETER, CompiledAlternatives, CompiledLine
from eligibility.fields.wording import beginning
from schemas.contract import ContractFile
from schemas.criterion import Criterion
from schemas.funder import Line, Reserve
from schemas.result import ContactCard, FunderRef, RulebookRef, Source, ValidityPeriod

BY_WAY = "selon la voie suivie"
BY_PLACE = "selon le lieu ou les bénéficiaires"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and the clause that founds it."""

    text: str
    source: Source

    def __str__(self) -> str:
        return f"{self.text} ({phrases.place_in_text(self.source)})"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a line. `bare`: neither a condition nor dates limit it."""

    kind: str
    value: str
    unit: str
    bare: bool
    said: Statement


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One line, with all that its rulebook says of it."""

    id: str
    title: str
    summary: str
    kind: str
    nature: str
    commitment: str
    dispositif: str
    funder: FunderRef
    family: str
    objectives: tuple[tuple[str, str], ...] | None  # codes and titles; None: all objectives
    perimeter: tuple[str, str, str] | None  # id, label, what it asks; None: no test on the place
    carriers: tuple[str, ...] | None  # labels of those who may carry the action; None: nothing said, or not so simply
    conditions: tuple[Statement, ...]
    reserves: tuple[Statement, ...]
    priorities: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    validity: ValidityPeriod
    contact: ContactCard
    notes: tuple[str, ...]
    funder_notes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The lines of a rulebook in its order, and which rulebook it is."""

    rulebook: RulebookRef
    contract: ContractFile
    texts_from: date  # the latest text read
    lines: tuple[CatalogueLine, ...]

    def only(self, kind: str | None) -> "Catalogue":
        """The lines of one kind; all of them if none is given."""
        return self if kind is None else replace(self, lines=tuple(line for line in self.lines if line.kind == kind))


def catalogue(rulebook: Rulebook) -> Catalogue:
    """Every line once."""
    contract = rulebook.contract
    return Catalogue(
        RulebookRef(contract.id, contract.title, contract.version, rulebook.source.content_hash),
        contract,
        rulebook.texts_from,
        tuple(_line(rulebook, line) for line in rulebook.lines),
    )


def _line(rulebook: Rulebook, compiled: CompiledLine) -> CatalogueLine:
    line, wording = compiled.line, rulebook.wording
    perimeter = rulebook.perimeters[line.perimeter] if line.perimeter else None
    funder = next(file.funder for file in rulebook.source.funders if file.funder.id == compiled.funder.id)
    return CatalogueLine(
        id=line.id,
        title=line.title,
        summary=line.summary,
        kind=compiled.kind,
        nature=compiled.nature,
        commitment=compiled.commitment,
        dispositif=line.dispositif,
        funder=compiled.funder,
        family=next(family.name for family in rulebook.contract.families if family.id == funder.family),
        objectives=None
        if line.objectives is None
        else tuple((code, rulebook.objectives.titles[code]) for code in line.objectives),
        perimeter=(perimeter.id, perimeter.label, perimeter.expected) if perimeter else None,
        carriers=_carriers(rulebook, compiled),
        conditions=tuple(Statement(phrases.condition(wording, item), item.source) for item in compiled.items),
        reserves=tuple(dict.fromkeys(_reserves(rulebook, compiled))),
        priorities=tuple(Statement(priority.text, priority.source) for priority in compiled.priorities),
        figures=tuple(
            Figure(
                kind=figure.amount.kind.value,
                value=format(figure.amount.value, "f"),
                unit=figure.amount.unit,
                bare=not figure.conditions and figure.period is None,
                said=Statement(phrases.figure(wording, figure), figure.source),
            )
            for figure in compiled.amounts
        ),
        validity=compiled.validity,
        contact=compiled.contact,
        notes=compiled.notes,
        funder_notes=tuple(funder.notes),
        sources=compiled.sources,
    )


def _carriers(rulebook: Rulebook, line: CompiledLine) -> tuple[str, ...] | None:
    """Who may carry the action, when one criterion of the line says it all: ways and reserves are not that simple."""
    fields = {field.id for field in rulebook.fields.values() if "carrier.type" in field.paths}
    for item in line.items:
        if (
            not isinstance(item, CompiledAlternatives)
            and item.requirement.field in fields
            and len(item.requirement.groups) == 1
        ):
            return tuple(rulebook.wording.value(item.requirement.field, value) for value in item.requirement.groups[0])
    return None


def _reserves(rulebook: Rulebook, line: CompiledLine) -> Iterator[Statement]:
    """The decisions still to come: on the line, on one of its ways, or on a way into its perimeter."""
    for compiled in line.reserves:
        when = compiled.reserve.when
        case = f"si {rulebook.wording.label(when.field).lower()} : {rulebook.wording.expected(when)}" if when else None
        yield _reserve(rulebook, compiled.reserve, case)
    for item in line.items:
        for branch in item.branches if isinstance(item, CompiledAlternatives) else ():
            if branch.reserve is not None:
                yield _reserve(rulebook, branch.reserve, BY_WAY)
    asked = set(_perimeters(line.line))
    for rule in rulebook.rules.values():
        for opening in rule.opens:
            if opening.perimeter in asked and opening.reserve is not None:
                days = beginning(rule.valid.from_, rule.valid.until)
                case = f"{BY_PLACE}, à condition de {days}" if days else BY_PLACE
                yield _reserve(rulebook, rulebook.perimeter_reserves[opening.reserve], case)


def _perimeters(line: Line) -> Iterator[str]:
    """The perimeters that a line or one of its ways asks for, as the rulebook names them."""
    if line.perimeter:
        yield line.perimeter
    for item in line.criteria:
        tests = [item] if isinstance(item, Criterion) else [test for branch in item.alternatives for test in branch.all]
        for test in tests:
            if test.field == PERIMETER:
                yield from test.any_of or test.all_of or ()


def _reserve(rulebook: Rulebook, reserve: Reserve, case: str | None) -> Statement:
    limit = f" Vaut {case}." if case else ""
    return Statement(f"{reserve.text} Décide : {reserve.body}.{limit}", rulebook.sources[reserve.source])
