"""Checks of a rulebook as a whole: what no line covers, what says nothing, what contradicts itself.

Everything is decided over finite domains (`formula`): each field takes every outcome that it can give, in one
place. Every finding carries a witness action which, evaluated, shows it.
"""

from eligibility.workbench.analyse.findings import Finding
from eligibility.workbench.analyse.report import Report, analyse

__all__ = ["Finding", "Report", "analyse"]
