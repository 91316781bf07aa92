"""Every operation tried by schemathesis from the OpenAPI document, stateful included: no 5xx, no undocumented answer."""

import os
from pathlib import Path

import pytest

from tests.support.outside import python_program, run
from tests.support.server import serving
from tests.support.small import SMALL

PROGRAM = ("schemathesis", "4.32.5", "schemathesis")
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "ensure_resource_availability", "use_after_free",
)  # fmt: skip
CASES = int(os.environ.get("ELIGIBILITY_SCHEMATHESIS", "20"))  # of each operation; 750 make the 12,000 of a full try
pytestmark = pytest.mark.deep


@pytest.mark.parametrize("phases", ["examples,coverage,fuzzing", "stateful"])
def test_every_operation(tmp_path: Path, phases: str) -> None:
    program = python_program(*PROGRAM)
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "small").symlink_to(SMALL, target_is_directory=True)
    with serving(rules) as port:
        run(
            program, "run", f"http://127.0.0.1:{port}/openapi.json", "--phases", phases, "--checks", ",".join(CHECKS),
            "--max-examples", str(CASES), "--generation-database", "none", "--seed", "1", "--no-color",
            "--mode", "all", "--continue-on-failure",
            cwd=tmp_path,
        )  # fmt: skip
