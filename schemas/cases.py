"""Cases beside the rules: an action, and the verdicts that an instructor expects of it."""

from datetime import date

from pydantic import Field, model_validator

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
    place: dict[Slug, str | bool] = Field(
        {}, description="Champs du lieu (commune, qpv, veille) tels qu'on doit les trouver."
    )
    expect: dict[Slug, Verdict | Expectation] = {}

    @model_validator(mode="after")
    def expects_something(self) -> "Case":
        if not self.expect and not self.place:
            raise ValueError(
                "le cas n'attend rien : ajoutez expect (des lignes) ou place (ce qu'on doit trouver du lieu)"
            )
        return self


class CasesFile(Model):
    """funders/<funder>.cases.yaml, territory.cases.yaml"""

    cases: list[Case]
