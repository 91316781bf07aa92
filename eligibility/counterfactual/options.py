"""The changes that a carrier may honestly make to a project, field by field, each tried in the order of its plausibility.

An objective or a kind of action is added, never taken away; a partner takes the place of the carrier; dates move or
shrink; what the vocabulary marks as a choice of the project is chosen; beneficiaries that nobody counted are counted.
Place, public and ages stay what they are: nothing here knows how to change them.

An addition is more or less remote from what the action says: an objective by the levels that it shares with one that
is given, a kind of action by being named or not, somewhere in the rulebook, beside one that is given. Beyond `NEAR` it
is hardly the same project; beyond `FAR` it is another one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

from eligibility.actions.reading import ActionFacts
from eligibility.counterfactual.dates import date_options
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.fields.builtin import OBJECTIVES, PERIMETER, PERIOD
from eligibility.fields.choice_table import ChoiceTable
from eligibility.fields.outcomes import FULL, PART, all_closed
from eligibility.fields.relations import Relations
from eligibility.fields.table import Requirement
from eligibility.memory.held import held
from schemas.action import Action
from schemas.vocabulary import FieldDefinition

KINDS, CARRIER, COUNTED = "kinds", "carrier.type", "beneficiaries.mostly_from_qpv"
OTHER = "other"  # stands for whatever a list does not name: nobody can be advised to choose it
NEAR, FAR = 2, 3
Leaves = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One change: the field, what its table then knows, what to write in the action, how to say it."""

    field: str
    table: str
    key: Any
    values: tuple[tuple[str, Any], ...]  # where in the action, and what
    sentence: str
    added: bool = False  # to what the action says, not in its place
    remote: int = 0  # how far an addition is from what the action says


