"""A comparison of two versions, for a terminal."""

import json
from collections.abc import Iterable

from rich.markup import escape
from rich.padding import Padding

from eligibility.cli.common import err, out
from eligibility.french.text import plural
from eligibility.workbench.diff import words
from eligibility.workbench.diff.model import Because, Change, Diff, Group, LineDiff, Shared, VersionRef, Witness
from eligibility.workbench.diff.portfolio import ActionDiff, PortfolioDiff, Tally

SHOWN = 12  # lines of a group; the page and the JSON have them all
MARKS = {"lost": "[red]−[/]", "gained": "[green]+[/]", "reserves": "[yellow]◐[/]", "content": "[cyan]€[/]"}


def show_diff(found: Diff) -> None:
    """The whole comparison."""
    out.print(f"Avant : {_version(found.old)}", soft_wrap=True)
    out.print(f"Après : {_version(found.new)}", soft_wrap=True)
    out.print(f"\n[bold]{escape(words.conclusion(found))}[/]")
    for title, lines in (
        ("Lignes ajoutées", found.added),
        ("Lignes retirées", found.removed),
        ("Lignes renommées ou déplacées", found.moved),
        ("Lignes modifiées", found.changed),
    ):
        _show_lines(title, lines)
    _show_groups(found.groups)
    _show_shared("Éléments communs qui changent sans changer de réponse", words.effectless(found))
    _show_lines("Lignes dont seuls des textes changent", found.worded)
    if texts := words.texts(found):
        out.print("\n[bold]Textes communs[/]")
        for text in texts:
            _print(escape(text), 2)
    if not found.same:
        out.print(f"\n[dim]{escape(words.LIMITS)}[/]")


def _version(ref: VersionRef) -> str:
    return f"[bold]{escape(ref.label)}[/] [dim]— {ref.rulebook} {ref.version} ({ref.hash[:12]}), textes connus au {ref.as_of:%d/%m/%Y}[/]"


def _print(text: str, indent: int) -> None:
    out.print(Padding(text, (0, 0, 0, indent)))


def _heading(title: str, count: int) -> None:
    out.print(f"\n[bold]{title}[/] ({count})")


def _show_lines(title: str, lines: tuple[LineDiff, ...]) -> None:
    if lines:
        _heading(title, len(lines))
    for line in lines:
        ref = line.ref
        before = f" [dim]({escape(words.place(line))})[/]" if words.place(line) else ""
        _print(f"• [bold]{escape(ref.title)}[/] [dim]{ref.id} · {escape(ref.funder_name)}[/]{before}", 2)
        for change in line.changes:
            if change.part not in ("id", "funder"):
                _show_change(change)
        for witness in line.witnesses:
            _show_witness(witness)
        if silent := words.silent(line):
            _print(f"[dim]{silent}[/]", 4)


def _show_change(change: Change | Shared) -> None:
    _print(f"{escape(change.label)}", 4)
    _show_sides(change.before, change.after)


def _show_sides(before: Iterable[str], after: Iterable[str]) -> None:
    for mark, colour, texts in (("−", "red", before), ("+", "green", after)):
        for text in texts:
            _print(f"[{colour}]{mark}[/] {escape(text)}", 6)


def _show_witness(witness: Witness) -> None:
    _print(
        f"{MARKS[witness.effect]} {words.effect(witness.effect, witness.before, witness.after)}, par exemple : {escape(' ; '.join(witness.said))}",
        4,
    )
    _print(escape(words.passage(witness)), 6)
    _show_because(witness.because, 6)
    out.print(
        Padding(
            f"[dim]{escape(json.dumps(witness.action['action'], ensure_ascii=False, default=str))}[/]", (0, 0, 0, 6)
        )
    )


def _show_because(reasons: tuple[Because, ...], indent: int) -> None:
    for reason in reasons:
        clause = f" [dim]({escape(reason.clause)})[/]" if reason.clause else ""
        _print(f"{words.SIDES[reason.side]} : {escape(reason.sentence)}{clause}", indent)


def _show_groups(groups: tuple[Group, ...]) -> None:
    if groups:
        _heading("Lignes qui changent par ce qu'elles ont en commun", len(groups))
    for group in groups:
        _print(f"• [bold]{escape(words.heading(group))}[/]", 2)
        for cause in group.causes:
            _show_sides(cause.before, cause.after)
        for effect, refs in group.lines.items():
            ids = [ref.id for ref in refs]
            more = f" et {len(ids) - SHOWN} de plus" if len(ids) > SHOWN else ""
            _print(
                f"{MARKS[effect]} {words.affected(effect, len(ids))} [dim]{escape(', '.join(ids[:SHOWN]))}{more}[/]", 4
            )
        for ref, witness in group.witnesses:
            _print(f"[dim]{escape(ref.title)} ({ref.id})[/]", 4)
            _show_witness(witness)


def _show_shared(title: str, items: list[Shared]) -> None:
    if items:
        _heading(title, len(items))
    for one in items:
        _print(f"• {escape(one.label)} « {escape(one.title.rstrip('.'))} » : {words.STATUSES[one.status][0]}", 2)
        _show_sides(one.before, one.after)


def show_portfolio(found: PortfolioDiff) -> None:
    """What becomes of the actions of a portfolio; those that cannot be read, on stderr."""
    out.print("\n[bold]Portefeuille[/]")
    out.print(escape(words.portfolio_conclusion(found)))
    for action in found.touched:
        _show_action(action)
    _show_tallies("Par ligne", found.by_line)
    _show_tallies("Par financeur", found.by_funder)
    for bad in found.bad:
        err.print(f"[red]✗[/] {escape(bad.name)} : {escape(bad.problem)}", soft_wrap=True)
    if found.bad:
        err.print(f"{plural(len(found.bad), 'action laissée', 'actions laissées')} de côté.")


def _show_action(action: ActionDiff) -> None:
    title = f" [dim]{escape(action.title)}[/]" if action.title else ""
    _print(f"\n[bold]{escape(action.name)}[/]{title}", 0)
    for side, problem in (("avant", action.unread_before), ("après", action.unread_after)):
        if problem:
            _print(f"[yellow]![/] Ne se lit pas {side} : {escape(problem)}", 2)
    for change in action.lines:
        line = change.line
        passage = f"{words.verdict(change.before)} → {words.verdict(change.after)}"
        _print(
            f"{MARKS[change.effect]} {escape(line.title)} [dim]{line.id} · {escape(line.funder_name)}[/] : {passage}", 2
        )
        _show_because(change.because, 6)


def _show_tallies(title: str, tallies: tuple[Tally, ...]) -> None:
    if tallies:
        out.print(f"\n[bold]{title}[/]")
    for tally in tallies:
        _print(f"{escape(tally.title)} [dim]{tally.id}[/] : {words.tally(tally)}", 2)
