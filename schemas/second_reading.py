"""second-reading/<section>.yaml: what a second reader found in the text alone, entry by entry; changes no verdict."""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.base import Model, RegisterId, Slug, Text
from schemas.funder import Commitment, Nature


class Ages(Model):
    """Âges imprimés."""

    least: int | None
    most: int | None
    of: Text = Field(description="De qui : bénéficiaires, salariés…")


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
