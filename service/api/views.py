"""A rulebook as data for integrators: each view is plain values, with sources resolved to clauses."""

from collections.abc import Iterable
from typing import Any

from eligibility import Rulebook
from eligibility.engine.clauses import criterion_clause, objectives_clause, perimeter_clause, period_clause
from eligibility.engine.compiled import PERIOD
from eligibility.french.labels import meanings
from schemas.base import Model
from schemas.criterion import Alternatives, Criterion
from schemas.funder import Funder, Line, Reserve

Json = dict[str, Any]
SECTIONS = ("objectives", "territories", "vocabulary", "funders", "lines", "corrections")
FILES = {"lines_csv": "lines.csv", "aides_territoires": "aides-territoires.json"}


def reference(rulebook: Rulebook) -> Json:
    """What names a rulebook exactly: id, title, version and content hash."""
    contract = rulebook.contract
    return {
        "id": contract.id,
        "title": contract.title,
        "version": contract.version,
        "hash": rulebook.source.content_hash,
    }


def overview(rulebook: Rulebook) -> Json:
    """Identity, period, families of funders, documents, counts, and where the rest is."""
    contract = dump(rulebook, rulebook.contract)
    base = f"/v1/rulebooks/{rulebook.contract.id}"
    return {
        **reference(rulebook),
        **contract,
        "counts": {
            "lines": len(rulebook.lines),
            "funders": len(rulebook.source.funders),
            "objectives": len(rulebook.objectives.leaves),
        },
        "links": {
            "self": base,
            **{name: f"{base}/{name}" for name in SECTIONS},
            **{name: f"{base}/{file}" for name, file in FILES.items()},
        },
    }


def objectives(rulebook: Rulebook) -> Json:
    """Axes, objectives and sub-objectives, with pilots, contributors, instance and everyday words."""
    return {"rulebook": reference(rulebook), "axes": [dump(rulebook, axis) for axis in rulebook.source.objectives.axes]}


def territories(rulebook: Rulebook) -> Json:
    """Communes, priority quarters, named places, known structures, ambiguous names, named perimeters and their rules."""
    file, perimeters = rulebook.source.territory, rulebook.source.perimeters
    return {
        "rulebook": reference(rulebook),
        "communes": [dump(rulebook, item) for item in file.communes],
        "quarters": [dump(rulebook, item) for item in file.quarters],
        "places": [dump(rulebook, item) for item in file.places],
        "structures": [dump(rulebook, item) for item in file.structures],
        "ambiguities": [dump(rulebook, item) for item in file.ambiguities],
        "perimeters": [dump(rulebook, item) for item in perimeters.perimeters],
        "rules": [dump(rulebook, item) for item in perimeters.rules],
    }


def vocabulary(rulebook: Rulebook) -> Json:
    """Fields that an action may give, where each goes, closed lists of values; labels of the lists of answers."""
    source = rulebook.source.vocabulary
    return {
        "rulebook": reference(rulebook),
        "fields": [
            {**dump(rulebook, field), "paths": [f"action.{path}" for path in field.paths]} for field in source.fields
        ],
        "lists": {name: [dump(rulebook, value) for value in values] for name, values in source.lists.items()},
        "answers": meanings(),
    }


def funders(rulebook: Rulebook) -> Json:
    """Funders, with their contacts by role, their reserves and how many lines they have."""
    return {
        "rulebook": reference(rulebook),
        "funders": [{**dump(rulebook, file.funder), "lines": len(file.lines)} for file in rulebook.source.funders],
    }


def corrections(rulebook: Rulebook) -> Json:
    """Misprints and contradictions of the text: what is printed, the reading chosen, and why."""
    items = rulebook.source.corrections.corrections
    return {"rulebook": reference(rulebook), "corrections": [dump(rulebook, item) for item in items]}


def line_summary(rulebook: Rulebook, funder: Funder, line: Line) -> Json:
    """A line in a list."""
    return {
        "id": line.id,
        "title": line.title,
        "summary": line.summary,
        "kind": line.kind,
        "funder": _funder(funder),
        "nature": line.nature,
        "commitment": line.commitment,
        "objectives": line.objectives,
        "perimeter": line.perimeter,
        "dispositif": line.dispositif,
        "url": f"/v1/rulebooks/{rulebook.contract.id}/lines/{line.id}"
        + ("" if rulebook.current else f"?as_of={rulebook.texts_from}"),
    }


