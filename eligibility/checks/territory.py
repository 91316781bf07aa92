"""The territory: codes declared once, quarters in known communes, names that mean something declared."""

from collections.abc import Iterator

from eligibility.checks.index import Index, Spot
from eligibility.checks.names import duplicates
from eligibility.errors import Issue
from eligibility.french.text import fold, near
from schemas.territory import Ambiguity, Commune, Place, Quarter, Structure


def check_territory(index: Index) -> Iterator[Issue]:
    """Yields the issues of territory.yaml."""
    territory = index.source.territory
    communes = {commune.insee for commune in territory.communes}
    quarters = {quarter.code for quarter in territory.quarters}
    codes = [(commune.insee, spot) for spot, commune in index.each(Commune)]
    codes += [(quarter.code, spot) for spot, quarter in index.each(Quarter)]
    for name, first, again in duplicates(codes):
        message = f"le code {name} est déjà déclaré ligne {index.line(first)}."
        yield index.issue(again, "duplicate-id", message, "Gardez-en un seul.")
    for spot, quarter in index.each(Quarter):
        for insee in quarter.communes:
            if insee not in communes:
                message = f"le quartier {quarter.code} nomme la commune {insee}, qui n'est pas déclarée."
                yield index.issue(spot, "unknown-commune", message, near(insee, communes))
    named_places: list[tuple[Spot, Place | Structure]] = [*index.each(Place), *index.each(Structure)]
    for spot, named in named_places:
        if named.commune not in communes:
            message = f"« {named.name} » nomme la commune {named.commune}, qui n'est pas déclarée."
            yield index.issue(spot, "unknown-commune", message, near(named.commune, communes))
        for code in (named.linked_quarter, named.inside) if isinstance(named, Structure) else ():
            if code is not None and code not in quarters:
                message = f"« {named.name} » nomme le quartier {code}, qui n'est pas déclaré."
                yield index.issue(spot, "unknown-quarter", message, near(code, quarters))
    known = quarters | {
        fold(name)
        for group in (territory.quarters, territory.places, territory.structures)
        for item in group
        for name in (item.name, *item.aliases)
    }
    for spot, ambiguity in index.each(Ambiguity):
        for candidate in ambiguity.candidates:
            if candidate not in known and fold(candidate) not in known:
                message = f"« {ambiguity.name} » propose « {candidate} », qui n'est ni un quartier ni un lieu déclaré."
                yield index.issue(spot, "unknown-place", message, "Corrigez le nom ou déclarez le lieu.")
