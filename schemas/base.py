"""Base of every model: unknown keys are refused, instances do not change."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
RegisterId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Za-z0-9.]*-[0-9]{2,3}[a-z]?$", max_length=40)]
ObjectiveCode = Annotated[str, StringConstraints(pattern=r"^[0-9]+(?:\.[0-9]+){0,2}$", max_length=12)]


class Model(BaseModel):
    """Refuses unknown keys; never changes once made."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
