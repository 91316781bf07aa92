"""Small random rulebooks and actions: few values, few thresholds, so that everything meets everything."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from eligibility.checks.walk import parts
from schemas.action import Action
from schemas.base import Model
from schemas.cases import CasesFile
from schemas.contract import ContractFile
from schemas.corrections import CorrectionsFile
from schemas.criterion import Criterion
from schemas.funder import FunderFile, Line
from schemas.objectives import ObjectivesFile
from schemas.perimeters import PerimetersFile
from schemas.register import RegisterFile
from schemas.rulebook import RulebookSource
from schemas.territory import TerritoryFile
from schemas.texts import Validity
from schemas.vocabulary import VocabularyFile
from tests.support.reference import Book, State

COMMUNES = ["59001", "59002", "59003"]
OUTSIDE = "75056"
QUARTERS = {"QP059001": ["59001"], "QP059002": ["59001", "59002"]}
TAGS = ["npnru", "anru"]
STATUSES = ["prioritaire", "veille", "autre"]
LEAVES = ["1.1.1", "1.1.2", "1.2.1", "2.1.1"]
CODES = ["1", "2", "1.1", "1.2", "2.1", *LEAVES]
DAYS = [date(2015, 1, 1), date(2016, 6, 30), date(2017, 12, 31), date(2018, 1, 1), date(2020, 12, 31)]
OUTER_DAYS = [date(2014, 12, 31), date(2015, 1, 2), *DAYS, date(2019, 5, 5), date(2021, 1, 1)]
AGES = [0, 6, 15, 16, 25, 26, 60, 120]
EUROS = [Decimal("0"), Decimal("999.99"), Decimal("1000"), Decimal("1000.01"), Decimal("50000")]
NAMED_PUBLICS = ["habitants", "jeunes", "collegiens", "femmes", "other"]
NAMED_LISTS = {
    "publics": NAMED_PUBLICS,
    "kinds": ["works", "equipment", "training", "other"],
    "carriers": ["association", "commune", "other"],
    "themes": ["sport", "sante", "other"],
}
LIST_OF = {"publics": "publics", "kinds": "kinds", "carrier": "carriers", "themes": "themes"}
PERIMETERS = ["agglomeration", "quartiers", "specifiques"]
FLAGS = ["international", "hors_ecole"]
SOURCE = "T-01"


# Strategies are made once and kept: making them took half of the time of drawing a rulebook.


@cache
def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


@cache
def one(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@cache
def many(*values: Any, least: int = 0, most: int | None = None) -> st.SearchStrategy[list[Any]]:
    return st.lists(one(*values), min_size=least, max_size=most, unique=True)


def some(values: Sequence[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:
    return many(*values, least=1, most=most)


class Small(RulebookSource):
    """Shown by what is random in it, so that a counter-example can be read."""

    def __repr__(self) -> str:
        random_parts: list[Iterable[Model]] = [
            *(file.funder.reserves for file in self.funders),
            *(file.lines for file in self.funders),
            self.territory.communes,
            self.territory.quarters,
            self.perimeters.rules,
            *self.vocabulary.lists.values(),
        ]
        rows = [
            row.model_dump_json(exclude_defaults=True, by_alias=True, exclude=UNREMARKABLE)
            for part in random_parts
            for row in part
        ]
        return "Small(\n  " + "\n  ".join(rows) + "\n)"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # what hypothesis looks for
        printer.text(repr(self))


BOOLEANS = st.booleans()
integers = cache(st.integers)
UNREMARKABLE = {
    "title",
    "summary",
    "nature",
    "dispositif",
    "source",
    "label",
    "name",
    "text",
    "body",
}


# -- the files of a rulebook


def contract() -> ContractFile:
    return ContractFile.model_validate(
        {
            "id": "essai",
            "title": "Contrat d'essai",
            "version": "1.0.0",
            "revised_on": "2015-06-30",
            "known_from": "2015-06-30",
            "period": {"from": DAYS[0], "until": DAYS[-1]},
            "ended": True,
            "ended_notice": "Période close.",
            "licence": "Licence d'essai",
            "agglomeration": "Agglomération d'essai",
            "conference": "Conférence d'essai",
            "families": [{"id": "tous", "name": "Tous", "section": "T", "encoded": True}],
            "documents": [
                {"id": "doc", "title": "Document", "producer": "P", "date": "2015", "licence": "L"},
            ],
        }
    )


def objectives() -> ObjectivesFile:
    def leaf(code: str) -> dict[str, Any]:
        return {"code": code, "title": f"Sous-objectif {code}", "words": [], "source": SOURCE, "pilot_source": SOURCE}

    def objective(code: str) -> dict[str, Any]:
        below = [leaf(c) for c in LEAVES if c.startswith(code + ".")]
        return {"code": code, "title": f"Objectif {code}", "children": below}

    axes = [("1", ["1.1", "1.2"]), ("2", ["2.1"])]
    return ObjectivesFile.model_validate(
        {"axes": [{"code": a, "title": f"Axe {a}", "children": [objective(o) for o in below]} for a, below in axes]}
    )


@st.composite
def territories(draw: st.DrawFn) -> TerritoryFile:
    return TerritoryFile.model_validate(
        {
            "communes": [
                {
                    "insee": insee,
                    "name": f"Commune {insee}",
                    "status": draw(one(*STATUSES)),
                    "veille": draw(one("all", "some", "none")),
                    "source": SOURCE,
                }
                for insee in COMMUNES
            ],
            "quarters": [
                {
                    "code": code,
                    "name": f"Quartier {code}",
                    "communes": communes,
                    "tags": draw(many(*TAGS)),
                    "source": SOURCE,
                }
                for code, communes in QUARTERS.items()
            ],
        }
    )


@st.composite
def closed_list(draw: st.DrawFn, names: list[str]) -> list[dict[str, Any]]:
    """Values imply only earlier ones; a pair is only one of overlapping, excluded and open."""
    values = []
    for i, name in enumerate(names):
        earlier = names[:i]
        dimension = draw(maybe(one("a", "b")))
        implies = draw(many(*earlier, most=2)) if earlier else []
        free = [other for other in earlier if other not in implies]
        overlaps = draw(many(*free, most=1)) if free else []
        free = [other for other in free if other not in overlaps]
        excludes = draw(many(*free, most=1)) if free else []
        free = [other for other in free if other not in excludes]
        open_ = draw(many(*free, most=2)) if free else []
        values.append(
            {
                "id": name,
                "label": name.capitalize(),
                "dimension": dimension,
                "implies": implies,
                "overlaps": overlaps,
                "excludes": excludes,
                "open": open_,
            }
        )
    return values


@st.composite
def vocabularies(draw: st.DrawFn) -> VocabularyFile:
    def field(id_: str, type_: str, *paths: str, values: str | None = None, part: str | None = None) -> dict[str, Any]:
        asked = f"Et {id_} ?"
        return {
            "id": id_,
            "type": type_,
            "paths": paths,
            "values": values,
            "label": f"Champ {id_}",
            "question": asked,
            "part": part and {"id": part, "text": "Pour cette part"},
        }

    return VocabularyFile.model_validate(
        {
            "fields": [
                field("objectives", "objectives", "objectives"),
                field("publics", "choice_set", "beneficiaries.publics", values="publics", part="part-public"),
                field("age", "range", "beneficiaries.age_min", "beneficiaries.age_max"),
                field("kinds", "choice_set", "kinds", values="kinds"),
                field("carrier", "choice", "carrier.type", values="carriers"),
                field("themes", "choice_set", "details.themes", values="themes"),
                field("period", "period", "starts_on", "ends_on"),
                field("budget", "number", "budget"),
                field("international", "boolean", "international"),
                field("hors_ecole", "boolean", "details.hors_ecole"),
                field("commune", "territory", "site.commune"),
                field("qpv", "territory", "site.qpv"),
                field("veille", "territory", "site.veille"),
                field("mostly_from_qpv", "territory", "beneficiaries.mostly_from_qpv"),
            ],
            "lists": {name: draw(closed_list(values)) for name, values in NAMED_LISTS.items()},
        }
    )


BASE_VALUES = {
    "agglomeration": ["oui", "non"],
    "commune": [*COMMUNES, "hors"],
    "commune_status": [*STATUSES, "hors"],
    "qpv": [*QUARTERS, "none"],
    "in_qpv": ["oui", "non"],
    "quarter_tag": TAGS,
    "veille": ["oui", "non"],
    "mostly_from_qpv": ["oui", "non"],
}
DERIVED_VALUES = {"zone": ["prioritaire", "veille", "autre"], "vecu": ["oui"]}
DERIVED_FIELDS = st.lists(st.sampled_from(sorted(DERIVED_VALUES)), max_size=3)


@st.composite
def conditions(draw: st.DrawFn, values: dict[str, list[str]]) -> list[dict[str, Any]]:
    fields = draw(some(sorted(values), 3))
    return [{"field": f, "any_of": draw(some(values[f], 2))} for f in fields]


RULE_DATES = st.sampled_from(
    [
        {"from": "2016-07-01"},
        {"until": "2016-06-30"},
        {"from": "2016-03-01", "until": "2017-06-30"},
        {"until": "2014-12-31"},
    ]
)


@st.composite
def perimeters(draw: st.DrawFn) -> PerimetersFile:
    """Perimeters like those of the contract, or quite random ones."""
    rules: list[dict[str, Any]] = []

    def rule(
        when: list[dict[str, Any]], then: tuple[str, str] | None = None, opens: Sequence[tuple[str, str | None]] = ()
    ) -> None:
        rules.append(
            {
                "id": f"regle-{len(rules)}",
                "title": f"Règle {len(rules)}.",
                "when": when,
                "then": {"field": then[0], "value": then[1]} if then else None,
                "opens": [{"perimeter": p, "reserve": r} for p, r in opens],
                "source": SOURCE,
            }
        )

    def is_(field: str, *values: str) -> dict[str, Any]:
        return {"field": field, "any_of": list(values)}

    if draw(BOOLEANS):
        rule([is_("in_qpv", "oui")], then=("zone", "prioritaire"))
        rule([is_("veille", "oui")], then=("zone", "veille"))
        rule([is_("agglomeration", "oui"), is_("in_qpv", "non"), is_("veille", "non")], then=("zone", "autre"))
        rule([is_("in_qpv", "non"), is_("mostly_from_qpv", "oui")], then=("vecu", "oui"))
        rule([is_("agglomeration", "oui")], opens=[("agglomeration", None)])
        rule([is_("zone", "prioritaire", "veille")], opens=[("quartiers", None)])
        rule([is_("zone", "prioritaire")], opens=[("specifiques", None)])
        rule([is_("vecu", "oui")], opens=[("specifiques", "route-specifiques")])
    else:
        everything = BASE_VALUES | DERIVED_VALUES
        for field in draw(DERIVED_FIELDS):
            values = everything if draw(BOOLEANS) else BASE_VALUES
            rule(draw(conditions(values)), then=(field, draw(one(*DERIVED_VALUES[field]))))
        for perimeter in PERIMETERS:
            for _ in range(draw(integers(1, 2))):
                reserve = draw(one(None, f"route-{perimeter}"))
                rule(draw(conditions(everything)), opens=[(perimeter, reserve)])
    for rule_ in rules if draw(integers(0, 3)) == 0 else []:
        if draw(BOOLEANS):
            rule_["valid"] = draw(RULE_DATES)
    return perimeters_file(rules)


def perimeters_file(rules: list[dict[str, Any]]) -> PerimetersFile:
    return PerimetersFile.model_validate(
        {
            "derived": [
                {"id": f, "label": f"Champ {f}", "values": {v: v for v in vs}} for f, vs in DERIVED_VALUES.items()
            ],
            "reserves": [
                {"id": f"route-{p}", "text": f"Il faut apprécier {p}.", "body": "Conférence", "source": SOURCE}
                for p in PERIMETERS
            ],
            "perimeters": [
                {"id": p, "label": f"le périmètre {p}", "expected": f"être dans {p}", "source": SOURCE}
                for p in PERIMETERS
            ],
            "rules": rules,
        }
    )


# -- lines


def list_criterion(
    field: str, values: list[str], more: Sequence[str] = ("all_of", "none_of")
) -> st.SearchStrategy[dict[str, Any]]:
    operators = ["any_of", "any_of", *more]
    return st.builds(
        lambda operator, chosen: {"field": field, operator: chosen, "source": SOURCE},
        st.sampled_from(operators),
        some(values, 2),
    )


@st.composite
def bounds(draw: st.DrawFn, field: str, values: list[Any], low: str, high: str) -> dict[str, Any]:
    a, b = sorted([draw(one(*values)), draw(one(*values))])
    which = draw(one("low", "high", "both"))
    chosen = {low: a} if which == "low" else {high: b} if which == "high" else {low: a, high: b}
    return {"field": field, **chosen, "source": SOURCE}


@st.composite
def period_criterion(draw: st.DrawFn) -> dict[str, Any]:
    """Bounds inside the contract's period; the line's windows, its own validity included, admit DAYS[1] together."""
    return {"field": "period", **draw(WINDOWS), "source": SOURCE}


WINDOWS = st.sampled_from(
    [
        {"from": DAYS[1]},
        {"until": DAYS[3]},
        {"ends_by": DAYS[2]},
        {"ends_by": DAYS[3]},
        {"from": DAYS[1], "ends_by": DAYS[2]},
        {"from": DAYS[1], "until": DAYS[2]},
        {"begins_from": DAYS[1]},
        {"begins_until": DAYS[3]},
        {"begins_from": DAYS[1], "begins_until": DAYS[2]},
        {"begins_until": DAYS[1], "ends_by": DAYS[3]},
    ]
)


@cache
def criterion(field: str) -> st.SearchStrategy[dict[str, Any]]:
    if field == "objectives":
        return list_criterion(field, CODES)
    if field == "perimeter":
        return list_criterion(field, PERIMETERS, more=())
    if field in LIST_OF:
        return list_criterion(
            field, NAMED_LISTS[LIST_OF[field]], more=("none_of",) if field == "carrier" else ("all_of", "none_of")
        )
    if field == "age":
        return bounds(field, AGES, "at_least", "at_most")
    if field == "budget":
        return bounds(field, EUROS, "at_least", "at_most")
    if field == "period":
        return period_criterion()
    return st.booleans().map(lambda yes: {"field": field, "is": yes, "source": SOURCE})


BASES = st.sampled_from(["printed", "read"])


@cache
def based(field: str) -> st.SearchStrategy[dict[str, Any]]:
    """A criterion of a line; a reserve's `when` has no basis."""
    return st.builds(lambda written, basis: {**written, "basis": basis}, criterion(field), BASES)


