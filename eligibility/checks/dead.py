"""Criteria that change nothing, and those that nothing can ever meet. Warnings only."""

from collections.abc import Iterator

from eligibility.checks.index import Index, Spot
from eligibility.checks.reach import Reach
from eligibility.checks.walk import branches
from eligibility.errors import Issue
from eligibility.fields.builtin import PERIMETER, PERIOD
from eligibility.french.text import enumerate_french
from eligibility.rulebook.editions import last_day
from eligibility.rulebook.objectives import covers
from schemas.criterion import Criterion
from schemas.funder import Line


def advise_dead_criteria(index: Index) -> Iterator[Issue]:
    """Criteria always met, never met, or written twice."""
    reach = Reach(index)
    for spot, criterion in index.each(Criterion):
        if reach.always(criterion):
            message = f"ce critère sur « {criterion.field} » ne change rien : toute action le remplit."
            yield index.issue(spot, "always-met", message, "Retirez-le, ou resserrez-le.", warning=True)
        yield from _twice(index, spot, criterion.values)
    for spot, line in index.each(Line):
        yield from _objectives(index, reach, spot.at("objectives"), line)
        yield from _line(index, reach, spot, line)


def advise_outside(index: Index) -> Iterator[Issue]:
    """Dates of lines and amounts that go beyond the contract's: most often a wrong year."""
    first, last = index.source.contract.period.from_, last_day(index.source.contract)
    for spot, line in index.each(Line):
        dated = [(line.valid, spot.at("valid"))]
        dated += [(amount.valid, spot.at("amounts", number)) for number, amount in enumerate(line.amounts)]
        for valid, here in dated:
            days = [day for day in (valid.from_, valid.until) if day and not first <= day <= last]
            if days:
                contract = f"({first:%d/%m/%Y} – {last:%d/%m/%Y})"
                message = f"dans la ligne « {line.id} », le {days[0]:%d/%m/%Y} est hors du contrat {contract}."
                yield index.issue(here, "outside-period", message, "Corrigez cette date, ou retirez-la.", warning=True)


def _twice(index: Index, spot: Spot, values: list[str]) -> Iterator[Issue]:
    for value in sorted({value for value in values if values.count(value) > 1}):
        message = f"la valeur « {value} » est écrite deux fois dans la même liste."
        yield index.issue(spot, "duplicate-value", message, "Gardez-en une.", warning=True)


def _objectives(index: Index, reach: Reach, spot: Spot, line: Line) -> Iterator[Issue]:
    codes = line.objectives or []
    yield from _twice(index, spot, codes)
    for code in codes:
        if parents := [parent for parent in codes if parent != code and covers(parent, code)]:
            message = f"l'objectif {code} ne change aucun verdict : {parents[0]}, dans la même liste, le contient."
            yield index.issue(spot, "covered-objective", message, "Gardez l'un des deux.", warning=True)
    if codes and reach.covers_all_objectives(codes):
        message = f"la ligne « {line.id} » nomme tous les objectifs : le critère ne change rien."
        yield index.issue(spot, "all-objectives", message, "Écrivez objectives: null.", warning=True)


def _line(index: Index, reach: Reach, spot: Spot, line: Line) -> Iterator[Issue]:
    base = [(c, spot.at("criteria", number)) for number, c in enumerate(line.criteria) if isinstance(c, Criterion)]
    if line.perimeter is not None:
        perimeter = Criterion(field=PERIMETER, any_of=[line.perimeter])
        base.append((perimeter, spot.at("perimeter")))
        if reach.always(perimeter):
            message = f"le périmètre « {line.perimeter} » est ouvert partout : le critère ne change rien."
            mend = "Écrivez perimeter: null."
            yield index.issue(spot.at("perimeter"), "always-met", message, mend, warning=True)
    for criterion, here in base:
        if why := _never(reach, line, criterion):
            message = f"la ligne « {line.id} » ne peut jamais être ouverte : {why}."
            mend = "Corrigez ce critère, ou retirez la ligne."
            yield index.issue(here, "never-met", message, mend, warning=True)
    for where, branch in branches(line):
        here = spot.at(*where)
        for criterion in branch.all:
            why = _never(reach, line, criterion)
            if why is None and any(not reach.compatible(c, criterion) for c, _ in base if c.field == criterion.field):
                why = f"elle contredit un autre critère de la ligne sur « {criterion.field} »"
            if why:
                message = f"cette voie de la ligne « {line.id} » ne peut jamais être suivie : {why}."
                yield index.issue(here, "never-met", message, "Corrigez-la, ou retirez-la.", warning=True)
        if branch.reserve is None and all(any(_same_test(c, criterion) for c, _ in base) for criterion in branch.all):
            message = f"cette voie de la ligne « {line.id} » est toujours libre : l'alternative ne change rien."
            mend = "Retirez l'alternative, ou corrigez la voie."
            yield index.issue(here, "always-met", message, mend, warning=True)


def _never(reach: Reach, line: Line, criterion: Criterion) -> str | None:
    """Why no action can meet a criterion, or None."""
    if criterion.field == PERIMETER and not reach.places(criterion.any_of or ()):
        return f"le périmètre {enumerate_french(criterion.any_of or [])} n'est ouvert nulle part"
    if criterion.field == PERIOD:
        first, last = reach.window(criterion, line)
        if first > last:
            return f"ses dates sont vides (à partir du {first:%d/%m/%Y}, jusqu'au {last:%d/%m/%Y})"
    if criterion.none_of is not None and not reach.met(criterion):
        return f"« {criterion.field} » n'y admet plus aucune valeur"
    return None


def _same_test(one: Criterion, other: Criterion) -> bool:
    return one.model_dump(exclude={"source", "note"}) == other.model_dump(exclude={"source", "note"})
