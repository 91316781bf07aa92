"""`make bench`: one run, interleaved, medians, ratios; see docs and issue « Speed, as a benchmark » for the targets."""

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.status import Status
from rich.table import Table

from eligibility.rulebook.load import RulebookFolder
from tests.benchmark import post as posting
from tests.benchmark.contest import CLIPS, EARLY, ENGINE, LOOP, NEW, ZEN, Contest, Outcome
from tests.benchmark.memory import ENGINES
from tests.benchmark.synthetic import Actions, synthetic_actions, synthetic_rulebook
from tests.support.paths import ROOT

FOLDER = ROOT / "rules" / "douaisis-2015-2020"
SIZES = (400, 2000, 10_000)
REAL = "real"
PACKAGES = ("zen-engine", "clipspy", "durable_rules", "orjson", "pydantic")
ELIGIBLE = "eligible set, full actions"
FULL, PARTIAL = "verdicts of all lines, full actions", "verdicts of all lines, partial actions"
REASONS_FULL, REASONS_PARTIAL = "all reasons of all lines, full actions", "all reasons of all lines, partial actions"

Outcomes = dict[str, Outcome]


@dataclass
class Target:
    text: str
    found: float | None
    wanted: float
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        if self.found is None:
            return None
        return self.found <= self.wanted if self.at_most else self.found >= self.wanted


def main() -> int:
    options = _options()
    console = Console(width=max(110, Console().width))
    started = perf_counter()
    console.print(_environment())
    real = RulebookFolder(options.rulebook).source()
    outcomes: Outcomes = {}
    for name in (REAL, *map(str, options.sizes)):
        lines = int(name) if name != REAL else 0
        source = synthetic_rulebook(real, lines) if lines else real
        actions = synthetic_actions(real, _count(lines, options.quick))
        with console.status(name) as status:
            outcomes[name] = Contest(source, actions, options.seconds, partial(_say, status, name)).run()
        console.print(f"[dim]{name}: done at {perf_counter() - started:.0f} s[/dim]")
    post = _post(console, synthetic_actions(real, 20), 3 if options.quick else 15)
    memory = {} if options.quick else _memory(console, options.rulebook, (options.sizes[0], options.sizes[-1]))
    targets = _targets(outcomes, post)
    _show(console, outcomes, post, memory, targets)
    console.print(f"{perf_counter() - started:.0f} s in all. Medians; noise on a shared machine is about 30 %.")
    if options.json:
        options.json.write_text(
            json.dumps(
                {
                    "environment": _environment(),
                    "rulebooks": {name: asdict(outcome) for name, outcome in outcomes.items()},
                    "post": post,
                    "memory": memory,
                    "targets": [asdict(target) | {"met": target.met} for target in targets],
                },
                indent=1,
                ensure_ascii=False,
            )
        )
        console.print(f"written: {options.json}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about 20 seconds: the real rulebook and 400 lines")
    parser.add_argument("--json", type=Path, help="also write the numbers there")
    parser.add_argument("--rulebook", type=Path, default=FOLDER)
    parser.add_argument("--seconds", type=float, help="per section and rulebook")
    options = parser.parse_args()
    options.sizes = SIZES[:1] if options.quick else SIZES
    options.seconds = options.seconds or (0.2 if options.quick else 0.8)
    return options


def _say(status: Status, name: str, text: str) -> None:
    status.update(f"{name}: {text}")


def _count(lines: int, quick: bool) -> int:
    """Fewer actions on larger rulebooks, so that a round stays short."""
    count = 24 if lines <= 400 else 8 if lines <= 2000 else 3
    return count // 2 if quick else count


def _environment() -> str:
    def installed(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return f"{name} absent"

    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}; "
        + ", ".join(map(installed, PACKAGES))
    )


def _post(console: Console, actions: Actions, rounds: int) -> dict[str, Any]:
    with console.status("POST /v1/evaluations"):
        try:
            return dict(posting.measure({"full": actions.full, "partial": actions.partial}, rounds))
        except (ImportError, posting.NotReady) as error:
            return {"skipped": str(error)}


