"""The HTTP service: answers, pages, conditional requests, errors, documentation."""

import asyncio
import json
import re
import shutil
import threading
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from eligibility import Rulebook, evaluate
from eligibility.engine.render import to_json
from eligibility.rulebook.chaining import chainers, chosen_chainer
from schemas.action import EvaluationRequest
from schemas.result import CLOSED, VERDICTS
from service.http.problems import TYPES
from tests.support.openapi import conform, validator
from tests.support.paths import ROOT
from tests.support.real import loaded
from tests.support.service_client import Client, is_problem, started
from tests.support.small import SMALL

PAGES = (
    "",
    "/objectives",
    "/territories",
    "/vocabulary",
    "/funders",
    "/lines",
    "/corrections",
    "/aides-territoires.json",
)


@pytest.fixture(scope="module")
def openapi(client: Client) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


@pytest.fixture
def base(rulebook: Rulebook) -> str:
    return f"/v1/rulebooks/{rulebook.contract.id}"


def examples(openapi: dict[str, Any]) -> dict[str, Any]:
    body = openapi["paths"]["/v1/evaluations"]["post"]["requestBody"]["content"]["application/json"]
    return {name: example["value"] for name, example in body["examples"].items()}


# -- evaluations ---------------------------------------------------------------------------------


def test_every_example_is_answered_as_documented(client: Client, openapi: dict[str, Any]) -> None:
    found = examples(openapi)
    assert len(found) >= 4
    for value in found.values():
        for include in ("candidates", "all"):
            response = client.post(value, f"/v1/evaluations?include={include}")
            assert response.status_code == 200
            assert response.headers["cache-control"] == "no-store"
            conform(openapi, "Result", response.json())
        conform(openapi, "EvaluationRequest", value)


def test_every_line_once_in_both_forms(client: Client, rulebook: Rulebook) -> None:
    demand = {"action": {"objectives": ["1.1.1"], "kinds": ["training"]}}
    short = client.post(demand).json()
    full = client.post(demand, "/v1/evaluations?include=all").json()
    known = sorted(line.line.id for line in rulebook.lines)
    for answer in (short, full):
        assert sorted(line["id"] for line in answer["lines"]) == known
        assert [line["rank"] for line in answer["lines"]] == list(range(1, len(known) + 1))
    for brief, whole in zip(short["lines"], full["lines"], strict=True):
        if whole["verdict"] not in CLOSED:
            assert brief == whole
            continue
        failed = [reason for reason in whole["reasons"] if reason["status"] == "failed"]
        assert brief["failed"] == [reason["criterion"] for reason in failed]
        assert brief["conflicts"] == whole["conflicts"] and brief["corrections"] == whole["corrections"]
        assert brief["reasons"] and (whole["conflicts"] or brief["reasons"] == failed)
        assert set(brief) == {
            "id",
            "title",
            "funder",
            "verdict",
            "rank",
            "failed",
            "conflicts",
            "corrections",
            "reasons",
        }


def test_what_a_refusal_rests_on_is_said(client: Client) -> None:
    demand = {"action": {"objectives": ["1.1.1"], "kinds": ["training"], "site": {"qpv": "QP059009"}}}
    answer = client.post(demand, "/v1/evaluations?include=all").json()
    counts = {name: answer["summary"][name] for name in VERDICTS}
    assert counts == {name: sum(line["verdict"] == name for line in answer["lines"]) for name in VERDICTS}
    assert counts["unlikely"] and counts["ineligible"]
    bases = {"unlikely": set(), "ineligible": set()}  # type: dict[str, set[str]]
    for line in answer["lines"]:
        assert all(reason["basis"] in ("printed", "read") for reason in line["reasons"])
        if line["verdict"] not in CLOSED:
            assert not line["conflicts"]
            continue
        failed = [reason for reason in line["reasons"] if reason["status"] == "failed"]
        assert line["conflicts"] or failed
        assert not line["reserves"] and not line["questions"]
        bases[line["verdict"]] |= {reason["basis"] for reason in failed}
        if line["verdict"] == "ineligible" and not line["conflicts"]:
            assert failed[0]["basis"] == "printed"
        for reason in failed:
            assert ("d'après notre lecture" in reason["sentence"] or "que nous lisons" in reason["sentence"]) == (
                reason["basis"] == "read"
            ), reason["sentence"]
    assert bases == {"unlikely": {"read"}, "ineligible": {"printed", "read"}}


