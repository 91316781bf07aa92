"""Lines: ids declared once; objectives, perimeters, reserves and contacts that exist; dates within the contract's."""

from collections.abc import Iterator

from eligibility.checks.index import Index, Spot
from eligibility.checks.names import duplicates
from eligibility.checks.texts import clashes, mend_clash
from eligibility.checks.walk import branches
from eligibility.errors import Issue
from eligibility.french.text import near
from eligibility.rulebook.editions import last_day
from schemas.criterion import Basis, Criterion
from schemas.funder import FunderFile, Line


def check_lines(index: Index) -> Iterator[Issue]:
    """Yields the issues of every funder file, its criteria and sources apart."""
    for line_id, first, again in clashes(index, ((line.id, line, spot.at("id")) for spot, line in index.each(Line))):
        message = f"la ligne « {line_id} » existe déjà ({first.file}, ligne {index.line(first)})."
        yield index.issue(again, "duplicate-id", message, mend_clash(index))
    funders = ((file.funder.id, spot.at("funder", "id")) for spot, file in index.each(FunderFile))
    for funder_id, first, again in duplicates(funders):
        message = f"le financeur « {funder_id} » existe déjà ({first.file})."
        mend = "Réunissez les deux fichiers ou changez l'identifiant."
        yield index.issue(again, "duplicate-id", message, mend)
    for spot, file in index.each(FunderFile):
        yield from _funder(index, spot, file)


def _funder(index: Index, spot: Spot, file: FunderFile) -> Iterator[Issue]:
    reserves = file.funder.reserves
    places = ((reserve.id, reserve, spot.at("funder", "reserves", number)) for number, reserve in enumerate(reserves))
    for name, first, again in clashes(index, places):
        message = f"la réserve « {name} » est déjà déclarée ligne {index.line(first)}."
        yield index.issue(again, "duplicate-id", message, mend_clash(index))
    known_reserves = {reserve.id for reserve in reserves} | index.perimeter_reserves
    contacts = {contact.id for contact in file.funder.contacts}
    for number, line in enumerate(file.lines):
        here = spot.at("lines", number)
        yield from _names(index, here, line, contacts)
        named = [(here.at("reserves"), reserve) for reserve in line.reserves]
        named += [(here.at(*where), branch.reserve) for where, branch in branches(line) if branch.reserve]
        for where, reserve in named:
            if reserve not in known_reserves:
                message = f"la ligne « {line.id} » nomme la réserve « {reserve} », que son financeur ne déclare pas."
                yield index.issue(where, "unknown-reserve", message, near(reserve, known_reserves))
        yield from _repeated(index, here, line)
        yield from _dates(index, here, line)


def _names(index: Index, spot: Spot, line: Line, contacts: set[str]) -> Iterator[Issue]:
    for code in line.objectives or ():
        if code not in index.objectives.titles:
            message = f"la ligne « {line.id} » nomme l'objectif {code}, qui n'existe pas."
            yield index.issue(spot.at("objectives"), "unknown-objective", message, near(code, index.objectives.titles))
    if line.perimeter is not None and line.perimeter not in index.perimeters:
        message = f"la ligne « {line.id} » nomme le périmètre « {line.perimeter} », qui n'existe pas."
        yield index.issue(spot.at("perimeter"), "unknown-perimeter", message, near(line.perimeter, index.perimeters))
    if line.contact is not None and line.contact not in contacts:
        message = f"la ligne « {line.id} » nomme le contact « {line.contact} », que son financeur ne déclare pas."
        yield index.issue(spot.at("contact"), "unknown-contact", message, near(line.contact, contacts))


def _repeated(index: Index, spot: Spot, line: Line) -> Iterator[Issue]:
    """A field is best tested once; twice where one bound is printed and another read, or where objectives are banned."""
    taken: list[tuple[str, Basis | None]] = []
    for name in ("objectives", "perimeter"):
        if getattr(line, name) is not None:
            taken += [(name, basis) for basis in (*Basis, None)]
    for number, item in enumerate(line.criteria):
        if isinstance(item, Criterion):
            test = (item.field, item.basis)
            if test in taken and not (item.field == "objectives" and item.none_of):
                message = f"la ligne « {line.id} » teste deux fois le champ « {item.field} »."
                mend = "Réunissez les deux critères, ou employez des alternatives."
                yield index.issue(spot.at("criteria", number), "same-field-twice", message, mend, warning=True)
            taken.append(test)
    for where, branch in branches(line):
        tests = [(criterion.field, criterion.basis) for criterion in branch.all]
        if len(set(tests)) < len(tests):
            message = f"la ligne « {line.id} » : une voie teste deux fois le même champ."
            yield index.issue(
                spot.at(*where), "same-field-twice", message, "Réunissez les deux critères.", warning=True
            )


def _dates(index: Index, spot: Spot, line: Line) -> Iterator[Issue]:
    contract = index.source.contract
    first = max(day for day in (contract.period.from_, line.valid.from_) if day)
    last = min(day for day in (last_day(contract), line.valid.until) if day)
    if first > last:
        message = f"la ligne « {line.id} » n'est valable aucun jour de la période du contrat."
        yield index.issue(spot.at("valid"), "never-valid", message, "Corrigez ses dates.")
