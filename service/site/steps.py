"""From an idea to its answer, one step at a time: the objective, the place, then the questions that settle the most."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from eligibility.engine.compile import Rulebook
from eligibility.evaluate import evaluate
from eligibility.fields.bounds import Bounded
from eligibility.fields.yes_no import SAID
from eligibility.french.text import fold
from eligibility.rulebook.territory import NO_QUARTER
from schemas.result import CLOSED, OPEN, Choice, Question, Result
from service.site.answers import MOSTLY, PLACE, UNKNOWN, WHOLE, Answers

TERRITORIAL = ("commune", "qpv", "veille")
FEW = 12  # values of a list that are shown at once; the others are one click away
SETTLED = (*OPEN, *CLOSED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many funding lines are settled, of how many, and how many are open or may be."""

    settled: int
    total: int
    open: int

    @property
    def percent(self) -> int:
        return round(100 * self.settled / self.total) if self.total else 100


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question: the parameter that it sets, its value, how it reads, and whether it was given already."""

    name: str
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a page asks it. `form`: radio, checkboxes, age, period, number."""

    field: str
    question: str
    help: str | None
    form: str
    options: tuple[Option, ...]
    others: tuple[Option, ...]
    concerns: int
    given: tuple[str, ...] = ("", "")  # what stands in its fields already
    halves: tuple[str, ...] = ()  # the names of its fields, if it has two
    again: bool = False  # was it answered already?

    @property
    def are_days(self) -> bool:
        """Can a calendar show what stands in its fields?"""
        return all(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|", text) for text in self.given)

    @property
    def others_chosen(self) -> bool:
        """Must the values that are folded be shown?"""
        return any(one.chosen for one in self.others)


def progress(result: Result) -> Progress:
    """The counter that is shown while questions are asked."""
    funding = [line for line in result.lines if line.kind == "funding"]
    settled = sum(line.verdict in SETTLED for line in funding)
    return Progress(settled, len(funding), sum(line.verdict in OPEN for line in funding))


def step(rulebook: Rulebook, answers: Answers) -> tuple[str | Asked, Result | None]:
    """What to ask next: « objective », « where », a question, or « answer » when nothing is left to ask.

    With it the evaluation so far, once there is enough to evaluate. A question that a person wants to change comes
    first, with its answer.
    """
    if answers.change == "objectives":
        return "objective", None
    if answers.change == PLACE:
        return "where", None
    if answers.change and answers.started:
        return again(rulebook, answers, answers.change)
    if "objectives" not in answers.values and "objectives" not in answers.skipped:
        return "objective", None
    if PLACE not in answers.values and PLACE not in answers.skipped:
        return "where", None
    result = evaluate(rulebook, answers.request(rulebook))
    return next_question(rulebook, answers, result) or "answer", result


def next_question(rulebook: Rulebook, answers: Answers, result: Result) -> Asked | None:
    """The first question that was not left aside; None if there is none."""
    for question in result.questions:
        if question.field in answers.skipped or question.field == "quarter":
            continue
        places = answers.values.get(PLACE, ())
        if question.field in TERRITORIAL and (len(places) != 1 or places[0].partition(".")[0] in WHOLE):
            continue
        return ask(rulebook, answers, question, result)
    return None


def again(rulebook: Rulebook, answers: Answers, field: str) -> tuple[Asked, Result]:
    """The question of a field that was answered, with its answer; and the evaluation without it.

    Raises InputError for what is wrong in the other answers.
    """
    result = evaluate(rulebook, answers.without(field).request(rulebook))
    question = next((one for one in result.questions if one.field == field), None)
    return ask(rulebook, answers, question or _alone(rulebook, field), result), result


def _alone(rulebook: Rulebook, field: str) -> Question:
    """The question of a field that makes no difference to any line."""
    about = rulebook.fields[field]
    choices = rulebook.given[field].choices if field in rulebook.given else ()
    return Question(field, about.paths[0], about.question, about.help, choices, settles=0, concerns=0, expected=0)


def ask(rulebook: Rulebook, answers: Answers, question: Question, result: Result) -> Asked:
    """A question in the form that its field calls for, the answers that matter most first."""
    field = question.field
    options: list[Option] = []
    others: list[Option] = []
    if field in TERRITORIAL:
        form = "radio"
        options = [Option(PLACE, code, label) for code, label in _places(rulebook, answers, field, question.choices)]
    elif field == MOSTLY:
        form = "radio"
        options = [Option(MOSTLY, "true", "Oui"), Option(MOSTLY, "false", "Non")]
    else:
        given = rulebook.given[field]
        form = given.form
        if given.listed:
            options, others = _by_use(rulebook, result, field, question.choices)
        else:
            options = [Option(field, choice.value, _capital(choice.label)) for choice in question.choices]
    before = answers.values.get(field, ())
    options, others = (
        [replace(one, chosen=_is_chosen(one.value, before)) for one in part] for part in (options, others)
    )
    return Asked(
        field, question.question, question.help, form, tuple(options), tuple(others), question.concerns,
        _as_written(rulebook, field, before), _halves(rulebook, field), bool(before),
    )  # fmt: skip


def _is_chosen(value: str, before: tuple[str, ...]) -> bool:
    return value in before or (value in SAID and SAID[value] in [SAID.get(one) for one in before])


def _halves(rulebook: Rulebook, field: str) -> tuple[str, ...]:
    return tuple(path.split(".")[-1] for path in rulebook.given[field].paths) if field in rulebook.given else ()


def _as_written(rulebook: Rulebook, field: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in each field of the form: the two ends of a span, or one number."""
    given = rulebook.given.get(field)
    if not before or not isinstance(given, Bounded):
        return "", ""
    if len(given.paths) == 1:
        return before[0], ""
    first, _, last = before[0].partition(given.between)
    return first, last


def _places(rulebook: Rulebook, answers: Answers, field: str, choices: Iterable[Choice]) -> Iterable[tuple[str, str]]:
    """The place as known so far, made more precise by each answer."""
    parts = dict(zip(TERRITORIAL, answers.values[PLACE][0].split("."), strict=True))
    for choice in choices:
        value = {"true": "oui", "false": "non"}.get(choice.value, choice.value)
        if field == "commune":  # an address holds codes
            value = rulebook.resolver.names.communes.get(fold(value), value)
        made = {**parts, field: value}
        if field == "qpv" and value != NO_QUARTER:
            made["veille"] = UNKNOWN
        label = _capital(choice.label)
        yield ".".join(made[name] for name in TERRITORIAL), label


def _by_use(
    rulebook: Rulebook, result: Result, field: str, choices: Iterable[Choice]
) -> tuple[list[Option], list[Option]]:
    """The values that most of the open lines name, in the vocabulary's order; then all the others."""
    uses: Counter[str] = Counter()
    for line in result.lines:
        if line.verdict == "depends" and field in line.questions:
            rows = rulebook.by_id[line.id].rows
            uses.update({v for row in rows for r in row.requirements if r.field == field for v in r.named})
    first = {value for value, _ in sorted(uses.items(), key=lambda item: (-item[1], item[0]))[:FEW]}
    every = [Option(field, choice.value, _capital(choice.label)) for choice in choices]
    return [o for o in every if o.value in first], [o for o in every if o.value not in first]


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
