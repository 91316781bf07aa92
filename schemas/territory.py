"""territory.yaml: communes, priority quarters, places in veille and known structures."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.base import Model, RegisterId, Slug, Text

Insee = Annotated[str, Field(pattern=r"^(?:\d{2}|2[AB])\d{3}$")]
QuarterCode = Annotated[str, Field(pattern=r"^(?:QP\d{6}|QN\d{5}[NMI])$")]


class Veille(StrEnum):
    """Is a place of this commune, outside every priority quarter, in veille?"""

    all = "all"  # the whole commune is
    some = "some"  # some quarters are, not listed exhaustively: unknown
    none = "none"


class Commune(Model):
    """A commune of the agglomeration, and whether its places outside quarters are in veille."""

    insee: Insee
    name: Text
    aliases: list[Text] = []
    status: Slug = Field(description="prioritaire, veille ou autre, tel que le contrat la compte.")
    veille: Veille
    source: RegisterId


class Quarter(Model):
    """A priority quarter: a polygon with a code."""

    code: QuarterCode
    name: Text
    communes: Annotated[list[Insee], Field(min_length=1)]
    aliases: list[Text] = []
    tags: list[Slug] = Field([], description="Ce que les règles de périmètre peuvent lire (npnru…).")
    note: Text | None = None
    source: RegisterId


class Place(Model):
    """A named place that is not a priority quarter: in veille, or not, or known only by its commune."""

    name: Text
    aliases: list[Text] = []
    commune: Insee
    veille: bool | None = None
    note: Text | None = None
    source: RegisterId


class Structure(Model):
    """An equipment or association that the contract lists. Resolves to a commune and a linked quarter."""

    name: Text
    aliases: list[Text] = []
    commune: Insee
    linked_quarter: QuarterCode | None = Field(
        None, description="Quartier auquel l'annexe la rattache ; ne dit pas dedans ou dehors."
    )
    inside: QuarterCode | None = Field(None, description="Quartier où le contrat dit expressément qu'elle se trouve.")
    source: RegisterId


class Ambiguity(Model):
    """A name that could be several places: the tool asks which."""

    name: Text
    aliases: list[Text] = []
    candidates: Annotated[list[Text], Field(min_length=2)] = Field(description="Codes de quartier ou noms de lieux.")
    question: Text


class TerritoryFile(Model):
    """territory.yaml"""

    communes: Annotated[list[Commune], Field(min_length=1)]
    quarters: list[Quarter]
    places: list[Place] = []
    structures: list[Structure] = []
    ambiguities: list[Ambiguity] = []
    commune_outlines: Text | None = Field(None, description="Fichier GeoJSON des limites communales.")
    commune_outline_accuracy_m: int = 100
    quarter_polygons: Text | None = Field(None, description="Fichier GeoJSON des quartiers.")
    quarter_accuracy_m: int = 10
