"""Interleaved rounds and medians: each round runs every contender once on every action, in turn."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass
class Contender:
    """`run` on each of `inputs`; `before` is called, untimed, before each."""

    name: str
    run: Callable[[Any], Any]
    inputs: Sequence[Any]
    before: Callable[[], object] | None = None


def interleaved(contenders: Sequence[Contender], seconds: float, most: int = 40) -> dict[str, float]:
    """Microseconds per action of each contender: medians over rounds, at least three, for about `seconds`."""
    times: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    end = perf_counter() + seconds
    rounds = 0
    collecting = gc.isenabled()
    gc.disable()
    try:
        while rounds < 3 or (rounds < most and perf_counter() < end):
            turn = rounds % len(contenders)
            for contender in [*contenders[turn:], *contenders[:turn]]:
                times[contender.name].append(_round(contender))
            gc.collect()
            rounds += 1
    finally:
        if collecting:
            gc.enable()
    return {name: median(values) for name, values in times.items()}


def _round(contender: Contender) -> float:
    run, before = contender.run, contender.before
    if before is None:
        for value in contender.inputs:  # untimed: the others have taken the processor's caches, or made it forget
            run(value)
        started = perf_counter()
        for value in contender.inputs:
            run(value)
        spent = perf_counter() - started
    else:
        spent = 0.0
        for value in contender.inputs:
            before()
            started = perf_counter()
            run(value)
            spent += perf_counter() - started
    return spent / len(contender.inputs) * 1e6
