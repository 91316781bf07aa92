# The same few commands for people and for CI.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadfile
EXAMPLE ?= examples/forum-emploi-les-epis.yaml

.PHONY: demo test test-deep coverage mutants serve bench lint mutate schemas docs lock clean

$(INSTALLED): requirements.lock pyproject.toml
	@echo "Installation de l'environnement dans $(VENV) (une à deux minutes la première fois)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(INSTALLED)

demo: $(INSTALLED)  ## explains a real example
	@$(BIN)/eligibility check $(EXAMPLE)

test: $(INSTALLED)  ## les vérifications rapides : forme, types, règlement, tests (cinq minutes au plus)
	$(BIN)/python -m ruff format --check --quiet .
	$(BIN)/python -m ruff check --quiet .
	$(BIN)/python -m mypy
	$(BIN)/python -m eligibility lint
	$(BIN)/python -m eligibility analyse
	$(PYTEST)

test-deep: export ELIGIBILITY_TESTS := deep
test-deep: $(INSTALLED)  ## le reste : navigateur, service, tests aléatoires longs, fautes plantées dans le code
	$(PYTEST) -m "deep or hypothesis"
	$(BIN)/python -m tools.mutants --sample 20 --minutes 10

coverage: $(INSTALLED)  ## les lignes que les tests traversent, et quel test traverse chacune
	$(PYTEST) -p tools.chosen_tests --cov --cov-context=test --cov-report=term

mutants: $(INSTALLED)  ## les tests voient-ils une faute plantée dans le code ? (make coverage d'abord : bien plus rapide)
	$(BIN)/python -m tools.mutants --sample 200 --minutes 60

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
