"""The reasons behind the cells: one record per action and line, in French, the same in every export."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from eligibility.actions.reading import SPOKEN
from eligibility.batch.matrix import Matrix, MatrixRow, Progress
from eligibility.batch.work import MAX_EXPLAINED, units
from eligibility.engine.compile import Rulebook
from eligibility.engine.figures import applied_figure
from eligibility.evaluate import evaluate_lines
from eligibility.french import labels
from eligibility.french.citations import clause, conflict_sentences, misprint, whom
from schemas.result import CLOSED, VERDICTS, LineResult, Reason, Verdict

SHOWN: tuple[Verdict, ...] = tuple(verdict for verdict in VERDICTS if verdict not in CLOSED)
TITLES = (
    "Ligne du tableau", "Numéro", "Intitulé", "Financeur", "Type", "Ligne", "Verdict", "Pourquoi", "Réserves",
    "Reste à préciser", "Ce qui peut être payé", "Engagement", "Contact", "Clauses",
    "Coquilles du texte, et lecture retenue", "Identifiant de la ligne",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explained:
    """One line for one action. Texts of several sentences have one per text line."""

    row: int
    reference: str
    title: str
    funder: str
    kind: str
    line: str
    verdict: Verdict
    why: str
    reserves: str
    questions: str
    amounts: str
    commitment: str
    contact: str
    clauses: str
    corrections: str
    line_id: str

    @property
    def texts(self) -> tuple[int | str, ...]:
        """In the order of TITLES."""
        return (
            self.row, self.reference, self.title, self.funder, self.kind, self.line, labels.VERDICTS[self.verdict].name, self.why,
            self.reserves, self.questions, self.amounts, self.commitment, self.contact, self.clauses, self.corrections, self.line_id,
        )  # fmt: skip


def explain(
    rulebook: Rulebook, matrix: Matrix, everything: bool = False, progress: Progress | None = None
) -> Iterator[Explained]:
    """Every line that is not closed, for each action shown, with its reasons; the closed ones too if `everything`.

    Only the funders that the matrix shows. One action at a time is held in memory.
    """
    edition = rulebook.at(matrix.batch.as_of) or rulebook
    shown = {column.id for column in matrix.funders}
    for done, item in enumerate(matrix.rows, start=1):
        yield from explain_row(rulebook, edition, item, VERDICTS if everything else SHOWN, shown)
        if progress is not None:
            progress(done, len(matrix.rows))


def explainable(matrix: Matrix) -> bool:
    """May a service write the reasons of all these actions for one request? The terminal, which nobody else waits for, may."""
    asked = sum(units(item.row.request) for item in matrix.rows if item.row.request is not None)
    return asked <= MAX_EXPLAINED


def explain_row(
    rulebook: Rulebook, edition: Rulebook, item: MatrixRow, only: Collection[Verdict], funders: Collection[str]
) -> Iterator[Explained]:
    """The lines of one action, in the order in which they are proposed."""
    if item.row.request is None:
        return
    for line in evaluate_lines(rulebook, item.row.request, only):
        if line.funder.id in funders:
            yield _explained(edition, item, line)


def _explained(edition: Rulebook, item: MatrixRow, line: LineResult) -> Explained:
    return Explained(
        row=item.row.number,
        reference=item.row.reference,
        title=item.row.title,
        funder=line.funder.name,
        kind=f"{labels.KINDS[line.kind].name} · {labels.NATURES[line.nature]}",
        line=line.title,
        verdict=line.verdict,
        why="\n".join(
            [
                *conflict_sentences(line),
                *(f"{reason.sentence} ({clause(reason.source)})" for reason in _shown(line)),
            ]
        ),
        reserves="\n".join(
            f"{'' if reserve.certain else 'Peut-être : '}{reserve.text} Décide : {reserve.body} ({clause(reserve.source)})"
            for reserve in line.reserves
        ),
        questions="\n".join(_question(edition, field) for field in line.questions),
        amounts="\n".join(applied_figure(amount) for amount in line.amounts) if line.verdict not in CLOSED else "",
        commitment=labels.COMMITMENTS[line.commitment].name,
        contact=whom(line.contact),
        clauses="\n".join(dict.fromkeys(clause(source) for source in line.sources)),
        corrections="\n".join(misprint(one) for one in line.corrections),
        line_id=line.id,
    )


def _shown(line: LineResult) -> list[Reason]:
    """All criteria; of a closed line those that fail, its conflicts are said apart."""
    return [reason for reason in line.reasons if line.verdict not in CLOSED or reason.status == "failed"]


def _question(edition: Rulebook, field: str) -> str:
    return edition.fields[field].question if field in edition.fields else SPOKEN.get(field, field)
