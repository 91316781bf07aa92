"""The reference evaluator: plain enumeration of completions, as docs/semantics.md defines verdicts.

Slow and simple on purpose; the engine is compared with it. Sites are given by `commune` (INSEE), `qpv` (code or
none) and `veille`; names, coordinates and structures are resolved elsewhere.

A *fate* is what a test comes to in one completion: None if it fails, else the set of reserve ids under which it
holds (empty: holds freely).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple

from schemas.action import Action, Site
from schemas.criterion import Alternatives, Criterion
from schemas.funder import FunderFile, Line
from schemas.rulebook import RulebookSource
from schemas.territory import Veille
from schemas.vocabulary import FieldType, Value
from tests.support.naive_chainer import chain

Fate = frozenset[str] | None
FREE: Fate = frozenset()
FAIL, PART, OK = 0, 1, 2  # how a named value meets a required one
TERRITORY = ("commune", "qpv", "veille")  # base fields of one site, in the order of State
OLDEST = 120


@dataclass(frozen=True)
class Outcome:
    verdict: str
    reserves: frozenset[str]  # certain or possible, in some completion where the line does not fail
    certain_reserves: frozenset[str]  # in all completions where the line does not fail
    statuses: dict[str, str]  # criterion id -> met, failed, unknown
    questions: frozenset[str]  # field ids; only if the verdict is depends


class Contradiction(ValueError):
    """No completion exists: the action contradicts itself or the territory."""


class State(NamedTuple):
    """Where one site lies."""

    commune: str  # INSEE code, or hors
    qpv: str  # code, or none
    veille: bool


class Window(NamedTuple):
    """A test on dates."""

    from_: date | None
    until: date | None
    ends_by: date | None


def reference(
    source: RulebookSource, action: Action, appraisals: Mapping[str, bool] | None = None
) -> dict[str, Outcome]:
    book = Book(source, appraisals)
    for site in book.sites(action):
        book.states(site)  # raises if the site is impossible, even if no line asks
    return {line.id: judge(book, funder, line, action) for funder in source.funders for line in funder.lines}


# -- combining fates


def worst(fates: Iterable[Fate]) -> Fate:
    fates = list(fates)
    sure = [fate for fate in fates if fate is not None]
    return frozenset().union(*sure) if len(sure) == len(fates) else None


def best(fates: Iterable[Fate]) -> Fate:
    """One way is enough; reserves count only if no way is free of them."""
    ways = [fate for fate in fates if fate is not None]
    if not ways:
        return None
    return FREE if FREE in ways else frozenset().union(*ways)


# -- what a rulebook says


class Book:
    def __init__(self, source: RulebookSource, appraisals: Mapping[str, bool] | None = None) -> None:
        self.source = source
        self.appraisals = appraisals
        self.period = source.contract.period
        self.fields = {field.id: field for field in source.vocabulary.fields}
        self.relations = {name: Relation(values) for name, values in source.vocabulary.lists.items()}
        self.place = lru_cache(maxsize=None)(self._place)

    @cached_property
    def leaves(self) -> dict[str, frozenset[str]]:
        """Objective code -> the codes of the lowest level below it (itself, at that level)."""
        below: dict[str, frozenset[str]] = {}
        for axis in self.source.objectives.axes:
            for objective in axis.children:
                for leaf in objective.children:
                    below[leaf.code] = frozenset([leaf.code])
                below[objective.code] = frozenset(leaf.code for leaf in objective.children)
            below[axis.code] = frozenset().union(*(below[objective.code] for objective in axis.children))
        return below

    def every_value(self, field: str) -> list[str]:
        if self.fields[field].type == FieldType.objectives:
            return sorted(leaf for axis in self.source.objectives.axes for leaf in self.leaves[axis.code])
        return sorted(self.relation(field).up)

    def meets(self, field: str, named: str, required: str) -> int:
        if self.fields[field].type == FieldType.objectives:
            return OK if named in self.leaves[required] else FAIL
        return self.relation(field).meets(named, required)

    def relation(self, field: str) -> "Relation":
        name = self.fields[field].values
        assert name is not None, field
        return self.relations[name]

    # territory

    def sites(self, action: Action) -> list[Site | None]:
        return [*action.site] if isinstance(action.site, list) else [action.site]

    def states(self, site: Site | None) -> list[State]:
        """Every state of the territory that agrees with what is said of the site."""
        found = []
        for state in self.all_states:
            if site is not None:
                commune = site.commune and (site.commune if site.commune in self.communes else "hors")
                said = (commune, site.qpv, site.veille)
                if any(s is not None and s != value for s, value in zip(said, state)):
                    continue
            found.append(state)
        if not found:
            raise Contradiction(f"aucun lieu ne correspond à {site}")
        return found

    @cached_property
    def communes(self) -> dict[str, Any]:
        return {commune.insee: commune for commune in self.source.territory.communes}

    @cached_property
    def all_states(self) -> list[State]:
        states = [State("hors", "none", False)]
        for insee, commune in sorted(self.communes.items()):
            for quarter in self.source.territory.quarters:
                if insee in quarter.communes:
                    states.append(State(insee, quarter.code, False))
            if commune.veille != Veille.none:
                states.append(State(insee, "none", True))
            if commune.veille != Veille.all:
                states.append(State(insee, "none", False))
        return states

    def rules_on(self, start: date) -> frozenset[str]:
        """The rules that apply to an action begun on this day."""
        return frozenset(
            rule.id
            for rule in self.source.perimeters.rules
            if (rule.valid.from_ or start) <= start <= (rule.valid.until or start)
        )

    def _place(self, state: State, mostly_from_qpv: bool, rules: frozenset[str]) -> dict[str, str | None]:
        """The perimeters open to a site, each with its reserve."""
        said = {True: "oui", False: "non"}
        commune = self.communes.get(state.commune)
        tags = [tag for q in self.source.territory.quarters if q.code == state.qpv for tag in q.tags]
        facts = {
            ("agglomeration", said[commune is not None]),
            ("commune", state.commune),
            ("commune_status", commune.status if commune else "hors"),
            ("qpv", state.qpv),
            ("in_qpv", said[state.qpv != "none"]),
            ("veille", said[state.veille]),
            ("mostly_from_qpv", said[mostly_from_qpv]),
            *(("quarter_tag", tag) for tag in tags),
        }
        kept = [rule for rule in self.source.perimeters.rules if rule.id in rules]
        return chain(self.source.perimeters.model_copy(update={"rules": kept}), frozenset(facts), self.appraisals).open


class Relation:
    """How the values of one closed list relate."""

    def __init__(self, values: list[Value]) -> None:
        by_id = {value.id: value for value in values}
        self.up = {id_: frozenset(implied(id_, by_id)) for id_ in by_id}

        def excluded(a: str, b: str) -> bool:
            return any(y in by_id[x].excludes or x in by_id[y].excludes for x in self.up[a] for y in self.up[b])

        def share_somebody(a: Value, b: Value) -> bool:
            if a.id == b.id or b.id in a.overlaps or a.id in b.overlaps:
                return True
            two_dimensions = a.dimension and b.dimension and a.dimension != b.dimension
            return bool(two_dimensions) and not excluded(a.id, b.id)

        self.overlaps = {  # closed upwards; a == b gives « a common value implies both »
            (x, y)
            for a, b in product(values, values)
            if share_somebody(a, b)
            for x in self.up[a.id]
            for y in self.up[b.id]
        }

    def meets(self, named: str, required: str) -> int:
        if required in self.up[named]:
            return OK
        return PART if named in self.up[required] or (named, required) in self.overlaps else FAIL


def implied(value: str, by_id: dict[str, Value]) -> set[str]:
    """The value and all that it implies, step by step."""
    found = {value}
    while True:
        more = {further for known in found for further in by_id[known].implies} - found
        if not more:
            return found
        found |= more


# -- testing one criterion in one completion


def fate_of(book: Book, criterion: Criterion, completion: dict[str, Any]) -> Fate:
    if criterion.field == "perimeter":
        rules = book.rules_on(completion["period"][0])
        return fate_of_place(book, criterion.any_of or [], completion["sites"], completion["mostly_from_qpv"], rules)
    value = completion[criterion.field]
    match book.fields[criterion.field].type:
        case FieldType.objectives | FieldType.choice_set | FieldType.choice:
            part = book.fields[criterion.field].part
            reserve = (part and part.id) or f"part-{criterion.field}"
            return {FAIL: None, PART: frozenset([reserve]), OK: FREE}[min(scores(book, criterion, value))]
        case FieldType.boolean:
            return FREE if value == criterion.is_ else None
        case FieldType.number:
            low = criterion.at_least is None or value >= criterion.at_least
            high = criterion.at_most is None or value <= criterion.at_most
            return FREE if low and high else None
        case FieldType.range:
            youngest, oldest = value
            low = 0 if criterion.at_least is None else criterion.at_least
            high = OLDEST if criterion.at_most is None else criterion.at_most
            if oldest < low or youngest > high:
                return None
            return FREE if low <= youngest and oldest <= high else frozenset([f"part-{criterion.field}"])
        case FieldType.period:
            return fate_of_window(window(criterion), value)
    raise ValueError(f"champ inattendu : {criterion.field}")


def scores(book: Book, criterion: Criterion, named: frozenset[str]) -> tuple[int, ...]:
    """any_of: the best match. all_of: the best match of each required value (the worst of these decides).

    none_of: each named value is no listed one (OK), is or implies one (FAIL), or contains or overlaps one (PART); the
    worst named value decides.
    """
    if criterion.none_of is not None:
        against = {OK: FAIL, PART: PART, FAIL: OK}
        return (min(against[book.meets(criterion.field, n, r)] for n in named for r in criterion.none_of),)
    if criterion.any_of is not None:
        return (max(book.meets(criterion.field, n, r) for n in named for r in criterion.any_of),)
    return tuple(max(book.meets(criterion.field, n, r) for n in named) for r in criterion.all_of or [])


def fate_of_place(
    book: Book, perimeters: list[str], sites: tuple[State, ...], mostly_from_qpv: bool, rules: frozenset[str]
) -> Fate:
    fates = []
    for state in sites:
        opened = book.place(state, mostly_from_qpv, rules)
        ways = [opened[p] for p in perimeters if p in opened]
        fates.append(best(FREE if reserve is None else frozenset([reserve]) for reserve in ways))
    inside = [fate for fate in fates if fate is not None]
    if not inside:
        return None
    some_outside = frozenset(["part-sites"]) if len(inside) < len(fates) else FREE
    return worst([*inside, some_outside])


def window(criterion: Criterion) -> Window:
    return Window(criterion.from_, criterion.until, criterion.ends_by)


def fate_of_window(w: Window, dates: tuple[date, date]) -> Fate:
    start, end = dates
    if w.from_ and w.until and w.from_ > w.until:
        return None  # no day is admitted
    if (w.from_ and end < w.from_) or (w.until and start > w.until) or (w.ends_by and end > w.ends_by):
        return None
    outside = (w.from_ and start < w.from_) or (w.until and end > w.until)
    return frozenset(["part-period"]) if outside else FREE


def applies(book: Book, when: Criterion, completion: dict[str, Any]) -> bool:
    """Does the reserve with this `when` apply?"""
    if when.field != "period":
        return fate_of(book, when, completion) is not None
    start, end = completion["period"]
    return not (
        (when.from_ and end < when.from_)
        or (when.until and start > when.until)
        or (when.ends_by and end > when.ends_by)
    )


# -- judging one line


def judge(book: Book, funder: FunderFile, line: Line, action: Action) -> Outcome:
    tests: dict[str, Callable[[dict[str, Any]], Fate]] = {}  # criterion id -> its test
    read: list[Criterion] = []  # every criterion that looks at a field
    days = Window(book.period.from_, book.period.until, None)
    days = narrow(days, Window(line.valid.from_, line.valid.until, None))

    def simple(criterion: Criterion) -> Callable[[dict[str, Any]], Fate]:
        read.append(criterion)
        return lambda completion: fate_of(book, criterion, completion)

    def alternatives(item: Alternatives) -> Callable[[dict[str, Any]], Fate]:
        branches = [
            ([simple(c) for c in b.all], frozenset([b.reserve]) if b.reserve else FREE) for b in item.alternatives
        ]
        return lambda completion: best(
            worst([*(test(completion) for test in tests), reserve]) for tests, reserve in branches
        )

    if line.objectives is not None:
        tests["objectives"] = simple(Criterion(field="objectives", any_of=line.objectives))
    if line.perimeter is not None:
        tests["perimeter"] = simple(Criterion(field="perimeter", any_of=[line.perimeter]))
    ways = 0
    for item in line.criteria:
        if isinstance(item, Alternatives):
            ways += 1
            tests["alternatives" if ways == 1 else f"alternatives-{ways}"] = alternatives(item)
        elif item.field == "period":
            days = narrow(days, window(item))
        else:
            tests[item.field] = simple(item)
    tests["period"] = lambda completion: fate_of_window(days, completion["period"])

    reserves = {reserve.id: reserve for reserve in funder.funder.reserves}
    whens = {id_: reserves[id_].when for id_ in line.reserves}
    read += [when for when in whens.values() if when]

    domains = {field: domain(book, field, read, days, action) for field in sorted({c.field for c in read} | {"period"})}
    if "perimeter" in domains:
        said = action.beneficiaries.mostly_from_qpv
        domains["sites"] = list(product(*(book.states(site) for site in book.sites(action))))
        domains["mostly_from_qpv"] = [False, True] if said is None else [said]
        del domains["perimeter"]

    line_fates: list[Fate] = []
    failures = dict.fromkeys(tests, 0)
    completions = [dict(zip(domains, values)) for values in product(*domains.values())]
    for completion in completions:
        fates = {id_: test(completion) for id_, test in tests.items()}
        for id_, fate in fates.items():
            failures[id_] += fate is None
        own = {id_ for id_, when in whens.items() if when is None or applies(book, when, completion)}
        line_fates.append(worst([*fates.values(), frozenset(own)]))

    verdicts = ["ineligible" if f is None else "subject_to" if f else "eligible" for f in line_fates]
    verdict = verdicts[0] if len(set(verdicts)) == 1 else "depends"
    held = [fate for fate in line_fates if fate is not None]
    return Outcome(
        verdict=verdict,
        reserves=frozenset().union(*held),
        certain_reserves=frozenset.intersection(*held) if held else frozenset(),
        statuses={id_: "failed" if n == len(completions) else "unknown" if n else "met" for id_, n in failures.items()},
        questions=questions(book, action, domains, completions, verdicts) if verdict == "depends" else frozenset(),
    )


def narrow(a: Window, b: Window) -> Window:
    return Window(
        from_=max((d for d in (a.from_, b.from_) if d), default=None),
        until=min((d for d in (a.until, b.until) if d), default=None),
        ends_by=min((d for d in (a.ends_by, b.ends_by) if d), default=None),
    )


def questions(
    book: Book, action: Action, domains: dict[str, Any], completions: list[dict[str, Any]], verdicts: list[str]
) -> frozenset[str]:
    """The fields that alone, all others alike, can change the verdict."""
    rows = [base_fields(completion) for completion in completions]
    found = set()
    for field in rows[0]:
        seen: dict[tuple[Any, ...], str] = {}
        for row, verdict in zip(rows, verdicts):
            others = tuple(value for name, value in row.items() if name != field)
            if seen.setdefault(others, verdict) != verdict:
                found.add(field[0])
                break
    if found:
        return frozenset(found)
    # Only the territory excludes combinations (independent fields can be changed one at a time on the way from
    # one verdict to the other): the territorial fields that are still open make the difference together.
    return frozenset(
        name[0]
        for name in rows[0]
        if name[0] in (*TERRITORY, "mostly_from_qpv") and len({row[name] for row in rows}) > 1
    )


def base_fields(completion: dict[str, Any]) -> dict[tuple[str, int], Any]:
    row = {(field, 0): value for field, value in completion.items() if field != "sites"}
    for i, state in enumerate(completion.get("sites", ())):
        row |= {(field, i): value for field, value in zip(TERRITORY, state)}
    return row


# -- the values that a field may have


def given(action: Action, path: str) -> Any:
    value: Any = action
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else getattr(value, key, None)
    return value


def groups(book: Book, field: str, action: Action) -> list[list[str]]:
    """A list field: the action names one or more values of each group."""
    named = given(action, book.fields[field].paths[0])
    if named is None:
        return [book.every_value(field)]
    if book.fields[field].type == FieldType.objectives:
        return [sorted(book.leaves[code]) for code in named]
    return [[value] for value in named]


def domain(book: Book, field: str, read: list[Criterion], days: Window, action: Action) -> list[Any]:
    """Values that stand for all that the field may be, as far as the line's own tests tell them apart."""
    if field == "perimeter":
        return []  # see judge
    criteria = [criterion for criterion in read if criterion.field == field]
    said = [given(action, path) for path in book.fields[field].paths]
    match book.fields[field].type:
        case FieldType.objectives | FieldType.choice_set:

            def signature(named: frozenset[str]) -> tuple[Any, ...]:
                return tuple(scores(book, criterion, named) for criterion in criteria)

            sets: list[frozenset[str]] = [frozenset()]
            for group in groups(book, field, action):
                sets = distinct((a | b for a in sets for b in subsets(group, signature)), signature)
            return sets
        case FieldType.choice:
            values = book.every_value(field) if said[0] is None else said
            return distinct((frozenset([v]) for v in values), lambda v: tuple(scores(book, c, v) for c in criteria))
        case FieldType.boolean:
            return [False, True] if said[0] is None else said
        case FieldType.number:
            amounts = [b for c in criteria for b in (c.at_least, c.at_most)]
            return said if said[0] is not None else cuts(amounts, Decimal(0), Decimal(10**12), Decimal("0.01"))
        case FieldType.range:
            years = [b if b is None else int(b) for c in criteria for b in (c.at_least, c.at_most)]
            ages = {*cuts(years, 0, OLDEST, 1), *(age for age in said if age is not None)}
            candidates = (
                (a, b) for a in ages for b in ages if a <= b and said[0] in (None, a) and said[1] in (None, b)
            )
            return distinct(candidates, lambda v: tuple(fate_of(book, c, {field: v}) for c in criteria))
        case FieldType.period:
            start, end = said
            first, last = book.period.from_, book.period.until
            starts = [min(end, first) if end else first, end or last] if start is None else [start, start]
            ends = [start or first, max(start, last) if start else last] if end is None else [end, end]
            bounds: list[date | None] = [*days, *(bound for c in criteria for bound in window(c)), start, end]
            places = any(criterion.field == "perimeter" for criterion in read)
            if places:
                bounds += [
                    bound for rule in book.source.perimeters.rules for bound in (rule.valid.from_, rule.valid.until)
                ]
            a_day = timedelta(days=1)
            spans = product(cuts(bounds, starts[0], starts[1], a_day), cuts(bounds, ends[0], ends[1], a_day))

            def signature_of_dates(dates: tuple[date, date]) -> tuple[Any, ...]:
                alone = [(fate_of_window(window(c), dates), applies(book, c, {"period": dates})) for c in criteria]
                return (fate_of_window(days, dates), places and book.rules_on(dates[0]), *alone)

            return distinct((c for c in spans if c[0] <= c[1]), signature_of_dates)
    raise ValueError(f"champ inattendu : {field}")


def cuts(bounds: Iterable[Any], low: Any, high: Any, step: Any) -> list[Any]:
    """Each bound and both its sides, within [low, high], and its ends."""
    points = {low, high} | {p for b in bounds if b is not None for p in (b - step, b, b + step)}
    return sorted(p for p in points if low <= p <= high)


def distinct(values: Iterable[Any], signature: Callable[[Any], Any]) -> list[Any]:
    kept: dict[Any, Any] = {}
    for value in values:
        kept.setdefault(signature(value), value)
    return list(kept.values())


def subsets(values: list[str], signature: Callable[[frozenset[str]], Any]) -> list[frozenset[str]]:
    """One non-empty subset per signature; the signature of a union follows from those of its parts."""
    singles = distinct((frozenset([value]) for value in values), signature)
    found = singles
    while True:
        more = distinct([*found, *(a | b for a in found for b in singles)], signature)
        if len(more) == len(found):
            return found
        found = more
