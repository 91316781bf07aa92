"""One exchange: its identifier, its encoding, its size, the version that it names; what is withdrawn says so."""

import asyncio
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from eligibility import Rulebook
from service.api.retired import Retirement, retiring
from service.http.problems import MOST_ERRORS, ProblemError
from tests.support.service_client import Client, is_problem, started
from tests.support.small import SMALL

GOOD = {"action": {"objectives": ["1"]}}
BATCH = "/v1/evaluations/batch"

# -- the identifier


@pytest.mark.parametrize("given", ["a", "7f3c-11", "portail.2026_01", "A" * 64])
def test_the_client_s_identifier_comes_back(client: Client, given: str) -> None:
    for answer in (
        client.get("/v1/rulebooks", headers={"X-Request-ID": given}),
        client.get("/", headers={"X-Request-ID": given}),
    ):
        assert answer.headers["x-request-id"] == given
    wrong = client.post({}, headers={"X-Request-ID": given})
    assert wrong.headers["x-request-id"] == wrong.json()["request_id"] == given


@pytest.mark.parametrize("given", ["", "Madame Dupont", "a@b.fr", "x" * 65, "-a", "é", "a;b", "<script>"])
def test_one_that_is_not_sane_is_replaced(client: Client, given: str) -> None:
    answer = client.post({}, headers=[(b"X-Request-ID", given.encode())])
    made = answer.headers["x-request-id"]
    assert len(made) == 32 and made.isalnum() and made == answer.json()["request_id"]
    assert made != client.post({}).headers["x-request-id"]


def test_the_log_names_the_request_and_nothing_of_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("Madame Dupont")

    monkeypatch.setattr("service.api.evaluations.to_json", broken)
    answer = client.post(GOOD, headers={"X-Request-ID": "abc-1"})
    assert answer.status_code == 500 and answer.json()["request_id"] == "abc-1"
    assert "abc-1" in caplog.text and "Dupont" not in caplog.text + answer.text


def test_a_page_that_breaks_is_a_page(client: Client, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise RuntimeError("Madame Dupont")

    monkeypatch.setattr("service.site.rulebook.routes.columns", broken)
    monkeypatch.setattr("service.site.rulebook.kept.shelf", lambda _: {})
    page = client.get(f"/contrats/{rulebook.contract.id}/reglement/financeurs")
    assert page.status_code == 500 and page.headers["content-type"].startswith("text/html")
    assert "Dupont" not in page.text and "erreur imprévue" in page.text and page.headers["x-request-id"]


# -- the encoding


@pytest.mark.parametrize(
    ("accepted", "used"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, br, zstd", "zstd"),
        ("gzip, br;q=0", "gzip"),
        ("identity", None),
    ],
)
def test_answers_are_compressed_as_the_client_accepts(
    client: Client, rulebook: Rulebook, accepted: str, used: str | None
) -> None:
    headers = {"Accept-Encoding": accepted}
    plain = client.post(GOOD, headers={"Accept-Encoding": "identity"}).content
    answer = client.post(GOOD, headers=headers)
    assert answer.headers.get("content-encoding") == used and answer.content == plain
    assert "Accept-Encoding" in answer.headers["vary"]
    page = client.get(f"/v1/rulebooks/{rulebook.contract.id}/lines.csv", headers=headers)
    assert page.headers.get("content-encoding") == used
    if used:
        assert int(answer.headers["content-length"]) < len(plain) / 5
        again = client.get(
            f"/v1/rulebooks/{rulebook.contract.id}/lines.csv", headers=headers | {"If-None-Match": page.headers["etag"]}
        )
        assert again.status_code == 304 and again.headers["etag"] == page.headers["etag"]


# -- the size


def keys(number: int) -> dict[str, int]:
    return {f"c{index}": 1 for index in range(number)}


@pytest.mark.parametrize(
    "action",
    [
        {"objectives": ["1"], **keys(18_000)},
        {"objectives": ["1"], "carrier": keys(18_000)},
        {"objectives": ["1"], "beneficiaries": keys(18_000)},
        {"site": keys(18_000)},
        {"objectives": ["1"], "details": {name: {} for name in keys(15_000)}},
        {"objectives": [1] * 50_000},
        {"site": [{}] * 50_000},
        {"objectives": ["1"], "\x01" * 40_000: 1},
        {"objectives": ["1"], "details": {"\x01" * 40_000: 1}},
    ],
    ids=["action", "carrier", "beneficiaries", "site", "details", "objectives", "sites", "long key", "long name"],
)
def test_what_is_wrong_a_thousand_times_is_told_shortly(client: Client, action: Any) -> None:
    answer = client.post({"action": action}, headers={"Accept-Encoding": "identity"})
    assert is_problem(answer) and len(answer.content) < 50_000
    body = answer.json()
    assert len(body["errors"]) <= MOST_ERRORS
    if "errors_omitted" in body:
        total = len(body["errors"]) + body["errors_omitted"]
        assert total >= 18_000 and body["detail"].startswith(f"{total} informations")
        assert f"{body['errors_omitted']} autres" in body["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"actions": [{"objectives": ["1"]}], **keys(60_000)},
        {"actions": [{"objectives": ["1"], "site": [keys(6_000)] * 10}]},
        {"actions": [{"objectives": ["1"], "details": {"x": keys(60_000)}}]},
    ],
    ids=["envelope", "sites", "details"],
)
def test_more_keys_than_any_action_has_are_not_even_named(client: Client, body: Any) -> None:
    answer = client.post(body, BATCH).json()
    problem = answer["results"][0] if "results" in answer else answer
    assert problem["status"] == 422 and len(problem["errors"]) == 1 and "clés" in problem["detail"]


