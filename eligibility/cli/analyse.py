"""eligibility analyse: checks a rulebook as a whole; each finding with an action that shows it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from eligibility.cli.common import FolderArgument, RulesOption, out, rules_folder, told_plainly
from eligibility.cli.files import write_json, write_text
from eligibility.cli.progress import progress_bars
from eligibility.engine.compile import Rulebook, load_rulebook
from eligibility.errors import RulebookError
from eligibility.french.text import enumerate_french, plural
from eligibility.rulebook.load import RulebookFolder
from eligibility.workbench.analyse import Finding, Report, analyse
from eligibility.workbench.analyse.findings import TITLES
from eligibility.workbench.analyse.sources import unresolved_sources
from eligibility.workbench.reports.analysis import analysis_page


def analyse_command(
    folder: FolderArgument = None,
    rules: RulesOption = None,
    html: Annotated[Path | None, typer.Option("--html", help="Écrit aussi une page à lire dans un navigateur.")] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Écrit aussi les constats en JSON.")] = None,
) -> None:
    """Étudie un règlement entier : lacunes, lignes mortes, doublons, critères sans effet, silences.

    Échoue (code 1) s'il reste un constat qu'accepted.yaml n'explique pas.
    """
    with told_plainly():
        report, title, rulebook = _studied(rules_folder(folder, rules))
        if html:
            write_text(html, analysis_page(report, title, rulebook))
        if as_json:
            write_json(as_json, asdict(report))
    _show(report)
    if report.open:
        raise typer.Exit(1)


def _studied(path: Path) -> tuple[Report, str, Rulebook | None]:
    """Report and title of a rulebook; if its only faults are sources that lead nowhere, they are the report."""
    try:
        rulebook = load_rulebook(path)
    except RulebookError as error:
        findings = unresolved_sources(error.issues)
        if len(findings) < len(error.issues):
            raise
        source = RulebookFolder(path).source()
        contract = source.contract
        return Report(contract.id, contract.version, source.content_hash, findings, ()), contract.title, None
    with progress_bars() as tell:
        return analyse(rulebook, tell), rulebook.contract.title, rulebook


def _show(report: Report) -> None:
    for kind, title in TITLES.items():
        found = [finding for finding in report.open if finding.kind == kind]
        if found:
            out.print(f"\n[bold]{title}[/] ({len(found)})")
        for finding in found:
            _show_one(finding)
    if report.left_out:
        names = enumerate_french([f"« {name} »" for name in report.left_out], "et")
        out.print(f"[dim]Actions sans financement : cherchées sans croiser {escape(names)}.[/]")
    accepted = plural(len(report.accepted), "constat accepté avec sa raison", "constats acceptés avec leur raison")
    if report.open:
        out.print(f"\n{plural(len(report.open), 'constat', 'constats')} à traiter ; {accepted}.")
        out.print(
            "Corrigez le règlement, ou expliquez le constat dans accepted.yaml (finding : son identifiant ; reason : pourquoi)."
        )
    else:
        out.print(f"{report.rulebook} : aucun constat à traiter ; {accepted}.")


def _show_one(finding: Finding) -> None:
    out.print(f"  • {escape(finding.sentence)}")
    out.print(f"    [dim]{escape(finding.id)}[/]", soft_wrap=True)
    if finding.witness:
        out.print(
            f"    [dim]Action témoin : {escape(json.dumps(finding.witness['action'], ensure_ascii=False))}[/]",
            soft_wrap=True,
        )
