"""What `lint` advises: on the real rulebook, nothing wrong; on the small one, each oddity by itself, word for word."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from eligibility import load_rulebook
from eligibility.checks.run import check_folder
from eligibility.rulebook.load import RulebookFolder
from schemas.funder import FunderFile
from tests.support.paths import DATA, ROOT, RULES
from tests.support.small import SMALL, changed

CHECKS = ROOT / "eligibility" / "checks"
FILES = sorted((DATA / "odd_rulebooks").glob("*.yaml"))
REAL = sorted(path.parent for path in RULES.glob("*/contract.yaml"))


@pytest.mark.deep  # make test runs « eligibility lint --strict » itself
@pytest.mark.parametrize("folder", REAL, ids=lambda folder: folder.name)
def test_the_real_rulebook_has_no_error_and_only_known_warnings(
    folder: Path, golden: Callable[[str, str], None]
) -> None:
    """Families that contract.yaml does not call encoded are still being written: their warnings are not compared."""
    loaded = RulebookFolder(folder)
    issues = check_folder(loaded)
    assert [str(issue) for issue in issues if issue.severity == "error"] == []
    encoded = {family.id for family in loaded.models["contract.yaml"].families if family.encoded}
    unfinished = {n for n, m in loaded.models.items() if isinstance(m, FunderFile) and m.funder.family not in encoded}
    settled = [issue for issue in issues if issue.file not in unfinished]
    warnings = [re.sub(r":\d+: ", ": ", str(issue), count=1) for issue in settled]  # lines move with every edit
    golden(f"lint-{folder.name}.txt", "".join(f"{warning}\n" for warning in warnings))


def test_the_small_rulebook_has_nothing_to_say() -> None:
    assert check_folder(RulebookFolder(SMALL)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_oddity(tmp_path: Path, file: Path) -> None:
    case = yaml.safe_load(file.read_text(encoding="utf-8"))
    folder = changed(tmp_path / "rulebook", case)
    issues = check_folder(RulebookFolder(folder, second_reading=True))
    assert [str(issue) for issue in issues] == case["expect"]
    assert {issue.severity for issue in issues} == {"warning"}
    load_rulebook(folder)  # a warning never stops anybody


def test_every_kind_of_advice_has_its_example(tmp_path: Path) -> None:
    """Each code that a check can give as a warning is met in odd_rulebooks/."""
    given = {code for file in CHECKS.glob("*.py") for code in warning_codes(file)}
    assert {"always-met", "never-met", "unused-reserve", "not-cited", "no-case"} <= given
    met = {
        issue.code
        for file in FILES
        for issue in check_folder(
            RulebookFolder(
                changed(tmp_path / file.stem, yaml.safe_load(file.read_text(encoding="utf-8"))), second_reading=True
            )
        )
    }
    assert given <= met, f"sans exemple : {sorted(given - met)}"


def warning_codes(file: Path) -> Iterator[str]:
    """Second argument of each index.issue(…, warning=True)."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and any(
            k.arg == "warning" and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords
        ):
            code = node.args[1] if len(node.args) > 1 else None
            if isinstance(code, ast.Constant):
                yield str(code.value)
