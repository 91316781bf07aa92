"""eligibility check FILE: evaluates one action and explains the answer."""

from collections.abc import Collection, Mapping
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.markup import escape
from rich.padding import Padding

from eligibility.actions.files import ActionFile, read_action_file
from eligibility.actions.requests import parse_request
from eligibility.cli.common import AsOfOption, RulesOption, err, open_rulebook, out, told_plainly
from eligibility.counterfactual import what_if
from eligibility.engine.figures import applied_figure
from eligibility.errors import InputError, Problem
from eligibility.evaluate import evaluate
from eligibility.french.citations import clause, conflict_sentences, misprint, whom
from eligibility.french.labels import COMMITMENTS, VERDICTS
from eligibility.french.text import plural
from schemas.counterfactual import WhatIf
from schemas.result import CLOSED, AppliedCorrection, LineResult, Reason, Result, Summary, Verdict, shared_corrections

MARKS: Mapping[Verdict, tuple[str, str]] = {
    "eligible": ("green", "✔"),
    "subject_to": ("yellow", "◐"),
    "depends": ("cyan", "?"),
    "unlikely": ("white", "~"),
    "ineligible": ("red", "✗"),
}
STATUS_MARKS = {"met": "[green]✔[/]", "failed": "[red]✗[/]", "unknown": "[cyan]?[/]"}
READ_MARK = "[white]~[/]"  # of a criterion that fails as we read the text


def check(
    file: Annotated[Path, typer.Argument(help="Fichier YAML ou JSON décrivant l'action.")],
    rules: RulesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="La réponse complète en JSON.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Aussi les lignes peu probables et celles qui ne conviennent pas.")
    ] = False,
    as_of: AsOfOption = None,
    change: Annotated[
        bool, typer.Option("--what-if", help="Aussi ce qui ouvrirait d'autres lignes (avec --json : cela seul).")
    ] = False,
) -> None:
    """Dit quelles lignes peuvent financer une action, pourquoi, pourquoi pas, et que faire ensuite."""
    with told_plainly():
        source = read_action_file(file)
        data = request_in(source)
        if as_of is not None:
            data["as_of"] = as_of
        rulebook = open_rulebook(rules)
        with source.located():
            request = parse_request(data, rulebook.detail_names)
            result = evaluate(rulebook, request)
        changes = what_if(rulebook, request) if change else None
    if as_json and changes:
        typer.echo(orjson.dumps(changes))
        return
    if as_json:
        from eligibility.engine.render import to_json

        typer.echo(to_json(result, "all" if everything else "candidates"))
        return
    show(result, data.get("action", {}).get("title"), everything)
    if changes:
        show_changes(changes)


def read_data(file: Path) -> dict[str, Any]:
    """The request in a file."""
    return request_in(read_action_file(file))


def request_in(source: ActionFile) -> dict[str, Any]:
    """An action alone is admitted: it is wrapped. Raises InputError if the file holds something else."""
    data = source.data
    if not isinstance(data, dict):
        raise InputError(Problem("", f"{source.path} : une action est attendue, avec ses champs : objectives, site…"))
    return dict(data) if "action" in data else {"action": data}


def show(result: Result, title: str | None, everything: bool) -> None:
    """The whole answer, for a terminal."""
    out.print()
    if title:
        out.print(f"[bold]{escape(title)}[/]")
    out.print(escape(result.summary.sentence))
    _show_facts(result)
    shown = [line for line in result.lines if everything or line.verdict not in CLOSED]
    said_once = shared_corrections(shown)
    for verdict, label in VERDICTS.items():
        lines = [line for line in shown if line.verdict == verdict]
        if lines:
            _show_group(lines, *MARKS[verdict], label.heading, said_once)
    _show_questions(result)
    _show_route(result)
    out.rule(style="dim")
    for correction in (*result.corrections, *said_once):
        out.print(Padding(_misprint(correction), (0, 0, 0, 2)))
    for notice in result.notices:
        out.print(Padding(f"• {escape(notice)}", (0, 0, 0, 2)), style="dim")
    ref = result.rulebook
    out.print(
        f"[dim]Règlement {ref.id} {ref.version} ({ref.hash[:12]}), moteur {result.engine.version}, textes connus au {result.as_of:%d/%m/%Y}.[/]"
    )
    if not everything:
        _show_left_out(result.summary)


def _show_left_out(summary: Summary) -> None:
    left = []
    if summary.unlikely:
        unlikely = plural(summary.unlikely, "ligne peu probable", "lignes peu probables")
        left.append(f"{unlikely}, que le contrat n'exclut pas")
    if summary.ineligible:
        left.append(plural(summary.ineligible, "ligne écartée", "lignes écartées"))
    if left:
        out.print(f"[dim]{', et '.join(left)} : --all les montre avec leurs raisons.[/]")


