"""The reference evaluator: plain enumeration of completions, as docs/semantics.md defines verdicts.

Slow and simple on purpose; the engine is compared with it. Sites are given by `commune` (INSEE), `qpv` (code or
none) and `veille`; names, coordinates and structures are resolved elsewhere.

A *fate* is what a test comes to in one completion: PRINTED or READ if it fails (by the words, by our reading), else
the set of reserve ids under which it holds (empty: holds freely). A line is *closed* where its fate is one of the two.
`basis: null`, in a rulebook that is not marked yet, means printed.

Where docs/semantics.md leaves a choice, « Choice: » says what is taken here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import combinations, product
from math import prod
from typing import Any, NamedTuple

from hypothesis import reject

from schemas.action import Action, Site
from schemas.criterion import Alternatives, Basis, Criterion
from schemas.funder import Commitment, FunderFile, Kind, Line
from schemas.rulebook import RulebookSource
from schemas.territory import Veille
from schemas.vocabulary import OTHER, FieldType, Value
from tests.support.effort import MOST_COMPLETIONS
from tests.support.naive_chainer import chain


class Closed(IntEnum):
    """How a test fails. Both are less than PART and OK."""

    printed = -2
    read = -1


PRINTED, READ = Closed.printed, Closed.read
Fate = frozenset[str] | Closed
FREE: frozenset[str] = frozenset()
FAIL, PART, OK = 0, 1, 2  # how a named value meets a required one; what a FAIL rests on is PRINTED or READ
INTENTION = "intention"  # the reserve of a funding line of that commitment
HORS = "hors"  # the commune of a site outside the contract's territory
TERRITORY = ("commune", "qpv", "veille")  # base fields of one site, in the order of State
OLDEST = 120


@dataclass(frozen=True)
class Outcome:
    verdict: str
    reserves: frozenset[str]  # certain or possible, in some completion where the line does not fail
    certain_reserves: frozenset[str]  # in all completions where the line does not fail
    statuses: dict[str, str]  # criterion id -> met, failed, unknown
    bases: dict[str, str]  # id of a failed criterion -> printed (it fails so in every completion), read
    questions: frozenset[str]  # field ids; only if the verdict is depends
    conflicts: frozenset[frozenset[str]]  # the smallest sets of criteria that close it together, if none does alone


class Contradiction(ValueError):
    """No completion exists: the action contradicts itself or the territory."""


class State(NamedTuple):
    """Where one site lies."""

    commune: str  # INSEE code, or hors
    qpv: str  # code, or none
    veille: bool


class Window(NamedTuple):
    """A test on dates."""

    from_: date | None = None
    until: date | None = None
    ends_by: date | None = None
    begins_from: date | None = None
    begins_until: date | None = None


def reference(
    source: RulebookSource, action: Action, appraisals: Mapping[str, bool] | None = None
) -> dict[str, Outcome]:
    book = Book(source, appraisals)
    for site in book.sites(action):
        book.states(site)  # raises if the site is impossible, even if no line asks
    return {line.id: judge(book, funder, line, action) for funder in source.funders for line in funder.lines}


# -- combining fates


def worst(fates: Iterable[Fate]) -> Fate:
    """All must hold: as bad as the worst."""
    fates = list(fates)
    closed = [fate for fate in fates if isinstance(fate, Closed)]
    return min(closed) if closed else FREE.union(*held(fates))


def best(fates: Iterable[Fate]) -> Fate:
    """One way is enough; reserves count only if no way is free of them."""
    fates = list(fates)
    ways = held(fates)
    if not ways:
        return max(fate for fate in fates if isinstance(fate, Closed))
    return FREE if FREE in ways else FREE.union(*ways)


def held(fates: Iterable[Fate]) -> list[frozenset[str]]:
    return [fate for fate in fates if not isinstance(fate, Closed)]


def closed_by(basis: Basis | None) -> Closed:
    """What a failing test says; no basis is printed, until the rulebooks are marked."""
    return READ if basis is Basis.read else PRINTED


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
        if self.is_objectives(field):
            return sorted(leaf for axis in self.source.objectives.axes for leaf in self.leaves[axis.code])
        return sorted(self.relation(field).up)

    def is_objectives(self, field: str) -> bool:
        return self.fields[field].type == FieldType.objectives

    def meets(self, field: str, named: str, required: str) -> int:
        if self.is_objectives(field):
            return OK if named in self.leaves[required] else FAIL
        return self.relation(field).meets(named, required)

    def is_open(self, field: str, named: str, required: str) -> bool:
        """If the named value does not meet the required one, is that our reading, whatever the basis?"""
        return not self.is_objectives(field) and self.relation(field).is_open(named, required)

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
                commune = site.commune and (site.commune if site.commune in self.communes else HORS)
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
        states = [State(HORS, "none", False)]
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

    @cached_property
    def in_favour(self) -> dict[str, bool]:
        """The appraisals without the unfavourable ones."""
        return {reserve: yes for reserve, yes in (self.appraisals or {}).items() if yes}

    def _place(
        self, state: State, mostly_from_qpv: bool, rules: frozenset[str], refusals: bool = True
    ) -> dict[str, str | None]:
        """The perimeters open to a site, each with its reserve. `refusals`: unfavourable appraisals count."""
        said = {True: "oui", False: "non"}
        commune = self.communes.get(state.commune)
        tags = [tag for q in self.source.territory.quarters if q.code == state.qpv for tag in q.tags]
        facts = {
            ("agglomeration", said[commune is not None]),
            ("commune", state.commune),
            ("commune_status", commune.status if commune else HORS),
            ("qpv", state.qpv),
            ("in_qpv", said[state.qpv != "none"]),
            ("veille", said[state.veille]),
            ("mostly_from_qpv", said[mostly_from_qpv]),
            *(("quarter_tag", tag) for tag in tags),
        }
        kept = [rule for rule in self.source.perimeters.rules if rule.id in rules]
        decided = self.appraisals if refusals else self.in_favour
        return chain(self.source.perimeters.model_copy(update={"rules": kept}), frozenset(facts), decided).open


class Relation:
    """How the values of one closed list relate."""

    def __init__(self, values: list[Value]) -> None:
        by_id = {value.id: value for value in values}
        self.up = {id_: frozenset(implied(id_, by_id)) for id_ in by_id}

        def excluded(a: str, b: str) -> bool:
            return any(y in by_id[x].excludes or x in by_id[y].excludes for x in self.up[a] for y in self.up[b])

        def share_somebody(a: Value, b: Value) -> bool:
            return a.id == b.id or b.id in a.overlaps or a.id in b.overlaps

        def could_be_both(a: Value, b: Value) -> bool:
            return bool(a.dimension and b.dimension) and a.dimension != b.dimension and not excluded(a.id, b.id)

        self.overlaps = {  # closed upwards; a == b gives « a common value implies both »
            (x, y)
            for a, b in product(values, values)
            if share_somebody(a, b)
            for x in self.up[a.id]
            for y in self.up[b.id]
        }
        # Choice: the listed pairs only, either way round; what implies a value of an open pair is not in it.
        # Choice: values of two dimensions are such a pair too, unless something that they imply excludes the other.
        self.open = {frozenset([value.id, other]) for value in values for other in value.open}
        self.open |= {frozenset([a.id, b.id]) for a, b in product(values, values) if could_be_both(a, b)}

    def is_open(self, named: str, required: str) -> bool:
        """Choice: `other` counts where it is named; a listed value is never the `other` that a line asks for."""
        return named == OTHER or frozenset([named, required]) in self.open

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

Bans = Mapping[str, Closed]  # the objectives of the lowest level under a line's bans -> what that ban rests on
NO_BANS: Bans = {}


def fate_of(book: Book, criterion: Criterion, completion: dict[str, Any], bans: Bans = NO_BANS) -> Fate:
    fails = closed_by(criterion.basis)
    if criterion.field == "perimeter":
        rules = book.rules_on(completion["period"][0])
        wanted = criterion.any_of or []
        return fate_of_place(book, wanted, completion["sites"], completion["mostly_from_qpv"], rules, fails)
    value = completion[criterion.field]
    match book.fields[criterion.field].type:
        case FieldType.objectives | FieldType.choice_set | FieldType.choice:
            part = book.fields[criterion.field].part
            score = min(scores(book, criterion, value, bans))
            if isinstance(score, Closed):
                return score
            return FREE if score == OK else frozenset([(part and part.id) or f"part-{criterion.field}"])
        case FieldType.boolean:
            return FREE if value == criterion.is_ else fails
        case FieldType.number:
            low = criterion.at_least is None or value >= criterion.at_least
            high = criterion.at_most is None or value <= criterion.at_most
            return FREE if low and high else fails
        case FieldType.range:
            youngest, oldest = value
            low = 0 if criterion.at_least is None else criterion.at_least
            high = OLDEST if criterion.at_most is None else criterion.at_most
            if oldest < low or youngest > high:
                return fails
            return FREE if low <= youngest and oldest <= high else frozenset([f"part-{criterion.field}"])
        case FieldType.period:
            return fate_of_window(window(criterion), value, fails)
    raise ValueError(f"champ inattendu : {criterion.field}")


def scores(book: Book, criterion: Criterion, named: frozenset[str], bans: Bans = NO_BANS) -> tuple[int, ...]:
    """any_of: the best match. all_of: the best match of each required value (the worst of these decides).

    none_of: the worst named value decides; of objectives, which are a ban, the best: it fails where all lie under it.
    """
    if criterion.none_of is not None:
        each = [min(score(book, criterion, n, r) for r in criterion.none_of) for n in named]
        return (max(each) if book.is_objectives(criterion.field) else min(each),)
    if not book.is_objectives(criterion.field):
        bans = NO_BANS

    def allowed(value: str, found: int) -> int:
        """Choice: an objective that would fit but lies under a ban of the line fails on what the ban rests on, not on
        what the list of objectives rests on: that list names it.
        """
        return bans.get(value, found) if found == OK else found

    if criterion.any_of is not None:
        return (max(allowed(n, max(score(book, criterion, n, r) for r in criterion.any_of)) for n in named),)
    return tuple(max(allowed(n, score(book, criterion, n, r)) for n in named) for r in criterion.all_of or [])


def score(book: Book, criterion: Criterion, named: str, listed: str) -> int:
    """How one value that the action names stands to one that the criterion lists: PRINTED, READ, PART or OK.

    Of none_of: a value that is or implies an excluded one fails, one that contains or overlaps it is met in part, any
    other is met, those of an open pair included.
    """
    fails, met = closed_by(criterion.basis), book.meets(criterion.field, named, listed)
    if criterion.none_of is not None:
        return {OK: READ if named == OTHER else fails, PART: PART, FAIL: OK}[met]
    if met == FAIL:
        return READ if book.is_open(criterion.field, named, listed) else fails
    return met


def bans_of(book: Book, line: Line) -> Bans:
    """Choice: a ban is a none_of on objectives among the line's own criteria; in one way of alternatives it is a plain
    criterion. No objectives of the line fit by what lies under it, those of its ways included; a reserve's `when` is
    not concerned. Each ban is tested by itself: objectives that two bans share out fail only a line that names its
    objectives.
    """
    found: dict[str, Closed] = {}
    for item in line.criteria:
        if isinstance(item, Criterion) and item.none_of is not None and book.is_objectives(item.field):
            for leaf in frozenset().union(*(book.leaves[code] for code in item.none_of)):
                found[leaf] = min(found.get(leaf, READ), closed_by(item.basis))
    return found


def fate_of_place(
    book: Book,
    perimeters: list[str],
    sites: tuple[State, ...],
    mostly_from_qpv: bool,
    rules: frozenset[str],
    fails: Closed = PRINTED,
) -> Fate:
    """`fails`: what the line's naming these perimeters rests on."""
    fates: list[Fate] = []
    for state in sites:
        opened = book.place(state, mostly_from_qpv, rules)
        ways = [opened[p] for p in perimeters if p in opened]
        if ways:
            fates.append(best(FREE if reserve is None else frozenset([reserve]) for reserve in ways))
            continue
        # Choice: one of several perimeters that a decision alone keeps shut is enough.
        undecided = book.place(state, mostly_from_qpv, rules, refusals=False)
        refused = any(p in undecided for p in perimeters)
        fates.append(PRINTED if refused or state.commune == HORS else fails)
    inside = held(fates)
    if not inside:
        return best(fates)
    some_outside = frozenset(["part-sites"]) if len(inside) < len(fates) else FREE
    return worst([*inside, some_outside])


