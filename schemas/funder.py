"""A funder and its lines: what can be asked (funding) or leaned on (support), and under which criteria."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from schemas.base import Model, ObjectiveCode, RegisterId, Slug, Text
from schemas.criterion import Alternatives, Criterion
from schemas.texts import Validity, Versioned


class Kind(StrEnum):
    """Something to ask for, or something to lean on."""

    funding = "funding"
    support = "support"


class Nature(StrEnum):
    """In the order in which lines are proposed: ordinary law first, specific credits complete it, Europe last."""

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
    """How firmly the contract binds the funder; never changes a verdict."""

    firm = "firm"
    conditional = "conditional"
    intention = "intention"


class Reserve(Versioned):
    """A named decision still to come, by a named body."""

    id: Slug
    text: Text
    body: Text = Field(description="Qui décide.")
    when: Criterion | None = Field(
        None, description="La réserve ne joue que si ce critère est rempli (ex. period from 2016-01-01)."
    )
    source: RegisterId


class Contact(Model):
    """Whom to contact: an organisation, a service, a role, a town; never a person."""

    id: Slug
    organisation: Text
    service: Text | None = None
    role: Text | None = None
    town: Text | None = None
    source: RegisterId


class Priority(Model):
    """What a funder favours without requiring it."""

    text: Text
    when: list[Criterion] = []
    source: RegisterId | None = None


class AmountKind(StrEnum):
    """What a figure says: a share of the cost, a bound, a total, a sum per case."""

    rate = "rate"
    floor = "floor"
    ceiling = "ceiling"
    envelope = "envelope"
    lump_sum = "lump_sum"
    share = "share"


class Amount(Model):
    """A figure of the contract. Rates and shares: decimals from 0 to 1; others in euros (EUR), per unit if said."""

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
    """One commitment of a funder that an action can use."""

    id: Slug
    title: Text
    summary: Text = Field(description="En une ou deux phrases simples : ce que c'est, pour quoi faire.")
    kind: Kind
    nature: Nature
    commitment: Commitment
    objectives: Annotated[list[ObjectiveCode], Field(min_length=1)] | None = Field(
        description="Codes d'objectives.yaml, à tout niveau ; null : tous les objectifs."
    )
    objectives_source: RegisterId | None = None
    perimeter: Slug | None = Field(description="Périmètre nommé de perimeters.yaml ; null : aucun critère de lieu.")
    perimeter_source: RegisterId | None = None
    criteria: list[Criterion | Alternatives] = []
    reserves: list[Slug] = Field([], description="Identifiants des réserves du financeur.")
    priorities: list[Priority] = []
    amounts: list[Amount] = []
    valid: Validity = Validity()
    valid_source: RegisterId | None = None
    contact: Slug | None = Field(None, description="Contact du financeur ; par défaut son premier.")
    dispositif: Text = Field(description="Libellé du dispositif, pour le champ dispositifAide du schéma SCDL.")
    notes: list[Text] = []
    source: Annotated[list[RegisterId], Field(min_length=1)]


class Funder(Model):
    """A partner with lines: its family, whom to contact, the reserves that its lines name."""

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