@st.composite
def ban(draw: st.DrawFn) -> dict[str, Any]:
    """« Aucun fonds européen sur l'axe IV »: a criterion of its own."""
    codes = draw(some(["2", "1.1", "1.1.1", "1.2"], 2))
    return {"field": "objectives", "none_of": codes, "source": SOURCE, "basis": draw(BASES)}


@st.composite
def clash(draw: st.DrawFn, flag: str, more: str) -> list[dict[str, Any]]:
    """Yes by one criterion, no by whatever way of another: each may hold, never both."""
    yes = draw(BOOLEANS)

    def is_(answer: bool) -> dict[str, Any]:
        return {"field": flag, "is": answer, "source": SOURCE, "basis": draw(BASES)}

    ways = [{"all": [is_(not yes)]}, {"all": [is_(not yes), draw(based(more))]}]
    return [is_(yes), *({"alternatives": ways, "source": SOURCE} for _ in range(draw(st.integers(1, 2))))]


SIMPLE = ["publics", "age", "kinds", "carrier", "themes", "budget", *FLAGS]


@st.composite
def lines(draw: st.DrawFn, id_: str, entry: str) -> dict[str, Any]:
    pool = draw(some(SIMPLE, 3))  # few fields a line: the oracle enumerates
    criteria: list[dict[str, Any]] = []
    for field in draw(many(*pool, "period", most=3)):
        criteria.append(draw(based(field)))
        if field in ("age", "budget", "period") and draw(BOOLEANS):
            criteria.append(draw(based(field)))  # one bound may be printed, another read
    if draw(integers(0, 3)) == 0:
        criteria.append(draw(ban()))
    if draw(integers(0, 4)) == 0:
        more = draw(one(*([f for f in pool if f != FLAGS[0]] or ["budget"])))
        criteria = [c for c in criteria if c["field"] != FLAGS[0]] + draw(clash(FLAGS[0], more))
    for _ in range(draw(one(0, 0, 1, 1, 2))):
        branches = []
        for _ in range(draw(integers(2, 3))):
            fields = draw(some([*pool, "perimeter", "period", "objectives"], 2))
            branches.append(
                {
                    "all": [draw(based(f)) for f in fields],
                    "reserve": draw(maybe(one("convention", "accord"))),
                }
            )
        criteria.append({"alternatives": branches, "source": SOURCE})
    named, perimeter = draw(maybe(some(CODES, 2))), draw(maybe(one(*PERIMETERS)))
    valid = draw(LINE_DATES)
    bases = {"objectives_basis": named, "perimeter_basis": perimeter, "valid_basis": valid}
    return {
        "id": id_,
        "title": f"Ligne {id_}",
        "summary": "Une ligne d'essai.",
        "kind": draw(one("funding", "support")),
        "nature": draw(one("droit_commun", "credits_specifiques", "european_fund")),
        "commitment": draw(one("firm", "conditional", "intention")),
        "objectives": named,
        "perimeter": perimeter,
        "criteria": draw(st.permutations(criteria)),
        "reserves": draw(many("convention", "accord", *CONDITIONAL, most=2)),
        "valid": valid,
        **{key: draw(BASES) for key, given in bases.items() if given},
        "dispositif": f"Dispositif {id_}",
        "source": [entry],
    }


