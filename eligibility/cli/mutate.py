"""eligibility mutate: do the cases see a fault in each criterion? Outside `make test`: it takes its time, and says how much."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eligibility.checks.run import index_of
from eligibility.cli.common import (
    FolderArgument,
    RulesOption,
    check_name,
    err,
    open_rulebook,
    out,
    rules_folder,
    told_plainly,
)
from eligibility.cli.files import write_json, write_text
from eligibility.cli.progress import progress_bar
from eligibility.french.text import plural
from eligibility.rulebook.load import RulebookFolder
from eligibility.workbench.analyse.cases import proposed_cases
from eligibility.workbench.analyse.mutation import MutationReport, mutation_check
from eligibility.workbench.analyse.said import KINDS, Tally, said_check
from eligibility.workbench.analyse.variants import CHANGES


def mutate(
    folder: FolderArgument = None,
    rules: RulesOption = None,
    budget: Annotated[float, typer.Option(help="Temps donné, en secondes.", min=1)] = 600,
    funder: Annotated[str | None, typer.Option(help="Seulement les lignes de ce financeur.")] = None,
    line: Annotated[str | None, typer.Option(help="Seulement cette ligne.")] = None,
    at_least: Annotated[
        float, typer.Option(help="Score attendu, de 0 à 1 ; en dessous, échec (code 1).", min=0, max=1)
    ] = 0.95,
    propose: Annotated[
        Path | None,
        typer.Option(
            "--propose",
            help="Écrit dans ce dossier, par financeur, les cas qui manquent. À relire avant de les ranger.",
        ),
    ] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Écrit aussi le bilan en JSON.")] = None,
) -> None:
    """Retire, inverse ou élargit chaque critère tour à tour, et dit ce qu'aucun cas ne remarque."""
    with told_plainly():
        path = rules_folder(folder, rules)
        rulebook = open_rulebook(path)
        # a name that matches nothing would leave nothing to try, hence a perfect score
        check_name("Le financeur", funder, {file.funder.id for file in rulebook.source.funders})
        check_name("La ligne", line, rulebook.by_id)
        wanted = lambda one: funder in (None, one.funder.id) and line in (None, one.id)  # noqa: E731
        with progress_bar("Variantes") as tell:
            report = mutation_check(rulebook, budget, wanted, tell)
        index = index_of(RulebookFolder(path, second_reading=True))
        said = {} if funder or line or not index.books.told.lines else said_check(index, rulebook.resolver.geography)
        if as_json:
            write_json(as_json, to_json(report) | {"said": {kind: asdict(tally) for kind, tally in said.items()}})
        if propose:
            for name, text in proposed_cases(rulebook, report, wanted).items():
                propose.mkdir(parents=True, exist_ok=True)
                write_text(propose / name, text)
                out.print(f"Cas proposés : {escape(str(propose / name))}")
    _show(report)
    _show_said(said)
    seen, unseen = sum(one.seen for one in said.values()), sum(len(one.unseen) for one in said.values())
    if report.red or report.score < at_least or seen < at_least * (seen + unseen):
        raise typer.Exit(1)


def to_json(report: MutationReport) -> dict[str, object]:
    """The report as plain data."""
    return {
        "score": round(report.score, 4),
        "caught": report.caught,
        "equivalent": list(report.equivalent),
        "untried": report.untried,
        "red": list(report.red),
        "survivors": [
            {"variant": s.variant.id, "what": s.variant.what, "witness": s.witness, "verdict": s.verdict}
            for s in report.survivors
        ],
    }


def _show(report: MutationReport) -> None:
    for case in report.red:
        err.print(f"[red]✗[/] Ce cas échoue déjà : {escape(case)}", soft_wrap=True)
    for survivor in report.survivors[:40]:
        variant = survivor.variant
        where = ".".join(map(str, variant.where))
        out.print(
            f"  • {variant.line.id} : {escape(variant.what)} {CHANGES[variant.change]} ({where}), aucun cas ne le remarque.",
            soft_wrap=True,
        )
        out.print(
            f"    [dim]Un cas le verrait : {escape(json.dumps(survivor.witness['action'], ensure_ascii=False))} → {survivor.verdict}[/]",
            soft_wrap=True,
        )
    if len(report.survivors) > 40:
        out.print(f"  … et {len(report.survivors) - 40} autres (--json FICHIER les donne tous).")
    out.print(
        f"Score : {report.score:.1%} ({plural(report.caught, 'variante remarquée', 'variantes remarquées')}, "
        f"{len(report.survivors)} non remarquées, {len(report.equivalent)} équivalentes mises de côté)."
    )
    if report.untried:
        out.print(
            f"Le temps est écoulé : {plural(report.untried, 'variante reste', 'variantes restent')} à essayer (--budget)."
        )


def _show_said(said: Mapping[str, Tally]) -> None:
    """What answers say beside the verdict: variants seen by the second books and by the cases of places, by kind."""
    if not said:
        return
    table = Table("Ce que dit la réponse", "Variantes", "Non remarquées", "Lesquelles", box=None)
    for kind, tally in said.items():
        some = ", ".join(tally.unseen[:5]) + (" …" if len(tally.unseen) > 5 else "")
        table.add_row(KINDS[kind], str(tally.seen + len(tally.unseen)), str(len(tally.unseen)), escape(some))
    out.print(table)
