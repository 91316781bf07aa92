"""Many actions in one request, judged by the same rulebook and on the same day."""

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.action import APPRAISALS, Action, Appraisals, Code, Day
from schemas.base import Model

MAX_ACTIONS = 500


class BatchAction(Action):
    """An action of a batch: an action, with what an instance has already appraised of it."""

    appraisals: Appraisals = Field({}, max_length=20, description=APPRAISALS)


class BatchEnvelope(Model):
    """What a batch says of all its actions; each action is judged apart, so that a bad one does not spoil the others."""

    rulebook: Code | None = Field(None, description="Identifiant du règlement ; par défaut le seul chargé.")
    as_of: Day | None = Field(None, description="Date des textes connus, la même pour toutes les actions.")
    include: Literal["verdicts", "candidates", "all"] = Field(
        "candidates",
        description="`verdicts` : seulement les verdicts ; `candidates` et `all` : comme pour une seule action.",
    )
    actions: Annotated[list[Any], Field(min_length=1, max_length=MAX_ACTIONS)]


class BatchRequest(BatchEnvelope):
    """Body of POST /v1/evaluations/batch."""

    actions: Annotated[list[BatchAction], Field(min_length=1, max_length=MAX_ACTIONS)]
