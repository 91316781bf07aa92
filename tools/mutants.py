"""Do the tests see a fault in the code? Plants single faults in a copy of the checkout and runs the tests that pass there.

    python -m tools.mutants --sample 200 --minutes 60      # by area, the same ones for the same --seed
    python -m tools.mutants --area search --sample 20      # one room

A fault is seen if a test fails, or no longer ends. After `make coverage`, only the tests that pass through its line are
run, the quickest first; before, all the tests of its room, which takes far longer. Faults that change nothing that
anybody can see are listed with their reason in tools/equivalent_faults.yaml: they count neither way. The checkout
itself is never touched. It ends with 1 if fewer than --wanted % of the others are seen.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import Queue

import yaml
from coverage import CoverageData

from tools.chosen_tests import SECONDS
from tools.faults import Fault, faults, parses

ROOT = Path(__file__).parent.parent
EQUIVALENT = ROOT / "tools" / "equivalent_faults.yaml"
MOST_TESTS = 400  # those of a line that everything passes through, the quickest first
MOST_SECONDS = 30.0  # of one processor, as the tests took when nothing was planted
ROOMS_OF_TESTS = {  # where the tests of a room are not in the folder of its name
    "eligibility/checks": ["rulebook"],
    "eligibility/memory": ["engine", "rulebook"],
    "eligibility/fields": ["engine", "rulebook/test_dated_rules.py"],
    "eligibility/places": ["places", "engine", "actions", "search"],
    "eligibility/french": ["engine", "export", "cli"],
    "eligibility/evaluate.py": ["engine", "batch"],
    "eligibility/errors.py": ["cli", "rulebook"],
    "service/api": ["service", "batch/test_batch_service.py", "actions"],
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault in a file, named from the root of the checkout."""

    file: str
    fault: Fault

    @property
    def area(self) -> str:
        return "/".join(Path(self.file).parts[:2])

    @property
    def change(self) -> tuple[str, str]:
        """The line as it is and as it becomes."""
        before = (ROOT / self.file).read_text(encoding="utf-8")
        lines = zip(before.splitlines(), self.fault.planted(before).splitlines(), strict=False)
        return next(((old.strip(), new.strip()) for old, new in lines if old != new), ("", ""))

    def __str__(self) -> str:
        old, new = self.change
        return f"{self.file}:{self.fault.line} ({self.fault.kind})\n    - {old}\n    + {new}"


def drawn(seed: int, sample: int, only: str | None) -> list[Mutant]:
    """Faults drawn by area: each area has its share of them, and three at least."""
    chance = random.Random(seed)
    areas: dict[str, list[Mutant]] = {}
    for package in ("eligibility", "service"):
        for path in sorted((ROOT / package).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            for fault in faults(path.read_text(encoding="utf-8")):
                mutant = Mutant(file, fault)
                areas.setdefault(mutant.area, []).append(mutant)
    if only:
        areas = {area: found for area, found in areas.items() if only in area}
    total = sum(len(found) for found in areas.values())
    chosen: list[Mutant] = []
    for _, found in sorted(areas.items()):
        number = min(max(round(sample * len(found) / total), 3), len(found))
        chosen += [mutant for mutant in chance.sample(found, number) if parses(planted(mutant))]
    chance.shuffle(chosen)
    return chosen[:sample]


def planted(mutant: Mutant) -> str:
    """The text of its file with the fault."""
    return mutant.fault.planted((ROOT / mutant.file).read_text(encoding="utf-8"))


@cache
def passing() -> dict[str, float]:
    """The tests that passed under `make coverage`, and their seconds."""
    if not (ROOT / SECONDS).exists():
        return {}
    seconds: dict[str, float] = json.loads((ROOT / SECONDS).read_text(encoding="utf-8"))
    return seconds


@cache
def covered(file: str) -> dict[int, list[str]]:
    """The tests that pass through each line of a file."""
    data = CoverageData(str(ROOT / ".coverage"))
    data.read()
    names = {Path(name).as_posix(): name for name in data.measured_files()}
    name = next((name for path, name in names.items() if path.endswith("/" + file) or path == file), None)
    return dict(data.contexts_by_lineno(name)) if name else {}


def tests_of(mutant: Mutant) -> list[str]:
    """What to run: the tests that pass through the line, or the folders of its room."""
    through: set[str] = set()
    for context in covered(mutant.file).get(mutant.fault.line, ()):
        name, _, phase = context.partition("|")
        if phase == "run":
            through.add(name)
        else:  # what a fixture does for several tests is noted at the first one
            through |= {test for test in passing() if test.partition("::")[0] == name.partition("::")[0]}
    known = sorted((name for name in through if name in passing()), key=lambda name: (passing()[name], name))
    if known:
        seconds, chosen = 0.0, list[str]()
        for name in known[:MOST_TESTS]:
            seconds += passing()[name]
            if chosen and seconds > MOST_SECONDS:
                break
            chosen.append(name)
        return chosen
    folders = ROOMS_OF_TESTS.get(mutant.area, [Path(mutant.area).name if "service" not in mutant.area else "service"])
    existing = [f"tests/{folder}" for folder in folders if (ROOT / "tests" / folder).exists()]
    return existing or ["tests"]


def seen(copy: Path, mutant: Mutant) -> bool:
    """Does a test fail in the copy, or never end, with this fault?"""
    target = copy / mutant.file
    before = target.read_bytes()
    tests = tests_of(mutant)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ELIGIBILITY_")}
    if "::" in tests[0]:
        (copy / ".chosen").write_text("\n".join(tests), encoding="utf-8")
        environment["MUTANTS_CHOSEN"] = str(copy / ".chosen")
        tests = list(dict.fromkeys(name.partition("::")[0] for name in tests))
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "tools.chosen_tests", *tests]
    limit = int(MOST_SECONDS * 8) if "MUTANTS_CHOSEN" in environment else 1800
    try:
        target.write_text(planted(mutant), encoding="utf-8")
        forget(target)
        done = subprocess.run(
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
            timeout=2 * limit,  # a fault may also make it wait for ever, which costs no CPU
        )
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_bytes(before)
        forget(target)


