"""Random actions of which everything is known, in one place, within the contract's period: what `analyse` and `mutate` speak about."""

from typing import Any

from hypothesis import strategies as st

from eligibility import Rulebook
from eligibility.workbench.analyse.formula import Completion
from eligibility.workbench.analyse.witness import action_of, request_of
from schemas.action import Action
from schemas.rulebook import RulebookSource
from tests.support import strategies
from tests.support.reference import Book

ONE_OF = {
    "objectives": strategies.LEAVES,
    "publics": strategies.NAMED_PUBLICS,
    "carrier": strategies.NAMED_LISTS["carriers"],
}


@st.composite
def whole_actions(draw: st.DrawFn, source: RulebookSource) -> Action:
    flat = {field: draw(strategies.values_of(field)) for field in strategies.FILLED}
    flat["objectives"] = draw(strategies.some(strategies.LEAVES, 2))
    for day in ("starts_on", "ends_on"):
        flat[day] = draw(st.dates(strategies.DAYS[0], strategies.DAYS[-1]) | st.sampled_from(strategies.DAYS))
    return strategies.build(flat | {"site": draw(places(source))})


@st.composite
def plain_actions(draw: st.DrawFn, source: RulebookSource) -> dict[str, Any]:
    """One place, one sub-objective, one public, one carrier, one day; flat."""
    flat = {field: draw(st.sampled_from(values)) for field, values in ONE_OF.items()}
    day = draw(st.dates(strategies.DAYS[0], strategies.DAYS[-1]))
    mostly = {"mostly_from_qpv": draw(st.booleans()), "site": draw(places(source))}
    return {
        "carrier": flat.pop("carrier"),
        **{field: [value] for field, value in flat.items()},
        "starts_on": day,
        "ends_on": day,
        **mostly,
    }


def places(source: RulebookSource) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(Book(source).all_states).map(strategies.said)


def as_action(rulebook: Rulebook, completion: Completion) -> Action:
    """What a search found, as a carrier would write it."""
    return request_of(rulebook, action_of(rulebook, completion)).action
