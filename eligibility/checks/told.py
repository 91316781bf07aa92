"""What answers say of each line beside its verdict, entered a second time: a change on one side alone is seen."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from eligibility.checks.books import Difference
from eligibility.checks.index import Index, Spot
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from eligibility.rulebook.load import TOLD
from schemas.criterion import Criterion
from schemas.funder import Amount, Funder, Line
from schemas.second_reading import Told, ToldFile


def told_of(funder: Funder, line: Line) -> Told:
    """What an answer says of a line of a funder."""
    contact = next((one for one in funder.contacts if one.id == line.contact), funder.contacts[0])
    where = (contact.organisation, contact.service, contact.role, contact.town)
    return Told(
        line=line.id,
        kind=line.kind,
        nature=line.nature,
        commitment=line.commitment,
        contact=", ".join(filter(None, where)),
        source=line.source,
        amounts=[_amount(one) for one in line.amounts],
        priorities=[f"{one.text}{_when(one.when)}" for one in line.priorities],
        reserves=list(line.reserves),
        criteria=[_asked(one) for one in _criteria(line)],
    )


def told(index: Index) -> ToldFile:
    """What the rulebook says today, in the form of the second book."""
    return ToldFile(
        lines=[told_of(file.funder, line) for file in index.funders.values() for line in file.lines],
        corrections={one.id: sorted(one.affects) for one in index.source.corrections.corrections},
    )


def compare_told(index: Index) -> Iterator[Difference]:
    """Lines and corrections of which the second book says something else, or nothing; none if there is no such book."""
    second = index.books.told
    if not second.lines:
        return
    first = told(index)
    ours, theirs = versions(first), versions(second)
    for number, (version, line) in enumerate(theirs.items()):
        spot = Spot(TOLD, ("lines", number))
        if version not in ours:
            yield Difference("told", line.line, "rien", "une ligne", spot)
            continue
        for name in Told.model_fields:
            here, there = _said(ours[version], name), _said(line, name)
            if here != there:
                yield Difference("told", f"{line.line}, {name}", here, there, spot)
    for name, _ in sorted(ours.keys() - theirs.keys()):
        yield Difference("told", name, "une ligne", "rien", Spot(TOLD))
    for name in sorted(first.corrections.keys() | second.corrections.keys()):
        here, there = (_affected(book.get(name)) for book in (first.corrections, second.corrections))
        if here != there:
            yield Difference("told", f"correction {name}", here, there, Spot(TOLD, ("corrections",)))


def versions(file: ToldFile) -> dict[tuple[str, int], Told]:
    """Each row by its line and which of its versions it is: an amendment may change what a line says."""
    met: Counter[str] = Counter()
    rows = {}
    for row in file.lines:
        rows[row.line, met[row.line]] = row
        met[row.line] += 1
    return rows


def _said(line: Told, name: str) -> str:
    value = getattr(line, name)
    return " ; ".join(value) or "rien" if isinstance(value, list) else str(value)


def _affected(lines: list[str] | None) -> str:
    return "rien" if lines is None else " ; ".join(lines) or "aucune ligne"


def _criteria(line: Line) -> Iterator[Criterion]:
    if line.objectives:
        yield Criterion(field=OBJECTIVES, any_of=line.objectives, basis=line.objectives_basis)
    if line.perimeter:
        yield Criterion(field=PERIMETER, any_of=[line.perimeter], basis=line.perimeter_basis)
    for item in line.criteria:
        yield from [item] if isinstance(item, Criterion) else (one for way in item.alternatives for one in way.all)


def _asked(criterion: Criterion) -> str:
    """One criterion whole: the second reading says what the words name, the rulebook what counts for it."""
    asked = [f"{name} {_written(criterion, name)}" for name in criterion.operators]
    return " ".join([criterion.field, *asked, f"({criterion.basis})" if criterion.basis else ""]).strip()


def _written(criterion: Criterion, operator: str) -> str:
    if criterion.values:
        return ", ".join(sorted(criterion.values))
    value = getattr(criterion, {"is": "is_", "from": "from_"}.get(operator, operator))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _amount(amount: Amount) -> str:
    days = [str(day) for day in (amount.valid.from_, amount.valid.until) if day]
    return " ".join([amount.kind, f"{amount.value:f}", amount.unit, *days]) + _when(amount.when)


def _when(criteria: list[Criterion]) -> str:
    return f" [{' ; '.join(one.field for one in criteria)}]" if criteria else ""
