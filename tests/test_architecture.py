"""The shape of the code: imports go one way, nothing knows the contract, modules stay rooms with one purpose."""

import ast
import re
from pathlib import Path

import pytest

from eligibility import Rulebook
from eligibility.text import fold

ROOT = Path(__file__).parents[1]
PACKAGES = ("service", "eligibility", "schemas")  # each may import those after it
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
}


def imports(path: Path) -> set[str]:
    """Modules of the project that a file imports, anywhere in it, typing-only imports included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return {name for name in found if name.split(".")[0] in (*PACKAGES, "durable")}


def module_of(name: str) -> str | None:
    """`eligibility.match.Known` is in module `eligibility.match`."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name or None


def test_imports_go_one_way() -> None:
    for name, path in MODULES.items():
        rank = PACKAGES.index(name.split(".")[0])
        for imported in imports(path):
            package = imported.split(".")[0]
            assert package == "durable" or PACKAGES.index(package) >= rank, f"{name} imports {imported}"


def test_only_one_module_knows_durable_rules() -> None:
    assert {name for name, path in MODULES.items() if any(i.startswith("durable") for i in imports(path))} == {
        "eligibility.infer"
    }


def test_no_import_cycle() -> None:
    graph: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        targets = {module_of(i) for i in imports(path)} - {None, name}
        # a package's own front door re-exports: importing a sibling does not go through it
        graph[name] = {t for t in targets if t and not name.startswith(t + ".")}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_no_python_knows_the_contract(rulebook: Rulebook) -> None:
    """No place, code or funder of a real contract in Python: a second contract needs no line of code."""
    territory = rulebook.territory
    common = {"cantin", "hamel", "erchin"}  # too short or too common a word to prove anything
    words = {fold(c.name) for c in territory.communes.values()} - common
    words |= {fold(q.name) for q in territory.quarters.values()} | {"douaisis"}
    codes = set(territory.communes) | set(territory.quarters)
    lines = {line.id for line in rulebook.lines}
    for name, path in MODULES.items():
        source = path.read_text(encoding="utf-8")
        plain = f" {fold(source)} "
        assert not [word for word in words if f" {word} " in plain], name
        assert not [code for code in codes if re.search(rf"\b{code}\b", source)], name
        assert not [line for line in lines if f'"{line}"' in source], name


@pytest.mark.parametrize("name", sorted(MODULES))
def test_modules_are_short_and_explained(name: str) -> None:
    source = MODULES[name].read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 350
    tree = ast.parse(source)
    assert ast.get_docstring(tree), f"{name} : a module says what it is"
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    missing = [node.name for node in public if isinstance(node, ast.FunctionDef) and not ast.get_docstring(node)]
    assert not missing, f"{name} : {missing}"
