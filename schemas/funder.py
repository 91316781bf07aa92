"""A funder and its lines: what can be asked (funding) or leaned on (support), and under which criteria."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from schemas.base import Model, ObjectiveCode, RegisterId, Slug, Text
from schemas.criterion import Alternatives, Basis, Criterion
from schemas.texts import Validity, Versioned


class Kind(StrEnum):
    """`funding` : un financement à demander ; `support` : un appui, sans demande d'argent."""

    funding = "funding"
    support = "support"


class Nature(StrEnum):
    """Nature du financement, dans l'ordre où les lignes sont proposées."""

    # ordinary law first, specific credits complete it, Europe last

    droit_commun = "droit_commun"
    call_for_projects = "call_for_projects"
    engineering = "engineering"
    in_kind = "in_kind"
    loan = "loan"
    tax_exemption = "tax_exemption"
    droit_commun_renforce = "droit_commun_renforce"
    credits_specifiques = "credits_specifiques"
    european_fund = "european_fund"


class Commitment(StrEnum):
    """Force de l'engagement du financeur. `intention` : il doit encore décider, ce qui est une réserve."""

    firm = "firm"
    conditional = "conditional"
    intention = "intention"


class Reserve(Versioned):
    """Une décision encore à prendre, par un organisme nommé."""

    id: Slug
    text: Text
    body: Text = Field(description="Qui décide.")
    when: Criterion | None = Field(
        None, description="La réserve ne joue que si ce critère est rempli (ex. period from 2016-01-01)."
    )
    own_decision: bool = Field(
        False, description="Vrai : c'est la décision du partenaire lui-même ; une intention n'en demande pas d'autre."
    )
    source: RegisterId


class Contact(Model):
    """Qui contacter : organisme, service, fonction, ville ; jamais une personne."""

    id: Slug
    organisation: Text
    service: Text | None = None
    role: Text | None = None
    town: Text | None = None
    source: RegisterId


class Priority(Model):
    """Ce que le financeur favorise sans l'exiger."""

    text: Text
    when: list[Criterion] = []
    source: RegisterId | None = None


class AmountKind(StrEnum):
    """Ce que dit un chiffre : taux, minimum, plafond, enveloppe, forfait, part."""

    rate = "rate"
    floor = "floor"
    ceiling = "ceiling"
    envelope = "envelope"
    lump_sum = "lump_sum"
    share = "share"


class Amount(Model):
    """Un chiffre du texte. Taux et parts : décimaux de 0 à 1 ; les autres en euros, par unité si elle est dite."""

    kind: AmountKind
    value: Decimal = Field(ge=0, description='Entre guillemets dans le YAML : "0.85", "81000000".')
    unit: Text = Field(description="« part » pour un taux, « EUR », « EUR/mois »…")
    label: Text
    when: list[Criterion] = []
    valid: Validity = Validity()
    source: RegisterId | None = None

    @model_validator(mode="after")
    def rate_between_0_and_1(self) -> "Amount":
        if self.kind in (AmountKind.rate, AmountKind.share) and self.value > 1:
            raise ValueError('un taux s\'écrit entre 0 et 1, par exemple "0.85" pour 85 %')
        return self


class Line(Versioned):
    """Un engagement d'un financeur qu'une action peut employer."""

    id: Slug
    title: Text
    summary: Text = Field(description="En une ou deux phrases simples : ce que c'est, pour quoi faire.")
    kind: Kind
    nature: Nature
    commitment: Commitment
    objectives: Annotated[list[ObjectiveCode], Field(min_length=1)] | None = Field(
        description="Codes d'objectives.yaml, à tout niveau ; null : tous les objectifs."
    )
    objectives_basis: Basis | None = Field(None, description="Exigée si des objectifs sont nommés.")
    objectives_source: RegisterId | None = None
    perimeter: Slug | None = Field(description="Périmètre nommé de perimeters.yaml ; null : aucun critère de lieu.")
    perimeter_basis: Basis | None = Field(None, description="Exigée si un périmètre est nommé.")
    perimeter_source: RegisterId | None = None
    criteria: list[Criterion | Alternatives] = []
    reserves: list[Slug] = Field([], description="Identifiants des réserves du financeur.")
    priorities: list[Priority] = []
    amounts: list[Amount] = []
    valid: Validity = Validity()
    valid_basis: Basis | None = Field(None, description="Exigée si la ligne a des dates.")
    valid_source: RegisterId | None = None
    contact: Slug | None = Field(None, description="Contact du financeur ; par défaut son premier.")
    dispositif: Text = Field(description="Libellé du dispositif, pour le champ dispositifAide du schéma SCDL.")
    notes: list[Text] = []
    source: Annotated[list[RegisterId], Field(min_length=1)]


class Funder(Model):
    """Un financeur : sa famille, qui contacter, les réserves que ses lignes nomment."""

    id: Slug
    name: Text
    short_name: Text
    family: Slug = Field(description="Famille de financeurs, voir contract.yaml.")
    contacts: Annotated[list[Contact], Field(min_length=1)]
    reserves: list[Reserve] = []
    notes: list[Text] = []


class FunderFile(Model):
    """funders/<funder>.yaml"""

    funder: Funder
    lines: list[Line]
