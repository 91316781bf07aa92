"""Amendments: in order, named once, and whatever they bring in or take out."""

from collections.abc import Iterable, Iterator
from typing import Any

from eligibility.errors import Issue
from eligibility.french.text import enumerate_french, nearest
from eligibility.rulebook.checks.base import Files, Where
from eligibility.rulebook.editions import CONTRACT as SIGNED
from eligibility.rulebook.editions import in_force
from schemas.texts import Versioned

CONTRACT = "contract.yaml"


def check_texts(files: Files) -> Iterator[Issue]:
    """Yields the issues of the amendments and of every version that names one."""
    contract = files.source.contract
    before, end, ids = contract.known_from, contract.period.until, set()
    for index, amendment in enumerate(contract.amendments):
        where: Where = ("amendments", index)
        if amendment.id in ids:
            yield files.issue(
                CONTRACT, where, "duplicate-id", f"l'avenant « {amendment.id} » est déclaré deux fois.", "Gardez-en un."
            )
        ids.add(amendment.id)
        if amendment.known_from <= before:
            message = (
                f"l'avenant « {amendment.id} » n'est pas plus récent que le texte qui le précède ({before:%d/%m/%Y})."
            )
            yield files.issue(
                CONTRACT,
                (*where, "known_from"),
                "amendment-order",
                message,
                "Corrigez known_from, ou rangez les avenants par date.",
            )
        before = max(before, amendment.known_from)
        if amendment.extends_until and amendment.extends_until < end:
            message = (
                f"l'avenant « {amendment.id} » prolonge le contrat jusqu'à un jour qui précède sa fin ({end:%d/%m/%Y})."
            )
            yield files.issue(
                CONTRACT, (*where, "extends_until"), "amendment-end", message, "Corrigez extends_until, ou retirez-le."
            )
        end = max(end, amendment.extends_until or end)
        yield from files.source_issue(CONTRACT, where, amendment.source)
    if contract.amendments and contract.revised_on < before:
        message = (
            f"la dernière révision ({contract.revised_on:%d/%m/%Y}) précède le dernier avenant ({before:%d/%m/%Y})."
        )
        yield files.issue(
            CONTRACT, ("revised_on",), "amendment-order", message, f"Écrivez revised_on: {before.isoformat()}."
        )
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


def mend_clash(files: Files) -> str:
    """What to do about two versions in force together."""
    if not files.source.contract.amendments:
        return "Donnez-lui un autre identifiant."
    return "Donnez-lui un autre identifiant, ou dites quel avenant retire la première version (repealed_by)."


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
            close = nearest(name, order, cutoff=40)
            mend = (
                f"Avenants proches : {enumerate_french(close)}."
                if close
                else "Déclarez-le dans amendments, ou corrigez ce nom."
            )
            yield files.issue(file, (*where, key), "unknown-amendment", message, mend)
    if (
        item.introduced_by in order
        and item.repealed_by in order
        and order[item.repealed_by] <= order[item.introduced_by]
    ):
        message = f"cette version est retirée par « {item.repealed_by} » sans avoir été en vigueur."
        yield files.issue(
            file, (*where, "repealed_by"), "amendment-order", message, "Corrigez introduced_by ou repealed_by."
        )


def _cases(files: Files) -> Iterator[Issue]:
    """A case must look at lines that its texts hold."""
    contract = files.source.contract
    for name, file in files.cases.items():
        for index, case in enumerate(file.cases):
            day = case.as_of or contract.revised_on
            if day < contract.known_from:
                message = f"aucun texte n'est connu au {day:%d/%m/%Y}."
                yield files.issue(
                    name, ("cases", index, "as_of"), "too-early", message, "Donnez une date plus récente."
                )
                continue
            known = [SIGNED, *(a.id for a in contract.amendments if a.known_from <= day)]
            held = {line.id for funder in files.funders.values() for line in funder.lines if in_force(line, known)}
            for line_id in case.expect:
                if line_id in files.line_ids and line_id not in held:
                    message = f"la ligne « {line_id} » n'est pas en vigueur dans les textes connus au {day:%d/%m/%Y}."
                    yield files.issue(
                        name,
                        ("cases", index, "expect", line_id),
                        "not-in-force",
                        message,
                        "Donnez as_of au cas, ou changez de ligne.",
                    )
