"""eligibility export: the catalogue of lines, for a spreadsheet or for a portal of aids."""

from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.common import AsOfOption, RulesOption, check_value, open_edition, told_plainly
from eligibility.cli.files import write_bytes
from eligibility.export import FORMATS
from eligibility.export import export as rendered
from eligibility.french.labels import KINDS
from eligibility.french.text import enumerate_french


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
        check_value("--format", form, FORMATS)
        if kind is not None:
            check_value("--kind", kind, KINDS)
        content = rendered(open_edition(rules, as_of), form, kind)
        if output is not None:
            write_bytes(output, content)
    if output is None:
        typer.echo(content, nl=False)
