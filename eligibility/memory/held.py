"""What a rulebook holds of what was drawn from it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Holder(Protocol):
    """Something that does not change, and keeps what is computed from it."""

    held: dict[Any, Any]


Owner = TypeVar("Owner", bound=Holder)
Others = ParamSpec("Others")
Value = TypeVar("Value")


def held(make: Callable[Concatenate[Owner, Others], Value]) -> Callable[Concatenate[Owner, Others], Value]:
    """A function of a rulebook, computed once for its other arguments; the value goes when the rulebook goes.

    The other arguments are few and known (codes of the rulebook), never what a person may type.
    """

    @wraps(make)
    def once(owner: Owner, /, *args: Others.args, **kwargs: Others.kwargs) -> Value:
        key = (make, args, *kwargs.items())
        if key not in owner.held:
            owner.held.setdefault(key, make(owner, *args, **kwargs))  # of two threads, both get the first value
        value: Value = owner.held[key]
        return value

    return once
