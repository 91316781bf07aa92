"""Cases beside the rules: an action, and the verdicts that an instructor expects of it."""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.action import Action
from schemas.base import Model, Slug, Text
from schemas.result import Verdict


class Expectation(Model):
    """Ce qu'un cas attend d'une ligne ; ce qui n'est pas dit n'est pas comparé."""

    verdict: Verdict
    failed: list[str] | None = Field(None, description="Champs des critères non remplis, tous et eux seuls.")
    reserves: list[str] | None = Field(None, description="Réserves, toutes et elles seules.")
    questions: list[str] | None = Field(None, description="Champs à préciser, tous et eux seuls.")


class Case(Model):
    """Une action, en une phrase, et les lignes qu'elle regarde."""

    name: Text
    as_of: date | None = Field(None, description="Textes connus à ce jour ; par défaut ceux de la dernière révision.")
    action: Action
    expect: Annotated[dict[Slug, Verdict | Expectation], Field(min_length=1)]


class CasesFile(Model):
    """funders/<funder>.cases.yaml"""

    cases: list[Case]
