"""A rulebook as it was known on a day: its texts up to then. An amendment makes an edition; none changes a past one."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from schemas.contract import ContractFile
from schemas.criterion import Alternatives
from schemas.funder import FunderFile, Line
from schemas.perimeters import PerimetersFile
from schemas.rulebook import RulebookSource
from schemas.texts import Versioned

CONTRACT = ""  # stands for the contract as signed, among the names of amendments


def editions(source: RulebookSource) -> Iterator[tuple[date, RulebookSource]]:
    """First day and content of every edition, oldest first: the contract, then one per amendment."""
    contract = source.contract
    known = [CONTRACT]
    yield contract.known_from, _edition(source, known)
    for amendment in contract.amendments:
        known = [*known, amendment.id]
        yield amendment.known_from, _edition(source, known)


def in_force(item: Versioned, known: Collection[str]) -> bool:
    """Is this version of a thing in force once these texts are known?"""
    return (item.introduced_by or CONTRACT) in known and item.repealed_by not in known


def last_day(contract: ContractFile) -> date:
    """Last day of the contract once every text is known."""
    return max([contract.period.until, *(a.extends_until for a in contract.amendments if a.extends_until)])


def _edition(source: RulebookSource, known: Collection[str]) -> RulebookSource:
    if not source.contract.amendments:
        return source
    return replace(
        source,
        contract=_contract(source.contract, known),
        perimeters=_perimeters(source.perimeters, known),
        funders=tuple(_funder(file, known) for file in source.funders),
    )


def _contract(contract: ContractFile, known: Collection[str]) -> ContractFile:
    longer = [a for a in contract.amendments if a.id in known and a.extends_until]
    period = contract.period.model_copy(
        update={"until": longer[-1].extends_until, "source": longer[-1].source} if longer else {}
    )
    return contract.model_copy(update={"period": period})


def _perimeters(file: PerimetersFile, known: Collection[str]) -> PerimetersFile:
    return file.model_copy(update={"rules": [rule for rule in file.rules if in_force(rule, known)]})


def _funder(file: FunderFile, known: Collection[str]) -> FunderFile:
    """A reserve that is not in force goes from every line that names it."""
    reserves = [r for r in file.funder.reserves if in_force(r, known)]
    absent = {r.id for r in file.funder.reserves} - {r.id for r in reserves}
    lines = [_without(line, absent) if absent else line for line in file.lines if in_force(line, known)]
    return file.model_copy(update={"funder": file.funder.model_copy(update={"reserves": reserves}), "lines": lines})


def _without(line: Line, absent: set[str]) -> Line:
    """The line without these reserves, its own and those of its ways."""
    criteria = [
        item.model_copy(
            update={
                "alternatives": [
                    w.model_copy(update={"reserve": None}) if w.reserve in absent else w for w in item.alternatives
                ]
            }
        )
        if isinstance(item, Alternatives)
        else item
        for item in line.criteria
    ]
    return line.model_copy(
        update={"reserves": [name for name in line.reserves if name not in absent], "criteria": criteria}
    )
