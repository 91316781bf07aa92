"""JSON Schemas that editors read: fresh, named at the top of each file, and true of every file and answer."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from eligibility import Rulebook, evaluate
from eligibility.render import to_json
from eligibility.requests import parse_request
from schemas.generate import FOLDER, generated

ROOT = Path(__file__).parents[1]
FILES = sorted([*(ROOT / "rules").rglob("*.yaml"), *(ROOT / "examples").glob("*.yaml")])


def plain(value: Any) -> Any:
    """A YAML value as JSON has it: dates and decimals are text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, datetime.date | Decimal) else value


def test_schemas_are_fresh() -> None:
    for name, text in generated().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"make schemas ({name})"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_file_names_its_schema_and_follows_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    prefix = "# yaml-language-server: $schema="
    first = text.splitlines()[0]
    assert first.startswith(prefix)
    schema = (file.parent / first.removeprefix(prefix)).resolve()
    assert schema.parent == FOLDER.resolve()
    jsonschema.validate(plain(yaml.safe_load(text)), json.loads(schema.read_text(encoding="utf-8")))


def test_a_full_answer_has_all_that_is_promised(rulebook: Rulebook) -> None:
    request = parse_request({"action": {"objectives": ["1.2.2", "3.4"], "site": {"commune": "59178"}}})
    answer = json.loads(to_json(evaluate(rulebook, request), "all"))
    assert set(answer) >= {"rulebook", "engine", "as_of", "facts", "summary", "lines", "questions", "route"}
    assert set(answer["rulebook"]) >= {"id", "version", "hash"}
    assert set(answer["facts"][0]) >= {"field", "value", "label", "origin", "because", "source"}
    line = answer["lines"][0]
    assert set(line) >= {
        "id", "title", "kind", "funder", "nature", "verdict", "commitment", "reasons", "reserves", "priorities",
        "questions", "amounts", "validity", "contact", "rank",
    }  # fmt: skip
    assert set(line["reasons"][0]) >= {"criterion", "status", "expected", "found", "sentence", "source"}
    assert set(answer["questions"][0]) >= {"field", "question", "settles"}
    assert set(answer["route"]) >= {"steps", "order"}
    assert {"pilots", "instance", "contributors"} <= set(answer["route"]["steps"][0])
