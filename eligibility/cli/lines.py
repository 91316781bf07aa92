"""eligibility lines, eligibility line ID: the rulebook's lines, as an instructor reads them."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eligibility.actions.as_of import known_texts
from eligibility.cli.common import AsOfOption, RulesOption, check_name, check_value, open_edition, out, told_plainly
from eligibility.engine.compile import Rulebook
from eligibility.engine.described import described
from eligibility.french.citations import clause
from eligibility.french.labels import COMMITMENTS, KINDS, NATURES
from eligibility.french.text import plural
from eligibility.rulebook.objectives import related


def lines(
    rules: RulesOption = None,
    funder: Annotated[str | None, typer.Option(help="Seulement ce financeur.")] = None,
    objective: Annotated[str | None, typer.Option(help="Seulement celles qui couvrent cet objectif.")] = None,
    kind: Annotated[str | None, typer.Option(help="funding ou support.")] = None,
    as_of: AsOfOption = None,
) -> None:
    """Liste les lignes du règlement."""
    with told_plainly():
        rulebook = open_edition(rules, as_of)
        if kind is not None:
            check_value("--kind", kind, KINDS)
        # a name that matches nothing would leave no line, as if the contract had none
        check_name("Le financeur", funder, {file.funder.id for file in rulebook.source.funders})
        check_name("L'objectif", objective, rulebook.objectives.titles, "Codes proches")
    table = Table(
        "Ligne", "Intitulé", "Financeur", "Nature", "Objectifs", box=None, header_style="bold", pad_edge=False
    )
    count = 0
    for compiled in rulebook.lines:
        model = compiled.line
        codes = model.objectives or ["tous"]
        if funder not in (None, compiled.funder.id) or kind not in (None, model.kind.value):
            continue
        if objective is not None and model.objectives is not None and not _concerns(objective, codes):
            continue
        count += 1
        nature = f"{KINDS[compiled.kind].name}, {NATURES[compiled.nature]}"
        table.add_row(model.id, escape(model.title), escape(compiled.funder.name), nature, ", ".join(codes))
    out.print(table)
    out.print(f"\n{plural(count, 'ligne', 'lignes')}.")
    _show_texts(rulebook)


def _show_texts(rulebook: Rulebook) -> None:
    """Which amendments are read, if the rulebook has any."""
    if texts := known_texts(rulebook.contract, rulebook.texts_from):
        out.print(f"[dim]{escape(texts)}[/]")


def _concerns(objective: str, codes: list[str]) -> bool:
    """Does a line with these codes cover the objective, or a part of it?"""
    return any(related(objective, code) for code in codes)


def line(
    line_id: Annotated[str, typer.Argument(help="Identifiant de la ligne.")],
    rules: RulesOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Montre une ligne : ce qu'elle demande, et les clauses qui le disent."""
    with told_plainly():
        rulebook = open_edition(rules, as_of)
        check_name("La ligne", line_id, rulebook.by_id, "Lignes proches", "aucune")
    compiled = rulebook.by_id[line_id]
    model = compiled.line
    out.print(f"\n[bold]{escape(model.title)}[/] [dim]{model.id}[/]")
    out.print(escape(model.summary))
    out.print(
        f"{escape(compiled.funder.name)} · {KINDS[compiled.kind].name} · {NATURES[compiled.nature]} · {COMMITMENTS[compiled.commitment].name}"
    )
    out.print(f"Dispositif : {escape(model.dispositif)}")
    out.print("\n[bold]Ce qu'elle demande[/]")
    told = described(rulebook, compiled)
    for asked in told.asked:
        out.print(f"  • {escape(str(asked))} [dim]({escape(clause(asked.source))})[/]")
    for decision in told.decisions:
        out.print(f"  ◐ Réserve : {escape(str(decision))} [dim]({escape(clause(decision.source))})[/]")
    for figure in told.figures:
        out.print(f"  € {escape(str(figure))}")
    for note in model.notes:
        out.print(f"  [dim]Note : {escape(note)}[/]")
    out.print("\n[bold]Sources[/]")
    entries = {entry.id: entry for register in rulebook.source.registers for entry in register.entries}
    for source in compiled.sources:
        out.print(f"  {source.entry} — {escape(clause(source))}, lignes {source.lines[0]} à {source.lines[1]} du texte")
        out.print(f"    [dim]{escape(entries[source.entry].text)}[/]")
    _show_texts(rulebook)
