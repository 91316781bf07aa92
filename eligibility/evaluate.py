"""evaluate(): an action in, every line of the rulebook out, each with its verdict and its reasons."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from eligibility.actions.as_of import known_texts
from eligibility.actions.reading import ActionFacts
from eligibility.actions.understand import understand
from eligibility.advise.questions import QuestionFinder, rank_questions
from eligibility.advise.route import build_route
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import (
    CompiledAlternatives,
    CompiledAmount,
    CompiledCriterion,
    CompiledLine,
    CompiledPriority,
)
from eligibility.engine.match import bits
from eligibility.engine.reasons import ReasonView
from eligibility.errors import EligibilityError
from eligibility.fields.builtin import PERIMETER
from eligibility.fields.outcomes import CLOSED, ONLY_PART, all_closed
from eligibility.fields.table import Finding
from eligibility.french.sentences import IN_PART, partial_reserve, summary_sentence
from eligibility.rulebook.chaining import chosen_chainer
from eligibility.rulebook.objectives import covers, depth
from schemas.action import Action, EvaluationRequest
from schemas.result import (
    OPEN,
    VERDICTS,
    AppliedAmount,
    AppliedPriority,
    AppliedReserve,
    EngineRef,
    LineResult,
    Reason,
    Result,
    RulebookRef,
    Source,
    Summary,
    Verdict,
)

DISCLAIMER = "L'outil informe, le financeur décide : une ligne ouverte n'est pas une promesse, et une aide obtenue une fois ne crée pas de droit."


@lru_cache(maxsize=1)
def engine() -> EngineRef:
    """This engine, its version and its chainer, so that an answer can be replayed."""
    try:
        number = version("contrat-de-ville-eligibility")
    except PackageNotFoundError:  # run from a folder that is not installed
        number = "0"
    return EngineRef("eligibility", number, chosen_chainer().name)


def evaluate(rulebook: Rulebook, request: EvaluationRequest) -> Result:
    """Evaluates one action against one rulebook.

    Raises InputError (every problem, with its pointer) if the action names what does not exist or contradicts
    itself. Touches no file, reads no clock, keeps nothing of the action.
    """
    understood = understand(rulebook, request)
    rulebook, known, as_of = understood.rulebook, understood.known, understood.as_of
    evaluation = _Evaluation(rulebook, known)
    lines, questions = evaluation.lines()
    return Result(
        rulebook=RulebookRef(
            rulebook.contract.id, rulebook.contract.title, rulebook.contract.version, rulebook.source.content_hash
        ),
        engine=engine(),
        as_of=as_of,
        notices=notices(rulebook, as_of, request.action),
        facts=tuple(known.facts),
        corrections=evaluation.everywhere,
        summary=_summary(rulebook, lines),
        lines=lines,
        questions=rank_questions(rulebook, questions, known.keys, known.place_questions),
        route=build_route(rulebook, known.objectives, lines),
    )


def evaluate_lines(
    rulebook: Rulebook,
    request: EvaluationRequest,
    only: Collection[Verdict] = VERDICTS,
    named: Collection[str] | None = None,
) -> tuple[LineResult, ...]:
    """The lines of these verdicts, or those named, as evaluate() gives them; much cheaper where few lines are wanted."""
    understood = understand(rulebook, request)
    return _Evaluation(understood.rulebook, understood.known).lines(only, named)[0]


def evaluate_many(rulebook: Rulebook, requests: Iterable[EvaluationRequest]) -> list[Result | EligibilityError]:
    """Order kept; a bad item does not spoil the others: its error takes its place."""
    results: list[Result | EligibilityError] = []
    for request in requests:
        try:
            results.append(evaluate(rulebook, request))
        except EligibilityError as error:
            results.append(error)
    return results


class _Evaluation:
    """All lines of one action."""

    def __init__(self, rulebook: Rulebook, known: ActionFacts):
        self._rulebook = rulebook
        self._known = known
        self._view: ReasonView = rulebook.reasons.view(known.keys)
        self._exact: dict[tuple[str, ...], int] = {}
        self._corrections = rulebook.corrections.of_action(known, known.keys.get(PERIMETER, ()))
        self.everywhere = self._corrections.of_every_line(lambda line: (self._reason(item)[0] for item in line.items))

    def lines(
        self, only: Collection[Verdict] = VERDICTS, named: Collection[str] | None = None
    ) -> tuple[tuple[LineResult, ...], dict[int, tuple[str, ...]]]:
        """Lines in the order in which they are proposed, and the open questions of each that depends, by its number.

        `only`, `named`: the lines of other verdicts, or of other ids, keep their rank, and are not built.
        """
        verdicts = self._rulebook.matcher.verdicts(self._known.keys)
        finder = QuestionFinder(self._rulebook, self._known.keys)
        compiled = self._rulebook.lines
        asked = [i for i in bits(verdicts.depends) if named is None or compiled[i].id in named]
        questions = {index: finder.of_line(compiled[index]) for index in asked}
        ordered = []
        for rank, (name, mask) in enumerate(zip(VERDICTS, verdicts, strict=True)):
            for index in bits(mask):
                line = compiled[index]
                ordered.append((rank, *line.order, -self._exactness(line.objectives), line.id, line, name))
        ordered.sort(key=_by_rank)
        results = tuple(
            self._line(item[-2], item[-1], questions.get(item[-2].index, ()), rank)
            for rank, item in enumerate(ordered, start=1)
            if item[-1] in only and (named is None or item[-2].id in named)
        )
        return results, questions

    def _exactness(self, codes: tuple[str, ...]) -> int:
        """Depth of the deepest code of the line that covers an objective of the action."""
        deepest = self._exact.get(codes)
        if deepest is None:
            given = self._known.objectives
            depths = [depth(code) for code in codes if any(covers(code, one) for one in given)]
            deepest = self._exact[codes] = max(depths, default=0)
        return deepest

    def _line(self, line: CompiledLine, verdict: Verdict, questions: tuple[str, ...], rank: int) -> LineResult:
        model = line.line
        explained = [self._reason(item) for item in line.items]
        reasons = tuple([reason for reason, _ in explained])
        conflicts: tuple[tuple[str, ...], ...] = ()
        reserves: tuple[AppliedReserve, ...] = ()
        if verdict in ("unlikely", "ineligible"):
            reasons = tuple(sorted(reasons, key=_refusing_first))
            if _refusing_first(reasons[0]) > REFUSES[verdict]:
                conflicts = self._rulebook.matcher.entangled.conflicts(line, self._known.keys, verdict)
        else:
            reserves = self._reserves(line, explained)
        return LineResult(
            id=line.id,
            title=model.title,
            summary=model.summary,
            kind=line.kind,
            funder=line.funder,
            nature=line.nature,
            dispositif=model.dispositif,
            verdict=verdict,
            commitment=line.commitment,
            objectives=line.objectives,
            reasons=reasons,
            conflicts=conflicts,
            reserves=reserves,
            priorities=tuple([self._priority(p) for p in line.priorities]),
            questions=questions,
            amounts=tuple([a for amount in line.amounts if (a := self._amount(amount)) is not None]),
            validity=line.validity,
            contact=line.contact,
            notes=line.notes,
            corrections=self._corrections.of_line(line, reasons),
            sources=line.sources,
            rank=rank,
        )

    def _reason(self, item: CompiledCriterion | CompiledAlternatives) -> tuple[Reason, Finding]:
        if isinstance(item, CompiledAlternatives):
            return self._view.alternatives(item, self._rulebook.matcher)
        return self._view.criterion(item)

    def _reserves(self, line: CompiledLine, explained: list[tuple[Reason, Finding]]) -> tuple[AppliedReserve, ...]:
        """Reserves of the line that apply or may apply, then those of criteria met in part."""
        applied: dict[str, AppliedReserve] = {}

        def add(name: str, text: str, body: str, source: Source, certain: bool) -> None:
            before = applied.get(name)
            applied[name] = AppliedReserve(name, text, body, source, certain or bool(before and before.certain))

        allowed = self._rulebook.matcher.entangled.reserves(line, self._known.keys) if line.entangled else None
        for compiled in line.reserves:
            r = compiled.reserve
            possible = self._view.possible(compiled.condition) if compiled.condition else ONLY_PART
            if r.id in allowed.reserves if allowed else possible & ONLY_PART:
                certain = r.id in allowed.certain if allowed else possible == ONLY_PART
                add(r.id, r.text, r.body, compiled.source, certain)
        conference = self._rulebook.contract.conference
        branch_reserves = {
            branch.reserve.id: branch.reserve
            for item in line.items
            if isinstance(item, CompiledAlternatives)
            for branch in item.branches
            if branch.reserve
        }
        for reason, finding in explained:
            for name in reason.reserves:
                if allowed is not None and name not in allowed.reserves:
                    continue
                certain = name in (allowed or finding).certain
                known = branch_reserves.get(name) or self._rulebook.perimeter_reserves.get(name)
                if known:
                    add(name, known.text, known.body, self._rulebook.sources[known.source], certain)
                else:
                    field = self._rulebook.kinds.get(reason.field)
                    text = partial_reserve(field.part_text if field else IN_PART, reason.expected)
                    add(name, text, conference, reason.source, certain)
        return tuple(applied.values())

    def _priority(self, priority: CompiledPriority) -> AppliedPriority:
        """Favoured or not; without a condition that can be read, nobody can tell here."""
        applies = self._applies(priority.conditions) if priority.conditions else None
        return AppliedPriority(priority.text, applies, priority.source)

    def _applies(self, conditions: tuple[CompiledCriterion, ...]) -> bool | None:
        """True if all conditions are met, False if one fails, None if that is not known."""
        possible = [self._view.criterion(c)[1].possible for c in conditions]
        if any(all_closed(p) for p in possible):
            return False
        return None if any(p & CLOSED for p in possible) else True

    def _amount(self, compiled: CompiledAmount) -> AppliedAmount | None:
        applies = self._applies(compiled.conditions)
        if compiled.period is not None:
            possible = self._view.possible(compiled.period)
            if all_closed(possible):
                applies = False
            elif possible & CLOSED and applies:
                applies = None
        if applies is False:
            return None
        amount = compiled.amount
        wording = self._rulebook.wording
        return AppliedAmount(
            kind=amount.kind.value,
            value=format(amount.value, "f"),
            unit=amount.unit,
            label=amount.label,
            conditions=tuple(f"{wording.label(c.requirement.field)} : {c.expected}" for c in compiled.conditions),
            valid_from=amount.valid.from_,
            valid_until=amount.valid.until,
            applies=applies,
            source=compiled.source,
        )


# the last place, among the reasons of a closed line, of one that closes it alone
REFUSES = {"ineligible": 0, "unlikely": 1}


def _refusing_first(reason: Reason) -> int:
    """Of a closed line: what is refused by printed words, what is as we read them, what is not."""
    if reason.status != "failed":
        return 2
    return 0 if reason.basis == "printed" else 1


def _by_rank(item: tuple[Any, ...]) -> tuple[Any, ...]:
    return item[:-2]


def _summary(rulebook: Rulebook, lines: tuple[LineResult, ...]) -> Summary:
    counts = dict.fromkeys(VERDICTS, 0)
    kinds = {"funding": 0, "support": 0}
    for line in lines:
        counts[line.verdict] += 1
        if line.verdict in OPEN:
            kinds[line.kind] += 1
    return Summary(
        **counts,
        **kinds,
        sentence=summary_sentence(**counts),
        not_covered=tuple(f"{f.name} ({f.section})" for f in rulebook.contract.families if not f.encoded),
    )


def notices(rulebook: Rulebook, as_of: date, action: Action | None = None) -> tuple[str, ...]:
    """What is to be read before any verdict; of one action, or of all."""
    contract = rulebook.contract
    notices = []
    if contract.ended and contract.ended_notice:
        notices.append(contract.ended_notice)
    if texts := known_texts(contract, as_of):
        notices.append(texts)
    period = contract.period
    if action and (
        (action.ends_on and action.ends_on < period.from_) or (action.starts_on and action.starts_on > period.until)
    ):
        notices.append(
            f"Les dates de l'action sont hors de la période du contrat ({period.from_:%d/%m/%Y} – {period.until:%d/%m/%Y}) : "
            "aucune ligne ne peut la financer, pour cette seule raison déjà."
        )
    missing = [f.name for f in contract.families if not f.encoded]
    if missing:
        notices.append(
            f"Ne sont pas encore étudiés ici, et peuvent aussi aider : {', '.join(missing)}. Leur silence n'est pas un refus."
        )
    notices.append(DISCLAIMER)
    return tuple(notices)


__all__ = ["evaluate", "evaluate_lines", "evaluate_many"]
