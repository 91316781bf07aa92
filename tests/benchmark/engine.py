"""This engine as the benchmark calls it: all verdicts, all reasons, with and without what it remembers between actions."""

from collections.abc import Iterator, Mapping
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledAlternatives
from schemas.result import Reason

Keys = Mapping[str, Any]


class Engine:
    def __init__(self, rulebook: Rulebook):
        self._rulebook = rulebook
        self._compiled = [(memo, _copy(memo), _size(memo)) for memo in _dicts(rulebook)]

    def eligible(self, keys: Keys) -> int:
        return self._rulebook.matcher.eligible(keys)

    def verdicts(self, keys: Keys) -> tuple[int, int, int, int, int]:
        return self._rulebook.matcher.verdicts(keys)

    def reasons(self, keys: Keys) -> list[list[Reason]]:
        """Every reason of every line, as evaluate() builds them."""
        view, matcher = self._rulebook.reasons.view(keys), self._rulebook.matcher
        return [
            [
                (view.alternatives(item, matcher) if isinstance(item, CompiledAlternatives) else view.criterion(item))[
                    0
                ]
                for item in line.items
            ]
            for line in self._rulebook.lines
        ]

    def forget(self) -> None:
        """As just compiled: nothing remembered."""
        for memo, before, size in self._compiled:
            if _size(memo) != size:
                memo.clear()
                memo.update(_copy(before))


def _dicts(rulebook: Rulebook) -> Iterator[dict[Any, Any]]:
    """Every dict that matching or explaining may fill."""
    for holder in (rulebook.matcher, rulebook.matcher.entangled, rulebook.reasons, *rulebook.tables.values()):
        yield from (value for value in vars(holder).values() if isinstance(value, dict))


def _copy(memo: dict[Any, Any]) -> dict[Any, Any]:
    return {key: _copy(value) if type(value) is dict else value for key, value in memo.items()}


def _size(memo: dict[Any, Any]) -> int:
    return len(memo) + sum(_size(value) for value in memo.values() if type(value) is dict)
