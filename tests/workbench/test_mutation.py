"""`eligibility mutate`: which variants of a line no case notices, which say the same as the line, and the cases proposed."""

import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook, compile_rulebook, evaluate, load_rulebook
from eligibility.actions.reading import read_action
from eligibility.engine.joint import Entangled
from eligibility.workbench.analyse.cases import proposed_cases
from eligibility.workbench.analyse.mutation import MutationReport, as_expected, mutation_check
from eligibility.workbench.analyse.variants import Variant, Variants
from eligibility.workbench.analyse.witness import request_of
from eligibility.workbench.cases import mistakes, outcomes
from schemas.action import Action, EvaluationRequest
from schemas.cases import Expectation
from schemas.criterion import Criterion
from schemas.rulebook import RulebookSource
from tests.support import strategies
from tests.support.cli_runner import run, told
from tests.support.effort import OTHER_SEED, examples
from tests.support.paths import ROOT
from tests.support.reference import Book, Outcome, judge
from tests.support.small import SMALL, changed
from tests.support.whole_actions import whole_actions

few, many = examples(1 / 12), examples(1 / 3, least=10)
LONG = 1e9  # seconds
CASES = "funders/fonds.cases.yaml"
TOO_DEAR = "Un jardin trop cher ne l'est pas."


def check(rulebook: Rulebook, only: str | None = None) -> MutationReport:
    return mutation_check(rulebook, LONG, lambda line: only in (None, line.id))


def survivors(report: MutationReport) -> list[str]:
    return [survivor.variant.id for survivor in report.survivors]


# -- the small rulebook

FORUM = [f"conseil-forum:{rest}" for rest in (
    "objectives:drop", "objectives:flip", "objectives.0:widen", "perimeter:drop", "perimeter:flip",
    "criteria.0:drop", "criteria.0:flip", "criteria.0:widen", "criteria.1:drop", "criteria.1:flip", "criteria.1:widen",
    "reserves.0:drop",
)]  # fmt: skip
CREATION = [f"conseil-creation:{rest}" for rest in (
    "objectives:drop", "objectives:flip", "objectives.0:widen", "perimeter:drop", "perimeter:flip", "perimeter:widen",
    "criteria.0:drop", "criteria.0:flip", "criteria.0:widen", "criteria.1:drop",
    "criteria.1.alternatives.0:drop", *(f"criteria.1.alternatives.0.all.0:{change}" for change in ("drop", "flip", "widen")),
    "criteria.1.alternatives.1:drop", "criteria.1.alternatives.1.reserve:drop",
    *(f"criteria.1.alternatives.1.all.0:{change}" for change in ("drop", "flip", "widen")),
)]  # fmt: skip
GARDENS = [f"fonds-jardins:{rest}" for rest in (
    "objectives:drop", "objectives:flip", "objectives.0:widen", "perimeter:drop", "perimeter:flip", "perimeter:widen",
    "valid:drop", "valid:flip", "valid:widen", "criteria.0:drop", "criteria.0:flip", "criteria.0:widen",
    "criteria.1:drop", "criteria.1:flip", "criteria.1:widen", "criteria.2:drop", "criteria.2:flip", "criteria.2:widen",
    "criteria.3:drop", "criteria.3:flip",
)]  # fmt: skip


def test_every_variant_of_every_line(small: Rulebook) -> None:
    variants = [variant.id for line in small.lines for variant in Variants(small).of(line.line)]
    assert variants == [*CREATION, *FORUM, *GARDENS]


