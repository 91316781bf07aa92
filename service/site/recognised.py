"""Which codes of an address the rulebook still knows; the others are left aside and told, and the rest is kept.

What is no code of a closed list is tried as an action that says nothing else: the engine alone knows what it knows. A list is complete or
unknown (docs/semantics.md): where one of its codes is not known, the whole list is left aside, for half of it would
shut out what the other half opens. What people type (a number, an age, dates) is not tried here: a page that asks it
again says what is wrong.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from starlette.requests import Request

from eligibility.actions.understand import understand
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from eligibility.fields.lists import ListField
from eligibility.fields.yes_no import SAID
from service.site.answers import APPRAISED, AS_OF, MOSTLY, PLACE, SKIP, UNKNOWN, WAS, Answers, Aside, is_typed
from service.site.received import Received, received_by

TITLES = {
    PLACE: "Lieu de l'action",
    APPRAISED: "Appréciation de l'instance",
    AS_OF: "Date des textes",
    SKIP: "Questions passées",
    WAS: "Marque du lien",
}
APART = (APPRAISED, SKIP)  # lists whose codes stand each for itself
PLACES = ("commune", "qpv", "veille", "quarter")
_MARK = re.compile(r"[0-9a-f]{8}(?:-[0-9]+)?\.[A-Za-z0-9_-]*")
_DAY = re.compile(r"[0-9]{1,4}(?:-[0-9]{0,2}){0,2}")
_WHOLE_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def answers_of(request: Request, rulebook: Rulebook, *but: str) -> Answers:
    """What the address of a request says, `but` these parameters, which are the page's own."""
    found = received_by(request)
    pairs = tuple(pair for pair in found.pairs if pair[0] not in but)
    return recognised(rulebook, Received(pairs, found.cut, found.last))


def answers_in(rulebook: Rulebook, form: Iterable[tuple[str, str]], *but: str) -> Answers:
    """What a form says, `but` these fields."""
    return recognised(rulebook, Received(tuple(pair for pair in form if pair[0] not in but)))


def recognised(rulebook: Rulebook, found: Received) -> Answers:
    """The answers that an address gives, and what of it is not taken."""
    answers = Answers.read(rulebook, found.pairs)
    cut = found.cut or _ends_in_a_stop(rulebook, found)
    values: dict[str, tuple[str, ...]] = {}
    aside: list[Aside] = []
    for name, codes in answers.values.items():
        kept, left = _sorted(rulebook, name, codes, found.last == name)
        if kept:
            values[name] = kept
        if left is not None:
            aside.append(left)
            cut = cut or left.why == "cut"
    return replace(answers, values=values, aside=tuple(aside), cut=cut)


def _sorted(rulebook: Rulebook, name: str, codes: tuple[str, ...], ends: bool) -> tuple[tuple[str, ...], Aside | None]:
    """The codes that are taken of one parameter, and what is left of it. `ends`: it is the last of its address."""
    title = _title(rulebook, name)
    if is_typed(rulebook, name):
        if len(codes) > 1:
            return (), Aside(name, title, codes, why="two")
        half = ends and _is_half_a_day(rulebook, name, codes[0])
        return ((), Aside(name, title, codes, why="cut")) if half else (codes, None)
    tried = {code: _known(rulebook, name, code) for code in codes}
    wrong = tuple(code for code, known in tried.items() if known is None)
    right = tuple(dict.fromkeys(known for known in tried.values() if known is not None))
    if wrong:
        why = "cut" if ends and wrong == codes[-1:] and _begins(rulebook, name, wrong[0]) else "unknown"
        apart = name in APART
        shown = tuple(code[:60] for code in wrong[:10])
        return (right if apart else ()), Aside(name, title, shown, () if apart else _labels(rulebook, name, right), why)
    if len(right) > 1 and not _admits_several(rulebook, name):
        return (), Aside(name, title, right, why="two")
    return right, None


def _labels(rulebook: Rulebook, name: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    field = rulebook.given.get(name)
    return tuple(field.value(code) for code in codes) if isinstance(field, ListField) else codes


def _known(rulebook: Rulebook, name: str, code: str) -> str | None:
    """The code as the rulebook writes it; None if it knows none."""
    for written in dict.fromkeys((code, code.removeprefix("3D"), code.lower(), code.upper())):
        if written and _is_known(rulebook, name, written):
            return ("oui" if SAID[written] else "non") if name == MOSTLY else written
    return None


def _is_known(rulebook: Rulebook, name: str, code: str) -> bool:
    if name == SKIP:
        return code in _questions(rulebook)
    if name == WAS:
        return _MARK.fullmatch(code) is not None
    said = code.rpartition(".")[2]
    if (name in (MOSTLY, APPRAISED) and said not in SAID) or (name == PLACE and said not in (*SAID, UNKNOWN)):
        return False
    field = rulebook.given.get(name)
    if isinstance(field, ListField):
        return code in field.admitted or (field.form == "radio" and set(field.values) <= set(SAID) and code in SAID)
    some = next(iter(rulebook.objectives.titles))  # an action says an objective or a place at least
    try:
        understand(rulebook, Answers({"objectives": (some,), name: (code,)}).request(rulebook))
    except InputError:
        return False
    return True


def _admits_several(rulebook: Rulebook, name: str) -> bool:
    field = rulebook.given.get(name)
    return name in (PLACE, *APART) or (field is not None and field.many)


def _begins(rulebook: Rulebook, name: str, code: str) -> bool:
    """Is it the beginning of a code?"""
    if name == WAS:
        return True
    if name == AS_OF:
        return _is_cut_day(code)
    if name == PLACE:
        parts = code.split(".")
        return len(parts) < 3 or any(said.startswith(parts[2]) for said in SAID)
    return any(value != code and value.startswith(code) for value in _values(rulebook, name))


def _values(rulebook: Rulebook, name: str) -> Iterator[str]:
    if name == "objectives":
        yield from rulebook.objectives.titles
    elif name == SKIP:
        yield from _questions(rulebook)
    elif name == APPRAISED:
        yield from (f"{reserve}.{said}" for reserve in rulebook.perimeter_reserves for said in SAID)
    elif name == MOSTLY:
        yield from SAID
    elif name in rulebook.given:
        yield from rulebook.given[name].values


def _questions(rulebook: Rulebook) -> tuple[str, ...]:
    return (*rulebook.given, *PLACES, PLACE, MOSTLY)


def _is_half_a_day(rulebook: Rulebook, name: str, text: str) -> bool:
    """A day of which the end is missing. Two whole days that contradict each other are no cut."""
    if rulebook.given[name].form != "period":
        return False
    return _is_cut_day(text.rpartition("_")[2])


def _is_cut_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text)) and not _WHOLE_DAY.fullmatch(text)


def _ends_in_a_stop(rulebook: Rulebook, found: Received) -> bool:
    """« 3.4. »: a full stop that a mail has added, or the beginning of « 3.4.4 »? The page says that it may be cut."""
    if not found.pairs or found.pairs[-1][0] != "objectives":
        return False
    code = found.pairs[-1][1].rpartition(",")[2].strip()
    return code.endswith(".") and any(value.startswith(code) for value in rulebook.objectives.titles)


def _title(rulebook: Rulebook, name: str) -> str:
    field = rulebook.fields.get(name)
    return TITLES.get(name) or (field.label if field is not None else name)
