"""Entry points of the checks: on models in memory, and on a folder with its lines."""

from typing import Any

from eligibility.errors import Issue
from eligibility.rulebook.checks import advise, check
from eligibility.rulebook.checks.base import Files
from eligibility.rulebook.load import RulebookFolder
from schemas.rulebook import RulebookSource


def check_references(source: RulebookSource) -> list[Issue]:
    """Issues of models made in memory; lines are unknown (1)."""
    return check(Files.of(source))


def folder_errors(folder: RulebookFolder) -> list[Issue]:
    """What makes a folder unusable: in each file by itself, then across files if each is valid."""
    issues = sorted(folder.issues) or check(_files(folder))
    return [issue for issue in issues if issue.severity == "error"]


def check_folder(folder: RulebookFolder) -> list[Issue]:
    """Every issue of a folder, with advice if nothing is wrong."""
    if folder.issues:
        return sorted(folder.issues)
    files = _files(folder)
    issues = check(files)
    if any(issue.severity == "error" for issue in issues):
        return issues
    return sorted([*issues, *advise(files)])


def _files(folder: RulebookFolder) -> Files:
    def pick(prefix: str, cases: bool) -> dict[str, Any]:
        models = folder.models.items()
        return {name: m for name, m in models if name.startswith(prefix) and name.endswith(".cases.yaml") == cases}

    return Files(
        folder.source(),
        pick("funders/", False),
        pick("register/", False),
        pick("funders/", True),
        lambda name, path: folder.files[name].line(path),
    )
