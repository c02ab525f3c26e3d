# Everything a developer or a user does. `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
CACHE := .cache
QUIETLY := --disable-pip-version-check --quiet
PIP := $(BIN)/pip $(QUIETLY)
ENGINE ?= $(firstword $(foreach engine,docker podman buildah,$(if $(shell command -v $(engine)),$(engine))) docker)
RELEASE := $(CACHE)/release/bin
# Node.js of .venv, if it had to be installed there, else the system's
NPM := PATH="$(abspath $(BIN)):$$PATH" npm --prefix frontend --loglevel=error
DASHBOARD := frontend/dist/index.html
DASHBOARD_SOURCES := hatch_build.py $(wildcard frontend/*.*) $(shell find frontend/src frontend/public -type f)
FUZZ_INPUTS ?= 200000
export PIP_NO_PYTHON_VERSION_WARNING := 1
# without compiled modules each start of the server, and the tests start hundreds, takes twice as long
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-faults all dev backend-dev frontend-dev lint format check generated e2e bench bench-history bench-ui fuzz coverage screenshots clean lock node-setup
.PHONY: dist test-dist binary test-binary image test-image

help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(CACHE)/run.stamp $(DASHBOARD) ## Create .venv with everything the server needs, build the dashboard

run: setup ## Start the server: dashboard on :8080, OTLP on :4318
	@$(BIN)/aiobserver

demo: setup ## Show an invented, living sample on a temporary database
	@$(BIN)/aiobserver --demo

test: node-setup setup check ## Run all checks and all tests
	@$(BIN)/python -m pytest -n 3 --dist loadgroup
	@$(NPM) test
	@$(NPM) run e2e

test-faults: setup $(CACHE)/dev.stamp ## Run the long tests: kills, retries, long readers, all pages; all examples of property tests
	@$(BIN)/python -m pytest -m long tests
	@THOROUGH=1 $(BIN)/python -m pytest -m chance -n 2 tests

all: setup test binary ## Set up, check, test, make the executable

dev: $(CACHE)/run.stamp $(CACHE)/frontend.stamp ## Start server and Vite for development: http://localhost:5173
	@$(BIN)/python tools/dev.py

backend-dev: $(CACHE)/run.stamp ## Start the server with debug messages on a database of its own
	@$(BIN)/aiobserver --log-level DEBUG --database-path data/dev.duckdb

frontend-dev: $(CACHE)/frontend.stamp ## Start Vite alone: the dashboard's sources, for a server on :8080
	@$(NPM) run dev

lint: $(CACHE)/dev.stamp ## Look for mistakes and wrong formatting
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(CACHE)/dev.stamp $(CACHE)/frontend.stamp ## Format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@$(NPM) run format

check: lint $(CACHE)/frontend.stamp ## Lint, types, import walls, dead code, generated documents, the dashboard's too
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/vulture
	@$(BIN)/python tools/make_telemetry_docs.py --check
	@$(BIN)/python tools/make_api_docs.py --check
	@$(NPM) run check

generated: $(CACHE)/dev.stamp $(CACHE)/frontend.stamp ## Make docs/telemetry.md, docs/api.md and the dashboard's types of the API anew
	@$(BIN)/python tools/make_telemetry_docs.py
	@$(BIN)/python tools/make_api_docs.py
	@$(NPM) run -s types

e2e: setup $(CACHE)/frontend.stamp ## Test the built dashboard in Chromium
	@$(NPM) run e2e

bench: $(CACHE)/dev.stamp ## Measure ingest and queries, write the table of docs/performance.md (eight minutes)
	@$(BIN)/python -m bench --write

bench-history: $(CACHE)/dev.stamp ## Measure imports of transcripts, beside ccusage if that is installed
	@$(BIN)/python -m bench.history

bench-ui: setup $(CACHE)/frontend.stamp ## Measure the dashboard in Chromium: long traces, charts, lists
	@$(NPM) run bench --silent

fuzz: $(CACHE)/fuzz.stamp ## Fuzz decoders, HTTP and the REST API for a quarter of an hour or so; FUZZ_INPUTS=200000
	@$(BIN)/python -m tests.fuzz --inputs $(FUZZ_INPUTS)

coverage: setup $(CACHE)/dev.stamp ## Measure how much of the rooms that must not err the tests reach; below 95 % fails
	@$(BIN)/python -m pytest -n 3 --dist loadgroup --cov --cov-report=term

screenshots: setup $(CACHE)/frontend.stamp ## Make the pictures of docs/images anew, of the sample
	@$(NPM) run pictures --silent

dist: $(CACHE)/run.stamp $(DASHBOARD) ## Make the wheel and the source archive in dist/
	@rm -rf dist
	@$(BIN)/python -m hatchling build

test-dist: dist $(CACHE)/dev.stamp $(CACHE)/release.stamp ## Check them, build one from the other, install, run
	@$(RELEASE)/twine check --strict dist/*
	@$(RELEASE)/check-wheel-contents dist/*.whl
	@$(BIN)/python -m pytest release/tests/test_distributions.py

binary: dist $(CACHE)/binary.stamp ## Make the executable bin/ai-observer
	@$(CACHE)/binary/bin/pip $(QUIETLY) install --no-deps --force-reinstall dist/*.whl
	@$(CACHE)/binary/bin/pyinstaller --noconfirm --log-level ERROR --distpath bin --workpath build/binary \
		release/binary/ai-observer.spec
	@ls -l bin

test-binary: binary $(CACHE)/dev.stamp $(CACHE)/frontend.stamp ## Make it, try it, open its page in Chromium
	@$(BIN)/python -m pytest release/tests/test_executable.py
	@SMOKE_COMMAND=$(abspath bin/ai-observer) $(BIN)/python -m pytest tests/smoke
	@SMOKE_COMMAND=$(abspath bin/ai-observer) $(NPM) run e2e -- page.spec.ts numbers.spec.ts --grep-invert accessible

image: ## Build the container image with docker, podman or buildah: ENGINE=…
	@$(ENGINE) build --build-arg SOURCE_COMMIT=$$(git rev-parse --short HEAD) --tag ai-observer .

test-image: $(CACHE)/dev.stamp $(CACHE)/release.stamp $(DASHBOARD) ## Build it on a base of its own, without Docker; try it
	@$(RELEASE)/hadolint Dockerfile
	@release/image/try.sh

clean: ## Remove what was made; data stays
	rm -rf .venv $(CACHE) build dist bin tests/js_exporter/node_modules aiobserver/_build.py
	rm -rf frontend/node_modules frontend/dist frontend/test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

lock: $(CACHE)/dev.stamp ## Renew the lock files after a change of dependencies
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --quiet --upgrade -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --upgrade -c requirements.lock -o requirements-dev.lock
	@$(BIN)/uv pip compile requirements-node.in --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --upgrade -o requirements-node.lock
	@for name in binary release fuzz; do $(BIN)/uv pip compile requirements-$$name.in --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --upgrade \
		-o requirements-$$name.lock || exit 1; done

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "AI Observer needs Python 3.11 or newer; run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv

# Lock files are complete. With --no-deps pip does not look for others: an old one takes the newest `coverage[toml]`
# of all, not the locked one, and then refuses it
$(CACHE)/run.stamp: pyproject.toml requirements.lock requirements-build.lock hatch_build.py | $(BIN)/python
	@echo "Installing AI Observer into .venv (once) …"
	@$(PIP) install --no-deps --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/dev.stamp: requirements-dev.lock $(CACHE)/run.stamp
	@echo "Installing the development tools into .venv (once) …"
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@$(PIP) check
	@touch $@

# The executable holds what its environment holds: one of its own, without the development tools
$(CACHE)/binary.stamp: requirements.lock requirements-binary.lock | $(BIN)/python
	@echo "Installing PyInstaller into $(CACHE)/binary (once) …"
	@rm -rf $(CACHE)/binary && $(PYTHON) -m venv $(CACHE)/binary
	@$(CACHE)/binary/bin/pip $(QUIETLY) install --no-deps --require-hashes -r requirements.lock -r requirements-binary.lock
	@touch $@

$(CACHE)/release.stamp: requirements-release.lock | $(BIN)/python
	@echo "Installing the tools that check a release into $(CACHE)/release (once) …"
	@$(PYTHON) -m venv $(CACHE)/release
	@$(CACHE)/release/bin/pip $(QUIETLY) install --no-deps --require-hashes -r requirements-release.lock
	@touch $@

$(CACHE)/fuzz.stamp: requirements-fuzz.lock $(CACHE)/dev.stamp
	@$(PIP) install --no-deps --require-hashes -r requirements-fuzz.lock
	@touch $@

# Node.js is needed to build the dashboard and to test, never to run
$(CACHE)/node.stamp: requirements-node.lock $(CACHE)/run.stamp
	@$(BIN)/python -c 'import hatch_build, sys; sys.exit(not hatch_build.has_node())' \
		|| { echo "Installing Node.js into .venv (once) …"; $(PIP) install --no-deps --require-hashes -r requirements-node.lock; }
	@touch $@

$(DASHBOARD): $(DASHBOARD_SOURCES) $(CACHE)/node.stamp
	@echo "Building the dashboard …"
	@$(BIN)/python hatch_build.py
	@touch $@

$(CACHE)/frontend.stamp: frontend/package-lock.json $(CACHE)/node.stamp
	@$(BIN)/python hatch_build.py packages
	@touch $@

node-setup: $(CACHE)/js-exporter.stamp $(CACHE)/frontend.stamp ## Install what the JavaScript tests need

$(CACHE)/js-exporter.stamp: tests/js_exporter/package-lock.json $(CACHE)/dev.stamp $(CACHE)/node.stamp
	@cd tests/js_exporter && PATH="$(abspath $(BIN)):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@touch $@
