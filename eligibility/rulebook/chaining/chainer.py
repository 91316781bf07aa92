"""What chains the perimeter rules forward, whoever does it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from schemas.perimeters import PerimeterRule

Fact = tuple[str, str]  # a field and its value


class Chainer(ABC):
    """Rules made ready once; `fired` is safe to call from several threads."""

    name: ClassVar[str]  # stands in every answer

    @abstractmethod
    def __init__(self, rules: Iterable[PerimeterRule]):
        """`rules`: within the limits of `check_limits`, each with an id of its own."""

    @abstractmethod
    def fired(self, facts: frozenset[Fact]) -> set[str]:
        """Ids of the rules whose conditions hold, given these facts and all that rules conclude from them."""
