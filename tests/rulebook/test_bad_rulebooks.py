"""Every fault of a rulebook gets its exact French message, with its file and line.

A case replaces texts in one file of the small rulebook (`replace`), adds some (`append`), or gives its whole content
(`content`; null removes the file); `also` lists such changes of other files. `expect` lists every error, as printed.
"""

import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from eligibility import RulebookError, load_rulebook
from eligibility.checks.run import check_folder
from eligibility.rulebook.load import RulebookFolder
from eligibility.rulebook.messages import french_message
from schemas.generate import FOLDER as SCHEMAS
from tests.support.paths import DATA
from tests.support.small import changed

FOLDER = DATA / "bad_rulebooks"
FILES = sorted(FOLDER.glob("*.yaml"))


def messages(folder: Path) -> list[str]:
    """All errors of a rulebook, as printed."""
    return [str(issue) for issue in check_folder(RulebookFolder(folder)) if issue.severity == "error"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_fault(tmp_path: Path, file: Path) -> None:
    case = yaml.safe_load(file.read_text(encoding="utf-8"))
    folder = changed(tmp_path / "rulebook", case)
    assert messages(folder) == case["expect"]
    assert case["expect"], "une faute est attendue"
    with pytest.raises(RulebookError) as caught:
        load_rulebook(folder)
    assert [str(issue) for issue in caught.value.issues] == case["expect"]


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(tmp_path / "absent")
    assert str(caught.value) == f"{tmp_path / 'absent'}:1: ce dossier de règlement n'existe pas. Vérifiez le chemin."


def test_an_alias_that_contains_itself(tmp_path: Path) -> None:
    folder = changed(tmp_path / "rulebook", {"file": "corrections.yaml", "content": "corrections: &a [*a]\n"})
    assert messages(folder) == [
        "corrections.yaml:1: l'alias YAML « *a » n'est pas admis. Écrivez la valeur en toutes lettres.",
        "corrections.yaml:1: l'ancre YAML « &a » n'est pas admise. Écrivez la valeur en toutes lettres.",
    ]


def test_every_code_is_explained_without_its_pattern() -> None:
    """A pattern of the schemas is never shown as it is."""

    def patterns(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["pattern"]} if isinstance(node.get("pattern"), str) else set()
            return own.union(*(patterns(child) for child in node.values()))
        return set().union(*(patterns(child) for child in node)) if isinstance(node, list) else set()

    found = set().union(
        *(patterns(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in SCHEMAS.glob("*.json"))
    )
    assert found
    for pattern in found:
        _, mend = french_message({"type": "string_pattern_mismatch", "ctx": {"pattern": pattern}})
        assert pattern not in mend


@pytest.mark.parametrize("module", ["texts", "dated"])
def test_every_fault_in_dates_and_texts_has_its_example(tmp_path: Path, module: str) -> None:
    """Each code that these checks can give is met in bad_rulebooks/."""
    given = set(
        re.findall(
            r'"([a-z]+-[a-z-]+)",\s*message',
            inspect.getsource(importlib.import_module(f"eligibility.checks.{module}")),
        )
    )
    assert len(given) == {"texts": 6, "dated": 2}[module]
    met = {
        issue.code
        for file in FILES
        if re.search("amendment|version|force|dated|case-|ends", file.stem)
        for issue in check_folder(
            RulebookFolder(changed(tmp_path / file.stem, yaml.safe_load(file.read_text(encoding="utf-8"))))
        )
    }
    assert given <= met, f"sans exemple : {sorted(given - met)}"
