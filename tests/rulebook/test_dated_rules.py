"""Perimeter rules with dates of their own: they apply to actions that begin within them, and the reason says so."""

from pathlib import Path
from typing import Any

import pytest

from eligibility import Rulebook, evaluate, load_rulebook
from eligibility.checks.run import check_folder
from eligibility.export import catalogue
from eligibility.rulebook.load import RulebookFolder
from eligibility.workbench.analyse import analyse
from eligibility.workbench.coverage import coverage
from schemas.action import Action, EvaluationRequest
from schemas.result import LineResult, Reason
from tests.rulebook.test_editions import NEIGHBOUR, asked, line_of
from tests.support.amended import ROUTE, Edits, dated, edited
from tests.support.cli_runner import run
from tests.support.reference import reference

LINE = "conseil-creation"
UNTIL_JUNE, FROM_JULY = "until: 2016-06-30", "from: 2016-07-01"
ASKED = "avoir lieu dans un quartier prioritaire, ou profiter à ses habitants"
EARLY = f"commencer au plus tard le 30 juin 2016 et {ASKED}"
LATE = f"commencer au plus tôt le 1er juillet 2016 et {ASKED} (« Une action voisine qui profite au quartier s'apprécie » ne vaut que jusqu'au 30 juin 2016)"
MONTCENDRE = "Montcendre, hors quartier prioritaire, en veille ; bénéficiaires en majorité d'un quartier prioritaire"
ASSOCIATION = NEIGHBOUR | {"carrier": {"type": "association"}}  # no other reserve than that of the place


