"""From a complete value per field back to an action as anyone would write it, checked by reading it again."""

from collections.abc import Mapping
from typing import Any

from eligibility.actions.requests import parse_request
from eligibility.engine.compile import Rulebook
from eligibility.fields.builtin import PERIMETER
from eligibility.rulebook.territory import State
from schemas.action import EvaluationRequest

Document = dict[str, Any]


def action_of(rulebook: Rulebook, known: Mapping[str, Any]) -> Document:
    """The action that says exactly `known` (fields to complete values), plus an objective or place if it names none."""
    action: Document = {}
    for name in sorted(known):
        if name == PERIMETER:
            _put(action, "site", next(_site(state) for site in known[name] for state in site))
            (state,) = known[name][0]
            _put(action, "beneficiaries.mostly_from_qpv", state.mostly_from_qpv)
        else:
            field = rulebook.given[name]
            for path, value in zip(field.paths, field.written(known[name]), strict=True):
                _put(action, path, value)
    if "objectives" not in action and "site" not in action:
        action["objectives"] = [rulebook.objectives.leaves[0]]
    return {"action": action}


def request_of(rulebook: Rulebook, document: Document) -> EvaluationRequest:
    """The witness as a request, read like any other."""
    return parse_request(document, rulebook.detail_names)


def _site(state: State) -> Document:
    place = state.place
    site: Document = {"commune": place.commune, "qpv": place.qpv}
    return site | ({"veille": True} if place.veille else {"veille": False})


def _put(action: Document, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        action = action.setdefault(name, {})
    action[last] = value
