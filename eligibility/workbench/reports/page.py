"""From a template and its values to a page. Everything is escaped; a value that is not given is an error."""

from functools import cache
from typing import Any

from jinja2 import Environment

from eligibility.french.templates import environment_of


@cache
def environment() -> Environment:
    """The one environment of all reports."""
    return environment_of("eligibility", "workbench/reports/templates")


def render(template: str, **context: Any) -> str:
    """The page that `template` (a file of workbench/reports/templates) makes of these values."""
    return environment().get_template(template).render(**context)
