"""A blocking client of the application, in process: no network, no server."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from service.app import create_app
from service.http.settings import Exposure


class Client:
    """Sends requests to an application on one event loop."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner, peer: str = "127.0.0.1", root: str = ""):
        """`peer`: the address that asks; `root`: the prefix under which the service is reached."""
        self.app = app
        self._runner = runner
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(peer, 50000), root_path=root)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://test")

    def seen_from(self, peer: str = "127.0.0.1", root: str = "") -> "Client":
        """The same application, asked from another address, or under a prefix."""
        return Client(self.app, self._runner, peer, root)

    def together(self, *requests: tuple[str, str]) -> list[httpx.Response]:
        """Requests (method, path) sent at the same moment."""

        async def sent() -> list[httpx.Response]:
            return await asyncio.gather(*(self._http.request(method, path) for method, path in requests))

        return self._runner.run(sent())

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._http.request(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, body: Any, path: str = "/v1/evaluations", **options: Any) -> httpx.Response:
        return self.request("POST", path, json=body, **options)

    def post_raw(self, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        headers = {"Content-Type": "application/json"} if headers is None else headers
        return self.request("POST", "/v1/evaluations", content=body, headers=headers)


@contextmanager
def started(folder: Path | None = None, wait: bool = True, exposed: Exposure | None = None) -> Iterator[Client]:
    """A client of a new application whose rulebooks are loaded (or loading, if not `wait`)."""
    with asyncio.Runner() as runner:
        app = create_app(folder, exposed)
        lifespan = app.router.lifespan_context(app)
        runner.run(lifespan.__aenter__())
        client = Client(app, runner)
        while wait and client.get("/readyz").status_code != 200:
            runner.run(asyncio.sleep(0.02))
        try:
            yield client
        finally:
            runner.run(lifespan.__aexit__(None, None, None))


def is_problem(response: httpx.Response) -> bool:
    """Is it a well-formed problem, in the form that RFC 9457 asks?"""
    if response.headers.get("content-type") != "application/problem+json":
        return False
    body = response.json()
    return (
        body["status"] == response.status_code
        and body["type"].startswith("/problems/")
        and bool(body["title"]) and bool(body["detail"])
        and all(("pointer" in error) != ("parameter" in error) and error["message"] for error in body.get("errors", []))
    )  # fmt: skip
