"""XLSX as values only: parts are unpacked and read as they stream, within bounds (markup.py, xlsx_archive.py).

Formulas are not computed, nothing hidden is dropped in silence, and nothing refers to anything outside the file.
"""

from eligibility.batch.table import Table, letter, refuse
from eligibility.batch.xlsx_archive import Archive, check_archive
from eligibility.batch.xlsx_parts import Parts, SheetRef, read_parts
from eligibility.batch.xlsx_sheet import NO_RESULT, Sheet, SheetReader
from eligibility.errors import InputError
from eligibility.french.text import enumerate_french, fold, plural

MAX_EMPTY = 60_000  # rows in turn that hold nothing: the table is over
MOST_LISTED = 8
SHEET = "actions"


def read_xlsx(content: bytes) -> Table:
    """Raises InputError if it is no workbook, too large, or spoiled."""
    try:
        with Archive(content) as archive:
            check_archive(archive)
            return _read(archive)
    except InputError:
        raise
    except Exception:  # the parsers raise anything on a spoiled file, with texts that may quote it
        raise refuse(
            "Le classeur est abîmé ou n'est pas un vrai fichier XLSX. Ouvrez-le dans un tableur et enregistrez-le à nouveau."
        ) from None


def _read(archive: Archive) -> Table:
    parts = read_parts(archive)
    chosen, told = _choose(parts)
    reader = SheetReader(parts, chosen.name, MAX_EMPTY)
    archive.read_part(chosen.part, reader.start, reader.end)
    sheet = reader.finish()
    used = {position for _, cells in sheet.rows for position, value in enumerate(cells) if value is not None}
    hidden = tuple(position for position in sorted(used) if sheet.hidden_columns >> position & 1)
    return Table(
        tuple(sheet.rows),
        chosen.name,
        (*told, *_hidden(sheet, hidden), *_ended(sheet, chosen.name)),
        tuple(sheet.notes),
        parts.epoch_1904,
        tuple(sheet.hidden_rows),
        hidden,
    )


def _choose(parts: Parts) -> tuple[SheetRef, list[str]]:
    """The sheet named « actions », else the first; one that is hidden only where none is shown. And what to tell."""
    shown = [sheet for sheet in parts.sheets if sheet.shown] or parts.sheets
    if not shown:
        raise refuse("Le classeur n'a aucune feuille de calcul.")
    chosen = next((sheet for sheet in shown if fold(sheet.name) == SHEET), shown[0])
    others = [f"« {sheet.name} »" for sheet in shown if sheet is not chosen]
    told = []
    if others:
        listed = enumerate_french(others[:5], "ni")
        told.append(f"Seule la feuille « {chosen.name} » est lue ; pas {listed}{'…' if others[5:] else ''}.")
    if not chosen.shown:
        told.append(f"La feuille « {chosen.name} » est masquée ; elle est lue, aucune autre n'étant visible.")
    return chosen, told


def _hidden(sheet: Sheet, columns: tuple[int, ...]) -> list[str]:
    """What is read although nobody sees it in the spreadsheet."""
    told = []
    if rows := sheet.hidden_rows:
        count = plural(len(rows), "ligne masquée", "lignes masquées")
        how = " par un filtre" if sheet.filtered else ""
        verb = "a été lue" if len(rows) == 1 else "ont été lues"
        told.append(
            f"{count}{how} {verb} : {_listed(rows)}. Si ces lignes ne comptent pas, supprimez-les ou copiez les autres dans une nouvelle feuille."
        )
    if columns:
        count = plural(len(columns), "colonne masquée", "colonnes masquées")
        verb = "a été lue" if len(columns) == 1 else "ont été lues"
        names = [letter(position) for position in columns]
        told.append(f"{count} {verb} : {', '.join(names[:MOST_LISTED])}{'…' if names[MOST_LISTED:] else ''}.")
    return told


def _listed(rows: list[int]) -> str:
    """« 3 à 5, 9 » : numbers in order, those that follow one another told by their ends."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    texts = [f"{first}" if first == last else f"{first} à {last}" for first, last in runs[:MOST_LISTED]]
    return ", ".join(texts) + ("…" if runs[MOST_LISTED:] else "")


def _ended(sheet: Sheet, name: str) -> list[str]:
    """Rows that were not read."""
    told = []
    if sheet.ended:
        row, empty = sheet.ended
        told.append(f"La lecture de la feuille « {name} » s'arrête à la ligne {row}, après {empty} lignes vides.")
    if sheet.lost:
        told.append(
            f"{NO_RESULT} Lignes non lues : {sheet.lost[0]} à {sheet.lost[-1]}. Ouvrez le classeur dans un tableur et enregistrez-le."
        )
    return told
