"""`eligibility analyse`: each planted fault is found by name, and no other; what it says holds on random rulebooks."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook, compile_rulebook, evaluate, load_rulebook
from eligibility.actions.reading import read_action
from eligibility.workbench.analyse import analyse
from eligibility.workbench.analyse.findings import TITLES, Finding
from eligibility.workbench.analyse.formula import Formula, Search, differ, open_
from eligibility.workbench.analyse.gaps import _axes, left_out, no_open_line
from eligibility.workbench.analyse.lines import about_lines
from eligibility.workbench.analyse.witness import request_of
from schemas.action import Action, EvaluationRequest
from schemas.result import CLOSED, Result
from tests.support import strategies
from tests.support.cli_runner import run, told
from tests.support.effort import examples
from tests.support.html_page import Page
from tests.support.planted import CLEAN, FAULTS, Fault, accepted
from tests.support.reference import reference
from tests.support.small import SECOND, SMALL, changed
from tests.support.whole_actions import as_action, plain_actions, whole_actions

few, many = examples(1 / 8), examples(1 / 3, least=10)


def shown_by(finding: Finding, result: Result) -> bool:
    """Does the result of its witness show what a finding says?"""
    verdicts = {line.id: line.verdict for line in result.lines}
    funding = (line for line in result.lines if line.kind == "funding" and finding.closed in ("*", line.funder.id))
    said = all(verdicts[name] == verdict for name, verdict in finding.expects.items())
    return said and all(line.verdict in CLOSED for line in funding)


def found_in(folder: Path) -> set[str]:
    """Ids of the open findings of a folder, each of which its witness shows."""
    rulebook = load_rulebook(folder)
    findings = analyse(rulebook).open
    for finding in findings:
        if finding.witness is not None:
            assert shown_by(finding, evaluate(rulebook, request_of(rulebook, dict(finding.witness)))), finding
            assert finding.expects or finding.closed, finding
        else:
            assert finding.kind in ("unresolved-source", "stale-acceptance")
    assert len({finding.id for finding in findings}) == len(findings)
    return {finding.id for finding in findings}


# -- planted faults


def test_the_small_rulebook_as_it_is(small: Rulebook) -> None:
    report = analyse(small)
    assert ([finding.id for finding in report.open], report.accepted) == (CLEAN, ())
    assert (report.rulebook, report.version, report.content_hash) == ("val-fictif", "1.0.0", small.source.content_hash)
    assert [finding.sentence for finding in report.open[1:4]] == [
        "Aucun financement n'est ouvert, quel que soit le reste de l'action : Valfleur, hors quartier prioritaire ; objectif 2.1.1.",
        "Aucun financement n'est ouvert, quel que soit le reste de l'action : objectif 2.1.1 ; "
        "du 01/01/2015 au 31/05/2015 ou du 01/01/2018 au 31/12/2018.",
        "Fonds du Val n'a aucun financement ouvert du 01/01/2015 au 31/05/2015.",
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_planted_fault_is_found(tmp_path: Path, fault: Fault) -> None:
    found = found_in(changed(tmp_path / "r", fault.case))
    assert (found - set(CLEAN), set(CLEAN) - found) == (fault.found, fault.gone)


def test_no_financing_at_all(tmp_path: Path) -> None:
    folder = changed(tmp_path / "r", {"file": "funders/conseil.yaml", "replace": [["kind: funding", "kind: support"]]})
    file = folder / "funders/fonds.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("kind: funding", "kind: support"), encoding="utf-8")
    assert found_in(folder) == {"no-open-line:*"}


def test_every_kind_of_finding_is_planted() -> None:
    planted = {finding.partition(":")[0] for fault in FAULTS for finding in fault.found}
    assert planted | {"unresolved-source"} == set(TITLES)  # a rulebook with such a source does not load: see below


def test_the_witness_of_an_unreachable_line_meets_what_can_be_met(tmp_path: Path) -> None:
    folder = changed(
        tmp_path / "r", {"file": "funders/fonds.yaml", "replace": [["ends_by: 2017-12-31", "ends_by: 2015-03-31"]]}
    )
    rulebook = load_rulebook(folder)
    (finding,) = [finding for finding in analyse(rulebook).open if finding.kind == "unreachable-line"]
    result = evaluate(rulebook, request_of(rulebook, dict(finding.witness or {})))
    (line,) = [line for line in result.lines if line.id == "fonds-jardins"]
    assert [reason.criterion for reason in line.reasons if reason.status != "met"] == ["period"]


def test_publics_and_carriers_are_found_whatever_a_contract_calls_them() -> None:
    """The second contract has a crew and a skipper: gaps name them too."""
    findings = list(no_open_line(load_rulebook(SECOND)))
    assert {"crew", "skipper"} <= {
        part.partition("=")[0] for one in findings for part in one.id.split(":")[1].split(",")
    }


def test_an_accepted_finding_keeps_its_reason(tmp_path: Path) -> None:
    folder = changed(tmp_path / "r", accepted(CLEAN[0], CLEAN[3]))
    report = analyse(load_rulebook(folder))
    assert [finding.id for finding in report.open] == [CLEAN[1], CLEAN[2], CLEAN[4]]
    assert [(one.finding.id, one.reason) for one in report.accepted] == [
        (CLEAN[0], "Raison n° 1."),
        (CLEAN[3], "Raison n° 2."),
    ]


def test_what_is_accepted_changes_no_answer(tmp_path: Path, small: Rulebook) -> None:
    assert load_rulebook(changed(tmp_path / "r", accepted(*CLEAN))).source.content_hash == small.source.content_hash


def test_progress_ends_where_it_said(small: Rulebook) -> None:
    told_so_far: dict[str, list[tuple[int, int]]] = {}
    analyse(small, lambda step, done, total: told_so_far.setdefault(step, []).append((done, total)))
    assert list(told_so_far) == ["Actions sans financement", "Lignes"]
    for steps in told_so_far.values():
        assert steps == sorted(steps) and len({total for _, total in steps}) == 1
        assert steps[-1][0] == steps[-1][1]


@pytest.mark.deep  # make test runs « eligibility analyse » itself
def test_the_real_rulebook_has_nothing_left_to_explain(rulebook: Rulebook) -> None:
    report = analyse(rulebook)
    assert [finding.id for finding in report.open] == []
    for one in report.accepted:
        assert shown_by(one.finding, evaluate(rulebook, request_of(rulebook, dict(one.finding.witness or {})))), (
            one.finding.id
        )


# -- on random rulebooks


@few
@given(st.data())
def test_every_witness_shows_its_finding(data: st.DataObject) -> None:
    rulebook = compile_rulebook(data.draw(strategies.rulebooks()))
    for finding in analyse(rulebook).open:
        result = evaluate(rulebook, request_of(rulebook, dict(finding.witness or {})))
        assert shown_by(finding, result), finding
        assert set(finding.expects) == set(finding.lines) or finding.closed, finding
        verdicts = {line.id: line.verdict for line in result.lines}
        match finding.kind:
            case "unreachable-line":
                assert verdicts[finding.lines[0]] in CLOSED
            case "same-lines":
                assert len({verdicts[name] for name in finding.lines} - set(CLOSED)) == 1


@few
@given(st.data())
def test_order_of_lines_and_files_changes_nothing(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    files = [
        file.model_copy(update={"lines": data.draw(st.permutations(file.lines))})
        for file in data.draw(st.permutations(source.funders))
    ]
    first = [asdict(finding) for finding in analyse(compile_rulebook(source)).open]
    assert [asdict(finding) for finding in analyse(compile_rulebook(source)).open] == first
    turned = [asdict(finding) for finding in analyse(compile_rulebook(replace(source, funders=tuple(files)))).open]
    assert sorted(turned, key=lambda one: one["id"]) == sorted(first, key=lambda one: one["id"])


@many
@given(st.data())
def test_samples_reach_all_that_a_field_can_do(data: st.DataObject) -> None:
    rulebook = compile_rulebook(data.draw(strategies.rulebooks()))
    for name, table in rulebook.tables.items():
        for line in rulebook.lines:
            asked = tuple(dict.fromkeys(r for row in line.rows for r in row.requirements if r.field == name))
            reached = [table.vectors(asked, key) for key in table.samples(asked)] if asked else []
            assert all(len(vectors) == 1 for vectors in reached)
            assert not asked or set().union(*reached) == table.vectors(asked, None)


@many
@given(st.data())
def test_a_witness_says_exactly_what_was_found(data: st.DataObject) -> None:
    """An action written from one complete value per field, once read, gives these values."""
    rulebook = compile_rulebook(data.draw(strategies.rulebooks()))
    line = data.draw(st.sampled_from(rulebook.lines))
    found = {}
    for name in line.fields:
        asked = tuple(dict.fromkeys(r for row in line.rows for r in row.requirements if r.field == name))
        found[name] = data.draw(st.sampled_from(list(rulebook.tables[name].samples(asked))))
    known = read_action(rulebook, as_action(rulebook, found)).keys
    assert {name: sorted(known[name]) for name in found} == {name: sorted(key) for name, key in found.items()}


NOTHING_SAID = Action.model_construct(**(dict(Action(objectives=["1"])) | {"objectives": None}))


@few
@given(st.data())
def test_unreachable_lines_are_those_that_every_completion_refuses(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    rulebook = compile_rulebook(source)
    unreachable = {f.lines[0] for f in about_lines(rulebook, Search(rulebook.tables)) if f.kind == "unreachable-line"}
    answers = reference(source, data.draw(whole_actions(source)))
    assert all(answers[name].verdict in CLOSED for name in unreachable)
    for line in rulebook.lines:
        completion = Search(rulebook.tables).find([Formula.of(line)], open_)
        assert (completion is None) == (line.id in unreachable)
        if completion is not None:
            assert reference(source, as_action(rulebook, completion))[line.id].verdict in ("eligible", "subject_to")


@examples(1 / 20, least=3)
@given(strategies.rulebooks())
def test_unreachable_lines_are_those_that_the_oracle_refuses(source: Any) -> None:
    """The oracle on an action of which nothing is known: slow, hence few examples."""
    rulebook = compile_rulebook(source)
    refused = {name for name, outcome in reference(source, NOTHING_SAID).items() if outcome.verdict in CLOSED}
    assert refused == {
        line.id for line in rulebook.lines if Search(rulebook.tables).find([Formula.of(line)], open_) is None
    }


@many
@given(st.data())
def test_a_search_for_a_difference_is_exhaustive(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    rulebook = compile_rulebook(source)
    one, other = data.draw(st.permutations(rulebook.lines))[:2]
    completion = Search(rulebook.tables).find([Formula.of(one), Formula.of(other)], differ)
    if completion is None:
        answers = reference(source, data.draw(whole_actions(source)))
        assert answers[one.id].verdict == answers[other.id].verdict
    else:
        answers = reference(source, as_action(rulebook, completion))
        assert answers[one.id].verdict != answers[other.id].verdict
        assert "depends" not in {answers[one.id].verdict, answers[other.id].verdict}


@many
@given(st.data())
def test_no_open_line_covers_what_nobody_finances_and_nothing_else(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    rulebook = compile_rulebook(source)
    findings = [finding.id for finding in no_open_line(rulebook)]
    funding = {line.id for line in rulebook.lines if line.kind == "funding"}
    for _ in range(3):
        flat = data.draw(plain_actions(source))
        answers = reference(source, strategies.build(flat))  # whatever the rest may be
        closed = all(answers[name].verdict in CLOSED for name in funding)
        covering = [finding for finding in findings if covers(rulebook, finding, flat)]
        assert bool(covering) == closed, (covering, flat)


def covers(rulebook: Rulebook, finding: str, flat: dict[str, Any]) -> bool:
    """Does a plain action lie in what the finding's id names?"""
    said = finding.removeprefix("no-open-line:")
    if said == "*":
        return True
    return all(
        any(of_field(rulebook, field, code, flat) for code in codes.split("+"))
        for field, _, codes in (part.partition("=") for part in said.split(","))
    )


