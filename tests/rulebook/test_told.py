"""What answers say beside their verdict, entered twice: a change on one side alone is told, field by field."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from eligibility.checks.run import check_folder
from eligibility.rulebook.load import TOLD, RulebookFolder
from tests.support.amended import CHANGED_LINE, OLD_CASES, amended
from tests.support.cli_runner import run
from tests.support.small import changed

TITLE, CORRECTIONS = 4, 8  # lines of told.yaml, as --pin writes them: its two titles, and the rows below the first
ROW = {"conseil-forum": 5, "conseil-creation": 6, "fonds-jardins": 7}

# A line of the small rulebook, a field, what the rulebook and what a second book says of it.
CREATION = "conseil-creation"
FIELDS = [
    ("conseil-creation", "kind", "support", "funding"),
    ("conseil-creation", "nature", "engineering", "loan"),
    ("conseil-forum", "commitment", "firm", "intention"),
    ("conseil-creation", "contact", "Conseil du Val, Service économie", "Conseil du Val, Service emploi, Chargé de mission, Valfleur"),
    ("conseil-creation", "source", "B-02", "B-02 ; B-03"),
    ("conseil-forum", "amounts", "rate 0.85 part", "rate 0.8 part"),
    ("conseil-forum", "amounts", "rate 0.85 part", "rien"),
    ("conseil-creation", "amounts", "rien", "rate 0.5 part"),
    ("fonds-jardins", "priorities", "Les jeunes passent d'abord. [publics]", "Les femmes passent d'abord. [publics]"),
    ("fonds-jardins", "priorities", "Les jeunes passent d'abord. [publics]", "rien"),
]  # fmt: skip

# The same changes made in the rulebook: what to replace in which file, and what it then says.
EDITS = [
    ("conseil-forum", "reserves", "conseil", "reserves: [vote]", "reserves: []", "rien"),
    ("conseil-creation", "kind", "conseil", "kind: support", "kind: funding", "funding"),
    ("conseil-creation", "nature", "conseil", "nature: engineering", "nature: loan", "loan"),
    ("conseil-forum", "commitment", "conseil", "commitment: firm", "commitment: intention", "intention"),
    ("conseil-creation", "contact", "conseil", "contact: conseil-eco", "contact: conseil-emploi", "Conseil du Val, Service emploi, Chargé de mission, Valfleur"),
    ("conseil-creation", "contact", "conseil", "service: Service économie", "service: Service éco", "Conseil du Val, Service éco"),
    ("conseil-creation", "source", "conseil", "source: [B-02]", "source: [B-02, B-03]", "B-02 ; B-03"),
    ("conseil-forum", "amounts", "conseil", 'value: "0.85"', 'value: "0.80"', "rate 0.80 part"),
    ("conseil-forum", "amounts", "conseil", "unit: part,", "unit: part, valid: {from: 2016-01-01},", "rate 0.85 part 2016-01-01"),
    ("conseil-forum", "amounts", "conseil", "unit: part,", "unit: part, when: [{field: publics, any_of: [jeunes]}],", "rate 0.85 part [publics]"),
    ("fonds-jardins", "priorities", "fonds", "text: Les jeunes passent", "text: Les femmes passent", "Les femmes passent d'abord. [publics]"),
    ("fonds-jardins", "priorities", "fonds", "{field: publics, any_of: [jeunes]}", "{field: budget, at_most: 100}", "Les jeunes passent d'abord. [budget]"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small rulebook, beside a second book that says what it says."""
    path = changed(tmp_path / "val", {"file": "contract.yaml", "append": ""})
    pinned = run("double-entry", "--rules", path, "--pin")
    assert pinned.exit_code == 0 and "Relisez ce qui change" in pinned.output
    return path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def rewrite(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The second book with one thing changed, its rows where they were."""
    book = path / TOLD
    header = [line for line in book.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    content = yaml.safe_load(book.read_text(encoding="utf-8"))
    change(content)
    lines = [*header, "lines:", *(f"- {json.dumps(row)}" for row in content["lines"])]
    lines += [f"corrections: {json.dumps(content['corrections'])}"]
    book.write_text("\n".join(lines) + "\n", encoding="utf-8")


def told(path: Path) -> list[tuple[int, str]]:
    """The line of the second book and the beginning of each difference that lint tells."""
    issues = check_folder(RulebookFolder(path, second_reading=True))
    assert all(issue.severity == "warning" for issue in issues), issues
    found = [one for one in issues if one.code == "double-entry"]
    assert {one.file for one in found} <= {TOLD}
    return [(one.line, one.message) for one in found]


def difference(entry: str, first: str, second: str) -> str:
    return f"{entry}, ce que dit la réponse : le règlement dit « {first} », la seconde lecture « {second} »."


def test_nothing_is_told_of_what_was_just_pinned(folder: Path) -> None:
    assert told(folder) == []
    before = (folder / TOLD).read_text(encoding="utf-8")
    run("double-entry", "--rules", folder, "--pin")
    assert (folder / TOLD).read_text(encoding="utf-8") == before
    lines = before.splitlines()
    assert all(f'"line": "{name}"' in lines[number - 1] for name, number in ROW.items())
    assert lines[CORRECTIONS - 1 :] == ["corrections:", '  code-du-lavoir: ["conseil-forum"]']


@pytest.mark.parametrize(("line", "field", "first", "second"), FIELDS)
def test_a_field_that_the_second_book_says_otherwise(
    folder: Path, line: str, field: str, first: str, second: str
) -> None:
    def change(book: dict[str, Any]) -> None:
        (row,) = (one for one in book["lines"] if one["line"] == line)
        several = field in ("source", "amounts", "priorities")
        row[field] = ([] if second == "rien" else second.split(" ; ")) if several else second

    rewrite(folder, change)
    assert told(folder) == [(ROW[line], difference(f"{line}, {field}", first, second))]


@pytest.mark.parametrize(("line", "field", "file", "old", "new", "says"), EDITS)
def test_a_field_that_the_rulebook_changes_alone(
    folder: Path, line: str, field: str, file: str, old: str, new: str, says: str
) -> None:
    row = next(
        one for one in yaml.safe_load((folder / TOLD).read_text(encoding="utf-8"))["lines"] if one["line"] == line
    )
    pinned = row[field] if isinstance(row[field], str) else " ; ".join(row[field])
    edit(folder / "funders" / f"{file}.yaml", old, new)
    assert told(folder) == [(ROW[line], difference(f"{line}, {field}", says, pinned))]
    run("double-entry", "--rules", folder, "--pin")
    assert told(folder) == []


def test_a_line_that_the_rulebook_only_has(folder: Path) -> None:
    rewrite(folder, lambda book: book["lines"].pop(1))
    assert told(folder) == [(TITLE, difference("conseil-creation", "une ligne", "rien"))]


def test_a_line_that_the_second_book_only_has(folder: Path) -> None:
    """Told once, not field by field."""
    rewrite(folder, lambda book: book["lines"].append(book["lines"][0] | {"line": "conseil-salon"}))
    assert told(folder) == [(ROW["fonds-jardins"] + 1, difference("conseil-salon", "rien", "une ligne"))]


CRITERIA = [
    ("[jeunes, femmes], basis: printed", "[jeunes, femmes], basis: read", "femmes, jeunes (printed)", "femmes, jeunes (read)"),
    ("    perimeter: quartiers\n    perimeter_basis: printed\n    criteria:\n      - {field: publics", "    perimeter: agglomeration\n    perimeter_basis: printed\n    criteria:\n      - {field: publics", "perimeter any_of quartiers", "perimeter any_of agglomeration"),
    ("publics, any_of: [jeunes, femmes]", "publics, any_of: [jeunes]", "publics any_of femmes, jeunes", "publics any_of jeunes"),
    ("carrier, any_of: [association]", "carrier, any_of: [association, commune]", "carrier any_of association", "carrier any_of association, commune"),
    ('objectives: ["1.1.2"]', 'objectives: ["1.1"]', "objectives any_of 1.1.2", "objectives any_of 1.1"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "before", "after"), CRITERIA)
def test_a_criterion_that_changes_alone(folder: Path, old: str, new: str, before: str, after: str) -> None:
    """The second reading names what the words name, not each value that we make of them."""
    row = next(one for one in yaml.safe_load((folder / TOLD).read_text("utf-8"))["lines"] if one["line"] == CREATION)
    pinned = " ; ".join(row["criteria"])
    edit(folder / "funders" / "conseil.yaml", old, new)
    assert told(folder) == [(ROW[CREATION], difference(f"{CREATION}, criteria", pinned.replace(before, after), pinned))]


@pytest.mark.parametrize(
    ("affects", "first", "second"),
    [
        ({"code-du-lavoir": ["conseil-creation"]}, "conseil-forum", "conseil-creation"),
        ({"code-du-lavoir": []}, "conseil-forum", "aucune ligne"),
        ({"code-du-lavoir": ["conseil-creation", "conseil-forum"]}, "conseil-forum", "conseil-creation ; conseil-forum"),
        ({}, "conseil-forum", "rien"),
    ],
)  # fmt: skip
def test_a_correction_that_the_second_book_says_otherwise(
    folder: Path, affects: dict[str, list[str]], first: str, second: str
) -> None:
    rewrite(folder, lambda book: book.update(corrections=affects))
    assert told(folder) == [(CORRECTIONS, difference("correction code-du-lavoir", first, second))]


def test_a_correction_that_the_second_book_only_has(folder: Path) -> None:
    rewrite(folder, lambda book: book["corrections"].update({"autre": []}))
    assert told(folder) == [(CORRECTIONS, difference("correction autre", "rien", "aucune ligne"))]


def test_a_correction_that_the_rulebook_changes_alone(folder: Path) -> None:
    edit(folder / "corrections.yaml", "affects: [conseil-forum]", "affects: [conseil-creation]")
    message = difference("correction code-du-lavoir", "conseil-creation", "conseil-forum")
    assert told(folder) == [(CORRECTIONS, message)]


def test_the_command_lists_them(folder: Path) -> None:
    edit(folder / "funders" / "conseil.yaml", "nature: engineering", "nature: loan")
    listed = run("double-entry", "--rules", folder, "--by", "told")
    assert listed.output == "conseil-creation, nature : règlement loan ; seconde lecture engineering\n"


def test_a_line_with_two_versions_has_two_rows(tmp_path: Path) -> None:
    """An amendment changes a line: each version says what it says."""
    path = amended(tmp_path / "val", CHANGED_LINE, OLD_CASES)
    assert run("double-entry", "--rules", path, "--pin").exit_code == 0
    issues = check_folder(RulebookFolder(path, second_reading=True))
    assert [str(issue) for issue in issues if issue.code == "double-entry"] == []
