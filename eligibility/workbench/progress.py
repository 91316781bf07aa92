"""How far a long piece of work is: told as it goes, to whoever shows it."""

from collections.abc import Callable

Progress = Callable[[int, int], None]  # done, in all


def untold(done: int, total: int) -> None:
    """Nobody watches."""
