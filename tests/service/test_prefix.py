"""Behind a prefix (`--root-path /aide`), whether the proxy strips it or not: no link, form, redirect or asset leaves it."""

import asyncio
import html
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from service.app import create_app
from service.http.prefix import Prefix, prefixed
from tests.support.html_page import Page
from tests.support.paths import RULES
from tests.support.service_client import Client

CONTRACT = "/contrats/douaisis-2015-2020"
ANSWER = "objectives=1.2.2&place=59569.QP059009.-&publics=jeunes&kinds=employment_event"
STARTS = ("/", f"{CONTRACT}/reponse?{ANSWER}", f"{CONTRACT}/action?{ANSWER}", "/contrats/inconnu", "/reglement")
EACH = 3  # addresses asked of one shape: there are hundreds of lines and clauses
Get = Callable[[str], httpx.Response]


def shape(path: str) -> str:
    """« /contrats/x/reglement/lignes/… » : the route, more or less."""
    parts = urlsplit(path).path.split("/")
    return "/".join(parts[:-1]) if len(parts) > 5 else "/".join(parts)


def crawl(get: Get, prefix: str, most: int) -> set[str]:
    """Follows every link, form and asset from the start; all stay under the prefix and lead somewhere. The shapes seen."""
    waiting = [prefix + start for start in STARTS]
    seen: set[str] = set()
    shapes: Counter[str] = Counter()
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen or shapes[shape(address)] >= EACH:
            continue
        seen.add(address)
        shapes[shape(address)] += 1
        response = get(address)
        if location := response.headers.get("location"):
            assert location.startswith(prefix + "/"), (address, location)
            waiting.insert(0, location)
            continue
        assert response.status_code == 200 or "inconnu" in address, (address, response.status_code)
        path = address.removeprefix(prefix)
        if response.headers["content-type"].startswith("text/css"):
            assert "url(/" not in response.text
        if not response.headers["content-type"].startswith("text/html") or path.startswith(("/docs", "/problems")):
            continue  # the documentation of the API has tests of its own
        permanent = re.findall(r'<input id="lien"[^>]* value="([^"]*)"', response.text)
        for found in [*Page(response.text).addresses, *permanent]:
            target = urljoin(address, html.unescape(found).partition("#")[0])
            if urlsplit(target).scheme in ("mailto", "tel", "data"):
                continue
            assert target.startswith(prefix + "/") or target == prefix, (address, found)
            if "form" not in found:
                waiting.append(target)
    return set(shapes)


# -- in process


