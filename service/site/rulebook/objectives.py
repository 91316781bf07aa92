"""The tree of aims, and what each of its nodes is: axis, aim or sub-aim."""

from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.memory.held import held
from schemas.objectives import Axis, Objective, SubObjective
from service.site.rulebook.line_list import serves


@dataclass(frozen=True, slots=True)
class Node:
    """One aim of any level, with those above it and below it, and how many lines serve it."""

    code: str
    title: str
    above: tuple[tuple[str, str], ...]
    below: tuple["Node", ...]
    sub: SubObjective | None
    funding: int
    support: int


@held
def tree(rulebook: Rulebook) -> tuple[Node, ...]:
    """The axes, each with all that is below it."""
    return tuple(_node(rulebook, axis, ()) for axis in rulebook.source.objectives.axes)


def node_of(rulebook: Rulebook, code: str) -> Node | None:
    """The node of a code, if there is one."""
    return next((node for node in _every(tree(rulebook)) if node.code == code), None)


def _every(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _every(node.below)


def _node(rulebook: Rulebook, item: Axis | Objective | SubObjective, above: tuple[tuple[str, str], ...]) -> Node:
    children = () if isinstance(item, SubObjective) else item.children
    here = (*above, (item.code, item.title))
    lines = [line.kind for line in rulebook.lines if serves(rulebook, line, item.code)]
    return Node(
        item.code, item.title, above, tuple(_node(rulebook, child, here) for child in children),
        item if isinstance(item, SubObjective) else None, lines.count("funding"), lines.count("support"),
    )  # fmt: skip
