"""Appraisals already given: the engine against the plain reference, and what an answer says of them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import InputError, Rulebook, compile_rulebook, evaluate
from eligibility.actions.appraise import appraised, benefit_reserves, settled
from eligibility.engine.compile_line import LineCompiler
from eligibility.fields.table import Table
from eligibility.rulebook.inference import Inference
from schemas.action import Action, EvaluationRequest
from schemas.base import Model
from schemas.result import CLOSED, LineResult
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
        assert all(
            _cites(lines[name], rulebook.perimeter_reserves[reserve].source) for name in waiting if not favourable
        )
        untouched = [line.id for line in before.lines if line.id not in waiting and line.verdict not in CLOSED]
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


@SETTINGS
@given(st.data())
def test_answers_are_those_of_a_rulebook_that_is_compiled_so(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    names = sorted({o.reserve for rule in source.perimeters.rules for o in rule.opens if o.reserve})
    appraisals = {name: data.draw(st.booleans()) for name in names}
    written = replace(source, perimeters=settled(source.perimeters, appraisals))
    before, compiled = compile_rulebook(source), compile_rulebook(written)
    for _ in range(3):  # what the edition itself answers stays
        action = data.draw(strategies.actions(source))
        plain = evaluate(before, EvaluationRequest(action=action)).lines
        result = evaluate(before, EvaluationRequest(action=action, appraisals=appraisals))
        written_so = evaluate(compiled, EvaluationRequest(action=action)).lines
        if all(appraisals.values()):
            assert result.lines == written_so
        # a decision against makes `ineligible` what would be `unlikely`, and moves it in the order
        assert sorted(map(_but_for_the_decision, result.lines)) == sorted(map(_but_for_the_decision, written_so))
        assert evaluate(before, EvaluationRequest(action=action)).lines == plain


def _but_for_the_decision(line: LineResult) -> tuple[Any, ...]:
    """What an answer says of a line, but for what its refusals rest on: a decision against is words of its own."""
    verdict = "closed" if line.verdict in CLOSED else line.verdict
    reasons = sorted((reason.criterion, reason.status, reason.reserves) for reason in line.reasons)
    # a way that a decision closes keeps its days in what is asked, and in the words of a part
    reserves = tuple((reserve.id, reserve.certain) for reserve in line.reserves)
    return line.id, verdict, reasons, reserves, line.questions


def _cites(line: LineResult, entry: str) -> bool:
    """Is that clause the one of a refusal by printed words?"""
    return any(reason.basis == "printed" and reason.source.entry == entry for reason in line.reasons)


def test_a_new_set_of_appraisals_compiles_nothing(
    rulebook: Rulebook, reserve: str, outside: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is compiled, no rule chained, no model validated; and no table but that of the places is made."""
    requests = [EvaluationRequest(action=outside, appraisals={reserve: value}) for value in (True, False)]
    done: list[str] = []
    for owner, name in ((LineCompiler, "line"), (Inference, "__init__"), (Model, "__init__"), (Table, "__init__")):
        whole = getattr(owner, name)

        def counted(*args: Any, _whole: Any = whole, _what: str = owner.__name__, **options: Any) -> Any:
            done.append(_what)
            return _whole(*args, **options)

        monkeypatch.setattr(owner, name, counted)
    rulebook.appraised.clear()
    for request in requests:
        evaluate(rulebook, request)
    assert done == ["Table", "Table"]
