"""Clients that portals generate from the OpenAPI document: made without any flag, their calls type-checked, real answers read."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.outside import node_packages, python_program, run
from tests.support.service_client import Client

PYTHON = ("openapi-python-client", "0.29.1")
NODE = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3")
pytestmark = pytest.mark.deep

CALL = """\
from contrat_de_ville_eligibility_client import Client
from contrat_de_ville_eligibility_client.api.evaluations import evaluate
from contrat_de_ville_eligibility_client.models import Action, EvaluationRequest, Problem, Result, Site


def ask(client: Client) -> list[str]:
    action = Action(objectives=["1.2.2"], site=Site(qpv="QP059009"), kinds=None)
    answer = evaluate.sync(client=client, body=EvaluationRequest(action=action))
    if not isinstance(answer, Result):
        return [answer.detail] if isinstance(answer, Problem) else []
    return [line.verdict for line in answer.lines]
"""

TS_CALL = """\
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

const client = createClient<paths>({ baseUrl: "http://127.0.0.1:8000" });

export async function ask(): Promise<string[]> {
  const action: components["schemas"]["Action"] = { objectives: ["1.2.2"], site: { qpv: "QP059009" }, kinds: null };
  const { data, error } = await client.POST("/v1/evaluations", {
    params: { query: { include: "all" } },
    body: { action },
  });
  if (error) return [error.detail, ...(error.errors ?? []).map((one) => one.message)];
  return data.lines.map((line) => line.verdict);
}

export async function list(): Promise<number> {
  const { data } = await client.GET("/v1/rulebooks/{rulebook}/lines", {
    params: { path: { rulebook: "x" }, query: { kind: "funding" } },
  });
  return data?.lines.length ?? 0;
}

// @ts-expect-error an unknown key is seen before anything is sent
export const wrong: components["schemas"]["Action"] = { objectifs: ["1"] };
"""


@pytest.fixture(scope="module")
def document(client: Client, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document, as a file."""
    file = tmp_path_factory.mktemp("openapi") / "openapi.json"
    file.write_bytes(client.get("/openapi.json").content)
    return file


def test_a_python_client(client: Client, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = python_program(*PYTHON, "openapi-python-client")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    said = run(
        program,
        "generate",
        "--path",
        str(document),
        "--output-path",
        str(tmp_path / "made"),
        "--fail-on-warning",
        PATH=path,
    )
    assert "arning" not in said
    package = tmp_path / "made" / "contrat_de_ville_eligibility_client"
    for file in package.rglob("*"):
        assert file.name.isascii() and " " not in file.name
    call = tmp_path / "made" / "call.py"
    call.write_text(CALL, encoding="utf-8")
    run(sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "call.py", cwd=call.parent)

    monkeypatch.syspath_prepend(tmp_path / "made")
    from importlib import import_module

    models = import_module("contrat_de_ville_eligibility_client.models")
    asked = models.EvaluationRequest(action=models.Action(objectives=["1.2.2"], carrier=None)).to_dict()
    assert asked == {"action": {"objectives": ["1.2.2"], "carrier": None}}
    for include in ("candidates", "all"):
        body = client.post(asked, f"/v1/evaluations?include={include}").json()
        result = models.Result.from_dict(json.loads(json.dumps(body)))
        assert [line.verdict for line in result.lines] == [line["verdict"] for line in body["lines"]]
        body["lines"][0]["verdict"] = "another"  # a value that comes later
        assert models.Result.from_dict(body).lines[0].verdict == "another"
    batch: dict[str, Any] = client.post(
        {"actions": [asked["action"], {"objectives": ["9.9"]}]}, "/v1/evaluations/batch"
    ).json()
    verdicts, problem = models.BatchResult.from_dict(batch).results
    assert isinstance(verdicts, models.BatchVerdicts) and isinstance(problem, models.Problem)


def test_a_typescript_client(document: Path) -> None:
    folder = node_packages(*NODE)
    run(str(folder / "node_modules/.bin/openapi-typescript"), str(document), "-o", "api.d.ts", cwd=folder)
    (folder / "call.ts").write_text(TS_CALL, encoding="utf-8")
    options = (
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--moduleResolution",
        "bundler",
        "--module",
        "esnext",
        "--target",
        "es2022",
    )
    run(str(folder / "node_modules/.bin/tsc"), *options, "call.ts", cwd=folder)
