"""Double entry: what the rulebook and its second reading do not say alike."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from eligibility.checks.books import SAID
from eligibility.checks.double_entry import compare
from eligibility.checks.index import Index
from eligibility.checks.run import check_folder, index_of
from eligibility.rulebook.load import RulebookFolder
from tests.support.cli_runner import run
from tests.support.small import SECOND, changed

FORUM: dict[str, Any] = {  # as lines of the small rulebook say it
    "entry": "B-01",
    "lines": [1, 2],
    "askable": True,
    "commitment": "firm",
    "codes": ["1.1"],
    "publics": None,
    "publics_closed": False,
    "ages": {"least": 16, "most": 25, "of": "beneficiaries"},
    "dates": None,
    "amounts": [{"least": 0.85, "most": 0.85, "unit": "part", "what": "taux"}],
    "places": None,
    "places_closed": False,
    "carriers": None,
    "carriers_closed": False,
    "kinds_closed": True,
    "contact_role": None,
    "nature": "droit_commun",
    "note": None,
}


def folder(tmp_path: Path, *rows: dict[str, Any], nothing: tuple[str, ...] = ()) -> Path:
    path = changed(tmp_path / "val", {"file": "contract.yaml", "append": ""})
    (path / "second-reading").mkdir()
    content = {"section": "B", "rows": list(rows), "nothing": list(nothing)}
    (path / "second-reading" / "b.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def both(path: Path) -> Index:
    return index_of(RulebookFolder(path, second_reading=True))


def differences(path: Path) -> dict[str, tuple[str, str]]:
    return {one.attribute: (one.rulebook, one.second) for one in compare(both(path)).differences}


def test_two_books_that_say_the_same(tmp_path: Path) -> None:
    assert differences(folder(tmp_path, FORUM)) == {}


@pytest.mark.parametrize(
    ("attribute", "change", "second"),
    [
        ("askable", {"askable": False, "nature": None}, "non"),
        ("commitment", {"commitment": "intention"}, "intention"),
        ("nature", {"nature": "loan"}, "loan"),
        ("codes", {"codes": ["2"]}, "2.1.1"),
        ("publics_closed", {"publics_closed": True}, "oui"),
        ("ages", {"ages": {"least": 18, "most": 25, "of": "beneficiaries"}}, "18–25"),
        ("carriers_closed", {"carriers_closed": True}, "oui"),
        ("kinds_closed", {"kinds_closed": False}, "non"),
        ("amounts", {"amounts": [{"least": None, "most": 0.5, "unit": "part", "what": "taux"}]}, "0.5"),
    ],
)
def test_each_attribute_is_compared(tmp_path: Path, attribute: str, change: dict[str, Any], second: str) -> None:
    found = differences(folder(tmp_path, FORUM | change))
    assert {name: said for name, (_, said) in found.items()} == {attribute: second}


def test_what_only_one_reader_finds(tmp_path: Path) -> None:
    assert differences(folder(tmp_path, nothing=("B-01",))) == {"commitment_found": ("conseil-forum", "0 relevé")}


def test_the_age_of_somebody_else_is_not_compared(tmp_path: Path) -> None:
    assert differences(folder(tmp_path, FORUM | {"ages": {"least": 18, "most": 25, "of": "volunteers"}})) == {}


def test_a_file_of_another_form_is_refused_with_its_line(tmp_path: Path) -> None:
    path = folder(tmp_path, FORUM, {"entry": "B-01"})
    issues = check_folder(RulebookFolder(path, second_reading=True))
    assert issues and {(issue.file, issue.line) for issue in issues} == {("second-reading/b.yaml", 31)}


@pytest.mark.parametrize(
    ("attribute", "field", "named", "other"),
    [("publics", "publics", "jeunes", "femmes"), ("carriers", "carrier", "association", "commune")],
)
def test_what_our_reading_adds_to_the_words_is_not_a_difference(
    tmp_path: Path, attribute: str, field: str, named: str, other: str
) -> None:
    """A criterion that is read must hold what the second reader found; one that is printed must say the same."""
    assert attribute not in differences(folder(tmp_path / "open", FORUM | {attribute: [named]}))
    for number, (values, basis, differs) in enumerate(
        [
            ([named, other], "read", False),
            ([other], "read", True),
            ([named, other], "printed", True),
            ([named], "printed", False),
        ]
    ):
        path = folder(tmp_path / str(number), FORUM | {attribute: [named]})
        funder = path / "funders" / "conseil.yaml"
        added = f"criteria:\n      - {{field: {field}, any_of: [{', '.join(values)}], basis: {basis}}}\n"
        funder.write_text(funder.read_text(encoding="utf-8").replace("criteria:\n", added, 1), encoding="utf-8")
        assert (attribute in differences(path)) is differs


def lint(path: Path) -> list[tuple[str, str, int]]:
    issues = check_folder(RulebookFolder(path, second_reading=True))
    return [(one.code, one.file, one.line) for one in issues if "differ" in one.code or "double" in one.code]


def test_lint_tells_a_difference_until_it_is_kept_as_it_is(tmp_path: Path) -> None:
    path = folder(tmp_path, FORUM | {"commitment": "intention"})
    assert lint(path) == [("double-entry", "second-reading/b.yaml", 3)]
    kept = path / "second-reading" / "kept.yaml"
    one = {"entry": "B-01", "attribute": "commitment", "rulebook": "firm", "second": "intention", "reason": "Vu."}
    kept.write_text(yaml.safe_dump({"kept": [one]}), encoding="utf-8")
    assert lint(path) == []
    kept.write_text(yaml.safe_dump({"kept": [one | {"rulebook": "conditional"}]}), encoding="utf-8")
    assert [code for code, *_ in lint(path)] == ["double-entry", "stale-difference"]


def test_the_command_counts_and_lists(tmp_path: Path) -> None:
    path = folder(tmp_path, FORUM | {"commitment": "intention"})
    told = run("double-entry", "--rules", path)
    assert told.exit_code == 0 and "1 entrée comparée" in told.output and SAID["commitment"] in told.output
    listed = run("double-entry", "--rules", path, "--by", "commitment")
    assert "B-01 : règlement firm ; seconde lecture intention" in listed.output


def test_a_contract_that_names_its_fields_otherwise(tmp_path: Path) -> None:
    """The second contract calls publics « crew », the carrier « skipper », the kinds « craft »."""
    path = shutil.copytree(SECOND, tmp_path / "baie")
    (path / "second-reading").mkdir()
    row = FORUM | {
        "entry": "C-01",
        "codes": None,
        "ages": None,
        "amounts": None,
        "carriers": ["inconnu"],
        "kinds_closed": False,
    }
    file = path / "second-reading" / "c.yaml"
    file.write_text(json.dumps({"section": "C", "rows": [row], "nothing": []}), encoding="utf-8")
    found = differences(path)
    assert {name: said for name, (_, said) in found.items() if name in ("kinds_closed", "carriers")} == {
        "kinds_closed": "non",
        "carriers": "inconnu",
    }