CONDITIONAL = ["revoyure", "selon"]  # reserves with a `when`
LINE_DATES = st.sampled_from([{}, {}, {"from": DAYS[1]}, {"until": DAYS[3]}, {"from": DAYS[0], "until": DAYS[2]}])


@st.composite
def funders(draw: st.DrawFn, id_: str, entries: list[str]) -> FunderFile:
    """One line per register entry. Reserve ids are the funder's own."""

    def reserve(reserve_id: str, when: dict[str, Any] | None = None) -> dict[str, Any]:
        return {
            "id": reserve_id,
            "text": f"Sous {reserve_id}.",
            "body": "Comité",
            "when": when,
            "own_decision": draw(BOOLEANS),  # counts on an intention, without a `when`
            "source": SOURCE,
        }

    bound = draw(one("from", "from", "until", "begins_from"))
    revoyure = {"field": "period", bound: draw(one(*DAYS[1:4]))}
    selon = draw(one("publics", "age", "budget", "international", "perimeter", "objectives"))
    return FunderFile.model_validate(
        {
            "funder": {
                "id": id_,
                "name": f"Financeur {id_}",
                "short_name": id_,
                "family": "tous",
                "contacts": [{"id": f"{id_}-contact", "organisation": id_, "source": SOURCE}],
                "reserves": [
                    reserve("convention"),
                    reserve("accord"),
                    reserve("revoyure", revoyure),
                    reserve("selon", draw(criterion(selon))),
                ],
            },
            "lines": [draw(lines(f"{id_}-{entry[-2:]}", entry)) for entry in entries],
        }
    )


