"""From a rulebook to what the API says of it."""

from collections.abc import Mapping
from typing import Any

from eligibility.engine.clauses import criterion_clause, objectives_clause, perimeter_clause, period_clause
from eligibility.engine.compile import Rulebook
from eligibility.fields.builtin import PERIOD
from eligibility.french.labels import meanings
from schemas.criterion import Alternatives, Criterion
from schemas.funder import Amount, Funder, Line, Priority, Reserve
from schemas.result import FunderRef, RulebookRef, Source, ValidityPeriod
from service.api import models

SECTIONS = ("objectives", "territories", "vocabulary", "funders", "lines", "corrections")
FILES = {"lines_csv": "lines.csv", "aides_territoires": "aides-territoires.json"}


def reference(rulebook: Rulebook) -> RulebookRef:
    """What names a rulebook exactly: id, title, version and content hash."""
    contract = rulebook.contract
    return RulebookRef(contract.id, contract.title, contract.version, rulebook.source.content_hash)


def listed(rulebook: Rulebook) -> models.ListedRulebook:
    """A rulebook among those loaded."""
    contract = rulebook.contract
    return models.ListedRulebook(
        id=contract.id,
        title=contract.title,
        version=contract.version,
        hash=rulebook.source.content_hash,
        period=ValidityPeriod(contract.period.from_, contract.period.until),
        ended=contract.ended,
        url=f"/v1/rulebooks/{contract.id}",
    )


def overview(rulebook: Rulebook) -> models.Rulebook:
    """Identity, period, families of funders, documents, counts, and where the rest is."""
    base = f"/v1/rulebooks/{rulebook.contract.id}"
    addresses = {name: name for name in SECTIONS} | FILES
    return models.Rulebook(
        **dict(rulebook.contract),
        hash=rulebook.source.content_hash,
        counts=models.Counts(
            lines=len(rulebook.lines), funders=len(rulebook.source.funders), objectives=len(rulebook.objectives.leaves)
        ),
        links={"self": base} | {name: f"{base}/{end}" for name, end in addresses.items()},
    )


def objectives(rulebook: Rulebook) -> models.ObjectiveList:
    """Axes, objectives and sub-objectives, with pilots, contributors, instance and everyday words."""
    return models.ObjectiveList(rulebook=reference(rulebook), axes=rulebook.source.objectives.axes)


def territories(rulebook: Rulebook) -> models.TerritoryList:
    """Communes, priority quarters, named places, known structures, ambiguous names, named perimeters and their rules."""
    file, perimeters = rulebook.source.territory, rulebook.source.perimeters
    return models.TerritoryList(
        rulebook=reference(rulebook),
        communes=file.communes,
        quarters=file.quarters,
        places=file.places,
        structures=file.structures,
        ambiguities=file.ambiguities,
        perimeters=perimeters.perimeters,
        rules=perimeters.rules,
    )


def vocabulary(rulebook: Rulebook) -> models.Vocabulary:
    """Fields that an action may give, where each goes, closed lists of values; labels of the lists of answers."""
    source = rulebook.source.vocabulary
    return models.Vocabulary(
        rulebook=reference(rulebook),
        fields=[
            field.model_copy(update={"paths": [f"action.{path}" for path in field.paths]}) for field in source.fields
        ],
        lists=source.lists,
        answers=meanings(),
    )


def funders(rulebook: Rulebook) -> models.FunderList:
    """Funders, with their contacts by role, their reserves and how many lines they have."""
    return models.FunderList(
        rulebook=reference(rulebook),
        funders=[models.ListedFunder(**dict(file.funder), lines=len(file.lines)) for file in rulebook.source.funders],
    )


def corrections(rulebook: Rulebook) -> models.CorrectionList:
    """Misprints and contradictions of the text: what is printed, the reading chosen, and why."""
    return models.CorrectionList(rulebook=reference(rulebook), corrections=rulebook.source.corrections.corrections)


def listed_line(rulebook: Rulebook, funder: Funder, line: Line) -> models.ListedLine:
    """A line in a list."""
    return models.ListedLine(
        id=line.id,
        title=line.title,
        summary=line.summary,
        kind=line.kind,
        funder=FunderRef(funder.id, funder.name, funder.family),
        nature=line.nature,
        commitment=line.commitment,
        objectives=line.objectives,
        perimeter=line.perimeter,
        dispositif=line.dispositif,
        url=f"/v1/rulebooks/{rulebook.contract.id}/lines/{line.id}"
        + ("" if rulebook.current else f"?as_of={rulebook.texts_from}"),
    )


