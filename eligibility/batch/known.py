"""What reading the cells of a table needs of its rulebook, gathered once."""

from collections.abc import Sequence

from eligibility.actions.appraise import benefit_reserves
from eligibility.batch.place_cell import PlaceCell
from eligibility.batch.titles import singular
from eligibility.engine.compile import Rulebook
from eligibility.french.text import fold

_BINDING = frozenset(fold("a au aux d dans de des du en et l la le les ou par pour sur un une").split())


class Known:
    """The places, objectives and closed lists of one edition, by the names that people write."""

    def __init__(self, edition: Rulebook, epoch_1904: bool = False):
        self.places = PlaceCell(edition)
        self.names = edition.resolver.names
        self.appraised = benefit_reserves(edition)
        self.by_title = {fold(title): code for code, title in edition.objectives.titles.items()}
        lists = edition.source.vocabulary.lists
        self.index = {name: _index([(v.id, v.label) for v in values]) for name, values in lists.items()}
        self.labels = {
            name: {word: v.label for v in values for word in (v.label, *v.words)} for name, values in lists.items()
        }
        self.shortened = {
            name: _shortened([(v.id, v.label, v.words) for v in values]) for name, values in lists.items()
        }
        for name, index in self.index.items():
            index |= {short: code for short, (code, _) in self.shortened[name].items() if short not in index}
        given = edition.given.values()
        self.units = {tuple(path.split(".")): field.definition.unit or "" for field in given for path in field.paths}
        self.epoch_1904 = epoch_1904


def _shortened(values: Sequence[tuple[str, str, Sequence[str]]]) -> dict[str, tuple[str, str]]:
    """Everyday words of a value that are part of its own label and of no other: « permis » for « permis de conduire »."""
    labels = {code: _signs(label) for code, label, _ in values}
    found: dict[str, tuple[str, str]] = {}
    for code, label, words in values:
        for word in words:
            said = _signs(word)
            if said and [other for other, signs in labels.items() if said <= signs] == [code]:
                found.setdefault(fold(word), (code, label))
    return found


def _signs(text: str) -> frozenset[str]:
    """The words of a text, but those that only bind."""
    return frozenset(singular(word) for word in fold(text).split()) - _BINDING


def _index(values: list[tuple[str, str]]) -> dict[str, str]:
    """Folded names to codes: codes, labels, labels without what stands between brackets, and these in the singular."""
    index: dict[str, str] = {}
    named = [(code, code) for code, _ in values] + [(label, code) for code, label in values]
    shorter = [(label.partition("(")[0], code) for code, label in values]
    for name, code in [*named, *shorter]:
        index.setdefault(fold(name), code)
    for name, code in [*named, *shorter]:
        index.setdefault(" ".join(map(singular, fold(name).split())), code)
    return index
