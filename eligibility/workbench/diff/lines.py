"""Lines of two versions side by side: which is which, and what differs in each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.described import described
from eligibility.fields.period import action_within
from eligibility.french.citations import whom
from eligibility.french.labels import BASES, COMMITMENTS, KINDS, NATURES
from eligibility.workbench.diff.model import Change, LineRef
from schemas.criterion import Alternatives, Branch, Criterion
from schemas.funder import Funder, Line, Reserve

Part = tuple[Any, str]  # what counts in a statement, and the statement in French
BASIS = "basis"
NOT_CONTENT = ("id", "introduced_by", "repealed_by", "contact", "reserves")


@dataclass(frozen=True, slots=True)
class Sided:
    """A line in its version."""

    rulebook: Rulebook
    funder: Funder
    line: CompiledLine

    @property
    def model(self) -> Line:
        """The line as it is written."""
        return self.line.line

    @property
    def ref(self) -> LineRef:
        """The line as it is named."""
        return LineRef(self.line.id, self.model.title, self.funder.id, self.funder.name)

    @property
    def content(self) -> str:
        """All that the line says, whatever it and its funder are called."""
        names = {reserve.id: reserve for reserve in self.funder.reserves}
        reserves = [names[n].model_dump_json(exclude={"id"}) if n in names else n for n in self.model.reserves]
        return self.model.model_dump_json(exclude=set(NOT_CONTENT)) + "".join(sorted(reserves))


@dataclass(frozen=True, slots=True)
class Paired:
    """Lines of both versions, those of one only, each list in the rulebook's order."""

    both: tuple[tuple[Sided, Sided], ...]
    removed: tuple[Sided, ...]
    added: tuple[Sided, ...]


def sided(rulebook: Rulebook) -> dict[str, Sided]:
    """The lines of a version by identifier."""
    funders = {line.id: file.funder for file in rulebook.source.funders for line in file.lines}
    return {line.id: Sided(rulebook, funders[line.id], line) for line in rulebook.lines}


def paired(old: Rulebook, new: Rulebook) -> Paired:
    """A line is the same under the same identifier; else if it says all the same, under another."""
    before, after = sided(old), sided(new)
    both = [(line, after[name]) for name, line in before.items() if name in after]
    removed = [line for name, line in before.items() if name not in after]
    added = {name: line for name, line in after.items() if name not in before}
    left = []
    for line in removed:
        alike = [other for other in added.values() if other.content == line.content]
        best = next((other for other in alike if other.funder.id == line.funder.id), alike[0] if alike else None)
        if best is None:
            left.append(line)
        else:
            both.append((line, added.pop(best.line.id)))
    return Paired(tuple(both), tuple(left), tuple(added.values()))


def changes(old: Sided, new: Sided) -> Iterator[Change]:
    """The parts of a line that differ, in the order of its file. Reserves that the funder itself lifts are not its own."""
    for part, label, bearing, content, told in PARTS:
        before, after = dict(told(old)), dict(told(new))
        if part == BASIS:  # of what both versions say alone: what is added or removed is told as such
            common = {what for what, _ in before} & {what for what, _ in after}
            before, after = ({key: text for key, text in side.items() if key[0] in common} for side in (before, after))
        gone = tuple(text for key, text in before.items() if key not in after)
        come = tuple(text for key, text in after.items() if key not in before)
        if (
            part == "reserves"
            and not (before.keys() - after.keys()) & _reserves(new).keys()
            | (after.keys() - before.keys()) & _reserves(old).keys()
        ):
            continue
        if gone or come:
            yield Change(part, label, gone, come, bearing, content)


# -- the parts of a line, as what counts and how it is said


def _id(s: Sided) -> Iterable[Part]:
    return [(s.line.id, s.line.id)]


def _funder(s: Sided) -> Iterable[Part]:
    return [(s.funder.id, s.funder.name)]


def _objectives(s: Sided) -> Iterable[Part]:
    if s.model.objectives is None:
        return [("", "tous les objectifs")]
    return [(code, f"{code} {s.rulebook.objectives.titles[code]}") for code in s.model.objectives]


def _perimeter(s: Sided) -> Iterable[Part]:
    name = s.model.perimeter
    return [(name, s.rulebook.perimeters[name].label if name else "aucun critère de lieu")]


def _criteria(s: Sided) -> Iterable[Part]:
    for item in s.model.criteria:
        if isinstance(item, Criterion):
            yield _counts(item), _criterion(s, item)
        else:
            ways = [_way(s, branch) for branch in item.alternatives]
            yield _ways(s, item), f"l'une de ces voies : {' ; ou bien '.join(ways)}"


def _criterion(s: Sided, criterion: Criterion) -> str:
    return f"{s.rulebook.wording.label(criterion.field)} : {s.rulebook.wording.expected(criterion)}"


def _way(s: Sided, branch: Branch) -> str:
    text = " et ".join(_criterion(s, criterion) for criterion in branch.all)
    return f"{text} (sous réserve : {_reserves(s)[branch.reserve].text.rstrip('.')})" if branch.reserve else text


def _counts(criterion: Criterion) -> str:
    """A criterion without its clause nor what its refusal rests on, its values in order."""
    order = {
        name: sorted(set(values))
        for name in ("any_of", "all_of", "none_of")
        if (values := getattr(criterion, name)) is not None
    }
    return criterion.model_copy(update=order).model_dump_json(exclude={"source", "note", "basis"})


