"""The matrix: a batch equals its single evaluations; sorted, filtered, with its progress; fast."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook, compile_rulebook, evaluate, evaluate_many, load_rulebook
from eligibility.batch import Matrix, build_matrix, explain, read_batch
from eligibility.batch.explained import SHOWN
from eligibility.batch.workbook import verdict_style, verdict_text
from eligibility.evaluate import evaluate_lines
from eligibility.french.citations import misprint
from eligibility.french.labels import VERDICTS as LABELS
from schemas.action import Action, EvaluationRequest
from schemas.result import CLOSED, VERDICTS, Result
from tests.support import strategies
from tests.support.amended import NEW_LINE, REMOVED_LINE, amended
from tests.support.effort import examples
from tests.support.limits import steps
from tests.support.paths import ROOT
from tests.support.tables import as_csv, batch_of, requested

SETTINGS = examples(1 / 4, least=10)
EXAMPLES = [
    Action.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))["action"])
    for file in sorted((ROOT / "examples").glob("*.yaml"))
]


def equals_single_evaluations(rulebook: Rulebook, matrix: Matrix) -> None:
    results = evaluate_many(rulebook, [requested(item.row) for item in matrix.rows])
    for item, result in zip(matrix.rows, results, strict=True):
        alone: dict[tuple[str, str, str], list[str]] = {}
        assert isinstance(result, Result)
        for line in result.lines:
            alone.setdefault((line.funder.id, line.kind, line.verdict), []).append(line.id)
        together = {
            (funder.id, kind, verdict): list(lines)
            for funder, cell in zip(matrix.funders, item.cells, strict=True)
            for kind, by_verdict in (("funding", cell.funding), ("support", cell.support))
            for verdict, lines in zip(VERDICTS, by_verdict, strict=True)
            if lines
        }
        assert {key: sorted(lines) for key, lines in together.items()} == {
            key: sorted(lines) for key, lines in alone.items()
        }
        for funder, cell in zip(matrix.funders, item.cells, strict=True):
            best = next((v for v in VERDICTS if (funder.id, "funding", v) in alone), None)
            assert cell.verdict == best and sum(cell.counts.values()) == funder.funding


@pytest.fixture(scope="module")
def matrix(rulebook: Rulebook) -> Matrix:
    return build_matrix(rulebook, batch_of(EXAMPLES, rulebook.contract.revised_on))


def test_examples_equal_their_single_evaluations(rulebook: Rulebook, matrix: Matrix) -> None:
    assert len(matrix.rows) == len(EXAMPLES) >= 30
    equals_single_evaluations(rulebook, matrix)


@SETTINGS
@given(st.data())
def test_random_actions_equal_their_single_evaluations(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    names = sorted({o.reserve for rule in source.perimeters.rules for o in rule.opens if o.reserve})
    appraisals = {name: data.draw(st.booleans()) for name in names if data.draw(st.booleans())}
    actions = data.draw(st.lists(strategies.actions(source), min_size=1, max_size=4))
    rulebook = compile_rulebook(source)
    equals_single_evaluations(
        rulebook, build_matrix(rulebook, batch_of(actions, source.contract.revised_on, appraisals=appraisals))
    )


def test_lines_alone_are_those_of_the_whole_evaluation(rulebook: Rulebook) -> None:
    for action in EXAMPLES[:8]:
        request = EvaluationRequest(action=action)
        whole = evaluate(rulebook, request).lines
        for only in (SHOWN, VERDICTS, ("depends",)):
            assert evaluate_lines(rulebook, request, only) == tuple(line for line in whole if line.verdict in only)
        few = {line.id for line in whole[::40]}
        assert evaluate_lines(rulebook, request, named=few) == tuple(line for line in whole if line.id in few)


def test_the_reasons_are_those_of_the_whole_evaluation(rulebook: Rulebook, matrix: Matrix) -> None:
    explained = list(explain(rulebook, matrix))
    for item in matrix.rows[:8]:
        lines = [line for line in evaluate(rulebook, requested(item.row)).lines if line.verdict not in CLOSED]
        mine = [one for one in explained if one.row == item.row.number]
        assert [(one.line_id, one.verdict) for one in mine] == [(line.id, line.verdict) for line in lines]
        for one, line in zip(mine, lines, strict=True):
            assert all(reason.sentence in one.why for reason in line.reasons)
            assert all(reserve.text in one.reserves for reserve in line.reserves)
            assert all(misprint(correction) in one.corrections for correction in line.corrections)
            assert one.questions.count("\n") + bool(one.questions) == len(line.questions)


def test_reasons_of_closed_lines_are_the_failing_criteria(rulebook: Rulebook, matrix: Matrix) -> None:
    few = matrix.only(funders=[matrix.funders[0].id])
    found = [one for one in explain(rulebook, few, everything=True) if one.row == 2]
    lines = {
        line.id: line
        for line in evaluate(rulebook, requested(few.rows[0].row)).lines
        if line.funder.id == few.funders[0].id
    }
    assert {one.line_id for one in found} == set(lines)
    for one in found:
        if one.verdict in CLOSED:
            failing = [reason.sentence for reason in lines[one.line_id].reasons if reason.status == "failed"]
            assert (
                failing and all(sentence in one.why for sentence in failing) and one.why.count("\n") == len(failing) - 1
            )


def test_unlikely_is_told_apart_from_a_refusal(rulebook: Rulebook, matrix: Matrix) -> None:
    """In its own words and style, after « à préciser », before a refusal; never among what is open."""
    kinds = {cell.verdict for item in matrix.rows for cell in item.cells}
    assert {"unlikely", "ineligible", "depends"} <= kinds
    assert list(VERDICTS).index("depends") < list(VERDICTS).index("unlikely") < list(VERDICTS).index("ineligible")
    texts = {verdict: set[tuple[str, str]]() for verdict in VERDICTS}
    for item in matrix.rows:
        for cell in item.cells:
            if cell.verdict:
                texts[cell.verdict].add((verdict_text(cell), verdict_style(cell)))
                assert cell.best == cell.verdict
                if cell.verdict == "unlikely":
                    assert not any(cell.funding[: VERDICTS.index("unlikely")])
    assert texts["unlikely"] == {(LABELS["unlikely"].name, "unlikely")}
    assert texts["ineligible"] == {(LABELS["ineligible"].name, "ineligible")}
    (one,) = (row for row in matrix.rows if row.row.number == 2)
    funder = next(f for f, cell in zip(matrix.funders, one.cells, strict=True) if cell.verdict == "unlikely")
    few = matrix.only(funders=[funder.id])
    assert not any(cell.line_id for cell in explain(rulebook, few) if cell.verdict in CLOSED)
    closed = [e for e in explain(rulebook, few, everything=True) if e.row == 2 and e.verdict == "unlikely"]
    assert closed and all("lecture" in e.why or "lisons" in e.why for e in closed)
    assert all("peu probable" in e.texts and e.contact for e in closed)


def test_every_funder_with_lines_has_a_column(rulebook: Rulebook, matrix: Matrix) -> None:
    assert {funder.id for funder in matrix.funders} == {line.funder.id for line in rulebook.lines}
    assert sum(funder.funding + funder.support for funder in matrix.funders) == len(rulebook.lines)
    families = [funder.family for funder in matrix.funders]
    assert sorted(families, key=[family.id for family in rulebook.contract.families].index) == families


def test_the_day_is_that_of_the_table(rulebook: Rulebook) -> None:
    content = as_csv([["Objectif"], [rulebook.objectives.leaves[0]]])
    later = date(2019, 1, 1)
    matrix = build_matrix(rulebook, read_batch(rulebook, content, as_of=later))
    assert matrix.batch.as_of == later and matrix.rulebook.hash == rulebook.source.content_hash
    equals_single_evaluations(rulebook, matrix)


def test_the_lines_are_those_of_the_texts_known_that_day(tmp_path: Path) -> None:
    rulebook = load_rulebook(amended(tmp_path / "val", NEW_LINE, REMOVED_LINE))
    shown = []
    for day in (date(2016, 5, 31), date(2016, 6, 1)):
        matrix = build_matrix(
            rulebook, batch_of([Action(objectives=[leaf]) for leaf in rulebook.objectives.leaves], day)
        )
        equals_single_evaluations(rulebook, matrix)
        shown.append(
            {id_ for cell in matrix.rows[0].cells for lines in (*cell.funding, *cell.support) for id_ in lines}
        )
        assert {one.line_id for one in explain(rulebook, matrix, everything=True)} == shown[-1]
    assert shown[0] - shown[1] and shown[1] - shown[0]


# -- shown otherwise


def numbers(matrix: Matrix) -> list[int]:
    return [item.row.number for item in matrix.rows]


def with_a_wrong_row(rulebook: Rulebook) -> Matrix:
    leaves = rulebook.objectives.leaves
    rows = [
        ["N°", "Intitulé", "Objectif"],
        ["10", "Éléphant", leaves[0]],
        ["9", "Zèbre", "?"],
        ["2", "abeille", leaves[-1]],
        ["x", "Chat", leaves[0]],
    ]
    return build_matrix(rulebook, read_batch(rulebook, as_csv(rows)))


def test_rows_sorted(rulebook: Rulebook, matrix: Matrix) -> None:
    short = with_a_wrong_row(rulebook)
    assert numbers(short.sorted("title")) == [4, 5, 2, 3]
    assert numbers(short.sorted("title", reverse=True)) == [2, 5, 4, 3]
    assert numbers(short.sorted("reference")) == [4, 2, 5, 3] and numbers(short.sorted("row", reverse=True)) == [
        5,
        4,
        2,
        3,
    ]
    most = [item.counts["eligible"] for item in matrix.sorted("open").rows]
    assert most == sorted(most, reverse=True) and most[0] > most[-1]
    funder = max(
        matrix.funders, key=lambda funder: len({item.cells[matrix.index(funder.id)].verdict for item in matrix.rows})
    )
    ranks = [VERDICTS.index(item.cells[matrix.index(funder.id)].verdict) for item in matrix.sorted(funder.id).rows]
    assert ranks == sorted(ranks) and len(set(ranks)) > 1
    with pytest.raises(KeyError):
        matrix.sorted("zzz")


def test_rows_filtered(rulebook: Rulebook, matrix: Matrix) -> None:
    assert numbers(with_a_wrong_row(rulebook).filtered(text="ZEBRE")) == [3]
    funder = next(
        f.id for i, f in enumerate(matrix.funders) if {item.cells[i].verdict for item in matrix.rows} > {"eligible"}
    )
    kept = matrix.filtered(["eligible"], funder)
    assert 0 < len(kept.rows) < len(matrix.rows)
    assert {item.cells[matrix.index(funder)].verdict for item in kept.rows} == {"eligible"}
    assert {item.cells[matrix.index(funder)].verdict for item in matrix.rows if item not in kept.rows} & {
        "eligible"
    } == set()
    axis = matrix.filtered(objective="3")
    assert axis.rows and all(
        any(code.split(".")[0] == "3" for code in requested(item.row).action.objectives or []) for item in axis.rows
    )
    with pytest.raises(KeyError):
        matrix.filtered(funder="zzz")


def test_columns_chosen(matrix: Matrix) -> None:
    few = matrix.only(open_only=True)
    assert 0 < len(few.funders) < len(matrix.funders)
    for funder in matrix.funders:
        some = any(item.cells[matrix.index(funder.id)].verdict not in (None, *CLOSED) for item in matrix.rows)
        assert (funder in few.funders) == some
    two = matrix.only(funders=[matrix.funders[3].id, matrix.funders[1].id])
    assert [item.cells for item in two.rows] == [(item.cells[1], item.cells[3]) for item in matrix.rows]


def test_a_row_to_correct_has_no_cell_and_spoils_nothing(rulebook: Rulebook) -> None:
    short = with_a_wrong_row(rulebook)
    assert [bool(item.cells) for item in short.rows] == [True, False, True, True]
    assert len(short.only(open_only=True).rows) == 4 and short.filtered(["ineligible"]).rows
    assert {one.row for one in explain(rulebook, short)} == {2, 4, 5}


def test_progress_goes_to_its_end(rulebook: Rulebook, matrix: Matrix) -> None:
    told: list[Any] = []
    build_matrix(rulebook, matrix.batch, lambda done, total: told.append((done, total)))
    assert told == [(done, len(EXAMPLES)) for done in range(1, len(EXAMPLES) + 1)]


def test_five_hundred_actions_take_fewer_steps_than_twenty_five_evaluations(rulebook: Rulebook, matrix: Matrix) -> None:
    """A matrix needs no reasons."""
    batch = batch_of([EXAMPLES[i % len(EXAMPLES)] for i in range(500)], rulebook.contract.revised_on)
    single = steps(lambda: [evaluate(rulebook, requested(row)) for row in batch.rows[:25]])
    assert steps(lambda: build_matrix(rulebook, batch)) < single
