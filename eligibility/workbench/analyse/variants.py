"""Variants of a line: each criterion dropped, flipped or widened in turn. None of them touches the rulebook.

`drop` removes a criterion, `flip` asks for the contrary, `widen` admits a little more (the next value, one year,
one day, the objective above), `narrow` takes one objective out of a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from eligibility.engine.compile import Rulebook
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from eligibility.fields.lists import next_value
from eligibility.fields.period import DAY, other_side
from eligibility.rulebook.objectives import above
from schemas.criterion import Alternatives, Branch, Criterion
from schemas.funder import Line
from schemas.texts import Validity

Change = Literal["drop", "flip", "widen", "narrow"]
CHANGES: dict[Change, str] = {"drop": "retiré", "flip": "inversé", "widen": "élargi", "narrow": "réduit"}


@dataclass(frozen=True, slots=True)
class Variant:
    """A line with one thing changed. `where` is the path of that thing in the line's file."""

    change: Change
    where: tuple[str | int, ...]
    what: str
    line: Line

    @property
    def id(self) -> str:
        return f"{self.line.id}:{'.'.join(map(str, self.where))}:{self.change}"


class Variants:
    """All variants of the lines of one rulebook."""

    def __init__(self, rulebook: Rulebook):
        self._rulebook = rulebook

    def of(self, line: Line) -> Iterator[Variant]:
        """Every variant of a line, in the order of its file."""
        yield from self._objectives(line)
        yield from self._perimeter(line)
        yield from self._validity(line)
        for index, item in enumerate(line.criteria):
            where = ("criteria", index)
            if isinstance(item, Criterion):
                yield from self._criterion(line, where, item)
            else:
                yield from self._alternatives(line, where, item)
        for index, reserve in enumerate(line.reserves):
            kept = [name for name in line.reserves if name != reserve]
            yield Variant("drop", ("reserves", index), f"réserve « {reserve} »", _with(line, reserves=kept))

    def _objectives(self, line: Line) -> Iterator[Variant]:
        codes = line.objectives
        if codes is None:
            return
        where = ("objectives",)
        yield Variant("drop", where, "objectifs", _with(line, objectives=None))
        named = self._rulebook.kinds[OBJECTIVES].covered(codes)
        others = [leaf for leaf in self._rulebook.objectives.leaves if leaf not in named]
        if others:
            yield Variant("flip", where, "objectifs", _with(line, objectives=others))
        for index, code in enumerate(codes):
            rest = [other for other in codes if other != code]
            wider = [*rest, above(code)] if above(code) else None
            yield Variant("widen", (*where, index), f"objectif {code}", _with(line, objectives=wider))
            if rest:
                yield Variant("narrow", (*where, index), f"objectif {code}", _with(line, objectives=rest))

    def _perimeter(self, line: Line) -> Iterator[Variant]:
        if line.perimeter is None:
            return
        yield Variant("drop", (PERIMETER,), "périmètre", _with(line, perimeter=None))
        names = list(self._rulebook.perimeters)
        for change, other in (("flip", next_value(names, {line.perimeter})), ("widen", self._wider(line.perimeter))):
            if other is not None:
                source = line.perimeter_source or self._rulebook.perimeters[line.perimeter].source
                yield Variant(change, (PERIMETER,), "périmètre", _with(line, perimeter=other, perimeter_source=source))  # type: ignore[arg-type]

    def _wider(self, name: str) -> str | None:
        """The smallest perimeter that is open wherever this one is, and elsewhere too."""
        opened = {
            p: {s for s, c in self._rulebook.conclusions.items() if p in c.open} for p in self._rulebook.perimeters
        }
        wider = [p for p in opened if opened[name] < opened[p]]
        return min(wider, key=lambda p: (len(opened[p]), p), default=None)

    def _validity(self, line: Line) -> Iterator[Variant]:
        valid, period = line.valid, self._rulebook.contract.period
        if valid.from_ is None and valid.until is None:
            return
        where = ("valid",)
        yield Variant("drop", where, "validité", _with(line, valid=Validity()))
        flipped = valid.model_copy(update=other_side(valid.from_, valid.until))
        yield Variant("flip", where, "validité", _with(line, valid=flipped))
        wider = {
            "from_": valid.from_ and max(valid.from_ - DAY, period.from_),
            "until": valid.until and min(valid.until + DAY, period.until),
        }
        yield Variant("widen", where, "validité", _with(line, valid=valid.model_copy(update=wider)))

    def _criterion(self, line: Line, where: tuple[str | int, ...], criterion: Criterion) -> Iterator[Variant]:
        index = int(where[1])
        label = self._label(criterion)
        without = [c for i, c in enumerate(line.criteria) if i != index]
        yield Variant("drop", where, label, _with(line, criteria=without))
        for change, changed in self._rulebook.kinds[criterion.field].variants(criterion):
            yield Variant(change, where, label, _with(line, criteria=_put(line.criteria, index, changed)))

    def _alternatives(self, line: Line, where: tuple[str | int, ...], item: Alternatives) -> Iterator[Variant]:
        index = int(where[1])

        def replaced(branches: list[Branch]) -> Line:
            return _with(line, criteria=_put(line.criteria, index, item.model_copy(update={"alternatives": branches})))

        branches = item.alternatives
        without = [c for i, c in enumerate(line.criteria) if i != index]
        yield Variant("drop", where, "alternative", _with(line, criteria=without))
        for number, branch in enumerate(branches):
            path = (*where, "alternatives", number)
            yield Variant("drop", path, "voie", replaced([b for i, b in enumerate(branches) if i != number]))
            if branch.reserve:
                free = branch.model_copy(update={"reserve": None})
                yield Variant("drop", (*path, "reserve"), "réserve de la voie", replaced(_put(branches, number, free)))
            for place, criterion in enumerate(branch.all):
                here = (*path, "all", place)
                rest = branch.model_copy(update={"all": [c for i, c in enumerate(branch.all) if i != place]})
                yield Variant("drop", here, self._label(criterion), replaced(_put(branches, number, rest)))
                for change, changed in self._rulebook.kinds[criterion.field].variants(criterion):
                    other = branch.model_copy(update={"all": _put(branch.all, place, changed)})
                    yield Variant(change, here, self._label(criterion), replaced(_put(branches, number, other)))

    def _label(self, criterion: Criterion) -> str:
        return self._rulebook.wording.label(criterion.field).lower()


def _with(line: Line, **update: Any) -> Line:
    return line.model_copy(update=update)


def _put(items: list[Any], index: int, item: Any) -> list[Any]:
    return [*items[:index], item, *items[index + 1 :]]
