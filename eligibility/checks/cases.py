"""Cases: lines that exist, and lines that no case looks at."""

from collections.abc import Iterator

from eligibility.checks.index import Index, Spot
from eligibility.errors import Issue
from eligibility.french.text import near
from schemas.funder import Line
from schemas.result import OPEN


def check_cases(index: Index) -> Iterator[Issue]:
    """Yields an issue per case that names no line, and per line that cases neglect."""
    seen: dict[str, set[str]] = {}
    for name, file in index.source.cases.items():
        for number, case in enumerate(file.cases):
            for line_id, expected in case.expect.items():
                verdict = expected if isinstance(expected, str) else expected.verdict
                seen.setdefault(line_id, set()).add(verdict)
                if line_id not in index.line_ids:
                    spot = Spot(name, ("cases", number, "expect", line_id))
                    message = f"le cas attend la ligne « {line_id} », qui n'existe pas."
                    yield index.issue(spot, "unknown-line", message, near(line_id, index.line_ids))
    for spot, line in index.each(Line):
        verdicts = seen.get(line.id, set())
        if not verdicts:
            missing = "aucun cas"
        elif verdicts.isdisjoint(OPEN):
            missing = "aucun cas favorable"
        elif not verdicts & {"ineligible", "unlikely", "depends"}:
            missing = "aucun cas contraire"
        else:
            continue
        mend = "Ajoutez-en à côté, dans le fichier .cases.yaml."
        yield index.issue(spot.at("id"), "no-case", f"la ligne « {line.id} » n'a {missing}.", mend, warning=True)
