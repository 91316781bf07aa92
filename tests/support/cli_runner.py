"""Runs the commands in tests, on the small rulebook."""

from typer.testing import CliRunner, Result

from eligibility.cli import app
from tests.support.small import SMALL


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def small(command: str, *arguments: object) -> Result:
    return run(command, *arguments, "--rules", SMALL)


def told(result: Result, code: int) -> list[str]:
    """What an error says, one line per problem: nothing on the standard output, no traceback."""
    assert (result.exit_code, result.stdout) == (code, "")
    return result.stderr.splitlines()
