"""The answers still missing: which question makes the difference for which lines, most useful first."""

from collections import Counter
from collections.abc import Mapping, Sequence

from eligibility.advise.question_value import Forecast
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.joint import Keys
from eligibility.fields.outcomes import MATTERS, ONLY_FULL, ONLY_PART, WORST, OutcomeSet, outcome_set
from eligibility.fields.place import place_choices
from eligibility.fields.table import Requirement
from eligibility.french.text import after_quarter
from eligibility.memory.held import held
from eligibility.places import Resolved
from eligibility.rulebook.territory import NO_QUARTER, State
from schemas.result import Choice, Question


class QuestionFinder:
    """For one action: the fields that make the difference, line by line."""

    def __init__(self, rulebook: Rulebook, known: Keys):
        self._entangled = rulebook.matcher.entangled
        self._table = rulebook.place_table
        self._tables = rulebook.tables
        self._known = known
        self._possible: dict[int, int] = {}
        self._pivots: dict[int, Mapping[str, set[int]]] = {}

    def of_line(self, line: CompiledLine) -> tuple[str, ...]:
        if len(line.rows) > 1:
            return self._entangled.questions(line, self._known)
        row = line.rows[0]
        by_field = {r.field: r for r in row.requirements}
        if len(by_field) < len(row.requirements):
            return self._entangled.questions(line, self._known)
        sets = {field: self._set(requirement) for field, requirement in by_field.items()}
        constant = ONLY_PART if row.reserved else ONLY_FULL
        found: list[str] = []
        for field, possible in sets.items():
            if possible & (possible - 1) == 0:
                continue  # one outcome only
            others = constant
            for other, bits in sets.items():
                if other != field:
                    others = WORST[others][bits]
            if field == "perimeter":
                found += [
                    name
                    for name, variants in self._place_pivots(by_field[field]).items()
                    if any(MATTERS[variant][others] for variant in variants)
                ]
            elif MATTERS[possible][others]:
                found.append(field)
        return tuple(found) or self._entangled.questions(line, self._known)

    def _set(self, requirement: Requirement) -> OutcomeSet:
        name = id(requirement)
        found = self._possible.get(name)
        if found is None:
            found = self._tables[requirement.field].find(requirement, self._known.get(requirement.field)).possible
            self._possible[name] = found
        return found

    def _place_pivots(self, requirement: Requirement) -> Mapping[str, set[int]]:
        name = id(requirement)
        if name not in self._pivots:
            pivots = self._table.pivots([requirement], self._known.get("perimeter"))
            self._pivots[name] = {
                field: {outcome_set(vector[0] for vector in vectors) for vectors in variants}
                for field, variants in pivots.items()
            }
        return self._pivots[name]


def rank_questions(
    rulebook: Rulebook, by_line: Mapping[int, tuple[str, ...]], known: Keys, places: Sequence[Resolved]
) -> tuple[Question, ...]:
    """Questions by how many funding lines an answer is expected to settle, then by how many lines it settles alone.

    `by_line`: the open questions of each line that depends, by its number.
    """
    expected = _forecast(rulebook).expected(by_line, known)
    settles: Counter[str] = Counter()
    concerns: Counter[str] = Counter()
    for fields in by_line.values():
        concerns.update(fields)
        if len(fields) == 1:
            settles.update(fields)
    territorial = rulebook.fields.keys() - rulebook.given.keys()
    about_place = sum(bool(territorial & set(fields)) for fields in by_line.values())
    questions = [
        Question(
            field="quarter",
            path="site.quarter",
            question=place.question or "",
            help=None,
            choices=tuple(Choice(label, label) for label in place.choices),
            settles=0,
            concerns=about_place,
            expected=0,
        )
        for place in places
    ]
    states = frozenset[State]().union(*known.get("perimeter", (rulebook.territory.states,)))
    for field in sorted(concerns, key=lambda f: (-round(expected[f], 6), -settles[f], -concerns[f], f)):
        definition = rulebook.fields[field]
        questions.append(
            Question(
                field=field,
                path=definition.paths[0],
                question=_wording(rulebook, field, states),
                help=definition.help,
                choices=_choices(rulebook, field, states),
                settles=settles[field],
                concerns=concerns[field],
                expected=round(expected[field]),
            )
        )
    return tuple(questions)


@held
def _forecast(rulebook: Rulebook) -> Forecast:
    return Forecast(rulebook)


def _wording(rulebook: Rulebook, field: str, states: frozenset[State]) -> str:
    """The field's question; on which side of an edge, when one quarter alone is in doubt."""
    quarters = {state.place.qpv for state in states} if field == "qpv" else set()
    if len(quarters) == 2 and NO_QUARTER in quarters:
        name = rulebook.territory.quarters[(quarters - {NO_QUARTER}).pop()].name
        return f"Le lieu est-il dans le quartier prioritaire {after_quarter(name)}, ou en dehors ?"
    return rulebook.fields[field].question


def _choices(rulebook: Rulebook, field: str, states: frozenset[State]) -> tuple[Choice, ...]:
    """Closed answers; for places only those that what is already known leaves open."""
    given = rulebook.given.get(field)
    if given:
        return given.choices
    found = place_choices(rulebook.territory, field, states)
    if field != "commune":
        return found
    safe = rulebook.resolver.safe  # what is sent back must not be read as a postal code
    return tuple(Choice(safe(one.value), one.label) for one in found)
