"""Criteria that change nothing, and those that nothing can ever meet. Warnings only."""

from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.french.text import enumerate_french
from eligibility.rulebook.checks.base import Files, Where
from eligibility.rulebook.checks.reach import PERIMETER, PERIOD, Reach
from eligibility.rulebook.checks.walk import all_criteria, line_branches, line_criteria
from schemas.criterion import Criterion
from schemas.funder import Line
from schemas.texts import Validity


def advise_dead_criteria(files: Files) -> Iterator[Issue]:
    """Criteria always met, never met, or written twice."""
    reach = Reach(files.source)
    for name, file in files.funders.items():
        for criterion, where in all_criteria(file):
            if reach.always(criterion):
                message = f"ce critère sur « {criterion.field} » ne change rien : toute action le remplit."
                yield files.issue(name, where, "always-met", message, "Retirez-le, ou resserrez-le.", warning=True)
            yield from _twice(files, name, where, criterion.any_of or criterion.all_of or [])
        for index, line in enumerate(file.lines):
            yield from _line(files, reach, name, line, ("lines", index))


def advise_outside(files: Files) -> Iterator[Issue]:
    """Dates of lines and amounts that go beyond the contract's: most often a wrong year."""
    contract = files.source.contract
    first = contract.period.from_
    last = max([contract.period.until, *(a.extends_until for a in contract.amendments if a.extends_until)])
    for name, file in files.funders.items():
        for index, line in enumerate(file.lines):
            dated: list[tuple[Validity, Where]] = [(line.valid, ("lines", index, "valid"))]
            dated += [(amount.valid, ("lines", index, "amounts", number)) for number, amount in enumerate(line.amounts)]
            for valid, where in dated:
                days = [day for day in (valid.from_, valid.until) if day and not first <= day <= last]
                if days:
                    message = f"dans la ligne « {line.id} », le {days[0]:%d/%m/%Y} est hors du contrat ({first:%d/%m/%Y} – {last:%d/%m/%Y})."
                    yield files.issue(
                        name, where, "outside-period", message, "Corrigez cette date, ou retirez-la.", warning=True
                    )


def _twice(files: Files, name: str, where: Where, values: list[str]) -> Iterator[Issue]:
    for value in sorted({value for value in values if values.count(value) > 1}):
        message = f"la valeur « {value} » est écrite deux fois dans la même liste."
        yield files.issue(name, where, "duplicate-value", message, "Gardez-en une.", warning=True)


def _line(files: Files, reach: Reach, name: str, line: Line, where: Where) -> Iterator[Issue]:
    codes = line.objectives or []
    yield from _twice(files, name, (*where, "objectives"), codes)
    for code in codes:
        if parents := [parent for parent in codes if code.startswith(parent + ".")]:
            message = f"l'objectif {code} ne change aucun verdict : {parents[0]}, dans la même liste, le contient."
            yield files.issue(
                name, (*where, "objectives"), "covered-objective", message, "Gardez l'un des deux.", warning=True
            )
    if codes and reach.covers_all_objectives(codes):
        message = f"la ligne « {line.id} » nomme tous les objectifs : le critère ne change rien."
        yield files.issue(
            name, (*where, "objectives"), "all-objectives", message, "Écrivez objectives: null.", warning=True
        )
    base = list(line_criteria(line, where))
    if line.perimeter is not None:
        perimeter = Criterion(field=PERIMETER, any_of=[line.perimeter])
        base.append((perimeter, (*where, "perimeter")))
        if reach.always(perimeter):
            message = f"le périmètre « {line.perimeter} » est ouvert partout : le critère ne change rien."
            yield files.issue(
                name, (*where, "perimeter"), "always-met", message, "Écrivez perimeter: null.", warning=True
            )
    for criterion, here in base:
        if why := _never(reach, line, criterion):
            message = f"la ligne « {line.id} » ne peut jamais être ouverte : {why}."
            yield files.issue(
                name, here, "never-met", message, "Corrigez ce critère, ou retirez la ligne.", warning=True
            )
    for branch, here in line_branches(line, where):
        for criterion in branch.all:
            why = _never(reach, line, criterion)
            if why is None and any(not reach.compatible(c, criterion) for c, _ in base if c.field == criterion.field):
                why = f"elle contredit un autre critère de la ligne sur « {criterion.field} »"
            if why:
                message = f"cette voie de la ligne « {line.id} » ne peut jamais être suivie : {why}."
                yield files.issue(name, here, "never-met", message, "Corrigez-la, ou retirez-la.", warning=True)
        if branch.reserve is None and all(any(_same_test(c, criterion) for c, _ in base) for criterion in branch.all):
            message = f"cette voie de la ligne « {line.id} » est toujours libre : l'alternative ne change rien."
            yield files.issue(
                name, here, "always-met", message, "Retirez l'alternative, ou corrigez la voie.", warning=True
            )


def _never(reach: Reach, line: Line, criterion: Criterion) -> str | None:
    """Why no action can meet a criterion, or None."""
    if criterion.field == PERIMETER and not reach.places(criterion.any_of or ()):
        return f"le périmètre {enumerate_french(criterion.any_of or [])} n'est ouvert nulle part"
    if criterion.field == PERIOD:
        first, last = reach.window(criterion, line=line)
        if first > last:
            return f"ses dates sont vides (à partir du {first:%d/%m/%Y}, jusqu'au {last:%d/%m/%Y})"
    return None


def _same_test(one: Criterion, other: Criterion) -> bool:
    return one.model_dump(exclude={"source", "note"}) == other.model_dump(exclude={"source", "note"})
