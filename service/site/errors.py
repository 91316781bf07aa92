"""What goes wrong on a page is told on a page, in the words of the forms, with a link that keeps all the rest."""

from starlette.requests import Request
from starlette.responses import Response

from eligibility.engine.compile import Rulebook
from service.http.problems import TYPES, ProblemError
from service.site.answers import PLACE, Answers
from service.site.pages import page, root, rulebook_of

PREFIX = "/contrats/"


def _is_page(request: Request) -> bool:
    """Is this address one of the site's?"""
    return request.url.path == "/" or request.url.path.startswith(PREFIX)


def error_page(request: Request, error: ProblemError) -> Response | None:
    """The problem as a page, with a way back; None where the address is not one of the site's."""
    if not _is_page(request):
        return None
    known = TYPES[error.kind]
    name = request.url.path.removeprefix(PREFIX).split("/")[0]
    try:
        rulebook = rulebook_of(request, name)
    except ProblemError:
        rulebook = None
    messages = [field["message"] for field in error.errors] or [error.detail]
    back = None
    if rulebook is not None and error.errors:
        back = _way_back(request, rulebook, error)
        messages = [_in_words(rulebook, message) for message in messages]
    response = page(request, "error.html.j2", rulebook, known.status, title=known.title, messages=messages, back=back)
    for header, value in (error.headers or {}).items():
        response.headers[header] = value
    return response


def _in_words(rulebook: Rulebook, message: str) -> str:
    """The names of the fields as the forms write them, not as the API does."""
    for definition in rulebook.fields.values():
        given = rulebook.given.get(definition.id)
        labels = given.path_labels if given else (definition.label,)
        for path, label in zip(definition.paths, labels, strict=False):
            message = message.replace(f"« {path.split('.')[-1]} »", f"« {label} »")
    return message


def _way_back(request: Request, rulebook: Rulebook, error: ProblemError) -> str:
    """The same question without the answers that are wrong: it asks for these again."""
    wrong = set()
    for field in error.errors:
        pointer = field.get("pointer", "").removeprefix("/action/").replace("/", ".")
        if pointer.startswith("site"):
            wrong.add(PLACE)
        for definition in rulebook.fields.values():
            named = any(f"« {path.split('.')[-1]} »" in field["message"] for path in definition.paths)
            if named or any(pointer == path or pointer.startswith(path + ".") for path in definition.paths):
                wrong.add(definition.id)
    answers = Answers.read(rulebook, request.query_params.multi_items())
    return f"{root(rulebook)}/action{answers.without(*wrong).query()}"
