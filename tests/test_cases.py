"""Runs the cases that stand beside the rules: no Python is needed to add one."""

from pathlib import Path

import pytest

from eligibility import Rulebook, evaluate
from eligibility.rulebook.load import RulebookFolder
from schemas.action import EvaluationRequest
from schemas.cases import Case, Expectation
from schemas.result import LineResult

FOLDER = Path(__file__).parents[1] / "rules" / "douaisis-2015-2020"
CASES = [
    pytest.param(case, id=f"{name.removeprefix('funders/').removesuffix('.cases.yaml')} : {case.name}")
    for name, file in RulebookFolder(FOLDER).models.items()
    if name.endswith(".cases.yaml")
    for case in file.cases
]


def mistakes(line: LineResult, expected: Expectation) -> list[str]:
    """What differs between a line's result and what the case expects, in one sentence each."""
    found = []
    if line.verdict != expected.verdict:
        reasons = " ".join(r.sentence for r in line.reasons if r.status != "met")
        reserves = ", ".join(r.id for r in line.reserves)
        found.append(f"{line.id} : {line.verdict} au lieu de {expected.verdict}. {reasons} [{reserves}] {line.questions}")
    actual = {
        "failed": {r.criterion for r in line.reasons if r.status == "failed"},
        "reserves": {r.id for r in line.reserves},
        "questions": set(line.questions),
    }
    for name, values in actual.items():
        wanted = getattr(expected, name)
        if wanted is not None and set(wanted) != values:
            found.append(f"{line.id} : {name} {sorted(values)} au lieu de {sorted(wanted)}.")
    return found


@pytest.mark.parametrize("case", CASES)
def test_case(rulebook: Rulebook, case: Case) -> None:
    result = evaluate(rulebook, EvaluationRequest(action=case.action))
    lines = {line.id: line for line in result.lines}
    found = [
        mistake
        for line_id, expected in case.expect.items()
        for mistake in mistakes(lines[line_id], expected if isinstance(expected, Expectation) else Expectation(verdict=expected))
    ]
    assert not found, "\n".join(found)
