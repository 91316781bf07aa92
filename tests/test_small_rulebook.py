"""The small rulebook gives what its own cases expect: other tests can lean on it."""

import pytest

from eligibility import Rulebook, evaluate
from eligibility.rulebook.load import RulebookFolder
from schemas.action import EvaluationRequest
from schemas.cases import Case, Expectation
from tests.small import SMALL
from tests.test_cases import mistakes

MODELS = RulebookFolder(SMALL).models
CASES = [case for name, model in MODELS.items() if name.endswith(".cases.yaml") for case in model.cases]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(small: Rulebook, case: Case) -> None:
    lines = {line.id: line for line in evaluate(small, EvaluationRequest(action=case.action)).lines}
    for line_id, expected in case.expect.items():
        wanted = expected if isinstance(expected, Expectation) else Expectation(verdict=expected)
        assert mistakes(lines[line_id], wanted) == []
