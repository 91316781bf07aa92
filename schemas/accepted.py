"""accepted.yaml: findings of `eligibility analyse` that people have read and keep, with their reason."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model, Text


class Acceptance(Model):
    """Un constat qui n'est pas une erreur."""

    finding: Annotated[str, Field(min_length=1, max_length=2000)] = Field(
        description="Identifiant du constat, tel que « eligibility analyse » l'imprime."
    )
    reason: Text = Field(description="Pourquoi ce constat n'est pas une erreur.")


class AcceptedFile(Model):
    """accepted.yaml"""

    accepted: list[Acceptance] = []
