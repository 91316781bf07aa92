"""eligibility double-entry: the rulebook beside what a second reader wrote from the text alone."""

import json
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eligibility.checks.books import BESIDE_ENTRIES, SAID
from eligibility.checks.double_entry import compare
from eligibility.checks.index import SecondBooks
from eligibility.checks.run import index_of
from eligibility.checks.told import told
from eligibility.cli.common import RulesOption, check_value, out, rules_folder, told_plainly
from eligibility.cli.files import write_text
from eligibility.french.text import enumerate_french, plural
from eligibility.rulebook.load import KEPT, TOLD, RulebookFolder
from schemas.second_reading import ToldFile

TOLD_HEADER = """\
# yaml-language-server: $schema=../../../schemas/json/told.schema.json
# Ce que les réponses disent de chaque ligne hors du verdict, entré une seconde fois (eligibility double-entry --pin) :
# nature, force, contact, sources, montants, priorités, critères. Une ligne qui change est à changer ici aussi, texte en main.
"""


def double_entry(
    rules: RulesOption = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", help=f"Les différences d'un attribut : {enumerate_french(list(SAID))}.", metavar="ATTRIBUT"
        ),
    ] = None,
    pin: Annotated[
        bool,
        typer.Option("--pin", help="Écrit ce que les réponses disent aujourd'hui de chaque ligne, hors du verdict."),
    ] = False,
) -> None:
    """Compare le règlement à sa seconde lecture, attribut par attribut."""
    with told_plainly():
        folder = rules_folder(None, rules)
        if pin:
            index = index_of(RulebookFolder(folder))
            (folder / TOLD).parent.mkdir(exist_ok=True)
            write_text(folder / TOLD, TOLD_HEADER + yaml_rows(told(index)))
            out.print(f"Écrit : {escape(str(folder / TOLD))}. Relisez ce qui change avant de le garder.")
            return
        if by is not None:
            check_value("--by", by, SAID, "cet attribut")
        index = index_of(RulebookFolder(folder, second_reading=True))
        found = compare(index)
    if index.books == SecondBooks():
        out.print("Ce règlement n'a pas de seconde lecture (dossier second-reading).")
        return
    if by is not None:
        reasons = {(one.entry, one.attribute): one.reason for one in index.books.kept.kept}
        for one in found.differences:
            if one.attribute == by:
                kept = f" ; gardée : {reasons[one.entry, by]}" if found.is_kept(one) else ""
                out.print(
                    f"{one.entry} : règlement [bold]{escape(one.rulebook)}[/] ; seconde lecture [bold]{escape(one.second)}[/]{escape(kept)}",
                    soft_wrap=True,
                )
        return
    table = Table("Attribut", "Différences", "Part des entrées", "À traiter", box=None)
    for attribute, (count, left) in found.counts.items():
        share = "" if attribute in BESIDE_ENTRIES else f"{100 * count / max(found.entries, 1):.0f} %"
        table.add_row(SAID[attribute], str(count), share, str(left))
    out.print(f"{plural(found.entries, 'entrée comparée', 'entrées comparées')}.")
    out.print(table)
    out.print(f"[dim]Le détail : --by {enumerate_french(list(SAID))}. Ce qui est gardé, avec sa raison : {KEPT}.[/]")


def yaml_rows(file: ToldFile) -> str:
    """One row per line: what moves is seen in a comparison of versions."""
    data = file.model_dump(mode="json", exclude_defaults=True)
    rows = "".join(f"- {json.dumps(line, ensure_ascii=False)}\n" for line in data["lines"])
    corrections = "".join(f"  {name}: {json.dumps(affects)}\n" for name, affects in data.get("corrections", {}).items())
    return f"lines:\n{rows}" + (f"corrections:\n{corrections}" if corrections else "")
