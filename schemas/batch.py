"""Many actions in one request, judged by the same rulebook and on the same day."""

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.action import APPRAISALS, Action, Appraisals, Code, Day
from schemas.base import Demand

MAX_ACTIONS = 500


class BatchAction(Action):
    """Une action d'une liste, avec ce qu'une instance en a déjà apprécié."""

    appraisals: Appraisals = Field({}, description=APPRAISALS)


class BatchEnvelope(Demand):
    """Ce qui vaut pour toutes les actions d'une liste."""

    # each action is read apart, so that a bad one does not spoil the others

    rulebook: Code | None = Field(None, description="Identifiant du règlement ; par défaut le seul chargé.")
    as_of: Day | None = Field(None, description="Date des textes connus, la même pour toutes les actions.")
    include: Literal["verdicts", "candidates", "all"] = Field(
        "verdicts",
        description="`verdicts` (par défaut) : seulement les verdicts ; `candidates` et `all` : comme pour une seule action.",
    )
    actions: Annotated[list[Any], Field(min_length=1, max_length=MAX_ACTIONS)]


class BatchRequest(BatchEnvelope):
    """Plusieurs actions, jugées avec le même règlement et à la même date des textes."""

    actions: Annotated[list[BatchAction], Field(min_length=1, max_length=MAX_ACTIONS)] = Field(
        description=f"Les actions, dans l'ordre où les réponses viendront : {MAX_ACTIONS} au plus."
    )
