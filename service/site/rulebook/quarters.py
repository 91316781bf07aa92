"""The priority quarters, the communes and the named places, as their pages show them."""

from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from schemas.territory import Commune, Place, Quarter, Structure


@dataclass(frozen=True, slots=True)
class Town:
    """A commune with its quarters, and the places and structures that the rulebook names in it."""

    commune: Commune
    quarters: tuple[Quarter, ...]
    places: tuple[Place, ...]
    structures: tuple[Structure, ...]


def towns(rulebook: Rulebook) -> list[Town]:
    """Every commune, those with quarters first, then by name."""
    file = rulebook.source.territory
    every = [
        Town(
            commune,
            tuple(quarter for quarter in file.quarters if commune.insee in quarter.communes),
            tuple(sorted((p for p in file.places if p.commune == commune.insee), key=lambda p: p.name)),
            tuple(sorted((s for s in file.structures if s.commune == commune.insee), key=lambda s: s.name)),
        )
        for commune in file.communes
    ]
    return sorted(every, key=lambda town: (not town.quarters, town.commune.name))


def structures_of(rulebook: Rulebook, quarter: str) -> tuple[list[Structure], list[Structure]]:
    """Structures that the text says are in the quarter; those that it only links to it."""
    every = sorted(rulebook.source.territory.structures, key=lambda structure: structure.name)
    inside = [structure for structure in every if structure.inside == quarter]
    return inside, [s for s in every if s.linked_quarter == quarter and s.inside != quarter]
