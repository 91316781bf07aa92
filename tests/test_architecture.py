"""The shape of the code: imports go one way, nothing of one contract in Python, small documented modules."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from eligibility.rulebook.load import RulebookFolder
from schemas.territory import TerritoryFile
from tests.support.paths import ROOT, RULES

PACKAGES = ("schemas", "eligibility", "service")  # each may import those before it, and itself
MAX_LINES = 350
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
ids = [file.relative_to(ROOT).as_posix() for file in FILES]
SHIPPED = sorted(
    file
    for package in PACKAGES
    for file in (ROOT / package).rglob("*")
    if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".gz"  # lists of all France
)
each_file = pytest.mark.parametrize("file", FILES, ids=ids)

# Words of the rulebook that are also plain words of French, or institutions that every contract of the country has.
COMMON_WORDS = {
    "agglomeration", "veille", "hors", "mairie", "ingénierie", "europe",
    "region", "région", "département", "centre social", "anru", "npnru", "piscine", "les quartiers prioritaires",
    "feder", "fse", "iti", "fonds social européen", "agence nationale pour la rénovation urbaine",
}  # fmt: skip


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(file) for file in FILES}


def imported(file: Path) -> Iterator[str]:
    """Modules that a file imports anywhere: at its head, in functions, under TYPE_CHECKING."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} : import relatif"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else str(node.module)


