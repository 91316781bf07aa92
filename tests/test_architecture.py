"""The shape of the code: imports go one way, nothing of one contract in Python, small documented modules."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from eligibility.rulebook.load import RulebookFolder
from tests.conftest import ROOT, RULES

PACKAGES = ("schemas", "eligibility", "service")  # each may import those before it, and itself
MAX_LINES = 350
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
ids = [file.relative_to(ROOT).as_posix() for file in FILES]
each_file = pytest.mark.parametrize("file", FILES, ids=ids)

# Words of the rulebook that are also plain words of French or of the code.
COMMON_WORDS = {"hors", "agglomération"}


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


@each_file
def test_imports_go_one_way(file: Path) -> None:
    package = file.relative_to(ROOT).parts[0]
    forbidden = {*PACKAGES[PACKAGES.index(package) + 1 :], "tests"}
    assert {name for name in imported(file) if name.split(".")[0] in forbidden} == set()


def test_one_module_imports_durable_rules() -> None:
    users = {module_name(file) for file in FILES if any(name.split(".")[0] == "durable" for name in imported(file))}
    assert users == {"eligibility.infer"}


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


@cache
def words_of_the_contract() -> dict[str, str]:
    """Every name of a rulebook that code must not know: word -> where it comes from."""
    words: dict[str, str] = {}
    for contract in RULES.glob("*/contract.yaml"):
        models = RulebookFolder(contract.parent).models
        territory = models["territory.yaml"]
        for commune in territory.communes:
            words |= dict.fromkeys((commune.insee, commune.name), "commune")
        for quarter in territory.quarters:
            words |= dict.fromkeys((quarter.code, quarter.name, *quarter.aliases), "quartier")
        words |= {place.name: "lieu" for place in territory.places}
        words |= {perimeter.id: "périmètre" for perimeter in models["perimeters.yaml"].perimeters if "_" in perimeter.id}
        for name, model in models.items():
            if name.startswith("funders/") and not name.endswith(".cases.yaml"):
                words |= {model.funder.name: "financeur", model.funder.id: "financeur"}
                words |= {line.id: "ligne" for line in model.lines}
        words |= {family.name: "famille" for family in models["contract.yaml"].families}
        words |= dict.fromkeys((contract.parent.name, contract.parent.name.split("-")[0]), "règlement")
    return {word: what for word, what in words.items() if len(word) > 2 and word.lower() not in COMMON_WORDS}


def test_the_words_of_the_contract_are_read() -> None:
    words = words_of_the_contract()
    assert sum(what == "commune" for what in words.values()) >= 70
    assert sum(what == "quartier" for what in words.values()) >= 18


@each_file
def test_no_word_of_the_contract_in_code(file: Path) -> None:
    """Comments and texts too: what is about one contract stands in its rulebook."""
    text = file.read_text(encoding="utf-8").casefold()
    found = [
        f"{word} ({what})"
        for word, what in words_of_the_contract().items()
        if word.casefold() in text and re.search(rf"(?<![\w-]){re.escape(word.casefold())}(?![\w-])", text)
    ]
    assert not found, found


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
