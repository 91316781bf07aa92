"""Where a validation error stands: the path in the file that it speaks of, and that path in words.

Pydantic adds to its paths the names of the models it tried (`Criterion`, `list[Site]`). Where several shapes are
admitted, only the one that was written speaks: a wrong criterion is not also a wrong list of alternatives.
"""

from typing import Any

Where = tuple[str | int, ...]

_NAMES = ("id", "code", "insee", "name")


def real_path(location: Where, data: Any) -> Where | None:
    """The path without model names; None if the error is about a shape that was not the one written."""
    path: list[str | int] = []
    value = data
    for number, part in enumerate(location):
        if isinstance(value, list) and isinstance(part, int):
            value = value[part] if part < len(value) else None
        elif isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif _is_model_name(part):
            if not _written(str(part), value):
                return None
            if not isinstance(value, (dict, list)):  # the other shapes say the same of a single value
                return tuple(path)
            continue
        elif number < len(location) - 1:
            return tuple(path)
        path.append(part)
    return tuple(path)


def _is_model_name(part: str | int) -> bool:
    return isinstance(part, str) and (part[:1].isupper() or "[" in part or part in ("str", "int", "bool", "decimal"))


def _written(shape: str, value: Any) -> bool:
    """Is this shape the one that the author wrote?"""
    if shape.startswith("list["):
        return isinstance(value, list)
    if shape == "Alternatives":
        return isinstance(value, dict) and "alternatives" in value
    if shape == "Criterion":  # the simpler of the two also speaks of what is neither
        return not (isinstance(value, dict) and "alternatives" in value)
    if shape[:1].isupper():
        return isinstance(value, dict)
    return not isinstance(value, (dict, list))


def in_words(path: Where, data: Any) -> str:
    """`lines.region-x.criteria.2.age`: items of a list by their identifier, or counted from 1."""
    words: list[str] = []
    value = data
    for part in path:
        if isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
            names = [value[name] for name in _NAMES if isinstance(value.get(name), str)] if isinstance(value, dict) else []
            words.append(names[0] if names else str(part + 1))
        else:
            value = value.get(str(part)) if isinstance(value, dict) else None
            words.append(str(part))
    return ".".join(words)
