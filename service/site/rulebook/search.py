"""Search in the rulebook's own words: several words, accents and plurals ignored, titles first."""

from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.french.text import fold
from eligibility.memory.held import held
from eligibility.places.names import COMMUNE, PLACE, QUARTER, STRUCTURE
from service.site.rulebook.clauses import register
from service.site.rulebook.named import place_page

KINDS = {
    "line": "Lignes",
    "funder": "Financeurs",
    "objective": "Objectifs",
    "quarter": "Quartiers, lieux et structures",
    "clause": "Clauses du texte",
    "correction": "Corrections",
}
PLACES = {QUARTER: "quartier prioritaire", COMMUNE: "commune", PLACE: "lieu nommé", STRUCTURE: "structure"}
MOST = 25  # of one kind, shown at once
SMALL = frozenset(
    {
        "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une", "pour", "par", "sur",
        "dans", "ou", "avec",
    }
)  # fmt: skip
LEAST = 3  # letters of a word that is sought inside others


@dataclass(frozen=True, slots=True)
class Item:
    """A page that can be found: `title` is folded, and so is `text`, which holds everything that is sought in."""

    kind: str
    label: str
    about: str
    href: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: the first ones, and how many there are."""

    title: str
    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Results:
    """All groups. `complete`: the pages hold every word; otherwise they hold some."""

    groups: tuple[Group, ...]
    total: int
    complete: bool


def search(rulebook: Rulebook, words: str) -> Results:
    """The pages that hold all the words; failing that, those that hold most of them."""
    sought = stems(words)
    scored = [(hits, item) for item in _index(rulebook) if (hits := sum(_holds(item.text, word) for word in sought))]
    best = max((hits for hits, _ in scored), default=0)
    kept = sorted((item for hits, item in scored if hits == best), key=lambda item: -_weight(item, sought))
    groups = []
    for kind, title in KINDS.items():
        own = [item for item in kept if item.kind == kind]
        if own:
            groups.append(Group(title, tuple(own[:MOST]), len(own)))
    return Results(tuple(groups), len(kept), best == len(sought))


def stems(words: str) -> list[str]:
    """The words that count, without accents nor the mark of the plural."""
    plain = [word for word in fold(words).split() if word not in SMALL] or fold(words).split()
    return list(dict.fromkeys(word[:-1] if len(word) > LEAST and word[-1] in "sx" else word for word in plain))


def matches(text: str, words: str) -> bool:
    """Does a folded text hold all the words?"""
    return all(_holds(text, word) for word in stems(words))


def _holds(text: str, word: str) -> bool:
    """At the beginning of a word; a very short one must be a whole word."""
    padded = f" {text} "
    return f" {word}" in padded if len(word) > LEAST else f" {word} " in padded or f" {word}s " in padded


def _weight(item: Item, sought: list[str]) -> int:
    return sum(_holds(item.title, word) for word in sought)


@held
def _index(rulebook: Rulebook) -> tuple[Item, ...]:
    return tuple(_items(rulebook))


def _item(kind: str, label: str, about: str, href: str, *words: str | None) -> Item:
    text = fold(" ".join(filter(None, (label, about, *words))))
    return Item(kind, label, about, href, fold(label), text)


def _items(rulebook: Rulebook) -> Iterator[Item]:
    for line in rulebook.lines:
        model = line.line
        yield _item(
            "line",
            model.title,
            line.funder.name,
            f"/lignes/{line.id}",
            model.summary,
            model.dispositif,
            line.id,
            *model.notes,
        )
    for file in rulebook.source.funders:
        funder = file.funder
        about = funder.short_name if funder.short_name != funder.name else ""
        contacts = [" ".join(filter(None, (c.organisation, c.service, c.role))) for c in funder.contacts]
        yield _item("funder", funder.name, about, f"/financeurs/{funder.id}", *contacts)
    for axis in rulebook.source.objectives.axes:
        for code, title in (
            (axis.code, axis.title),
            *((objective.code, objective.title) for objective in axis.children),
        ):
            yield _item("objective", f"{code} {title}", "", f"/objectifs/{code}")
        for sub in (sub for objective in axis.children for sub in objective.children):
            yield _item(
                "objective", f"{sub.code} {sub.title}", "", f"/objectifs/{sub.code}", *sub.words, *(sub.pilots or ())
            )
    yield from _places(rulebook)
    for section in register(rulebook):
        for entry in section.entries:
            yield _item("clause", entry.heading, entry.text, f"/clauses/{entry.id}", entry.id)
    for one in rulebook.source.corrections.corrections:
        yield _item("correction", one.printed, one.section, f"/corrections/{one.id}", one.reading, one.why)


def _places(rulebook: Rulebook) -> Iterator[Item]:
    for kind, label in PLACES.items():
        for place in rulebook.resolver.names.of(kind):
            about = label if kind == COMMUNE else f"{label}, {', '.join(place.towns)}"
            yield _item("quarter", place.name, about, place_page(place), *place.names)
