"""Two versions of a rulebook: what changes, for whom."""

from eligibility.diff.compare import compare
from eligibility.diff.model import Diff
from eligibility.diff.versions import Version, opened

__all__ = ["Diff", "Version", "compare", "opened"]
