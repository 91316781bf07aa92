"""From an idea to its answer, one step at a time: the objective, the place, then the questions that settle the most."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.evaluate import evaluate
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
    """One answer to a question: the parameter that it sets, its value, and how it reads."""

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


def progress(result: Result) -> Progress:
    """The counter that is shown while questions are asked."""
    funding = [line for line in result.lines if line.kind == "funding"]
    settled = sum(line.verdict in SETTLED for line in funding)
    return Progress(settled, len(funding), sum(line.verdict in OPEN for line in funding))


def step(rulebook: Rulebook, answers: Answers) -> tuple[str | Asked, Result | None]:
    """What to ask next: « objective », « where », a question, or « answer » when nothing is left to ask.

    With it the evaluation so far, once there is enough to evaluate.
    """
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
    return Asked(field, question.question, question.help, form, tuple(options), tuple(others), question.concerns)


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
