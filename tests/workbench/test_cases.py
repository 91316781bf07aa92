"""Runs the cases that stand beside the rules: no Python is needed to add one."""

from pathlib import Path

import pytest

from eligibility import Rulebook
from eligibility.workbench.cases import case_mistakes
from tests.support.paths import DOUAISIS

FILES = sorted(file.relative_to(DOUAISIS).as_posix() for file in DOUAISIS.rglob("*.cases.yaml"))


@pytest.mark.parametrize("file", FILES, ids=[Path(name).name.removesuffix(".cases.yaml") for name in FILES])
def test_cases(rulebook: Rulebook, file: str) -> None:
    cases = rulebook.source.cases[file].cases
    assert cases
    mistakes = {case.name: found for case in cases if (found := list(case_mistakes(rulebook, case)))}
    assert not mistakes, "\n".join(f"{name} : {' '.join(found)}" for name, found in mistakes.items())


def test_every_file_of_cases_is_run(rulebook: Rulebook) -> None:
    assert sorted(rulebook.source.cases) == FILES