def test_the_answer_is_the_engine_s_and_its_bytes_are_stable(client: Client, rulebook: Rulebook) -> None:
    demand = {"action": {"objectives": ["3.4"], "beneficiaries": {"age_min": 12}}}
    result = evaluate(rulebook, EvaluationRequest.model_validate(demand))
    first = client.post(demand).content
    assert first == client.post(demand).content == to_json(result)
    validity = json.loads(to_json(result, "all"))["lines"][0]["validity"]
    assert set(validity) == {"from", "until"}


def test_an_ineligible_action_is_an_answer(client: Client) -> None:
    response = client.post({"action": {"objectives": ["1"], "starts_on": "2031-01-01", "ends_on": "2031-02-01"}})
    assert response.status_code == 200
    assert {line["verdict"] for line in response.json()["lines"]} == {"ineligible"}


@pytest.mark.parametrize("query", ["include=tout", "includ=all", "include=all&include=all"])
def test_a_wrong_parameter_is_said(client: Client, query: str) -> None:
    response = client.post({"action": {"objectives": ["1"]}}, f"/v1/evaluations?{query}")
    assert response.status_code == 422 and is_problem(response)
    assert response.json()["errors"][0]["parameter"] in query


# -- rulebooks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_as_documented_and_conditional(client: Client, openapi: dict[str, Any], base: str, page: str) -> None:
    response = client.get(base + page)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"
    etag = response.headers["etag"]
    assert re.fullmatch(r'W/"[0-9a-f]{32}"', etag)
    for given in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = client.get(base + page, headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get(base + page, headers={"If-None-Match": '"other"'}).status_code == 200
    schema = openapi["paths"]["/v1/rulebooks/{rulebook}" + page]["get"]["responses"]["200"]["content"][
        "application/json"
    ]["schema"]
    conform(openapi, schema["$ref"].rpartition("/")[2], response.json())


def test_every_link_of_a_rulebook_leads_somewhere(client: Client, openapi: dict[str, Any], base: str) -> None:
    listed = client.get("/v1/rulebooks").json()["rulebooks"]
    conform(openapi, "RulebookList", {"rulebooks": listed})
    assert base in [rulebook["url"] for rulebook in listed]
    for url in client.get(base).json()["links"].values():
        assert client.get(url).status_code == 200


def test_every_line_in_full_with_its_clauses(client: Client, openapi: dict[str, Any], base: str) -> None:
    check = validator(openapi, "Line")  # made once: it serves some hundreds of times
    for listed in client.get(f"{base}/lines").json()["lines"]:
        line = client.get(listed["url"]).json()
        check.validate(line)
        assert all(clause["text"] for clause in line["sources"])
        assert all(criterion["source"] for criterion in line["criteria"])
        single = [
            one
            for item in line["criteria"]
            for way in item.get("alternatives", [{"all": [item]}])
            for one in way["all"]
        ]
        assert all(one["basis"] in ("printed", "read") for one in single), line["id"]
        assert (line["objectives_basis"] is None) == (line["objectives"] is None)
        assert (line["perimeter_basis"] is None) == (line["perimeter"] is None)


def test_filters_of_lines(client: Client, base: str, rulebook: Rulebook) -> None:
    everything = client.get(f"{base}/lines").json()["lines"]
    assert len(everything) == len(rulebook.lines)
    funder = everything[0]["funder"]["id"]
    for query, test in (
        (f"funder={funder}", lambda line: line["funder"]["id"] == funder),
        ("kind=support", lambda line: line["kind"] == "support"),
        ("nature=european_fund", lambda line: line["nature"] == "european_fund"),
        (
            "objective=3",
            lambda line: line["objectives"] is None or any(c.split(".")[0] == "3" for c in line["objectives"]),
        ),
        ("objective=1.2.2", lambda line: line["objectives"] is None or {"1", "1.2", "1.2.2"} & set(line["objectives"])),
    ):
        answer = client.get(f"{base}/lines?{query}").json()
        assert answer["count"] == len(answer["lines"])
        assert answer["lines"] == [line for line in everything if test(line)]


def test_unknown_identifiers_come_with_the_nearest(
    client: Client, openapi: dict[str, Any], base: str, rulebook: Rulebook
) -> None:
    response = client.get(base + "x/lines")
    assert response.status_code == 404 and is_problem(response)
    conform(openapi, "Problem", response.json())
    assert response.json()["type"] == "/problems/unknown-rulebook"
    assert response.json()["suggestions"] == [rulebook.contract.id]
    line = rulebook.lines[0].line.id
    response = client.get(f"{base}/lines/{line[:-1]}")
    assert response.status_code == 404 and is_problem(response)
    assert response.json()["type"] == "/problems/unknown-line"
    assert line in response.json()["suggestions"]
    for query in ("funder=zzz", "objective=9.9", "kind=money", "nature=gift", "fundr=x"):
        response = client.get(f"{base}/lines?{query}")
        assert is_problem(response)
        conform(openapi, "Problem", response.json())


# -- the protocol --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1", 404), ("GET", "/v1/rulebooks/", 404), ("OPTIONS", "/nowhere", 404),
        ("GET", "/v1/evaluations", 405), ("DELETE", "/v1/rulebooks", 405), ("POST", "/healthz", 405),
        ("BREW", "/v1/evaluations", 405), ("GET", "/problems/zzz", 404),
    ],
)  # fmt: skip
def test_what_does_not_exist(client: Client, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status and is_problem(response)
    assert ("allow" in response.headers) == (status == 405)


def test_options_and_head(client: Client) -> None:
    assert client.request("OPTIONS", "/v1/evaluations").headers["allow"] == "OPTIONS, POST"
    response = client.request("OPTIONS", "/v1/rulebooks")
    assert (response.status_code, response.headers["allow"], response.content) == (204, "GET, HEAD, OPTIONS", b"")
    head, get = client.request("HEAD", "/v1/rulebooks"), client.get("/v1/rulebooks")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("path", ["/healthz", "/v1/rulebooks", "/nowhere", "/docs", "/openapi.json"])
def test_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]


