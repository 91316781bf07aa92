"""Many actions at once: read a table, judge it, give it back with verdicts and reasons. Nothing is stored.

batch = read_batch(rulebook, content, file_name)    what was understood, row by row
matrix = build_matrix(rulebook, batch)              actions × funders, verdicts only
to_xlsx(rulebook, matrix)                           with the reasons; also to_csv, reasons_csv
"""

from eligibility.batch.batch import Batch, read_batch
from eligibility.batch.columns import Column
from eligibility.batch.explained import explain
from eligibility.batch.matrix import Cell, FunderColumn, Matrix, MatrixRow, build_matrix
from eligibility.batch.rows import BatchRow
from eligibility.batch.sheet_csv import reasons_csv, reasons_in_pieces, to_csv
from eligibility.batch.template import template_csv, template_xlsx
from eligibility.batch.workbook import to_xlsx

__all__ = [
    "Batch",
    "BatchRow",
    "Cell",
    "Column",
    "FunderColumn",
    "Matrix",
    "MatrixRow",
    "build_matrix",
    "explain",
    "read_batch",
    "reasons_csv",
    "reasons_in_pieces",
    "template_csv",
    "template_xlsx",
    "to_csv",
    "to_xlsx",
]
