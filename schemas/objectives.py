"""objectives.yaml: axes, objectives and sub-objectives, who pilots them and in which instance."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model, ObjectiveCode, RegisterId, Text


class SubObjective(Model):
    """Un sous-objectif : qui le pilote, qui y contribue, quelle instance le suit."""

    code: ObjectiveCode
    title: Text
    pilots: list[Text] | None = Field(None, description="null : « à construire » dans le contrat.")
    contributors: list[Text] | None = Field(None, description="null : « à construire » dans le contrat.")
    instance: Text | None = Field(None, description="null : « à construire » dans le contrat.")
    words: list[Text] = Field(description="Mots de tous les jours, pour la recherche.")
    source: RegisterId
    pilot_source: RegisterId


class Objective(Model):
    """Un objectif."""

    code: ObjectiveCode
    title: Text
    children: Annotated[list[SubObjective], Field(min_length=1)]


class Axis(Model):
    """Un axe."""

    code: ObjectiveCode
    title: Text
    children: Annotated[list[Objective], Field(min_length=1)]


class ObjectivesFile(Model):
    """objectives.yaml"""

    axes: Annotated[list[Axis], Field(min_length=1)]
