"""Every regular expression of the shipped code, and inputs made to cost each of them as much as they can.

A pattern is found where it is written (`re.compile`, `re.sub`…), read as Python's own parser reads it, and pumped: each
repeat in it is led to by the shortest text that matches what stands before, then given what it takes, again and again,
then something that it cannot take. Searching starts again at each character, so what leads is repeated too.
"""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

FUNCTIONS = ("compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
ANCHORED = ("match", "fullmatch")
_CATEGORIES = {
    "CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a",
    "CATEGORY_NOT_DIGIT": "a", "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_WORD": " ",
}  # fmt: skip
_MORE = {
    "CATEGORY_SPACE": " \t\n\u00a0",
    "CATEGORY_WORD": "a0_é",
    "CATEGORY_NOT_SPACE": "a0.",
    "CATEGORY_NOT_WORD": " .-",
}
_PLAIN = "a0 -.,'\"/\n\té:;"


@dataclass(frozen=True)
class Written:
    """A pattern where it is written. `anchored`: it is only ever tried at the beginning of a text."""

    file: str
    line: int
    pattern: "re.Pattern[Any]"
    anchored: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.pattern.pattern!r}"


def written(root: Path, files: Iterable[Path]) -> tuple[list[Written], list[str]]:
    """The patterns of these modules, and those that cannot be known without running the code (file:line)."""
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}
    methods = _methods(trees.values())
    found, unknown = [], []
    for file, tree in trees.items():
        module = importlib.import_module(
            ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        )
        names = {
            id(node.value): target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(target := node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in FUNCTIONS
            ):
                continue
            place = file.relative_to(root).as_posix()
            try:
                pattern = _value(node.args[0], module)
                flags = [argument.value for argument in node.keywords if argument.arg == "flags"]
                at = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(node.func.attr, 2)
                flags += node.args[at : at + 1]
                compiled = re.compile(pattern, _value(flags[0], module) if flags else 0)
            except NameError:
                unknown.append(f"{place}:{node.lineno}")
                continue
            used = methods.get(names.get(id(node), ""), set()) if node.func.attr == "compile" else {node.func.attr}
            found.append(Written(place, node.lineno, compiled, bool(used) and used <= set(ANCHORED)))
    return found, unknown


def _value(node: ast.expr, module: Any) -> Any:
    """The value of an expression made of constants of its module. Raises NameError if it needs more."""
    return eval(compile(ast.Expression(node), "pattern", "eval"), dict(vars(module)))


def _methods(trees: Iterable[ast.AST]) -> dict[str, set[str]]:
    """How each name is used, in any module: NAME.match(…), or NAME alone, which may be anything."""
    used: dict[str, set[str]] = {}
    for tree in trees:
        called = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used.setdefault(node.value.id, set()).add(node.attr)
                called.add(id(node.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
                used.setdefault(node.id, set()).add("search")
    return used


def inputs(pattern: "re.Pattern[Any]", size: int) -> Iterator[Any]:
    """Texts of about `size` characters that may be dear to it."""
    source, flags = pattern.pattern, pattern.flags
    tree = parser.parse(source, flags & ~re.DEBUG if isinstance(source, str) else flags)
    pumps = list(dict.fromkeys(_pumps(list(tree), "")))
    signs = list(dict.fromkeys([sign for _, pump in pumps for sign in pump] + list(_PLAIN)))
    made: list[str] = []
    for lead, pump in pumps:
        for tail in ("\x00", "", "!"):
            made.append(lead + pump * (size // len(pump)) + tail)
        if lead:
            both = lead + pump
            made.append(both * (size // len(both)) + "\x00")
            made.append(lead * (size // len(lead)) + pump + "\x00")
    made += [sign * size + "\x00" for sign in signs]
    made += [(one + other) * (size // 2) + "\x00" for one, other in permutations(signs[:6], 2)]  # bounds between them
    for text in dict.fromkeys(made):
        yield text if isinstance(source, str) else text.encode("utf-8", "replace")


def _pumps(items: list[Any], lead: str) -> Iterator[tuple[str, str]]:
    """What leads to each repeat, and what it takes."""
    for position, (operation, argument) in enumerate(items):
        name = str(operation)
        before = lead + _shortest(items[:position])
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, body = argument
            inner = list(body)
            if most > 1:
                for pump in _samples(inner):
                    yield before, pump
            yield from _pumps(inner, before)
        elif name == "SUBPATTERN":
            yield from _pumps(list(argument[-1]), before)
        elif name == "ATOMIC_GROUP":
            yield from _pumps(list(argument), before)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _pumps(list(branch), before)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _pumps(list(argument[1]), before)


def _samples(items: list[Any]) -> list[str]:
    """A few texts that match."""
    if len(items) == 1:
        return [text for text in _signs(*items[0]) if text][:8]
    base = _shortest(items)
    found = [base] if base else []
    for position, item in enumerate(items):
        found += [_shortest(items[:position]) + text + _shortest(items[position + 1 :]) for text in _signs(*item)[1:3]]
    return [text for text in dict.fromkeys(found) if text][:8]


def _signs(operation: Any, argument: Any) -> list[str]:
    """Texts that match one item, the shortest first."""
    match str(operation):
        case "LITERAL":
            return [chr(argument)]
        case "NOT_LITERAL":
            return [sign for sign in _PLAIN if ord(sign) != argument]
        case "ANY":
            return list(_PLAIN.replace("\n", ""))
        case "IN":
            return _in(argument)
        case "BRANCH":
            return [text for branch in argument[1] for text in _samples(list(branch)) or [_shortest(list(branch))]]
        case "SUBPATTERN":
            return _samples(list(argument[-1])) or [""]
        case "ATOMIC_GROUP":
            return _samples(list(argument)) or [""]
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, body = argument
            return [_shortest(list(body)) * least, *(text * max(least, 1) for text in _samples(list(body)))]
    return [""]


def _in(items: Any) -> list[str]:
    found: list[str] = []
    refused: list[Any] = []
    for operation, argument in items:
        match str(operation):
            case "NEGATE":
                refused = [item for item in items if str(item[0]) != "NEGATE"]
                break
            case "LITERAL":
                found.append(chr(argument))
            case "RANGE":
                found.append(chr(argument[0]))
            case "CATEGORY":
                name = str(argument)
                found += _MORE.get(name, _CATEGORIES.get(name, "a"))
    if refused:
        wrong = set(_in(refused))
        spaces = any(
            str(operation) == "CATEGORY" and argument is constants.CATEGORY_SPACE for operation, argument in refused
        )
        return [sign for sign in _PLAIN + "<" if sign not in wrong and not (spaces and sign.isspace())]
    return found


def _shortest(items: list[Any]) -> str:
    return "".join((_signs(*item) or [""])[0] for item in items)