def window(criterion: Criterion) -> Window:
    return Window(criterion.from_, criterion.until, criterion.ends_by, criterion.begins_from, criterion.begins_until)


def fate_of_window(w: Window, dates: tuple[date, date], fails: Closed = PRINTED) -> Fate:
    start, end = dates
    if w.from_ and w.until and w.from_ > w.until:
        return fails  # no day is admitted
    if misses(w, dates):
        return fails
    outside = (w.from_ and start < w.from_) or (w.until and end > w.until)
    return frozenset(["part-period"]) if outside else FREE


def misses(w: Window, dates: tuple[date, date]) -> bool:
    """Does the action not touch the window, end too late, or begin too early or too late?"""
    start, end = dates
    return bool(
        (w.from_ and end < w.from_)
        or (w.until and start > w.until)
        or (w.ends_by and end > w.ends_by)
        or (w.begins_from and start < w.begins_from)
        or (w.begins_until and start > w.begins_until)
    )


class Days(NamedTuple):
    """The bounds on the whole line: those that are printed, and all together."""

    printed: Window
    every: Window

    def and_(self, w: Window, basis: Basis | None) -> "Days":
        printed = self.printed if closed_by(basis) == READ else narrow(self.printed, w)
        return Days(printed, narrow(self.every, w))

    def fate(self, dates: tuple[date, date]) -> Fate:
        if isinstance(fate_of_window(self.printed, dates), Closed):
            return PRINTED
        return fate_of_window(self.every, dates, READ)


