"""Perimeter rules: conditions on facts that exist, perimeters and reserves that are declared and opened."""

from collections.abc import Iterator
from itertools import chain

from eligibility.checks.index import Index, Spot
from eligibility.checks.names import duplicates
from eligibility.checks.texts import clashes, mend_clash
from eligibility.errors import Issue
from eligibility.fields.builtin import PERIMETER
from eligibility.french.text import near
from eligibility.rulebook.territory import BASE_FIELDS
from schemas.criterion import Criterion
from schemas.funder import Line
from schemas.perimeters import DerivedField, Perimeter, PerimeterReserve, PerimeterRule

_NOBODY = {
    "quarter_tag": "une marque (tags) qu'aucun quartier ne porte",
    "commune": "une commune qui n'est pas déclarée",
    "commune_status": "un statut (status) qu'aucune commune n'a",
    "qpv": "un quartier qui n'est pas déclaré",
}


def check_perimeters(index: Index) -> Iterator[Issue]:
    """Yields the issues of perimeters.yaml."""
    declared = [
        [(item.id, spot) for spot, item in index.each(DerivedField)],
        [(item.id, spot) for spot, item in index.each(PerimeterReserve)],
        [(item.id, spot) for spot, item in index.each(Perimeter)],
    ]
    for name, first, again in chain(*map(duplicates, declared)):
        message = f"« {name} » est déjà déclaré ligne {index.line(first)}."
        yield index.issue(again, "duplicate-id", message, "Donnez-lui un autre identifiant.")
    for name, first, again in clashes(index, ((rule.id, rule, spot) for spot, rule in index.each(PerimeterRule))):
        message = f"« {name} » est déjà déclaré ligne {index.line(first)}."
        yield index.issue(again, "duplicate-id", message, mend_clash(index))
    rules = index.source.perimeters.rules
    concluded = {rule.then.field for rule in rules if rule.then}
    for spot, rule in index.each(PerimeterRule):
        if rule.then is None and not rule.opens:
            message = f"la règle « {rule.id} » ne conclut rien."
            yield index.issue(spot, "no-effect", message, "Ajoutez then ou opens.", warning=True)
        yield from _conditions(index, spot, rule, concluded)
        yield from _conclusions(index, spot, rule)
    opened = {opening.perimeter for rule in rules for opening in rule.opens}
    for spot, perimeter in index.each(Perimeter):
        if perimeter.id not in opened:
            message = f"aucune règle n'ouvre le périmètre « {perimeter.id} » : ses lignes seraient toujours fermées."
            yield index.issue(spot, "never-opened", message, "Ajoutez une règle qui l'ouvre.", warning=True)


def advise_idle_rules(index: Index) -> Iterator[Issue]:
    """Perimeters that no line asks for and that do not say why, rules that lead to none that a line asks for."""
    asked = {line.perimeter for _, line in index.each(Line)}
    asked |= {perimeter.id for _, perimeter in index.each(Perimeter) if perimeter.unasked}
    asked |= {name for _, test in index.each(Criterion) if test.field == PERIMETER for name in test.values}
    for spot, perimeter in index.each(Perimeter):
        if perimeter.id not in asked:
            message = f"aucune ligne ne demande le périmètre « {perimeter.id} »."
            yield index.issue(spot, "unused-perimeter", message, "Employez-le, ou retirez-le.", warning=True)
    rules = [rule for _, rule in index.each(PerimeterRule)]
    read = {condition.field for rule in rules for condition in rule.when}
    for spot, rule in index.each(PerimeterRule):
        opens = {opening.perimeter for opening in rule.opens}
        if opens.isdisjoint(asked) and not (rule.then and rule.then.field in read) and (opens or rule.then):
            message = (
                f"la règle « {rule.id} » n'ouvre rien qu'une ligne demande, et aucune règle ne lit ce qu'elle conclut."
            )
            yield index.issue(spot, "unused-rule", message, "Employez ce qu'elle conclut, ou retirez-la.", warning=True)


def _conditions(index: Index, spot: Spot, rule: PerimeterRule, concluded: set[str]) -> Iterator[Issue]:
    for number, condition in enumerate(rule.when):
        here, field = spot.at("when", number), condition.field
        if field not in BASE_FIELDS and field not in index.derived:
            message = f"la règle « {rule.id} » lit le champ « {field} », qui n'existe pas."
            yield index.issue(here, "unknown-field", message, near(field, [*BASE_FIELDS, *index.derived]))
        elif field in BASE_FIELDS:
            possible = index.base_values[field]
            for value in condition.any_of:
                if value not in possible:
                    message = f"la règle « {rule.id} » demande « {value} » pour « {field} », {_NOBODY.get(field, 'qui ne vaut que oui ou non')}."
                    yield index.issue(here, "never-true", message, near(value, possible), warning=True)
        elif field in index.derived:
            known = index.derived[field].values
            for value in condition.any_of:
                if value not in known:
                    message = f"« {value} » n'est pas une valeur de « {field} »."
                    yield index.issue(here, "unknown-value", message, near(value, known))
            if field not in concluded:
                message = f"aucune règle ne conclut « {field} »."
                yield index.issue(here, "never-concluded", message, "Ajoutez une règle qui le conclut.", warning=True)


def _conclusions(index: Index, spot: Spot, rule: PerimeterRule) -> Iterator[Issue]:
    if (then := rule.then) and then.field not in index.derived:
        message = f"la règle « {rule.id} » conclut le fait « {then.field} », qui n'est pas déclaré dans derived."
        yield index.issue(spot.at("then"), "unknown-conclusion", message, near(then.field, index.derived))
    elif then and then.value not in (values := index.derived[then.field].values):
        what = f"« {then.value} », qui n'est pas une valeur déclarée de « {then.field} »"
        message = f"la règle « {rule.id} » conclut {what}."
        yield index.issue(spot.at("then"), "unknown-conclusion", message, near(then.value, values))
    for number, opening in enumerate(rule.opens):
        here = spot.at("opens", number)
        if opening.perimeter not in index.perimeters:
            message = f"la règle « {rule.id} » ouvre « {opening.perimeter} », qui n'est pas un périmètre déclaré."
            yield index.issue(here, "unknown-perimeter", message, near(opening.perimeter, index.perimeters))
        if opening.reserve is not None and opening.reserve not in index.perimeter_reserves:
            message = f"la réserve « {opening.reserve} » n'est pas déclarée."
            yield index.issue(here, "unknown-reserve", message, near(opening.reserve, index.perimeter_reserves))
