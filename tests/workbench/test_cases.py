"""Runs the cases that stand beside the rules: no Python is needed to add one."""

import pytest

from eligibility import Rulebook
from eligibility.workbench.cases import case_mistakes
from tests.support.paths import DOUAISIS

FILES = [file.name for file in sorted(DOUAISIS.glob("funders/*.cases.yaml"))]


@pytest.mark.parametrize("file", FILES, ids=[name.removesuffix(".cases.yaml") for name in FILES])
def test_cases(rulebook: Rulebook, file: str) -> None:
    cases = rulebook.source.cases[f"funders/{file}"].cases
    assert cases
    mistakes = {case.name: found for case in cases if (found := list(case_mistakes(rulebook, case)))}
    assert not mistakes, "\n".join(f"{name} : {' '.join(found)}" for name, found in mistakes.items())


def test_every_file_of_cases_is_run(rulebook: Rulebook) -> None:
    assert sorted(rulebook.source.cases) == [f"funders/{name}" for name in FILES]
