"""eligibility coverage: what a rulebook covers, in the terminal, as a page or as JSON."""

from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.markup import escape

from eligibility.cli.common import AsOfOption, RulesOption, check_value, open_edition, out, told_plainly
from eligibility.cli.coverage_tables import SIMULATED, TABLES, show_gaps, show_sections, show_summary, show_zones
from eligibility.cli.files import write_bytes
from eligibility.cli.progress import progress_bar
from eligibility.french.text import enumerate_french
from eligibility.workbench.coverage import coverage as count
from eligibility.workbench.coverage import with_basis
from eligibility.workbench.reports.coverage import coverage_page


def coverage(
    rules: RulesOption = None,
    html: Annotated[Path | None, typer.Option("--html", help="Écrit la page complète dans ce fichier.")] = None,
    as_json: Annotated[
        Path | None, typer.Option("--json", help="Écrit tous les comptes en JSON dans ce fichier.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help=f"Un seul tableau : {enumerate_french(list(TABLES))}.", metavar="TABLEAU"),
    ] = None,
    as_of: AsOfOption = None,
) -> None:
    """Montre ce que couvre un règlement : financeurs, zones, texte lu, manques, conditions vérifiées, refus."""
    with told_plainly():
        if by is not None:
            check_value("--by", by, TABLES, "ce tableau")
        edition = open_edition(rules, as_of)
        found = count(edition)
        if by in SIMULATED or html is not None or as_json is not None:
            with progress_bar("Actions simulées") as tell:
                found = with_basis(found, edition, tell)
        if html is not None:
            _write(html, coverage_page(found).encode())
        if as_json is not None:
            _write(as_json, orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    if by is not None:
        TABLES[by](found)
    elif html is None and as_json is None:
        show_summary(found)
        show_sections(found)
        show_gaps(found)
        show_zones(found)
        out.print(
            f"\n[dim]Un autre tableau : --by {enumerate_french(list(TABLES))}. La page complète : --html FICHIER.[/]"
        )


def _write(file: Path, content: bytes) -> None:
    write_bytes(file, content)
    out.print(f"Fichier écrit : {escape(str(file))}", soft_wrap=True)