def of_field(rulebook: Rulebook, field: str, code: str, flat: dict[str, Any]) -> bool:
    if field == "period":
        first, last = code.split("..")
        starts: str = flat["starts_on"].isoformat()
        return first <= starts <= last
    if field == "perimeter":
        state = (*flat["site"].values(), flat["mostly_from_qpv"])
        opened = {state_code(*s.place, s.mostly_from_qpv): c.open for s, c in rulebook.conclusions.items()}
        return opened[code] == opened[state_code(*state)]
    given = flat[field] if field in flat else flat.get("details", {}).get(field)  # a detail may not be given at all
    return code in (given if isinstance(given, list | tuple) else [given])


def state_code(commune: str, qpv: str, veille: bool, mostly: bool) -> str:
    commune = "hors" if commune == strategies.OUTSIDE else commune
    return "-".join([commune, qpv, "veille" if veille else "hors-veille", *(["qv"] if mostly else [])])


# -- the command


def test_the_command_prints_each_finding_with_its_witness(terminal: None) -> None:
    result = run("analyse", SMALL)
    assert result.exit_code == 1
    text = " ".join(result.stdout.split())
    for said in (
        *CLEAN,
        "Actions pour lesquelles aucun financement n'est ouvert (3)",
        "5 constats à traiter ; 0 constat accepté",
    ):
        assert said in text
    assert text.count("Action témoin : {") == 5


