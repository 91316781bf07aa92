# The same few commands for people and for CI.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
EXAMPLE ?= examples/forum-emploi-les-epis.yaml

.PHONY: demo test serve bench lint mutate schemas docs lock clean

$(INSTALLED): requirements.lock pyproject.toml
	@echo "Installation de l'environnement dans $(VENV) (une à deux minutes la première fois)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(INSTALLED)

demo: $(INSTALLED)  ## explains a real example
	@$(BIN)/eligibility check $(EXAMPLE)

test: $(INSTALLED)  ## everything CI checks
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/eligibility lint
	$(BIN)/eligibility analyse
	$(BIN)/python -m pytest

mutate: $(INSTALLED)  ## do the cases see a fault in each criterion? (a minute)
	$(BIN)/eligibility mutate

serve: $(INSTALLED)  ## the HTTP service on http://127.0.0.1:8000
	$(BIN)/uvicorn service.app:app --no-access-log

bench: $(INSTALLED)  ## speed, as ratios within one run
	$(BIN)/python -m tests.benchmark
	$(BIN)/python -m tests.benchmark.questions
	$(BIN)/python -m tests.benchmark.pages

schemas: $(INSTALLED)  ## JSON Schemas that editors use
	$(BIN)/python -m schemas.generate

docs: $(INSTALLED)  ## pages that are generated from the rulebook
	$(BIN)/python -m tools.distribution > docs/distribution.md
	$(BIN)/python -m tools.years > docs/cinq-annees.md

lock:  ## renew requirements.lock (needs pip-tools)
	pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --strip-extras \
		--extra test --extra bench --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info
