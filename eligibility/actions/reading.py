"""What an action says, field by field, in the form that the tables read; and the facts to show for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from eligibility.actions.identifiers import check_rna, check_siret
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem, pointer_to
from eligibility.fields.builtin import OBJECTIVES, PERIOD
from eligibility.fields.kind import DECLARED, GivenField
from eligibility.french.text import enumerate_french, nearest
from eligibility.places import Resolved
from eligibility.rulebook.territory import STATE_FIELDS, State
from schemas.action import Action, Site
from schemas.result import Fact, Origin, Source

# fields that have their own place in an action, in the order in which their facts are shown
CORE = (
    "objectives", "beneficiaries.publics", "kinds", "carrier.type", "budget", "international",
    "beneficiaries.age_min", "starts_on",
)  # fmt: skip
# facts that are shown but that no rule reads
SPOKEN = {
    "quarter": "Lieu nommé",
    "structure": "Structure",
    "of_quarter": "Quartier des bénéficiaires",
    "carrier_commune": "Siège du porteur",
}


@dataclass
class ActionFacts:
    """Keys by field for the matcher, facts to show, the site to choose between when a name is ambiguous."""

    keys: dict[str, Any] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    objectives: tuple[str, ...] = ()
    place_questions: list[Resolved] = field(default_factory=list)


def read_action(rulebook: Rulebook, action: Action) -> ActionFacts:
    """Raises InputError with every problem met, each with its pointer, its reason and the way out."""
    reader = _Reader(rulebook, action)
    return reader.read()


class _Reader:
    def __init__(self, rulebook: Rulebook, action: Action):
        self._rulebook = rulebook
        self._action = action
        self._problems: list[Problem] = []
        self._known = ActionFacts()
        derived = {d.id: d.label for d in rulebook.source.perimeters.derived}
        self._titles = SPOKEN | derived

    def read(self) -> ActionFacts:
        action = self._action
        by_path = {path: field for field in self._rulebook.given.values() for path in field.paths}
        read = dict.fromkeys(field.id for path in CORE if (field := by_path.get(path)))
        for name in read:
            self._given(self._rulebook.given[name])
        self._details(action.details)
        self._site()
        self._carrier()
        if self._problems:
            raise InputError(self._problems)
        return self._known

    def _problem(self, pointer: str, message: str, suggestions: Iterable[str] = (), code: str = "invalid") -> None:
        self._problems.append(Problem(pointer, message, tuple(suggestions), code))

    def _fact(
        self, name: str, value: Any, label: str, origin: Origin, because: str,
        source: Source | None = None, site: int | None = None,
    ) -> None:  # fmt: skip
        fields = self._rulebook.fields
        title = fields[name].label if name in fields else self._titles.get(name, name)
        self._known.facts.append(Fact(name, title, value, label, origin, because, source, site))

    def _declare(self, name: str, value: Any, label: str) -> None:
        self._fact(name, value, label, "declared", DECLARED)

    def _given(self, field: GivenField) -> None:
        """A field that stands at its own place in the action."""
        given = [_at(self._action, path) for path in field.paths]
        if any(value is not None for value in given) or field.id == PERIOD:
            self._read(field, given, ["/action/" + path.replace(".", "/") for path in field.paths])

    def _read(self, field: GivenField, given: Sequence[Any], pointers: Sequence[str]) -> None:
        reading = field.read(given, pointers)
        self._problems += reading.problems
        if reading.key is not None:
            self._known.keys[field.id] = reading.key
        if field.id == OBJECTIVES and reading.facts:
            self._known.objectives = tuple(cast(list[str], reading.facts[0].value))
        for said in reading.facts:
            self._fact(field.id, said.value, said.label, said.origin, said.because)

    def _details(self, details: dict[str, Any]) -> None:
        admitted = {
            path.removeprefix("details."): f
            for f in self._rulebook.given.values()
            for path in f.paths
            if path.startswith("details.")
        }
        for name, value in details.items():
            pointer = pointer_to("action", "details", name)
            if name in admitted and len(admitted[name].paths) == 1:
                self._read(admitted[name], [value], [pointer])
            elif name in self._rulebook.fields:
                path = self._rulebook.fields[name].paths[0]
                self._problem(
                    pointer, f"« {name} » ne se donne pas dans details : employez {path}.", (path,), "misplaced"
                )
            else:
                labels = {f"{n} ({field.label})": n for n, field in admitted.items()}
                close = nearest(name, labels, cutoff=50) or tuple(sorted(labels))[:5]
                hint = f"Champs proches : {enumerate_french(close)}." if close else "Ce règlement n'en a aucun."
                message = f"« {name} » n'est pas un champ du vocabulaire. {hint}"
                self._problem(pointer, message, (labels[c] for c in close), "unknown-code")

    # -- territory -------------------------------------------------------------------------------

    def _site(self) -> None:
        action = self._action
        benefits = action.beneficiaries.mostly_from_qpv
        if benefits is not None:
            self._declare("mostly_from_qpv", benefits, "oui" if benefits else "non")
        if action.beneficiaries.of_quarter is not None:
            self._of_quarter(action.beneficiaries.of_quarter)
        if action.site is None and benefits is None:
            return
        sites = action.site if isinstance(action.site, list) else [action.site or Site.model_construct()]
        several = isinstance(action.site, list)
        said = [(f"/action/site/{index}" if several else "/action/site", site) for index, site in enumerate(sites)]
        spread: list[tuple[str, Site, bool]] = []  # and: is it one of many that a few words said at once?
        for pointer, site in said:
            found, whole = self._rulebook.resolver.spread(site)
            spread += [(pointer, one, whole is not None) for one in found]
            if whole is not None:
                self._fact("quarter", whole, whole, "declared", DECLARED)
        key = []
        for index, (pointer, site, at_once) in enumerate(spread):
            try:
                resolved = self._rulebook.resolver.resolve(site, pointer)
            except InputError as error:
                self._problems += error.problems
                continue
            states = frozenset(
                state
                for state in self._rulebook.territory.states
                if state.place in resolved.places and benefits in (None, state.mostly_from_qpv)
            )
            key.append(states)
            if not at_once:
                self._place_facts(resolved, states, index if len(spread) > 1 else None)
            if resolved.question:
                self._known.place_questions.append(resolved)
        if len(key) == len(spread):
            self._known.keys["perimeter"] = tuple(sorted(key, key=_state_order))

    def _of_quarter(self, text: str) -> None:
        resolver = self._rulebook.resolver
        code = resolver.quarter_code(text)
        if code is None:
            self._problems.append(resolver.unknown_quarter(text, "/action/beneficiaries/of_quarter"))
        else:
            self._declare("of_quarter", code, f"{self._rulebook.territory.quarters[code].name} ({code})")

    def _place_facts(self, resolved: Resolved, states: frozenset[State], site: int | None) -> None:
        sources = self._rulebook.sources
        for name, value, label, because, entry, origin in resolved.facts:
            self._fact(name, value, label, origin, because, sources[entry] if entry else None, site)
        shown = {name for name, *_ in resolved.facts}
        for name in STATE_FIELDS[:3]:
            values = {state.field(name) for state in states}
            if len(values) == 1 and name not in shown:
                value = next(iter(values))
                if name == "veille" and value is False:
                    continue
                label, source = self._territorial(name, value)
                self._fact(name, value, label, "resolved", "déduit du lieu", source, site)
        self._inferred(states, site)

    def _territorial(self, name: str, value: Any) -> tuple[str, Any]:
        territory, sources = self._rulebook.territory, self._rulebook.sources
        if name == "commune":
            commune = territory.communes.get(value)
            return (commune.name, sources[commune.source]) if commune else ("hors de l'agglomération", None)
        if name == "qpv":
            quarter = territory.quarters.get(value)
            return (
                (f"{quarter.name} ({value})", sources[quarter.source])
                if quarter
                else ("hors de tout quartier prioritaire", None)
            )
        return "en veille", None

    def _inferred(self, states: frozenset[State], site: int | None) -> None:
        """Facts that the rules derive whatever the missing answers, each with the rule that adds it."""
        concluded = self._rulebook.spells.on(self._action.starts_on)
        conclusions = [concluded[state] for state in sorted(states, key=_one_state)]
        if not conclusions:
            return
        common = frozenset.intersection(*(c.facts for c in conclusions))
        derived = {d.id: d for d in self._rulebook.source.perimeters.derived}
        for name, value in sorted(common):
            rule = next(
                r
                for c in conclusions
                for rule_id in c.proofs
                if (r := self._rulebook.rules[rule_id]).then and (r.then.field, r.then.value) == (name, value)
            )
            label = derived[name].values.get(value, value)
            self._fact(name, value, label, "inferred", rule.title, self._rulebook.sources[rule.source], site)

    # -- carrier ---------------------------------------------------------------------------------

    def _carrier(self) -> None:
        carrier = self._action.carrier
        if carrier.siret is not None and (message := check_siret(carrier.siret)):
            self._problem("/action/carrier/siret", message)
        if carrier.rna is not None and (message := check_rna(carrier.rna)):
            self._problem("/action/carrier/rna", message)
        if carrier.commune is not None:
            try:
                resolved = self._rulebook.resolver.resolve(Site(commune=carrier.commune), "/action/carrier")
            except InputError as error:
                self._problems += error.problems
                return
            _, value, label, because, *_ = resolved.facts[0]
            self._fact("carrier_commune", value, label, "declared", because)


def _at(action: Action, path: str) -> Any:
    value: Any = action
    for name in path.split("."):
        value = getattr(value, name)
    return value


def _one_state(state: State) -> tuple[Any, ...]:
    return (state.place.commune, state.place.qpv, state.place.veille, state.mostly_from_qpv)


def _state_order(states: frozenset[State]) -> list[tuple[Any, ...]]:
    return sorted(_one_state(state) for state in states)
