"""The files of the real rulebook, read once for all tests of a process."""

from functools import cache

from eligibility.rulebook.load import RulebookFolder
from tests.support.paths import DOUAISIS


@cache
def folder() -> RulebookFolder:
    return RulebookFolder(DOUAISIS)
