"""What leans on each clause: lines and what they take from it, places, perimeters, aims, corrections."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledAlternatives, CompiledLine
from eligibility.fields.builtin import PERIOD
from eligibility.memory.held import held
from schemas.territory import Place, Structure
from service.site.rulebook.named import Named


@dataclass(frozen=True, slots=True)
class Uses:
    """Who cites one clause: lines, each with what it takes from it, and other things of the rulebook."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    others: list[Named] = field(default_factory=list)


@held
def uses(rulebook: Rulebook) -> Mapping[str, Uses]:
    """Uses by register entry."""
    by_entry: dict[str, Uses] = defaultdict(Uses)
    for line in rulebook.lines:
        for entry, what in _of_line(line):
            takes = by_entry[entry].lines.setdefault(line.id, [])
            if what not in takes:
                takes.append(what)
    for entry, thing in _others(rulebook):
        if thing not in by_entry[entry].others:
            by_entry[entry].others.append(thing)
    return by_entry


def cited(line: CompiledLine) -> dict[str, list[str]]:
    """The clauses of a line, with what it takes from each; those that found it come first."""
    by_entry: dict[str, list[str]] = {}
    for entry, what in _of_line(line):
        takes = by_entry.setdefault(entry, [])
        if what not in takes:
            takes.append(what)
    return by_entry


def _of_line(line: CompiledLine) -> Iterable[tuple[str, str]]:
    for source in line.sources:
        yield source.entry, "l'engagement"
    for item in line.items:
        if isinstance(item, CompiledAlternatives):
            yield item.source.entry, "une condition"
            for branch in item.branches:
                yield from ((criterion.source.entry, "une condition") for criterion in branch.criteria)
                if branch.reserve:
                    yield branch.reserve.source, "une réserve"
        else:
            yield item.source.entry, "les dates" if item.requirement.field == PERIOD else "une condition"
    for reserve in line.reserves:
        yield reserve.source.entry, "une réserve"
    for amount in line.amounts:
        yield amount.source.entry, "un montant"
    for priority in line.priorities:
        yield priority.source.entry, "une préférence"
    yield line.contact.source.entry, "le contact"


def _others(rulebook: Rulebook) -> Iterable[tuple[str, Named]]:
    source, territory = rulebook.source, rulebook.source.territory
    for axis in source.objectives.axes:
        for sub in (sub for objective in axis.children for sub in objective.children):
            title = f"{sub.code} {sub.title}"
            yield sub.source, Named("objectif", title, f"/objectifs/{sub.code}")
            yield sub.pilot_source, Named("pilotage de l'objectif", title, f"/objectifs/{sub.code}")
    for perimeter in source.perimeters.perimeters:
        yield perimeter.source, Named("périmètre", perimeter.label, f"/perimetres#p-{perimeter.id}")
    for rule in source.perimeters.rules:
        yield rule.source, Named("règle de lieu", rule.title, f"/perimetres#r-{rule.id}")
    for decision in source.perimeters.reserves:
        yield decision.source, Named("réserve", decision.text, "/perimetres")
    for quarter in territory.quarters:
        yield quarter.source, Named("quartier", quarter.name, f"/quartiers/{quarter.code}")
    for commune in territory.communes:
        yield commune.source, Named("commune", commune.name, f"/quartiers#c-{commune.insee}")
    named: tuple[Place | Structure, ...] = (*territory.places, *territory.structures)
    for place in named:
        yield place.source, Named("lieu ou structure", place.name, f"/quartiers#c-{place.commune}")
    for file in source.funders:
        for reserve in file.funder.reserves:
            yield (
                reserve.source,
                Named(f"réserve de {file.funder.short_name}", reserve.text, f"/financeurs/{file.funder.id}"),
            )
        for contact in file.funder.contacts:
            label = ", ".join(filter(None, (contact.organisation, contact.service, contact.role)))
            yield contact.source, Named("contact", label, f"/financeurs/{file.funder.id}")
    for correction in source.corrections.corrections:
        for entry in correction.source:
            yield entry, Named("correction", correction.printed, f"/corrections/{correction.id}")
    for values in source.vocabulary.lists.values():
        for value in values:
            if value.source:
                yield value.source, Named("mot du vocabulaire", value.label)
