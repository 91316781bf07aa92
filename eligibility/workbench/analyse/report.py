"""The whole analysis, and which of its findings people have accepted with a reason."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.workbench.analyse.findings import Finding
from eligibility.workbench.analyse.formula import Search
from eligibility.workbench.analyse.gaps import left_out, no_open_line
from eligibility.workbench.analyse.lines import about_lines
from eligibility.workbench.analyse.silence import silent_funders

Progress = Callable[[str, int, int], None]  # step, done, in all


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that somebody has read and keeps."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """Findings still to be looked at, and those accepted. `rulebook`: id, version and content hash.

    `left_out`: labels of the fields that the search for actions without financing does not cross.
    """

    rulebook: str
    version: str
    content_hash: str
    open: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    left_out: tuple[str, ...] = ()


def analyse(rulebook: Rulebook, progress: Progress = lambda step, done, total: None) -> Report:
    """Every finding, in the same order every time. Raises nothing: an odd rulebook is what it looks for."""
    reasons = {acceptance.finding: acceptance.reason for acceptance in rulebook.source.accepted.accepted}
    found = list(_findings(rulebook, progress))
    known = {finding.id for finding in found}
    stale = tuple(
        Finding(
            f"stale-acceptance:{name}",
            "stale-acceptance",
            f"« {name} » est accepté dans accepted.yaml mais n'est plus un constat : retirez-le.",
        )
        for name in reasons
        if name not in known
    )
    return Report(
        rulebook.contract.id,
        rulebook.contract.version,
        rulebook.source.content_hash,
        (*(finding for finding in found if finding.id not in reasons), *stale),
        tuple(Accepted(finding, reasons[finding.id]) for finding in found if finding.id in reasons),
        left_out(rulebook),
    )


def _findings(rulebook: Rulebook, progress: Progress) -> Iterator[Finding]:
    search = Search(rulebook.tables)
    yield from no_open_line(rulebook, lambda done, total: progress("Actions sans financement", done, total))
    yield from about_lines(rulebook, search, lambda done, total: progress("Lignes", done, total))
    yield from silent_funders(rulebook, search)
