"""The service on a port of loopback, in a thread, for what speaks HTTP for itself."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from service.app import create_app
from service.http.settings import Exposure

SECONDS = 30.0


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """None: it runs in a thread."""


@contextmanager
def serving(folder: Path, exposed: Exposure | None = None, root: str = "") -> Iterator[int]:
    """The port where the service answers, once its rulebooks are loaded."""
    app = create_app(folder, exposed)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="error", access_log=False, proxy_headers=False, root_path=root
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not (server.started and app.state.library is not None):
        assert thread.is_alive() and not app.state.failed, "le service ne démarre pas"
        time.sleep(0.05)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(SECONDS)