def register(funder_files: tuple[FunderFile, ...], rules: list[str]) -> RegisterFile:
    def entry(id_: str, encoded_as: list[str]) -> dict[str, Any]:
        number = int(id_[-2:])
        return {
            "id": id_,
            "heading": "Essai",
            "lines": [number, number],
            "text": f"Engagement {id_}.",
            "encoded_as": encoded_as,
        }

    entries = [entry(SOURCE, rules)]
    entries += [entry(line.source[0], [line.id]) for file in funder_files for line in file.lines]
    return RegisterFile.model_validate({"section": "T", "title": "Essai", "entries": entries})


def assemble(
    territory: TerritoryFile,
    vocabulary: VocabularyFile,
    perimeter_rules: PerimetersFile,
    funder_files: tuple[FunderFile, ...],
) -> RulebookSource:
    source = Small(
        contract=contract(),
        objectives=objectives(),
        territory=territory,
        vocabulary=vocabulary,
        perimeters=perimeter_rules,
        funders=funder_files,
        registers=(register(funder_files, [rule.id for rule in perimeter_rules.rules]),),
        corrections=CorrectionsFile(corrections=[]),
        cases={file.funder.id: CasesFile(cases=[]) for file in funder_files},
        path="essai",
        content_hash="",
    )
    return replace(source, content_hash=hashlib.sha256(RulebookSource.__repr__(source).encode()).hexdigest())


