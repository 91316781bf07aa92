"""From an action that was found to what is shown of it: the answers of both versions, and why they differ."""

from datetime import date

from eligibility.actions.requests import parse_request
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from eligibility.evaluate import evaluate
from eligibility.workbench.analyse.witness import Document
from eligibility.workbench.diff.because import because, effect_of, presence
from eligibility.workbench.diff.model import Answer, Because, Effect, Side, Witness
from schemas.result import LineResult, Result

SIDES: tuple[Side, Side] = ("old", "new")


class Explainer:
    """Evaluates actions in both versions, each as its texts were known on its day."""

    def __init__(self, old: Rulebook, new: Rulebook, days: tuple[date, date]):
        self._both = (old, new)
        self._days = days

    def results(self, document: Document) -> tuple[Result | str, Result | str]:
        """The answers of both versions, whatever `as_of` the action names; why it cannot be read, for one that cannot."""
        return self._result(0, document), self._result(1, document)

    def _result(self, side: int, document: Document) -> Result | str:
        rulebook = self._both[side]
        try:
            request = parse_request({**document, "as_of": self._days[side]}, rulebook.detail_names)
            return evaluate(rulebook, request)
        except InputError as error:
            return " ".join(problem.message for problem in error.problems)

    def witness(self, effect: Effect, document: Document, ids: tuple[str | None, str | None]) -> Witness | None:
        """What an action shows of one line, by its identifier in each version (None: it is not there).

        None if what the line offers differs in words, and for this action comes to the same.
        """
        results = self.results(document)
        lines = [line_of(result, name) for result, name in zip(results, ids, strict=True)]
        if effect == "content" and lines[0] and lines[1] and effect_of(lines[0], lines[1]) != "content":
            return None
        answers = [
            None if name is None else Answer(line.verdict) if line else Answer(None, str(result))
            for result, name, line in zip(results, ids, lines, strict=True)
        ]
        shown = next((r for r in reversed(results) if isinstance(r, Result)), None)
        said = (
            tuple(f"{f.title} : {f.label}" for f in shown.facts if f.origin == "declared" and f.title != f.field)
            if shown
            else ()
        )
        return Witness(effect, document, said, answers[0], answers[1], _why(lines, answers))


def line_of(result: Result | str, line_id: str | None) -> LineResult | None:
    """One line of a result, if there is a result and the line is in it."""
    return None if isinstance(result, str) else next((line for line in result.lines if line.id == line_id), None)


def _why(lines: list[LineResult | None], answers: list[Answer | None]) -> tuple[Because, ...]:
    before, after = lines
    if before and after:
        return because(before, after)
    for side, name in enumerate(SIDES):
        answer, line = answers[side], lines[side]
        if line and answers[1 - side] is None:
            return presence(line, name)
        if answer is not None and answer.verdict is None:
            return (Because(name, answer.problem, ""),)
    return ()
