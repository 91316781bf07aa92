"""eligibility export: the catalogue of lines, for a spreadsheet or for a portal of aids."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.common import AsOfOption, RulesOption, open_edition, told_plainly, write_bytes
from eligibility.engine.phrases import KINDS
from eligibility.errors import InputError, Problem
from eligibility.export import FORMATS
from eligibility.export import export as rendered
from eligibility.french.text import enumerate_french, nearest


def export(
    form: Annotated[str, typer.Option("--format", help=f"{enumerate_french(list(FORMATS))}.", metavar="FORME")] = "csv",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Fichier à écrire ; sinon, la sortie.", show_default=False)
    ] = None,
    rules: RulesOption = None,
    kind: Annotated[
        str | None, typer.Option(help="funding ou support ; les deux par défaut.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
) -> None:
    """Donne toutes les lignes du règlement, en tableau CSV ou dans la forme d'Aides-territoires."""
    with told_plainly():
        _known("--format", form, FORMATS)
        if kind is not None:
            _known("--kind", kind, KINDS)
        content = rendered(open_edition(rules, as_of), form, kind)
        if output is not None:
            write_bytes(output, content)
    if output is None:
        typer.echo(content, nl=False)


def _known(option: str, given: str, values: Collection[str]) -> None:
    if given not in values:
        close = nearest(given, values, limit=1)
        meant = f" Vouliez-vous dire « {close[0]} » ?" if close else ""
        message = f"{option} {given} : cette valeur n'existe pas. Choisissez {enumerate_french(list(values))}.{meant}"
        raise InputError(Problem("", message))
