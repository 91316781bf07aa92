"""An installed copy works away from the checkout, without durable-rules: the wheel carries the rulebooks."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.support.paths import ROOT

pytestmark = pytest.mark.deep  # it downloads the libraries
EXAMPLE = ROOT / "examples" / "forum-emploi-les-epis.yaml"
# nothing of how these tests are run: CI asks for durable-rules, which the copy does not have
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("ELIGIBILITY_")}
SOURCES = ("schemas", "eligibility", "service", "rules", "pyproject.toml", "README.md", "LICENSE")


def call(*command: object, cwd: Path) -> str:
    words = [str(part) for part in command]
    ended = subprocess.run(words, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a fresh environment `env`, the wheel and its locked libraries in it, and an action."""
    folder = tmp_path_factory.mktemp("un autre dossier")
    source, pip = folder / "source", (folder / "env" / "bin" / "python", "-m", "pip", "install", "--quiet")
    source.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    build = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    call(*build, "--wheel-dir", folder, source, cwd=folder)
    shutil.rmtree(source)
    call(sys.executable, "-m", "venv", folder / "env", cwd=folder)
    call(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=folder)
    call(*pip, "--no-deps", *folder.glob("*.whl"), cwd=folder)
    shutil.copy(EXAMPLE, folder / "action.yaml")
    return folder


def answer(python: Path | str, folder: Path) -> Any:
    return json.loads(call(python, "-m", "eligibility", "check", "action.yaml", "--json", cwd=folder))


def test_the_command_answers_as_in_the_checkout(elsewhere: Path) -> None:
    assert "lignes étudiées" in call("env/bin/eligibility", "check", "action.yaml", cwd=elsewhere)
    there, here = answer("env/bin/python", elsewhere), answer(sys.executable, elsewhere)
    assert there.pop("engine")["chainer"] == "built-in" and here.pop("engine")
    assert there == here


@pytest.fixture
def service(elsewhere: Path) -> Iterator[str]:
    """The address of `uvicorn service.app:app`, ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ("env/bin/uvicorn", "service.app:app", "--port", str(port), "--no-access-log")
    with subprocess.Popen(command, cwd=elsewhere, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
                break
            except URLError:  # not listening yet, or 503: the rulebooks load
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def test_the_service_answers(service: str) -> None:
    assert json.load(urlopen(f"{service}/readyz")) == {"status": "ready", "chainer": "built-in", "faulty": []}
    assert "<html" in urlopen(f"{service}/").read().decode()
    assert json.load(urlopen(f"{service}/v1/rulebooks"))["rulebooks"]
