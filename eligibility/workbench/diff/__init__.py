"""Two versions of a rulebook: what changes, for whom."""

from eligibility.workbench.diff.compare import compare
from eligibility.workbench.diff.model import Diff
from eligibility.workbench.diff.versions import Version, opened

__all__ = ["Diff", "Version", "compare", "opened"]
