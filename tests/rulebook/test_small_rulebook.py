"""The small rulebook gives what its own cases expect: other tests can lean on it."""

import pytest

from eligibility import Rulebook
from eligibility.rulebook.load import RulebookFolder
from eligibility.workbench.cases import case_mistakes
from schemas.cases import Case
from tests.support.small import SMALL

MODELS = RulebookFolder(SMALL).models
CASES = [case for name, model in MODELS.items() if name.endswith(".cases.yaml") for case in model.cases]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(small: Rulebook, case: Case) -> None:
    assert list(case_mistakes(small, case)) == []
