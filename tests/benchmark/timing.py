"""Interleaved rounds and medians: each round runs every contender once on every action, in turn."""

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass
class Contender:
    """`run` on each of `inputs`; `before` is called, untimed, before each. `fresh`: each round takes its own inputs."""

    name: str
    run: Callable[[Any], Any]
    inputs: Sequence[Any] = ()
    before: Callable[[], object] | None = None
    fresh: Iterator[Sequence[Any]] | None = None


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
                spent = _round(contender)
                if spent is not None:
                    times[contender.name].append(spent)
            gc.collect()
            rounds += 1
    finally:
        if collecting:
            gc.enable()
    return {name: median(values) for name, values in times.items()}


def _round(contender: Contender) -> float | None:
    run, before = contender.run, contender.before
    inputs = contender.inputs if contender.fresh is None else next(contender.fresh, None)
    if inputs is None:
        return None  # no fresh inputs left
    if contender.fresh is None and before is None:
        for value in inputs:  # untimed: the others have just taken the processor's caches
            run(value)
    spent = 0.0
    if before is None:
        started = perf_counter()
        for value in inputs:
            run(value)
        spent = perf_counter() - started
    else:
        for value in inputs:
            before()
            started = perf_counter()
            run(value)
            spent += perf_counter() - started
    return spent / len(inputs) * 1e6
