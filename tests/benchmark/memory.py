"""Time to load and peak memory of one engine, in a process of its own: `python -m tests.benchmark.memory ENGINE LINES`."""

import gc
import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

from eligibility.actions.reading import read_action
from eligibility.engine.compile import Rulebook
from eligibility.rulebook.load import RulebookFolder
from tests.benchmark.contest import DURABLE, ENGINE, LOOP, peers
from tests.benchmark.engine import Engine
from tests.benchmark.loop import Loop
from tests.benchmark.prepared import Preparation
from tests.benchmark.synthetic import synthetic_actions, synthetic_rulebook

ENGINES = (ENGINE, LOOP, "zen-engine", "CLIPS", DURABLE)


def measure(folder: Path, engine: str, lines: int, actions: int = 20) -> dict[str, float]:
    """Seconds to build, and megabytes added at the peak of building and answering 20 actions."""
    real = RulebookFolder(folder).source()
    source = synthetic_rulebook(real, lines) if lines else real
    given = synthetic_actions(real, actions).full
    rulebook = None
    if engine == ENGINE:  # territory and perimeters are the engine's own work: in
        inputs: list[Any] = []
    else:
        rulebook = Rulebook(source)
        preparation = Preparation(rulebook)
        facts = [preparation.facts(read_action(rulebook, action).keys) for action in given]
    gc.collect()
    before = _now()
    _reset_peak()
    started = perf_counter()
    if engine == ENGINE:
        rulebook = Rulebook(source)
        seconds = perf_counter() - started
        answer: Any = Engine(rulebook).verdicts
        inputs = [read_action(rulebook, action).keys for action in given]
    elif engine == LOOP:
        answer = Loop(preparation).verdicts
        seconds = perf_counter() - started
        inputs = facts
    else:
        peer = dict(peers())[engine](preparation)
        seconds = perf_counter() - started
        answer = peer.eligible
        inputs = [peer.asks(f) for f in facts]
    for value in inputs:
        answer(value)
    return {"seconds": seconds, "megabytes": max(0.0, _peak() - before)}


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise OSError(name)


def _now() -> float:
    try:
        return _status("VmRSS:")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _peak() -> float:
    try:
        return _status("VmHWM:")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _reset_peak() -> None:
    with suppress(OSError):  # if it fails, the peak counts what came before: an upper bound
        Path("/proc/self/clear_refs").write_text("5")


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
