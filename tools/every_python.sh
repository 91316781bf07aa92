#!/usr/bin/env bash
# The demo and a fast part of the tests on every other Python that this machine has, each in .venvs/VERSION.
set -euo pipefail
cd "$(dirname "$0")/.."
FAST="tests/cli tests/rulebook/test_chaining.py tests/rulebook/test_small_rulebook.py tests/engine/test_properties.py::test_inference_equals_naive_chaining"

version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2] if sys.version_info >= (3, 11) else "")' 2>/dev/null || true; }

declare -A pythons
IFS=: read -ra folders <<<"$PATH"
for folder in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin "${folders[@]}"; do
  for python in "$folder"/python3 "$folder"/python3.[0-9] "$folder"/python3.[0-9][0-9]; do
    found=$([ ! -x "$python" ] || version "$python")
    [ -z "$found" ] || : "${pythons[$found]:=$python}"
  done
done
unset "pythons[$(version .venv/bin/python)]"
echo "Autres Python trouvés : ${!pythons[*]}"
for found in "${!pythons[@]}"; do
  bin=.venvs/$found/bin
  VENV=.venvs/$found PYTHON=${pythons[$found]} sh tools/install.sh runtime durable test
  "$bin/python" -m eligibility --version
  answer=$("$bin/python" -m eligibility check examples/forum-emploi-les-epis.yaml)
  head -n 4 <<<"$answer"
  # shellcheck disable=SC2086
  "$bin/python" -m pytest -p no:cacheprovider $FAST
done
