"""What is declared and never used: reserves, contacts, register entries that their lines do not cite. Warnings only."""

from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files
from eligibility.rulebook.checks.walk import all_criteria, line_branches
from schemas.criterion import Alternatives
from schemas.funder import FunderFile, Line


def advise_unused(files: Files) -> Iterator[Issue]:
    """Reserves and contacts that no line names."""
    everywhere: set[str] = set()
    for name, file in files.funders.items():
        used = _reserves(file)
        everywhere |= used
        for index, reserve in enumerate(file.funder.reserves):
            if reserve.id not in used:
                message = f"la réserve « {reserve.id} » n'est employée par aucune ligne de {file.funder.id}."
                yield files.issue(
                    name,
                    ("funder", "reserves", index),
                    "unused-reserve",
                    message,
                    "Employez-la, ou retirez-la.",
                    warning=True,
                )
        by_default = any(line.contact is None for line in file.lines)
        contacts = {line.contact for line in file.lines}
        for index, contact in enumerate(file.funder.contacts):
            if contact.id not in contacts and not (index == 0 and by_default):
                message = f"le contact « {contact.id} » n'est employé par aucune ligne de {file.funder.id}."
                mend = "Nommez-le dans une ligne (contact), ou retirez-le."
                yield files.issue(name, ("funder", "contacts", index), "unused-contact", message, mend, warning=True)
    everywhere |= {
        opening.reserve for rule in files.source.perimeters.rules for opening in rule.opens if opening.reserve
    }
    for index, perimeter_reserve in enumerate(files.source.perimeters.reserves):
        if perimeter_reserve.id not in everywhere:
            message = f"la réserve « {perimeter_reserve.id} » n'est employée par aucune règle ni ligne."
            yield files.issue(
                "perimeters.yaml",
                ("reserves", index),
                "unused-reserve",
                message,
                "Employez-la, ou retirez-la.",
                warning=True,
            )


def _reserves(file: FunderFile) -> set[str]:
    named = {reserve for line in file.lines for reserve in line.reserves}
    return named | {b.reserve for line in file.lines for b, _ in line_branches(line, ()) if b.reserve}


def advise_citations(files: Files) -> Iterator[Issue]:
    """Entries said to be encoded as a line that cites nothing of their register file."""
    cited: dict[str, set[str]] = {}
    for file in files.funders.values():
        for line in file.lines:
            cited.setdefault(line.id, set()).update(_cited(file, line))  # by one version or another
    for name, register in files.registers.items():
        own = {entry.id for entry in register.entries}
        for index, entry in enumerate(register.entries):
            for target in entry.encoded_as:
                if target in cited and not cited[target] & own:
                    message = (
                        f"l'entrée {entry.id} mène à la ligne « {target} », qui ne cite aucune entrée de ce fichier."
                    )
                    mend = f"Ajoutez {entry.id} à ses sources, ou corrigez encoded_as."
                    yield files.issue(name, ("entries", index), "not-cited", message, mend, warning=True)


def _cited(file: FunderFile, line: Line) -> set[str]:
    """Every entry that a line points to, itself or through its criteria, amounts, reserves and contact."""
    own = FunderFile(funder=file.funder.model_copy(update={"reserves": []}), lines=[line])
    sources = {*line.source, line.objectives_source, line.perimeter_source, line.valid_source}
    sources |= {criterion.source for criterion, _ in all_criteria(own)}
    sources |= {item.source for item in line.criteria if isinstance(item, Alternatives)}
    sources |= {amount.source for amount in line.amounts} | {priority.source for priority in line.priorities}
    sources |= {reserve.source for reserve in file.funder.reserves if reserve.id in _reserves(own)}
    sources |= {contact.source for contact in file.funder.contacts if contact.id == line.contact}
    return {source for source in sources if source}
