"""Why a line that says the same as before answers otherwise: which of the things in common it is due to."""

from collections.abc import Iterable, Iterator

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.fields.builtin import OBJECTIVES, PERIMETER, PERIOD
from eligibility.french.text import fold
from eligibility.rulebook.chaining.chainer import Fact
from eligibility.rulebook.rule_graph import leading_to
from eligibility.rulebook.territory import State
from eligibility.workbench.diff.fragments import SITE, Fragments
from eligibility.workbench.diff.model import Shared
from eligibility.workbench.diff.witness import Difference

PLACES = ("commune", "quarter", "place")


class Causes:
    """The bearing differences in common between two rulebooks, and who feels them."""

    def __init__(self, old: Rulebook, new: Rulebook, fragments: Fragments, shared: Iterable[Shared]):
        self._both = (old, new)
        self._fragments = fragments
        self._shared = [one for one in shared if one.bearing]

    def of(self, old: CompiledLine, new: CompiledLine, found: Difference) -> tuple[Shared, ...]:
        """The causes of one difference, all of them if they cannot be told apart."""
        wanted = {id(one) for path in found.paths for one in self._at(path, old, new, found)}
        wanted |= {id(one) for one in self._reserves(old, new)} if found.effect == "reserves" or not wanted else set()
        return tuple(one for one in self._shared if id(one) in wanted) or tuple(self._shared)

    def _at(self, path: str, old: CompiledLine, new: CompiledLine, found: Difference) -> Iterator[Shared]:
        """Differences that bear on what is given at one place of the action."""
        if path == SITE:
            yield from self._site(old, new, found)
            return
        for side in (0, 1):
            name = self._fragments.field(side, path)
            field = self._both[side].fields.get(name) if name else None
            for one in self._shared:
                if field is None:
                    continue
                yes = one.kind == "field" and one.id == field.id
                yes |= one.kind == "value" and one.id.rpartition(".")[0] == field.values
                yes |= one.kind == "objective" and field.id == OBJECTIVES
                yes |= field.id == PERIOD and (one.kind == "period" or (one.kind == "rule" and self._reads_place(old)))
                if yes:
                    yield one

    @staticmethod
    def _reads_place(line: CompiledLine) -> bool:
        return PERIMETER in line.fields

    def _site(self, old: CompiledLine, new: CompiledLine, found: Difference) -> Iterator[Shared]:
        """The place itself if the two know it otherwise; else the rules that lead to the line's perimeters."""
        said = found.document["action"]
        site, benefit = said.get("site", {}), said.get("beneficiaries", {}).get("mostly_from_qpv")
        by_name = not site.keys() >= {"commune", "qpv"}
        facts = [self._facts(side, site, benefit) for side in (0, 1)]
        if by_name or facts[0] != facts[1]:
            here = {fold(str(value)) for value in site.values()}
            places = [one for one in self._shared if one.kind in PLACES]
            named = [one for one in places if here & {fold(one.id), fold(one.title)}]
            yield from named or places
            return
        leading = _leading(self._both[0], old) | _leading(self._both[1], new)
        yield from (one for one in self._shared if one.kind == "rule" and one.id in leading)

    def _facts(self, side: int, site: dict[str, object], benefit: bool | None) -> frozenset[frozenset[Fact]]:
        """What the rules may read of the place, in every state that the action leaves possible."""
        territory = self._both[side].territory
        return frozenset(
            territory.base_facts(s)
            for s in territory.states
            if _agrees(s, site) and benefit in (None, s.mostly_from_qpv)
        )

    def _reserves(self, old: CompiledLine, new: CompiledLine) -> Iterator[Shared]:
        names = {f"{line.funder.id}.{r.reserve.id}" for line in (old, new) for r in line.reserves}
        yield from (one for one in self._shared if one.kind == "reserve" and one.id in names)


def _agrees(state: State, site: dict[str, object]) -> bool:
    place = state.place
    return all(site.get(name) in (None, value) for name, value in zip(place._fields, place, strict=True))


def _leading(rulebook: Rulebook, line: CompiledLine) -> set[str]:
    """The rules on the way to the perimeters that a line requires, from these back to the facts that they read."""
    required = {name.partition("@")[0] for name in line.values(PERIMETER)}
    return {rule.id for rule in leading_to(required, rulebook.source.perimeters.rules)}
