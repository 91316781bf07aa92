"""Where a validation error stands: the path in the file that it speaks of, and that path in words.

Pydantic adds to its paths the names of the models it tried (`Criterion`, `list[Site]`). Where several shapes are
admitted, only the one that was written speaks: a wrong criterion is not also a wrong list of alternatives.
"""

import re
from typing import Any

from eligibility.rulebook.yaml_source import Where

_NAMES = ("id", "code", "insee", "name")
_LONGEST_NAME = 40  # the name of a case is a sentence: it is counted instead
_SHAPE = re.compile(r"(?:.*[\[ ,(])?(\w+)[\])]*$")  # « function-after[one_family(), Criterion] » is a Criterion
_SCALARS = ("str", "int", "bool", "decimal", "float", "date")


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
    return isinstance(part, str) and (part[:1].isupper() or "[" in part or part in _SCALARS)


def _written(shape: str, value: Any) -> bool:
    """Is this shape the one that the author wrote?"""
    if shape.startswith("list["):
        return isinstance(value, list)
    if shape.startswith("literal["):
        return not isinstance(value, (dict, list))
    found = _SHAPE.match(shape)
    model = found[1] if found else shape
    if model == "Alternatives":
        return isinstance(value, dict) and "alternatives" in value
    if model == "Criterion":  # the simpler of the two also speaks of what is neither
        return not (isinstance(value, dict) and "alternatives" in value)
    if model[:1].isupper():
        return isinstance(value, dict)
    return not isinstance(value, (dict, list))


def in_words(path: Where, data: Any) -> str:
    """`lines.region-x.criteria.2.age`: items of a list by their identifier, or counted from 1."""
    words: list[str] = []
    value = data
    for part in path:
        if isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
            words.append(_name(value) or str(part + 1))
        else:
            value = value.get(str(part)) if isinstance(value, dict) else None
            words.append(str(part))
    return ".".join(words)


def _name(value: Any) -> str | None:
    """The identifier that an item gives itself, if it is short."""
    if not isinstance(value, dict):
        return None
    names = (value[key] for key in _NAMES if isinstance(value.get(key), str))
    return next((name for name in names if 0 < len(name) <= _LONGEST_NAME and name[-1] != "."), None)
