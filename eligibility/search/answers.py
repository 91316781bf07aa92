"""What the search answers: suggestions that a person confirms, each with the words that made it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ObjectiveSuggestion:
    """An objective that the sentence seems to serve. Scores compare suggestions of one sentence, nothing else."""

    code: str
    title: str
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class ValueSuggestion:
    """A value of a closed list: a public, a kind of action, a carrier."""

    id: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class PlaceSuggestion:
    """A place, ready for `action.site`.

    Suggestions with the same words are alternatives, of which `question` asks for one; others are several sites.
    `exact` is false where the name was corrected or completed.
    """

    site: dict[str, Any]
    label: str
    words: tuple[str, ...]
    kind: str
    question: str | None = None
    exact: bool = True


@dataclass(frozen=True)
class FigureSuggestion:
    """Ages, dates or a budget that the sentence holds, as the answer to a field: its code in an address, how it reads."""

    field: str
    title: str
    code: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Aside:
    """Words of the sentence that are not used, and why, in French."""

    words: str
    why: str


@dataclass(frozen=True)
class Suggestions:
    """All that one sentence suggests. No objective: the search abstains, the person chooses from the tree."""

    objectives: tuple[ObjectiveSuggestion, ...] = ()
    publics: tuple[ValueSuggestion, ...] = ()
    kinds: tuple[ValueSuggestion, ...] = ()
    carrier: ValueSuggestion | None = None
    places: tuple[PlaceSuggestion, ...] = ()
    ignored: tuple[str, ...] = field(default=())
    figures: tuple[FigureSuggestion, ...] = ()
    asides: tuple[Aside, ...] = ()