@pytest.mark.parametrize(("criterion", "flipped", "widened"), [
    ("{field: publics, any_of: [jeunes], basis: printed}", "{any_of: [habitants, femmes, other]}", "{any_of: [jeunes, femmes]}"),
    ("{field: publics, all_of: [jeunes, femmes], basis: printed}", "{any_of: [habitants, other]}", "{any_of: [jeunes, femmes]}"),
    ("{field: publics, any_of: [habitants, jeunes, femmes, other], basis: printed}", None, None),
    ("{field: publics, all_of: [habitants, jeunes, femmes, other], basis: printed}", None, "{any_of: [habitants, jeunes, femmes, other]}"),
    ("{field: objectives, any_of: ['1'], basis: printed}", "{any_of: [2.1.1]}", "{any_of: ['1', 2.1.1]}"),
    ("{field: objectives, all_of: ['1.1', 2.1.1], basis: printed}", None, "{any_of: ['1.1', 2.1.1]}"),
    ("{field: perimeter, any_of: [quartiers], basis: printed}", "{any_of: [agglomeration]}", "{any_of: [quartiers, agglomeration]}"),
    ("{field: after_school, is: true, basis: printed}", "{is: false}", None),
    ("{field: age, at_least: 16, at_most: 25, basis: printed}", "{at_least: 26}", "{at_least: 15, at_most: 26}"),
    ("{field: age, at_least: 16, basis: printed}", "{at_most: 15}", "{at_least: 15}"),
    ("{field: budget, at_most: 5000, basis: printed}", "{at_least: '5000.01'}", "{at_most: '5000.01'}"),
    ("{field: period, from: 2016-01-01, until: 2016-12-31, basis: printed}", "{from: 2017-01-01}", "{from: 2015-12-31, until: 2017-01-01}"),
    ("{field: period, from: 2016-01-01, basis: printed}", "{until: 2015-12-31}", "{from: 2015-12-31}"),
    ("{field: period, ends_by: 2016-12-31, basis: printed}", "{from: 2017-01-01}", "{ends_by: 2017-01-01}"),
])  # fmt: skip
def test_what_a_variant_makes_of_a_criterion(
    small: Rulebook, criterion: str, flipped: str | None, widened: str | None
) -> None:
    line = small.by_id["conseil-forum"].line.model_copy(update={"criteria": [Criterion(**yaml.safe_load(criterion))]})
    made = {
        v.change: v.line.criteria[0]
        for v in Variants(small).of(line)
        if v.where == ("criteria", 0) and v.change != "drop"
    }
    wanted = {"flip": flipped, "widen": widened}
    kept = {name: yaml.safe_load(criterion)[name] for name in ("field", "basis")}
    assert made == {change: Criterion(**kept, **yaml.safe_load(text)) for change, text in wanted.items() if text}


def test_what_the_cases_of_a_line_notice(small: Rulebook) -> None:
    report = check(small, "conseil-forum")
    assert report.equivalent == ("conseil-forum:objectives.0:widen",)  # « 1 » has no other objective than « 1.1 »
    assert survivors(report) == [f"conseil-forum:{rest}" for rest in (
        "objectives:drop", "perimeter:drop", "perimeter:flip", "criteria.1:drop", "criteria.1:widen", "reserves.0:drop",
    )]  # fmt: skip
    assert (report.caught, report.untried, report.red, report.score) == (5, 0, (), 5 / 11)
    reserve = report.survivors[-1]
    assert (reserve.verdict, reserve.variant.what) == ("subject_to", "réserve « vote »")


def test_a_line_that_no_case_looks_at(tmp_path: Path) -> None:
    report = check(load_rulebook(changed(tmp_path / "r", {"file": CASES, "content": "cases: []\n"})), "fonds-jardins")
    assert (survivors(report), report.caught, report.score) == (GARDENS, 0, 0.0)


def test_proposed_cases_bring_the_score_to_one_and_each_removal_lowers_it(tmp_path: Path) -> None:
    folder = changed(tmp_path / "r", {"file": CASES, "content": "cases: []\n"})
    before = load_rulebook(folder)
    wanted = lambda line: line.id == "fonds-jardins"  # noqa: E731
    ((name, text),) = proposed_cases(before, mutation_check(before, LONG, wanted), wanted).items()
    assert name == "fonds.checks.cases.yaml"
    (folder / "funders" / name).write_text(text, encoding="utf-8")
    whole = load_rulebook(folder)
    assert (check(whole, "fonds-jardins").score, [one.mistakes for one in outcomes(whole) if one.mistakes]) == (1.0, [])
    cases = yaml.safe_load(text)["cases"]
    lowered = 0
    for index in range(len(cases)):
        left = yaml.safe_dump({"cases": cases[:index] + cases[index + 1 :]}, allow_unicode=True)
        (folder / "funders" / name).write_text(left, encoding="utf-8")
        less = load_rulebook(folder)
        report = check(less, "fonds-jardins")
        lowered += report.score < 1
        for file, more in proposed_cases(less, report, wanted).items():  # what a removed case saw, a new one sees
            (folder / "funders" / file.replace("checks", "again")).write_text(more, encoding="utf-8")
            assert check(load_rulebook(folder), "fonds-jardins").score == 1.0
            (folder / "funders" / file.replace("checks", "again")).unlink()
    assert lowered >= len(cases) - 1  # the first sees much, and what it sees others may see too


