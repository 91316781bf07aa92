"""How long the site's pages take on loopback, with the full rulebook: `python -m tests.benchmark.pages`.

A first answer must come within a second, its caches empty. Times are this machine's; the ratio to one evaluation is not.
"""

import statistics
import threading
import time
from collections.abc import Callable

import httpx
import uvicorn

from eligibility import evaluate, load_rulebook
from eligibility.actions.requests import parse_request
from service.app import create_app
from tests.support.paths import RULES

CONTRACT = "/contrats/douaisis-2015-2020"
CODES = "objectives=3.4.4&publics=collegiens&kinds=school_support&carrier=association&place=59654.-.-"
PAGES = {
    "accueil": CONTRACT,
    "lieu": f"{CONTRACT}/ou?objectives=3.4.4",
    "question": f"{CONTRACT}/action?objectives=3.4.4&place=59654.-.-",
    "réponse": f"{CONTRACT}/reponse?{CODES}",
    "lignes écartées": f"{CONTRACT}/ecartees?{CODES}&funder=caf",
}
ROUNDS = 20


def main() -> None:
    """Prints, page by page, the first time, the median and the size."""
    rulebook = load_rulebook(RULES / "douaisis-2015-2020")
    request = parse_request(
        {"action": {"objectives": ["3.4.4"], "site": {"commune": "59654"}, "kinds": ["school_support"]}}
    )
    alone = statistics.median(_timed(lambda: evaluate(rulebook, request)) for _ in range(ROUNDS))
    server = uvicorn.Server(uvicorn.Config(create_app(RULES), port=0, log_level="error", access_log=False))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    with httpx.Client(base_url=base, timeout=60) as client:
        while client.get("/readyz").status_code != 200:
            time.sleep(0.05)
        print(f"évaluation seule : {alone * 1000:.1f} ms")
        for name, path in PAGES.items():
            first = _timed(lambda: client.get(path))  # noqa: B023
            median = statistics.median(_timed(lambda: client.get(path)) for _ in range(ROUNDS))  # noqa: B023
            size = len(client.get(path).content)
            print(
                f"{name:16} première fois {first * 1000:7.1f} ms, médiane {median * 1000:6.1f} ms ({median / alone:.1f} évaluations), {size / 1000:.0f} ko"
            )
    server.should_exit = True


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