def line_detail(rulebook: Rulebook, funder: Funder, line: Line) -> Json:
    """A line in full: criteria in words, reserves, priorities, amounts, contact, and its clauses paraphrased."""
    contact = next((c for c in funder.contacts if c.id == line.contact), funder.contacts[0])
    reserves = {r.id: r for r in funder.reserves} | rulebook.perimeter_reserves
    codes = line.objectives or []
    perimeter = rulebook.perimeters.get(line.perimeter or "")
    period = rulebook.contract.period
    return {
        "rulebook": reference(rulebook),
        "texts_from": rulebook.texts_from,
        **line_summary(rulebook, funder, line),
        "introduced_by": line.introduced_by,
        "repealed_by": line.repealed_by,
        "objectives": [{"code": code, "title": rulebook.objectives.titles[code]} for code in codes] if codes else None,
        "objectives_source": rulebook.sources[objectives_clause(line)] if codes else None,
        "perimeter": dump(rulebook, perimeter) if perimeter else None,
        "perimeter_source": rulebook.sources[perimeter_clause(line, rulebook.perimeters)] if perimeter else None,
        "criteria": _criteria(rulebook, line, line.criteria),
        "reserves": [_reserve(rulebook, line, reserves[name]) for name in line.reserves],
        "priorities": [
            {
                "text": p.text,
                "when": _criteria(rulebook, line, p.when, p.source or line.source[0]),
                "source": rulebook.sources[p.source or line.source[0]],
            }
            for p in line.priorities
        ],
        "amounts": [
            {
                **dump(rulebook, amount),
                "when": _criteria(rulebook, line, amount.when, amount.source or line.source[0]),
                "source": rulebook.sources[amount.source or line.source[0]],
            }
            for amount in line.amounts
        ],
        "validity": {"from": line.valid.from_ or period.from_, "until": line.valid.until or period.until},
        "contact": dump(rulebook, contact),
        "notes": line.notes,
        "funder_notes": funder.notes,
        "sources": [_clause(rulebook, entry) for entry in line.source],
    }


def dump(rulebook: Rulebook, model: Model) -> Json:
    """A model as plain values, with every register id replaced by its clause."""
    values: Json = _resolved(rulebook, model.model_dump(mode="json", by_alias=True))
    return values


def _resolved(rulebook: Rulebook, value: Any) -> Any:
    if isinstance(value, list):
        return [_resolved(rulebook, item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _sources(rulebook, item) if key == "source" or key.endswith("_source") else _resolved(rulebook, item)
        for key, item in value.items()
    }


def _sources(rulebook: Rulebook, value: Any) -> Any:
    if isinstance(value, list):
        return [rulebook.sources[entry] for entry in value]
    return rulebook.sources.get(value)


def _funder(funder: Funder) -> Json:
    return {"id": funder.id, "name": funder.name, "family": funder.family}


def _reserve(rulebook: Rulebook, line: Line, reserve: Reserve) -> Json:
    when = _criterion(rulebook, line, reserve.when, reserve.source) if reserve.when else None
    return {**dump(rulebook, reserve), "when": when}


def _criteria(
    rulebook: Rulebook, line: Line, items: Iterable[Criterion | Alternatives], owner: str | None = None
) -> list[Json]:
    return [_criterion(rulebook, line, item, owner) for item in items]


def _criterion(rulebook: Rulebook, line: Line, item: Criterion | Alternatives, owner: str | None) -> Json:
    """A criterion with its field's label and what it expects, in words; the clause is the one that verdicts cite."""
    if isinstance(item, Alternatives):
        ways = [
            {"all": _criteria(rulebook, line, way.all, item.source), "reserve": way.reserve, "label": way.label}
            for way in item.alternatives
        ]
        return {"alternatives": ways, "source": rulebook.sources[criterion_clause(line, item, owner)]}
    values = item.model_dump(mode="json", by_alias=True, exclude_none=True)
    label, expected = rulebook.wording.label(item.field), rulebook.wording.expected(item)
    dates = item.field == PERIOD and owner is None
    entry = period_clause(line, item, rulebook.contract) if dates else criterion_clause(line, item, owner)
    return {**values, "label": label, "expected": expected, "source": rulebook.sources[entry]}


def _clause(rulebook: Rulebook, entry: str) -> Json:
    """A clause: where it is, and the register's paraphrase of it."""
    source = rulebook.sources[entry]
    text = next(e.text for register in rulebook.source.registers for e in register.entries if e.id == entry)
    return {
        "entry": source.entry,
        "section": source.section,
        "heading": source.heading,
        "lines": source.lines,
        "text": text,
    }
