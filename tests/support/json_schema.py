"""JSON Schema, each part of a document looked at once: answers hold the same titles, reasons and sources by the thousand."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import orjson
from jsonschema import Draft202012Validator, ValidationError, validators

_items = Draft202012Validator.VALIDATORS["items"]


def remembering(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator of a schema that does not check again a value that it has found right at the same place of the schema."""
    right: set[tuple[int, bytes]] = set()

    def once(validator: Any, value: Any, part: Any, step: Any, under: Any = None) -> Iterator[ValidationError]:
        key = id(part), blake2b(orjson.dumps(value), digest_size=16).digest()
        if key in right:
            return
        errors = list(validator.descend(value, part, path=step, schema_path=under))
        if not errors:
            right.add(key)
        yield from errors

    def properties(validator: Any, parts: Any, value: Any, _: Any) -> Iterator[ValidationError]:
        for name in parts if isinstance(value, dict) else ():
            if name in value:
                yield from once(validator, value[name], parts[name], name, name)

    def items(validator: Any, part: Any, value: Any, whole: Any) -> Iterator[ValidationError]:
        if "prefixItems" in whole or not isinstance(part, dict) or not isinstance(value, list):
            yield from _items(validator, part, value, whole)
        else:
            for index, item in enumerate(value):
                yield from once(validator, item, part, index)

    keywords = {"properties": properties, "items": items}
    kind: type[Draft202012Validator] = validators.extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
    return kind(schema)