def test_an_unforeseen_error_says_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("Madame Dupont, 12 rue des Lilas")

    monkeypatch.setattr("service.api.evaluations.to_json", broken)
    response = client.post({"action": {"objectives": ["1"]}})
    assert response.status_code == 500 and is_problem(response)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "Dupont" not in response.text + caplog.text and "RuntimeError" not in response.text
    assert "RuntimeError" in caplog.text
    monkeypatch.undo()
    assert client.post({"action": {"objectives": ["1"]}}).status_code == 200


def test_a_body_that_never_comes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.http.body.MAX_SECONDS", 0.05)

    async def slow() -> Any:
        yield b"{"
        await asyncio.sleep(1)

    response = client.post_raw(slow())
    assert response.status_code == 408 and is_problem(response)


# -- starting ------------------------------------------------------------------------------------


def test_alive_before_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    let_it_load = threading.Event()
    monkeypatch.setattr("service.library.load_rulebook", lambda path: let_it_load.wait(60) and loaded(path))
    with started(wait=False) as client:
        assert client.get("/healthz").status_code == 200
        for response in (client.get("/readyz"), client.get("/v1/rulebooks"), client.post({})):
            assert response.status_code == 503 and is_problem(response)
            assert response.headers["retry-after"]
        let_it_load.set()
        while client.get("/readyz").status_code != 200:
            client.get("/healthz")
        assert client.get("/v1/rulebooks").json()["rulebooks"]


def test_ready_says_what_chains_the_rules(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "chainer": chosen_chainer().name, "faulty": []}
    body = client.post({"action": {"objectives": ["1"]}}).json()
    assert body["engine"].keys() == {"name", "version", "chainer"} and body["engine"]["chainer"] in chainers()


