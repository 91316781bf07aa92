"""eligibility lines, eligibility line ID: the rulebook's lines, as an instructor reads them."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eligibility.cli.check import COMMITMENTS, _clause
from eligibility.cli.common import RulesOption, err, open_rulebook, out, told_plainly
from eligibility.compiled import CompiledBranch
from eligibility.text import enumerate_french, nearest, plural
from eligibility.wording import money

KINDS = {"funding": "financement", "support": "appui"}
NATURES = {
    "droit_commun": "droit commun",
    "droit_commun_renforce": "droit commun renforcé",
    "credits_specifiques": "crédits spécifiques",
    "european_fund": "fonds européen",
    "call_for_projects": "appel à projets",
    "loan": "prêt",
    "tax_exemption": "exonération",
    "engineering": "ingénierie",
    "in_kind": "en nature",
}


def lines(
    rules: RulesOption = None,
    funder: Annotated[str | None, typer.Option(help="Seulement ce financeur.")] = None,
    objective: Annotated[str | None, typer.Option(help="Seulement celles qui couvrent cet objectif.")] = None,
    kind: Annotated[str | None, typer.Option(help="funding ou support.")] = None,
) -> None:
    """Liste les lignes du règlement."""
    with told_plainly():
        rulebook = open_rulebook(rules)
    table = Table("Ligne", "Intitulé", "Financeur", "Nature", "Objectifs", box=None, header_style="bold", pad_edge=False)
    count = 0
    for compiled in rulebook.lines:
        model = compiled.line
        codes = model.objectives or ["tous"]
        if funder not in (None, compiled.funder.id) or kind not in (None, model.kind.value):
            continue
        if objective is not None and model.objectives is not None and not _concerns(objective, codes):
            continue
        count += 1
        nature = f"{KINDS[model.kind.value]}, {NATURES[model.nature.value]}"
        table.add_row(model.id, escape(model.title), escape(compiled.funder.name), nature, ", ".join(codes))
    out.print(table)
    out.print(f"\n{plural(count, 'ligne', 'lignes')}.")


def _concerns(objective: str, codes: list[str]) -> bool:
    """Does a line with these codes cover the objective, or a part of it?"""
    return any(objective == c or objective.startswith(c + ".") or c.startswith(objective + ".") for c in codes)


def line(
    line_id: Annotated[str, typer.Argument(help="Identifiant de la ligne.")],
    rules: RulesOption = None,
) -> None:
    """Montre une ligne : ce qu'elle demande, et les clauses qui le disent."""
    with told_plainly():
        rulebook = open_rulebook(rules)
    compiled = rulebook.by_id.get(line_id)
    if compiled is None:
        close = nearest(line_id, rulebook.by_id, cutoff=40)
        err.print(f"[red]✗[/] La ligne « {escape(line_id)} » n'existe pas. Lignes proches : {escape(enumerate_french(close) or 'aucune')}.")
        raise typer.Exit(2)
    model = compiled.line
    out.print(f"\n[bold]{escape(model.title)}[/] [dim]{model.id}[/]")
    out.print(escape(model.summary))
    out.print(f"{escape(compiled.funder.name)} · {KINDS[model.kind.value]} · {NATURES[model.nature.value]} · {COMMITMENTS[model.commitment.value]}")
    out.print(f"Dispositif : {escape(model.dispositif)}")
    out.print("\n[bold]Ce qu'elle demande[/]")
    for item in compiled.items:
        if hasattr(item, "branches"):
            ways = [_way(branch) for branch in item.branches]
            out.print(f"  • l'une de ces voies : {escape(' ; ou bien '.join(ways))} [dim]({escape(_clause(item.source))})[/]")
        else:
            label = rulebook.wording.label(item.requirement.field)
            out.print(f"  • {escape(label)} : {escape(item.expected)} [dim]({escape(_clause(item.source))})[/]")
    for compiled_reserve in compiled.reserves:
        reserve = compiled_reserve.reserve
        out.print(f"  ◐ Réserve : {escape(reserve.text)} [dim]Décide : {escape(reserve.body)} ({escape(_clause(compiled_reserve.source))})[/]")
    for figure in compiled.amounts:
        amount = figure.amount
        limits = [f"si {rulebook.wording.label(c.requirement.field)} : {c.expected}" for c in figure.conditions]
        if figure.period is not None:
            limits.append(rulebook.wording.period(amount.valid.from_, amount.valid.until, None))
        condition = f" ({' ; '.join(limits)})" if limits else ""
        out.print(f"  € {escape(amount.label)} : {escape(money(amount.kind, amount.value, amount.unit) + condition)}")
    for note in model.notes:
        out.print(f"  [dim]Note : {escape(note)}[/]")
    out.print("\n[bold]Sources[/]")
    entries = {entry.id: entry for register in rulebook.source.registers for entry in register.entries}
    for source in compiled.sources:
        out.print(f"  {source.entry} — {escape(_clause(source))}, lignes {source.lines[0]} à {source.lines[1]} du texte")
        out.print(f"    [dim]{escape(entries[source.entry].text)}[/]")


def _way(branch: CompiledBranch) -> str:
    """« association et 25 ans au plus (sous réserve : …) »"""
    text = " et ".join(criterion.expected for criterion in branch.criteria)
    return f"{text} (sous réserve : {branch.reserve.text.rstrip('.')})" if branch.reserve else text
