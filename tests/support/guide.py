"""Reads docs/encode-your-contract.md as a reader would follow it: files to write, commands to type, faults to try."""

import re
from dataclasses import dataclass

from tests.support.paths import ROOT

GUIDE = ROOT / "docs" / "encode-your-contract.md"
ANYTHING = "…"

_BLOCK = re.compile(r"^```(?P<kind>[a-z]+)(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the file that it names, its text and where that text stands in the guide."""

    kind: str
    file: str | None
    fault: bool
    body: str
    span: tuple[int, int]


def blocks(text: str) -> list[Block]:
    """The fenced blocks of the guide, in reading order."""
    found = []
    for match in _BLOCK.finditer(text):
        title = re.search(r'title="([^"]+)"', match["info"])
        info = match["info"].strip()
        kind = info if info in ("lint", "cases") else match["kind"]  # the answer of that command
        found.append(Block(kind, title[1] if title else None, "fault" in info, match["body"], match.span("body")))
    return found


def changed(text: str, diff: str) -> str:
    """A file's text with the lines « - » of a diff (or the parts of lines) replaced by its lines « + »; they must be found once."""
    old = "\n".join(line[1:] for line in diff.splitlines() if line.startswith("-"))
    new = "\n".join(line[1:] for line in diff.splitlines() if line.startswith("+"))
    if not new:  # whole lines that go
        old += "\n"
    whole = list(re.finditer(rf"^{re.escape(old)}$", text, re.MULTILINE))
    places = whole if len(whole) == 1 else list(re.finditer(re.escape(old), text))
    assert len(places) == 1, f"{len(places)} fois : {old}"
    return text[: places[0].start()] + new + text[places[0].end() :]


def commands(body: str) -> list[tuple[str, str]]:
    """(command, what the guide shows of its answer) for each « $ » of a console block."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(lines)) for command, lines in found]


def shows(shown: str, answer: str) -> bool:
    """Is the answer what the guide shows? A line « … » stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == ANYTHING else re.escape(line) + r"\n" for line in shown.splitlines())
    return re.fullmatch(pattern, answer + "\n" if answer else "") is not None
