"""Entry points of the checks: on models in memory, and on a folder with its lines."""

from eligibility.checks import advise, check
from eligibility.checks.index import Index, SecondBooks
from eligibility.errors import Issue
from eligibility.rulebook.load import KEPT, TABLES, TOLD, RulebookFolder
from schemas.funder import FunderFile
from schemas.register import RegisterFile
from schemas.rulebook import RulebookSource
from schemas.second_reading import KeptFile, SecondReadingFile, TablesFile, ToldFile


def check_references(source: RulebookSource) -> list[Issue]:
    """Issues of models made in memory; lines are unknown (1)."""
    return check(Index(source))


def folder_errors(folder: RulebookFolder) -> list[Issue]:
    """What makes a folder unusable: in each file by itself, then across files if each is valid."""
    issues = sorted(folder.issues) or check(index_of(folder))
    return [issue for issue in issues if issue.severity == "error"]


def check_folder(folder: RulebookFolder) -> list[Issue]:
    """Every issue of a folder, with advice if nothing is wrong."""
    if folder.issues:
        return sorted(folder.issues)
    index = index_of(folder)
    issues = check(index)
    if any(issue.severity == "error" for issue in issues):
        return issues
    return sorted([*issues, *advise(index)])


def index_of(folder: RulebookFolder) -> Index:
    """What the checks see of a folder whose files are each valid."""
    of = folder.models.get
    books = SecondBooks(
        folder.of(SecondReadingFile),
        of(KEPT) or KeptFile(),
        of(TABLES) or TablesFile(),
        of(TOLD) or ToldFile(),
    )
    return Index(folder.source(), folder.of(FunderFile), folder.of(RegisterFile), folder.line, books)
