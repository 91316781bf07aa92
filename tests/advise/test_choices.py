"""The choices of a question: what is sent back stands for what is shown."""

from typing import Any

from eligibility import Rulebook, evaluate
from schemas.action import Action, EvaluationRequest


def asked(rulebook: Rulebook, **action: Any) -> dict[str, list[tuple[str, str]]]:
    """The choices of each question, as (value, label)."""
    request = EvaluationRequest(action=Action.model_validate({"objectives": ["1", "2"], **action}))
    questions = evaluate(rulebook, request).questions
    return {question.field: [(one.value, one.label) for one in question.choices] for question in questions}


def test_of_a_closed_list_its_codes_and_labels(small: Rulebook) -> None:
    lists = small.source.vocabulary.lists
    choices = asked(small)
    for field, name in (("kinds", "kinds"), ("publics", "publics"), ("carrier", "carriers")):
        assert choices[field] == [(value.id, value.label) for value in lists[name]], field


def test_of_yes_and_no(small: Rulebook) -> None:
    assert asked(small, site={"commune": "01001", "qpv": "none"})["mostly_from_qpv"] == [
        ("true", "oui"),
        ("false", "non"),
    ]


def test_of_a_place_those_that_stay_open(small: Rulebook) -> None:
    places = asked(small)
    tilleuls, gare, none = ("QP001001", "Les Tilleuls"), ("QP001002", "La Gare"), ("none", "hors quartier prioritaire")
    assert places["qpv"] == [tilleuls, gare, none]
    assert places["commune"] == [
        ("01001", "Valfleur"), ("2A004", "Montcendre"), ("08001", "Bréval"), ("hors", "hors de l'agglomération"),
    ]  # fmt: skip
    assert asked(small, site={"commune": "08001"})["qpv"] == [gare, none]


def test_of_a_name_the_places_that_it_may_mean(small: Rulebook) -> None:
    (quarter,) = [
        choices for field, choices in asked(small, site={"quarter": "Le Lavoir"}).items() if field == "quarter"
    ]
    assert quarter and all(value == label for value, label in quarter)
