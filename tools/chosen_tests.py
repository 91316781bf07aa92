"""A plugin of pytest for the planter of faults: which tests passed in how long, and only those chosen, in their order.

MUTANTS_CHOSEN names a file of test ids; without it, what passes is written with its seconds into .mutants/seconds.json.
"""

import json
import os
from pathlib import Path

import pytest

SECONDS = Path(".mutants/seconds.json")
CHOSEN = os.environ.get("MUTANTS_CHOSEN")
_seconds: dict[str, float] = {}
_failed: set[str] = set()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the chosen tests, the quick ones first."""
    if CHOSEN:
        rank = {name: place for place, name in enumerate(Path(CHOSEN).read_text(encoding="utf-8").splitlines())}
        kept = sorted((item for item in items if item.nodeid in rank), key=lambda item: rank[item.nodeid])
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in rank])
        items[:] = kept


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Adds up the seconds of a test: its preparation, itself, what it clears away."""
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration
    if report.outcome != "passed":
        _failed.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes the seconds, those of an earlier run kept for tests that this one did not have."""
    if CHOSEN or hasattr(session.config, "workerinput"):
        return
    known = json.loads(SECONDS.read_text(encoding="utf-8")) if SECONDS.exists() else {}
    known |= {name: round(seconds, 3) for name, seconds in _seconds.items()}
    SECONDS.parent.mkdir(exist_ok=True)
    kept = {name: seconds for name, seconds in known.items() if name not in _failed}
    SECONDS.write_text(json.dumps(kept, indent=0, ensure_ascii=False), encoding="utf-8")
