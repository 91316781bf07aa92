"""How the service is exposed: what the operator may set, who asks, how much one client may ask, which sites may read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from service.http.client import address_of, counted_as
from service.http.settings import Exposure, SettingError, exposure
from tests.support.service_client import Client, is_problem, started
from tests.support.small import SMALL

ELSEWHERE = "203.0.113.7"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one small rulebook."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "small").symlink_to(SMALL, target_is_directory=True)
    return folder


@contextmanager
def exposed(rules: Path, **environment: str) -> Iterator[Client]:
    """A client of a service whose environment says this, each name without its beginning."""
    said = exposure({f"ELIGIBILITY_{name.upper()}": value for name, value in environment.items()})
    with started(rules, exposed=said) as client:
        yield client


# -- settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE", "beaucoup"), ("RATE", "12"), ("RATE", "1/siècle"), ("CONCURRENCY", "-1"), ("CONCURRENCY", "huit"),
        ("CONCURRENCY", "٣"), ("CONCURRENCY", "1" * 400), ("PROXIES", "nginx"), ("PROXIES", "10.0.0.0/40"),
        ("ORIGINS", "www.exemple.fr"), ("ORIGINS", "https://exemple.fr/"), ("ORIGINS", "https://a:b@exemple.fr"),
        ("ORIGINS", "https://exemple.fr:99999"), ("ORIGINS", "null"), ("HTTPS", "peut-être"),
        ("SECURITY", "appelez-moi"), ("SECURITY", "a@b\nContact: c"), ("SECURITY", "http://exemple.fr"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"(?s)ELIGIBILITY_{name} : .*crivez"):
        exposure({f"ELIGIBILITY_{name}": value})


def test_what_is_set() -> None:
    assert exposure({}) == exposure(dict.fromkeys(("ELIGIBILITY_RATE", "ELIGIBILITY_ORIGINS"), " "))
    assert exposure({}).spared and exposure({}).rates and exposure({}).concurrency
    off = exposure({"ELIGIBILITY_RATE": "off", "ELIGIBILITY_CONCURRENCY": "non"})
    assert (off.rates, off.concurrency) == ((), 0)
    assert len(exposure({"ELIGIBILITY_RATE": "20/second; 600/minute"}).rates) == 2
    named = exposure({"ELIGIBILITY_PROXIES": "127.0.0.1, 10.0.0.0/8 unix ::1"})
    assert len(named.proxies) == 3 and named.socket
    origins = exposure({"ELIGIBILITY_ORIGINS": "https://Exemple.fr http://localhost:5173"}).origins
    assert origins == ("https://exemple.fr", "http://localhost:5173")
    assert exposure({"ELIGIBILITY_HTTPS": "oui"}).https and not exposure({"ELIGIBILITY_HTTPS": "non"}).https
    assert exposure({"ELIGIBILITY_SECURITY": "a@exemple.fr"}).security == "mailto:a@exemple.fr"


# -- who asks


@pytest.mark.parametrize(
    ("proxies", "peer", "said", "found"),
    [
        ("", "203.0.113.7", ["198.51.100.1"], "203.0.113.7"),  # nobody said that the peer is a proxy
        ("10.0.0.0/8", "203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("127.0.0.1", "127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", ["1.2.3.4, 198.51.100.1"], "198.51.100.1"),  # the client wrote 1.2.3.4 itself
        ("127.0.0.1", "127.0.0.1", ["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1 10.0.0.0/8", "127.0.0.1", ["198.51.100.1, 10.1.1.1"], "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", ["inconnu"], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", ['"[2001:db8::1]:4711"'], "2001:db8::1"),
        ("127.0.0.1", "::ffff:127.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("unix", None, ["198.51.100.1"], "198.51.100.1"),
        ("", None, ["198.51.100.1"], None),
    ],
)
def test_the_client_is_the_peer_unless_a_proxy_is_named(
    proxies: str, peer: str | None, said: list[str], found: str | None
) -> None:
    scope: dict[str, Any] = {
        "type": "http",
        "client": None if peer is None else (peer, 1),
        "headers": [(b"x-forwarded-for", value.encode()) for value in said],
    }
    address = address_of(scope, exposure({"ELIGIBILITY_PROXIES": proxies}))
    assert address == (None if found is None else ip_address(found))


def test_one_subscriber_is_counted_once() -> None:
    one, two = (counted_as(ip_address(f"2001:db8::{end}")) for end in ("1", "ffff:1"))
    assert one == two != counted_as(ip_address("2001:db8:0:1::1"))
    assert counted_as(ip_address(ELSEWHERE)) == ELSEWHERE


# -- how much


def test_past_the_rate_one_is_told_when_to_come_back(rules: Path, small: Any) -> None:
    with exposed(rules, rate="3/hour") as client:
        here = client.seen_from(ELSEWHERE)
        assert [here.get("/v1/rulebooks").status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = here.get("/v1/rulebooks")
        assert is_problem(refused) and refused.json()["type"] == "/problems/too-many-requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 7200
        assert "3 au plus" in refused.json()["detail"]
        assert refused.headers["x-request-id"] == refused.json()["request_id"]
        assert client.seen_from("203.0.113.8").get("/v1/rulebooks").status_code == 200
        for free in ("/healthz", "/readyz", "/robots.txt"):
            assert here.get(free).status_code == 200
        page = here.get(f"/contrats/{small.contract.id}")
        assert page.status_code == 429 and page.headers["content-type"].startswith("text/html")
        assert page.headers["retry-after"] and "Réessayez dans" in page.text


def test_at_once(rules: Path) -> None:
    with exposed(rules, rate="off", concurrency="2") as client:
        here = client.seen_from(ELSEWHERE)
        answers = here.together(*[("GET", "/docs")] * 5)
        assert {response.status_code for response in answers} <= {200, 429}
        refused = [response for response in answers if response.status_code == 429]
        assert all(is_problem(one) and one.headers["retry-after"] == "1" for one in refused)
        assert here.get("/docs").status_code == 200  # what was answered is no longer counted


def test_nothing_is_counted_on_the_machine_itself_unless_it_is_said(rules: Path) -> None:
    said = Exposure(rates=exposure({"ELIGIBILITY_RATE": "2/hour"}).rates, spared=True)
    with started(rules, exposed=said) as client:
        for peer in ("127.0.0.1", "::1"):
            assert {client.seen_from(peer).get("/v1/rulebooks").status_code for _ in range(5)} == {200}
        assert [client.seen_from(ELSEWHERE).get("/v1/rulebooks").status_code for _ in range(3)][-1] == 429
    with exposed(rules, rate="2/hour") as client:
        assert [client.get("/v1/rulebooks").status_code for _ in range(3)] == [200, 200, 429]


def test_behind_a_proxy_each_client_is_counted(rules: Path, caplog: pytest.LogCaptureFixture) -> None:
    with exposed(rules, rate="1/hour", proxies="127.0.0.1") as client:
        for end in (1, 2, 3):
            said = {"X-Forwarded-For": f"9.9.9.{end}, 198.51.100.{end}"}
            assert [client.get("/v1/rulebooks", headers=said).status_code for _ in range(2)] == [200, 429]
    assert "ELIGIBILITY_PROXIES" not in caplog.text
    with exposed(rules, rate="1/hour") as client:
        here = client.seen_from(ELSEWHERE)
        found = [here.get("/v1/rulebooks", headers={"X-Forwarded-For": f"9.9.9.{end}"}).status_code for end in (1, 2)]
        assert found == [200, 429]  # what a client says of itself changes nothing
    assert caplog.text.count("ELIGIBILITY_PROXIES") == 1 and "9.9.9" not in caplog.text


# -- other sites


def test_no_other_site_reads_the_api_unless_it_is_named(rules: Path) -> None:
    origin = {"Origin": "https://portail.exemple.fr"}
    asked = origin | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    with exposed(rules) as client:
        assert "access-control-allow-origin" not in client.get("/v1/rulebooks", headers=origin).headers
        assert client.request("OPTIONS", "/v1/evaluations", headers=asked).headers["allow"] == "OPTIONS, POST"
    with exposed(rules, origins="https://portail.exemple.fr") as client:
        answer = client.get("/v1/rulebooks", headers=origin)
        assert answer.headers["access-control-allow-origin"] == origin["Origin"]
        assert "Origin" in answer.headers["vary"] and "ETag" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        before = client.request("OPTIONS", "/v1/evaluations", headers=asked)
        assert before.status_code == 200 and "POST" in before.headers["access-control-allow-methods"]
        refused = client.post({}, headers=origin)
        assert refused.status_code == 422 and refused.headers["access-control-allow-origin"] == origin["Origin"]
        for other in (
            "https://autre.exemple.fr",
            "http://portail.exemple.fr",
            "https://portail.exemple.fr.mal.fr",
            "null",
        ):
            found = client.get("/v1/rulebooks", headers={"Origin": other})
            assert found.headers.get("access-control-allow-origin") is None, other
        assert "access-control-allow-origin" not in client.get("/", headers=origin).headers


# -- what stands in front, whom to tell


def test_https_is_bound_only_where_it_is(rules: Path) -> None:
    with exposed(rules) as client:
        assert "strict-transport-security" not in client.get("/healthz").headers
        policy = client.get("/healthz").headers["permissions-policy"]
        assert "geolocation=(self)" in policy and "camera=()" in policy
        assert client.get("/.well-known/security.txt").status_code == 404
    with exposed(rules, https="oui", security="https://exemple.fr/faille") as client:
        for path in ("/healthz", "/nowhere", "/"):
            assert client.get(path).headers["strict-transport-security"].startswith("max-age=")
        text = client.get("/.well-known/security.txt")
        assert text.headers["content-type"] == "text/plain; charset=utf-8"
        assert "Contact: https://exemple.fr/faille\n" in text.text and "\nExpires: 2" in text.text


def test_robots_are_told_that_answers_are_not_for_them(rules: Path) -> None:
    with exposed(rules) as client:
        assert "Disallow: /contrats/*/reponse\n" in client.get("/robots.txt").text
        assert "Disallow: /aide/v1/\n" in client.seen_from(root="/aide").get("/aide/robots.txt").text


# -- under a prefix


@pytest.mark.parametrize("stripped", [False, True])
def test_under_a_prefix_every_address_carries_it(rules: Path, stripped: bool) -> None:
    """Whether the server in front strips the prefix or not."""
    with exposed(rules) as client:
        here = client.seen_from(root="/aide")

        def get(path: str) -> Any:
            assert path.startswith("/aide/"), path
            return here.get(path.removeprefix("/aide") if stripped else path)

        document = get("/aide/openapi.json").json()
        assert document["servers"][0]["url"] == "/aide"
        (listed,) = get("/aide/v1/rulebooks").json()["rulebooks"]
        links = get(listed["url"]).json()["links"]
        for path in links.values():
            answer = get(path)
            assert answer.status_code == 200 and ':"/v1/' not in answer.text
            assert get(path).headers["etag"] == answer.headers["etag"]
        line = get(links["lines"]).json()["lines"][0]["url"]
        assert get(line).json()["url"] == line
        problem = get("/aide/v1/rulebooks/zzz").json()
        assert problem["type"] == "/aide/problems/unknown-rulebook" and get(problem["type"]).status_code == 200
        for found in re.findall(r'href="([^"#]*)', get("/aide/docs").text):
            assert not found or get(found).status_code == 200
        assert client.get("/v1/rulebooks").json()["rulebooks"][0]["url"].startswith("/v1/")
        assert client.get("/openapi.json").json()["servers"][0]["url"] == "/"
