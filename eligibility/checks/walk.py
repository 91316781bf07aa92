"""One walk over the models of a file: every part with its place, every text, every register entry that is cited."""

from collections.abc import Iterator
from typing import Any

from eligibility.rulebook.yaml_source import Where
from schemas.base import Model
from schemas.criterion import Alternatives, Branch
from schemas.funder import Line


def parts(model: Model, where: Where = ()) -> Iterator[tuple[Where, Model]]:
    """A model and every model inside it, each with its path in the file."""
    yield where, model
    for name, value in model:
        yield from _inside(value, (*where, name))


def _inside(value: Any, where: Where) -> Iterator[tuple[Where, Model]]:
    if isinstance(value, Model):
        yield from parts(value, where)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, (*where, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, (*where, key))


def texts(model: Model) -> Iterator[tuple[Where, str]]:
    """The texts of a model itself, alone or in lists, each with its path below it."""
    for name, value in model:
        if isinstance(value, str):
            yield (name,), value
        elif isinstance(value, list):
            yield from (((name, index), item) for index, item in enumerate(value) if isinstance(item, str))


def cited(model: Model) -> Iterator[str]:
    """The register entries that a model itself names."""
    for (name, *_), text in texts(model):
        if name in ("source", "same_as") or str(name).endswith("_source"):
            yield text


def branches(line: Line) -> Iterator[tuple[Where, Branch]]:
    """The ways of each alternative of a line, with their paths below it."""
    for index, item in enumerate(line.criteria):
        if isinstance(item, Alternatives):
            for number, branch in enumerate(item.alternatives):
                yield ("criteria", index, "alternatives", number), branch