def applies(book: Book, when: Criterion, completion: dict[str, Any]) -> bool:
    """Does the reserve with this `when` apply?"""
    if when.field != "period":
        return not isinstance(fate_of(book, when, completion), Closed)
    return not misses(window(when), completion["period"])


# -- judging one line


def judge(book: Book, funder: FunderFile, line: Line, action: Action) -> Outcome:
    tests: dict[str, Callable[[dict[str, Any]], Fate]] = {}  # criterion id -> its test
    names: Counter[str] = Counter()
    read: list[Criterion] = []  # every criterion that looks at a field
    bans = bans_of(book, line)
    days = Days(Window(), Window()).and_(Window(book.period.from_, book.period.until), Basis.printed)
    days = days.and_(Window(line.valid.from_, line.valid.until), line.valid_basis)

    def add(name: str, test: Callable[[dict[str, Any]], Fate]) -> None:
        """Choice: the second criterion of one name is `name-2`, and so on, as of alternatives."""
        names[name] += 1
        tests[name if names[name] == 1 else f"{name}-{names[name]}"] = test

    def simple(criterion: Criterion) -> Callable[[dict[str, Any]], Fate]:
        read.append(criterion)
        return lambda completion: fate_of(book, criterion, completion, bans)

    def alternatives(item: Alternatives) -> Callable[[dict[str, Any]], Fate]:
        branches = [
            ([simple(c) for c in b.all], frozenset([b.reserve]) if b.reserve else FREE) for b in item.alternatives
        ]
        return lambda completion: best(
            worst([*(test(completion) for test in tests), reserve]) for tests, reserve in branches
        )

    if line.objectives is not None:
        objectives = Criterion(field="objectives", any_of=line.objectives, basis=line.objectives_basis)
        add("objectives", simple(objectives))
    if line.perimeter is not None:
        add("perimeter", simple(Criterion(field="perimeter", any_of=[line.perimeter], basis=line.perimeter_basis)))
    for item in line.criteria:
        if isinstance(item, Alternatives):
            add("alternatives", alternatives(item))
        elif item.field == "period":
            days = days.and_(window(item), item.basis)
        else:
            add(item.field, simple(item))
    add("period", lambda completion: days.fate(completion["period"]))

    whens = whens_of(funder, line)
    read += [when for when in whens.values() if when]

    fields = sorted({c.field for c in read} | {"period"})
    domains = {field: domain(book, field, read, days, action, bans) for field in fields}
    if "perimeter" in domains:
        said = action.beneficiaries.mostly_from_qpv
        domains["sites"] = list(product(*(book.states(site) for site in book.sites(action))))
        domains["mostly_from_qpv"] = [False, True] if said is None else [said]
        del domains["perimeter"]

    if prod(map(len, domains.values())) > MOST_COMPLETIONS:
        reject()  # a random rulebook that takes minutes to enumerate: another one is drawn
    completions = [dict(zip(domains, values)) for values in product(*domains.values())]
    table = [{id_: test(completion) for id_, test in tests.items()} for completion in completions]
    line_fates: list[Fate] = []
    for completion, fates in zip(completions, table):
        own = frozenset(id_ for id_, when in whens.items() if when is None or applies(book, when, completion))
        line_fates.append(worst([*fates.values(), own]))

    ways = [CLOSED if isinstance(f, Closed) else "subject_to" if f else "eligible" for f in line_fates]
    verdict = verdict_of(line_fates, ways)
    open_ = held(line_fates)
    return Outcome(
        verdict=verdict,
        reserves=FREE.union(*open_),
        certain_reserves=frozenset.intersection(*open_) if open_ else FREE,
        statuses={id_: status([fates[id_] for fates in table]) for id_ in tests},
        bases={id_: basis for id_ in tests if (basis := basis_of([fates[id_] for fates in table]))},
        questions=questions(book, action, domains, completions, ways) if verdict == "depends" else FREE,
        conflicts=conflicts(table, verdict),
    )