def test_a_hundred_are_all_told(client: Client) -> None:
    body = client.post({"action": {"objectives": ["1"], **keys(MOST_ERRORS)}}).json()
    assert len(body["errors"]) == MOST_ERRORS and "errors_omitted" not in body
    body = client.post({"action": {"objectives": ["1"], **keys(MOST_ERRORS + 1)}}).json()
    assert len(body["errors"]) == MOST_ERRORS and body["errors_omitted"] == 1


def test_a_batch_tells_a_few_of_each(client: Client) -> None:
    answer = client.post(
        {"actions": [{"objectives": ["1"], **keys(200)}] * 20}, BATCH, headers={"Accept-Encoding": "identity"}
    )
    assert len(answer.content) < 100_000
    for one in answer.json()["results"]:
        assert len(one["errors"]) + one["errors_omitted"] == 200 and "request_id" not in one


def test_a_long_answer_is_never_held(client: Client) -> None:
    """It leaves action by action: the first pieces are sent before the last action is judged."""
    sizes: list[int] = []

    async def pieces() -> None:
        left = [body]

        async def receive() -> dict[str, Any]:
            if not left:
                await asyncio.Event().wait()  # the client stays
            return {"type": "http.request", "body": left.pop(), "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.body":
                sizes.append(len(message["body"]))

        await client.app(scope, receive, send)

    body = orjson.dumps({"actions": [GOOD["action"]] * 12, "include": "candidates"})
    headers = [(b"content-type", b"application/json"), (b"accept-encoding", b"identity")]
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": BATCH, "raw_path": BATCH.encode(), "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("test", 80), "scheme": "http", "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    client._runner.run(pieces())
    assert len(sizes) >= 12 and max(sizes) < sum(sizes) / 6


# -- null


NULLS: list[Any] = [
    {"title": None, "beneficiaries": None, "carrier": None, "kinds": None, "details": None, "budget": None},
    {"starts_on": None, "ends_on": None, "international": None},
    {"beneficiaries": {"publics": None, "age_min": None, "age_max": None, "mostly_from_qpv": None, "of_quarter": None}},
    {"carrier": {"type": None, "siret": None, "rna": None, "commune": None}},
    {"site": None},
    {"details": {"job_creation": None}},
    {"details": {}},
]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        *(("/v1/evaluations", more) for more in NULLS),
        ("/v1/evaluations/counterfactuals", NULLS[0] | NULLS[1]),
        (BATCH, NULLS[0] | NULLS[1]),
        (BATCH, NULLS[2] | NULLS[3] | NULLS[5]),
    ],
)
def test_null_is_absent(client: Client, path: str, more: dict[str, Any]) -> None:
    asked = [{"objectives": ["1.2.2"]} | extra for extra in ({}, more)]
    if path == BATCH:
        bodies: list[Any] = [
            {"actions": [action | extra]} | end
            for action, extra, end in zip(
                asked, ({}, {"appraisals": None}), ({}, {"as_of": None, "rulebook": None, "include": None})
            )
        ]
    else:
        bodies = [
            {"action": asked[0]},
            {"action": asked[1], "appraisals": {"x": None}, "as_of": None, "rulebook": None},
        ]
    without, with_nulls = (client.post(body, path) for body in bodies)
    assert without.status_code == 200 and with_nulls.content == without.content


