"""When a thing holds: for which actions (their dates), and in which texts (the contract as signed, or amendments)."""

from datetime import date

from pydantic import Field

from schemas.base import Model, Slug


class Versioned(Model):
    """Ce que des avenants apportent ou retirent."""

    # two versions of one thing share its id, never a day

    introduced_by: Slug | None = Field(
        None, description="Avenant qui apporte cette version ; absent : le texte d'origine."
    )
    repealed_by: Slug | None = Field(
        None, description="Avenant qui retire ou remplace cette version ; absent : toujours en vigueur."
    )


class Validity(Model):
    """Premier et dernier jour, compris ; null : les bornes du règlement."""

    from_: date | None = Field(None, alias="from")
    until: date | None = None
