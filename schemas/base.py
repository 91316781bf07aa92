"""Base of every model: unknown keys are refused, instances do not change.

The docstrings of models and the descriptions of their fields are shown to people, by editors of rulebooks and in the
OpenAPI document: they are in French.
"""

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializationInfo,
    StringConstraints,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from schemas.result import Source

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
ObjectiveCode = Annotated[str, StringConstraints(pattern=r"^[0-9]+(?:\.[0-9]+){0,2}$", max_length=12)]


class Cited:
    """Marks the id of an entry of the register: whoever serialises with the clauses as context writes the clause."""

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.union_schema([handler.generate_schema(Source), core_schema.str_schema()])
        serializer = core_schema.plain_serializer_function_ser_schema(_clause, info_arg=True, return_schema=written)
        return {**handler(kind), "serialization": serializer}

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Documents speak of the clause."""
        return handler(
            schema["serialization"]["return_schema"]["choices"][0] if handler.mode == "serialization" else schema
        )


def _clause(entry: str, info: SerializationInfo[Any]) -> Source | str:
    return entry if info.context is None else info.context[entry]


RegisterId = Annotated[
    str, StringConstraints(pattern=r"^[A-Z0-9][A-Za-z0-9.]*-[0-9]{2,3}[a-z]?$", max_length=40), Cited()
]


class Model(BaseModel):
    """Refuses unknown keys; never changes once made."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        json_schema_serialization_defaults_required=True,  # what is written is always all there
    )
