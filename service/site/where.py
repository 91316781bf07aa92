"""Where the action takes place: a name, the phone's position, a click on the map, or a choice in a list."""

from dataclasses import dataclass
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem
from eligibility.places import Resolved
from eligibility.rulebook.territory import NO_QUARTER, OUTSIDE
from schemas.action import Site
from service.site.answers import UNKNOWN, WHOLE, place_code


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place that was understood: its code, its name, what is known of its zone and how."""

    code: str
    label: str
    zone: str
    how: str
    edge: str | None = None


def whereabouts(rulebook: Rulebook, site: dict[str, Any]) -> Whereabouts:
    """The place of a site. Raises InputError if the rulebook does not know it."""
    places, whole = rulebook.resolver.spread(Site(**site))
    if whole is not None:
        code = next(code for code, words in WHOLE.items() if words in whole)
        return Whereabouts(f"{code}.{UNKNOWN}.{UNKNOWN}", whole, f"{len(places)} lieux à la fois", "")
    resolved = rulebook.resolver.resolve(Site(**site), "/action/site")
    communes = {place.commune for place in resolved.places}
    quarters = {place.qpv for place in resolved.places}
    veille = {place.veille for place in resolved.places}
    commune = communes.pop() if len(communes) == 1 else None
    quarter = quarters.pop() if len(quarters) == 1 else None
    code = place_code(
        {
            "commune": commune,
            "qpv": quarter,
            "veille": veille.pop() if len(veille) == 1 and quarter == NO_QUARTER and commune != OUTSIDE else None,
        }
    )
    return Whereabouts(code, _label(resolved), _zone(rulebook, resolved), _how(resolved), _edge(rulebook, resolved))


def position(rulebook: Rulebook, longitude: str, latitude: str, accuracy: str) -> Whereabouts:
    """The place of a phone's position. Raises InputError for numbers that are none, or a place too far away."""
    try:
        metres = min(max(float(accuracy or 10), 1.0), 50_000.0)
        site = {"longitude": float(longitude), "latitude": float(latitude), "accuracy_m": metres}
        Site.model_validate(site)  # on Earth, and a number at all
    except ValueError:
        raise InputError(
            Problem("/action/site", "Cette position est illisible. Écrivez plutôt le nom du lieu.")
        ) from None
    return whereabouts(rulebook, site)


def _label(resolved: Resolved) -> str:
    labels = [label for field, _, label, *_ in resolved.facts if field in ("quarter", "structure", "commune", "qpv")]
    return ", ".join(dict.fromkeys(labels)) or "lieu non précisé"


def _zone(rulebook: Rulebook, resolved: Resolved) -> str:
    states = frozenset(
        state for state in rulebook.territory.states if state.place in resolved.places and not state.mostly_from_qpv
    )
    return rulebook.place.place(states).partition(" ; ")[0]


def _how(resolved: Resolved) -> str:
    return next((because for *_, because, _, _ in resolved.facts if because), "")


def _edge(rulebook: Rulebook, resolved: Resolved) -> str | None:
    """Near the edge of a quarter, nobody can tell the side from a position."""
    quarters = {place.qpv for place in resolved.places} - {NO_QUARTER}
    on_edge = any(field == "qpv" and value is None for field, value, *_ in resolved.facts)
    if not on_edge or not quarters:
        return None
    names = [rulebook.territory.quarters[code].name for code in sorted(quarters)]
    return f"La position est trop près de la limite de {' et de '.join(names)} pour savoir de quel côté elle est."
