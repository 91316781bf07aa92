"""Two invented rulebooks without warning: a small one that tests copy and change, and one other in everything."""

import shutil
from pathlib import Path
from typing import Any

from tests.support.paths import DATA

SMALL = DATA / "small_rulebook"
SECOND = DATA / "second_contract"


def changed(target: Path, case: dict[str, Any]) -> Path:
    """A copy of the small rulebook with one file changed, or more: see tests/rulebook/test_bad_rulebooks.py for the keys of a case."""
    shutil.copytree(SMALL, target)
    for one in (*case.get("also", []), case):
        _change(target, one)
    return target


def _change(target: Path, case: dict[str, Any]) -> None:
    file = target / case["file"]
    file.parent.mkdir(exist_ok=True)
    if "content" in case:
        if case["content"] is None:
            file.unlink()
        else:
            file.write_text(case["content"], encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    for old, new in case.get("replace", []):
        assert text.count(old) == 1, f"{text.count(old)} fois dans {case['file']} : {old}"
        text = text.replace(old, new)
    file.write_bytes((text + case.get("append", "")).encode(case.get("encoding", "utf-8")))