@st.composite
def rulebooks(draw: st.DrawFn) -> RulebookSource:
    """Two to four lines, of one or two funders."""
    sizes = draw(one((2,), (3,), (1, 1), (1, 2), (2, 2)))
    funder_files, entry = [], 10
    for number, size in enumerate(sizes):
        funder_files.append(draw(funders(f"f{number}", [f"T-{entry + i}" for i in range(size)])))
        entry += size
    rules = draw(perimeters())
    conditions_ = (
        part for file in funder_files for where, part in parts(file) if isinstance(part, Criterion) and "when" in where
    )
    if any(c.field == "perimeter" for c in conditions_):  # not admitted with dated rules
        rules = rules.model_copy(update={"rules": [r.model_copy(update={"valid": Validity()}) for r in rules.rules]})
    return assemble(draw(territories()), draw(vocabularies()), rules, tuple(funder_files))


# -- what a refusal rests on

LINE_BASES = ("objectives_basis", "perimeter_basis", "valid_basis")


@st.composite
def turned_to_read(draw: st.DrawFn, source: RulebookSource) -> tuple[str, RulebookSource]:
    """The rulebook once one refusal of one line, printed or not, is read; and that line's id."""
    places = [(file, line, place) for file in source.funders for line in file.lines for place in bases_of(line)]
    if not places:
        return source.funders[0].lines[0].id, source
    file, line, place = draw(st.sampled_from(places))
    lines = [read_at(line, place) if other.id == line.id else other for other in file.lines]
    files = tuple(f.model_copy(update={"lines": lines}) if f.funder.id == file.funder.id else f for f in source.funders)
    return line.id, assemble(source.territory, source.vocabulary, source.perimeters, files)


