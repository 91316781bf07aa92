"""The vocabulary: fields and values declared once, relations that point to something and do not loop."""

from collections.abc import Iterator

from eligibility.checks.index import Index, Spot
from eligibility.checks.names import duplicates
from eligibility.errors import Issue
from eligibility.french.text import near
from schemas.vocabulary import FieldDefinition, FieldType

NEEDED = {"objectives": FieldType.objectives, "period": FieldType.period}
FILE = Spot("vocabulary.yaml")


def check_vocabulary(index: Index) -> Iterator[Issue]:
    """Yields the issues of vocabulary.yaml."""
    vocabulary = index.source.vocabulary
    for name, first, again in duplicates((field.id, spot.at("id")) for spot, field in index.each(FieldDefinition)):
        message = f"le champ « {name} » est déjà déclaré ligne {index.line(first)}."
        yield index.issue(again, "duplicate-id", message, "Gardez-en un seul.")
    for name, kind in NEEDED.items():
        if not any(f.id == name and f.type == kind for f in vocabulary.fields):
            message = f"le champ « {name} » de type {kind} manque."
            yield index.issue(FILE.at("fields"), "missing-field", message, "Ajoutez-le.")
    for spot, field in index.each(FieldDefinition):
        listed = field.id in index.given and index.given[field.id].listed
        if listed != (field.values is not None):
            needed = "demande" if listed else "ne prend pas"
            message = f"le champ « {field.id} » de type {field.type} {needed} de liste (values)."
            yield index.issue(spot, "values", message, "Corrigez « values ».")
        elif field.values is not None and field.values not in vocabulary.lists:
            message = f"la liste « {field.values} » n'existe pas."
            yield index.issue(spot.at("values"), "unknown-list", message, near(field.values, vocabulary.lists))
    for name in vocabulary.lists:
        yield from _check_list(index, name)


def _check_list(index: Index, name: str) -> Iterator[Issue]:
    values, ids, here = index.source.vocabulary.lists[name], index.values[name], FILE.at("lists", name)
    for value_id, first, again in duplicates((value.id, here.at(i)) for i, value in enumerate(values)):
        message = f"la valeur « {value_id} » est déjà déclarée ligne {index.line(first)}."
        yield index.issue(again, "duplicate-id", message, "Gardez-en une seule.")
    if "other" not in ids:
        yield index.issue(here, "no-other", f"la liste « {name} » n'a pas de valeur « other ».", "Ajoutez-la.")
    parents = {value.id: value.implies for value in values}
    for number, value in enumerate(values):
        spot = here.at(number)
        for relation in ("implies", "overlaps", "excludes"):
            for target in getattr(value, relation):
                if target not in ids:
                    message = f"« {value.id} » : {relation} nomme « {target} », qui n'est pas dans la liste « {name} »."
                    yield index.issue(spot, "unknown-value", message, near(target, ids))
        if _loops(value.id, parents):
            message = f"« {value.id} » s'implique elle-même."
            yield index.issue(spot, "loop", message, "Rompez la boucle d'implications.")


def _loops(start: str, parents: dict[str, list[str]]) -> bool:
    seen, todo = set(), list(parents[start])
    while todo:
        name = todo.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            todo += parents.get(name, [])
    return False
