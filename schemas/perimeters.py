"""perimeters.yaml: rules that derive facts from facts, and the named perimeters that lines require."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model, RegisterId, Slug, Text
from schemas.texts import Validity, Versioned


class Condition(Model):
    """Un fait prend une de ces valeurs."""

    field: Slug
    any_of: Annotated[list[str], Field(min_length=1)]


class Opening(Model):
    """Un périmètre qu'une règle ouvre, sous réserve ou non."""

    perimeter: Slug
    reserve: Slug | None = Field(None, description="Réserve sous laquelle cette voie ouvre le périmètre.")


class Conclusion(Model):
    """Un fait qu'une règle déduit."""

    field: Slug
    value: Annotated[str, Field(min_length=1)]


class PerimeterRule(Versioned):
    """Une règle : si toutes ses conditions tiennent, elle déduit un fait ou ouvre un périmètre."""

    id: Slug
    title: Text = Field(description="Phrase lisible par un instructeur.")
    when: Annotated[list[Condition], Field(min_length=1)]
    then: Conclusion | None = None
    opens: list[Opening] = []
    valid: Validity = Field(Validity(), description="La règle vaut pour les actions qui commencent dans ces dates.")
    source: RegisterId


class PerimeterReserve(Model):
    """Une décision encore à prendre sur une voie d'entrée dans un périmètre."""

    id: Slug
    text: Text
    body: Text
    source: RegisterId


class Perimeter(Model):
    """Un périmètre nommé, que des lignes exigent."""

    id: Slug
    label: Text
    expected: Text = Field(description="Ce qu'il faut, en clair, pour être dans le périmètre.")
    unasked: Text | None = Field(None, description="Pourquoi il est écrit, bien qu'aucune ligne ne le demande.")
    source: RegisterId


class DerivedField(Model):
    """Un champ que des règles déduisent (zone…), avec ses valeurs en clair."""

    id: Slug
    label: Text
    values: dict[str, Text]


class PerimetersFile(Model):
    """perimeters.yaml"""

    derived: list[DerivedField]
    reserves: list[PerimeterReserve] = []
    perimeters: Annotated[list[Perimeter], Field(min_length=1)]
    rules: Annotated[list[PerimeterRule], Field(min_length=1)]