def bases_of(line: Line) -> list[tuple[str | int, ...]]:
    """Where the line says a basis: a key of its own, a criterion, or a criterion of a way."""
    found: list[tuple[str | int, ...]] = [(key,) for key in LINE_BASES if getattr(line, key)]
    for i, item in enumerate(line.criteria):
        if isinstance(item, Criterion):
            found.append((i,))
        else:
            found += [(i, j, k) for j, way in enumerate(item.alternatives) for k in range(len(way.all))]
    return found


def read_at(line: Line, place: tuple[str | int, ...]) -> Line:
    body = line.model_dump(by_alias=True)
    match place:
        case (str(key),):
            body[key] = "read"
        case (int(i),):
            body["criteria"][i]["basis"] = "read"
        case (int(i), int(j), int(k)):
            body["criteria"][i]["alternatives"][j]["all"][k]["basis"] = "read"
    return Line.model_validate(body)


# -- actions

FILLED = ["objectives", "publics", "age_min", "age_max", "kinds", "carrier", "themes", "starts_on", "ends_on", "budget"]
FILLED += [*FLAGS, "mostly_from_qpv"]


@st.composite
def sites(draw: st.DrawFn, book: Book) -> dict[str, Any]:
    """Some of what is true of a state of the territory: never contradictory."""
    keys = draw(some_keys())
    return {key: value for key, value in said(draw(st.sampled_from(book.all_states))).items() if key in keys}


