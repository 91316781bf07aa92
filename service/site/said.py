"""What is known of an action so far, in words, each with the address that forgets it."""

from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from schemas.result import Fact, Result
from service.site.answers import CHANGE, PLACE, Answers


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said: what it is about, the value in words, the query that asks it again with its answer."""

    title: str
    label: str
    change: str


def said(rulebook: Rulebook, answers: Answers, result: Result) -> list[Said]:
    """The facts of the answer that the person gave, in the order of the questions."""
    found = []
    for fact in result.facts:
        if fact.origin not in ("declared", "resolved") or fact.site not in (None, 0):
            continue
        names = (PLACE,) if fact.field in ("commune", "qpv", "veille", "quarter") else (fact.field,)
        if not any(name in answers.values for name in names):
            continue
        found.append(Said(fact.title, fact.label, answers.query(**{CHANGE: names[0]})))
    return found


def deduced(result: Result) -> list[Fact]:
    """What the place and the rules add to what was said: the zone of the contract, and how it is known."""
    return [fact for fact in result.facts if fact.origin == "inferred" and fact.site in (None, 0)]
