"""The catalogue: every line of a rulebook as one plain record, in French where a person reads it.

Nothing is added to the rulebook: what it does not say stays empty in every export.
"""

from dataclasses import dataclass, replace
from datetime import date

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.described import Condition, Decision, DescribedLine, Figure, Preference, Ways, described
from eligibility.french.citations import place_in_text
from schemas.contract import ContractFile
from schemas.result import ContactCard, FunderRef, RulebookRef, Source, ValidityPeriod


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and the clause that founds it."""

    text: str
    source: Source

    @classmethod
    def of(cls, part: Condition | Ways | Decision | Figure | Preference) -> "Statement":
        """A part of a line, as it is described."""
        return cls(str(part), part.source)

    def __str__(self) -> str:
        return f"{self.text} ({place_in_text(self.source)})"


@dataclass(frozen=True, slots=True)
class ListedFigure:
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
    figures: tuple[ListedFigure, ...]
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
    line, told = compiled.line, described(rulebook, compiled)
    perimeter = rulebook.perimeters[line.perimeter] if line.perimeter else None
    return CatalogueLine(
        id=line.id,
        title=line.title,
        summary=line.summary,
        kind=compiled.kind,
        nature=compiled.nature,
        commitment=compiled.commitment,
        dispositif=line.dispositif,
        funder=compiled.funder,
        family=next(family.name for family in rulebook.contract.families if family.id == told.funder.family),
        objectives=None
        if line.objectives is None
        else tuple((code, rulebook.objectives.titles[code]) for code in line.objectives),
        perimeter=(perimeter.id, perimeter.label, perimeter.expected) if perimeter else None,
        carriers=_carriers(rulebook, told),
        conditions=tuple(map(Statement.of, told.asked)),
        reserves=tuple(map(Statement.of, told.decisions)),
        priorities=tuple(map(Statement.of, told.preferences)),
        figures=tuple(
            ListedFigure(
                kind=figure.amount.kind.value,
                value=format(figure.amount.value, "f"),
                unit=figure.amount.unit,
                bare=not figure.limits,
                said=Statement.of(figure),
            )
            for figure in told.figures
        ),
        validity=compiled.validity,
        contact=compiled.contact,
        notes=compiled.notes,
        funder_notes=tuple(told.funder.notes),
        sources=compiled.sources,
    )


def _carriers(rulebook: Rulebook, line: DescribedLine) -> tuple[str, ...] | None:
    """Who may carry the action, when one criterion of the line says it all: ways and reserves are not that simple."""
    fields = {field.id for field in rulebook.fields.values() if "carrier.type" in field.paths}
    for asked in line.asked:
        if isinstance(asked, Condition) and asked.field in fields and len(asked.groups) == 1:
            return tuple(rulebook.wording.value(asked.field, value) for value in asked.groups[0])
    return None
