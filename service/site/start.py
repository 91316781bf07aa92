"""An address that says too little of an action to judge it: what it says is kept, the rest is asked."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eligibility.engine.compile import Rulebook
from service.site.answers import Answers
from service.site.onward import onward
from service.site.pages import page, root


def from_the_start(request: Request, rulebook: Rulebook, answers: Answers) -> Response:
    """The questions, if something was said; else the home page, which says what was not taken of the address."""
    if any(name in rulebook.given for name in answers.values):
        return RedirectResponse(f"{root(rulebook)}/action{onward(request, answers)}", 303)
    if answers.partial:
        return page(request, "home.html.j2", rulebook, answers=answers)
    return RedirectResponse(root(rulebook), 303)
