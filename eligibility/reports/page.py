"""From a template and its values to a page. Everything is escaped; a value that is not given is an error."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from eligibility.text import french_number, plural


@cache
def environment() -> Environment:
    """The one environment of all reports."""
    return environment_of("eligibility", "reports/templates")


def environment_of(package: str, folder: str) -> Environment:
    """An environment for the templates of a package's folder, with French counting words as filters."""
    made = Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["plural"] = plural
    made.filters["number"] = french_number
    return made


def render(template: str, **context: Any) -> str:
    """The page that `template` (a file of reports/templates) makes of these values."""
    return environment().get_template(template).render(**context)
