"""The action of a request as codes only, and the same with some changes: what a link or a second request can hold."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from eligibility.actions.reading import ActionFacts
from eligibility.counterfactual.options import Option
from eligibility.engine.compile import Rulebook
from eligibility.places import Resolved
from schemas.action import Action, Site

Document = dict[str, Any]


def coded(rulebook: Rulebook, action: Action, known: ActionFacts) -> Document:
    """The same action without title nor identifier, names replaced by codes wherever codes say the same."""
    document: Document = action.model_dump(
        mode="json", exclude_none=True, exclude={"title", "site", "details", "budget"}
    )
    facts = {fact.field: fact.value for fact in known.facts if fact.site is None}
    if known.objectives:
        document["objectives"] = list(known.objectives)
    if action.site is not None:
        sites = action.site if isinstance(action.site, list) else [action.site]
        said = [_site(rulebook, site) for site in sites]
        document["site"] = said if isinstance(action.site, list) else said[0]
    if action.budget is not None:
        document["budget"] = _plain(action.budget)
    if action.details:
        document["details"] = {name: _plain(value) for name, value in action.details.items()}
    carrier = document.get("carrier", {})
    for name in ("siret", "rna"):
        carrier.pop(name, None)
    for part, name, fact in (("carrier", "commune", "carrier_commune"), ("beneficiaries", "of_quarter", "of_quarter")):
        if name in document.get(part, {}):
            document[part][name] = facts[fact]
    return {name: value for name, value in document.items() if value not in ({}, [])}


def changed(document: Document, options: Iterable[Option]) -> Document:
    """A copy with these changes made. The seat of a carrier is not that of the partner who takes its place."""
    result = {name: dict(value) if isinstance(value, dict) else value for name, value in document.items()}
    for option in options:
        for path, value in option.values:
            *parents, last = path.split(".")
            target = result
            for name in parents:
                target = target.setdefault(name, {})
            if option.added:
                value = [*target.get(last, ()), *value]
            target[last] = _plain(value)
            if path == "carrier.type":
                target.pop("commune", None)
    return result


def _site(rulebook: Rulebook, site: Site) -> Document:
    """The codes of a place if they say as much as what was given, else what was given."""
    resolver = rulebook.resolver
    given: Document = site.model_dump(mode="json", exclude_none=True)
    if len(resolver.spread(site)[0]) > 1:
        return given
    resolved: Resolved = resolver.resolve(site, "")
    said: Document = {}
    for name in ("commune", "qpv", "veille"):
        values = {getattr(place, name) for place in resolved.places}
        if len(values) != 1:
            continue
        value = values.pop()
        said[name] = resolver.safe(value) if name == "commune" else value
        if resolver.resolve(Site.model_validate(said), "").places == resolved.places:
            return said
    return given


def _plain(value: Any) -> Any:
    """As JSON holds it: an amount is a number."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value
