"""The register: entries numbered once, each leading to a line or rule that exists; whatever cites them; families."""

from collections.abc import Iterator

from eligibility.checks.index import Index, Spot
from eligibility.checks.names import duplicates
from eligibility.checks.walk import cited
from eligibility.errors import Issue
from eligibility.french.text import near
from schemas.base import Model
from schemas.corrections import Correction
from schemas.funder import Line
from schemas.register import Entry


def check_register(index: Index) -> Iterator[Issue]:
    """Yields the issues of the register, of families and of corrections."""
    for entry_id, first, again in duplicates((entry.id, spot) for spot, entry in index.each(Entry)):
        message = f"l'entrée « {entry_id} » existe déjà ({first.file}, ligne {index.line(first)})."
        yield index.issue(again, "duplicate-id", message, "Donnez-lui un autre numéro.")
    targets = index.line_ids | {rule.id for rule in index.source.perimeters.rules}
    last = index.source.contract.text_lines
    for spot, entry in index.each(Entry):
        start, end = entry.lines
        if start < 1 or (last is not None and end > last):
            message = f"l'entrée {entry.id} va de la ligne {start} à la ligne {end}, hors du texte."
            if last is not None:
                message = f"{message[:-1]}, qui compte {last} lignes."
            mend = "Corrigez lines, ou text_lines dans contract.yaml." if last else "La première ligne a le numéro 1."
            yield index.issue(spot.at("lines"), "beyond-text", message, mend)
        for target in entry.encoded_as:
            if target not in targets:
                message = f"l'entrée {entry.id} mène à « {target} », qui n'est ni une ligne ni une règle de périmètre."
                yield index.issue(spot, "unknown-target", message, near(target, targets))
    for name, first, again in duplicates((item.id, spot) for spot, item in index.each(Correction)):
        message = f"la correction « {name} » existe déjà ligne {index.line(first)}."
        yield index.issue(again, "duplicate-id", message, "Donnez-lui un autre identifiant.")
    yield from _families(index)


def check_sources(index: Index) -> Iterator[Issue]:
    """Yields an issue per source, of anything in any file, that names no register entry."""
    for spot, part in index.each(Model):
        for entry in cited(part):
            if entry not in index.entries:
                here = spot.at("source") if isinstance(part, Line) else spot
                message = f"la source « {entry} » n'est pas une entrée du registre."
                yield index.issue(here, "unknown-source", message, near(entry, index.entries))


def _families(index: Index) -> Iterator[Issue]:
    families = {family.id: family for family in index.source.contract.families}
    for name, file in index.funders.items():
        spot, given = Spot(name, ("funder", "family")), file.funder.family
        if given not in families:
            message = f"la famille « {given} » n'est pas déclarée dans contract.yaml."
            yield index.issue(spot, "unknown-family", message, near(given, families))
        elif not families[given].encoded and file.lines:
            message = f"la famille « {given} » a des lignes mais contract.yaml la dit non étudiée (encoded: false)."
            yield index.issue(spot, "family-not-encoded", message, "Corrigez l'un des deux.", warning=True)
