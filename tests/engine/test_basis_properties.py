"""What a refusal rests on (docs/semantics.md): what must hold of the engine's answers, on small random rulebooks."""

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eligibility import compile_rulebook, evaluate
from schemas.action import Action, EvaluationRequest
from schemas.rulebook import RulebookSource
from tests.support import strategies
from tests.support.effort import examples

many, most = examples(), examples(3)
CLOSED = ("unlikely", "ineligible")
BASES = ("printed", "read")


def lines_of(source: RulebookSource, action: Action) -> dict[str, Any]:
    result: Any = evaluate(compile_rulebook(source), EvaluationRequest(action=action))
    return {line.id: line for line in result.lines}


def block(line: Any, reason: Any) -> int:
    """Of a closed line: what fails as printed, what fails as read, the others."""
    if str(line.verdict) not in CLOSED or reason.status != "failed":
        return 2
    return BASES.index(str(reason.basis))


def blocks(line: Any) -> list[list[str]]:
    return [[reason.criterion for reason in line.reasons if block(line, reason) == n] for n in range(3)]


# -- 9: no refusal without printed words


@most
@given(st.data())
def test_of_every_refusal_something_fails_as_printed(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    for line in lines_of(source, data.draw(strategies.actions(source))).values():
        failed = [reason for reason in line.reasons if reason.status == "failed"]
        printed = [reason for reason in failed if reason.basis == "printed"]
        assert all(str(reason.basis) in BASES for reason in failed)
        if line.verdict == "ineligible":
            assert bool(printed) != bool(line.conflicts)  # printed criteria conflict only where none fails alone
        elif line.verdict == "unlikely":
            assert not printed and bool(failed) != bool(line.conflicts)
        else:
            assert not failed and not line.conflicts


@many
@given(st.data())
def test_conflicts_are_sets_of_the_same_least_size(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    for line in lines_of(source, data.draw(strategies.actions(source))).values():
        criteria = {reason.criterion for reason in line.reasons}
        sets = [frozenset(ids) for ids in line.conflicts]
        assert all(len(ids) == len(set(ids)) and set(ids) <= criteria for ids in line.conflicts)
        assert len(set(sets)) == len(sets) and len({len(ids) for ids in sets}) < 2
        assert all(len(ids) > 1 for ids in sets)


@many
@given(st.data())
def test_a_closed_line_has_no_reserve_and_no_question(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    for line in lines_of(source, data.draw(strategies.actions(source))).values():
        if str(line.verdict) in CLOSED:
            assert not line.reserves and not line.questions
        assert bool(line.questions) == (line.verdict == "depends")
        assert bool(line.reserves) or line.verdict != "subject_to"


@many
@given(st.data())
def test_what_fails_as_printed_comes_first_and_each_block_keeps_the_line_s_order(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    one, two = (lines_of(source, data.draw(strategies.actions(source))) for _ in range(2))
    for id_, line in one.items():
        if line.conflicts or two[id_].conflicts:
            continue  # what conflicts as printed may be listed first though none of it fails alone
        numbers = [block(line, reason) for reason in line.reasons]
        assert numbers == sorted(numbers)
        orders = [order for answer in (line, two[id_]) for order in blocks(answer)]
        for a, b in combinations(orders, 2):  # no two criteria stand one way here and the other way there
            shared = [name for name in a if name in b]
            assert shared == [name for name in b if name in a]


# -- 3: adding information


@most
@given(st.data())
def test_adding_information_may_only_sharpen(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    before, after = data.draw(strategies.refinements(source))
    coarse, fine = lines_of(source, before), lines_of(source, after)
    for id_, line in coarse.items():
        verdict, sharper = str(line.verdict), str(fine[id_].verdict)
        if verdict != "depends":
            assert sharper == verdict or (verdict, sharper) == ("unlikely", "ineligible"), id_
        now = {reason.criterion: reason for reason in fine[id_].reasons}
        for reason in line.reasons:
            assert reason.status in ("unknown", now[reason.criterion].status), (id_, reason.criterion)
            if reason.status == "failed" and reason.basis == "printed":
                assert now[reason.criterion].basis == "printed", (id_, reason.criterion)
        possible = {reserve.id for reserve in line.reserves}
        assert {reserve.id for reserve in fine[id_].reserves} <= possible, id_


# -- 9: turning a criterion from printed to read


def judgement(line: Any) -> dict[str, Any]:
    """What must stay, whatever the refusals of the line rest on."""
    return {
        "statuses": {reason.criterion: str(reason.status) for reason in line.reasons},
        "reserves": line.reserves,
        "questions": line.questions,
        "amounts": line.amounts,
        "priorities": line.priorities,
    }


@most
@given(st.data())
def test_turning_a_criterion_to_read_leaves_a_refusal_or_makes_it_unlikely(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    turned_line, turned = data.draw(strategies.turned_to_read(source))
    action = data.draw(strategies.actions(source))
    before, after = lines_of(source, action), lines_of(turned, action)
    assert before.keys() == after.keys()
    for id_, old in before.items():
        new, verdicts = after[id_], (str(old.verdict), str(after[id_].verdict))
        assert judgement(new) == judgement(old), id_
        if id_ != turned_line:
            assert verdicts[0] == verdicts[1] and new.reasons == old.reasons and new.conflicts == old.conflicts, id_
            continue
        assert verdicts[0] == verdicts[1] or verdicts == ("ineligible", "unlikely")
        now = {reason.criterion: str(reason.basis) for reason in new.reasons}
        for reason in old.reasons:
            if reason.status == "failed":
                assert now[reason.criterion] in (str(reason.basis), "read"), (id_, reason.criterion)


@many
@given(st.data())
def test_turning_a_criterion_to_read_keeps_the_order_within_a_block(data: st.DataObject) -> None:
    """Blocks of the answer: not closed, unlikely, ineligible. Only the line that is turned may change its block."""
    source = data.draw(strategies.rulebooks())
    turned_line, turned = data.draw(strategies.turned_to_read(source))
    action = data.draw(strategies.actions(source))
    before, after = lines_of(source, action), lines_of(turned, action)
    order, now = (
        [id_ for id_ in sorted(lines, key=lambda id_: lines[id_].rank) if id_ != turned_line]
        for lines in (before, after)
    )
    assert order == now
    for lines in (before, after):
        ranks = sorted((line.rank, ["unlikely", "ineligible"].index(v) + 1 if (v := str(line.verdict)) in CLOSED else 0)
                       for line in lines.values())  # fmt: skip
        assert [place for _, place in ranks] == sorted(place for _, place in ranks)
    if before[turned_line].verdict == after[turned_line].verdict:
        assert before[turned_line].rank == after[turned_line].rank
