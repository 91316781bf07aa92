"""contract.yaml: what a rulebook is, its period, its sources, and which partners it covers so far."""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.base import Model, RegisterId, Slug, Text


class Period(Model):
    """Premier et dernier jour, compris."""

    from_: date = Field(alias="from")
    until: date
    source: RegisterId | None = Field(None, description="Entrée du registre citée par les lignes sans dates propres.")


class Amendment(Model):
    """Un texte postérieur (avenant, délibération…) qui change le règlement à partir du jour où il est connu."""

    id: Slug
    title: Text
    known_from: date = Field(description="Jour où ce texte est connu : sa signature, ou sa publication.")
    extends_until: date | None = Field(None, description="Nouveau dernier jour du contrat, si ce texte le prolonge.")
    source: RegisterId = Field(description="Entrée du registre qui le présente.")


class Family(Model):
    """Une famille de financeurs, étudiée ou non."""

    id: Slug
    name: Text
    section: Text
    encoded: bool = Field(description="Faux : la famille est nommée dans chaque réponse comme non encore couverte.")


class Document(Model):
    """Un document source, avec son producteur et sa licence."""

    id: Slug
    title: Text
    producer: Text
    date: Text
    licence: Text


class ContractFile(Model):
    """contract.yaml"""

    id: Slug
    title: Text
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    revised_on: date = Field(description="Dernière révision des textes connus ; valeur par défaut de as_of.")
    known_from: date = Field(description="Premier jour où ces textes sont connus.")
    amendments: list[Amendment] = Field([], description="Avenants, du plus ancien au plus récent.")
    period: Period
    ended: bool = Field(description="Vrai quand la période est close : chaque réponse le dit en tête.")
    ended_notice: Text | None = None
    licence: Text
    agglomeration: Text
    territory_source: RegisterId | None = Field(
        None, description="Entrée du registre qui dit où le contrat s'applique : citée hors de son territoire."
    )
    conference: Text = Field(description="Nom de l'instance qui réunit les financeurs.")
    families: list[Family]
    documents: list[Document]
    text_lines: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Nombre de lignes du texte du contrat : aucune entrée du registre ne va au-delà."
    )
