"""What is declared and never used: reserves, contacts, register entries that their lines do not cite. Warnings only."""

from collections.abc import Iterator

from eligibility.checks.index import Index
from eligibility.checks.walk import branches, cited, parts
from eligibility.errors import Issue
from schemas.funder import Funder, FunderFile, Line
from schemas.perimeters import PerimeterReserve
from schemas.register import RegisterFile


def advise_unused(index: Index) -> Iterator[Issue]:
    """Reserves and contacts that no line names."""
    everywhere = {opening.reserve for rule in index.source.perimeters.rules for opening in rule.opens}
    for spot, file in index.each(FunderFile):
        used = {reserve for line in file.lines for reserve in _reserves(line)}
        everywhere |= used
        for number, reserve in enumerate(file.funder.reserves):
            if reserve.id not in used:
                message = f"la réserve « {reserve.id} » n'est employée par aucune ligne de {file.funder.id}."
                here = spot.at("funder", "reserves", number)
                yield index.issue(here, "unused-reserve", message, "Employez-la, ou retirez-la.", warning=True)
        contacts = {_contact(file.funder, line) for line in file.lines}
        for number, contact in enumerate(file.funder.contacts):
            if contact.id not in contacts:
                message = f"le contact « {contact.id} » n'est employé par aucune ligne de {file.funder.id}."
                mend = "Nommez-le dans une ligne (contact), ou retirez-le."
                here = spot.at("funder", "contacts", number)
                yield index.issue(here, "unused-contact", message, mend, warning=True)
    for spot, perimeter_reserve in index.each(PerimeterReserve):
        if perimeter_reserve.id not in everywhere:
            message = f"la réserve « {perimeter_reserve.id} » n'est employée par aucune règle ni ligne."
            yield index.issue(spot, "unused-reserve", message, "Employez-la, ou retirez-la.", warning=True)


def _reserves(line: Line) -> set[str]:
    return {*line.reserves, *(branch.reserve for _, branch in branches(line) if branch.reserve)}


def _contact(funder: Funder, line: Line) -> str:
    return line.contact or funder.contacts[0].id


def advise_citations(index: Index) -> Iterator[Issue]:
    """Entries said to be encoded as a line that cites nothing of their register file."""
    citations: dict[str, set[str]] = {}
    for file in index.funders.values():
        for line in file.lines:
            citations.setdefault(line.id, set()).update(_cited(file.funder, line))  # by one version or another
    for spot, register in index.each(RegisterFile):
        own = {entry.id for entry in register.entries}
        for number, entry in enumerate(register.entries):
            for target in entry.encoded_as:
                if target in citations and not citations[target] & own:
                    what = f"la ligne « {target} », qui ne cite aucune entrée de ce fichier"
                    message = f"l'entrée {entry.id} mène à {what}."
                    mend = f"Ajoutez {entry.id} à ses sources, ou corrigez encoded_as."
                    yield index.issue(spot.at("entries", number), "not-cited", message, mend, warning=True)


def _cited(funder: Funder, line: Line) -> Iterator[str]:
    """Every entry that a line points to, itself or through what it holds, its reserves and its contact."""
    for _, part in parts(line):
        yield from cited(part)
    reserves = _reserves(line)
    yield from (reserve.source for reserve in funder.reserves if reserve.id in reserves)
    yield from (contact.source for contact in funder.contacts if contact.id == line.contact)
