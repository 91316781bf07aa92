"""What durable-rules can take. It is asked of every rulebook, whoever chains: what one machine loads, all do."""

from collections.abc import Iterable

from eligibility.errors import Issue, RulebookError
from schemas.perimeters import PerimeterRule

MAX_RULES = 200  # durable-rules refuses 257 rules on one condition and hangs at 512 tests on one field
MAX_VALUES_PER_FIELD = 250


def property_name(field: str) -> str:
    """A field under a name that is never a method of the library's own language."""
    return f"f_{field}"


def check_limits(rules: Iterable[PerimeterRule]) -> None:
    """Raises RulebookError with everything that is over the limits."""
    rules = list(rules)
    tested = {(c.field, value) for rule in rules for c in rule.when for value in c.any_of}
    fields = {field for field, _ in tested}
    problems = []
    if len(rules) > MAX_RULES:
        problems.append(f"plus de {MAX_RULES} règles de périmètre.")
    for field in sorted(fields):
        if sum(f == field for f, _ in tested) > MAX_VALUES_PER_FIELD:
            problems.append(f"plus de {MAX_VALUES_PER_FIELD} valeurs testées sur le champ « {field} ».")
    hashes = {_fnv1a(name) for name in {property_name(field) for field in fields} | {"id", "sid"}}
    if len(hashes) < len(fields) + 2:
        problems.append("deux noms de champs ont la même empreinte pour durable-rules.")
    if problems:
        raise RulebookError([Issue("perimeters.yaml", 1, "limits", p, "Regroupez ou renommez.") for p in problems])


def _fnv1a(text: str) -> int:
    """The hash by which the library tells property names apart."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
