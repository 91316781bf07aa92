"""Which misprints reach which lines of an answer."""

from eligibility import Rulebook, evaluate
from eligibility.rulebook.objectives import related
from schemas.action import Action, EvaluationRequest


def test_a_misprint_of_an_objective_reaches_the_lines_that_serve_that_very_one(rulebook: Rulebook) -> None:
    """Not those that serve another objective of the same correction, which the action does not meet."""
    misprints = {one.id: one for one in rulebook.source.corrections.corrections}
    result = evaluate(rulebook, EvaluationRequest(action=Action.model_validate({"objectives": ["3.5.2"]})))
    told = 0
    for line in result.lines:
        for one in line.corrections:
            affects = misprints[one.id].affects
            if line.id in affects or line.funder.id in affects:
                continue
            told += 1
            met = [name for name in affects if related(name, "3.5.2")]
            assert any(related(name, code) for name in met for code in rulebook.by_id[line.id].values("objectives"))
    assert told


def test_a_line_that_a_misprint_names_says_so(rulebook: Rulebook) -> None:
    result = evaluate(rulebook, EvaluationRequest(action=Action.model_validate({"objectives": ["3.5.2"]})))
    said = {line.id: {one.id for one in line.corrections} for line in result.lines}
    everywhere = {one.id for one in result.corrections}
    named = [(name, one.id) for one in rulebook.source.corrections.corrections for name in one.affects if name in said]
    assert named and all(id_ in said[name] | everywhere for name, id_ in named)
