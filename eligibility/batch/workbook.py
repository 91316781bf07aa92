"""The matrix as a workbook: verdicts, reasons, what is to be corrected, and what to know before reading."""

from collections.abc import Iterable, Iterator

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from eligibility.batch.batch import Batch
from eligibility.batch.columns import Column
from eligibility.batch.explained import TITLES, explain
from eligibility.batch.headings import VERDICT
from eligibility.batch.matrix import Cell, FunderColumn, Matrix, Progress
from eligibility.batch.written import ACTION, NOTHING, SUPPORT, TO_CORRECT
from eligibility.batch.xlsx_writer import Styled, XlsxFile
from eligibility.engine.compile import Rulebook
from eligibility.evaluate import notices
from eligibility.french.labels import UNLIKELY, VERDICTS
from schemas.result import CLOSED

MATRIX, REASONS, WRONG, READ = "Actions × financeurs", "Raisons", "À corriger", "À lire"
EFFECTS = {"error": "non évaluée", "unknown": "inconnue", "remark": "à savoir"}
MAX_SHEET_ROWS = 1_000_000
IDENTITY = ("reference", "title")
WIDTHS = (8, 10, 32, 30, 24, 36, 18, 70, 50, 40, 40, 18, 40, 30, 50, 24)  # of the reasons, in the order of TITLES


def to_xlsx(rulebook: Rulebook, matrix: Matrix, everything: bool = False, progress: Progress | None = None) -> bytes:
    """The workbook of the rows and funders that the matrix shows, in their order. `everything`: closed lines have their reasons too."""
    file = XlsxFile(matrix.batch.as_of)
    _add_matrix(file, matrix)
    _add_reasons(file, rulebook, matrix, everything, progress)
    if matrix.batch.problems:
        _add_problems(file, matrix.batch)
    _add_read(file, rulebook, matrix, everything)
    return file.content()


def layout(batch: Batch) -> tuple[list[Column], list[Column], list[Column]]:
    """The uploaded columns as they are shown: those that name an action, those that describe it, the instructor's own."""
    named = [column for column in batch.described if column.heading and column.heading.name in IDENTITY]
    return named, [column for column in batch.described if column not in named], list(batch.own)


def verdict_title(funder: FunderColumn) -> str:
    """The title of a funder's column, known again when the file comes back."""
    return f"{VERDICT}{funder.short_name}"


def verdict_text(cell: Cell | None) -> str:
    """What the matrix shows for one action and one funder."""
    if cell is None:
        return TO_CORRECT
    if cell.verdict is None:
        return SUPPORT if cell.open_support else NOTHING
    return VERDICTS[cell.verdict].name


def verdict_style(cell: Cell | None) -> str:
    """The colour that goes with the text."""
    if cell is None:
        return "wrong"
    return cell.verdict or ("text" if cell.open_support else "ineligible")


def _add_matrix(file: XlsxFile, matrix: Matrix) -> None:
    named, described, own = layout(matrix.batch)
    first = named or [Column(-1, ACTION, "computed")]
    folded = [
        all(not item.cells or item.cells[i].verdict in (None, *CLOSED) for item in matrix.rows)
        for i in range(len(matrix.funders))
    ]

    def setup(sheet: Worksheet) -> None:
        width = len(first) + len(matrix.funders) + len(described) + len(own)
        _print(sheet, len(first), width, len(matrix.rows) + 1)
        for index, column in enumerate(first, start=1):
            dimension = sheet.column_dimensions[get_column_letter(index)]
            dimension.width = 10 if column.heading and column.heading.name == "reference" else 36
            dimension.hidden = column.hidden
        for index, fold in enumerate(folded, start=len(first) + 1):
            dimension = sheet.column_dimensions[get_column_letter(index)]
            dimension.width = 16
            if fold:  # nothing open for anybody: folded, one click away
                dimension.outlineLevel, dimension.hidden = 1, True
        for index, column in enumerate((*described, *own), start=len(first) + len(matrix.funders) + 1):
            dimension = sheet.column_dimensions[get_column_letter(index)]
            dimension.width, dimension.hidden = 22, column.hidden

    def rows() -> Iterator[list[Styled]]:
        yield [
            *((column.title, "head") for column in first),
            *((verdict_title(funder), "head") for funder in matrix.funders),
            *((column.title, "head") for column in described),
            *((column.title, "own") for column in own),
        ]
        for item in matrix.rows:
            cells: Iterable[Cell | None] = item.cells or (None for _ in matrix.funders)
            yield [
                *((item.row.cell(column) if named else f"ligne {item.row.number}", "strong") for column in first),
                *((verdict_text(cell), verdict_style(cell)) for cell in cells),
                *((item.row.cell(column), "text") for column in (*described, *own)),
            ]

    file.add(MATRIX, setup, rows())