def _ways(s: Sided, item: Alternatives) -> str:
    """Ways in any order; a reserve counts by its decision and who takes it, whatever it is called."""
    reserves = {name: (reserve.text, reserve.body) for name, reserve in _reserves(s).items()}
    ways = ((sorted(map(_counts, branch.all)), reserves.get(branch.reserve or "")) for branch in item.alternatives)
    return " ".join(sorted(map(str, ways)))


def _reserves(s: Sided) -> dict[str, Reserve]:
    return {reserve.id: reserve for reserve in s.funder.reserves} | s.rulebook.perimeter_reserves


def _own_reserves(s: Sided) -> Iterable[Part]:
    return [(name, _reserves(s)[name].text) for name in s.model.reserves]


def _valid(s: Sided) -> Iterable[Part]:
    first, last = s.model.valid.from_, s.model.valid.until
    return [((first, last), action_within(first, last, None) if first or last else "les dates du contrat")]


def _bases(s: Sided) -> Iterable[Part]:
    """What each refusal rests on. A criterion that is in one version only says it there: see `changes`."""
    wording = s.rulebook.wording
    for field, basis in (
        ("objectives", s.model.objectives_basis if s.model.objectives is not None else None),
        ("perimeter", s.model.perimeter_basis if s.model.perimeter is not None else None),
    ):
        if basis is not None:
            yield (field, str(basis)), f"{wording.label(field)} : {BASES[basis.value]}"
    if s.model.valid_basis is not None:
        yield ("valid", str(s.model.valid_basis)), f"Validité : {BASES[s.model.valid_basis.value]}"
    for item in s.model.criteria:
        for criterion in (
            [item] if isinstance(item, Criterion) else [c for branch in item.alternatives for c in branch.all]
        ):
            if criterion.basis is not None:
                yield (
                    (_counts(criterion), str(criterion.basis)),
                    f"{_criterion(s, criterion)} : {BASES[criterion.basis.value]}",
                )


def _amounts(s: Sided) -> Iterable[Part]:
    for figure in described(s.rulebook, s.line).figures:
        yield figure.amount.model_dump_json(exclude={"source"}), str(figure)


def _priorities(s: Sided) -> Iterable[Part]:
    for priority in s.model.priorities:
        conditions = [_criterion(s, criterion) for criterion in priority.when]
        text = f"{priority.text} ({' et '.join(conditions)})" if conditions else priority.text
        yield f"{priority.text} {[_counts(c) for c in priority.when]}", text


def _contact(s: Sided) -> Iterable[Part]:
    contact = next((c for c in s.funder.contacts if c.id == s.model.contact), s.funder.contacts[0])
    return [(contact.model_dump_json(exclude={"id", "source"}), whom(contact))]


def _sources(s: Sided) -> Iterable[Part]:
    return [(entry, entry) for entry in sorted(cited(s.model.model_dump()))]


def cited(data: Any) -> set[str]:
    """Register entries that something names, at any depth."""
    if isinstance(data, list):
        return set[str]().union(*map(cited, data))
    if not isinstance(data, dict):
        return set()
    found = set[str]()
    for key, value in data.items():
        if (key == "source" or key.endswith("_source")) and value is not None:
            found |= {value} if isinstance(value, str) else set(value)
        else:
            found |= cited(value)
    return found


def _word(name: str) -> Callable[[Sided], Iterable[Part]]:
    return lambda s: [(getattr(s.model, name),) * 2]


def _term(name: str, label: Callable[[str], str]) -> Callable[[Sided], Iterable[Part]]:
    return lambda s: [(getattr(s.model, name), label(getattr(s.model, name).value))]


# code, French name, may it change a verdict, does it change what is offered
PARTS: tuple[tuple[str, str, bool, bool, Callable[[Sided], Iterable[Part]]], ...] = (
    ("id", "Identifiant", False, False, _id),
    ("funder", "Financeur", False, False, _funder),
    ("title", "Intitulé", False, False, _word("title")),
    ("summary", "Résumé", False, False, _word("summary")),
    ("kind", "Sorte", False, True, _term("kind", lambda kind: KINDS[kind].name)),
    ("nature", "Nature", False, True, _term("nature", NATURES.__getitem__)),
    ("commitment", "Engagement", False, True, _term("commitment", lambda commitment: COMMITMENTS[commitment].name)),
    ("objectives", "Objectifs", True, False, _objectives),
    ("perimeter", "Périmètre", True, False, _perimeter),
    ("criteria", "Critères", True, False, _criteria),
    ("reserves", "Réserves", True, False, _own_reserves),
    ("valid", "Validité", True, False, _valid),
    (BASIS, "Ce sur quoi repose un refus", False, True, _bases),
    ("amounts", "Montants", False, True, _amounts),
    ("priorities", "Priorités", False, True, _priorities),
    ("contact", "Contact", False, False, _contact),
    ("dispositif", "Dispositif", False, False, _word("dispositif")),
    ("notes", "Notes", False, False, lambda s: [(note, note) for note in s.model.notes]),
    ("sources", "Sources", False, False, _sources),
)
