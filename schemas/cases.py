"""Cases beside the rules: an action, and the verdicts that an instructor expects of it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.action import Action
from schemas.base import Model, Slug, Text

Verdict = Literal["eligible", "subject_to", "depends", "ineligible"]


class Expectation(Model):
    """What a case expects of one line; what is not said is not compared."""

    verdict: Verdict
    failed: list[str] | None = Field(None, description="Champs des critères non remplis, tous et eux seuls.")
    reserves: list[str] | None = Field(None, description="Réserves, toutes et elles seules.")
    questions: list[str] | None = Field(None, description="Champs à préciser, tous et eux seuls.")


class Case(Model):
    """An action in one French sentence, and the lines that it looks at."""

    name: Text
    as_of: date | None = Field(None, description="Textes connus à ce jour ; par défaut ceux de la dernière révision.")
    action: Action
    expect: Annotated[dict[Slug, Verdict | Expectation], Field(min_length=1)]


class CasesFile(Model):
    """funders/<funder>.cases.yaml"""

    cases: list[Case]