class Options:
    """The honest changes of one action. Options come in order: of those that do the same to a line, the first is meant."""

    def __init__(self, rulebook: Rulebook, action: Action, known: ActionFacts):
        self._rulebook = rulebook
        self._known = known
        self._by_path = {path: field for field in rulebook.fields.values() for path in field.paths}
        self._counted = action.beneficiaries.mostly_from_qpv is not None
        self._order: dict[str, list[str]] = {}
        self._near: dict[str, dict[str, tuple[int, int]]] = {}
        self._levels: dict[str, int] = {}

    @cached_property
    def tables(self) -> dict[str, FieldDefinition]:
        """Tables that some honest change touches, each with the field that is changed."""
        keys = self._known.keys
        found = {name: self._rulebook.fields[name] for name in (OBJECTIVES, PERIOD) if name in keys}
        for path in (KINDS, CARRIER):
            field = self._by_path.get(path)
            if field is not None and field.id in keys:
                found[field.id] = field
        found |= {field.id: field for field in self._rulebook.fields.values() if field.project_choice}
        if COUNTED in self._by_path and not self._counted:
            found[PERIMETER] = self._by_path[COUNTED]
        return found

    def of(self, table: str, requirements: Sequence[Requirement]) -> Iterator[Option]:
        """The changes that may matter to these requirements on one table."""
        field = self.tables[table]
        key: Any = self._known.keys.get(table)
        if table == PERIMETER:
            yield self._count()
        elif table == PERIOD:
            for dates, sentence in date_options(requirements, key):
                values = tuple((path, day.isoformat()) for path, day in zip(field.paths, dates, strict=True) if day)
                yield Option(field.id, table, dates, values, sentence)
        elif table == OBJECTIVES:
            yield from self._objectives(field, requirements, key)
        elif field.project_choice:
            yield from self._choice(field, requirements, key)
        else:
            yield from self._values(field, requirements, key)

    def both(self, first: Option, second: Option) -> Option | None:
        """Two additions to the same list, as one key to try; None if they are not additions."""
        if not (first.added and second.added and first.table == second.table):
            return None
        key = tuple(sorted({*first.key, *second.key}))
        return Option(
            first.field, first.table, key, (*first.values, *second.values), "", True, first.remote + second.remote
        )

    def least_remote(self, line: CompiledLine) -> int:
        """How remote at least the addition that a line lacks, if it is one; 0 if its own lists do not say."""
        least = 0
        for requirement in line.rows[0].requirements if len(line.rows) == 1 else ():
            if requirement.field in self.tables and not requirement.soft and len(requirement.groups) == 1:
                key, (group,) = self._known.keys.get(requirement.field), requirement.groups
                table = self._rulebook.tables[requirement.field]
                if key is not None and all_closed(table.find(requirement, key).possible):
                    least += min((self._remoteness(requirement.field, value) for value in group), default=0)
        return least

    def _remoteness(self, table: str, value: str) -> int:
        """Of an objective by the levels that it shares; of a kind by its relation to those given."""
        if table == OBJECTIVES:
            return FAR - min(self._shared(value), FAR - 1)
        given = self._rulebook.given.get(table)
        if given is None or not given.many:
            return 0
        self._nearest(self.tables[table], self._known.keys[table])
        return 1 if any(self._near[table].get(value, ())) else FAR

    def _count(self) -> Option:
        """As if most of the beneficiaries lived in a priority quarter; the place stays."""
        field = self._by_path[COUNTED]
        sites = self._known.keys.get(PERIMETER, (frozenset(self._rulebook.territory.states),))
        key = tuple(frozenset(state for state in states if state.mostly_from_qpv) for states in sites)
        sentence = "compter les bénéficiaires : il faut que plus de la moitié habite un quartier prioritaire"
        return Option(field.id, PERIMETER, key, ((COUNTED, True),), sentence)

    def _objectives(self, field: FieldDefinition, requirements: Sequence[Requirement], key: Leaves) -> Iterator[Option]:
        """The codes that the line names, nearest to those of the action first; then the sub-objectives below them."""
        objectives = self._rulebook.objectives
        named = {code for r in requirements if not r.soft for code in r.values if code in objectives.titles}
        below = [leaf for leaf in objectives.served(named) if leaf not in named]
        for code in [*sorted(named, key=self._distance), *sorted(below, key=self._distance)]:
            if code in self._known.objectives:
                continue
            covered = objectives.below(code)
            level = "l'objectif" if "." in code else "l'axe"
            sentence = f"si l'action sert aussi réellement {level} {code} ({objectives.titles[code]})"
            new_key = tuple(sorted({*key, covered}))
            remote = self._remoteness(OBJECTIVES, code)
            yield Option(field.id, OBJECTIVES, new_key, ((field.paths[0], [code]),), sentence, True, remote)

    def _distance(self, code: str) -> tuple[Any, ...]:
        return (-self._shared(code), [part.zfill(3) for part in code.split(".")])

    def _shared(self, code: str) -> int:
        """How many levels a code shares with the nearest objective of the action."""
        found = self._levels.get(code)
        if found is None:
            parts = code.split(".")
            found = 0
            for given in self._known.objectives:
                same = [a == b for a, b in zip(parts, given.split("."), strict=False)]
                found = max(found, (*same, False).index(False))
            self._levels[code] = found
        return found

    def _values(self, field: FieldDefinition, requirements: Sequence[Requirement], key: Leaves) -> Iterator[Option]:
        """One value of a closed list, one for each thing that it can do: first those that the line names."""
        table = self._rulebook.tables[field.id]
        assert isinstance(table, ChoiceTable)
        named = {value for r in requirements if not r.soft for value in r.values}
        order = self._nearest(field, key)
        partner = not self._rulebook.given[field.id].many
        seen = set()
        by_value = table.by_value(requirements)
        for value in [*(v for v in order if v in named), *(v for v in order if v not in named)]:
            does = by_value[value]
            if does in seen or max(does) < (FULL if partner else PART):  # a partner that suits in part changes nothing
                continue
            seen.add(does)
            label = self._rulebook.wording.value(field.id, value)
            if partner:
                sentence = f"porter l'action avec un partenaire : {label}"
                yield Option(field.id, field.id, ((value,),), ((field.paths[0], value),), sentence)
            else:
                sentence = f"si l'action comprend aussi réellement ceci : {label}"
                new_key = tuple(sorted({*key, (value,)}))
                remote = self._remoteness(field.id, value)
                yield Option(field.id, field.id, new_key, ((field.paths[0], [value]),), sentence, True, remote)

    def _nearest(self, field: FieldDefinition, key: Leaves) -> list[str]:
        """Values of a list that the action does not name, those nearest to what it names first."""
        order = self._order.get(field.id)
        if order is None:
            relations: Relations = self._rulebook.relations[str(field.values)]
            given = [value for (value,) in key]
            admitted = [v.id for v in relations.values.values() if v.id != OTHER and v.id not in given]
            if not self._rulebook.given[field.id].many:
                admitted = [value for value in admitted if relations.values[value].partner]
            beside = _beside(self._rulebook, field.id)
            related = {v: max(max(relations.outcome(g, v), relations.outcome(v, g)) for g in given) for v in admitted}
            near = self._near[field.id] = {v: (related[v], sum(beside[g, v] for g in given)) for v in admitted}
            order = self._order[field.id] = sorted(admitted, key=lambda value: near[value], reverse=True)
        return order

    def _choice(self, field: FieldDefinition, requirements: Sequence[Requirement], key: Any) -> Iterator[Option]:
        """Another answer to what the project decides."""
        given = self._rulebook.given[field.id]
        for other, value, sentence in given.other_answers(self._rulebook.tables[field.id], requirements, key):
            yield Option(field.id, field.id, other, ((field.paths[0], value),), sentence)


@held
def _beside(rulebook: Rulebook, field: str) -> Counter[tuple[str, str]]:
    """How many lines name two values of a field side by side, in one criterion."""
    lists = {
        (line.index, group)
        for line in rulebook.lines
        for row in line.rows
        for r in row.requirements
        if r.field == field
        for group in r.groups
    }
    return Counter(pair for _, group in lists for pair in permutations(group, 2))