def test_the_command_ends_well_once_all_is_accepted(tmp_path: Path) -> None:
    result = run("analyse", changed(tmp_path / "r", accepted(*CLEAN)))
    assert (result.exit_code, " ".join(result.stdout.split())) == (
        0,
        "Actions sans financement : cherchées sans croiser « Âge des bénéficiaires », « Nature de l'action », « Budget total (euros) » et « Hors du temps scolaire ». val-fictif : aucun constat à traiter ; 5 constats acceptés avec leur raison.",
    )
    result = run("analyse", changed(tmp_path / "s", accepted(*CLEAN, "same-lines:a+b")))
    assert result.exit_code == 1
    assert "Constats acceptés qui n'ont plus lieu d'être (1)" in result.stdout


def test_json_and_page_say_the_same(tmp_path: Path, small: Rulebook) -> None:
    data, page = tmp_path / "a.json", tmp_path / "a.html"
    folder = changed(tmp_path / "r", accepted(*CLEAN[:2]))
    assert run("analyse", folder, "--json", data, "--html", page).exit_code == 1
    report = json.loads(data.read_text(encoding="utf-8"))
    findings = [*report["open"], *(one["finding"] for one in report["accepted"])]
    assert sorted(finding["id"] for finding in findings) == sorted(CLEAN)
    for finding in findings:
        lines = evaluate(small, EvaluationRequest.model_validate(finding["witness"])).lines
        assert {line.id: line.verdict for line in lines}.items() >= finding["expects"].items()
        funders = {line.funder.id for line in lines} if finding["closed"] == "*" else {finding["closed"]}
        assert {line.verdict for line in lines if line.kind == "funding" and line.funder.id in funders} == {
            "ineligible"
        }
    text = page.read_text(encoding="utf-8")
    check_page(Page(text))
    assert all(finding["id"] in text for finding in findings)
    assert text.count("Raison n° ") == 2


