"""The configuration of nginx that the documentation gives: accepted by a real nginx, and what it bounds is bounded."""

import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.http.settings import exposure
from tests.support.outside import found
from tests.support.paths import ROOT
from tests.support.server import serving
from tests.support.small import SMALL

CONFIGURATION = ROOT / "docs" / "nginx.conf"
PATIENCE = 60.0  # seconds that a test waits for what must come; none is measured
pytestmark = pytest.mark.deep


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def adapted(text: str, folder: Path, port: int, upstream: int) -> str:
    """The same, on loopback without certificates, with shorter delays."""
    for old, new in (
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{upstream};"),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        (r"ssl_certificate\w* .*;", ""),
        (r"/var/log/nginx/eligibilite\.log", str(folder / "access.log")),
        (r"client_header_timeout \d+s;", "client_header_timeout 1s;"),
        (r"client_body_timeout \d+s;", "client_body_timeout 1s;"),
    ):
        text, changed = re.subn(old, new, text)
        assert changed, old
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{temporary}{text}\n}}\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where nginx listens, in front of the service."""
    program, folder = found("nginx"), tmp_path_factory.mktemp("nginx")
    rules = folder / "rules"
    rules.mkdir()
    (rules / "small").symlink_to(SMALL, target_is_directory=True)
    file, port = folder / "nginx.conf", free_port()
    with serving(rules, exposure({"ELIGIBILITY_PROXIES": "127.0.0.1", "ELIGIBILITY_HTTPS": "oui"})) as upstream:
        file.write_text(adapted(CONFIGURATION.read_text(encoding="utf-8"), folder, port, upstream), encoding="utf-8")
        command = [program, "-p", str(folder), "-c", str(file), "-g", "daemon off;"]
        subprocess.run([*command[:-2], "-t"], check=True, capture_output=True)
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
                client.get(f"http://127.0.0.1:{port}/healthz")
            yield port
        finally:
            running.terminate()
            running.wait(PATIENCE)


def closed(port: int, sent: bytes) -> bytes:
    """What the server says until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as one:
        one.sendall(sent)
        said = b""
        while piece := one.recv(65536):
            said += piece
        return said


def test_the_service_is_there(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        answer = client.get("/v1/rulebooks")
        assert answer.status_code == 200 and answer.headers["strict-transport-security"]
        assert len(answer.headers["x-request-id"]) == 32 and answer.headers["etag"].startswith("W/")
        again = client.get("/v1/rulebooks", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "half",
    [
        b"GET /v1/rulebooks HTTP/1.1\r\nHost: exemple\r\nX-Long: ",
        b"GET /v1/rulebooks HTTP/1.1\r\n",
        b"GET /v1/rul",
        b"POST /v1/evaluations HTTP/1.1\r\nHost: exemple\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
        b"POST /v1/evaluations HTTP/1.1\r\nHost: exemple\r\nContent-Length: 500\r\nTransfer-Enc",
    ],
)
def test_what_is_sent_by_half_is_closed(port: int, half: bytes) -> None:
    said = closed(port, half)
    assert said == b"" or b" 408 " in said.splitlines()[0]


def test_a_body_too_large_never_reaches_the_service(port: int) -> None:
    head = b"POST /v1/evaluations HTTP/1.1\r\nHost: exemple\r\nContent-Type: application/json\r\nContent-Length: 90000000\r\n\r\n"
    assert b" 413 " in closed(port, head).splitlines()[0]


def test_a_burst_is_bounded_and_told_when_to_come_back(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        answers = [client.get("/healthz") for _ in range(400)]
    refused = [one for one in answers if one.status_code == 429]
    assert {one.status_code for one in answers} <= {200, 429}
    if refused:  # a slow machine may never send too fast
        assert refused[0].headers["retry-after"] and "Réessayez" in refused[0].text


def test_the_log_does_not_say_what_was_asked(port: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    httpx.get(f"http://127.0.0.1:{port}/v1/rulebooks?secret=dupont")
    log = max(tmp_path_factory.getbasetemp().glob("nginx*/access.log"))
    text = log.read_text(encoding="utf-8")
    assert "/v1/rulebooks" in text and "dupont" not in text