def some_keys() -> st.SearchStrategy[list[str]]:
    return some(["commune", "qpv", "veille"], 3)


def said(state: State) -> dict[str, Any]:
    return {"commune": OUTSIDE if state.commune == "hors" else state.commune, "qpv": state.qpv, "veille": state.veille}


@cache
def values_of(field: str) -> st.SearchStrategy:
    return {
        "objectives": some(CODES, 2),
        "publics": some(NAMED_LISTS["publics"], 2),
        "kinds": some(NAMED_LISTS["kinds"], 2),
        "carrier": st.sampled_from(NAMED_LISTS["carriers"]),
        "themes": some(NAMED_LISTS["themes"], 2),
        "age_min": st.sampled_from([*AGES, 17, 40]),
        "age_max": st.sampled_from([*AGES, 17, 40]),
        "starts_on": st.sampled_from(OUTER_DAYS),
        "ends_on": st.sampled_from(OUTER_DAYS),
        "budget": st.sampled_from(EUROS),
        "international": st.booleans(),
        "hors_ecole": st.booleans(),
        "mostly_from_qpv": st.booleans(),
    }[field]


def build(flat: dict[str, Any]) -> Action:
    """An action from a flat dictionary (its site included); minima and maxima are put in order."""
    flat = dict(flat)
    for low, high in (("age_min", "age_max"), ("starts_on", "ends_on")):
        if low in flat and high in flat:
            flat[low], flat[high] = sorted([flat[low], flat[high]])
    body: dict[str, Any] = {"beneficiaries": {}, "carrier": {}, "details": {}}
    for key, value in flat.items():
        if key in ("publics", "age_min", "age_max", "mostly_from_qpv"):
            body["beneficiaries"][key] = value
        elif key == "carrier":
            body["carrier"]["type"] = value
        elif key in ("themes", "hors_ecole"):
            body["details"][key] = value
        else:
            body[key] = value
    return Action.model_validate(body)


@st.composite
def flat_actions(draw: st.DrawFn, source: RulebookSource, fields: list[str] | None = None) -> dict[str, Any]:
    """From nearly nothing to everything; one site, none, or several."""
    book = Book(source)
    density = draw(one(0, 1, 2, 3, 4)) if fields is None else 4
    flat = {f: draw(values_of(f)) for f in fields or FILLED if fields or draw(integers(1, 4)) <= density}
    count = draw(one(0, 1, 1, 1, 2, 3))
    if count == 1:
        flat["site"] = draw(sites(book))
    elif count == 2:
        flat["site"] = [draw(sites(book)), draw(sites(book))]
    elif count == 3:  # a third site is wholly known, for the oracle's sake
        flat["site"] = [draw(sites(book)), draw(sites(book)), said(draw(st.sampled_from(book.all_states)))]
    if "site" not in flat and "objectives" not in flat:
        flat["objectives"] = draw(values_of("objectives"))
    return flat


def actions(source: RulebookSource) -> st.SearchStrategy[Action]:
    return flat_actions(source).map(build)


def contradictory_sites() -> st.SearchStrategy[dict[str, Any]]:
    """Any keys together; often impossible, sometimes not."""
    return st.fixed_dictionaries(
        {},
        optional={
            "commune": st.sampled_from([*COMMUNES, OUTSIDE]),
            "qpv": st.sampled_from([*QUARTERS, "none"]),
            "veille": st.booleans(),
        },
    ).filter(bool)


