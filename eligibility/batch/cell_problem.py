"""What is to tell of a cell or of a row."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "unknown", "remark"]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is to tell of one place, with the way out. An `error` keeps its row out; a cell that is `unknown` is not
    understood, and the row is judged without it; a `remark` only tells.

    `row` is numbered as in the spreadsheet. `column` is the title, `letter` the spreadsheet's; both empty for a whole row.
    """

    row: int
    column: str
    letter: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"ligne {self.row}"
        if self.letter:
            where += f", colonne {self.letter}"
            where += f" « {self.column} »" if self.column else ""
        return f"{where} : {self.message}"