def test_nothing_to_notice_is_no_failure() -> None:
    assert MutationReport(0, ("line:valid:drop",), (), 0, ()).score == 1.0


def test_a_case_that_already_fails_is_told(tmp_path: Path) -> None:
    folder = changed(tmp_path / "r", {"file": CASES, "replace": [["failed: [budget]", "failed: [kinds]"]]})
    assert check(load_rulebook(folder)).red == (f"fonds-jardins : {TOO_DEAR}",)
    result = run("mutate", folder, "--at-least", 0)
    assert (result.exit_code, result.stderr) == (1, f"✗ Ce cas échoue déjà : fonds-jardins : {TOO_DEAR}\n")


@pytest.mark.parametrize(("seconds", "tried"), [(0, 0), (10, 10), (LONG, 51)])
def test_the_budget_ends_the_check(small: Rulebook, seconds: float, tried: int) -> None:
    """A clock that says one second more each time that it is read."""
    ticks = count()
    report = mutation_check(small, seconds, clock=lambda: next(ticks))
    assert report.untried == 51 - tried
    assert report.caught + len(report.survivors) + len(report.equivalent) == tried


def test_cases_about_other_texts_do_not_count(tmp_path: Path) -> None:
    amendment = "amendments: [{id: avenant, title: Avenant, known_from: 2016-01-01, source: B-03}]\nperiod:"
    case = {
        "file": "contract.yaml",
        "replace": [["period:", amendment], ["revised_on: 2015-03-01", "revised_on: 2016-02-01"]],
    }
    folder = changed(tmp_path / "r", case)
    now = check(load_rulebook(folder), "fonds-jardins")
    file = folder / CASES
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    action:\n", "    as_of: 2015-06-01\n    action:\n"), encoding="utf-8")
    report = check(load_rulebook(folder), "fonds-jardins")
    assert (now.caught > 0, report.caught, report.red) == (True, 0, ())


# -- on random rulebooks


@many
@given(st.data())
def test_a_case_holds_here_exactly_where_it_holds_there(data: st.DataObject) -> None:
    """`as_expected` is the short way to what `eligibility cases` says."""
    source = data.draw(strategies.rulebooks())
    rulebook, action = compile_rulebook(source), data.draw(strategies.actions(source))
    known = read_action(rulebook, action).keys
    for line in evaluate(rulebook, EvaluationRequest(action=action)).lines:
        failed = [reason.criterion for reason in line.reasons if reason.status == "failed"]
        said = {
            "failed": failed,
            "reserves": [reserve.id for reserve in line.reserves],
            "questions": list(line.questions),
        }
        right = Expectation(verdict=line.verdict, **said)
        other = {name: data.draw(st.none() | st.just(values[1:] or ["autre"])) for name, values in said.items()}
        verdict = data.draw(st.sampled_from([line.verdict, line.verdict, "eligible", "depends"]))
        judge_ = Entangled(rulebook.tables)
        assert as_expected(judge_, rulebook.by_id[line.id], known, right)
        for wanted in (
            Expectation(verdict=verdict, **other),
            *(right.model_copy(update={n: v}) for n, v in other.items()),
        ):
            assert as_expected(judge_, rulebook.by_id[line.id], known, wanted) == (mistakes(line, wanted) == [])


class Both:
    """A line and its variant, judged by the oracle."""

    def __init__(self, source: RulebookSource):
        self._book = Book(source)
        self._files = {line.id: (file, line) for file in source.funders for line in file.lines}

    def __call__(self, variant: Variant, action: Action) -> tuple[Outcome, Outcome]:
        file, line = self._files[variant.line.id]
        return judge(self._book, file, line, action), judge(self._book, file, variant.line, action)


