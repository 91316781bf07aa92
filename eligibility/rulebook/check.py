"""Entry points of the checks: on models in memory, and on a folder with its lines."""

from eligibility.errors import Issue
from eligibility.rulebook.checks import advise, check
from eligibility.rulebook.checks.base import Files
from eligibility.rulebook.load import RulebookFolder
from schemas.rulebook import RulebookSource


def check_references(source: RulebookSource) -> list[Issue]:
    """Issues of models made in memory; lines are unknown (1)."""
    return check(Files.of(source))


def check_folder(folder: RulebookFolder) -> list[Issue]:
    """Every issue of a folder: of each file by itself, then across files if each is valid."""
    if folder.issues:
        return sorted(folder.issues)
    pick = lambda prefix, cases: {  # noqa: E731
        n: m for n, m in folder.models.items() if n.startswith(prefix) and n.endswith(".cases.yaml") == cases
    }
    files = Files(
        folder.source(),
        pick("funders/", False),
        pick("register/", False),
        pick("funders/", True),
        lambda name, path: folder.files[name].line(path),
    )
    issues = check(files)
    if not any(issue.severity == "error" for issue in issues):
        issues = sorted([*issues, *advise(files)])
    return issues
