"""Reserves of two versions of a line: which of them are the same decision, though named otherwise."""

from collections.abc import Iterable, Mapping

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledAlternatives, CompiledLine
from schemas.funder import Reserve


def same_names(both: tuple[Rulebook, Rulebook], lines: tuple[CompiledLine, CompiledLine]) -> Mapping[str, str]:
    """New identifiers of reserves -> the old ones of the same decision by the same body."""
    old, new = ({r.id: r for r in _reserves(rulebook, line)} for rulebook, line in zip(both, lines, strict=True))
    known = {(r.text, r.body): r.id for r in reversed(old.values())}
    names = {name: known[r.text, r.body] for name, r in new.items() if name not in old and (r.text, r.body) in known}
    return names | _parts(*both)


def _reserves(rulebook: Rulebook, line: CompiledLine) -> Iterable[Reserve]:
    yield from (compiled.reserve for compiled in line.reserves)
    for item in line.items:
        if isinstance(item, CompiledAlternatives):
            yield from (branch.reserve for branch in item.branches if branch.reserve)
    yield from rulebook.perimeter_reserves.values()


def _parts(old: Rulebook, new: Rulebook) -> dict[str, str]:
    """« For that part of the public », when the field is called otherwise but given at the same place."""
    names = {field.paths[0]: field.part_id for field in old.given.values()}
    return {
        field.part_id: names[field.paths[0]]
        for field in new.given.values()
        if names.get(field.paths[0], field.part_id) != field.part_id
    }
