"""What can go wrong, as data before it is an exception.

    EligibilityError
    ├── RulebookError   a rulebook that cannot be used: a list of Issue (file, line, what, how to mend)
    └── InputError      an action that cannot be evaluated: a list of Problem (pointer, what, suggestions)

Every text is French: people read it.
"""

from dataclasses import dataclass


def pointer_to(*path: str | int) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One thing wrong in a rulebook. `severity` is `error` (unusable) or `warning`."""

    file: str
    line: int
    code: str
    message: str
    mend: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        mend = f" {self.mend}" if self.mend else ""
        return f"{self.file}:{self.line}: {self.message}{mend}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in an action. `pointer` is a JSON pointer into the request."""

    pointer: str
    message: str
    suggestions: tuple[str, ...] = ()
    code: str = "invalid"

    def __str__(self) -> str:
        return f"{self.pointer} : {self.message}"


class EligibilityError(Exception):
    """Root of this project's errors."""


class RulebookError(EligibilityError):
    """A rulebook that cannot be used, with every issue in file and line order."""

    def __init__(self, issues: list[Issue]):
        self.issues = sorted(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))


class InputError(EligibilityError):
    """An action that cannot be evaluated, with the problems found in it, and how many `more` are not told."""

    def __init__(self, problems: list[Problem] | Problem, more: int = 0):
        self.problems = [problems] if isinstance(problems, Problem) else problems
        self.more = more
        told = [str(problem) for problem in self.problems]
        super().__init__("\n".join([*told, f"… et {more} autres."] if more else told))
