"""Faults in what an answer says beside its verdict: seen by the second books and the cases of places, kind by kind."""

import json
from pathlib import Path

import pytest
import yaml

from eligibility import Rulebook, load_rulebook
from eligibility.checks.index import Index
from eligibility.checks.run import index_of
from eligibility.rulebook.load import RulebookFolder
from eligibility.workbench.analyse.said import KINDS, Tally, said_check
from tests.support.cli_runner import run
from tests.support.small import changed


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    """The small rulebook with its second book of what answers say."""
    folder = changed(tmp_path / "val", {"file": "contract.yaml", "append": ""})
    (folder / "second-reading").mkdir()
    assert run("double-entry", "--rules", folder, "--pin").exit_code == 0
    return folder


def tallies(folder: Path) -> dict[str, Tally]:
    index = index_of(RulebookFolder(folder, second_reading=True))
    return dict(said_check(index, load_rulebook(folder).resolver.geography))


def test_all_that_a_line_says_is_seen_to_change(pinned: Path) -> None:
    found = tallies(pinned)
    assert list(found) == list(KINDS)
    assert {
        kind: (tally.seen, tally.unseen) for kind, tally in found.items() if kind in ("nature", "source", "amounts")
    } == {
        "nature": (3, ()),
        "source": (3, ()),
        "amounts": (1, ()),
    }


def test_a_line_that_the_second_book_lacks_is_not_seen(pinned: Path) -> None:
    told = pinned / "second-reading" / "told.yaml"
    data = yaml.safe_load(told.read_text(encoding="utf-8"))
    data["lines"] = [line for line in data["lines"] if line["line"] != "conseil-forum"]
    told.write_text(yaml.safe_dump(data), encoding="utf-8")
    found = tallies(pinned)
    assert found["nature"] == Tally(2, ("conseil-forum",)) and found["amounts"] == Tally(0, ("conseil-forum",))


def test_the_command_reports_by_kind_and_fails_on_what_is_unseen(pinned: Path, tmp_path: Path) -> None:
    report = tmp_path / "m.json"
    result = run("mutate", pinned, "--at-least", "0.1", "--json", report)
    assert result.exit_code == 0 and "Ce que dit la réponse" in result.output and KINDS["contact"] in result.output
    assert json.loads(report.read_text(encoding="utf-8"))["said"]["nature"] == {"seen": 3, "unseen": []}


def test_an_outline_that_moves_crosses_a_point_of_the_cases(rulebook: Rulebook) -> None:
    found = said_check(Index(rulebook.source), rulebook.resolver.geography)
    assert found["outlines"] == Tally(9, ())
