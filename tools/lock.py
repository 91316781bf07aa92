"""Renews the lock files from pyproject.toml: `python -m tools.lock`, with pip-tools, on the oldest Python that is served.

What the service needs comes first; each of the others is held to the versions of those before it, so that all can be
installed together. durable-rules has a lock of its own: one package that cannot be built fails a whole hashed install.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIP_COMPILE = (
    *("-m", "piptools", "compile", "--quiet", "--upgrade", "--generate-hashes", "--allow-unsafe", "--strip-extras"),
    *("--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--no-header"),
)


def main() -> None:
    """Writes requirements.lock, then requirements-NAME.lock for durable-rules, the tests and the benchmark."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {
        "requirements.lock": project["build-system"]["requires"] + project["project"]["dependencies"],
        "requirements-durable.lock": project["project"]["optional-dependencies"]["durable"],
        "requirements-test.lock": project["dependency-groups"]["test"],
        "requirements-bench.lock": project["dependency-groups"]["bench"],
    }
    done: list[str] = []
    for name, wanted in groups.items():
        held = [argument for lock in done for argument in ("--constraint", lock)]
        command = [sys.executable, *PIP_COMPILE, *held, "--output-file", name, "-"]
        subprocess.run(command, cwd=ROOT, input="\n".join(wanted), text=True, check=True)
        done.append(name)


if __name__ == "__main__":
    main()
