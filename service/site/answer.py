"""The answer: what to do first and whom to call, the funders by verdict, what would change it, and what does not suit."""

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from eligibility.actions.requests import parse_request
from eligibility.advise.route import advice_sentences
from eligibility.counterfactual import counterfactuals
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from eligibility.evaluate import evaluate
from eligibility.french.text import fold
from schemas.result import OPEN, ContactCard, FunderRef, LineResult, Result, Verdict, shared_corrections
from service.http.problems import of_problems
from service.site.answers import Answers
from service.site.forms import read_form, text_of
from service.site.links import permanent, since
from service.site.pages import page, rulebook_of
from service.site.received import unglued
from service.site.recognised import answers_in, answers_of
from service.site.said import deduced, said
from service.site.start import from_the_start
from service.site.steps import next_question, progress

router = APIRouter(include_in_schema=False)
MOST_OFFERS = 8
FULL = 16  # lines shown with all their reasons; the others lead to their own page, so that the answer stays light
MOST_SHOWN = 120  # lines on one page of those that do not suit
SHOWN = (*OPEN, "depends")
PATHS = {"ineligible": "ecartees", "unlikely": "peu-probables"}  # the page of the lines of a closed verdict


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one verdict, in the order in which to ask."""

    verdict: str
    lines: tuple[LineResult, ...]

    @property
    def funders(self) -> list[tuple[LineResult, ...]]:
        """The lines by funder, the first funder to approach first."""
        found: dict[str, list[LineResult]] = {}
        for line in self.lines:
            found.setdefault(line.funder.id, []).append(line)
        return [tuple(lines) for lines in found.values()]


@router.get("/contrats/{name}/reponse")
async def answer(request: Request, name: str) -> Response:
    """The whole answer to what an address says."""
    rulebook = rulebook_of(request, name)
    answers = await run_in_threadpool(answers_of, request, rulebook)
    return await run_in_threadpool(_answer, request, rulebook, answers)


def _answer(request: Request, rulebook: Rulebook, answers: Answers) -> Response:
    if not answers.started:
        return from_the_start(request, rulebook, answers)
    result = _evaluated(rulebook, answers)
    full = [line for line in result.lines if line.kind == "funding" and line.verdict in SHOWN][:FULL]
    return page(
        request,
        "answer.html.j2",
        rulebook,
        answers=answers,
        result=result,
        said=said(rulebook, answers, result),
        deduced=deduced(result),
        funding=groups(result, "funding"),
        support=groups(result, "support"),
        asked=next_question(rulebook, answers, result),
        progress=progress(result),
        whom_to_ask=whom_to_ask(result),
        link=permanent(answers, result),
        since=since(answers, result),
        first_steps=advice_sentences(rulebook, result.route.steps, result.lines),
        what_if=what_if(rulebook, answers),
        full={line.id for line in full},
        said_once=shared_corrections(full),
    )


def whom_to_ask(result: Result) -> list[tuple[FunderRef, ContactCard, int]]:
    """Of the lines that are unlikely: each funder, whom to ask there, and how many they are; funding only."""
    lines = [line for line in result.lines if line.verdict == "unlikely" and line.kind == "funding"]
    counts = Counter(line.funder.id for line in lines)
    first = {line.funder.id: line for line in reversed(lines)}
    return [(first[name].funder, first[name].contact, number) for name, number in counts.items()]


@router.get("/contrats/{name}/ecartees")
async def closed_lines(request: Request, name: str) -> Response:
    """The lines that do not suit, funder by funder; those of one funder with all their failing criteria."""
    return await _get_closed(request, name, "ineligible")


@router.get("/contrats/{name}/peu-probables")
async def unlikely_lines(request: Request, name: str) -> Response:
    """The lines that the contract does not shut out, and does not seem to mean."""
    return await _get_closed(request, name, "unlikely")


@router.post("/contrats/{name}/ecartees")
async def search_closed(request: Request, name: str) -> Response:
    """Those that a few words name, whoever the funder."""
    return await _search_closed(request, name, "ineligible")


@router.post("/contrats/{name}/peu-probables")
async def search_unlikely(request: Request, name: str) -> Response:
    """The unlikely ones that a few words name."""
    return await _search_closed(request, name, "unlikely")


async def _get_closed(request: Request, name: str, verdict: Verdict) -> Response:
    rulebook = rulebook_of(request, name)
    answers = await run_in_threadpool(answers_of, request, rulebook, "funder")
    funder = unglued(request.query_params.get("funder", ""))
    return await run_in_threadpool(_closed, request, rulebook, answers, verdict, funder=funder)


async def _search_closed(request: Request, name: str, verdict: Verdict) -> Response:
    rulebook = rulebook_of(request, name)
    form = await read_form(request)
    answers = await run_in_threadpool(answers_in, rulebook, form, "words")
    return await run_in_threadpool(_closed, request, rulebook, answers, verdict, words=text_of(form, "words"))


def _closed(
    request: Request, rulebook: Rulebook, answers: Answers, verdict: Verdict, words: str = "", funder: str = ""
) -> Response:
    if not answers.started:
        return from_the_start(request, rulebook, answers)
    lines = [line for line in _evaluated(rulebook, answers).lines if line.verdict == verdict]
    counts = Counter((line.funder.id, line.funder.name) for line in lines)
    wanted = fold(words).split()
    found = [
        line for line in lines if (wanted and all(word in _text(line) for word in wanted)) or line.funder.id == funder
    ]
    return page(
        request, "closed.html.j2", rulebook, answers=answers, verdict=verdict, of=PATHS[verdict], total=len(lines), words=words, funder=funder,
        funders=[(id_, name, number) for (id_, name), number in counts.items()],
        lines=found[:MOST_SHOWN], found=len(found), said_once=shared_corrections(found[:MOST_SHOWN]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A line that a change of the project would open: the change in words, and the address of the changed question."""

    id: str
    title: str
    funder: str
    verdict: str
    sentences: tuple[str, ...]
    query: str


def what_if(rulebook: Rulebook, answers: Answers) -> list[Offer]:
    """What the carrier may honestly change, each verified before it is offered."""
    request = answers.request(rulebook)
    places = answers.values.get("place", ())
    offers = []
    for found in counterfactuals(rulebook, request, most=MOST_OFFERS):
        changed = parse_request({"action": found.action}, rulebook.detail_names)
        changed = changed.model_copy(update={"as_of": request.as_of, "appraisals": request.appraisals})
        query = Answers.of(rulebook, changed, places).query()
        sentences = tuple(change.sentence for change in found.changes)
        offers.append(Offer(found.line, found.title, found.funder.name, found.verdict, sentences, query))
    return offers


def groups(result: Result, kind: str) -> list[Group]:
    """The lines of one kind that are open or may be, by verdict."""
    found = []
    for verdict in SHOWN:
        lines = tuple(line for line in result.lines if line.kind == kind and line.verdict == verdict)
        if lines:
            found.append(Group(verdict, lines))
    return found


def _text(line: LineResult) -> str:
    return fold(f"{line.title} {line.funder.name} {line.summary} {line.dispositif}")


def _evaluated(rulebook: Rulebook, answers: Answers) -> Result:
    try:
        return evaluate(rulebook, answers.request(rulebook))
    except InputError as error:
        raise of_problems(error.problems) from None