def _memory(console: Console, folder: Path, sizes: tuple[int, ...]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for lines in sizes:
        for engine in ENGINES:
            with console.status(f"memory of {engine}, {lines} lines"):
                command = [sys.executable, "-m", "tests.benchmark.memory", str(folder), engine, str(lines)]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
            rows = [row for row in done.stdout.splitlines() if row.startswith("{")]
            problem = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
            found.setdefault(engine, {})[str(lines)] = json.loads(rows[-1]) if rows else {"impossible": problem}
    return found


# -- what is shown


def _targets(outcomes: Outcomes, post: dict[str, Any]) -> list[Target]:
    def ratio(section: str, contender: str, engine: str = ENGINE) -> float | None:
        times = outcomes["400"].sections[section]
        return times[contender] / times[engine] if contender in times else None

    targets = [
        Target("eligible set: zen-engine / engine", ratio(ELIGIBLE, ZEN), 5),
        Target("eligible set: CLIPS / engine", ratio(ELIGIBLE, CLIPS), 10),
        Target("verdicts, full actions: loop / engine", ratio(FULL, LOOP), 20),
        Target("verdicts, full actions: loop leaving early / engine", ratio(FULL, EARLY), 20),
        Target("verdicts, full actions: loop leaving early / engine, new action", ratio(FULL, EARLY, NEW), 20),
        Target("verdicts, partial actions: loop / engine", ratio(PARTIAL, LOOP), 20),
        Target("verdicts, partial actions: loop leaving early / engine", ratio(PARTIAL, EARLY), 20),
        Target("verdicts, partial actions: loop leaving early / engine, new action", ratio(PARTIAL, EARLY, NEW), 20),
        Target("all reasons, full actions: loop / engine", ratio(REASONS_FULL, LOOP), 1.5),
        Target("all reasons, full actions: loop / engine, new action", ratio(REASONS_FULL, LOOP, NEW), 1.5),
        Target("all reasons, partial actions: loop / engine", ratio(REASONS_PARTIAL, LOOP), 1.5),
        Target("all reasons, partial actions: loop / engine, new action", ratio(REASONS_PARTIAL, LOOP, NEW), 1.5),
    ]
    if "10000" in outcomes:
        for section, kind in ((FULL, "full"), (PARTIAL, "partial")):
            for contender in (ENGINE, NEW):
                growth = outcomes["10000"].sections[section][contender] / outcomes["400"].sections[section][contender]
                how = ", new action" if contender == NEW else ""
                text = f"verdicts, {kind} actions: 10,000 lines / 400 lines{how}"
                targets.append(Target(text, growth, 15, at_most=True))
    for kind in ("full", "partial"):
        share = post.get(kind, {}).get("share_outside")
        targets.append(
            Target(f"POST, {kind} actions: share outside engine and serialisation", share, 0.5, at_most=True)
        )
    return targets


def _show(
    console: Console, outcomes: Outcomes, post: dict[str, Any], memory: dict[str, Any], targets: list[Target]
) -> None:
    names = list(outcomes)
    table = Table(title="µs per action, and how many times this engine's time", title_justify="left")
    table.add_column("")
    for name in names:
        table.add_column(f"{REAL}, {outcomes[name].lines}" if name == REAL else f"{int(name):,}", justify="right")
    for section in outcomes[REAL].sections:
        table.add_row(f"[bold]{section}[/bold]")
        contenders = dict.fromkeys(c for name in names for c in outcomes[name].sections[section])
        for contender in contenders:
            cells = []
            for name in names:
                times = outcomes[name].sections[section]
                cells.append(_cell(times.get(contender), times[ENGINE] if contender != ENGINE else None))
            table.add_row(f"  {contender}", *cells)
        if section == ELIGIBLE:
            for peer in dict.fromkeys(peer for name in names for peer in outcomes[name].impossible):
                table.add_row(f"  {peer}", *(outcomes[name].impossible.get(peer, "") for name in names))
    console.print(table)
    if memory:
        _show_memory(console, memory)
    if "skipped" in post:
        console.print(f"POST /v1/evaluations: skipped, {post['skipped']}")
    else:
        for kind, found in post.items():
            console.print(
                f"POST /v1/evaluations, {kind} actions: {found['milliseconds']:.2f} ms, of which engine and serialisation "
                f"{found['inside_milliseconds']:.2f} ms; outside {found['share_outside']:.0%}"
            )
    console.print(
        "Equal rules and equal resolved inputs. zen-engine, CLIPS and durable-rules answer the eligible set only; lines "
        "always under a reserve are left out of their tables. zen-engine asked twice tells yes / unknown / no, not "
        "eligible from subject to, and leaves unknown the lines whose alternatives hold only together. None of the "
        "three says why a line does not match: no reasons to time."
    )
    goals = Table(title="Targets, at 400 lines", title_justify="left")
    for title in ("", "found", "wanted", ""):
        goals.add_column(title, justify="left" if not title else "right")
    for target in targets:
        found = "—" if target.found is None else f"{target.found:.2f}"
        wanted = f"{'≤' if target.at_most else '≥'} {target.wanted:g}"
        met = {None: "not measured", True: "[green]met[/green]", False: "[red]not met[/red]"}[target.met]
        goals.add_row(target.text, found, wanted, met)
    console.print(goals)


def _show_memory(console: Console, memory: dict[str, Any]) -> None:
    sizes = list(next(iter(memory.values())))
    table = Table(title="Load: seconds, and megabytes added at the peak", title_justify="left")
    table.add_column("")
    for size in sizes:
        table.add_column(f"{int(size):,}", justify="right")
    for engine, by_size in memory.items():
        cells = [
            by_size[size].get("impossible") or f"{by_size[size]['seconds']:.2f} s   {by_size[size]['megabytes']:.0f} MB"
            for size in sizes
        ]
        table.add_row(engine, *cells)
    console.print(table)


def _cell(time: float | None, engine: float | None) -> str:
    if time is None:
        return ""
    text = f"{time:,.0f}" if time >= 100 else f"{time:.1f}"
    return text if engine is None else f"{text}  ×{time / engine:.2f}"


if __name__ == "__main__":
    sys.exit(main())
