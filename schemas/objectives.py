"""objectives.yaml: axes, objectives and sub-objectives, who pilots them and in which instance."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model, ObjectiveCode, RegisterId, Text


class SubObjective(Model):
    """The finest level: who pilots it, who contributes, which instance follows it."""

    code: ObjectiveCode
    title: Text
    pilots: list[Text] | None = None
    contributors: list[Text] | None = None
    instance: Text | None = Field(None, description="null : « à construire » dans le contrat.")
    words: list[Text] = Field(description="Mots de tous les jours, pour la recherche.")
    source: RegisterId
    pilot_source: RegisterId


class Objective(Model):
    """The middle level of the nomenclature."""

    code: ObjectiveCode
    title: Text
    children: Annotated[list[SubObjective], Field(min_length=1)]


class Axis(Model):
    """The top level of the nomenclature."""

    code: ObjectiveCode
    title: Text
    children: Annotated[list[Objective], Field(min_length=1)]


class ObjectivesFile(Model):
    """objectives.yaml"""

    axes: Annotated[list[Axis], Field(min_length=1)]
