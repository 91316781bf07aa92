"""Perimeter rules: conditions on facts that exist, perimeters and reserves that are declared and opened."""

from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files, duplicates, near
from eligibility.rulebook.checks.texts import clashes, mend_clash
from eligibility.rulebook.territory import BASE_FIELDS

FILE = "perimeters.yaml"


def check_perimeters(files: Files) -> Iterator[Issue]:
    """Yields the issues of perimeters.yaml."""
    model = files.source.perimeters
    for group in ("derived", "reserves", "perimeters", "rules"):
        items = list(enumerate(getattr(model, group)))
        if group == "rules":
            again_declared = clashes(files, ((item.id, item, (group, index)) for index, item in items))
        else:
            again_declared = duplicates((item.id, (group, index)) for index, item in items)
        for name, first, again in again_declared:
            message = f"« {name} » est déjà déclaré ligne {files.locate(FILE, first)}."
            mend = mend_clash(files) if group == "rules" else "Donnez-lui un autre identifiant."
            yield files.issue(FILE, again, "duplicate-id", message, mend)
    derived = {field.id: field for field in model.derived}
    perimeters = {perimeter.id for perimeter in model.perimeters}
    reserves = {reserve.id for reserve in model.reserves}
    concluded = {rule.then.field for rule in model.rules if rule.then}
    opened = {opening.perimeter for rule in model.rules for opening in rule.opens}
    for index, rule in enumerate(model.rules):
        where = ("rules", index)
        if rule.then is None and not rule.opens:
            yield files.issue(
                FILE,
                where,
                "no-effect",
                f"la règle « {rule.id} » ne conclut rien.",
                "Ajoutez then ou opens.",
                warning=True,
            )
        for number, condition in enumerate(rule.when):
            here = (*where, "when", number)
            if condition.field not in BASE_FIELDS and condition.field not in derived:
                message = f"la règle « {rule.id} » lit le champ « {condition.field} », qui n'existe pas."
                yield files.issue(FILE, here, "unknown-field", message, near(condition.field, [*BASE_FIELDS, *derived]))
            elif condition.field in derived:
                for value in condition.any_of:
                    if value not in derived[condition.field].values:
                        message = f"« {value} » n'est pas une valeur de « {condition.field} »."
                        yield files.issue(
                            FILE, here, "unknown-value", message, near(value, derived[condition.field].values)
                        )
                if condition.field not in concluded:
                    message = f"aucune règle ne conclut « {condition.field} »."
                    yield files.issue(
                        FILE, here, "never-concluded", message, "Ajoutez une règle qui le conclut.", warning=True
                    )
        if rule.then and rule.then.field not in derived:
            message = (
                f"la règle « {rule.id} » conclut le fait « {rule.then.field} », qui n'est pas déclaré dans derived."
            )
            yield files.issue(FILE, (*where, "then"), "unknown-conclusion", message, near(rule.then.field, derived))
        elif rule.then and rule.then.value not in (values := derived[rule.then.field].values):
            message = f"la règle « {rule.id} » conclut « {rule.then.value} », qui n'est pas une valeur déclarée de « {rule.then.field} »."
            yield files.issue(FILE, (*where, "then"), "unknown-conclusion", message, near(rule.then.value, values))
        for number, opening in enumerate(rule.opens):
            here = (*where, "opens", number)
            if opening.perimeter not in perimeters:
                message = f"la règle « {rule.id} » ouvre « {opening.perimeter} », qui n'est pas un périmètre déclaré."
                yield files.issue(FILE, here, "unknown-perimeter", message, near(opening.perimeter, perimeters))
            if opening.reserve is not None and opening.reserve not in reserves:
                message = f"la réserve « {opening.reserve} » n'est pas déclarée."
                yield files.issue(FILE, here, "unknown-reserve", message, near(opening.reserve, reserves))
        yield from files.source_issue(FILE, where, rule.source)
    for index, perimeter in enumerate(model.perimeters):
        if perimeter.id not in opened:
            message = f"aucune règle n'ouvre le périmètre « {perimeter.id} » : ses lignes seraient toujours fermées."
            yield files.issue(
                FILE, ("perimeters", index), "never-opened", message, "Ajoutez une règle qui l'ouvre.", warning=True
            )
        yield from files.source_issue(FILE, ("perimeters", index), perimeter.source)
    for index, reserve in enumerate(model.reserves):
        yield from files.source_issue(FILE, ("reserves", index), reserve.source)