@pytest.fixture(scope="module")
def until_june(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return load_rulebook(edited(tmp_path_factory.mktemp("rules") / "val", dated(UNTIL_JUNE)))


def beginning(day: str, action: dict[str, Any] = ASSOCIATION, **more: Any) -> dict[str, Any]:
    return action | {"starts_on": day, "ends_on": "2016-12-31"} | more


def without_dates(action: dict[str, Any] = ASSOCIATION) -> dict[str, Any]:
    return {key: value for key, value in action.items() if key not in ("starts_on", "ends_on")}


def line(rulebook: Rulebook, action: dict[str, Any], name: str = LINE) -> LineResult:
    found = line_of(rulebook, action, name)
    assert found is not None
    return found


def reason(found: LineResult, criterion: str = "perimeter") -> Reason:
    return next(reason for reason in found.reasons if reason.criterion == criterion)


def as_the_reference(rulebook: Rulebook, action: dict[str, Any]) -> None:
    """The engine says what plain enumeration says, of every line."""
    result = asked(rulebook, action)
    for name, expected in reference(rulebook.source, Action.model_validate(action)).items():
        found = next(one for one in result.lines if one.id == name)
        assert (found.verdict, {r.id for r in found.reserves}) == (expected.verdict, set(expected.reserves))
        assert {r.criterion: str(r.status) for r in found.reasons} == expected.statuses
        assert set(found.questions) == expected.questions


# -- one dated rule


def test_the_last_day_and_the_day_after(until_june: Rulebook) -> None:
    last, after = line(until_june, beginning("2016-06-30")), line(until_june, beginning("2016-07-01"))
    assert (last.verdict, [(r.id, r.certain) for r in last.reserves]) == ("subject_to", [("appreciation", True)])
    assert (after.verdict, after.reserves) == ("ineligible", ())
    assert reason(last).sentence == (
        f"Périmètre et dates de l'action : {MONTCENDRE} ; action du 30 juin 2016 au 31 décembre 2016. "
        f"Convient en partie ; il est demandé : {EARLY}."
    )
    assert reason(after).sentence == (
        f"Périmètre et dates de l'action : {MONTCENDRE} ; action du 1er juillet 2016 au 31 décembre 2016. "
        f"Ne convient pas ; il est demandé : {LATE}."
    )
    assert [(reason(one).status, reason(one).field, reason(one).source.entry) for one in (last, after)] == [
        ("met", "perimeter", "A-05"), ("failed", "perimeter", "A-05"),
    ]  # fmt: skip


def test_the_first_day_decides_for_the_whole_action(until_june: Rulebook) -> None:
    """An action has one first day: its perimeter does not change on the way, and no « part of the period » appears."""
    found = line(until_june, beginning("2016-06-30", ends_on="2018-12-31"))
    assert [r.id for r in found.reserves] == ["appreciation"]
    before = line(until_june, beginning("2014-12-01"))  # it began before the contract
    assert (before.verdict, {r.id for r in before.reserves}) == ("subject_to", {"appreciation", "part-period"})


def test_a_place_that_undated_rules_open_is_open_whenever_the_action_begins(until_june: Rulebook) -> None:
    quarter = ASSOCIATION | {"site": {"qpv": "QP001001"}}
    for action in (beginning("2016-06-30", quarter), beginning("2016-07-01", quarter), without_dates(quarter)):
        found = line(until_june, action)
        assert (found.verdict, found.reserves, found.questions) == ("eligible", (), ())
    assert reason(line(until_june, without_dates(quarter))).sentence == (
        "Périmètre et dates de l'action : quartier prioritaire Les Tilleuls ; dates non précisées, supposées dans la période du contrat. "
        f"Convient ; il est demandé : {EARLY} ; ou bien {LATE}."
    )


def test_without_dates_the_question_is_about_dates_and_its_answer_settles(until_june: Rulebook) -> None:
    result = asked(until_june, without_dates())
    found = next(one for one in result.lines if one.id == LINE)
    assert (found.verdict, found.questions, reason(found).status) == ("depends", ("period",), "unknown")
    assert reason(found).sentence.endswith(f"À préciser ; il est demandé : {EARLY} ; ou bien {LATE}.")
    assert [(r.id, r.certain) for r in found.reserves] == [("appreciation", True)]
    (question,) = [q for q in result.questions if q.field == "period"]
    assert (question.path, question.question, question.settles >= 1) == (
        "starts_on",
        "Quand l'action commence-t-elle et finit-elle ?",
        True,
    )
    assert {line(until_june, beginning(day)).verdict for day in ("2016-06-30", "2016-07-01")} == {
        "subject_to",
        "ineligible",
    }


@pytest.mark.parametrize(("given", "verdict"), [
    ({"ends_on": "2016-06-30"}, "subject_to"),  # whenever it began, it was in time
    ({"ends_on": "2016-07-01"}, "depends"),
    ({"starts_on": "2016-07-01"}, "ineligible"),
    ({"starts_on": "2016-06-30"}, "subject_to"),
])  # fmt: skip
def test_one_end_may_be_enough(until_june: Rulebook, given: dict[str, str], verdict: str) -> None:
    action = without_dates() | given
    assert line(until_june, action).verdict == verdict
    as_the_reference(until_june, action)


def test_another_question_first_then_the_dates(until_june: Rulebook) -> None:
    """Nobody said whom the action benefits: the dates matter only for one of the answers."""
    unsaid = without_dates(ASSOCIATION | {"beneficiaries": {"publics": ["femmes"]}})
    assert line(until_june, unsaid).questions == ("mostly_from_qpv", "period")
    assert line(until_june, beginning("2016-07-01", unsaid)).verdict == "ineligible"
    assert line(until_june, beginning("2016-06-30", unsaid)).questions == ("mostly_from_qpv",)


# -- rules that hand over

HAND_OVER: Edits = {
    "perimeters.yaml": [
        (ROUTE, f"""\
  - id: voisinage-2017
    title: Depuis juillet 2016, un lieu voisin est admis d'office.
    when: [{{field: zone, any_of: [ailleurs]}}]
    opens: [{{perimeter: quartiers}}]
    valid: {{from: 2016-07-01, until: 2017-12-31}}
    source: A-05
{ROUTE}    valid: {{until: 2016-06-30}}
"""),
    ]
}  # fmt: skip


def test_two_dated_rules_that_hand_over(tmp_path: Path) -> None:
    rulebook = load_rulebook(edited(tmp_path / "val", HAND_OVER))
    found = {
        day: line(rulebook, beginning(day, ends_on="2018-02-01"))
        for day in ("2016-06-30", "2016-07-01", "2017-12-31", "2018-01-01")
    }
    assert {day: (one.verdict, [r.id for r in one.reserves]) for day, one in found.items()} == {
        "2016-06-30": ("subject_to", ["appreciation"]),
        "2016-07-01": ("eligible", []),
        "2017-12-31": ("eligible", []),
        "2018-01-01": ("ineligible", []),
    }
    assert reason(found["2016-07-01"]).expected == (
        f"commencer entre le 1er juillet 2016 et le 31 décembre 2017 et {ASKED} "
        "(« Une action voisine qui profite au quartier s'apprécie » ne vaut que jusqu'au 30 juin 2016)"
    )
    assert reason(found["2016-06-30"]).expected == (
        f"{EARLY} (« Depuis juillet 2016, un lieu voisin est admis d'office » ne vaut que du 1er juillet 2016 au 31 décembre 2017)"
    )
    for day in found:
        as_the_reference(rulebook, beginning(day, ends_on="2018-02-01"))
    as_the_reference(rulebook, without_dates())


def test_a_perimeter_open_at_some_dates_only(tmp_path: Path) -> None:
    """Nothing is offered on the days when it is open nowhere: there is no such way."""
    only: Edits = {"perimeters.yaml": [
        ("  - id: dans-un-quartier\n", "  - id: dans-un-quartier\n    valid: {from: 2016-03-01, until: 2016-06-30}\n"),
        (ROUTE, f"{ROUTE}    valid: {{from: 2016-03-01, until: 2016-06-30}}\n"),
    ]}  # fmt: skip
    folder = edited(tmp_path / "val", only)
    assert check_folder(RulebookFolder(folder)) == []
    rulebook = load_rulebook(folder)
    inside = f"commencer entre le 1er mars 2016 et le 30 juin 2016 et {ASKED}"
    for day, verdict in (
        ("2016-02-29", "ineligible"),
        ("2016-03-01", "subject_to"),
        ("2016-06-30", "subject_to"),
        ("2016-07-01", "ineligible"),
    ):
        found = line(rulebook, beginning(day))
        assert (found.verdict, reason(found).expected) == (verdict, inside)
        as_the_reference(rulebook, beginning(day))
    as_the_reference(rulebook, without_dates())


def test_a_perimeter_has_a_name_per_way_of_being_open_if_days_change_it(until_june: Rulebook) -> None:
    assert [spell.names for spell in until_june.spells.spells] == [
        {"quartiers": "quartiers@0"}, {"quartiers": "quartiers@1"},
    ]  # fmt: skip
    opened = {
        state.mostly_from_qpv: found.open
        for state, found in until_june.conclusions.items()
        if state.place.commune == "2A004"
    }
    assert opened == {
        True: {"agglomeration": None, "quartiers": "appreciation", "quartiers@0": "appreciation"},
        False: {"agglomeration": None},
    }


def test_days_on_which_another_perimeter_changes_are_not_told_apart(tmp_path: Path) -> None:
    other: Edits = {"perimeters.yaml": [
        ("  - id: toute-agglomeration\n", "  - id: toute-agglomeration\n    valid: {from: 2015-07-01}\n"),
    ]}  # fmt: skip
    rulebook = load_rulebook(edited(tmp_path / "val", dated(UNTIL_JUNE), other))
    assert len(rulebook.spells.spells) == 3
    for day, expected in (("2015-06-30", EARLY), ("2016-06-30", EARLY), ("2016-07-01", LATE)):
        assert reason(line(rulebook, beginning(day))).expected == expected
        as_the_reference(rulebook, beginning(day))


def test_one_perimeter_of_two_that_is_open_nowhere_on_some_days(tmp_path: Path) -> None:
    """The other is open then, and offered with it."""
    two: Edits = {
        "perimeters.yaml": [
            ("  - id: dans-un-quartier\n", "  - id: dans-un-quartier\n    valid: {from: 2016-07-01}\n"),
            (ROUTE, f"{ROUTE}    valid: {{from: 2016-07-01}}\n"),
        ],
        "funders/conseil.yaml": [
            ("    perimeter: quartiers\n    perimeter_basis: printed\n", "    perimeter: null\n"),
            ("      - {field: publics, any_of: [jeunes, femmes], basis: printed}\n",
             "      - {field: publics, any_of: [jeunes, femmes], basis: printed}\n      - {field: perimeter, any_of: [agglomeration, quartiers], basis: printed, source: A-05}\n"),
        ],
    }  # fmt: skip
    rulebook = load_rulebook(edited(tmp_path / "val", two))
    outside = ASSOCIATION | {"site": {"commune": "hors"}}
    either = f"avoir lieu dans l'une des trois communes ou {ASKED}"
    expected = reason(line(rulebook, beginning("2016-06-30", outside))).expected
    assert expected.startswith(f"commencer au plus tard le 30 juin 2016 et {either} (")
    assert reason(line(rulebook, beginning("2016-07-01", outside))).expected == (
        f"commencer au plus tôt le 1er juillet 2016 et {either}"
    )
    for action in (beginning("2016-06-30", outside), beginning("2016-07-01", outside), beginning("2016-06-30")):
        as_the_reference(rulebook, action)


def test_a_way_that_a_decision_shut_everywhere_is_still_said(tmp_path: Path) -> None:
    """An instance decided, it may decide otherwise: the days of its way are not days without any."""
    turns: Edits = {"perimeters.yaml": [
        ("  - id: dans-un-quartier\n", "  - id: dans-un-quartier\n    valid: {from: 2016-07-01}\n"),
        (ROUTE, f"{ROUTE}    valid: {{until: 2016-06-30}}\n"),
    ]}  # fmt: skip
    rulebook = load_rulebook(edited(tmp_path / "val", turns))
    request = EvaluationRequest.model_validate({"action": without_dates(), "appraisals": {"appreciation": False}})
    (found,) = [one for one in evaluate(rulebook, request).lines if one.id == LINE]
    before, after = reason(found).expected.split(" ; ou bien ")
    assert before.startswith(f"{EARLY} (") and after.startswith(f"commencer au plus tôt le 1er juillet 2016 et {ASKED}")


def test_one_day_is_said_as_one_day(tmp_path: Path) -> None:
    rulebook = load_rulebook(edited(tmp_path / "val", dated("from: 2016-06-30, until: 2016-06-30")))
    assert reason(line(rulebook, beginning("2016-06-30"))).expected == f"commencer le 30 juin 2016 et {ASKED}"


# -- facts that depend on the day

FACT: Edits = {
    "perimeters.yaml": [("  - id: zone-ailleurs\n", f"  - id: zone-ailleurs\n    valid: {{{UNTIL_JUNE}}}\n")]
}


def test_a_dated_rule_that_concludes_a_fact_on_which_another_depends(tmp_path: Path) -> None:
    rulebook = load_rulebook(edited(tmp_path / "val", FACT))
    forum = {
        "objectives": ["1.1.1"],
        "site": {"commune": "08001", "qpv": "none"},
        "kinds": ["forum"],
        "beneficiaries": {"age_min": 16, "age_max": 25},
    }
    early, late = (asked(rulebook, beginning(day, forum)) for day in ("2016-06-30", "2016-07-01"))
    both = [next(one for one in result.lines if one.id == "conseil-forum") for result in (early, late)]
    assert [one.verdict for one in both] == ["subject_to", "ineligible"]  # the vote of 2016; no zone any more
    assert reason(both[1]).expected == (
        "commencer au plus tôt le 1er juillet 2016 et avoir lieu dans l'une des trois communes "
        "(« Le reste de l'agglomération est ailleurs » ne vaut que jusqu'au 30 juin 2016)"
    )
    zones = [[fact.value for fact in result.facts if fact.field == "zone"] for result in (early, late)]
    assert zones == [["ailleurs"], []]
    for action in (beginning("2016-06-30", forum), beginning("2016-07-01", forum), forum):
        as_the_reference(rulebook, action)


def test_the_fact_is_explained_by_the_rule_of_its_day(tmp_path: Path) -> None:
    again: Edits = {"perimeters.yaml": [("  - id: toute-agglomeration\n", """\
  - id: zone-ailleurs-ensuite
    title: Depuis juillet 2016, toute commune hors quartier est ailleurs.
    when: [{field: agglomeration, any_of: ["oui"]}, {field: in_qpv, any_of: ["non"]}]
    then: {field: zone, value: ailleurs}
    valid: {from: 2016-07-01}
    source: A-04
  - id: toute-agglomeration
""")]}  # fmt: skip
    rulebook = load_rulebook(edited(tmp_path / "val", FACT, again))
    because = {
        day: [
            (fact.because, fact.source and fact.source.entry)
            for fact in asked(rulebook, beginning(day)).facts
            if fact.field == "zone"
        ]
        for day in ("2016-06-30", "2016-07-01")
    }
    assert because == {
        "2016-06-30": [("Le reste de l'agglomération est ailleurs.", "A-03")],
        "2016-07-01": [("Depuis juillet 2016, toute commune hors quartier est ailleurs.", "A-04")],
    }
    assert [fact.value for fact in asked(rulebook, without_dates()).facts if fact.field == "zone"] == ["ailleurs"]
    assert reason(line(rulebook, beginning("2016-07-01"))).field == "perimeter"
    assert (
        "dates" not in reason(line(rulebook, beginning("2016-07-01"))).sentence.split(" : ")[0]
    )  # open the same way always


# -- elsewhere than as the line's perimeter

WAYS: Edits = {
    "funders/conseil.yaml": [
        ("    perimeter: quartiers\n    perimeter_basis: printed\n", "    perimeter: null\n"),
        ("          - all: [{field: carrier, any_of: [association], basis: printed}]\n",
         "          - all: [{field: perimeter, any_of: [quartiers], basis: printed}, {field: carrier, any_of: [association], basis: printed}]\n"),
    ]
}  # fmt: skip


def test_a_perimeter_inside_an_alternative(tmp_path: Path) -> None:
    rulebook = load_rulebook(edited(tmp_path / "val", dated(UNTIL_JUNE), WAYS))
    early, late = line(rulebook, beginning("2016-06-30")), line(rulebook, beginning("2016-07-01"))
    assert [(one.verdict, [r.id for r in one.reserves]) for one in (early, late)] == [
        ("subject_to", ["appreciation"]),
        ("ineligible", []),
    ]
    assert (
        reason(late, "alternatives").sentence
        == f"Aucune des voies admises n'est remplie : {EARLY} et association ; ou bien {LATE} et association ; ou bien commune."
    )
    free = line(rulebook, beginning("2016-06-30", ASSOCIATION | {"carrier": {"type": "commune"}}))
    assert [r.id for r in free.reserves] == ["vote"]
    for action in (
        beginning("2016-06-30"),
        beginning("2016-07-01"),
        without_dates(),
        without_dates(ASSOCIATION | {"carrier": {}}),
    ):
        as_the_reference(rulebook, action)


def test_a_perimeter_among_the_criteria_with_another(tmp_path: Path) -> None:
    two: Edits = {"funders/conseil.yaml": [
        ("    perimeter: quartiers\n    perimeter_basis: printed\n", "    perimeter: null\n"),
        ("      - {field: publics, any_of: [jeunes, femmes], basis: printed}\n",
         "      - {field: publics, any_of: [jeunes, femmes], basis: printed}\n      - {field: perimeter, any_of: [agglomeration, quartiers], basis: printed, source: A-05}\n"),
    ]}  # fmt: skip
    rulebook = load_rulebook(edited(tmp_path / "val", FACT, two))
    for day in ("2016-06-30", "2016-07-01"):
        as_the_reference(rulebook, beginning(day))
    late = reason(line(rulebook, beginning("2016-07-01")))
    assert late.status == "failed" and late.expected.startswith(
        "commencer au plus tôt le 1er juillet 2016 et avoir lieu dans l'une des trois communes ou avoir lieu"
    )


def test_several_sites(until_june: Rulebook) -> None:
    sites = ASSOCIATION | {"site": [{"commune": "2A004"}, {"qpv": "QP001001"}]}
    early, late = line(until_june, beginning("2016-06-30", sites)), line(until_june, beginning("2016-07-01", sites))
    assert [(one.verdict, [(r.id, r.certain) for r in one.reserves]) for one in (early, late)] == [
        ("subject_to", [("appreciation", True)]), ("subject_to", [("part-sites", True)]),
    ]  # fmt: skip
    assert late.reserves[0].text == f"Vaut seulement pour les lieux qui remplissent la condition : {LATE}."
    for action in (beginning("2016-06-30", sites), beginning("2016-07-01", sites), without_dates(sites)):
        as_the_reference(until_june, action)


# -- what reads the whole rulebook


def test_lint_says_nothing_of_a_dated_rule(tmp_path: Path) -> None:
    for index, change in enumerate((dated(UNTIL_JUNE), HAND_OVER)):
        codes = [issue.code for issue in check_folder(RulebookFolder(edited(tmp_path / str(index), change)))]
        assert codes == []


def test_a_perimeter_is_not_open_everywhere_because_dated_rules_open_it_in_turn(tmp_path: Path) -> None:
    """Inside quarters until June, outside them from July: on no day is the criterion without effect."""
    turns: Edits = {"perimeters.yaml": [
        ("  - id: dans-un-quartier\n", f"  - id: dans-un-quartier\n    valid: {{{UNTIL_JUNE}}}\n"),
        ("      - {field: zone, any_of: [ailleurs]}\n      - {field: mostly_from_qpv, any_of: [\"oui\"]}\n    opens: [{perimeter: quartiers, reserve: appreciation}]\n",
         "      - {field: in_qpv, any_of: [\"non\"]}\n    opens: [{perimeter: quartiers}]\n    valid: {from: 2016-07-01}\n"),
    ]}  # fmt: skip
    codes = {issue.code for issue in check_folder(RulebookFolder(edited(tmp_path / "val", turns)))}
    assert codes == {"unused-reserve"}


def test_what_the_rulebook_covers(until_june: Rulebook, small: Rulebook) -> None:
    found, plain = coverage(until_june), coverage(small)
    assert [(zone.value, *zone.openings.everywhere) for zone in found.zones] == [
        (zone.value, *zone.openings.everywhere) for zone in plain.zones
    ]
    assert [(zone.value, *zone.openings.reserved) for zone in found.zones] == [
        (zone.value, *zone.openings.reserved) for zone in plain.zones
    ]
    conditions = next(one for one in found.conditions if one.id == LINE)
    assert "Périmètre et dates de l'action" in conditions.checked
    assert [reserve.id for reserve in conditions.reserves] == ["vote", "appreciation"]


def test_what_is_exported(until_june: Rulebook) -> None:
    exported = next(one for one in catalogue(until_june).lines if one.id == LINE)
    said = [str(statement) for statement in exported.conditions]
    assert (
        f"Périmètre et dates de l'action : {EARLY} ; ou bien {LATE} (A, crédits des quartiers, ligne 7 du texte)"
        in said
    )
    (route,) = [statement.text for statement in exported.reserves if "profite" in statement.text]
    assert route.endswith(
        "Vaut selon le lieu ou les bénéficiaires, à condition de commencer au plus tard le 30 juin 2016."
    )


def test_the_whole_is_analysed(until_june: Rulebook) -> None:
    """From July on, a neighbour's garden finds no money: the analysis sees it, and shows an action."""
    (found,) = [
        finding for finding in analyse(until_june).open if "perimeter=" in finding.id and "2016-07-01" in finding.id
    ]
    assert found.sentence == (
        "Aucun financement n'est ouvert, quel que soit le reste de l'action : Valfleur, hors quartier prioritaire ; bénéficiaires en majorité "
        "d'un quartier prioritaire ; objectif 2.1.1 ; du 01/07/2016 au 31/12/2016 ou du 01/01/2017 au 31/12/2017."
    )
    witness = dict(found.witness or {})["action"]
    assert (witness["starts_on"], line(until_june, witness, "fonds-jardins").verdict) == ("2016-07-01", "ineligible")
    assert line(until_june, witness | {"starts_on": "2016-06-30"}, "fonds-jardins").verdict == "depends"


@pytest.mark.usefixtures("terminal")
def test_a_line_s_page(tmp_path: Path) -> None:
    folder = edited(tmp_path / "val", dated(UNTIL_JUNE))
    text = " ".join(run("line", LINE, "--rules", folder).stdout.split())
    assert f"• Périmètre et dates de l'action : {EARLY} ; ou bien commencer au plus tôt" in text


def test_a_decision_closes_a_dated_way_on_the_days_of_that_way_only(tmp_path: Path) -> None:
    """There the decision's words refuse; after them nothing opens the place, and what the line rests on is ours."""
    read: Edits = {
        "funders/conseil.yaml": [
            ('["1.1.2"]\n    objectives_basis: printed\n    perimeter: quartiers\n    perimeter_basis: printed',
             '["1.1.2"]\n    objectives_basis: printed\n    perimeter: quartiers\n    perimeter_basis: read'),
        ]
    }  # fmt: skip
    rulebook = load_rulebook(edited(tmp_path / "val", dated(UNTIL_JUNE), read))
    against = {"appreciation": False}
    for day, verdict in (("2016-06-30", "ineligible"), ("2016-07-01", "unlikely")):
        action = beginning(day)
        result = evaluate(rulebook, EvaluationRequest.model_validate({"action": action, "appraisals": against}))
        found = next(one for one in result.lines if one.id == LINE)
        assert found.verdict == verdict
        expected = reference(rulebook.source, Action.model_validate(action), against)[LINE]
        assert expected.verdict == verdict
