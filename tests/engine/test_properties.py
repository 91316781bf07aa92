"""What must always hold (docs/semantics.md), on small random rulebooks; and the engine against the oracle.

How many random examples each tries: tests/support/effort.py. Invariant 6 is not tested here.
"""

import ast
import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import eligibility
from eligibility import compile_rulebook, evaluate, evaluate_many
from eligibility.errors import InputError
from eligibility.rulebook.chaining import chainers
from eligibility.rulebook.chaining.chainer import Chainer
from eligibility.rulebook.inference import Inference
from schemas.action import Action, EvaluationRequest
from schemas.perimeters import PerimetersFile
from schemas.rulebook import RulebookSource
from tests.support import strategies
from tests.support.effort import OTHER_SEED, examples
from tests.support.naive_chainer import Fact, chain, holds
from tests.support.paths import ROOT
from tests.support.reference import Contradiction, Outcome, reference

few, many, most = examples(1 / 4, least=10), examples(), examples(3)
STATUSES = {"met", "failed", "unknown"}
VERDICTS = {"eligible", "subject_to", "depends", "unlikely", "ineligible"}


def run(source: RulebookSource, action: Action) -> Any:
    return evaluate(compile_rulebook(source), EvaluationRequest(action=action))


def line_ids(source: RulebookSource) -> list[str]:
    return [line.id for file in source.funders for line in file.lines]


def as_outcome(line: Any) -> Outcome:
    """A line of the result in the oracle's words."""
    assert len({reason.criterion for reason in line.reasons}) == len(line.reasons)
    assert len({reserve.id for reserve in line.reserves}) == len(line.reserves)
    assert len(set(line.questions)) == len(line.questions)
    return Outcome(
        verdict=str(line.verdict),
        reserves=frozenset(reserve.id for reserve in line.reserves),
        certain_reserves=frozenset(reserve.id for reserve in line.reserves if reserve.certain),
        statuses={reason.criterion: str(reason.status) for reason in line.reasons},
        bases={reason.criterion: str(reason.basis) for reason in line.reasons if reason.status == "failed"},
        questions=frozenset(line.questions),
        conflicts=frozenset(frozenset(ids) for ids in line.conflicts),
    )


def outcomes(result: Any) -> dict[str, Outcome]:
    return {line.id: as_outcome(line) for line in result.lines}


def judgement(line: Any) -> bytes:
    """What a line's own result says, to the byte."""
    return orjson.dumps([line.id, line.verdict, line.reasons, line.conflicts, line.reserves, line.questions])


# -- the engine is the oracle