@pytest.mark.parametrize("content", [None, "id: [", "id: x\n"])
def test_rulebooks_that_cannot_be_loaded(tmp_path: Path, content: str | None, caplog: pytest.LogCaptureFixture) -> None:
    if content is not None:
        (tmp_path / "broken").mkdir()
        (tmp_path / "broken" / "contract.yaml").write_text(content)
    with started(tmp_path, wait=False) as client:
        while not client.app.state.failed:
            client.get("/healthz")
        response = client.get("/readyz")
        assert response.status_code == 503 and is_problem(response)
        assert response.json()["type"] == "/problems/faulty-rulebook"
        assert "journal" in response.json()["detail"] and client.get("/healthz").status_code == 200
    assert "contract.yaml" in caplog.text


def test_several_rulebooks_and_the_environment(
    tmp_path: Path, small: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = small.contract.id
    for copy in (name, "autre-2015"):
        shutil.copytree(SMALL, tmp_path / copy)
    contract = tmp_path / "autre-2015" / "contract.yaml"
    contract.write_text(contract.read_text(encoding="utf-8").replace(f"id: {name}", "id: autre-2015"), encoding="utf-8")
    monkeypatch.setenv("ELIGIBILITY_RULES", str(tmp_path))
    with started() as client:
        assert [r["id"] for r in client.get("/v1/rulebooks").json()["rulebooks"]] == ["autre-2015", name]
        action = {"action": {"objectives": ["1"]}}
        response = client.post(action)
        assert response.status_code == 422 and response.json()["errors"][0]["suggestions"] == ["autre-2015", name]
        assert client.post({"rulebook": "autre-2015", **action}).json()["rulebook"]["id"] == "autre-2015"


# -- documentation -------------------------------------------------------------------------------


def test_openapi_is_complete_and_french(openapi: dict[str, Any], client: Client) -> None:
    assert openapi["openapi"].startswith("3.1")
    text = json.dumps(openapi, ensure_ascii=False)
    names = set(openapi["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= names
    assert "HTTPValidationError" not in text and "Successful Response" not in text
    for name, schema in openapi["components"]["schemas"].items():
        assert schema.get("description"), name
        for described in (schema, *schema.get("properties", {}).values()):
            assert not re.search(r"\b(the|where|what|who)\b", described.get("description", ""), re.IGNORECASE), name
    for path, operations in openapi["paths"].items():
        for operation in operations.values():
            assert operation["summary"] and operation["description"], path
            for status, response in operation["responses"].items():
                assert response["description"], (path, status)
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"], (path, status)


def test_the_documentation_asks_nothing_of_another_host(client: Client) -> None:
    response = client.get("/docs")
    assert response.status_code == 200 and response.headers["content-type"] == "text/html; charset=utf-8"

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag not in ("script", "img", "iframe", "link"), tag
            for name, value in attrs:
                assert not name.startswith("on") and name != "style"
                if name in ("href", "src"):
                    assert value and value[0] in "/#"

    Reader().feed(response.text)
    assert "'sha256-" in response.headers["content-security-policy"]


def test_every_problem_type_has_its_page(client: Client) -> None:
    for kind in TYPES:
        response = client.get(f"/problems/{kind}")
        assert response.status_code == 200 and TYPES[kind].title.split("'")[0] in response.text


def test_no_place_name_in_the_code(rulebook: Rulebook) -> None:
    names = [commune.name for commune in rulebook.source.territory.communes if len(commune.name) > 4]
    for file in (ROOT / "service").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not [name for name in [*names, "Douaisis"] if name in text], file


def test_answers_at_the_same_time_are_the_same(client: Client) -> None:
    demands = [{"action": {"objectives": [code]}} for code in ("1", "2.1", "3.4", "4") for _ in range(3)]
    alone = [client.post(demand).content for demand in demands]

    async def together() -> list[httpx.Response]:
        return await asyncio.gather(*(client._http.post("/v1/evaluations", json=demand) for demand in demands))

    assert [response.content for response in client._runner.run(together())] == alone
