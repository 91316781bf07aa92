"""Programs that are no part of the project, for deep tests: each in an environment of its own, or a reason to skip."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

FOLDER = ROOT / ".venvs" / "outside"
PATIENCE = 300  # seconds, for a registry
SECONDS = 3600  # none is measured: a program that hangs ends


def found(name: str) -> str:
    """A program of the machine."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip(f"« {name} » n'est pas installé ici")
    return path


def python_program(package: str, version: str, name: str) -> str:
    """A program of a Python package, installed apart: what it needs never meets what the service needs."""
    folder = FOLDER / f"{package}-{version}"
    program = folder / "bin" / name
    if not program.exists():
        run(sys.executable, "-m", "venv", str(folder))
        installed(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", f"{package}=={version}")
    return str(program)


def node_packages(*packages: str) -> Path:
    """A folder with these packages of npm."""
    folder = FOLDER / "node"
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
        installed(found("npm"), "install", "--no-fund", "--no-audit", "--silent", *packages, cwd=folder)
    return folder


def installed(*command: str, cwd: Path | None = None) -> None:
    """Runs what asks a registry; skips where none answers."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        pytest.skip("aucun registre de paquets n'a répondu")
    if done.returncode:
        pytest.skip(f"aucun registre de paquets n'a donné ce qu'il faut : {done.stderr[-300:]}")


def run(*command: str, cwd: Path | None = None, **environment: str) -> str:
    """What a program prints; fails with all that it said if it does."""
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=SECONDS, env={**os.environ, **environment}
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
    return done.stdout + done.stderr