@most
@given(st.data())
def test_engine_equals_oracle(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    action = data.draw(strategies.actions(source))
    found, expected = outcomes(run(source, action)), reference(source, action)
    assert found.keys() == expected.keys()
    for id_ in expected:
        assert found[id_] == expected[id_], id_


@many
@given(st.data())
def test_contradictory_sites_are_input_errors_and_only_these(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    sites = data.draw(st.lists(strategies.contradictory_sites(), min_size=1, max_size=2))
    action = strategies.build({"site": sites[0] if len(sites) == 1 else sites})
    try:
        expected = reference(source, action)
    except Contradiction:
        with pytest.raises(InputError):
            run(source, action)
    else:
        assert outcomes(run(source, action)) == expected


# -- 1 and 2: every line once, with its reasons


@many
@given(st.data())
def test_every_line_once_with_reasons_and_sources(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    result = run(source, data.draw(strategies.actions(source)))
    register = {entry.id for file in source.registers for entry in file.entries}
    assert sorted(line.id for line in result.lines) == sorted(line_ids(source))
    for line in result.lines:
        assert str(line.verdict) in VERDICTS
        assert line.reasons
        assert bool(line.questions) == (str(line.verdict) == "depends")
        for reason in line.reasons:
            assert str(reason.status) in STATUSES
            assert reason.expected and reason.sentence and reason.found is not None
            assert reason.source.entry in register
        failed = [reason for reason in line.reasons if reason.status == "failed"]
        alone = [reason for reason in failed if line.verdict == "unlikely" or reason.basis == "printed"]
        if str(line.verdict) in ("unlikely", "ineligible") and not alone:  # criteria that conflict are listed together
            assert line.conflicts
            for ids in line.conflicts:
                assert len(ids) > 1 and set(ids) <= {reason.criterion for reason in line.reasons}
        else:
            assert not line.conflicts


# -- 3: adding information


@most
@given(st.data())
def test_adding_information_never_turns_a_settled_verdict(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    before, after = data.draw(strategies.refinements(source))
    compiled = compile_rulebook(source)
    coarse = outcomes(evaluate(compiled, EvaluationRequest(action=before)))
    fine = outcomes(evaluate(compiled, EvaluationRequest(action=after)))
    for id_, outcome in coarse.items():
        verdicts = (outcome.verdict, fine[id_].verdict)
        if outcome.verdict != "depends":
            assert verdicts[0] == verdicts[1] or verdicts == ("unlikely", "ineligible"), id_
        for criterion, status in outcome.statuses.items():
            assert status in ("unknown", fine[id_].statuses[criterion]), (id_, criterion)


# -- 4: order


@many
@given(st.data())
def test_order_of_lines_files_publics_and_fields_changes_no_byte(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    flat = data.draw(strategies.flat_actions(source))
    files = [
        file.model_copy(update={"lines": data.draw(st.permutations(file.lines))})
        for file in data.draw(st.permutations(source.funders))
    ]
    turned = {
        key: value[::-1] if isinstance(value, list) and key != "site" else value
        for key, value in data.draw(st.permutations(sorted(flat.items(), key=lambda item: item[0])))
    }
    first = run(source, strategies.build(flat))
    second = run(replace(source, funders=tuple(files)), strategies.build(turned))
    assert orjson.dumps(first.lines) == orjson.dumps(second.lines)


@many
@given(st.data())
def test_order_of_rules_values_places_and_sites_changes_no_meaning(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    flat = data.draw(strategies.flat_actions(source))

    def turn(model: Any, *names: str) -> Any:
        return model.model_copy(update={name: data.draw(st.permutations(getattr(model, name))) for name in names})

    lists = {name: data.draw(st.permutations(values)) for name, values in source.vocabulary.lists.items()}
    turned = replace(
        source,
        territory=turn(source.territory, "communes", "quarters"),
        perimeters=turn(source.perimeters, "rules", "perimeters", "derived"),
        vocabulary=turn(source.vocabulary, "fields").model_copy(update={"lists": lists}),
    )
    first = outcomes(run(source, strategies.build(flat)))
    if isinstance(flat.get("site"), list):
        flat = flat | {"site": flat["site"][::-1]}
    assert outcomes(run(turned, strategies.build(flat))) == first


@few
@given(st.data())
def test_two_runs_give_the_same_bytes(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    action = data.draw(strategies.actions(source))
    compiled = compile_rulebook(source)
    request = EvaluationRequest(action=action)
    first = orjson.dumps(evaluate(compiled, request))
    assert orjson.dumps(evaluate(compiled, request)) == first
    assert orjson.dumps(run(source, action)) == first


def digest() -> str:
    """Of the results of a fixed series of examples."""
    total = hashlib.sha256()

    @settings(max_examples=20, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.data())
    def series(data: st.DataObject) -> None:
        source = data.draw(strategies.rulebooks())
        total.update(orjson.dumps(run(source, data.draw(strategies.actions(source)))))

    series()
    return total.hexdigest()


@pytest.mark.deep
def test_another_process_gives_the_same_bytes() -> None:
    other = subprocess.run(
        [sys.executable, "-c", "from tests.engine.test_properties import digest; print(digest())"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": OTHER_SEED},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == digest()


# -- 5: another line


@many
@given(st.data())
def test_adding_a_line_changes_no_other(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    action = data.draw(strategies.actions(source))
    gone = data.draw(st.sampled_from(line_ids(source)))
    fewer = [
        file.model_copy(update={"lines": [line for line in file.lines if line.id != gone]}) for file in source.funders
    ]
    files = tuple(file for file in fewer if file.lines)
    smaller = strategies.assemble(source.territory, source.vocabulary, source.perimeters, files)
    before = {line.id: judgement(line) for line in run(smaller, action).lines}
    after = {line.id: judgement(line) for line in run(source, action).lines}
    assert after.pop(gone)
    assert after == before


# -- 7: a batch


@few
@given(st.data())
def test_a_batch_equals_its_single_evaluations(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    batch = data.draw(st.lists(strategies.actions(source), min_size=0, max_size=5))
    requests = [EvaluationRequest(action=action) for action in batch]
    compiled = compile_rulebook(source)
    single = [orjson.dumps(evaluate(compiled, request)) for request in requests]
    assert [orjson.dumps(result) for result in evaluate_many(compiled, requests)] == single


# -- 8: no clock


def test_no_rule_reads_the_clock() -> None:
    clocks = {"today", "now", "utcnow", "localtime", "gmtime", "ctime", "time_ns"}
    for folder in (Path(eligibility.__file__).parent, ROOT / "schemas"):
        for path in sorted(folder.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
                reads_time = isinstance(node, ast.Attribute) and ast.unparse(node) == "time.time"
                assert name not in clocks and not reads_time, f"{path}:{getattr(node, 'lineno', '?')}"


# -- 9: what is needed to replay


@few
@given(st.data())
def test_every_answer_names_rulebook_and_engine(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    answer = orjson.loads(orjson.dumps(run(source, data.draw(strategies.actions(source)))))
    pairs = list(scalars({key: value for key, value in answer.items() if key != "lines"}))
    values = {value for _, value in pairs}
    assert {source.contract.id, source.contract.version, source.content_hash} <= values
    assert any("engine" in key and value for key, value in pairs)


def scalars(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from scalars(item, f"{key}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item, key)
    else:
        yield key, value


# -- inference: each chainer that this machine has against the naive one

each_chainer = pytest.mark.parametrize("chainer", chainers().values(), ids=chainers())


def compare_inference(file: PerimetersFile, inference: Inference, facts: frozenset[Fact]) -> None:
    found, expected = inference.conclude(facts), chain(file, facts)
    assert frozenset(found.facts) == expected.facts
    assert dict(found.open) == expected.open
    assert len(found.proofs) == len(set(found.proofs))
    assert set(found.proofs) == expected.fired
    rules, known = {rule.id: rule for rule in file.rules}, set(facts)
    for id_ in found.proofs:  # in an order in which each could fire
        assert holds(rules[id_], known), id_
        if then := rules[id_].then:
            known.add((then.field, then.value))


@each_chainer
@many
@given(given_=strategies.rules_and_facts(), data=st.data())
def test_inference_equals_naive_chaining(
    chainer: type[Chainer], given_: tuple[PerimetersFile, frozenset[Fact]], data: st.DataObject
) -> None:
    file, facts = given_
    inference = Inference(file, chainer)
    compare_inference(file, inference, facts)
    some = data.draw(st.frozensets(st.sampled_from(sorted(facts)))) if facts else facts
    compare_inference(file, inference, some)  # nothing is left of the first inference
    compare_inference(file, inference, facts)


@each_chainer
@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.deep)])  # one combination of facts in so many
@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*/perimeters.yaml")), ids=lambda path: path.parent.name)
def test_inference_on_the_rulebooks(path: Path, step: int, chainer: type[Chainer]) -> None:
    file = PerimetersFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    inference = Inference(file, chainer)
    derived = {field.id for field in file.derived}
    values: dict[str, set[str]] = {}
    for rule in file.rules:
        for condition in rule.when:
            if condition.field not in derived:
                values.setdefault(condition.field, {"?"}).update(condition.any_of)
    names = sorted(values)
    assert all(len(some) % step or step == 1 for some in values.values())  # or some values would never be tried
    every = product(*(sorted(values[name]) for name in names))
    for chosen in islice(every, 0, None, step):
        compare_inference(file, inference, frozenset(zip(names, chosen)))
