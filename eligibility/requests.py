"""From plain data (a YAML file, a JSON body) to a request, with errors that name the field and the way out."""

from typing import Any

from pydantic import ValidationError

from eligibility.errors import InputError, Problem
from eligibility.rulebook.messages import french_message
from schemas.action import EvaluationRequest

_MODELS = ("Site", "list[Site]", "Site-Input")


def parse_request(data: Any) -> EvaluationRequest:
    """Raises InputError with one problem per wrong field."""
    try:
        return EvaluationRequest.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error, data)) from None


def problems_of(error: ValidationError, data: Any) -> list[Problem]:
    """One problem per wrong field. `site` may be one or a list: only the shape that was given speaks."""
    problems: dict[tuple[str, str], Problem] = {}
    several = _is_list(data)
    for detail in error.errors(include_url=False):
        location = list(detail["loc"])
        if location[:2] == ["action", "site"] and len(location) > 2:
            branch = str(location.pop(2))
            if (branch != "Site") != several:
                continue
        if location[:2] == ["action", "details"] and len(location) > 3:
            del location[3:]  # the union of admitted types says the same thing several times
        pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)
        message, mend = french_message(detail)
        text = f"{message[0].upper()}{message[1:]} {mend}".strip()
        if location[:2] == ["action", "details"] and len(location) == 3:
            text = "Cette valeur n'a pas la forme attendue. Donnez true ou false, un nombre, un code ou une liste de codes."
        problems.setdefault((pointer, text), Problem(pointer or "/", text, code=detail["type"].replace("_", "-")))
    return list(problems.values())


def _is_list(data: Any) -> bool:
    action = data.get("action") if isinstance(data, dict) else None
    return isinstance(action, dict) and isinstance(action.get("site"), list)
