"""Amendments: in order, named once, and whatever they bring in or take out."""

from collections.abc import Iterable, Iterator

from eligibility.checks.index import Index, Spot
from eligibility.errors import Issue
from eligibility.french.text import enumerate_french, nearest
from eligibility.rulebook.editions import CONTRACT as SIGNED
from eligibility.rulebook.editions import in_force
from schemas.funder import Line
from schemas.texts import Versioned

CONTRACT = Spot("contract.yaml")


def check_texts(index: Index) -> Iterator[Issue]:
    """Yields the issues of the amendments, of every version that names one, and of the cases' dates."""
    yield from _amendments(index)
    for spot, item in index.each(Versioned):
        yield from _version(index, spot, item)
    yield from _cases(index)


def _amendments(index: Index) -> Iterator[Issue]:
    contract = index.source.contract
    before, end, ids = contract.known_from, contract.period.until, set[str]()
    for number, amendment in enumerate(contract.amendments):
        spot = CONTRACT.at("amendments", number)
        if amendment.id in ids:
            message = f"l'avenant « {amendment.id} » est déclaré deux fois."
            yield index.issue(spot, "duplicate-id", message, "Gardez-en un.")
        ids.add(amendment.id)
        if amendment.known_from <= before:
            message = (
                f"l'avenant « {amendment.id} » n'est pas plus récent que le texte qui le précède ({before:%d/%m/%Y})."
            )
            mend = "Corrigez known_from, ou rangez les avenants par date."
            yield index.issue(spot.at("known_from"), "amendment-order", message, mend)
        before = max(before, amendment.known_from)
        if amendment.extends_until and amendment.extends_until < end:
            message = (
                f"l'avenant « {amendment.id} » prolonge le contrat jusqu'à un jour qui précède sa fin ({end:%d/%m/%Y})."
            )
            mend = "Corrigez extends_until, ou retirez-le."
            yield index.issue(spot.at("extends_until"), "amendment-end", message, mend)
        end = max(end, amendment.extends_until or end)
    if contract.amendments and contract.revised_on < before:
        message = (
            f"la dernière révision ({contract.revised_on:%d/%m/%Y}) précède le dernier avenant ({before:%d/%m/%Y})."
        )
        mend = f"Écrivez revised_on: {before.isoformat()}."
        yield index.issue(CONTRACT.at("revised_on"), "amendment-order", message, mend)


def clashes(index: Index, items: Iterable[tuple[str, Versioned, Spot]]) -> Iterator[tuple[str, Spot, Spot]]:
    """(id, first place, second place) for two versions of one id in force together."""
    seen: dict[str, list[tuple[int, float, Spot]]] = {}
    for name, item, spot in items:
        start = index.amendments.get(item.introduced_by or "", 0)
        end = index.amendments.get(item.repealed_by, float("inf")) if item.repealed_by else float("inf")
        for other_start, other_end, first in seen.get(name, ()):
            if start < other_end and other_start < end:
                yield name, first, spot
                break
        seen.setdefault(name, []).append((start, end, spot))


def mend_clash(index: Index) -> str:
    """What to do about two versions in force together."""
    if not index.amendments:
        return "Donnez-lui un autre identifiant."
    return "Donnez-lui un autre identifiant, ou dites quel avenant retire la première version (repealed_by)."


def _version(index: Index, spot: Spot, item: Versioned) -> Iterator[Issue]:
    order = index.amendments
    for key, name in (("introduced_by", item.introduced_by), ("repealed_by", item.repealed_by)):
        if name is not None and name not in order:
            message = f"l'avenant « {name} » n'est pas dans contract.yaml."
            close = nearest(name, order, cutoff=40)
            mend = (
                f"Avenants proches : {enumerate_french(close)}."
                if close
                else "Déclarez-le dans amendments, ou corrigez ce nom."
            )
            yield index.issue(spot.at(key), "unknown-amendment", message, mend)
    first, last = order.get(item.introduced_by or ""), order.get(item.repealed_by or "")
    if first and last and last <= first:
        message = f"cette version est retirée par « {item.repealed_by} » sans avoir été en vigueur."
        mend = "Corrigez introduced_by ou repealed_by."
        yield index.issue(spot.at("repealed_by"), "amendment-order", message, mend)


def _cases(index: Index) -> Iterator[Issue]:
    """A case must look at lines that its texts hold."""
    contract = index.source.contract
    held: dict[tuple[str, ...], set[str]] = {}  # lines in force, by the texts that are known
    for name, file in index.source.cases.items():
        for number, case in enumerate(file.cases):
            spot = Spot(name, ("cases", number))
            day = case.as_of or contract.revised_on
            if day < contract.known_from:
                message = f"aucun texte n'est connu au {day:%d/%m/%Y}."
                yield index.issue(spot.at("as_of"), "too-early", message, "Donnez une date plus récente.")
                continue
            known = (SIGNED, *(amendment.id for amendment in contract.amendments if amendment.known_from <= day))
            if known not in held:
                held[known] = {line.id for _, line in index.each(Line) if in_force(line, known)}
            for line_id in case.expect:
                if line_id in index.line_ids and line_id not in held[known]:
                    message = f"la ligne « {line_id} » n'est pas en vigueur dans les textes connus au {day:%d/%m/%Y}."
                    mend = "Donnez as_of au cas, ou changez de ligne."
                    yield index.issue(spot.at("expect", line_id), "not-in-force", message, mend)
