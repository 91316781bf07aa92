"""The objectives of a contract as a tree. A code is its path: 3.4.2 is below 3.4, which is below axis 3."""

from collections.abc import Iterable
from functools import cached_property

from schemas.objectives import ObjectivesFile, SubObjective


def above(code: str) -> str:
    """The code just above; empty for an axis."""
    return code.rpartition(".")[0]


def depth(code: str) -> int:
    """1 for an axis, 2 for an objective, 3 for a sub-objective."""
    return code.count(".") + 1


def covers(code: str, other: str) -> bool:
    """Is the other code this one, or below it?"""
    return other == code or other.startswith(code + ".")


def related(code: str, other: str) -> bool:
    """Does one of them cover the other?"""
    return covers(code, other) or covers(other, code)


class Objectives:
    """Titles of every level, the sub-objectives, and what a code covers; all in the order of the contract."""

    def __init__(self, file: ObjectivesFile):
        self.titles: dict[str, str] = {}
        self.subs: dict[str, SubObjective] = {}
        for axis in file.axes:
            self.titles[axis.code] = axis.title
            for objective in axis.children:
                self.titles[objective.code] = objective.title
                for sub in objective.children:
                    self.titles[sub.code] = sub.title
                    self.subs[sub.code] = sub
        self.leaves = list(self.subs)

    @cached_property
    def _below(self) -> dict[str, tuple[str, ...]]:
        return {code: tuple(leaf for leaf in self.leaves if covers(code, leaf)) for code in self.titles}

    def below(self, code: str) -> tuple[str, ...]:
        """The sub-objectives that a code covers: itself, at the lowest level; none if there is no such code."""
        return self._below.get(code, ())

    def served(self, codes: Iterable[str]) -> list[str]:
        """The sub-objectives that any of these codes covers."""
        covered = {leaf for code in codes for leaf in self.below(code)}
        return [leaf for leaf in self.leaves if leaf in covered]

    def beside(self, code: str) -> tuple[str, ...]:
        """The codes that have the same one above; the code itself may not exist."""
        return tuple(other for other in self.titles if (above(other), depth(other)) == (above(code), depth(code)))