def _show_facts(result: Result) -> None:
    out.print("\n[bold]Ce qui est pris en compte[/]")
    for fact in result.facts:
        source = f" [dim]({escape(clause(fact.source))})[/]" if fact.source else ""
        site = f" (lieu {fact.site + 1})" if fact.site is not None else ""
        text = f"• {escape(fact.title)}{site} : {escape(fact.label)} [dim]— {escape(fact.because)}[/]{source}"
        out.print(Padding(text, (0, 0, 0, 2)))


def _show_group(
    lines: list[LineResult], colour: str, mark: str, heading: str, said_once: Collection[AppliedCorrection]
) -> None:
    for kind, label in (("funding", "à demander"), ("support", "appuis, sans dossier à déposer")):
        chosen = [line for line in lines if line.kind == kind]
        if not chosen:
            continue
        out.print()
        out.rule(f"[{colour}]{mark} {heading}[/] — {label} ({len(chosen)})", align="left", style=colour)
        for _, group in groupby(chosen, key=lambda line: line.funder.name):
            for number, line in enumerate(group):
                if number == 0:
                    out.print(f"\n[bold]{escape(line.funder.name)}[/]")
                _show_line(line, said_once)


def _show_line(line: LineResult, said_once: Collection[AppliedCorrection]) -> None:
    out.print(f"  [bold]{escape(line.title)}[/] [dim]{line.id} · {COMMITMENTS[line.commitment].name}[/]")
    _indent(escape(line.summary))
    for text in conflict_sentences(line):
        _indent(f"{READ_MARK if line.verdict == 'unlikely' else STATUS_MARKS['failed']} {escape(text)}")
    for reason in line.reasons:
        if reason.criterion == "period" and reason.status == "met" and not reason.reserves:
            continue
        _show_reason(reason)
    for reserve in line.reserves:
        certain = "Réserve" if reserve.certain else "Réserve possible"
        _indent(
            f"[yellow]◐[/] {certain} : {escape(reserve.text)} [dim]Décide : {escape(reserve.body)} ({escape(clause(reserve.source))})[/]"
        )
    for correction in line.corrections:
        if correction not in said_once:
            _indent(_misprint(correction))
    for amount in line.amounts:
        _indent(f"€ {escape(applied_figure(amount))} [dim]({escape(clause(amount.source))})[/]")
    for priority in line.priorities:
        if priority.applies is not False:
            _indent(f"★ Favorisé : {escape(priority.text)}")
    if line.verdict != "ineligible":
        _indent(f"→ Contact : {escape(whom(line.contact))}")


def _show_reason(reason: Reason) -> None:
    mark = READ_MARK if reason.status == "failed" and reason.basis == "read" else STATUS_MARKS[reason.status]
    _indent(f"{mark} {escape(reason.sentence)} [dim]({escape(clause(reason.source))})[/]")


def _misprint(one: AppliedCorrection) -> str:
    cited = f" [dim]({escape(clause(one.sources[0]))})[/]" if one.sources else ""
    return f"✎ {escape(misprint(one))}{cited}"


def _indent(text: str) -> None:
    out.print(Padding(text, (0, 0, 0, 4)))


def _show_questions(result: Result) -> None:
    if not result.questions:
        return
    out.print("\n[bold]Questions encore ouvertes[/]")
    for question in result.questions:
        settles = f"règle à elle seule {plural(question.settles, 'ligne', 'lignes')}, en concerne {question.concerns}"
        out.print(
            Padding(f"[cyan]?[/] {escape(question.question)} [dim]{escape(question.path)} — {settles}[/]", (0, 0, 0, 2))
        )


def _show_route(result: Result) -> None:
    out.print("\n[bold]Que faire maintenant[/]")
    out.print(Padding(escape(result.route.advice), (0, 0, 0, 2)))
    for step in result.route.steps:
        pilots = ", ".join(step.pilots) or "à construire"
        instance = step.instance or "à construire"
        out.print(Padding(f"[bold]{step.objective}[/] {escape(step.title)}", (0, 0, 0, 2)))
        _indent(f"pilote : {escape(pilots)} ; instance : {escape(instance)}")
        if step.contributors:
            _indent(f"avec : {escape(', '.join(step.contributors))}")


def show_changes(changes: WhatIf) -> None:
    """Honest changes of the project, one line each."""
    out.print("\n[bold]Ce qui changerait la réponse[/] [dim]seulement si c'est vrai de votre projet[/]")
    if not changes.counterfactuals:
        out.print(Padding("Aucun changement simple n'ouvre d'autre ligne.", (0, 0, 0, 2)))
    for one in changes.counterfactuals:
        colour, mark = MARKS[one.verdict]
        out.print(
            Padding(
                f"[{colour}]{mark}[/] [bold]{escape(one.title)}[/] [dim]{one.line} · {escape(one.funder.name)}[/]",
                (0, 0, 0, 2),
            )
        )
        for change in one.changes:
            _indent(f"→ {escape(change.sentence)}")


__all__ = ["check", "err"]
