"""A Chromium and a service on loopback, both started once. Without Chromium these tests are skipped, except in CI."""

import os
import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from service.app import create_app
from tests.support.paths import RULES

REQUIRED = "ELIGIBILITY_BROWSER"  # « required » : a machine without Chromium fails instead of skipping
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
SECONDS = 30.0


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """None: it runs in a thread."""


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """Where the service answers, with the real rulebook."""
    config = uvicorn.Config(create_app(RULES), host="127.0.0.1", port=0, log_level="error", access_log=False)
    server = _Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not (server.started and server.config.loaded and _ready(server)):
        assert thread.is_alive(), "le service ne démarre pas"
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(SECONDS)


def _ready(server: uvicorn.Server) -> bool:
    return server.config.app.state.library is not None  # type: ignore[union-attr]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    if CHROMIUM is None:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail("Chromium est exigé ici, et introuvable.")
        pytest.skip("pas de Chromium sur cette machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Page]:
    """A page of 360 px, with touch."""
    yield from _page(chromium, address, viewport=PHONE, has_touch=True)


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Page]:
    """A page of 1280 px."""
    yield from _page(chromium, address, viewport=DESK)


@pytest.fixture
def plain(chromium: Browser, address: str) -> Iterator[Page]:
    """A page of 360 px without JavaScript."""
    yield from _page(chromium, address, viewport=PHONE, java_script_enabled=False)


def _page(browser: Browser, address: str, **options: object) -> Iterator[Page]:
    """A new page that fails the test if it asks another host for anything, or if its script fails."""
    context = browser.new_context(base_url=address, locale="fr-FR", **options)  # type: ignore[arg-type]
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith((address, "data:")) else faults.append(request.url)
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and "404" not in message.text and "422" not in message.text
            else None
        ),
    )
    yield page
    context.close()
    assert not faults, faults
