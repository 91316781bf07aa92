"""Single faults that can be planted in a Python file: what a tired hand writes, each as a replacement of a few characters."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}
MEMO = ("lru_cache", "cache", "Memo")


@dataclass(frozen=True, slots=True)
class Fault:
    """A replacement in one file. `start` and `end` count bytes; `line` counts from 1."""

    line: int
    kind: str
    start: int
    end: int
    after: str

    def planted(self, text: str) -> str:
        """The text with its fault."""
        raw = text.encode()
        return (raw[: self.start] + self.after.encode() + raw[self.end :]).decode()


def faults(text: str) -> list[Fault]:
    """Every fault that can be planted in a module, in the order of the lines; a few give no Python (`parses`)."""
    found = {(fault.start, fault.end, fault.after): fault for fault in _Planter(text).walk(ast.parse(text))}
    return sorted(found.values(), key=lambda fault: (fault.line, fault.start, fault.after))


def parses(text: str) -> bool:
    """Is it Python?"""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


class _Planter:
    """Walks a module; annotations, decorators, docstrings, assertions and what only types read bear no fault."""

    def __init__(self, text: str):
        self._raw = text.encode()
        self._starts = [0]
        for line in self._raw.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def walk(self, node: ast.AST) -> Iterator[Fault]:
        if isinstance(node, ast.Assert | ast.Import | ast.ImportFrom | ast.JoinedStr):
            return
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MEMO:
            return
        yield from self._at(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_params", "bases"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from self.walk(child)

    def _at(self, node: ast.AST) -> Iterator[Fault]:
        match node:
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in COMPARISONS:
                yield from self._between("comparison", left, right, *COMPARISONS[type(operator)])
            case ast.BinOp(left=left, op=operation, right=right) if type(operation) in OPERATORS:
                if not isinstance(left, ast.Constant) or not isinstance(left.value, str):
                    yield from self._between("arithmetic", left, right, *OPERATORS[type(operation)])
            case ast.BoolOp(op=op, values=values):
                old, new = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                yield from self._between("and/or", values[0], values[1], old, new)
                yield self._fault("condition removed", node, self._text(values[0]))
                yield self._fault("condition removed", node, f"({self._text(values[-1])})")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._fault("negation", node, f"({self._text(operand)})")
            case ast.Constant(value=bool() as value):
                yield self._fault("constant", node, str(not value))
            case ast.Constant(value=int() as value) if not isinstance(value, bool):
                yield self._fault("off by one", node, str(value + 1))
            case ast.If(test=test) | ast.IfExp(test=test):
                yield self._fault("negation", test, f"(not ({self._text(test)}))")
            case ast.comprehension(ifs=[condition, *_]):
                yield self._fault("condition removed", condition, "True")
            case ast.Return(value=value) if value is not None and not _is_none(value):
                yield self._fault("dropped return", value, "None")
            case ast.Expr(value=ast.Call()):
                yield self._fault("dropped call", node, "pass")
            case ast.Continue():
                yield self._fault("dropped continue", node, "pass")
            case ast.Call(func=ast.Name(id=name)) if name in OPPOSITES:
                yield self._fault("opposite", node.func, OPPOSITES[name])
            case ast.Dict(keys=[ast.expr() as key], values=[value]):
                yield from self._swapped("keys swapped", key, value)
            case ast.DictComp(key=key, value=value):
                yield from self._swapped("keys swapped", key, value)
        if isinstance(node, ast.Call) and len(node.args) > 1 and _ordered(node):
            yield from self._swapped("arguments swapped", node.args[0], node.args[1])
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) == 2:
            yield from self._swapped("pair swapped", *node.elts)

    def _swapped(self, kind: str, first: ast.expr, second: ast.expr) -> Iterator[Fault]:
        start, middle, after, end = *self._span(first), *self._span(second)
        if self._raw[start:middle] != self._raw[after:end]:
            between = self._raw[middle:after].decode()
            yield Fault(first.lineno, kind, start, end, f"{self._text(second)}{between}{self._text(first)}")

    def _between(self, kind: str, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Fault]:
        """The operator between two operands replaced; comments and brackets around it stay."""
        start, end = self._span(left)[1], self._span(right)[0]
        between = self._raw[start:end].decode()
        if between.count(old) == 1 and "#" not in between:
            yield Fault(right.lineno, kind, start, end, between.replace(old, new))

    def _fault(self, kind: str, node: ast.expr | ast.stmt, after: str) -> Fault:
        return Fault(node.lineno, kind, *self._span(node), after)

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def _text(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self._raw[start:end].decode()


def _ordered(node: ast.Call) -> bool:
    """Does the order of its arguments tell anything?"""
    symmetric = isinstance(node.func, ast.Name) and node.func.id in ("min", "max")
    return not symmetric and not any(isinstance(argument, ast.Starred) for argument in node.args)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
