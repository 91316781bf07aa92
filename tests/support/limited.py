"""Reads files in a process of its own, each under a limit of processor and of memory: what it came to, in one word.

A child per file: what one file leaves behind, or takes, is no matter to the next.
"""

import os
import resource
import struct
import subprocess
import sys
from pathlib import Path

SECONDS = 2  # of the processor, for one file
MEMORY = 100 * 1024 * 1024  # more than at rest
ROOT = Path(__file__).parents[2]


class Limited:
    """The process, as tests hold it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.limited"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def read(self, content: bytes) -> str:
        """« read », « refused: why », « broken: the exception », or « killed: the signal »."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(struct.pack("<Q", len(content)) + content)
        self._process.stdin.flush()
        return self._process.stdout.readline().decode().strip()

    def close(self) -> None:
        """Ends it."""
        self._process.communicate()


def _attempt(content: bytes) -> str:
    from eligibility import InputError
    from eligibility.batch.read_table import read_table

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        read_table(content, "actions.xlsx")
    except InputError as error:
        return f"refused: {error.problems[0].message}"
    except BaseException as error:
        return f"broken: {error!r}"[:300]
    return "read"


def _serve() -> None:
    import eligibility.batch.read_table  # noqa: F401 — before the first child, so that all share it

    while size := sys.stdin.buffer.read(8):
        content = sys.stdin.buffer.read(struct.unpack("<Q", size)[0])
        child = os.fork()
        if child == 0:
            print(_attempt(content).replace("\n", " "), flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print(f"killed: {os.WTERMSIG(status)}", flush=True)


if __name__ == "__main__":
    _serve()