def forget(file: Path) -> None:
    """Removes what Python compiled of a file: its seconds are too coarse to tell a fault from what was there."""
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


def copied(folder: Path) -> Path:
    """The files of the checkout that Git knows, and the new ones."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def equivalent() -> dict[tuple[str, str, str], str]:
    """Accepted faults: file, line as it is, line as it becomes; and why nobody can see them."""
    entries = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or []
    return {(entry["file"], entry["before"], entry["after"]): entry["why"] for entry in entries}


def run(mutants: list[Mutant], minutes: float, jobs: int = 1) -> Iterator[tuple[Mutant, str]]:
    """Each fault with what becomes of it, until the time is over; `jobs` at once, each in a copy of its own."""
    accepted = equivalent()
    end = time.monotonic() + minutes * 60
    copies: Queue[Path] = Queue()

    def tried(mutant: Mutant) -> tuple[Mutant, str] | None:
        if time.monotonic() > end:
            return None
        if (mutant.file, *mutant.change) in accepted:
            return mutant, "equivalent"
        copy = copies.get()
        try:
            return mutant, "seen" if seen(copy, mutant) else "unseen"
        finally:
            copies.put(copy)

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        for number in range(jobs):
            copies.put(copied(Path(folder) / str(number)))
        yield from filter(None, pool.map(tried, mutants))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--area", help="part of the name of a room")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--skip", type=int, default=0, help="the first ones of the sample, tried already")
    parser.add_argument("--jobs", type=int, default=2, help="processors to use")
    parser.add_argument("--wanted", type=float, default=90, help="percentage under which it ends with 1")
    options = parser.parse_args()
    chosen = drawn(options.seed, options.sample, options.area)[options.skip :]
    counts: dict[str, Counter[str]] = {}
    for mutant, outcome in run(chosen, options.minutes, options.jobs):
        counts.setdefault(mutant.area, Counter())[outcome] += 1
        print(
            f"{outcome:10} {mutant}" if outcome == "unseen" else f"{outcome:10} {mutant.file}:{mutant.fault.line}",
            flush=True,
        )
    total = sum(counts.values(), Counter[str]())
    print("\n| area | planted | equivalent | seen | share |\n|---|---|---|---|---|")
    for area, count in [*sorted(counts.items()), ("all", total)]:
        tried = count["seen"] + count["unseen"]
        print(
            f"| {area} | {count.total()} | {count['equivalent']} | {count['seen']} | {count['seen'] / max(tried, 1):.0%} |"
        )
    print(f"{total.total()} of {len(chosen)} were tried (seed {options.seed}).")
    return 0 if total["seen"] * 100 >= options.wanted * (total["seen"] + total["unseen"]) else 1


if __name__ == "__main__":
    sys.exit(main())