def test_what_a_typed_client_sends(client: Client) -> None:
    """Every key of the request, most of them empty (case 23)."""
    kept = {"objectives": ["1.2.2"], "site": {"qpv": "QP059009"}}
    names = ("title", "beneficiaries", "carrier", "kinds", "starts_on", "ends_on", "budget", "international", "details")
    body = {"action": dict.fromkeys(names) | kept, "appraisals": None, "as_of": None, "rulebook": None}
    assert client.post(body).content == client.post({"action": kept}).content


def test_null_within_a_site(client: Client) -> None:
    keys = ("longitude", "latitude", "accuracy_m", "commune", "quarter", "structure", "veille")
    site = {"qpv": "QP059009"}
    without = client.post({"action": {"site": site}})
    for value in (site | dict.fromkeys(keys), [site | dict.fromkeys(keys)]):
        assert client.post({"action": {"site": value}}).content == without.content


@pytest.mark.parametrize(
    ("action", "pointer"),
    [
        ({"objectives": ["1", None]}, "/action/objectives/1"),
        ({"objectives": ["1"], "kinds": [None]}, "/action/kinds/0"),
        ({"objectives": ["1"], "beneficiaries": {"publics": [None]}}, "/action/beneficiaries/publics/0"),
        ({"site": [{"qpv": "QP059009"}, None]}, "/action/site/1"),
        ({"objectives": ["1"], "titel": None}, "/action/titel"),
        ({"site": {"qpv": None}}, "/action/site"),
        ({"objectives": None, "site": None}, "/action"),
        (None, "/action"),
    ],
)
def test_null_in_a_list_or_under_a_wrong_name_is_said(client: Client, action: Any, pointer: str) -> None:
    (error,) = client.post({"action": action}).json()["errors"]
    assert error["pointer"] == pointer


