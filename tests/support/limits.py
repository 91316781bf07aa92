"""Growth without a clock: steps of Python counted, or a limit on the processor's time, whatever else the machine does."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


def steps(work: Callable[[], object]) -> int:
    """How many calls some work makes: the same on every machine."""
    count = 0

    def call(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(call)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@contextmanager
def processor(seconds: float) -> Iterator[None]:
    """Fails what takes more than so many seconds of the processor."""

    def too_much(*_: object) -> None:
        raise AssertionError(f"plus de {seconds} s de processeur")

    before = signal.signal(signal.SIGPROF, too_much)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
