"""Runs the cases that stand beside the rules: no Python is needed to add one."""

import pytest

from eligibility import Rulebook
from eligibility.workbench.cases import case_mistakes
from schemas.cases import Case
from tests.support.real import folder

CASES = [
    pytest.param(case, id=f"{name.removeprefix('funders/').removesuffix('.cases.yaml')} : {case.name}")
    for name, file in folder().models.items()
    if name.endswith(".cases.yaml")
    for case in file.cases
]


@pytest.mark.parametrize("case", CASES)
def test_case(rulebook: Rulebook, case: Case) -> None:
    found = list(case_mistakes(rulebook, case))
    assert not found, "\n".join(found)
