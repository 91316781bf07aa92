"""This engine as the benchmark calls it: all verdicts, all reasons, with and without what it remembers."""

from collections.abc import Iterator, Mapping
from typing import Any

from eligibility.compile import CompiledAlternatives, Rulebook
from schemas.result import Reason

Keys = Mapping[str, Any]


class Engine:
    def __init__(self, rulebook: Rulebook):
        self._rulebook = rulebook
        self._memos = [(memo, frozenset(memo)) for memo in _dicts(rulebook)]  # as compiled: nothing remembered yet

    def eligible(self, keys: Keys) -> int:
        return self._rulebook.matcher.verdicts(keys).eligible

    def verdicts(self, keys: Keys) -> tuple[int, int, int, int]:
        return self._rulebook.matcher.verdicts(keys)

    def reasons(self, keys: Keys) -> list[list[Reason]]:
        """Every reason of every line, as evaluate() builds them."""
        view, matcher = self._rulebook.reasons.view(keys), self._rulebook.matcher
        return [
            [
                (view.alternatives(item, matcher) if isinstance(item, CompiledAlternatives) else view.criterion(item))[0]
                for item in line.items
            ]
            for line in self._rulebook.lines
        ]

    def forget(self) -> None:
        """Drops what earlier actions left, so that the next one is met for the first time."""
        for memo, compiled in self._memos:
            for key in memo.keys() - compiled:
                del memo[key]


def _dicts(rulebook: Rulebook) -> Iterator[dict[Any, Any]]:
    """Every dict that matching or explaining may fill, and the dicts in it."""
    for holder in (rulebook.matcher, rulebook.reasons, *rulebook.tables.values()):
        for value in vars(holder).values():
            if isinstance(value, dict):
                yield value
                yield from (inner for inner in value.values() if isinstance(inner, dict))
