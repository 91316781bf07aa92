"""JSON Schemas are fresh, each YAML file names its own and conforms to it, and so does every answer."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from eligibility import Rulebook, evaluate
from eligibility.actions.requests import parse_request
from eligibility.engine.render import to_json
from schemas.generate import FOLDER, generated
from schemas.result import CLOSED
from tests.support.effort import some
from tests.support.json_schema import remembering
from tests.support.paths import ROOT, RULES
from tests.support.small import SECOND, SMALL

HEAD = "# yaml-language-server: $schema="
FILES = sorted(
    [*RULES.rglob("*.yaml"), *(ROOT / "examples").rglob("*.yaml"), *SMALL.rglob("*.yaml"), *SECOND.rglob("*.yaml")]
)
SHORT = {
    "id",
    "title",
    "funder",
    "verdict",
    "rank",
    "failed",
    "conflicts",
    "corrections",
    "reasons",
}  # of a closed line
SCHEMA_OF = {"register": "register", "funders": "funder", "examples": "action", "second-reading": "second-reading"}
BOOKS = {"kept", "tables", "told"}  # beside the readings of each section
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
each_file = pytest.mark.parametrize("file", some(FILES, 4), ids=[file.relative_to(ROOT).as_posix() for file in FILES])


def test_schemas_are_fresh() -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")} == generated(), (
        "make schemas"
    )


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return remembering(schema)


def plain(value: Any) -> Any:
    """As JSON would hold it: dates are texts."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def errors(name: str, document: Any) -> list[str]:
    return [f"{error.json_path} : {error.message[:300]}" for error in validator(name).iter_errors(document)]


@each_file
def test_a_file_names_its_schema_and_conforms_to_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith(HEAD), "la première ligne ne nomme pas de schéma"
    schema = (file.parent / first.removeprefix(HEAD)).resolve()
    expected = "cases" if file.name.endswith(".cases.yaml") else SCHEMA_OF.get(file.parent.name, file.stem)
    if file.parent.name == "second-reading" and file.stem in BOOKS:
        expected = file.stem
    assert schema == FOLDER.resolve() / f"{expected}.schema.json"
    assert errors(schema.name, plain(yaml.safe_load(text))) == []


@pytest.mark.parametrize("file", some(EXAMPLES), ids=[file.stem for file in EXAMPLES])
@pytest.mark.parametrize("include", ["all", "candidates"])
def test_an_answer_conforms_to_its_schema(rulebook: Rulebook, file: Path, include: Any) -> None:
    """Lines in full as the schema says; shortened ones keep these keys only."""
    request = parse_request(yaml.safe_load(file.read_text(encoding="utf-8")))
    answer = json.loads(to_json(evaluate(rulebook, request), include))
    full = [line for line in answer["lines"] if "commitment" in line]
    short = [line for line in answer["lines"] if "commitment" not in line]
    assert errors("result.schema.json", {**answer, "lines": full}) == []
    assert all(set(line["validity"]) == {"from", "until"} for line in full)
    if include == "all":
        assert short == []
    for line in short:
        assert set(line) == SHORT
        assert line["verdict"] in CLOSED
        assert line["failed"] or line["conflicts"]
        assert line["failed"] == [reason["criterion"] for reason in line["reasons"] if reason["status"] == "failed"]
        printed = {reason["criterion"] for reason in line["reasons"] if reason["basis"] == "printed"}
        if line["verdict"] == "ineligible" and not line["conflicts"]:
            assert printed & set(line["failed"]), "un refus sans mots imprimés"
        if line["verdict"] == "unlikely":
            assert not printed & set(line["failed"]), "des mots imprimés refusent : ce n'est pas « peu probable »"
