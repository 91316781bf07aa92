"""Which answers an error is about, and the error in the words of the forms."""

from collections.abc import Iterable

from eligibility.engine.compile import Rulebook
from eligibility.errors import Problem
from service.site.answers import PLACE


def blamed(rulebook: Rulebook, problems: Iterable[Problem]) -> list[str]:
    """The parameters of the answers that are wrong, in the order of the rulebook's fields."""
    wrong = set()
    for problem in problems:
        pointer = problem.pointer.removeprefix("/action/").replace("/", ".")
        if pointer.startswith("site"):
            wrong.add(PLACE)
        for definition in rulebook.fields.values():
            named = any(f"« {path.split('.')[-1]} »" in problem.message for path in definition.paths)
            if named or any(pointer == path or pointer.startswith(path + ".") for path in definition.paths):
                wrong.add(definition.id)
    return [name for name in (*rulebook.fields, PLACE) if name in wrong]


def in_words(rulebook: Rulebook, message: str) -> str:
    """The names of the fields as the forms write them, not as the API does."""
    for definition in rulebook.fields.values():
        given = rulebook.given.get(definition.id)
        labels = given.path_labels if given else (definition.label,)
        for path, label in zip(definition.paths, labels, strict=False):
            message = message.replace(f"« {path.split('.')[-1]} »", f"« {label} »")
    return message
