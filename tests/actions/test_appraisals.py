"""Appraisals already given: the engine against the plain reference, and what an answer says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import InputError, Rulebook, compile_rulebook, evaluate
from eligibility.actions.appraise import appraised, benefit_reserves
from schemas.action import Action, EvaluationRequest
from tests.support import strategies
from tests.support.effort import examples
from tests.support.reference import reference

SETTINGS = examples(1 / 3, least=10)


def asked(action: Action, **appraisals: bool) -> EvaluationRequest:
    return EvaluationRequest(
        action=action, appraisals={name.replace("_", "-"): value for name, value in appraisals.items()}
    )


@pytest.fixture(scope="module")
def reserve(rulebook: Rulebook) -> str:
    (only,) = benefit_reserves(rulebook)
    return only


@pytest.fixture(scope="module")
def outside(rulebook: Rulebook) -> Action:
    """An action sited outside every quarter that mostly benefits one."""
    leaf, commune = (
        rulebook.objectives.leaves[0],
        next(c for c in rulebook.source.territory.communes if c.veille == "all"),
    )
    return Action.model_validate(
        {
            "objectives": [leaf],
            "site": {"commune": commune.insee, "qpv": "none"},
            "beneficiaries": {"mostly_from_qpv": True},
        }
    )


@SETTINGS
@given(st.data())
def test_engine_equals_oracle(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    names = sorted({o.reserve for rule in source.perimeters.rules for o in rule.opens if o.reserve})
    action = data.draw(strategies.actions(source))
    appraisals = {name: data.draw(st.booleans()) for name in names if data.draw(st.booleans())}
    result = evaluate(compile_rulebook(source), EvaluationRequest(action=action, appraisals=appraisals))
    expected = reference(source, action, appraisals)
    assert {line.id: line.verdict for line in result.lines} == {
        name: outcome.verdict for name, outcome in expected.items()
    }
    found = {
        line.id: {reserve.id for reserve in line.reserves} for line in result.lines if line.verdict != "ineligible"
    }
    assert found == {name: set(expected[name].reserves) for name in found}


def test_an_appraisal_of_who_benefits_is_told_from_other_reserves(rulebook: Rulebook) -> None:
    assert len(benefit_reserves(rulebook)) == 1 < len(rulebook.perimeter_reserves)


def test_favourable_lifts_and_unfavourable_closes(rulebook: Rulebook, reserve: str, outside: Action) -> None:
    before = evaluate(rulebook, EvaluationRequest(action=outside))
    waiting = {line.id for line in before.lines if reserve in {r.id for r in line.reserves}}
    assert waiting
    for favourable in (True, False):
        after = evaluate(rulebook, EvaluationRequest(action=outside, appraisals={reserve: favourable}))
        lines = {line.id: line for line in after.lines}
        assert all(reserve not in {r.id for r in line.reserves} for line in after.lines)
        assert all((lines[name].verdict == "ineligible") is not favourable for name in waiting)
        untouched = [line.id for line in before.lines if line.id not in waiting and line.verdict != "ineligible"]
        assert all(lines[line.id].verdict == line.verdict for line in before.lines if line.id in untouched)


def test_the_answer_says_so(rulebook: Rulebook, reserve: str, outside: Action) -> None:
    facts = evaluate(rulebook, EvaluationRequest(action=outside, appraisals={reserve: True})).facts
    (fact,) = [fact for fact in facts if fact.field == reserve]
    body = rulebook.perimeter_reserves[reserve].body
    assert (fact.title, fact.value, fact.origin) == ("Appréciation de l'instance", True, "declared")
    assert fact.because == f"appréciation de l'instance ({body}), telle que vous la donnez" and fact.source is not None
    assert "favorable" in fact.label


def test_without_appraisals_nothing_is_built_again(rulebook: Rulebook, reserve: str) -> None:
    assert appraised(rulebook, {}) is rulebook
    assert appraised(rulebook, {reserve: True}) is appraised(rulebook, {reserve: True})
    assert rulebook.conclusions == Rulebook(rulebook.source, rulebook.resolver).conclusions


def test_an_unknown_reserve_is_refused(rulebook: Rulebook, reserve: str, outside: Action) -> None:
    with pytest.raises(InputError) as caught:
        evaluate(rulebook, EvaluationRequest(action=outside, appraisals={"zzz": True}))
    (problem,) = caught.value.problems
    assert problem.pointer == "/appraisals/zzz" and problem.code == "unknown-code" and reserve in problem.suggestions
