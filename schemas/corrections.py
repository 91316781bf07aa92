"""corrections.yaml: misprints and contradictions of the contract, the reading chosen and why."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model, RegisterId, Slug, Text


class Correction(Model):
    """Une coquille ou une contradiction du texte, et la lecture retenue."""

    id: Slug
    section: Text
    printed: Text = Field(description="Ce que le texte imprime, en bref.")
    reading: Text = Field(description="La lecture retenue.")
    why: Text
    affects: list[str] = Field([], description="Lignes, périmètres, objectifs ou lieux concernés.")
    source: Annotated[list[RegisterId], Field(min_length=1)]


class CorrectionsFile(Model):
    """corrections.yaml"""

    corrections: list[Correction]
