# The same few commands for people and for CI.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
INSTALLED := $(VENV)/.installed
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist worksteal
EXAMPLE ?= examples/forum-emploi-les-epis.yaml
INSTALL := @PYTHON="$(PYTHON)" VENV="$(VENV)" sh tools/install.sh

.PHONY: help demo test test-deep coverage mutants serve durable bench lint mutate schemas docs lock clean

help:  ## ces commandes
	@sed -n 's/^\([a-z-]*\):.*  ## /make \1\t/p' Makefile | expand -t 16

$(RUNTIME): requirements.lock requirements-durable.lock pyproject.toml
	$(INSTALL) runtime durable
	@touch $@

$(INSTALLED): $(RUNTIME) requirements-test.lock requirements-bench.lock
	$(INSTALL) test bench
	@touch $@

demo: $(RUNTIME)  ## explique une action réelle
	@$(BIN)/python -m eligibility check $(EXAMPLE)

test: $(INSTALLED)  ## les vérifications rapides : forme, types, règlement, tests (cinq minutes au plus)
	$(BIN)/python -m ruff format --check --quiet .
	$(BIN)/python -m ruff check --quiet .
	$(BIN)/python -m mypy
	$(BIN)/python -m eligibility lint --strict
	$(BIN)/python -m eligibility analyse
	$(PYTEST)

test-deep: export ELIGIBILITY_TESTS := deep
test-deep: $(INSTALLED)  ## le reste : navigateur, service, tests aléatoires longs
	$(PYTEST) -m "deep or hypothesis"

coverage: $(INSTALLED)  ## les lignes que les tests traversent, et quel test traverse chacune
	$(PYTEST) -p tools.chosen_tests --cov --cov-context=test --cov-report=term

mutants: $(INSTALLED)  ## les tests voient-ils une faute plantée dans le code ? (make coverage d'abord : bien plus rapide)
	$(BIN)/python -m tools.mutants --sample 200 --minutes 60

durable: $(RUNTIME)  ## construit durable-rules, une fois le compilateur C et python3-dev installés
	$(INSTALL) durable

mutate: $(RUNTIME)  ## les cas remarquent-ils une faute dans chaque critère ? (une minute)
	$(BIN)/python -m eligibility mutate

serve: $(RUNTIME)  ## le site et le service HTTP sur http://127.0.0.1:8000
	@$(BIN)/python -m eligibility serve

bench: $(INSTALLED)  ## la vitesse, en rapports mesurés dans un même passage
	$(BIN)/python -m tests.benchmark
	$(BIN)/python -m tests.benchmark.questions
	$(BIN)/python -m tests.benchmark.pages

schemas: $(INSTALLED)  ## les schémas JSON des éditeurs de texte
	$(BIN)/python -m schemas.generate

docs: $(INSTALLED)  ## les pages de documentation tirées du règlement
	$(BIN)/python -m tools.distribution > docs/distribution.md
	$(BIN)/python -m tools.years > docs/cinq-annees.md

lock:  ## renouvelle les verrous des bibliothèques (avec pip-tools, sur Python 3.11)
	$(PYTHON) -m tools.lock

clean:  ## efface ce qui a été installé
	rm -rf $(VENV) $(VENV).log .venvs build *.egg-info