def shown_as(app: ASGIApp, manner: str, prefix: str) -> ASGIApp:
    """What reaches the application when a browser asks `prefix` + path, through each kind of proxy and server."""

    async def proxied(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            bare = scope["path"].removeprefix(prefix) or "/"
            path = {"stripped": prefix + bare, "kept": prefix + scope["path"], "bare": bare}[manner]
            scope = {**scope, "path": path, "root_path": prefix}
        await app(scope, receive, send)

    return proxied


def getter(client: Client, manner: str, prefix: str) -> Get:
    transport = httpx.ASGITransport(app=shown_as(client.app, manner, prefix), raise_app_exceptions=False)
    http = httpx.AsyncClient(transport=transport, base_url="http://test")
    return lambda path: client._runner.run(http.get(path))


@pytest.mark.parametrize(
    ("manner", "most"),
    [
        ("stripped", 40),
        pytest.param("kept", 40),
        pytest.param("bare", 12),
        pytest.param("stripped", 400, marks=pytest.mark.deep),
    ],
)
def test_no_address_leaves_the_prefix(client: Client, manner: str, most: int) -> None:
    shapes = crawl(getter(client, manner, "/aide"), "/aide", most)
    if most >= 40:
        assert {f"/aide{CONTRACT}", f"/aide{CONTRACT}/reponse", "/aide/static/site.css"} <= shapes


@pytest.mark.parametrize("prefix", ["/aide", "/a/b", "/contrats", "/v1", "/aide.fr"])
@pytest.mark.parametrize("manner", ["stripped", "kept", "bare"])
def test_a_prefix_of_any_name(client: Client, prefix: str, manner: str) -> None:
    if manner != "stripped" and prefix in ("/contrats", "/v1"):
        pytest.skip("it reads like an address of ours: the proxy has to strip it")
    get = getter(client, manner, prefix)
    response = get(f"{prefix}{CONTRACT}")
    assert response.status_code == 200 and f'action="{prefix}{CONTRACT}/decrire"' in response.text
    assert get(f"{prefix}/").headers["location"] == prefix + CONTRACT
    assert get(f"{prefix}/reponse?place=59654.-.-").headers["location"] == f"{prefix}{CONTRACT}/reponse?place=59654.-.-"
    assert get(f"{prefix}{CONTRACT}/reponse").headers["location"] == prefix + CONTRACT
    book = get(f"{prefix}/v1/rulebooks").json()["rulebooks"][0]
    assert book["url"].startswith(f"{prefix}/v1/rulebooks/") and get(book["url"]).status_code == 200
    links = get(book["url"]).json()["links"]
    assert all(link.startswith(f"{prefix}/v1/") for link in links.values())


def test_pages_that_are_kept_are_kept_by_prefix(client: Client) -> None:
    first, second, third = (
        getter(client, "stripped", prefix)(f"{prefix}{CONTRACT}/reglement/lignes") if prefix else client.get(f"{CONTRACT}/reglement/lignes")
        for prefix in ("/un", "/deux", "")
    )  # fmt: skip
    assert f'href="/un{CONTRACT}/' in first.text and f'href="/deux{CONTRACT}/' in second.text
    assert f'href="{CONTRACT}/' in third.text and "/un/" not in third.text and "/deux/" not in third.text
    assert 'aria-current="page">Le règlement' in first.text and 'aria-current="page">Le règlement' in third.text


def test_a_client_does_not_choose_the_prefix(client: Client) -> None:
    headers = {"X-Forwarded-Prefix": "/mal", "X-Script-Name": "/mal", "X-Forwarded-Host": "mal.example"}
    response = client.get(CONTRACT, headers=headers)
    assert "/mal" not in response.text and "mal.example" not in response.text


def test_without_a_prefix_nothing_changes() -> None:
    paths: list[str] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        paths.append(prefixed("/x") + " " + scope["path"])

    async def nothing() -> dict[str, object]:
        return {}

    async def ignored(message: object) -> None:
        del message

    for root in ("", "/", "/aide/"):
        scope = {"type": "http", "path": "/x", "root_path": root}
        asyncio.run(Prefix(inner)(scope, nothing, ignored))
    assert paths == ["/x /x", "/x /x", "/aide/x /aide/x"]
    assert prefixed("/x") == "/x"


# -- through a real nginx

NGINX = """\
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off; types {{ }} default_type application/octet-stream;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location /aide/ {{ proxy_pass http://127.0.0.1:{service}{end}; proxy_set_header Host $http_host; }}
    location / {{ return 418; }}
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """None: it runs in a thread."""


@pytest.fixture(scope="module")
def service() -> Iterator[int]:
    """The port of a service started as `uvicorn service.app:app --root-path /aide`."""
    config = uvicorn.Config(
        create_app(RULES), host="127.0.0.1", port=0, log_level="error", access_log=False, root_path="/aide"
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not (server.started and config.app.state.library is not None):  # type: ignore[union-attr]
        assert thread.is_alive()
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(30)


@contextmanager
def nginx(folder: Path, service: int, end: str) -> Iterator[str]:
    """Where an nginx shows the service under /aide/. `end`: « / » strips the prefix, nothing keeps it."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        if os.environ.get("ELIGIBILITY_BROWSER") == "required":
            pytest.fail("nginx est exigé ici, et introuvable.")
        pytest.skip("pas de nginx sur cette machine")
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(NGINX.format(folder=folder, port=port, service=service, end=end), encoding="utf-8")
    process = subprocess.Popen([program, "-c", str(file), "-e", str(folder / "error.log")])
    try:
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.deep
@pytest.mark.parametrize("end", ["/", ""], ids=["stripped", "kept"])
def test_the_whole_site_through_nginx(service: int, tmp_path: Path, end: str) -> None:
    with nginx(tmp_path, service, end) as base, httpx.Client(base_url=base, timeout=30) as http:
        shapes = crawl(http.get, "/aide", 400)
        assert len(shapes) >= 25
        form = http.post(f"/aide{CONTRACT}/decrire", data={"sentence": "aide aux devoirs pour des collégiens"})
        assert form.status_code == 200 and f'action="/aide{CONTRACT}/action"' in form.text
        assert http.get("/ailleurs").status_code == 418
