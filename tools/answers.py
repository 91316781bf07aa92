"""What every surface answers, as one digest a line: to compare two checkouts byte by byte.

    python -m tools.answers FOLDER              # in each checkout: writes FOLDER/digests.txt
    diff BEFORE/digests.txt AFTER/digests.txt   # empty: nothing that anybody reads has moved
    python -m tools.answers FOLDER --keep KEY   # also keeps the bytes of the entries whose key begins so

It goes through the HTTP application and the terminal only, so that it runs on any version of the code. The actions
are the examples and some hundreds drawn from the vocabulary with a fixed seed, most of them partial. The engine's
version, and the name of what chains the rules, are left out.
"""

import argparse
import asyncio
import gzip
import hashlib
import html
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import yaml

from service.app import create_app

ROOT = Path(__file__).parents[1]
SEED = 20150615
ACTIONS = 300
PAGES = 1500
ENGINE = re.compile(rb'"engine":\{[^{}]*\}')
ENGINE_WORDS = re.compile(rb"moteur \S+?(?= |,|\.\s|\.<|<|$)")
ENDPOINTS = (
    "",
    "/objectives",
    "/territories",
    "/vocabulary",
    "/funders",
    "/corrections",
    "/lines",
    "/lines.csv",
    "/aides-territoires.json",
)
Entry = tuple[str, bytes]


