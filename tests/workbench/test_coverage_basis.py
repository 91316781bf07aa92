"""What refusals rest on: exact counts of hand-made actions, simulated ones that do not move, no refusal without words."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eligibility import Rulebook, evaluate, load_rulebook
from eligibility.actions.reading import read_action
from eligibility.actions.requests import parse_request
from eligibility.evaluate import evaluate_lines
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from eligibility.workbench.coverage import coverage
from eligibility.workbench.coverage.basis import BasisCounts, BasisCoverage, basis_coverage, by_printed_words
from eligibility.workbench.coverage.matrix import funder_columns
from eligibility.workbench.coverage.simulated import simulated_actions
from schemas.action import EvaluationRequest
from tests.support.small import SECOND, changed

FORUM: dict[str, Any] = {
    "objectives": ["1.1.1"],
    "site": {"qpv": "QP001001"},
    "beneficiaries": {"publics": ["jeunes"], "age_min": 16, "age_max": 25},
    "carrier": {"type": "association"},
    "kinds": ["forum"],
    "starts_on": "2015-10-01",
    "ends_on": "2015-10-02",
}
TOO_DEAR: dict[str, Any] = {
    "objectives": ["2.1.1"],
    "site": {"qpv": "La Gare"},
    "kinds": ["garden"],
    "budget": 6000,
    "starts_on": "2016-02-01",
    "ends_on": "2016-03-01",
    "details": {"after_school": True},
}
OTHER_KIND = FORUM | {"kinds": ["other"]}  # « other » fails as read whatever the basis
BUDGET = "{field: budget, at_most: 5000, basis: %s}"
KINDS = "{field: kinds, any_of: [works], basis: %s}"
WAY = "{field: carrier, any_of: [commune], basis: %s}"


def requests(*actions: dict[str, Any]) -> list[EvaluationRequest]:
    return [parse_request({"action": action}) for action in actions]


def counted(rulebook: Rulebook, actions: Sequence[EvaluationRequest]) -> BasisCoverage:
    return basis_coverage(rulebook, funder_columns(rulebook), actions)


def read_instead(folder: Path, file: str, *criteria: str) -> Rulebook:
    """The small rulebook, in which these criteria are read and no longer printed."""
    pairs = [(criterion % "printed", criterion % "read") for criterion in criteria]
    return load_rulebook(changed(folder, {"file": f"funders/{file}.yaml", "replace": pairs}))


def test_hand_made_actions(small: Rulebook) -> None:
    """A forum: the two other lines refuse. A garden: all three do. Another kind: the forum is unlikely, no more."""
    found = counted(small, requests(FORUM, TOO_DEAR, OTHER_KIND))
    assert found == BasisCoverage(
        3,
        (
            BasisCounts("conseil", printed=9, read=0, refusals=4, printed_refusals=4, unlikely=1),
            BasisCounts("fonds", printed=7, read=0, refusals=3, printed_refusals=3, unlikely=0),
        ),
        BasisCounts("", printed=16, read=0, refusals=7, printed_refusals=7, unlikely=1),
    )


def test_a_criterion_that_is_read_refuses_no_more(tmp_path: Path) -> None:
    fonds = counted(read_instead(tmp_path / "r", "fonds", BUDGET), requests(FORUM, TOO_DEAR)).funders[1]
    assert fonds == BasisCounts("fonds", printed=6, read=1, refusals=1, printed_refusals=1, unlikely=1)


def test_a_read_criterion_beside_a_printed_one_leaves_the_refusal(tmp_path: Path) -> None:
    """The forum fails on its objective as well, which is printed."""
    fonds = counted(read_instead(tmp_path / "r", "fonds", KINDS), requests(FORUM)).funders[1]
    assert fonds == BasisCounts("fonds", printed=6, read=1, refusals=1, printed_refusals=1, unlikely=0)


@pytest.mark.parametrize(
    ("file", "old", "place"),
    [
        ("conseil", WAY, 0),
        ("conseil", 'objectives: ["1.1"]\n    objectives_basis: %s', 0),
        ("conseil", "perimeter: quartiers\n    perimeter_basis: %s", 0),
        ("fonds", "valid_basis: %s", 1),
        ("fonds", "{field: period, ends_by: 2017-12-31, basis: %s}", 1),
    ],
)
def test_each_criterion_counts_once_wherever_it_stands(
    tmp_path: Path, small: Rulebook, file: str, old: str, place: int
) -> None:
    before = counted(small, ()).funders
    after = counted(read_instead(tmp_path / "r", file, old), ()).funders
    assert (after[place].printed, after[place].read) == (before[place].printed - 1, 1)
    assert after[1 - place] == before[1 - place]


def test_a_perimeter_that_dated_rules_open_counts_once(tmp_path: Path, small: Rulebook) -> None:
    """It is compiled into a way per spell."""
    rule = "    opens: [{perimeter: quartiers}]\n"
    dated = {"file": "perimeters.yaml", "replace": [(rule, rule + "    valid: {until: 2016-06-30}\n")]}
    spelled = load_rulebook(changed(tmp_path / "r", dated))
    assert spelled.by_id["fonds-jardins"].rows[1:]
    assert counted(spelled, ()).total == counted(small, ()).total


def test_a_refusal_without_printed_words_would_be_seen(small: Rulebook) -> None:
    """A refused line whose reasons are all read, a conflict of printed criteria, a line with neither."""
    (refused,) = evaluate_lines(small, requests(TOO_DEAR)[0], named=["fonds-jardins"])
    read = replace(refused, reasons=tuple(replace(reason, basis="read") for reason in refused.reasons))
    assert by_printed_words(refused) and not by_printed_words(read)
    assert by_printed_words(replace(read, conflicts=(("budget", "kinds"),)))


def test_it_is_counted_line_by_line(small: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number is not that of the refusals by another name."""
    only = lambda line: line.funder.id == "fonds"  # noqa: E731
    monkeypatch.setattr("eligibility.workbench.coverage.basis.by_printed_words", only)
    found = counted(small, requests(FORUM, TOO_DEAR))
    assert [(one.refusals, one.printed_refusals) for one in (*found.funders, found.total)] == [(3, 0), (2, 2), (5, 2)]