@cache
def rooms() -> tuple[str, ...]:
    """The rooms from the ground up, as docs/architecture.md lists them."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return tuple(re.findall(r"^\| `([\w.]+)` \|", text, re.MULTILINE))


def room_of(module: str) -> str | None:
    """The room of a module; None for the packages themselves and their `__main__`, which only open the door."""
    parts = module.split(".")
    if parts[0] == "schemas":
        return "schemas"
    return None if len(parts) == 1 or parts[1] == "__main__" else ".".join(parts[:2])


def test_every_module_has_a_room_that_the_documentation_names() -> None:
    assert {room for module in MODULES if (room := room_of(module))} == set(rooms())


def test_a_room_imports_only_rooms_listed_before_it() -> None:
    order = {room: level for level, room in enumerate(rooms())}
    upwards = [
        f"{module_name(file)} → {name}"
        for file in FILES
        if (room := room_of(module_name(file)))
        for name in imported(file)
        if name in MODULES and order[room_of(name) or "eligibility.evaluate"] > order[room]
    ]
    assert upwards == []


def test_nothing_that_is_shipped_imports_tests_or_tools() -> None:
    assert {name for file in FILES for name in imported(file) if name.split(".")[0] in ("tests", "tools")} == set()


def test_no_loose_file() -> None:
    loose = {file.name for file in (ROOT / "eligibility").glob("*.py")}
    assert loose == {"__init__.py", "__main__.py", "errors.py", "evaluate.py"}
    assert {file.name for file in (ROOT / "service").glob("*.py")} == {
        "__init__.py",
        "app.py",
        "library.py",
        "state.py",
    }


def test_private_names_stay_in_their_module() -> None:
    """None is imported from another module."""
    taken = [
        f"{module_name(file)} ← {node.module}.{alias.name}"
        for file in FILES
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in PACKAGES
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert taken == []


def test_one_module_imports_durable_rules() -> None:
    users = {module_name(file) for file in FILES if any(name.split(".")[0] == "durable" for name in imported(file))}
    assert users == {"eligibility.rulebook.chaining.durable_rules"}


def test_schemas_import_neither_engine_nor_framework() -> None:
    heavy = {"fastapi", "starlette", "typer", "rich", "yaml", "shapely", "durable"}
    schemas = [file for file in FILES if module_name(file).startswith("schemas")]
    assert {name for file in schemas for name in imported(file) if name.split(".")[0] in heavy} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_cycle(package: str) -> None:
    graph = {
        module_name(file): {name for name in imported(file) if name in MODULES} - {module_name(file)}
        for file in FILES
        if file.relative_to(ROOT).parts[0] == package
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(reversed(error.args[1])))


@each_file
def test_modules_are_small(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def named_places(territory: TerritoryFile) -> list[Any]:
    """What has a name and other names, besides communes and quarters."""
    return [*territory.places, *territory.structures, *territory.ambiguities]


@cache
def words_of_the_contract() -> dict[str, str]:
    """Every name that a rulebook gives to a thing of its own, from its data: word -> what it names."""
    words: dict[str, str] = {}

    def add(what: str, *names: str | None) -> None:
        words.update((name, what) for name in names if name)

    for contract in RULES.glob("*/contract.yaml"):
        folder = RulebookFolder(contract.parent)
        source = folder.source()
        add("règlement", source.contract.id, source.contract.id.split("-")[0], source.contract.title)
        add("contrat", source.contract.agglomeration, source.contract.conference)
        for family in source.contract.families:
            add("famille", family.id, family.name)
        for commune in source.territory.communes:
            add("commune", commune.insee, commune.name, *commune.aliases)
        for quarter in source.territory.quarters:
            add("quartier", quarter.code, quarter.name, *quarter.aliases)
        for place in named_places(source.territory):
            add("lieu", place.name, *place.aliases)
        for axis in source.objectives.axes:
            add("axe", axis.title)
            for objective in axis.children:
                add("objectif", objective.title)
                for sub in objective.children:
                    add("sous-objectif", sub.title, sub.instance, *(sub.pilots or ()))
        add(
            "périmètre",
            *(part for perimeter in source.perimeters.perimeters for part in (perimeter.id, perimeter.label)),
        )
        add("règle de lieu", *(part for rule in source.perimeters.rules for part in (rule.id, rule.title)))
        add("réserve", *(reserve.id for reserve in source.perimeters.reserves))
        for file in source.funders:
            add("financeur", file.funder.id, file.funder.name, file.funder.short_name)
            add("contact", *(contact.organisation for contact in file.funder.contacts))
            add("réserve", *(reserve.id for reserve in file.funder.reserves))
            add("ligne", *(line.id for line in file.lines))
            add("intitulé", *(line.title for line in file.lines if holds_a_name(line.title)))
    return {word: what for word, what in words.items() if len(word) > 2 and word.casefold() not in COMMON_WORDS}


def holds_a_name(title: str) -> bool:
    """« Aide du Val » is one contract's; « Gestion urbaine de proximité » is anybody's."""
    return any(letter.isupper() for letter in title[1:])


def test_the_words_of_the_contract_are_read() -> None:
    kinds = list(words_of_the_contract().values())
    for what, least in {
        "commune": 70,
        "quartier": 18,
        "sous-objectif": 40,
        "financeur": 60,
        "ligne": 500,
        "périmètre": 20,
    }.items():
        assert kinds.count(what) >= least, (what, kinds.count(what))


def test_common_words_are_words_of_the_contract() -> None:
    """An exception that excepts nothing any more is withdrawn."""
    every_text = " ".join(file.read_text(encoding="utf-8").casefold() for file in SHIPPED)
    assert {word for word in COMMON_WORDS if not mentions(every_text, word)} == set()


WORD = re.compile(r"[\w-]+")


@cache
def words_by_beginning() -> dict[str, list[str]]:
    """The names by the word they begin with: few texts hold it, and only these are read whole."""
    begun: dict[str, list[str]] = {}
    for name in words_of_the_contract():
        begun.setdefault(WORD.findall(name.casefold())[0], []).append(name)
    return begun


def mentions(text: str, word: str) -> bool:
    """Does a text, in lower case, hold this name as a whole word?"""
    return word in text and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


@pytest.mark.parametrize("file", SHIPPED, ids=[file.relative_to(ROOT).as_posix() for file in SHIPPED])
def test_no_word_of_the_contract_in_what_is_shipped(file: Path) -> None:
    """Code, comments, texts, templates, schemas, the starter: what is about one contract stands in its rulebook."""
    text = file.read_text(encoding="utf-8").casefold()
    begun = words_by_beginning()
    candidates = [word for beginning in set(WORD.findall(text)) & begun.keys() for word in begun[beginning]]
    found = [f"{word} ({words_of_the_contract()[word]})" for word in candidates if mentions(text, word.casefold())]
    assert not found, found


def test_a_word_of_the_contract_is_found_wherever_it_stands() -> None:
    """Each name, alone in a text, by the word it begins with."""
    for word in words_of_the_contract():
        text = f"« {word.casefold()} »,"
        assert word in {name for start in WORD.findall(text) for name in words_by_beginning().get(start, ())}, word
        assert mentions(text, word.casefold()), word


def test_no_number_of_an_annex_in_what_is_shipped() -> None:
    """« Annexe 3 » means nothing in another contract."""
    found = [
        file.name for file in SHIPPED if re.search(r"\bannexes? \d", file.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert not found, found


def test_no_test_reads_a_clock() -> None:
    """A slow machine finds what a fast one finds: steps are counted, or the processor's time is limited."""
    clocks = re.compile(r"perf_counter|process_time|monotonic|time\.time\(")
    tests = [
        file for file in (ROOT / "tests").rglob("*.py") if file.parent.name != "benchmark" and file != Path(__file__)
    ]
    assert [file.name for file in tests if clocks.search(file.read_text(encoding="utf-8"))] == []


def public_parts(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Public functions and classes of a module."""
    for node in tree(file).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node


@each_file
def test_public_names_are_documented(file: Path) -> None:
    module = tree(file)
    assert ast.get_docstring(module) or not module.body, "le module ne dit pas à quoi il sert"
    missing = [f"{node.name} (ligne {node.lineno})" for node in public_parts(file) if not ast.get_docstring(node)]
    assert not missing, missing
