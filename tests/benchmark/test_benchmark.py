"""The benchmark's own ground: generators repeat themselves, engine and loop agree. Nothing is timed here."""

import pytest

from schemas.rulebook import RulebookSource
from tests.benchmark.contest import Contest
from tests.benchmark.synthetic import synthetic_actions, synthetic_rulebook
from tests.support.real import real as real_rulebook


@pytest.fixture(scope="module")
def real() -> RulebookSource:
    return real_rulebook().source


def test_the_same_seed_gives_the_same_rulebook_and_actions(real: RulebookSource) -> None:
    assert synthetic_rulebook(real, 50) == synthetic_rulebook(real, 50)
    assert synthetic_actions(real, 10) == synthetic_actions(real, 10)


def test_another_seed_gives_others(real: RulebookSource) -> None:
    assert synthetic_rulebook(real, 50, seed=1).funders != synthetic_rulebook(real, 50).funders
    assert synthetic_actions(real, 10, seed=1) != synthetic_actions(real, 10)


def test_a_synthetic_rulebook_has_as_many_lines_as_asked_with_distinct_ids(real: RulebookSource) -> None:
    ids = [line.id for file in synthetic_rulebook(real, 300).funders for line in file.lines]
    assert len(set(ids)) == len(ids) == 300


@pytest.mark.parametrize("lines", [pytest.param(0, marks=pytest.mark.deep), 150])
def test_engine_and_loop_agree_on_every_verdict_and_reason(real: RulebookSource, lines: int) -> None:
    source = synthetic_rulebook(real, lines) if lines else real
    Contest(source, synthetic_actions(real, 12), 0, lambda _: None).check()
