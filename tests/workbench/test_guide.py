"""The guide is followed to the letter in an empty folder: its files, its commands, its answers, its faults.

`UPDATE_DOCS=1 pytest tests/workbench/test_guide.py` renews the answers that are shown whole (those without « … »).
"""

import importlib
import os
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.test_cli import plain
from tests.support.cli_runner import run
from tests.support.guide import ANYTHING, GUIDE, Block, blocks, changed, commands, shows
from tests.support.service_client import started

pytestmark = pytest.mark.usefixtures("terminal")
NAME = "val-de-brune-2024-2030"


def typed(command: str) -> str:
    """What the terminal answers to a command of the guide, typed in the current folder."""
    program, *arguments = shlex.split(command)
    match program:
        case "eligibility":
            return plain(run(*arguments).output).strip("\n")
        case "mkdir":
            Path(arguments[0]).mkdir()
        case "cd":
            os.chdir(arguments[0])
        case "rm":
            for file in arguments:
                Path(file).unlink()
        case "ELIGIBILITY_RULES=.":
            assert arguments == ["uvicorn", "service.app:app"]
            with started(Path()) as client:
                assert [rulebook["id"] for rulebook in client.get("/v1/rulebooks").json()["rulebooks"]] == [NAME]
        case _:
            raise AssertionError(f"le test ne sait pas taper : {command}")
    return ""


def written(block: Block) -> None:
    """Writes the file that a block names, whole or changed."""
    assert block.file is not None
    file = Path(block.file)
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        changed(file.read_text(encoding="utf-8"), block.body) if block.kind == "diff" else block.body, encoding="utf-8"
    )


def answers(text: str) -> list[tuple[Block, str, str]]:
    """(block, what it shows, what it should show) for each block with answers, following the guide to its end."""
    found = []
    mended: tuple[Path, str] | None = None
    for block in blocks(text):
        if block.kind == "console":
            real = [(command, shown, typed(command)) for command, shown in commands(block.body)]
            kept = [
                (command, shown if ANYTHING in shown and shows(shown, answer) else answer)
                for command, shown, answer in real
            ]
            found.append(
                (
                    block,
                    block.body,
                    "".join(f"$ {command}\n{answer}\n" if answer else f"$ {command}\n" for command, answer in kept),
                )
            )
        elif block.kind in ("lint", "cases"):
            assert mended is not None
            found.append((block, block.body, typed(f"eligibility {block.kind} {NAME}") + "\n"))
            mended[0].write_text(mended[1], encoding="utf-8")
        elif block.file:
            if block.fault:
                mended = (Path(block.file), Path(block.file).read_text(encoding="utf-8"))
            written(block)
    return found


def test_the_guide_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module("eligibility.cli.new")  # the package's own name for it is the command
    monkeypatch.setattr(module, "program", lambda name: name)  # as once the environment is activated
    text = GUIDE.read_text(encoding="utf-8")
    found = answers(text)
    if os.environ.get("UPDATE_DOCS"):
        for block, _, real in reversed(found):
            text = text[: block.span[0]] + real + text[block.span[1] :]
        GUIDE.write_text(text, encoding="utf-8")
        found = [(block, real, real) for block, _, real in found]
    for _, shown, real in found:
        assert shown == real, "UPDATE_DOCS=1 pytest tests/workbench/test_guide.py"
    assert sum("$ eligibility" in block.body for block, _, _ in found) >= 9
    assert run("lint", NAME, "--strict").exit_code == 0
    assert run("cases", NAME).exit_code == 0


def test_the_guide_shows_every_verdict_and_every_reason_to_set_aside() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for word in ("eligible", "subject_to", "depends", "ineligible", "wish", "candidate", "past", "same_as", "diagnosis",
                 "principle", "condition", "governance", "internal", "target"):  # fmt: skip
        assert f"`{word}`" in text or f"set_aside: {word}" in text, word


def test_its_links_lead_to_its_headings() -> None:
    """As GitHub names them: small letters, no punctuation, a hyphen for each space."""
    text = GUIDE.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("##")
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert links and links <= headings
