"""perimeters.yaml: rules that derive facts from facts, and the named perimeters that lines require."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model, RegisterId, Slug, Text


class Condition(Model):
    field: Slug
    any_of: Annotated[list[str], Field(min_length=1)]


class Opening(Model):
    perimeter: Slug
    reserve: Slug | None = Field(None, description="Réserve sous laquelle cette voie ouvre le périmètre.")


class Conclusion(Model):
    field: Slug
    value: Annotated[str, Field(min_length=1)]


class PerimeterRule(Model):
    """If all conditions hold, conclude a fact or open a perimeter."""

    id: Slug
    title: Text = Field(description="Phrase lisible par un instructeur.")
    when: Annotated[list[Condition], Field(min_length=1)]
    then: Conclusion | None = None
    opens: list[Opening] = []
    source: RegisterId


class PerimeterReserve(Model):
    id: Slug
    text: Text
    body: Text
    source: RegisterId


class Perimeter(Model):
    id: Slug
    label: Text
    expected: Text = Field(description="Ce qu'il faut, en clair, pour être dans le périmètre.")
    source: RegisterId


class DerivedField(Model):
    """A field that rules conclude (zone…), with its values in French."""

    id: Slug
    label: Text
    values: dict[str, Text]


class PerimetersFile(Model):
    derived: list[DerivedField]
    reserves: list[PerimeterReserve] = []
    perimeters: Annotated[list[Perimeter], Field(min_length=1)]
    rules: Annotated[list[PerimeterRule], Field(min_length=1)]
