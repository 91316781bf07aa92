"""Pages made of templates. Everything is escaped; a value that is not given is an error."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from eligibility.french.text import french_number, plural


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
