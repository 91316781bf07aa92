#!/usr/bin/env bash
# Known vulnerabilities of the locked libraries, by pip-audit. Where its data cannot be reached, the reason is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
audit=.venvs/audit
mkdir -p .venvs
{ python3 -m venv "$audit" && "$audit/bin/python" -m pip install --quiet pip-audit; } >"$audit.log" 2>&1 || true
said=$(timeout 120 "$audit/bin/pip-audit" --strict --disable-pip --require-hashes --timeout 10 --progress-spinner off \
  --requirement requirements.lock --requirement requirements-durable.lock 2>&1) && code=0 || code=$?
if [ "$code" = 0 ] || grep -q "Found .* known vulnerabilit" <<<"$said"; then
  echo "$said"
  exit "$code"
fi
echo "Bibliothèques non auditées, les données de pip-audit ne sont pas à portée : $(tail -n 1 <<<"$said")"
