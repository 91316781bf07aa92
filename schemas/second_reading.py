"""second-reading/: what a second reader found in the text alone, entry by entry, and the differences that are kept.

Neither changes a verdict.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.base import Model, ObjectiveCode, RegisterId, Slug, Text
from schemas.funder import Commitment, Kind, Nature


class Ages(Model):
    """Âges imprimés."""

    least: int | None
    most: int | None
    of: Text = Field(description="De qui : beneficiaries pour les bénéficiaires, seuls comparés ; sinon employees…")


class Dates(Model):
    """Dates imprimées."""

    from_: date | Text | None = Field(alias="from")
    until: date | None
    of: Text = Field(description="De quoi.")


class Figure(Model):
    """Montant ou taux imprimé."""

    least: float | None = None
    most: float | None
    unit: Text
    what: Text


class Row(Model):
    """Une entrée du registre, relue sans voir comment elle est saisie."""

    entry: RegisterId
    lines: Annotated[list[int], Field(min_length=2, max_length=2)]
    askable: bool = Field(description="Vrai s'il y a quelque chose à demander.")
    commitment: Commitment
    codes: list[Text] | None = Field(description="Objectifs imprimés, tels que le texte les écrit.")
    publics: list[Slug] | None
    publics_closed: bool = Field(description="Vrai si les mots s'arrêtent à ces publics.")
    ages: Ages | None
    dates: Dates | None
    amounts: list[Figure] | None
    places: list[Text] | None
    places_closed: bool
    carriers: list[Slug] | None
    carriers_closed: bool
    kinds_closed: bool
    contact_role: Text | None
    nature: Nature | None
    note: Text | None


class SecondReadingFile(Model):
    """second-reading/<section>.yaml"""

    section: Text = Field(description="Section du registre qui est relue.")
    rows: list[Row]
    nothing: list[RegisterId] = Field(description="Entrées où le second lecteur ne trouve rien à demander.")


class Kept(Model):
    """Une différence entre les deux lectures, relue contre le texte et gardée."""

    entry: Text = Field(description="Entrée du registre, objectif, lieu ou ligne.")
    attribute: Slug = Field(description="Ce qui diffère, tel que « eligibility double-entry » le nomme.")
    rulebook: Text = Field(description="Ce que dit le règlement.")
    second: Text = Field(description="Ce que dit la seconde lecture.")
    reason: Text = Field(description="Pourquoi les deux restent ainsi.")


class KeptFile(Model):
    """second-reading/kept.yaml"""

    kept: list[Kept] = []


class ObjectiveRow(Model):
    """Qui pilote un objectif et qui y contribue, relu dans le texte."""

    code: ObjectiveCode
    lines: Annotated[list[int], Field(min_length=2, max_length=2)]
    pilots: list[Text]
    contributors: list[Text]
    instance: Text | None


class NamedRow(Model):
    """Un lieu ou une structure que le texte nomme."""

    name: Text
    commune: Text | None = Field(description="Nom de la commune, ou de plusieurs, séparées par des virgules ; ou null.")
    quarter: Text | None = Field(description="Code ou nom du quartier prioritaire, ou null.")
    veille: bool | None = Field(None, description="Le texte le dit-il en veille ? Pour un lieu seulement.")
    lines: Annotated[list[int], Field(min_length=2, max_length=2)]


class TablesFile(Model):
    """second-reading/tables.yaml : les tableaux du contrat, relus sans voir comment ils sont saisis."""

    objectives: list[ObjectiveRow] = []
    structures: list[NamedRow] = []
    places: list[NamedRow] = []


class Told(Model):
    """Ce qu'une réponse dit d'une ligne, hors du verdict."""

    line: Slug
    kind: Kind
    nature: Nature
    commitment: Commitment
    contact: Text
    source: list[RegisterId]
    amounts: list[Text] = []
    priorities: list[Text] = []
    reserves: list[Text] = []
    criteria: list[Text] = Field([], description="Ses critères, valeur par valeur, et ce sur quoi chacun repose.")


class ToldFile(Model):
    """second-reading/told.yaml : ce que les réponses disent ; à changer des deux côtés."""

    lines: list[Told] = []
    corrections: dict[Slug, list[Text]] = Field({}, description="Ce que chaque correction touche.")
