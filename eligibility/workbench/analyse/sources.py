"""Sources that lead nowhere: a rulebook that has one does not load, so they are told before anything else."""

from collections.abc import Iterable

from eligibility.errors import Issue
from eligibility.workbench.analyse.findings import Finding

CODES = ("unknown-source",)


def unresolved_sources(issues: Iterable[Issue]) -> tuple[Finding, ...]:
    """The issues of a folder that are about sources; no action can show them, so each names its file and line."""
    return tuple(
        Finding(
            f"unresolved-source:{issue.file}:{issue.line}",
            "unresolved-source",
            f"{issue.message} {issue.mend}".strip(),
            place=f"{issue.file}:{issue.line}",
        )
        for issue in issues
        if issue.code in CODES
    )
