"""Decisions that are taken: the rulebook once an instance has appraised what its perimeter rules leave to it.

A favourable appraisal lifts the reserve of a way into a perimeter; an unfavourable one closes that way. Nothing else
changes: other ways, other reserves and the criteria stay as they are.
"""

from collections.abc import Iterator, Mapping

from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem, pointer_to
from eligibility.french.text import enumerate_french, nearest
from schemas.perimeters import PerimeterRule, PerimetersFile
from schemas.result import Fact

TITLE = "Appréciation de l'instance"


def appraised(rulebook: Rulebook, appraisals: Mapping[str, bool]) -> Rulebook:
    """The edition once these reserves are appraised. Raises InputError if one is not among its perimeter reserves."""
    if not appraisals:
        return rulebook
    _check(rulebook, appraisals)
    key = frozenset(appraisals.items())
    found = rulebook.appraised.get(key)
    if found is None:
        found = rulebook.appraised.keep(key, rulebook.opening(settled(rulebook.source.perimeters, appraisals)))
    return found


def settled(perimeters: PerimetersFile, appraisals: Mapping[str, bool]) -> PerimetersFile:
    """The rules with these decisions taken: no reserve where they favour, no way where they do not."""
    return perimeters.model_copy(update={"rules": [_settled(rule, appraisals) for rule in perimeters.rules]})


def appraisal_facts(rulebook: Rulebook, appraisals: Mapping[str, bool]) -> Iterator[Fact]:
    """Each appraisal as a fact that an answer shows: what was decided, and by whom it is said to be."""
    for name, favourable in sorted(appraisals.items()):
        reserve = rulebook.perimeter_reserves[name]
        effect = "favorable, la réserve est levée" if favourable else "défavorable, cette voie est fermée"
        because = f"appréciation de l'instance ({reserve.body}), telle que vous la donnez"
        yield Fact(
            name, TITLE, favourable, f"{effect} : {reserve.text}", "declared", because, rulebook.sources[reserve.source]
        )


def benefit_reserves(rulebook: Rulebook) -> tuple[str, ...]:
    """The reserves that go with « the beneficiaries mostly come from a priority quarter »: what an appraisal of who benefits settles.

    Such a reserve holds a perimeter open when the answer is yes, and in no place when it is no.
    """
    ways: dict[bool, set[str]] = {True: set(), False: set()}
    for state, conclusions in rulebook.conclusions.items():
        ways[state.mostly_from_qpv] |= {reserve for reserve in conclusions.open.values() if reserve is not None}
    return tuple(sorted(ways[True] - ways[False]))


def _settled(rule: PerimeterRule, appraisals: Mapping[str, bool]) -> PerimeterRule:
    if not any(opening.reserve in appraisals for opening in rule.opens):
        return rule
    opens = [
        opening.model_copy(update={"reserve": None}) if opening.reserve in appraisals else opening
        for opening in rule.opens
        if appraisals.get(opening.reserve or "", True)
    ]
    return rule.model_copy(update={"opens": opens})


def _check(rulebook: Rulebook, appraisals: Mapping[str, bool]) -> None:
    known = rulebook.perimeter_reserves
    problems = []
    for name in appraisals:
        if name not in known:
            close = nearest(name, known, cutoff=50) or tuple(sorted(known))
            hint = f"Réserves à apprécier : {enumerate_french(close)}." if close else "Ce règlement n'en a aucune."
            pointer = pointer_to("appraisals", name)
            problems.append(
                Problem(
                    pointer, f"« {name} » n'est pas une réserve qu'une instance apprécie. {hint}", close, "unknown-code"
                )
            )
    if problems:
        raise InputError(problems)