def test_progress_is_told(small: Rulebook) -> None:
    told: list[tuple[int, int]] = []
    basis_coverage(small, funder_columns(small), requests(FORUM, TOO_DEAR), lambda *done: told.append(done))
    assert told == [(1, 2), (2, 2)]


def test_it_is_counted_only_when_asked(small: Rulebook) -> None:
    assert coverage(small).basis is None


# -- simulated actions


def test_simulated_actions_are_the_same_on_two_runs(small: Rulebook) -> None:
    first = simulated_actions(small, 12)
    assert first == simulated_actions(small, 12) == simulated_actions(small)[:12]
    assert first != simulated_actions(small, 12, seed=1)
    assert counted(small, first) == counted(small, simulated_actions(small, 12))


def test_simulated_actions_are_whole_or_in_part_by_turns(small: Rulebook) -> None:
    every = {*small.given, PERIMETER}
    known = [read_action(small, request.action).keys for request in simulated_actions(small, 40)]
    for keys in known[::2]:
        assert keys.keys() == every and [len(states) for states in keys[PERIMETER]] == [1]
    assert all(PERIMETER in keys for keys in known)
    partial = known[1::2]
    assert {field for keys in partial for field in every - keys.keys()} == every - {PERIMETER}
    assert any(len(states) > 1 for keys in partial for states in keys[PERIMETER])
    assert any(len(leaves) > 1 for keys in partial for leaves in keys.get(OBJECTIVES, ()))
    values = {value for keys in known for field in ("kinds", "publics") for (value,) in keys.get(field, ())}
    assert {"garden", "forum", "habitants", "other"} <= values
    assert any(len(keys.get("kinds", ())) > 1 for keys in known)
    quarters = {state.place.qpv for keys in known for states in keys[PERIMETER] for state in states}
    assert quarters == {"none", "QP001001", "QP001002"}


def test_the_edition_that_is_shown_is_the_one_that_answers(tmp_path: Path) -> None:
    """Of a rulebook with an amendment, the first text; and another rulebook, with every kind of field."""
    for _, edition in load_rulebook(SECOND).editions:
        actions = simulated_actions(edition, 6)
        assert {request.as_of for request in actions} == {edition.texts_from}
        results = [evaluate(edition, request) for request in actions]
        assert all(len(result.lines) == len(edition.lines) for result in results)
        total = counted(edition, actions).total
        assert total.refusals == sum(result.summary.ineligible for result in results) == total.printed_refusals
        assert total.unlikely == sum(result.summary.unlikely for result in results)


# -- the real rulebook


@pytest.mark.parametrize("count", [20, pytest.param(400, marks=pytest.mark.deep)])
def test_every_refusal_rests_on_printed_words(rulebook: Rulebook, count: int) -> None:
    found = counted(rulebook, simulated_actions(rulebook, count))
    total = found.total
    assert total.refusals == total.printed_refusals > 100 * count
    assert total.refusals + total.unlikely <= count * len(rulebook.lines)
    for name in ("printed", "read", "refusals", "printed_refusals", "unlikely"):
        assert sum(getattr(one, name) for one in found.funders) == getattr(total, name) > 0, name
    assert [one.funder for one in found.funders] == [column.id for column in funder_columns(rulebook)]
