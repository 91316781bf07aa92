"""Realistic actions, fully described: they evaluate, nothing is left to ask, and each opens something."""

import pytest

from eligibility import Rulebook
from eligibility.actions.requests import parse_request
from eligibility.cli.check import read_data
from eligibility.rulebook.objectives import depth
from tools.distribution import DEPENDS, EXAMPLES, OUTSIDE_THE_PERIOD, PAGE, PARTS, WIDE, Distribution, names, read


@pytest.fixture(scope="module")
def spread(rulebook: Rulebook) -> Distribution:
    return Distribution(rulebook)


@pytest.mark.parametrize("name", names())
class TestExample:
    def test_is_an_action_with_its_schema(self, name: str) -> None:
        first = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../schemas/json/action.schema.json"
        assert read(name).title

    def test_leaves_no_question_but_those_traced(self, name: str, spread: Distribution) -> None:
        allowed = {DEPENDS[name][0]} if name in DEPENDS else set()
        asked = {line.id: line.questions for example, line in spread.pending() if example == name}
        assert all(set(fields) <= allowed for fields in asked.values()), asked
        assert not allowed or asked, "cette question ne se pose plus : retirez-la de DEPENDS"

    def test_opens_a_line_unless_outside_the_period(self, name: str, spread: Distribution) -> None:
        assert bool(spread.opened(name)) is (name not in OUTSIDE_THE_PERIOD)


def test_evaluating_prints_nothing(rulebook: Rulebook, capfd: pytest.CaptureFixture[str]) -> None:
    Distribution(rulebook)
    assert capfd.readouterr() == ("", "")


def test_thirty_actions_cover_the_contract(spread: Distribution) -> None:
    codes = {code for action in spread.actions.values() for code in action.objectives or []}
    facts = [fact for result in spread.results.values() for fact in result.facts]
    years = {action.starts_on.year for action in spread.actions.values() if action.starts_on}
    assert len(spread.actions) >= 30
    assert {code[0] for code in codes} == set("1234")
    assert len({code for code in codes if depth(code) == 3}) >= 22
    assert {fact.value for fact in facts if fact.field == "qpv"} >= set(spread.rulebook.territory.quarters)
    assert years >= set(range(2015, 2022))


def test_each_wide_reserve_is_traced_to_a_clause(spread: Distribution) -> None:
    wide = {w.reserve for w in spread.wide()}
    assert wide <= WIDE.keys() | PARTS.keys()
    reserves = {
        reserve.id: reserve.source.entry
        for name in spread.results
        for line in spread.opened(name)
        for reserve in line.reserves
    }
    assert {name: WIDE[name][0] for name in wide & WIDE.keys()} == {name: reserves[name] for name in wide & WIDE.keys()}


def test_the_page_is_fresh(spread: Distribution) -> None:
    assert PAGE.read_text(encoding="utf-8") == spread.markdown(), "python -m tools.distribution > docs/distribution.md"


@pytest.mark.parametrize("name", names())
def test_the_command_reads_it(name: str) -> None:
    """The strict reader of the command admits it: coordinates need no quotes in an action."""
    assert parse_request(read_data(EXAMPLES / f"{name}.yaml")).action.title
