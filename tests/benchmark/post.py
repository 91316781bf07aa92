"""Share of a whole POST /v1/evaluations answer spent outside the engine and serialisation, on the real rulebook."""

import asyncio
import importlib
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import Any

import orjson

from schemas.action import Action

READY = 30  # seconds given to the service to load its rulebooks
INSIDE = ("evaluate", "to_json")  # of service.api.evaluations: the engine, and the answer as JSON


class NotReady(RuntimeError):
    """The service does not answer: nothing to time."""


class Inside:
    """Adds up the time spent in the functions that it wraps, nested calls counted once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **options: Any) -> Any:
            self._depth += 1
            started = perf_counter()
            try:
                return function(*args, **options)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.seconds += perf_counter() - started

        return timed


def measure(given: dict[str, Sequence[Action]], rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds of a whole answer, and the share outside. Raises ImportError if there is no service, NotReady if it does not answer."""
    application = importlib.import_module("service.app").app
    module = importlib.import_module("service.api.evaluations")
    inside = Inside()
    kept = {name: getattr(module, name) for name in INSIDE}
    for name, function in kept.items():
        setattr(module, name, inside.wrap(function))
    try:
        return asyncio.run(_serve(application, given, rounds, inside))
    finally:
        for name, function in kept.items():
            setattr(module, name, function)


async def _serve(
    application: Any, given: dict[str, Sequence[Action]], rounds: int, inside: Inside
) -> dict[str, dict[str, float]]:
    async with application.router.lifespan_context(application):
        deadline = perf_counter() + READY
        while application.state.library is None:
            if perf_counter() > deadline:
                raise NotReady(application.state.waiting)
            await asyncio.sleep(0.05)
        return {
            name: await _rounds(application, [_body(a) for a in actions], rounds, inside)
            for name, actions in given.items()
        }


def _body(action: Action) -> bytes:
    return orjson.dumps({"action": action.model_dump(mode="json", exclude_none=True, exclude_defaults=True)})


async def _rounds(application: Any, bodies: list[bytes], rounds: int, inside: Inside) -> dict[str, float]:
    for body in bodies:
        await _post(application, body)
    totals, insides = [], []
    for _ in range(rounds):
        inside.seconds = 0.0
        started = perf_counter()
        for body in bodies:
            await _post(application, body)
        totals.append((perf_counter() - started) / len(bodies))
        insides.append(inside.seconds / len(bodies))
    return {
        "milliseconds": median(totals) * 1e3,
        "inside_milliseconds": median(insides) * 1e3,
        "share_outside": median(1 - i / t for i, t in zip(insides, totals, strict=True)),
    }


async def _post(application: Any, body: bytes) -> None:
    sent = False
    status = 0

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"host", b"bench"),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/evaluations",
        "raw_path": b"/v1/evaluations",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("bench", 80),
    }
    await application(scope, receive, send)
    if status != 200:
        raise NotReady(f"POST /v1/evaluations answered {status}")
