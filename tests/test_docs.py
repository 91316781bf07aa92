"""What the documentation says is what the commands do. `UPDATE_DOCS=1 pytest tests/test_docs.py` renews the README's answer."""

import importlib
import io
import os
import re
from typing import Any

import yaml
from rich.console import Console

from eligibility import Rulebook, evaluate
from eligibility.actions.requests import parse_request
from service.app import app
from tests.support.paths import ROOT

README = ROOT / "README.md"
EXAMPLE = ROOT / "examples" / "forum-emploi-les-epis.yaml"
HEAD, FIRST_CARD = 3, 10  # lines of the answer that the README shows: the count, and the first lines proposed


def printed(rulebook: Rulebook) -> str:
    """What `make demo` prints, 100 columns wide."""
    check: Any = importlib.import_module("eligibility.cli.check")  # the package's own name for it is the command
    text = io.StringIO()
    console = Console(width=100, highlight=False, file=text)
    original, check.out = check.out, console
    try:
        data = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
        check.show(evaluate(rulebook, parse_request(data)), data["action"]["title"], everything=False)
    finally:
        check.out = original
    return text.getvalue()


def test_readme_shows_the_example_and_its_answer(rulebook: Rulebook) -> None:
    text = README.read_text(encoding="utf-8")
    action = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert action and action[1] in EXAMPLE.read_text(encoding="utf-8")
    lines = [line.rstrip() for line in printed(rulebook).strip("\n").splitlines()]
    card = next(number for number, line in enumerate(lines) if line.startswith("✔"))
    shown = "\n".join([*lines[:HEAD], "…", *lines[card : card + FIRST_CARD], "…"])
    if os.environ.get("UPDATE_DOCS"):
        text = re.sub(r"```text\n.*?\n```", lambda _: f"```text\n{shown}\n```", text, flags=re.DOTALL)
        README.write_text(text, encoding="utf-8")
    assert f"```text\n{shown}\n```" in text, "UPDATE_DOCS=1 pytest tests/test_docs.py"


def test_readme_names_only_commands_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", README.read_text(encoding="utf-8"))):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_endpoint_is_documented_in_french() -> None:
    for path, methods in app.openapi()["paths"].items():
        for operation in methods.values():
            assert operation.get("summary"), path
            assert operation["responses"], path


def test_links_between_pages_lead_somewhere() -> None:
    for page in [README, *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} : {target}"