def said(outcome: Outcome) -> tuple[str, frozenset[str]]:
    return outcome.verdict, outcome.reserves


@few
@given(st.data())
def test_survivors_differ_and_what_is_set_aside_does_not(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    rulebook, both = compile_rulebook(source), Both(source)
    report = check(rulebook)
    variants = {variant.id: variant for line in rulebook.lines for variant in Variants(rulebook).of(line.line)}
    assert {*survivors(report), *report.equivalent} == set(variants) and report.caught == 0
    for survivor in report.survivors:
        line, variant = both(survivor.variant, request_of(rulebook, dict(survivor.witness)).action)
        assert line.verdict == survivor.verdict
        assert said(line) != said(variant), survivor.variant.id
    action = data.draw(whole_actions(source))
    for name in report.equivalent:
        line, variant = both(variants[name], action)
        assert said(line) == said(variant), name


# -- the command


def test_the_command_from_half_to_all(tmp_path: Path, terminal: None) -> None:
    folder, proposed, data = (
        changed(tmp_path / "r", {"file": CASES, "replace": []}),
        tmp_path / "p",
        tmp_path / "m.json",
    )
    result = run("mutate", folder, "--propose", proposed, "--json", data)
    assert (result.exit_code, result.stderr) == (1, "")
    text = " ".join(result.stdout.split())
    assert "Score : 50.0% (25 variantes remarquées, 25 non remarquées, 1 équivalentes mises de côté)." in text
    assert "conseil-forum : réserve « vote » retiré (reserves.0), aucun cas ne le remarque." in text
    report = json.loads(data.read_text(encoding="utf-8"))
    assert (report["score"], report["caught"], len(report["survivors"]), report["untried"]) == (0.5, 25, 25, 0)
    small = load_rulebook(folder)
    for survivor in report["survivors"]:
        lines = {line.id: line.verdict for line in evaluate(small, request_of(small, survivor["witness"])).lines}
        assert lines[survivor["variant"].partition(":")[0]] == survivor["verdict"]
    files = sorted(proposed.iterdir())
    assert [file.name for file in files] == ["conseil.checks.cases.yaml", "fonds.checks.cases.yaml"]
    for file in files:
        file.rename(folder / "funders" / file.name)
    assert run("lint", folder).stdout.endswith("0 avertissement.\n")
    assert run("cases", folder).exit_code == 0
    result = run("mutate", folder, "--at-least", 1)
    assert (result.exit_code, result.stdout.startswith("Score : 100.0% (50 variantes")) == (0, True)


def test_the_score_expected_decides_the_exit_code() -> None:
    assert [run("mutate", SMALL, "--at-least", share).exit_code for share in (0.5, 0.51)] == [0, 1]


@pytest.mark.parametrize(("option", "name", "sentence"), [
    ("--line", "conseil-form", "✗ La ligne « conseil-form » n'existe pas. Noms proches : conseil-forum, "),
    ("--funder", "fond", "✗ Le financeur « fond » n'existe pas. Noms proches : fonds"),
])  # fmt: skip
def test_a_name_that_matches_nothing_is_no_perfect_score(terminal: None, option: str, name: str, sentence: str) -> None:
    (said_,) = told(run("mutate", SMALL, option, name), 2)
    assert said_.startswith(sentence)


def test_one_funder_or_one_line() -> None:
    assert "Score : 30.0% (6 variantes" in run("mutate", SMALL, "--funder", "fonds").stdout
    assert "Score : 45.5% (5 variantes" in run("mutate", SMALL, "--line", "conseil-forum").stdout


@pytest.mark.deep
def test_two_processes_find_the_same_witnesses(tmp_path: Path) -> None:
    for command in ("analyse", "mutate"):
        here, there = tmp_path / f"{command}-here.json", tmp_path / f"{command}-there.json"
        done = subprocess.run(
            [sys.executable, "-c", "from eligibility.cli import app; app()", command, str(SMALL), "--json", str(there)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": OTHER_SEED},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, run(command, SMALL, "--json", here).exit_code) == (1, 1), done.stderr
        assert here.read_text(encoding="utf-8") == there.read_text(encoding="utf-8")