def _add_reasons(
    file: XlsxFile, rulebook: Rulebook, matrix: Matrix, everything: bool, progress: Progress | None
) -> None:
    """As many sheets as the reasons need: one, unless there are very many actions."""
    explained = explain(rulebook, matrix, everything, progress)
    following = next(explained, None)

    def setup(sheet: Worksheet) -> None:
        _print(sheet, 3, len(TITLES), MAX_SHEET_ROWS)
        for index, width in enumerate(WIDTHS, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width

    def rows() -> Iterator[list[Styled]]:
        nonlocal following
        yield [(title, "head") for title in TITLES]
        for _ in range(MAX_SHEET_ROWS):
            if following is None:
                return
            yield [
                (text, following.verdict if title == "Verdict" else "text")
                for title, text in zip(TITLES, following.texts, strict=True)
            ]
            following = next(explained, None)

    file.add(REASONS, setup, rows())
    number = 1
    while following is not None:
        number += 1
        file.add(f"{REASONS} {number}", setup, rows())


def _add_problems(file: XlsxFile, batch: Batch) -> None:
    def setup(sheet: Worksheet) -> None:
        _print(sheet, 1, 5, len(batch.problems) + 1)
        for letter, width in zip("ABCDE", (10, 10, 30, 90, 14), strict=True):
            sheet.column_dimensions[letter].width = width

    def rows() -> Iterator[list[Styled]]:
        yield [(title, "head") for title in ("Ligne", "Colonne", "Titre", "Ce qui ne va pas, et que faire", "Effet")]
        for problem in batch.problems:
            texts = (problem.row, problem.letter, problem.column, problem.message, EFFECTS[problem.severity])
            yield [(text, "text") for text in texts]

    file.add(WRONG, setup, rows())


def _add_read(file: XlsxFile, rulebook: Rulebook, matrix: Matrix, everything: bool) -> None:
    lines = read_first(rulebook, matrix, everything)

    def setup(sheet: Worksheet) -> None:
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 110
        sheet.page_setup.orientation = "landscape"

    file.add(READ, setup, ([(name, "strong"), (text, "text")] for name, text in lines))


def read_first(rulebook: Rulebook, matrix: Matrix, everything: bool = False) -> list[tuple[str, str]]:
    """What to know before reading: which texts, which tool, what each word and column means."""
    batch, reference = matrix.batch, matrix.rulebook
    edition = rulebook.at(batch.as_of) or rulebook
    shown = (
        "toutes, celles qui sont peu probables ou écartées avec leurs critères qui échouent"
        if everything
        else "celles qui ne sont ni peu probables ni écartées"
    )
    return [
        ("Règlement", f"{reference.title} ({reference.id}, version {reference.version})"),
        ("Empreinte du règlement", reference.hash),
        ("Textes connus au", f"{batch.as_of:%d/%m/%Y}, pour toutes les actions du tableau"),
        ("Moteur", f"{matrix.engine.name} {matrix.engine.version}, chaîneur {matrix.engine.chainer}"),
        ("Actions", batch.sentence),
        *(("À savoir", text) for text in notices(edition, batch.as_of)),
        *(("Lecture du fichier", text) for text in (*batch.fates, *batch.remarks)),
        (VERDICTS["eligible"].name, "Tous les critères d'une ligne du financeur sont remplis."),
        (
            VERDICTS["subject_to"].name,
            "Les critères sont remplis ; une décision ou une appréciation nommée reste à venir.",
        ),
        (VERDICTS["depends"].name, "Une réponse manque : elle est nommée dans la feuille des raisons."),
        (VERDICTS["unlikely"].name, UNLIKELY),
        (VERDICTS["ineligible"].name, "Les mots du contrat écartent toutes les lignes de financement du financeur."),
        (f"{SUPPORT} ; {NOTHING}", "Le financeur n'offre que des appuis : l'un au moins convient, ou aucun."),
        (TO_CORRECT, "La ligne du tableau n'a pas pu être lue : voir la feuille « À corriger »."),
        (
            "Feuille « Actions × financeurs »",
            "Le meilleur verdict de chaque financeur, puis les colonnes déposées ; les vôtres sont à droite, inchangées. Les financeurs sans rien d'ouvert sont repliés. Le fichier peut être déposé à nouveau : les colonnes « Verdict » sont recalculées.",
        ),
        ("Feuille « Raisons »", f"Une ligne par action et par ligne de financement ou d'appui : {shown}."),
    ]


def _print(sheet: Worksheet, frozen: int, width: int, height: int) -> None:
    """Titles that stay and are repeated, a filter, landscape."""
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    sheet.print_title_rows = "1:1"
    sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.auto_filter.ref = f"A1:{get_column_letter(width)}{height}"
