"""The territory: codes declared once, quarters in known communes, every name with a source."""

from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.french.text import fold
from eligibility.rulebook.checks.base import Files, duplicates, near

FILE = "territory.yaml"


def check_territory(files: Files) -> Iterator[Issue]:
    """Yields the issues of territory.yaml."""
    territory = files.source.territory
    communes = {commune.insee for commune in territory.communes}
    quarters = {quarter.code for quarter in territory.quarters}
    codes = [(c.insee, ("communes", i)) for i, c in enumerate(territory.communes)]
    codes += [(q.code, ("quarters", i)) for i, q in enumerate(territory.quarters)]
    for name, first, again in duplicates(codes):
        message = f"le code {name} est déjà déclaré ligne {files.locate(FILE, first)}."
        yield files.issue(FILE, again, "duplicate-id", message, "Gardez-en un seul.")
    for index, quarter in enumerate(territory.quarters):
        for insee in quarter.communes:
            if insee not in communes:
                message = f"le quartier {quarter.code} nomme la commune {insee}, qui n'est pas déclarée."
                yield files.issue(FILE, ("quarters", index), "unknown-commune", message, near(insee, communes))
    for group in ("places", "structures"):
        for index, named in enumerate(getattr(territory, group)):
            if named.commune not in communes:
                message = f"« {named.name} » nomme la commune {named.commune}, qui n'est pas déclarée."
                yield files.issue(FILE, (group, index), "unknown-commune", message, near(named.commune, communes))
            for code in (getattr(named, "linked_quarter", None), getattr(named, "inside", None)):
                if code is not None and code not in quarters:
                    message = f"« {named.name} » nomme le quartier {code}, qui n'est pas déclaré."
                    yield files.issue(FILE, (group, index), "unknown-quarter", message, near(code, quarters))
    known = quarters | {
        fold(name)
        for group in (territory.quarters, territory.places, territory.structures)
        for item in group
        for name in (item.name, *item.aliases)
    }
    for index, ambiguity in enumerate(territory.ambiguities):
        for candidate in ambiguity.candidates:
            if candidate not in known and fold(candidate) not in known:
                message = f"« {ambiguity.name} » propose « {candidate} », qui n'est ni un quartier ni un lieu déclaré."
                yield files.issue(
                    FILE, ("ambiguities", index), "unknown-place", message, "Corrigez le nom ou déclarez le lieu."
                )
    for group in ("communes", "quarters", "places", "structures"):
        for index, item in enumerate(getattr(territory, group)):
            yield from files.source_issue(FILE, (group, index), item.source)
