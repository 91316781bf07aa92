"""The analysis of a rulebook as one page: findings by kind, each with its witness action, ready to be tried."""

import json

from eligibility.engine.compile import Rulebook
from eligibility.evaluate import evaluate
from eligibility.french.labels import VERDICTS
from eligibility.workbench.analyse import Report
from eligibility.workbench.analyse.findings import TITLES, Finding
from eligibility.workbench.analyse.witness import request_of
from eligibility.workbench.reports.page import render


def analysis_page(report: Report, title: str, rulebook: Rulebook | None) -> str:
    """HTML in one file. The verdicts shown beside a witness are those that its evaluation gives now.

    Without a rulebook (one that does not load), the findings are shown without verdicts.
    """
    groups = [
        (kind, heading, [_shown(rulebook, finding) for finding in report.open if finding.kind == kind])
        for kind, heading in TITLES.items()
    ]
    return render(
        "analysis.html.j2",
        report=report,
        title=title,
        groups=[group for group in groups if group[2]],
        accepted=[(_shown(rulebook, one.finding), one.reason) for one in report.accepted],
    )


def _shown(rulebook: Rulebook | None, finding: Finding) -> dict[str, object]:
    verdicts: list[tuple[str, str]] = []
    if finding.witness is not None and rulebook is not None:
        result = evaluate(rulebook, request_of(rulebook, dict(finding.witness)))
        verdicts = [(line.title, VERDICTS[line.verdict].name) for line in result.lines if line.id in finding.expects]
    action = json.dumps(finding.witness, ensure_ascii=False, indent=1) if finding.witness else None
    return {"finding": finding, "action": action, "verdicts": verdicts}
