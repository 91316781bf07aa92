"""Rulebooks of any size, and actions, made from a real rulebook: same vocabulary, territory, perimeters, objectives.

A synthetic line copies the shape of a real line (which fields it tests, with how many values, its reserves, its
amounts) and draws the values again, as often as the real lines use them. Everything is seeded: same inputs, same
bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from eligibility.rulebook.objectives import above
from schemas.action import Action
from schemas.criterion import Alternatives, Basis, Branch, Criterion
from schemas.funder import Commitment, FunderFile, Line
from schemas.rulebook import RulebookSource
from schemas.territory import Veille
from schemas.vocabulary import FieldDefinition, FieldType

AGES = [(0, 3), (3, 11), (6, 12), (11, 15), (12, 17), (16, 25), (18, 25), (18, 30), (16, 120), (26, 64), (60, 120)]
NONE = "none"


def synthetic_rulebook(real: RulebookSource, lines: int, seed: int = 2015) -> RulebookSource:
    """A rulebook of `lines` lines, shared between the real funders as the real lines are."""
    maker = _LineMaker(real, Random(f"rulebook-{seed}-{lines}"))
    shapes = [(index, line) for index, file in enumerate(real.funders) for line in file.lines]
    made: dict[int, list[Line]] = {}
    for number in range(lines):
        funder, shape = maker.random.choice(shapes)
        made.setdefault(funder, []).append(maker.line(shape, number))
    funders = tuple(FunderFile(funder=real.funders[f].funder, lines=made[f]) for f in sorted(made))
    return replace(real, funders=funders, cases={}, content_hash=f"synthetic-{seed}-{lines}")


def comparable(source: RulebookSource) -> RulebookSource:
    """The part of a rulebook that every peer can say: refusals by printed words, without bans, beginnings or intentions."""
    funders = tuple(
        FunderFile(funder=file.funder, lines=[_comparable(line) for line in file.lines]) for file in source.funders
    )
    return replace(source, funders=funders)


def _comparable(line: Line) -> Line:
    ours = [item for item in line.criteria if isinstance(item, Alternatives) or not _for_us_alone(item)]
    criteria = _once_a_field(ours)
    intended = line.commitment == Commitment.intention
    return line.model_copy(
        update={
            "criteria": [_printed(item) for item in criteria],
            "objectives_basis": Basis.printed,
            "perimeter_basis": Basis.printed,
            "valid_basis": Basis.printed,
            "commitment": Commitment.conditional if intended else line.commitment,
        }
    )


def _once_a_field(items: list[Criterion | Alternatives]) -> list[Criterion | Alternatives]:
    """Two criteria on one field, one printed and one read, have names that the peers do not give."""
    fields = [item.field if isinstance(item, Criterion) else None for item in items]
    return [item for index, item in enumerate(items) if fields[index] is None or fields[index] not in fields[:index]]


def _for_us_alone(criterion: Criterion) -> bool:
    ban = criterion.field == "objectives" and criterion.none_of is not None
    return ban or criterion.begins_from is not None or criterion.begins_until is not None


def _printed(item: Criterion | Alternatives) -> Criterion | Alternatives:
    if isinstance(item, Criterion):
        return item.model_copy(update={"basis": Basis.printed})
    ways = [way.model_copy(update={"all": [_printed(one) for one in way.all]}) for way in item.alternatives]
    return item.model_copy(update={"alternatives": ways})


class _LineMaker:
    def __init__(self, real: RulebookSource, random: Random):
        self.random = random
        self._lists = {name: [value.id for value in values] for name, values in real.vocabulary.lists.items()}
        self._fields = {field.id: field for field in real.vocabulary.fields}
        lines = [line for file in real.funders for line in file.lines]
        self._codes = [code for line in lines for code in line.objectives or ()]
        self._perimeters = [line.perimeter for line in lines]
        self._used: dict[str, list[str]] = {}
        for criterion in _criteria(lines):
            self._used.setdefault(criterion.field, []).extend(criterion.any_of or criterion.all_of or ())

    def line(self, shape: Line, number: int) -> Line:
        objectives = None if shape.objectives is None else self._some(self._codes, len(shape.objectives))
        return shape.model_copy(
            update={
                "id": f"s{number:05d}",
                "title": f"{shape.title} ({number})",
                "objectives": objectives,
                "perimeter": None
                if shape.perimeter is None
                else self.random.choice([p for p in self._perimeters if p]),
                "criteria": [self._item(item) for item in shape.criteria],
            }
        )

    def _item(self, item: Criterion | Alternatives) -> Criterion | Alternatives:
        if isinstance(item, Criterion):
            return self._criterion(item)
        branches = [Branch(all=[self._criterion(c) for c in b.all], reserve=b.reserve) for b in item.alternatives]
        return Alternatives(alternatives=branches, source=item.source)

    def _criterion(self, shape: Criterion) -> Criterion:
        """The same operator on the same field, other values. Bounds and yes/no stay: they come from few texts."""
        values = shape.any_of or shape.all_of
        if not values or shape.field == "perimeter":
            return shape
        everything = self._lists.get(self._fields[shape.field].values or "", [])
        drawn = self._some([*self._used[shape.field], *everything], len(values))
        return shape.model_copy(update={"any_of" if shape.any_of else "all_of": drawn})

    def _some(self, values: Sequence[str], count: int) -> list[str]:
        """Distinct values, frequent ones more often."""
        found: dict[str, None] = {}
        wanted = min(count, len(set(values)))
        while len(found) < wanted:
            found[self.random.choice(values)] = None
        return sorted(found)


def _criteria(lines: Iterable[Line]) -> Iterable[Criterion]:
    for line in lines:
        for item in line.criteria:
            if isinstance(item, Criterion):
                yield item
            else:
                yield from (criterion for branch in item.alternatives for criterion in branch.all)


# -- actions


@dataclass(frozen=True)
class Actions:
    full: tuple[Action, ...]  # every field that a rule reads is given
    partial: tuple[Action, ...]  # as carriers write them: details unknown, a wide objective, no dates…


def synthetic_actions(real: RulebookSource, count: int, seed: int = 2015) -> Actions:
    """`count` actions of each sort. Most name one objective, one public and one kind, as the real cases do."""
    maker = _ActionMaker(real, Random(f"actions-{seed}"))
    full = [maker.full() for _ in range(count)]
    return Actions(
        tuple(Action.model_validate(action) for action in full),
        tuple(Action.model_validate(maker.partial(action)) for action in full),
    )


class _ActionMaker:
    def __init__(self, real: RulebookSource, random: Random):
        self._random = random
        self._lists = {name: [v.id for v in values] for name, values in real.vocabulary.lists.items()}
        self._fields = real.vocabulary.fields
        self._period = real.contract.period
        self._territory = real.territory
        self._leaves = [leaf.code for axis in real.objectives.axes for o in axis.children for leaf in o.children]

    def full(self) -> dict[str, Any]:
        random = self._random
        youngest, oldest = random.choice(AGES)
        starts, ends = self._dates()
        return {
            "objectives": self._few(self._leaves, 0.1),
            "site": random.choices([self._in_quarter, self._elsewhere], [2, 1])[0](),
            "beneficiaries": {
                "mostly_from_qpv": random.random() < 0.7,
                "publics": self._few(self._lists["publics"], 0.15),
                "age_min": youngest,
                "age_max": oldest,
            },
            "carrier": {"type": random.choice(self._lists["carriers"])},
            "kinds": self._few(self._lists["kinds"], 0.2),
            "starts_on": starts,
            "ends_on": ends,
            "budget": Decimal(random.randrange(2, 200) * 500),
            "international": random.random() < 0.1,
            "details": {
                path.removeprefix("details."): self._detail(field)
                for field in self._fields
                for path in field.paths
                if path.startswith("details.")
            },
        }

    def partial(self, full: dict[str, Any]) -> dict[str, Any]:
        """The same action, told as a carrier would at first."""
        random = self._random
        told: dict[str, Any] = {
            "objectives": full["objectives"],
            "site": full["site"],
            "beneficiaries": dict(full["beneficiaries"]),
            "carrier": full["carrier"],
            "kinds": full["kinds"],
            "starts_on": full["starts_on"],
            "ends_on": full["ends_on"],
        }
        if random.random() < 0.4:
            told["objectives"] = sorted({above(code) for code in full["objectives"]})
        if random.random() < 0.4:
            told["site"] = {"commune": full["site"]["commune"]}
        forget: list[tuple[float, Callable[[], object]]] = [
            (0.6, lambda: told["beneficiaries"].pop("mostly_from_qpv")),
            (0.3, lambda: told["beneficiaries"].pop("publics")),
            (0.4, lambda: (told["beneficiaries"].pop("age_min"), told["beneficiaries"].pop("age_max"))),
            (0.3, lambda: told.pop("kinds")),
            (0.2, lambda: told.pop("carrier")),
            (0.3, lambda: told.pop("ends_on")),
        ]
        for chance, drop in forget:
            if random.random() < chance:
                drop()
        if "ends_on" not in told and random.random() < 0.7:
            told.pop("starts_on")
        return told

    def _few(self, values: Sequence[str], two: float) -> list[str]:
        return sorted(self._random.sample(values, 2 if self._random.random() < two else 1))

    def _dates(self) -> tuple[date, date]:
        days = (self._period.until - self._period.from_).days
        start = self._random.randrange(days - 30)
        length = self._random.choice([1, 90, 180, 365])
        first = self._period.from_ + timedelta(days=start)
        return first, min(first + timedelta(days=length), self._period.until)

    def _in_quarter(self) -> dict[str, Any]:
        quarter = self._random.choice(self._territory.quarters)
        return {"commune": self._random.choice(quarter.communes), "qpv": quarter.code}

    def _elsewhere(self) -> dict[str, Any]:
        commune = self._random.choice(self._territory.communes)
        veille = {Veille.all: True, Veille.none: False}.get(commune.veille)
        if veille is None:
            veille = self._random.random() < 0.3
        return {"commune": commune.insee, "qpv": NONE, "veille": veille}

    def _detail(self, field: FieldDefinition) -> Any:
        match field.type:
            case FieldType.boolean:
                return self._random.random() < 0.5
            case FieldType.number:
                return self._random.choice([16, 22, 25, 26, 40, 55])
            case FieldType.choice:
                return self._random.choice(self._lists[field.values or ""])
            case FieldType.choice_set:
                return self._few(self._lists[field.values or ""], 0.2)
        raise ValueError(f"champ inattendu dans details : {field.id}")
