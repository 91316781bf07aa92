"""territory.yaml: communes, priority quarters, places in veille and known structures."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.base import Model, RegisterId, Slug, Text

Insee = Annotated[str, Field(pattern=r"^(?:\d{2}|2[AB])\d{3}$")]
QuarterCode = Annotated[str, Field(pattern=r"^(?:QP(?:\d{3}|02[AB])\d{3}|QN(?:\d{3}|02[AB])\d{2}[NMIC])$")]


class Veille(StrEnum):
    """Un lieu de la commune, hors de tout quartier prioritaire, est-il en veille ? `some` : certains quartiers, sans liste complète."""

    all = "all"  # the whole commune is
    some = "some"  # some quarters are, not listed exhaustively: unknown
    none = "none"


class Commune(Model):
    """Une commune de l'agglomération."""

    insee: Insee
    name: Text
    aliases: list[Text] = []
    status: Slug = Field(description="prioritaire, veille ou autre, tel que le contrat la compte.")
    veille: Veille = Field(description="Ses lieux hors quartier prioritaire sont-ils en veille ?")
    source: RegisterId


class Quarter(Model):
    """Un quartier prioritaire."""

    code: QuarterCode
    name: Text
    communes: Annotated[list[Insee], Field(min_length=1)]
    aliases: list[Text] = []
    tags: list[Slug] = Field([], description="Ce que les règles de périmètre peuvent lire (npnru…).")
    note: Text | None = None
    source: RegisterId


class Place(Model):
    """Un lieu nommé qui n'est pas un quartier prioritaire."""

    name: Text
    aliases: list[Text] = []
    commune: Insee
    veille: bool | None = Field(None, description="Le texte le dit-il en veille ? null : il ne le dit pas.")
    note: Text | None = None
    source: RegisterId


class Structure(Model):
    """Un équipement ou une association que le texte cite."""

    name: Text
    aliases: list[Text] = []
    commune: Insee
    linked_quarter: QuarterCode | None = Field(
        None, description="Quartier auquel l'annexe la rattache ; ne dit pas dedans ou dehors."
    )
    inside: QuarterCode | None = Field(None, description="Quartier où le contrat dit expressément qu'elle se trouve.")
    source: RegisterId


class Ambiguity(Model):
    """Un nom qui peut désigner plusieurs lieux : l'outil demande lequel."""

    name: Text
    aliases: list[Text] = []
    candidates: Annotated[list[Text], Field(min_length=2)] = Field(description="Codes de quartier ou noms de lieux.")
    question: Text = Field(description="La question à poser.")


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
