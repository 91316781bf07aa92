"""Amendments: in order, named once, and whatever they bring in or take out."""

from collections.abc import Iterable, Iterator
from typing import Any

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files, Where, near
from schemas.texts import Versioned

CONTRACT = "contract.yaml"


def check_texts(files: Files) -> Iterator[Issue]:
    """Yields the issues of the amendments and of every version that names one."""
    contract = files.source.contract
    before, ids = contract.known_from, set()
    for index, amendment in enumerate(contract.amendments):
        where: Where = ("amendments", index)
        if amendment.id in ids:
            yield files.issue(CONTRACT, where, "duplicate-id", f"l'avenant « {amendment.id} » est déclaré deux fois.", "Gardez-en un.")
        ids.add(amendment.id)
        if amendment.known_from <= before:
            message = f"l'avenant « {amendment.id} » n'est pas plus récent que le texte qui le précède ({before:%d/%m/%Y})."
            yield files.issue(CONTRACT, (*where, "known_from"), "amendment-order", message, "Rangez les avenants par date.")
        before = max(before, amendment.known_from)
        if amendment.extends_until and amendment.extends_until < contract.period.until:
            message = f"l'avenant « {amendment.id} » prolonge le contrat jusqu'à un jour qui précède sa fin."
            yield files.issue(CONTRACT, (*where, "extends_until"), "amendment-end", message, "Corrigez extends_until, ou retirez-le.")
        yield from files.source_issue(CONTRACT, where, amendment.source)
    if contract.amendments and contract.revised_on < before:
        message = f"la dernière révision ({contract.revised_on:%d/%m/%Y}) précède le dernier avenant ({before:%d/%m/%Y})."
        yield files.issue(CONTRACT, ("revised_on",), "amendment-order", message, f"Écrivez revised_on: {before.isoformat()}.")
    for file, where, item in _versioned(files):
        yield from _version(files, file, where, item)
    yield from _cases(files)


def clashes(files: Files, items: Iterable[tuple[str, Versioned, Any]]) -> Iterator[tuple[str, Any, Any]]:
    """(id, first place, second place) for two versions of one id in force together."""
    order = {a.id: index for index, a in enumerate(files.source.contract.amendments, start=1)}
    seen: dict[str, list[tuple[int, float, Any]]] = {}
    for name, item, place in items:
        start = order.get(item.introduced_by or "", 0)
        end = order.get(item.repealed_by, float("inf")) if item.repealed_by else float("inf")
        for other_start, other_end, first in seen.get(name, ()):
            if start < other_end and other_start < end:
                yield name, first, place
                break
        seen.setdefault(name, []).append((start, end, place))


def _versioned(files: Files) -> Iterator[tuple[str, Where, Versioned]]:
    for name, file in files.funders.items():
        for index, line in enumerate(file.lines):
            yield name, ("lines", index), line
        for index, reserve in enumerate(file.funder.reserves):
            yield name, ("funder", "reserves", index), reserve
    for index, rule in enumerate(files.source.perimeters.rules):
        yield "perimeters.yaml", ("rules", index), rule


def _version(files: Files, file: str, where: Where, item: Versioned) -> Iterator[Issue]:
    order = {a.id: index for index, a in enumerate(files.source.contract.amendments, start=1)}
    for key, name in (("introduced_by", item.introduced_by), ("repealed_by", item.repealed_by)):
        if name is not None and name not in order:
            message = f"l'avenant « {name} » n'est pas dans contract.yaml."
            yield files.issue(file, (*where, key), "unknown-amendment", message, near(name, order))
    if item.introduced_by in order and item.repealed_by in order and order[item.repealed_by] <= order[item.introduced_by]:
        message = f"cette version est retirée par « {item.repealed_by} » sans avoir été en vigueur."
        yield files.issue(file, (*where, "repealed_by"), "amendment-order", message, "Corrigez introduced_by ou repealed_by.")


def _cases(files: Files) -> Iterator[Issue]:
    """A case must look at lines that its texts hold."""
    contract = files.source.contract
    for name, file in files.cases.items():
        for index, case in enumerate(file.cases):
            day = case.as_of or contract.revised_on
            if day < contract.known_from:
                message = f"aucun texte n'est connu au {day:%d/%m/%Y}."
                yield files.issue(name, ("cases", index, "as_of"), "too-early", message, "Donnez une date plus récente.")
                continue
            known = ["", *(a.id for a in contract.amendments if a.known_from <= day)]
            held = {
                line.id
                for funder in files.funders.values()
                for line in funder.lines
                if (line.introduced_by or "") in known and line.repealed_by not in known
            }
            for line_id in case.expect:
                if line_id in files.line_ids and line_id not in held:
                    message = f"la ligne « {line_id} » n'est pas en vigueur dans les textes connus au {day:%d/%m/%Y}."
                    yield files.issue(name, ("cases", index, "expect", line_id), "not-in-force", message, "Donnez as_of au cas, ou changez de ligne.")