@st.composite
def refinements(draw: st.DrawFn, source: RulebookSource) -> tuple[Action, Action]:
    """An action, and the same one with more information: absent fields given, given ones made more precise.

    Dates are added inside the contract's period only (outside it, they go against what is assumed without dates),
    and an absent site becomes one site, not several.
    """
    book = Book(source)
    flat = draw(flat_actions(source))
    for key in ("starts_on", "ends_on"):
        if key in flat:
            flat[key] = min(max(flat[key], DAYS[0]), DAYS[-1])
    before = build(flat)
    flat = unbuild(before)
    finer = dict(flat)
    for field in draw(some(FILLED, 4)):
        if field == "objectives" and field in flat:
            finer[field] = [draw(st.sampled_from([c for c in CODES if below(c, code)])) for code in flat[field]]
        elif field not in flat and (field != "objectives" or "objectives" not in finer):
            value = draw(values_of(field))
            if field in ("starts_on", "ends_on"):
                value = min(max(value, DAYS[0]), DAYS[-1])
            finer[field] = value
    for low, high in (("age_min", "age_max"), ("starts_on", "ends_on")):  # keep what was said
        if low in finer and high in finer and finer[low] > finer[high]:
            finer[low if low not in flat else high] = finer[high if low not in flat else low]
    if draw(BOOLEANS):
        given = flat.get("site")
        if isinstance(given, list):
            finer["site"] = [draw(finer_site(book, site)) for site in given]
        else:
            finer["site"] = draw(finer_site(book, given))
    return before, build(finer)


@st.composite
def finer_site(draw: st.DrawFn, book: Book, site: dict[str, Any] | None) -> dict[str, Any]:
    flat = {"objectives": ["1"], **({"site": site} if site else {})}
    (place,) = book.sites(build(flat))
    state = draw(st.sampled_from(book.states(place)))
    keys = draw(some_keys())
    return {key: value for key, value in said(state).items() if key in keys} | (site or {})


def below(code: str, above: str) -> bool:
    return code == above or code.startswith(above + ".")


def unbuild(action: Action) -> dict[str, Any]:
    body = action.model_dump(exclude_none=True)
    flat = {k: v for k, v in body.items() if k not in ("beneficiaries", "carrier", "details")}
    flat |= body["beneficiaries"] | body["details"]
    if "type" in body["carrier"]:
        flat["carrier"] = body["carrier"]["type"]
    return flat


# -- facts and rules for the chainer alone

WILD = [
    "oui",
    "non",
    "0",
    "false",
    "True",
    "1e-05",
    "l'été",
    'dit "oui"',
    "é" * 40,
    "costarring",
    "liquid",
    "a.b",
    "$m",
    "\\d",
]


@st.composite
def rules_and_facts(draw: st.DrawFn) -> tuple[PerimetersFile, frozenset[tuple[str, str]]]:
    """Random rules over awkward values, chained on one another, and random facts (several values a field)."""
    values = dict.fromkeys(("qpv", "commune", "veille", "quarter_tag", "zone", "vecu", "tiers"), WILD)
    rules: list[dict[str, Any]] = []
    for number in range(draw(integers(1, 8))):
        then = draw(maybe(st.tuples(st.sampled_from(["zone", "vecu", "tiers"]), st.sampled_from(WILD))))
        opens = draw(
            st.lists(st.sampled_from(PERIMETERS), unique=True, max_size=2, min_size=0 if then else 1).flatmap(
                lambda names: st.tuples(*(st.sampled_from([(n, None), (n, f"route-{n}")]) for n in names))
            )
        )
        rules.append(
            {
                "id": f"regle-{number}",
                "title": f"Règle {number}.",
                "when": draw(conditions(values)),
                "then": {"field": then[0], "value": then[1]} if then else None,
                "opens": [{"perimeter": p, "reserve": r} for p, r in opens],
                "source": SOURCE,
            }
        )
    file = perimeters_file(rules).model_dump(by_alias=True)
    file["derived"] = [{"id": f, "label": f, "values": {v: v for v in WILD}} for f in ("zone", "vecu", "tiers")]
    base = st.tuples(st.sampled_from(["qpv", "commune", "veille", "quarter_tag"]), st.sampled_from(WILD))
    return PerimetersFile.model_validate(file), draw(st.frozensets(base, max_size=8))
