"""What a written place names: a place of the contract, a town elsewhere, or several between which to choose."""

from dataclasses import dataclass, field, replace

from eligibility.places.france import Town, france
from eligibility.places.names import NamedPlace
from eligibility.rulebook.territory import NO_QUARTER, OUTSIDE, Place

ELSEWHERE = Place(OUTSIDE, NO_QUARTER, False)


class NotRead(ValueError):
    """What was written names no place that is known for sure. The message is a French sentence; `names` says what to try."""

    def __init__(self, message: str, text: str = "", guess: bool = True):
        super().__init__(message)
        self.text = text  # the part that was not read
        self.guess = guess  # may names like it be proposed?


@dataclass(frozen=True)
class Part:
    """One name or code, as a site gives it (`key`, `text`), and all that it may mean: places here, towns elsewhere."""

    key: str
    text: str
    targets: tuple[NamedPlace, ...] = ()
    towns: tuple[Town, ...] = ()
    outside: str | None = None  # said where the place is elsewhere and no town is named: « Orne »
    question: str | None = None
    exact: bool = True  # written as the contract writes it
    note: str | None = None  # what else is to be said of it

    @property
    def places(self) -> frozenset[Place]:
        """Where it may be."""
        found = frozenset().union(*(target.places for target in self.targets))
        return found | {ELSEWHERE} if self.elsewhere else found

    @property
    def elsewhere(self) -> bool:
        """May it be out of the contract?"""
        return bool(self.towns) or self.outside is not None

    @property
    def choices(self) -> tuple[str, ...]:
        """How each of its meanings is said, if there are several."""
        if len(self.targets) + bool(self.towns) < 2:
            return ()
        return (*(target.label for target in self.targets), *(town_label(town) for town in self.towns))

    def within(self, places: frozenset[Place]) -> "Part":
        """The same, kept to what may be in these places."""
        kept = tuple(target for target in self.targets if target.places & places)
        return replace(self, targets=kept, towns=self.towns if ELSEWHERE in places else ())


@dataclass(frozen=True)
class OneSite:
    """One place: what is known of it, and the words that were not understood."""

    parts: tuple[Part, ...]
    left: tuple[str, ...] = ()
    note: str | None = None
    exact: bool = field(default=False)

    @property
    def places(self) -> frozenset[Place]:
        """Where it may be: all that its parts say holds."""
        return frozenset.intersection(*(part.places for part in self.parts))

    @property
    def site(self) -> dict[str, str]:
        """As an action gives it."""
        return {part.key: part.text for part in self.parts}

    @property
    def outside(self) -> bool:
        """Is it surely out of the contract?"""
        return self.places == {ELSEWHERE}

    @property
    def label(self) -> str:
        """What was understood, in a few words."""
        labels = [said(part) for part in self.parts]
        return ", ".join(one for one in labels if not any(one != other and one in other for other in labels))


def said(part: Part) -> str:
    """How a part is said back."""
    if part.choices:
        return " ou ".join(part.choices)
    if part.targets:
        return part.targets[0].label
    return " ou ".join(town_label(town) for town in part.towns[:3]) or part.outside or part.text


def town_label(town: Town) -> str:
    """« Valence (Drôme) »: the name alone may be that of several."""
    department = france().department(town.code)
    return town.name if department == town.name else f"{town.name} ({department})"


def shortened(text: str) -> str:
    """What was written, cut if it is long."""
    return f"{text[:60]}…" if len(text) > 60 else text
