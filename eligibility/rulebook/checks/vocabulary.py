"""The vocabulary: fields and values declared once, relations that point to something and do not loop."""

from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files, duplicates, near
from schemas.vocabulary import FieldType

FILE = "vocabulary.yaml"
LISTED = (FieldType.choice, FieldType.choice_set)
NEEDED = {"objectives": FieldType.objectives, "period": FieldType.period}


def check_vocabulary(files: Files) -> Iterator[Issue]:
    """Yields the issues of vocabulary.yaml."""
    vocabulary = files.source.vocabulary
    fields = [(field.id, ("fields", index, "id")) for index, field in enumerate(vocabulary.fields)]
    for name, first, again in duplicates(fields):
        message = f"le champ « {name} » est déjà déclaré ligne {files.locate(FILE, first)}."
        yield files.issue(FILE, again, "duplicate-id", message, "Gardez-en un seul.")
    for name, kind in NEEDED.items():
        if not any(f.id == name and f.type == kind for f in vocabulary.fields):
            yield files.issue(
                FILE, ("fields",), "missing-field", f"le champ « {name} » de type {kind} manque.", "Ajoutez-le."
            )
    for index, field in enumerate(vocabulary.fields):
        if (field.type in LISTED) != (field.values is not None):
            message = f"le champ « {field.id} » de type {field.type} {'demande' if field.type in LISTED else 'ne prend pas'} de liste (values)."
            yield files.issue(FILE, ("fields", index), "values", message, "Corrigez « values ».")
        elif field.values is not None and field.values not in vocabulary.lists:
            message = f"la liste « {field.values} » n'existe pas."
            yield files.issue(
                FILE, ("fields", index, "values"), "unknown-list", message, near(field.values, vocabulary.lists)
            )
    for name in vocabulary.lists:
        yield from _check_list(files, name)


def _check_list(files: Files, name: str) -> Iterator[Issue]:
    values = files.source.vocabulary.lists[name]
    ids = {value.id for value in values}
    for value_id, first, again in duplicates((v.id, ("lists", name, i)) for i, v in enumerate(values)):
        message = f"la valeur « {value_id} » est déjà déclarée ligne {files.locate(FILE, first)}."
        yield files.issue(FILE, again, "duplicate-id", message, "Gardez-en une seule.")
    if "other" not in ids:
        yield files.issue(
            FILE, ("lists", name), "no-other", f"la liste « {name} » n'a pas de valeur « other ».", "Ajoutez-la."
        )
    parents = {value.id: value.implies for value in values}
    for index, value in enumerate(values):
        where = ("lists", name, index)
        for relation in ("implies", "overlaps", "excludes"):
            for target in getattr(value, relation):
                if target not in ids:
                    message = f"« {value.id} » : {relation} nomme « {target} », qui n'est pas dans la liste « {name} »."
                    yield files.issue(FILE, where, "unknown-value", message, near(target, ids))
        if _loops(value.id, parents):
            yield files.issue(
                FILE, where, "loop", f"« {value.id} » s'implique elle-même.", "Rompez la boucle d'implications."
            )
        yield from files.source_issue(FILE, where, value.source)


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
