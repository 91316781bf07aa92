"""The real rulebook, read and compiled once for all tests of a process: each time takes seconds."""

import gc
from contextlib import suppress
from ctypes import CDLL
from functools import cache
from pathlib import Path
from typing import Any

from eligibility import Rulebook, load_rulebook
from eligibility.memory.bounded import Memo
from tests.support.paths import DOUAISIS

_MEMOS: list[Memo[Any, Any]] = []  # of the real rulebook: once frozen, the collector no longer names them


@cache
def real() -> Rulebook:
    rulebook = load_rulebook(DOUAISIS)
    gc.collect()
    _MEMOS.extend(memos())
    gc.freeze()  # it stays until the end: no collection need walk it again
    return rulebook


def memos() -> list[Memo[Any, Any]]:
    return [one for one in gc.get_objects() if type(one) is Memo]


def forget() -> None:
    """Gives back the memory of what was computed from any rulebook and may be computed again."""
    for memo in (*_MEMOS, *memos()):
        memo.clear()
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):  # only the C library of GNU has it
        CDLL(None).malloc_trim(0)


def loaded(path: Path) -> Rulebook:
    """The rulebook of a folder: the real one is always the same, any other is loaded as people load it."""
    return real() if path.resolve() == DOUAISIS.resolve() else load_rulebook(path)
