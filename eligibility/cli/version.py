"""eligibility --version: what runs here."""

import platform

import typer

from eligibility.cli.common import out, told_plainly
from eligibility.evaluate import engine
from eligibility.rulebook.chaining import DURABLE_RULES, WITHOUT_DURABLE_RULES, chainers


def show_version(wanted: bool) -> None:
    """The engine's version, what chains its rules and the Python that runs it; then nothing else is done."""
    if not wanted:
        return
    with told_plainly():
        reference = engine()
    out.print(f"{reference.name} {reference.version}, chaîneur {reference.chainer}, Python {platform.python_version()}")
    if DURABLE_RULES not in chainers():
        out.print(WITHOUT_DURABLE_RULES)
    raise typer.Exit
