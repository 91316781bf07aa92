"""The register: entries numbered once, each leading to a line or rule that exists; and who cites objectives."""

from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files, duplicates, near


def check_register(files: Files) -> Iterator[Issue]:
    """Yields the issues of the register, of families, objectives and corrections."""
    ids = [
        (entry.id, (name, ("entries", index)))
        for name, register in files.registers.items()
        for index, entry in enumerate(register.entries)
    ]
    for entry_id, (first_file, first), (file, again) in duplicates(ids):
        message = f"l'entrée « {entry_id} » existe déjà ({first_file}, ligne {files.locate(first_file, first)})."
        yield files.issue(file, again, "duplicate-id", message, "Donnez-lui un autre numéro.")
    rules = {rule.id for rule in files.source.perimeters.rules}
    encoded = {family.id for family in files.source.contract.families if family.encoded}
    targets = files.line_ids | rules
    for name, register in files.registers.items():
        for index, entry in enumerate(register.entries):
            for target in entry.encoded_as:
                if target not in targets:
                    message = (
                        f"l'entrée {entry.id} mène à « {target} », qui n'est ni une ligne ni une règle de périmètre."
                    )
                    yield files.issue(name, ("entries", index), "unknown-target", message, near(target, targets))
            yield from files.source_issue(name, ("entries", index), entry.same_as)
    yield from files.source_issue("contract.yaml", ("period",), files.source.contract.period.source)
    families = {family.id for family in files.source.contract.families}
    for name, file in files.funders.items():
        if file.funder.family not in families:
            message = f"la famille « {file.funder.family} » n'est pas déclarée dans contract.yaml."
            yield files.issue(name, ("funder", "family"), "unknown-family", message, near(file.funder.family, families))
        elif file.funder.family not in encoded and file.lines:
            message = f"la famille « {file.funder.family} » a des lignes mais contract.yaml la dit non étudiée (encoded: false)."
            yield files.issue(
                name, ("funder", "family"), "family-not-encoded", message, "Corrigez l'un des deux.", warning=True
            )
    for axis_index, axis in enumerate(files.source.objectives.axes):
        for index, objective in enumerate(axis.children):
            for sub_index, sub in enumerate(objective.children):
                where = ("axes", axis_index, "children", index, "children", sub_index)
                yield from files.source_issue("objectives.yaml", where, sub.source)
                yield from files.source_issue("objectives.yaml", where, sub.pilot_source)
    corrections = files.source.corrections.corrections
    for name, first, again in duplicates((c.id, ("corrections", i)) for i, c in enumerate(corrections)):
        message = f"la correction « {name} » existe déjà ligne {files.locate('corrections.yaml', first)}."
        yield files.issue("corrections.yaml", again, "duplicate-id", message, "Donnez-lui un autre identifiant.")
    for index, correction in enumerate(corrections):
        for source in correction.source:
            yield from files.source_issue("corrections.yaml", ("corrections", index), source)
