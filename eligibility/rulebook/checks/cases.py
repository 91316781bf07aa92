"""Cases: lines that exist, and lines that no case looks at."""

from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files, near


def check_cases(files: Files) -> Iterator[Issue]:
    """Yields an issue per case that names no line, and per line that cases neglect."""
    seen: dict[str, set[str]] = {}
    for name, file in files.cases.items():
        for index, case in enumerate(file.cases):
            for line_id, expected in case.expect.items():
                verdict = expected if isinstance(expected, str) else expected.verdict
                seen.setdefault(line_id, set()).add(verdict)
                if line_id not in files.line_ids:
                    message = f"le cas attend la ligne « {line_id} », qui n'existe pas."
                    yield files.issue(
                        name,
                        ("cases", index, "expect", line_id),
                        "unknown-line",
                        message,
                        near(line_id, files.line_ids),
                    )
    for name, funder in files.funders.items():
        for index, line in enumerate(funder.lines):
            verdicts = seen.get(line.id, set())
            if not verdicts & {"eligible", "subject_to"} or not verdicts & {"ineligible", "depends"}:
                missing = (
                    "aucun cas"
                    if not verdicts
                    else "aucun cas favorable"
                    if verdicts <= {"ineligible", "depends"}
                    else "aucun cas contraire"
                )
                message = f"la ligne « {line.id} » n'a {missing}."
                yield files.issue(
                    name,
                    ("lines", index, "id"),
                    "no-case",
                    message,
                    "Ajoutez-en à côté, dans le fichier .cases.yaml.",
                    warning=True,
                )