CLOSED = "closed"  # unlikely and ineligible alike


def whens_of(funder: FunderFile, line: Line) -> dict[str, Criterion | None]:
    """The line's own reserves, each with what it depends on."""
    reserves = {reserve.id: reserve for reserve in funder.funder.reserves}
    whens = {id_: reserves[id_].when for id_ in line.reserves}
    decided = any(reserves[id_].own_decision and when is None for id_, when in whens.items())
    if line.kind == Kind.funding and line.commitment == Commitment.intention and not decided:
        whens[INTENTION] = None
    return whens


def verdict_of(fates: list[Fate], ways: list[str]) -> str:
    """Over all completions."""
    if all(way == CLOSED for way in ways):
        return "ineligible" if all(fate == PRINTED for fate in fates) else "unlikely"
    return ways[0] if len(set(ways)) == 1 else "depends"


def status(fates: list[Fate]) -> str:
    """Of one criterion, over all completions."""
    closed = [isinstance(fate, Closed) for fate in fates]
    return "failed" if all(closed) else "unknown" if any(closed) else "met"


def basis_of(fates: list[Fate]) -> str | None:
    """What the failure of one criterion rests on, over all completions; None if it does not fail in all."""
    if status(fates) != "failed":
        return None
    return "printed" if all(fate == PRINTED for fate in fates) else "read"


