"""The next question is the one that is expected to settle the most funding lines."""

from statistics import mean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook, compile_rulebook, evaluate
from eligibility.actions.requests import parse_request
from eligibility.advise.question_value import Forecast
from eligibility.fields.builtin import PERIMETER
from eligibility.fields.choice_table import ChoiceTable
from schemas.action import EvaluationRequest
from schemas.rulebook import RulebookSource
from tests.benchmark.questions import measure, simulated
from tests.support import strategies
from tests.support.effort import examples

several = examples()


@several
@given(strategies.rulebooks(), st.data())
def test_questions_are_those_of_the_lines_in_the_order_of_what_they_settle(
    source: RulebookSource, data: st.DataObject
) -> None:
    compiled = compile_rulebook(source)
    result = evaluate(compiled, EvaluationRequest(action=data.draw(strategies.actions(source))))
    fields = [question.field for question in result.questions]
    assert sorted(fields) == sorted({field for line in result.lines for field in line.questions})
    expected = [question.expected for question in result.questions]
    assert expected == sorted(expected, reverse=True)
    for question in result.questions:
        alone = [line for line in result.lines if line.questions == (question.field,)]
        funding = [line for line in result.lines if line.kind == "funding" and question.field in line.questions]
        assert question.settles == len(alone) <= question.concerns
        assert sum(line.kind == "funding" for line in alone) <= question.expected <= len(funding)


@several
@given(strategies.rulebooks())
def test_an_answer_that_is_said_to_close_a_line_closes_it(source: RulebookSource) -> None:
    compiled = compile_rulebook(source)
    for name, table in compiled.tables.items():
        keys: list[Any] = [((value,),) for value in table.values] if isinstance(table, ChoiceTable) else []
        if name == PERIMETER:
            keys = [(frozenset({state}),) for state in compiled.territory.states]
        for key in keys:
            closed = compiled.matcher.closed(name, key)
            settled, before = compiled.matcher.verdicts({name: key}), compiled.matcher.verdicts({})
            refused = settled.ineligible | settled.unlikely
            assert closed & ~refused == 0
            for line in compiled.lines:
                if (
                    len(line.rows) == 1
                    and refused >> line.index & 1
                    and not (before.ineligible | before.unlikely) >> line.index & 1
                ):
                    assert closed >> line.index & 1


def test_what_an_answer_is_expected_to_settle_is_counted(small: Rulebook) -> None:
    """A forum is one of five kinds: four answers close the line, which two questions leave open."""
    index = small.by_id["conseil-forum"].index
    forecast = Forecast(small)
    assert forecast.expected({index: ("kinds", "age")}, {})["kinds"] == 0.8
    assert forecast.expected({index: ("kinds",)}, {}) == {"kinds": 1}
    support = small.by_id["conseil-creation"].index
    assert forecast.expected({support: ("publics", "carrier")}, {}) == {"publics": 0, "carrier": 0}


def test_the_kind_of_action_is_asked_first(rulebook: Rulebook) -> None:
    request = parse_request({"action": {"objectives": ["3.4.4"], "site": {"qpv": "QP059004"}}}, rulebook.detail_names)
    first = evaluate(rulebook, request).questions[0]
    assert first.field == "kinds" and first.settles < first.expected < first.concerns


@pytest.fixture(scope="module")
def actions(rulebook: Rulebook) -> list[Any]:
    return simulated(rulebook, 24)


def test_simulated_actions_are_whole_and_repeat_themselves(rulebook: Rulebook, actions: list[Any]) -> None:
    assert simulated(rulebook, 24) == actions
    assert simulated(rulebook, 24, seed=1) != actions
    details = {path for field in rulebook.fields.values() for path in field.paths if path.startswith("details.")}
    for action in actions:
        assert details | {"publics", "kinds", "carrier", "age", "period", "budget", "international"} <= action.keys()


def test_fewer_questions_than_in_a_fixed_order(rulebook: Rulebook, actions: list[Any]) -> None:
    """The benchmark gives the figures; here, only which order is the shortest."""
    found = {
        name: [mean(pair[goal] for pair in pairs) for goal in (0, 1)]
        for name, pairs in measure(rulebook, actions).items()
    }
    engine = found.pop("the engine's order")
    for name, (enough, all_) in found.items():
        assert engine[0] <= enough and engine[1] <= all_, name
    assert 2 * engine[0] < found["the vocabulary's order"][0]
