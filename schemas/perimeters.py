"""perimeters.yaml: rules that derive facts from facts, and the named perimeters that lines require."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model, RegisterId, Slug, Text
from schemas.texts import Validity, Versioned


class Condition(Model):
    """A fact takes one of these values."""

    field: Slug
    any_of: Annotated[list[str], Field(min_length=1)]


class Opening(Model):
    """A perimeter that a rule opens, perhaps under a reserve."""

    perimeter: Slug
    reserve: Slug | None = Field(None, description="Réserve sous laquelle cette voie ouvre le périmètre.")


class Conclusion(Model):
    """A fact that a rule derives."""

    field: Slug
    value: Annotated[str, Field(min_length=1)]


class PerimeterRule(Versioned):
    """If all conditions hold, conclude a fact or open a perimeter."""

    id: Slug
    title: Text = Field(description="Phrase lisible par un instructeur.")
    when: Annotated[list[Condition], Field(min_length=1)]
    then: Conclusion | None = None
    opens: list[Opening] = []
    valid: Validity = Field(Validity(), description="La règle vaut pour les actions qui commencent dans ces dates.")
    source: RegisterId


class PerimeterReserve(Model):
    """A decision still to come about a way into a perimeter."""

    id: Slug
    text: Text
    body: Text
    source: RegisterId


class Perimeter(Model):
    """A named perimeter that lines require."""

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
    """perimeters.yaml"""

    derived: list[DerivedField]
    reserves: list[PerimeterReserve] = []
    perimeters: Annotated[list[Perimeter], Field(min_length=1)]
    rules: Annotated[list[PerimeterRule], Field(min_length=1)]