def main() -> int:
    """Writes the digests, and the bytes that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", default="", help="begin of the keys whose bytes are kept")
    parser.add_argument("--only", default="", help="begin of the keys that are asked at all: http, page, terminal")
    parser.add_argument("--actions", type=int, default=ACTIONS)
    parser.add_argument("--pages", type=int, default=PAGES, help="at most, of those that links lead to")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with (options.folder / "digests.txt").open("w", encoding="utf-8") as digests:
        for key, body in _entries(options.only, options.actions, options.pages):
            plain = ENGINE_WORDS.sub(b"moteur", ENGINE.sub(b"", body))
            digests.write(f"{hashlib.sha256(plain).hexdigest()[:16]} {key}\n")
            digests.flush()
            if options.keep and key.startswith(options.keep):
                name = re.sub(r"[^\w.-]+", "_", key)[:150]
                (options.folder / f"{name}.gz").write_bytes(gzip.compress(plain, 1))
    return 0


def _entries(only: str, actions: int, pages: int) -> Iterator[Entry]:
    if not only or not only.startswith("terminal"):
        with asyncio.Runner() as runner:
            app = create_app()
            lifespan = app.router.lifespan_context(app)
            runner.run(lifespan.__aenter__())
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://test"
            )

            def ask(method: str, path: str, **options: Any) -> httpx.Response:
                return runner.run(client.request(method, path, **options))

            while ask("GET", "/readyz").status_code != 200:
                runner.run(asyncio.sleep(0.05))
            if "http".startswith(only[:4]):
                yield from _http(ask, actions)
            if "page".startswith(only[:4]):
                yield from _pages(ask, actions, pages)
            runner.run(lifespan.__aexit__(None, None, None))
    if "terminal".startswith(only[:8]):
        yield from _terminal()


def _examples() -> list[dict[str, Any]]:
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted((ROOT / "examples").glob("*.yaml"))]


def _http(ask: Any, count: int) -> Iterator[Entry]:
    yield "http openapi", ask("GET", "/openapi.json").content
    for name in _rulebooks(ask):
        for end in ENDPOINTS:
            yield f"http {name}{end}", ask("GET", f"/v1/rulebooks/{name}{end}").content
        for line in ask("GET", f"/v1/rulebooks/{name}/lines").json()["lines"]:
            yield f"http {name}/lines/{line['id']}", ask("GET", line["url"]).content
        demands = [json.loads(json.dumps(demand, default=str)) for demand in _examples()] + list(
            _drawn(ask, name, count)
        )
        for number, demand in enumerate(demands):
            for include in ("candidates", "all") if number % 2 else ("all",):
                yield (
                    f"http {name} evaluation {number} {include}",
                    ask("POST", f"/v1/evaluations?include={include}", json=demand).content,
                )
            if number % 10 == 0:
                yield (
                    f"http {name} counterfactuals {number}",
                    ask("POST", "/v1/evaluations/counterfactuals", json=demand).content,
                )
        batch = {"evaluations": demands[:20]}
        yield f"http {name} batch", ask("POST", "/v1/evaluations/batch", json=batch).content


def _rulebooks(ask: Any) -> list[str]:
    return [one["id"] for one in ask("GET", "/v1/rulebooks").json()["rulebooks"]]


def _drawn(ask: Any, name: str, count: int) -> Iterator[dict[str, Any]]:
    """Actions of which some fields are given, some not, some refused."""
    draw = random.Random(SEED)
    vocabulary = ask("GET", f"/v1/rulebooks/{name}/vocabulary").json()
    territory = ask("GET", f"/v1/rulebooks/{name}/territories").json()
    codes = re.findall(r'"code":"([\d.]+)"', ask("GET", f"/v1/rulebooks/{name}/objectives").text)
    quarters = re.findall(r'"code":"(Q[PN]\w+)"', json.dumps(territory, separators=(",", ":")))
    communes = re.findall(r'"insee":"(\w{5})"', json.dumps(territory, separators=(",", ":")))
    values = {key: [value["id"] for value in listed] for key, listed in vocabulary["lists"].items()}
    for _ in range(count):
        action: dict[str, Any] = {}
        if draw.random() < 0.8:
            action["objectives"] = draw.sample(codes, draw.choice((1, 1, 2)))
        place = draw.random()
        if place < 0.4:
            action["site"] = {"qpv": draw.choice(quarters)}
        elif place < 0.7:
            action["site"] = {
                "commune": draw.choice(communes),
                **draw.choice(({}, {"qpv": "none"}, {"qpv": "none", "veille": True})),
            }
        elif place < 0.8:
            action["site"] = [{"qpv": draw.choice(quarters)}, {"commune": draw.choice(communes)}]
        for field in vocabulary["fields"]:
            path = field["paths"][0].removeprefix("action.").split(".")
            chance = 0.25 if path[0] == "details" else 0.55
            if draw.random() > chance:
                continue
            match field["type"]:
                case "choice_set":
                    _put(action, path, draw.sample(values[field["values"]], draw.choice((1, 1, 2, 3))))
                case "choice":
                    _put(action, path, draw.choice(values[field["values"]]))
                case "boolean":
                    _put(action, path, draw.random() < 0.5)
                case "number":
                    _put(action, path, draw.choice((500, 4000, 25000, 300000)))
                case "range":
                    low = draw.choice((0, 3, 11, 15, 16, 18, 26, 60))
                    _put(action, path, low)
                    if draw.random() < 0.7:
                        _put(
                            action,
                            field["paths"][1].removeprefix("action.").split("."),
                            low + draw.choice((0, 4, 9, 40)),
                        )
                case "period":
                    year = draw.choice((2014, 2015, 2016, 2016, 2018, 2020, 2021))
                    _put(action, path, f"{year}-0{draw.randint(1, 9)}-15")
                    if draw.random() < 0.7:
                        last = field["paths"][1].removeprefix("action.").split(".")
                        _put(action, last, f"{year + draw.choice((0, 1))}-1{draw.randint(0, 2)}-20")
        if draw.random() < 0.4:
            action.setdefault("beneficiaries", {})["mostly_from_qpv"] = draw.random() < 0.7
        demand: dict[str, Any] = {"rulebook": name, "action": action}
        if draw.random() < 0.1:
            demand["as_of"] = draw.choice(("2015-06-15", "2016-03-01", "2019-12-31"))
        yield demand


def _put(action: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        action = action.setdefault(part, {})
    action[path[-1]] = value


def _pages(ask: Any, count: int, most: int) -> Iterator[Entry]:
    """Answers, what they link, and the pages of the rulebook."""
    for name in _rulebooks(ask):
        start = f"/contrats/{name}"
        waiting = ["/", start, f"{start}/reglement", f"{start}/reglement/couverture", "/docs"]
        for demand in list(_drawn(ask, name, count))[: max(20, count // 5)]:
            action, query = demand["action"], {}
            query["objectives"] = ",".join(action.get("objectives", ()))
            query["kinds"] = ",".join(action.get("kinds", ()))
            beneficiaries = action.get("beneficiaries", {})
            query["publics"] = ",".join(beneficiaries.get("publics", ()))
            query["age_min"], query["age_max"] = beneficiaries.get("age_min", ""), beneficiaries.get("age_max", "")
            query["starts_on"], query["ends_on"] = action.get("starts_on", ""), action.get("ends_on", "")
            sites = action.get("site") or []
            for site in (sites if isinstance(sites, list) else [sites])[:1]:
                query["place"] = f"{site.get('commune', '-')}.{site.get('qpv', '-')}.-"
            plain = urlencode({key: value for key, value in query.items() if value not in ("", None)})
            waiting += [f"{start}/{page}?{plain}" for page in ("reponse", "ecartees", "action")]
        seen = set(waiting)
        for visited, path in enumerate(waiting):
            if visited >= most:
                break
            response = ask("GET", path)
            yield f"page {path}", response.content
            if not response.headers.get("content-type", "").startswith("text/html"):
                continue
            for link in re.findall(r'href="([^"#]+)', response.text):
                link = html.unescape(link)
                if link.startswith("/") and link not in seen and "?" not in link:
                    seen.add(link)
                    waiting.append(link)


COMMANDS = (
    "lines", "lines --funder region", "line region-citelab", "lint", "analyse", "cases", "coverage", "coverage --by objective", "coverage --by zone",
    "coverage --by section", "coverage --by line", "coverage --by gaps", "coverage --json -", "export -o /dev/stdout",
)  # fmt: skip


def _terminal() -> Iterator[Entry]:
    files = sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "examples").glob("*.yaml"))
    commands = [*COMMANDS, *(f"check {file}" for file in files), *(f"check {file} --all" for file in files[:4])]
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "eligibility", *command.split()],
            cwd=ROOT,
            capture_output=True,
            env={"COLUMNS": "100", "PYTHONUTF8": "1", "PATH": ""},
        )
        yield f"terminal {command}", done.stdout + done.stderr + str(done.returncode).encode()


if __name__ == "__main__":
    raise SystemExit(main())
