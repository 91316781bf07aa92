"""The permanent link of an answer: codes only, and a short mark of what the answer was.

Opened later, the question is asked again. If the rulebook has changed since, the mark says which lines were open
then: each line is a mark of three characters, enough to name it again among those of today.
"""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from schemas.result import OPEN, LineResult, Result
from service.site.answers import WAS, Answers

SIZE = 3


@dataclass(frozen=True, slots=True)
class Since:
    """What differs from the day when the link was made: lines now open, lines no longer open, and how many are gone."""

    gained: tuple[LineResult, ...]
    lost: tuple[LineResult, ...]
    gone: int


def permanent(answers: Answers, result: Result) -> str:
    """The query of the link."""
    marks = "".join(sorted(_mark(line.id) for line in result.lines if line.verdict in OPEN))
    return answers.without("skip").query(**{WAS: f"{result.rulebook.hash[:8]}.{marks}"})


def since(answers: Answers, result: Result) -> Since | None:
    """None if the link says nothing, or if the rulebook is the same."""
    text = next(iter(answers.values.get(WAS, ())), "")
    version, _, marks = text.partition(".")
    if not version or version == result.rulebook.hash[:8]:
        return None
    before = {marks[index : index + SIZE] for index in range(0, len(marks), SIZE)}
    now = {_mark(line.id): line for line in result.lines}
    gained = [line for mark, line in now.items() if line.verdict in OPEN and mark not in before]
    lost = [line for mark, line in now.items() if line.verdict not in OPEN and mark in before]
    return Since(tuple(gained), tuple(lost), len(before - now.keys()))


def _mark(name: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(name.encode()).digest()).decode()[:SIZE]
