"""Base of every model: unknown keys are refused, instances do not change.

The docstrings of models and the descriptions of their fields are shown to people, by editors of rulebooks and in the
OpenAPI document: they are in French.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializationInfo,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

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


class Demand(Model):
    """What somebody asks: a key given as null is a key not given, whatever it holds. Typed clients send null for all that is empty."""

    @model_validator(mode="before")
    @classmethod
    def null_is_absent(cls, given: Any) -> Any:
        """Without its nulls, save under a name that does not exist: that one is refused, as with any value."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None or name not in cls.model_fields}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Documents say so of each key that may be left out."""
        schema = handler(core)
        if handler.mode == "validation":
            held = handler.resolve_ref_schema(schema)
            for name, value in held.get("properties", {}).items():
                if name not in held.get("required", ()):
                    _or_null(value)
        return schema


@dataclass(frozen=True, slots=True)
class NullIsAbsent:
    """Marks an object of free names, where a null is a name not given; `most` names, counted before any is read."""

    most: int

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._named, handler(kind))

    def _named(self, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if len(given) > self.most:
            raise PydanticKnownError(
                "too_long", {"field_type": "Dictionary", "max_length": self.most, "actual_length": len(given)}
            )
        return {name: value for name, value in given.items() if value is not None}

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Documents say so of each value."""
        found = handler(schema)
        if isinstance(found.get("additionalProperties"), dict):
            _or_null(found["additionalProperties"])
        return {**found, "maxProperties": self.most}


def _or_null(schema: JsonSchemaValue) -> None:
    """The schema, and null; what it says beside its type (its description, its default) stays where it is."""
    null = {"type": "null"}
    if null in schema.get("anyOf", ()):
        return
    if "anyOf" in schema:
        schema["anyOf"] = [*schema["anyOf"], null]
        return
    beside = {name: schema.pop(name) for name in ("default", "description", "title", "examples") if name in schema}
    held = dict(schema)
    schema.clear()
    schema.update({"anyOf": [held, null]} | beside)