def conflicts(table: list[dict[str, Fate]], verdict: str) -> frozenset[frozenset[str]]:
    """Of a closed line where no criterion fails in every completion: the smallest sets of criteria that do together.

    Of `ineligible`, only what fails as printed counts. Choice: all the sets of the least size.
    """
    if verdict not in ("unlikely", "ineligible"):
        return frozenset()
    counts = [PRINTED] if verdict == "ineligible" else [PRINTED, READ]
    closing = {frozenset(id_ for id_, fate in fates.items() if fate in counts) for fates in table}
    for size in range(1, len(table[0]) + 1):
        chosen = [frozenset(ids) for ids in combinations(table[0], size)]
        if found := frozenset(ids for ids in chosen if all(ids & closed for closed in closing)):
            return found if size > 1 else frozenset()
    raise AssertionError("une ligne fermée sans critère qui échoue")


def narrow(a: Window, b: Window) -> Window:
    latest = [
        max((d for d in pair if d), default=None) for pair in ((a.from_, b.from_), (a.begins_from, b.begins_from))
    ]
    earliest = [
        min((d for d in pair if d), default=None)
        for pair in ((a.until, b.until), (a.ends_by, b.ends_by), (a.begins_until, b.begins_until))
    ]
    return Window(latest[0], earliest[0], earliest[1], latest[1], earliest[2])


def questions(
    book: Book, action: Action, domains: dict[str, Any], completions: list[dict[str, Any]], verdicts: list[str]
) -> frozenset[str]:
    """The fields that alone, all others alike, make the difference between eligible, subject_to and closed."""
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


def domain(
    book: Book, field: str, read: list[Criterion], days: Days, action: Action, bans: Bans = NO_BANS
) -> list[Any]:
    """Values that stand for all that the field may be, as far as the line's own tests tell them apart."""
    if field == "perimeter":
        return []  # see judge
    criteria = [criterion for criterion in read if criterion.field == field]
    said = [given(action, path) for path in book.fields[field].paths]
    match book.fields[field].type:
        case FieldType.objectives | FieldType.choice_set:

            def signature(named: frozenset[str]) -> tuple[Any, ...]:
                return tuple(scores(book, c, named, b) for c in criteria for b in (NO_BANS, bans))

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
            windows = [*days, *(window(c) for c in criteria)]
            bounds: list[date | None] = [*(bound for w in windows for bound in w), start, end]
            places = any(criterion.field == "perimeter" for criterion in read)
            if places:
                bounds += [
                    bound for rule in book.source.perimeters.rules for bound in (rule.valid.from_, rule.valid.until)
                ]
            a_day = timedelta(days=1)
            spans = product(cuts(bounds, starts[0], starts[1], a_day), cuts(bounds, ends[0], ends[1], a_day))

            def signature_of_dates(dates: tuple[date, date]) -> tuple[Any, ...]:
                alone = [(fate_of_window(window(c), dates), applies(book, c, {"period": dates})) for c in criteria]
                return (days.fate(dates), places and book.rules_on(dates[0]), *alone)

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
