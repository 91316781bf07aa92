"""What a reason says of a place: the quarter, or all that stays open about it."""

from typing import Any

import pytest

from eligibility import Rulebook, evaluate
from schemas.action import Action, EvaluationRequest

OPEN = "dans ou hors d'un quartier prioritaire : à préciser"
SHARE = "part des habitants d'un quartier prioritaire à préciser"
MOSTLY = "bénéficiaires en majorité d'un quartier prioritaire"


@pytest.mark.parametrize(
    ("site", "mostly", "said"),
    [
        ({"qpv": "QP001001"}, None, "quartier prioritaire Les Tilleuls"),
        ({"qpv": "QP001002"}, False, "quartier prioritaire La Gare"),
        ({"commune": "01001"}, None, f"Valfleur, {OPEN} ; {SHARE}"),
        ({"commune": "01001"}, False, f"Valfleur, {OPEN}"),
        ({"commune": "01001"}, True, f"Valfleur, {OPEN} ; {MOSTLY}"),
        ({"commune": "01001", "qpv": "none"}, False, "Valfleur, hors quartier prioritaire, en veille : à préciser"),
        ({"commune": "01001", "qpv": "none", "veille": True}, False, "Valfleur, hors quartier prioritaire, en veille"),
        ({"commune": "01001", "qpv": "none", "veille": False}, False, "Valfleur, hors quartier prioritaire"),
        ({"commune": "2A004"}, True, f"Montcendre, hors quartier prioritaire, en veille ; {MOSTLY}"),
        ({"commune": "hors"}, False, "hors de l'agglomération"),
        ({"qpv": "none"}, False, "lieu non précisé, hors quartier prioritaire, en veille : à préciser"),
        ({"qpv": "none", "veille": True}, False, "commune à préciser, hors quartier prioritaire, en veille"),
    ],
)
def test_what_is_found_of_a_place(small: Rulebook, site: dict[str, Any], mostly: bool | None, said: str) -> None:
    people = {} if mostly is None else {"mostly_from_qpv": mostly}
    action = Action.model_validate({"objectives": ["2"], "site": site, "beneficiaries": people})
    (line,) = [one for one in evaluate(small, EvaluationRequest(action=action)).lines if one.id == "fonds-jardins"]
    (reason,) = [one for one in line.reasons if one.field == "perimeter"]
    assert reason.found == said