def check_page(page: Page) -> None:
    assert [address for address in page.addresses if "//" in address] == []
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == 1 and page.headings.count(1) == 1


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_file_that_cannot_be_written(tmp_path: Path, terminal: None, option: str) -> None:
    target = tmp_path / "nulle-part" / "a.txt"
    assert told(run("analyse", SMALL, option, target), 1) == [
        f"✗ « {target} » : ce dossier n'existe pas. Choisissez un autre fichier."
    ]


BROKEN = {"file": "funders/fonds.yaml", "replace": [["source: [B-04]", "source: [B-44]"]]}


def test_a_source_that_leads_nowhere(tmp_path: Path, terminal: None) -> None:
    data, page = tmp_path / "a.json", tmp_path / "a.html"
    result = run("analyse", changed(tmp_path / "r", BROKEN), "--json", data, "--html", page)
    assert (result.exit_code, result.stderr) == (1, "")
    finding = "unresolved-source:funders/fonds.yaml:30"
    assert "Sources qui ne mènent nulle part (1)" in result.stdout and finding in result.stdout
    (told_once,) = json.loads(data.read_text(encoding="utf-8"))["open"]
    assert (told_once["id"], told_once["place"], told_once["witness"]) == (finding, "funders/fonds.yaml:30", None)
    assert told_once["sentence"].startswith("la source « B-44 » n'est pas une entrée du registre. Valeurs proches : ")
    text = page.read_text(encoding="utf-8")
    check_page(Page(text))
    assert finding in text


def test_other_faults_are_told_as_lint_tells_them(tmp_path: Path, terminal: None) -> None:
    broken = BROKEN | {"replace": [*BROKEN["replace"], ["perimeter: quartiers", "perimeter: quartier"]]}
    folder = changed(tmp_path / "r", broken)
    assert [sentence[:26] for sentence in told(run("analyse", folder), 1)] == [
        "✗ funders/fonds.yaml:18: l",
        "✗ funders/fonds.yaml:30: l",
    ]


# -- whose fields have other names


def test_the_lists_of_another_contract_are_crossed_by_what_they_are() -> None:
    second = load_rulebook(SECOND)
    crossed = {value.field for axis in _axes(second) for value in axis}
    assert crossed == {"perimeter", "objectives", "crew", "skipper", "season", "period"}
    assert set(left_out(second)) == {"Âge", "Métier de l'action", "Sortie en mer", "Couchettes"}


def test_a_list_among_the_details_is_crossed_too(tmp_path: Path) -> None:
    """Whom an action is for may stand among the details: the same findings, under that field's name."""
    moved = {
        "file": "vocabulary.yaml",
        "replace": [["paths: [beneficiaries.publics]", "paths: [details.publics]"], ["paths: [carrier.type]", "paths: [details.carrier]"]],
    }  # fmt: skip
    folder = changed(tmp_path / "r", moved)
    for name in ("conseil", "fonds"):
        (folder / f"funders/{name}.cases.yaml").unlink(missing_ok=True)
    there = load_rulebook(folder)
    assert {finding.id for finding in no_open_line(there)} == {f for f in CLEAN if f.startswith("no-open-line")}
    assert {value.field for axis in _axes(there) for value in axis} >= {"publics", "carrier"}


def test_what_is_too_large_to_cross_is_told(small: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eligibility.workbench.analyse.gaps.ALWAYS", ())
    monkeypatch.setattr("eligibility.workbench.analyse.gaps.MOST", 1)
    assert {value.field for axis in _axes(small) for value in axis} == {"perimeter", "objectives", "period"}
    assert set(left_out(small)) >= {small.given["publics"].label, small.given["carrier"].label}
