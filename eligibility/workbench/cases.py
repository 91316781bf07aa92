"""The cases that stand beside the rules: what each expects, compared with what the engine answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.actions.understand import understand
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from eligibility.evaluate import evaluate, evaluate_lines
from eligibility.french.text import french_date
from schemas.action import EvaluationRequest
from schemas.cases import Case, Expectation
from schemas.result import LineResult

WORDS = {"failed": "critères non remplis", "reserves": "réserves", "questions": "questions"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case of one file, and what differs from its expectations: nothing if it holds."""

    file: str
    index: int
    case: Case
    mistakes: tuple[str, ...]


def outcomes(rulebook: Rulebook) -> Iterator[Outcome]:
    """Every case of a rulebook, file by file."""
    for file, cases in sorted(rulebook.source.cases.items()):
        for index, case in enumerate(cases.cases):
            yield Outcome(file, index, case, tuple(case_mistakes(rulebook, case)))


def case_mistakes(rulebook: Rulebook, case: Case) -> Iterator[str]:
    """What differs between a case's expectations and the answer, one sentence each."""
    request = EvaluationRequest(action=case.action, as_of=case.as_of)
    try:
        lines = {line.id: line for line in evaluate_lines(rulebook, request, named=case.expect.keys())}
    except InputError as error:
        yield from (str(problem) for problem in error.problems)
        return
    yield from _place_mistakes(rulebook, case, request)
    for line_id, expected in case.expect.items():
        if line_id not in lines:  # brought in later, or taken out before
            yield f"{line_id} : cette ligne n'est pas dans les textes connus au {french_date(evaluate(rulebook, request).as_of)}."
            continue
        yield from mistakes(
            lines[line_id], expected if isinstance(expected, Expectation) else Expectation(verdict=expected)
        )


def _place_mistakes(rulebook: Rulebook, case: Case, request: EvaluationRequest) -> Iterator[str]:
    """What is found of the place, field by field, that the case does not expect."""
    if not case.place:
        return
    found = {fact.field: fact.value for fact in understand(rulebook, request).known.facts}
    for name, wanted in case.place.items():
        if found.get(name) != wanted:
            yield f"{name} : {found.get(name, 'inconnu')} au lieu de {wanted}."


def mistakes(line: LineResult, expected: Expectation) -> list[str]:
    """What differs between a line's result and what the case expects of it, one sentence each."""
    failed = {reason.criterion for reason in line.reasons if reason.status == "failed"}
    actual = {"failed": failed, "reserves": {reserve.id for reserve in line.reserves}, "questions": set(line.questions)}
    found = []
    if line.verdict != expected.verdict:
        reasons = [reason.sentence for reason in line.reasons if reason.status != "met"]
        reasons += [f"Réserve : {reserve.text}" for reserve in line.reserves]
        reasons += [f"À préciser : {', '.join(line.questions)}."] if line.questions else []
        found.append(" ".join([f"{line.id} : {line.verdict} au lieu de {expected.verdict}.", *reasons]))
    for name, values in actual.items():
        wanted = getattr(expected, name)
        if wanted is not None and set(wanted) != values:
            found.append(f"{line.id} : {WORDS[name]} {_listed(values)} au lieu de {_listed(wanted)}.")
    return found


def _listed(values: set[str] | list[str]) -> str:
    return f"[{', '.join(sorted(values))}]"
