"""What pages make of an answer, on the very edges: addresses of choices, drawings, who is asked. Nothing is served."""

import re
from types import SimpleNamespace as Fake
from typing import Any

import pytest

from eligibility import Rulebook
from schemas.result import Choice
from service.site.answer import whom_to_ask
from service.site.answers import PLACE, Answers
from service.site.rulebook.line_list import names
from service.site.rulebook.outline import SIDE, quarter_map
from service.site.steps import _places


def test_a_quarter_chosen_leaves_open_whether_it_is_in_veille(rulebook: Rulebook) -> None:
    """A quarter of the decree is not in veille; « aucun quartier » says nothing new of it."""
    answers = Answers({PLACE: ("59178.-.oui",)})
    choices = [Choice("QP059004", "Faubourg de Béthune"), Choice("none", "aucun")]
    assert [place for place, _ in _places(rulebook, answers, "qpv", choices)] == ["59178.QP059004.-", "59178.none.oui"]
    assert [place for place, _ in _places(rulebook, answers, "veille", [Choice("false", "non")])] == ["59178.-.non"]


@pytest.mark.parametrize(("asked", "named", "found"), [
    ("1", ["1.2.1"], True),
    ("1.2.1", ["1"], False),
    ("1.2", ["1.2", "3"], True),
    ("2", ["1", "3.4"], False),
])  # fmt: skip
def test_a_line_names_an_aim_if_one_of_its_own_is_below(asked: str, named: list[str], found: bool) -> None:
    line: Any = Fake(values=lambda field: named)
    assert names(line, asked) is found


def test_names_on_a_map_stand_within_the_frame(rulebook: Rulebook) -> None:
    for code in rulebook.territory.quarters:
        drawn = quarter_map(rulebook, code)
        assert drawn is not None
        for outline in (drawn.quarter, *drawn.neighbours, *drawn.communes):
            assert 0 <= outline.x <= SIDE and 0 <= outline.y <= SIDE, outline.name
            heights = _heights(outline.path)
            assert min(heights) - 1 <= outline.y <= max(heights) + 1, outline.name


def _heights(path: str) -> list[int]:
    """How far below the top each corner of a path is."""
    found: list[int] = []
    for mark, down in re.findall(r"([Ml])-?\d+ (-?\d+)", path):
        found.append(int(down) if mark == "M" else found[-1] + int(down))
    return found


def test_only_funding_that_is_unlikely_says_whom_to_ask() -> None:
    def line(funder: str, verdict: str, kind: str) -> Any:
        return Fake(funder=Fake(id=funder), contact=f"contact {funder}", verdict=verdict, kind=kind)

    lines = [
        line("a", "unlikely", "funding"), line("b", "unlikely", "support"), line("c", "eligible", "funding"),
        line("a", "unlikely", "funding"), line("d", "ineligible", "funding"),
    ]  # fmt: skip
    result: Any = Fake(lines=lines)
    asked: list[Any] = [(funder.id, contact, number) for funder, contact, number in whom_to_ask(result)]
    assert asked == [("a", "contact a", 2)]