def paraphrases(rulebook: Rulebook) -> dict[str, str]:
    """The paraphrase of each clause, by its id in the register."""
    return {entry.id: entry.text for register in rulebook.source.registers for entry in register.entries}


def line_in_full(rulebook: Rulebook, funder: Funder, line: Line, texts: Mapping[str, str]) -> models.Line:
    """A line in full: criteria in words, reserves, priorities, amounts, contact, and its clauses with their `texts`."""
    contact = next((c for c in funder.contacts if c.id == line.contact), funder.contacts[0])
    reserves = {r.id: r for r in funder.reserves} | rulebook.perimeter_reserves
    codes = line.objectives or []
    perimeter = rulebook.perimeters.get(line.perimeter or "")
    period = rulebook.contract.period
    head = dict(listed_line(rulebook, funder, line)) | {
        "objectives": [models.ObjectiveTitle(code=code, title=rulebook.objectives.titles[code]) for code in codes]
        or None,
        "perimeter": perimeter,
    }
    return models.Line(
        **head,
        rulebook=reference(rulebook),
        texts_from=rulebook.texts_from,
        introduced_by=line.introduced_by,
        repealed_by=line.repealed_by,
        objectives_basis=line.objectives_basis,
        perimeter_basis=line.perimeter_basis,
        valid_basis=line.valid_basis,
        objectives_source=rulebook.sources[objectives_clause(line)] if codes else None,
        perimeter_source=rulebook.sources[perimeter_clause(line, rulebook.perimeters)] if perimeter else None,
        criteria=[_criterion(rulebook, line, item) for item in line.criteria],
        reserves=[_reserve(rulebook, line, reserves[name]) for name in line.reserves],
        priorities=[models.LinePriority(**_conditional(rulebook, line, priority)) for priority in line.priorities],
        amounts=[models.LineAmount(**_conditional(rulebook, line, amount)) for amount in line.amounts],
        validity=ValidityPeriod(line.valid.from_ or period.from_, line.valid.until or period.until),
        contact=contact,
        notes=line.notes,
        funder_notes=funder.notes,
        sources=[_clause(rulebook.sources[entry], texts[entry]) for entry in line.source],
    )


def _reserve(rulebook: Rulebook, line: Line, reserve: Reserve) -> models.LineReserve:
    when = _test(rulebook, line, reserve.when, reserve.source) if reserve.when else None
    return models.LineReserve(**dict(reserve) | {"when": when})


def _conditional(rulebook: Rulebook, line: Line, item: Priority | Amount) -> dict[str, Any]:
    """A priority or an amount with its conditions in words, and its clause."""
    source = item.source or line.source[0]
    return dict(item) | {"when": [_test(rulebook, line, test, source) for test in item.when], "source": source}


def _criterion(rulebook: Rulebook, line: Line, item: Criterion | Alternatives) -> models.LineCriterion | models.Ways:
    if isinstance(item, Criterion):
        return _test(rulebook, line, item)
    ways = [
        models.Way(
            all=[_test(rulebook, line, test, item.source) for test in way.all], reserve=way.reserve, label=way.label
        )
        for way in item.alternatives
    ]
    return models.Ways(alternatives=ways, source=criterion_clause(line, item))


def _test(rulebook: Rulebook, line: Line, test: Criterion, owner: str | None = None) -> models.LineCriterion:
    """A criterion with its field's label and what it expects, in words; the clause is the one that verdicts cite."""
    wording = rulebook.wording
    dates = test.field == PERIOD and owner is None
    clause = period_clause(line, test, rulebook.contract) if dates else criterion_clause(line, test, owner)
    words = {"label": wording.label(test.field), "expected": wording.expected(test), "clause": clause}
    return models.LineCriterion(**dict(test) | words)


def _clause(source: Source, text: str) -> models.Clause:
    return models.Clause(
        entry=source.entry, section=source.section, heading=source.heading, lines=source.lines, text=text
    )
