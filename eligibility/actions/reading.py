"""What an action says, field by field, in the form that the tables read; and the facts to show for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from eligibility.actions.identifiers import check_rna, check_siret
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem
from eligibility.french.text import enumerate_french, nearest
from eligibility.places import Resolved
from eligibility.rulebook.objectives import Objectives, above
from eligibility.rulebook.territory import NO, STATE_FIELDS, YES, State
from schemas.action import Action, Site
from schemas.result import Fact, Origin, Source
from schemas.vocabulary import FieldDefinition, FieldType

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
        self._objectives(action.objectives)
        core = {
            ("beneficiaries", "publics"): action.beneficiaries.publics,
            ("kinds",): action.kinds,
            ("carrier", "type"): action.carrier.type,
            ("budget",): action.budget,
            ("international",): action.international,
        }
        by_path = {tuple(path.split(".")): f for f in self._rulebook.fields.values() for path in f.paths}
        for path, value in core.items():
            if value is not None and path in by_path:
                self._value(by_path[path], value, "/action/" + "/".join(path))
        self._range(by_path)
        self._period()
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
        self._fact(name, value, label, "declared", "vous l'avez déclaré")

    def _objectives(self, codes: list[str] | None) -> None:
        if codes is None:
            return
        titles = self._rulebook.objectives.titles
        key, labels, kept = [], [], []
        for index, text in enumerate(codes):
            code = text.strip().rstrip(".")
            if code not in titles:
                close = _near_codes(code, self._rulebook.objectives)
                self._problem(
                    f"/action/objectives/{index}",
                    f"« {text} » n'est pas un objectif de ce contrat. Codes proches : {enumerate_french(close)}.",
                    close,
                    "unknown-code",
                )
                continue
            if code in kept:
                continue
            kept.append(code)
            key.append(self._rulebook.objectives.below(code))
            labels.append(f"{code} {titles[code]}")
        if key:
            self._known.objectives = tuple(sorted(kept))
            self._known.keys["objectives"] = tuple(sorted(key))
            self._declare("objectives", sorted(kept), " ; ".join(sorted(labels)))

    def _value(self, definition: FieldDefinition, value: Any, pointer: str) -> None:
        """One field of a closed list, a yes/no or a number."""
        match definition.type:
            case FieldType.boolean:
                if not isinstance(value, bool):
                    return self._problem(pointer, f"« {definition.label} » attend true ou false.")
                self._known.keys[definition.id] = ((YES if value else NO,),)
                self._declare(definition.id, value, "oui" if value else "non")
            case FieldType.number:
                if isinstance(value, bool) or not isinstance(value, int | Decimal):
                    return self._problem(pointer, f"« {definition.label} » attend un nombre.")
                number = Decimal(value)
                if not number.is_finite() or not 0 <= number <= 10**12:
                    return self._problem(
                        pointer, f"« {definition.label} » attend un nombre entre 0 et mille milliards."
                    )
                self._known.keys[definition.id] = (number, number)
                self._declare(definition.id, str(number), self._rulebook.wording.found(definition.id, (number, number)))
            case FieldType.choice:
                if not isinstance(value, str):
                    return self._problem(pointer, f"« {definition.label} » attend un seul code.")
                self._codes(definition, [value], pointer, single=True)
            case FieldType.choice_set:
                if not isinstance(value, list) or not value:
                    return self._problem(pointer, f"« {definition.label} » attend une liste d'au moins un code.")
                self._codes(definition, value, pointer, single=False)
            case _:
                self._problem(pointer, f"« {definition.label} » ne se donne pas ici : employez {definition.paths[0]}.")

    def _codes(self, definition: FieldDefinition, codes: list[str], pointer: str, single: bool) -> None:
        values = self._rulebook.relations[str(definition.values)].values
        kept = []
        for index, code in enumerate(codes):
            if code not in values:
                labels = {f"{v.id} ({v.label})": v.id for v in values.values()}
                close = nearest(code, labels, cutoff=50) or tuple(labels)[:5]
                self._problem(
                    pointer if single else f"{pointer}/{index}",
                    f"« {code} » n'est pas une valeur connue pour « {definition.label} ». Valeurs proches : {enumerate_french(close)}.",
                    tuple(labels[c] for c in close),
                    "unknown-code",
                )
            else:
                kept.append(code)
        if len(kept) == len(codes):
            ordered = sorted(set(kept))
            self._known.keys[definition.id] = tuple((code,) for code in ordered)
            label = ", ".join(values[code].label for code in ordered)
            self._declare(definition.id, ordered[0] if single else ordered, label)

    def _range(self, by_path: dict[tuple[str, ...], FieldDefinition]) -> None:
        definition = by_path.get(("beneficiaries", "age_min"))
        given = self._action.beneficiaries
        if definition and (given.age_min is not None or given.age_max is not None):
            key = (given.age_min, given.age_max)
            self._known.keys[definition.id] = key
            label = self._rulebook.wording.found(definition.id, key)
            self._declare(definition.id, [str(bound) for bound in key if bound is not None], label)

    def _period(self) -> None:
        start, end = self._action.starts_on, self._action.ends_on
        period = self._rulebook.contract.period
        assumed = f"du {period.from_:%d/%m/%Y} au {period.until:%d/%m/%Y}"
        if start is None and end is None:
            because = (
                "vous n'avez pas donné de dates : l'action est supposée avoir lieu pendant le contrat, année inconnue"
            )
            self._fact("period", None, f"pendant le contrat, {assumed}", "assumed", because)
            return
        self._known.keys["period"] = (start, end)
        value = [day.isoformat() for day in (start, end) if day is not None]
        self._declare("period", value, self._rulebook.wording.found("period", (start, end)))
        if start is None or end is None:
            missing = "début" if start is None else "fin"
            because = f"vous n'avez pas donné la date de {missing} : elle est supposée dans la période du contrat"
            self._fact("period", None, f"{missing} pendant le contrat", "assumed", because)

    def _details(self, details: dict[str, Any]) -> None:
        admitted = {
            path.removeprefix("details."): f
            for f in self._rulebook.fields.values()
            for path in f.paths
            if path.startswith("details.")
        }
        for name, value in details.items():
            pointer = f"/action/details/{name.replace('~', '~0').replace('/', '~1')}"
            if name in admitted:
                self._value(admitted[name], value, pointer)
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
        key = []
        for index, site in enumerate(sites):
            pointer = f"/action/site/{index}" if isinstance(action.site, list) else "/action/site"
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
            self._place_facts(resolved, states, index if len(sites) > 1 else None)
            if resolved.question:
                self._known.place_questions.append(resolved)
        if len(key) == len(sites):
            self._known.keys["perimeter"] = tuple(sorted(key, key=_state_order))

    def _of_quarter(self, text: str) -> None:
        resolver = self._rulebook.resolver
        code = resolver.names.quarter_code(text)
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


def _near_codes(code: str, objectives: Objectives) -> tuple[str, ...]:
    """Codes that share the longest beginning with a wrong one."""
    while code and not objectives.beside(code):
        code = above(code)
    return objectives.beside(code)[:6]


def _one_state(state: State) -> tuple[Any, ...]:
    return (state.place.commune, state.place.qpv, state.place.veille, state.mostly_from_qpv)


def _state_order(states: frozenset[State]) -> list[tuple[Any, ...]]:
    return sorted(_one_state(state) for state in states)