def test_the_document_says_where_null_may_stand(client: Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for name in ("EvaluationRequest", "BatchRequest", "BatchAction", "Action", "Site", "Beneficiaries", "Carrier"):
        for key, value in schemas[name]["properties"].items():
            free = key not in schemas[name].get("required", ())
            assert ({"type": "null"} in value.get("anyOf", ())) == free, (name, key)


# -- the version


def test_a_request_may_name_the_rulebook_that_it_means(client: Client, rulebook: Rulebook) -> None:
    base, known = f"/v1/rulebooks/{rulebook.contract.id}", rulebook.source.content_hash
    line = rulebook.lines[0].line.id
    pages = ("", "/objectives", "/territories", "/vocabulary", "/funders", "/corrections", "/lines", f"/lines/{line}", "/lines.csv", "/aides-territoires.json")  # fmt: skip

    def asked(given: str) -> list[httpx.Response]:
        return [
            *(client.get(f"{base}{page}?hash={given}") for page in pages),
            client.post(GOOD, f"/v1/evaluations?hash={given}"),
            client.post(GOOD, f"/v1/evaluations/counterfactuals?hash={given}"),
            client.post({"actions": [GOOD["action"]]}, f"{BATCH}?hash={given}"),
        ]

    for same in (known, known[:8], known[:20].upper()):
        assert {answer.status_code for answer in asked(same)} == {200}
    for answer in asked("0" * 64):
        assert answer.status_code == 409 and is_problem(answer)
        assert answer.json()["type"] == "/problems/other-rulebook" and answer.json()["rulebook"]["hash"] == known
    for answer in [*asked("0"), *asked("0" * 65)]:
        assert answer.status_code == 422 and answer.json()["errors"][0]["parameter"] == "hash"


def test_an_answer_and_the_page_that_it_links_are_of_one_version(client: Client, rulebook: Rulebook) -> None:
    """Each page is asked again: a browser that kept one before an update is told that it changed."""
    name, line = rulebook.contract.id, rulebook.lines[0].line.id
    for path in (
        f"/v1/rulebooks/{name}/lines/{line}", f"/v1/rulebooks/{name}", f"/contrats/{name}/reglement",
        f"/contrats/{name}/reglement/lignes/{line}", f"/contrats/{name}/mentions", "/openapi.json", "/docs",
    ):  # fmt: skip
        page = client.get(path)
        assert page.headers["cache-control"] == "no-cache" and page.headers["etag"], path
        again = client.get(path, headers={"If-None-Match": page.headers["etag"]})
        assert again.status_code == 304 and again.headers["cache-control"] == "no-cache", path
        assert client.get(path, headers={"If-None-Match": 'W/"0"'}).status_code == 200
    for path in ("/", f"/contrats/{name}/reponse?objectives=1"):
        assert "max-age" not in client.get(path).headers.get("cache-control", "no-store")


def test_another_version_has_other_tags(tmp_path: Path, small: Rulebook) -> None:
    """What a client kept of the version before is answered anew."""
    shutil.copytree(SMALL, tmp_path / "small")
    paths = (f"/v1/rulebooks/{small.contract.id}/lines", f"/contrats/{small.contract.id}/reglement")
    with started(tmp_path) as client:
        kept = {path: client.get(path).headers["etag"] for path in paths}
    contract = tmp_path / "small" / "contract.yaml"
    contract.write_text(
        contract.read_text(encoding="utf-8").replace(f'"{small.contract.version}"', '"99.0.0"', 1),
        encoding="utf-8",
    )
    with started(tmp_path) as client:
        for path, tag in kept.items():
            assert client.get(path, headers={"If-None-Match": tag}).status_code == 200, path


# -- what is withdrawn


def test_a_retired_address_says_so(tmp_path: Path) -> None:
    (tmp_path / "small").symlink_to(SMALL, target_is_directory=True)
    gone = Retirement(since=date(2026, 11, 30), until=date(2027, 11, 30), instead="/v1/evaluations")
    router = APIRouter()

    @router.get("/v1/old", summary="Ancienne", operation_id="old", **gone.documented)
    @retiring(gone)
    async def old(request: Request, fail: bool = False) -> Response:
        """Une adresse qui s'en va."""
        if fail:
            raise ProblemError("not-found", "Rien ici.")
        return Response("[]", media_type="application/json")

    with started(tmp_path) as client:
        client.app.include_router(router)
        for answer, status in ((client.get("/v1/old"), 200), (client.get("/v1/old?fail=true"), 404)):
            assert answer.status_code == status
            assert answer.headers["deprecation"] == "@1795996800"
            assert answer.headers["sunset"] == "Tue, 30 Nov 2027 00:00:00 GMT"
            assert (
                answer.headers["link"]
                == '</docs#evolution>; rel="deprecation", </v1/evaluations>; rel="successor-version"'
            )
        document = client.get("/openapi.json").json()
        operation = document["paths"]["/v1/old"]["get"]
        assert operation["deprecated"] is True and operation["x-sunset"] == "2027-11-30"
        assert {"Deprecation", "Sunset", "Link"} <= operation["responses"]["200"]["headers"].keys()
        assert "evolution" in client.get("/docs").text
        assert json.dumps(document)
        assert "deprecation" not in client.get("/v1/rulebooks").headers
