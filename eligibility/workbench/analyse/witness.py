"""From a complete value per field back to an action as anyone would write it, checked by reading it again."""

from collections.abc import Mapping
from typing import Any

from eligibility.actions.requests import parse_request
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import OBJECTIVES, PERIMETER
from eligibility.rulebook.territory import YES, State
from schemas.action import EvaluationRequest
from schemas.vocabulary import FieldDefinition, FieldType

Document = dict[str, Any]


def action_of(rulebook: Rulebook, known: Mapping[str, Any]) -> Document:
    """The action that says exactly `known` (fields to complete values), plus an objective or place if it names none."""
    action: Document = {}
    for name in sorted(known):
        if name == PERIMETER:
            _put(action, "site", next(_site(state) for site in known[name] for state in site))
            (state,) = known[name][0]
            _put(action, "beneficiaries.mostly_from_qpv", state.mostly_from_qpv)
        elif name == OBJECTIVES:
            _put(action, "objectives", [_code(leaves, rulebook) for leaves in known[name]])
        else:
            _field(action, rulebook.fields[name], known[name])
    if "objectives" not in action and "site" not in action:
        action["objectives"] = [rulebook.objectives.leaves[0]]
    return {"action": action}


def request_of(rulebook: Rulebook, document: Document) -> EvaluationRequest:
    """The witness as a request, read like any other."""
    return parse_request(document, rulebook.detail_names)


def _code(leaves: tuple[str, ...], rulebook: Rulebook) -> str:
    """The highest code that stands for exactly these sub-objectives."""
    return leaves[0] if len(leaves) == 1 else _common(leaves)


def _common(leaves: tuple[str, ...]) -> str:
    parts = [leaf.split(".") for leaf in leaves]
    shared = 0
    while all(len(p) > shared and p[shared] == parts[0][shared] for p in parts):
        shared += 1
    return ".".join(parts[0][:shared])


def _site(state: State) -> Document:
    place = state.place
    site: Document = {"commune": place.commune, "qpv": place.qpv}
    return site | ({"veille": True} if place.veille else {"veille": False})


def _field(action: Document, definition: FieldDefinition, key: Any) -> None:
    match definition.type:
        case FieldType.period:
            _put(action, "starts_on", key[0].isoformat())
            _put(action, "ends_on", key[1].isoformat())
        case FieldType.range:
            _put(action, "beneficiaries.age_min", key[0])
            _put(action, "beneficiaries.age_max", key[1])
        case FieldType.number:
            _put(action, definition.paths[0], int(key[0]) if key[0] == int(key[0]) else float(key[0]))
        case FieldType.boolean:
            _put(action, definition.paths[0], key[0][0] == YES)
        case FieldType.choice:
            _put(action, definition.paths[0], key[0][0])
        case _:
            _put(action, definition.paths[0], [leaves[0] for leaves in key])


def _put(action: Document, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        action = action.setdefault(name, {})
    action[last] = value
