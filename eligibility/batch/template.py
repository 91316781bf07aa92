"""The template to fill in: titles that are recognised, one example row, and a guide made from the vocabulary."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from eligibility.batch.headings import Heading, Headings
from eligibility.batch.table import MAX_ROWS
from eligibility.batch.xlsx_writer import Styled, XlsxFile
from eligibility.engine.compile import Rulebook
from eligibility.export.table import inert
from eligibility.french.text import fold

ACTIONS, GUIDE, LISTS = "Actions", "Guide", "Listes"
OFFERED = (
    "reference", "title", "objectives", "place", "publics", "age_min", "age_max", "kinds", "carrier",
    "starts_on", "ends_on", "budget", "mostly_from_qpv", "international",
)  # fmt: skip
OWN = ("Avis", "Montant proposé", "Commentaire")  # examples of the instructor's own columns
YES_NO = ("oui", "non", "ne sait pas")


class _Template:
    """What both forms of the template hold."""

    def __init__(self, rulebook: Rulebook):
        self.rulebook = rulebook
        self.headings = Headings(rulebook)
        offered = [self.headings[name] for name in (*OFFERED, "appraisal") if name in self.headings]
        self.columns = [heading for heading in offered if _answered(rulebook, heading)]

    def example(self) -> list[str]:
        """A row that is read without a problem: the first values of each list."""
        rulebook = self.rulebook
        year, territory = rulebook.contract.period.from_.year + 1, rulebook.source.territory
        said = {
            "reference": "1", "title": "Exemple, à remplacer", "age_min": "16", "age_max": "25", "starts_on": f"01/09/{year}",
            "ends_on": f"31/12/{year}", "budget": "12 000,50", "mostly_from_qpv": "ne sait pas", "international": "non",
            "objectives": f"{rulebook.objectives.leaves[0]} {rulebook.objectives.titles[rulebook.objectives.leaves[0]]}",
            "place": (territory.quarters or territory.communes)[0].name,
        }  # fmt: skip
        cells = []
        for heading in self.columns:
            values = self.values(heading)
            cells.append(said.get(heading.name, values[0] if values and heading.name != "appraisal" else ""))
        return [*cells, *("" for _ in OWN)]

    def values(self, heading: Heading) -> list[str]:
        """What the cells of a column may hold; empty if it is free."""
        rulebook = self.rulebook
        match heading.reads:
            case "objectives":
                return [f"{code} {title}" for code, title in rulebook.objectives.titles.items()]
            case "boolean" | "appraisal":
                return list(YES_NO)
            case "codes" | "code":
                return [value.label for value in rulebook.source.vocabulary.lists.get(heading.choices or "", ())]
            case "place":
                territory = rulebook.source.territory
                names = (
                    [c.name for c in territory.communes]
                    + [q.name for q in territory.quarters]
                    + [p.name for p in territory.places]
                )
                return sorted({*names, *(s.name for s in territory.structures)}, key=fold)
        return []

    def guide(self) -> Iterator[tuple[str, str, str]]:
        """Each column that is recognised: its title, what to write, other titles that do as well."""
        yield "Colonne", "Ce qu'on y écrit", "Autres titres reconnus"
        for heading in self.headings.all:
            if heading.name != "carrier_named" and _answered(self.rulebook, heading):
                yield (
                    heading.label,
                    heading.help,
                    ", ".join(dict.fromkeys(name for name in heading.names if name != heading.label)),
                )
        yield "", "", ""
        yield "À savoir", "Un objectif ou un lieu suffit. Une case vide veut dire « ne sait pas », jamais « non ».", ""
        yield "", "Plusieurs valeurs dans une case se séparent par des points-virgules.", ""
        yield "", "Toute autre colonne est la vôtre : elle est gardée telle quelle et rendue dans l'export.", ""
        yield "", f"Au plus {MAX_ROWS} lignes. Rien n'est conservé.", ""


def template_csv(rulebook: Rulebook) -> bytes:
    """The titles and the example."""
    template = _Template(rulebook)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*(heading.label for heading in template.columns), *OWN])
    writer.writerow([inert(cell) for cell in template.example()])
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(rulebook: Rulebook) -> bytes:
    """The titles and the example, with lists to choose from, and the guide."""
    template = _Template(rulebook)
    file = XlsxFile(rulebook.contract.revised_on)
    lists = [(heading, values) for heading in template.columns if (values := template.values(heading))]
    places = {
        heading.name: (get_column_letter(index), len(values)) for index, (heading, values) in enumerate(lists, start=1)
    }

    def actions(sheet: Worksheet) -> None:
        sheet.freeze_panes = "A2"
        for index, heading in enumerate((*template.columns, *OWN), start=1):
            letter = get_column_letter(index)
            sheet.column_dimensions[letter].width = 24
            if isinstance(heading, Heading) and heading.name in places:
                sheet.add_data_validation(_choice(heading, places[heading.name], f"{letter}2:{letter}{MAX_ROWS + 1}"))

    def guide(sheet: Worksheet) -> None:
        sheet.freeze_panes = "A2"
        for letter, width in zip("ABC", (34, 90, 70), strict=True):
            sheet.column_dimensions[letter].width = width

    def columns(sheet: Worksheet) -> None:
        for index in range(1, len(lists) + 1):
            sheet.column_dimensions[get_column_letter(index)].width = 40

    titles: list[Styled] = [
        *((heading.label, "head") for heading in template.columns),
        *((name, "own") for name in OWN),
    ]
    file.add(ACTIONS, actions, [titles, [(cell, "text") for cell in template.example()]])
    file.add(
        GUIDE,
        guide,
        ([(cell, "head" if index == 0 else "text") for cell in row] for index, row in enumerate(template.guide())),
    )
    file.add(LISTS, columns, _columns(lists))
    return file.content()


def _choice(heading: Heading, place: tuple[str, int], cells: str) -> Any:
    """A list to choose from; what is not in it may be typed, for several values or another place."""
    column, count = place
    choice = DataValidation(
        type="list", formula1=f"={LISTS}!${column}$2:${column}${count + 1}", allow_blank=True, showErrorMessage=False
    )
    choice.promptTitle, choice.prompt, choice.showInputMessage = (
        heading.label[:32],
        heading.help[:250] or None,
        bool(heading.help),
    )
    choice.add(cells)
    return choice


def _columns(lists: list[tuple[Heading, list[str]]]) -> Iterator[list[Styled]]:
    yield [(heading.label, "head") for heading, _ in lists]
    for index in range(max(len(values) for _, values in lists)):
        yield [(values[index] if index < len(values) else "", "text") for _, values in lists]


def _answered(rulebook: Rulebook, heading: Heading) -> bool:
    """Does the rulebook read this column, or any rulebook?"""
    if heading.reads not in ("codes", "code"):
        return True
    return heading.choices is not None
