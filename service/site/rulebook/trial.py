"""A line tried on the action of an address: the same verdict and reasons as in the answer."""

from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from eligibility.evaluate import evaluate
from schemas.result import LineResult, Result
from service.http.problems import of_problems
from service.site.answers import Answers
from service.site.said import Said, said


@dataclass(frozen=True, slots=True)
class Trial:
    """The line's result for an action (None if the texts known that day do not have it), and what is known of the action."""

    line: LineResult | None
    result: Result
    said: tuple[Said, ...]
    questions: tuple[str, ...]


def tried(rulebook: Rulebook, answers: Answers, name: str) -> Trial:
    """The line for this action. Raises a problem for what is no code."""
    try:
        result = evaluate(rulebook, answers.request(rulebook))
    except InputError as error:
        raise of_problems(error.problems) from None
    line = next((one for one in result.lines if one.id == name), None)
    asked = {question.field: question.question for question in result.questions}
    questions = tuple(asked[field] for field in (line.questions if line else ()) if field in asked)
    return Trial(line, result, tuple(said(rulebook, answers, result)), questions)
