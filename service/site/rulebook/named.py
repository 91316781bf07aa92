"""What an identifier of the rulebook names, and where it is shown: lines, funders, aims, places, perimeters, rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.memory.held import held
from eligibility.places.names import COMMUNE, PLACE, QUARTER, STRUCTURE, NamedPlace

PLACES = {QUARTER: "quartier", COMMUNE: "commune", PLACE: "lieu", STRUCTURE: "structure"}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by its name. `href` follows the address of the rulebook's pages; empty if it has no page."""

    kind: str
    label: str
    href: str = ""


@held
def directory(rulebook: Rulebook) -> Mapping[str, Named]:
    """Everything that has an identifier; where two things share one, the line is meant first, then the funder."""
    by_name: dict[str, Named] = {}
    for name, thing in _everything(rulebook):
        by_name.setdefault(name, thing)
    return by_name


def named(rulebook: Rulebook, names: Iterable[str]) -> list[Named]:
    """These identifiers as things; one that is unknown is shown as it is written."""
    known = directory(rulebook)
    return [known.get(name) or Named("", name) for name in names]


def _everything(rulebook: Rulebook) -> Iterable[tuple[str, Named]]:
    for edition in [rulebook, *(edition for _, edition in reversed(rulebook.editions))]:
        for line in edition.lines:
            yield line.id, Named("ligne", line.line.title, f"/lignes/{line.id}")
    for file in rulebook.source.funders:
        yield file.funder.id, Named("financeur", file.funder.name, f"/financeurs/{file.funder.id}")
    for code, title in rulebook.objectives.titles.items():
        yield code, Named("objectif", f"{code} {title}", f"/objectifs/{code}")
    for perimeter in rulebook.perimeters.values():
        yield perimeter.id, Named("périmètre", perimeter.label, f"/perimetres#p-{perimeter.id}")
    for rule in rulebook.rules.values():
        yield rule.id, Named("règle de lieu", rule.title, f"/perimetres#r-{rule.id}")
    for kind, label in PLACES.items():
        for place in rulebook.resolver.names.of(kind):
            for name in filter(None, (place.code, place.name)):
                yield name, Named(label, place.name, place_page(place))


def place_page(place: NamedPlace) -> str:
    """Where a place is shown: with its quarter if it has one, else with its commune."""
    return f"/quartiers/{place.quarter}" if place.quarter else f"/quartiers#c-{min(place.communes)}"
