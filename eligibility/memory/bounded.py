"""A memo that never grows without end."""

from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """What was computed lately, at most `size` values; emptied whole when it is full.

    Threads share it without a lock: a key has the same value whoever computes it, so that a value lost, or computed
    twice, changes nothing. Reading it is reading a dict, for it stands where speed matters most.
    """

    __slots__ = ("_size",)

    def __init__(self, size: int):
        super().__init__()
        self._size = size

    def keep(self, key: Key, value: Value) -> Value:
        """Keeps a value that was just computed, and gives it back."""
        if len(self) >= self._size:
            self.clear()
        self[key] = value
        return value
