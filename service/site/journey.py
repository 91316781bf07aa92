"""The way from an idea to its answer: describe, where, the questions that matter."""

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from schemas.result import Result
from service.http.problems import of_problems
from service.site.answers import PLACE, Answers, is_typed, site_of
from service.site.blame import blamed, in_words
from service.site.forms import read_form, text_of
from service.site.map import map_of
from service.site.onward import onward
from service.site.pages import page, root, rulebook_of
from service.site.recognised import answers_in, answers_of
from service.site.said import deduced, said
from service.site.steps import Asked, again, progress, step
from service.site.where import Whereabouts, position, whereabouts
from service.state import library_of

router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(request: Request) -> Response:
    """The home page of the only contract; the list of contracts if there are several."""
    library = library_of(request)
    if library.only is not None:
        return RedirectResponse(root(library.only), 307)
    return page(request, "contracts.html.j2", rulebooks=list(library.rulebooks.values()))


@router.get("/contrats/{name}")
async def home(request: Request, name: str) -> Response:
    """Describe an action, or choose from the objectives."""
    rulebook = rulebook_of(request, name)
    return page(request, "home.html.j2", rulebook)


@router.post("/contrats/{name}/decrire")
async def describe(request: Request, name: str) -> Response:
    """What was understood of a sentence; the person confirms."""
    rulebook = rulebook_of(request, name)
    form = await read_form(request)
    sentence = text_of(form, "sentence")
    if not sentence:
        return page(
            request,
            "home.html.j2",
            rulebook,
            422,
            error="Écrivez quelques mots : ce que vous voulez faire, pour qui, où.",
        )
    return await run_in_threadpool(_understood, request, rulebook, sentence)


@router.get("/contrats/{name}/decrire")
async def describe_again(request: Request, name: str) -> Response:
    """The address of a page that answered a form, opened anew: the form."""
    return RedirectResponse(root(rulebook_of(request, name)), 303)


def _understood(request: Request, rulebook: Rulebook, sentence: str) -> Response:
    found_ = library_of(request).search[rulebook.contract.id].suggest(sentence)
    places = []
    for suggestion in found_.places:
        try:
            places.append(whereabouts(rulebook, suggestion.site))
        except InputError:
            continue
    return page(request, "understood.html.j2", rulebook, sentence=sentence, found=found_, places=places)


@router.get("/contrats/{name}/choisir")
async def choose(request: Request, name: str) -> Response:
    """The tree of objectives, in plain French."""
    rulebook = rulebook_of(request, name)
    return page(request, "choose.html.j2", rulebook, answers=await run_in_threadpool(answers_of, request, rulebook))


@router.get("/contrats/{name}/ou")
async def where(request: Request, name: str) -> Response:
    """A name, a list, or the map."""
    rulebook = rulebook_of(request, name)
    answers = await run_in_threadpool(answers_of, request, rulebook)
    return await run_in_threadpool(_where, request, rulebook, answers)


@router.post("/contrats/{name}/ou")
async def look_for(request: Request, name: str) -> Response:
    """The places that a name or a position may be; the person confirms."""
    rulebook = rulebook_of(request, name)
    form = await read_form(request)
    answers = await run_in_threadpool(answers_in, rulebook, form, "text", "longitude", "latitude", "accuracy")
    return await run_in_threadpool(_look_for, request, rulebook, answers, form)


def _look_for(request: Request, rulebook: Rulebook, answers: Answers, form: list[tuple[str, str]]) -> Response:
    text = text_of(form, "text")
    longitude, latitude = text_of(form, "longitude"), text_of(form, "latitude")
    try:
        if longitude and latitude:
            places = [position(rulebook, longitude, latitude, text_of(form, "accuracy"))]
        else:
            suggestions = library_of(request).search[rulebook.contract.id].places(text) if text else ()
            places = [whereabouts(rulebook, suggestion.site) for suggestion in suggestions]
    except InputError as wrong:
        messages = [problem.message for problem in wrong.problems]
        return _where(request, rulebook, answers, text, error=" ".join(messages), status=422)
    if places:
        return _where(request, rulebook, answers, text, places=places)
    error = (
        f"Nous ne connaissons pas « {text} ». Essayez le nom de la commune ou du quartier, ou choisissez dans la liste."
        if text
        else "Écrivez le nom d'un quartier, d'une cité, d'une structure ou d'une commune."
    )
    return _where(request, rulebook, answers, text, error=error, status=422)


def _where(
    request: Request,
    rulebook: Rulebook,
    answers: Answers,
    text: str = "",
    places: list[Whereabouts] | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    return page(
        request, "where.html.j2", rulebook, status,
        answers=answers, text=text, places=places or [], error=error, map=map_of(rulebook),
        current=_current(rulebook, answers),
    )  # fmt: skip


def _current(rulebook: Rulebook, answers: Answers) -> list[str]:
    """The places given so far, by their names."""
    try:
        return [whereabouts(rulebook, site_of(rulebook, code)).label for code in answers.values.get(PLACE, ())]
    except InputError:
        return []


@router.get("/contrats/{name}/action")
async def action(request: Request, name: str) -> Response:
    """What is known, the next question, and how much is settled."""
    rulebook = rulebook_of(request, name)
    return await run_in_threadpool(_action, request, rulebook)


NEXT = {"objective": "choisir", "where": "ou", "answer": "reponse"}  # the page of each step that is no question


def _action(request: Request, rulebook: Rulebook) -> Response:
    answers = answers_of(request, rulebook)
    error, status = None, 200
    try:
        next_, result = step(rulebook, answers)
    except InputError as wrong:
        next_, result, error = _once_more(rulebook, answers, wrong)
        status = 422
    if isinstance(next_, str):
        return RedirectResponse(f"{root(rulebook)}/{NEXT[next_]}{onward(request, answers)}", 303)
    assert result is not None  # a question comes from an evaluation
    context: dict[str, Any] = {
        "said": said(rulebook, answers.without(next_.field), result), "deduced": deduced(result), "error": error,
    }  # fmt: skip
    return page(
        request, "question.html.j2", rulebook, status,
        answers=answers, asked=next_, progress=progress(result), **context,
    )  # fmt: skip


def _once_more(rulebook: Rulebook, answers: Answers, wrong: InputError) -> tuple[Asked, Result, str]:
    """The question of what was typed and cannot be read, with what was typed and why. Raises a problem for the rest."""
    name = next((name for name in blamed(rulebook, wrong.problems) if is_typed(rulebook, name)), None)
    if name is None or name not in answers.values:
        raise of_problems(wrong.problems) from None
    try:
        asked, result = again(rulebook, answers, name)
    except InputError:  # something else is wrong too
        raise of_problems(wrong.problems) from None
    return asked, result, " ".join(in_words(rulebook, problem.message) for problem in wrong.problems)
