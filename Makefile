# Targets for people, CI and the pre-commit hook alike. Needs Python 3.11+ with venv, and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
FILMS := $(abspath $(or $(VIDEOGEN_HOME),.videogen))
# One process more than there are cores: tests of servers wait for half of their time.
PROCESSES := $(shell python3 -c "import os; print(min(4, (os.cpu_count() or 1) + 1))")
# What one process has compiled, the others load: tests start some hundred.
unexport PYTHONDONTWRITEBYTECODE
PARALLEL := --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder
SOURCES := videogen_dagster tests benchmarks

# A player for the tests that watch films in a browser; it comes from npm and goes nowhere but into the environment.
HLS_JS := 1.7.4

.DEFAULT_GOAL := help
.PHONY: help demo light install browser test check check-images lint format types contracts fast-tests explore bench bench-gpu soak dev clean

help: ## Show the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.light: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/.light

$(VENV)/.hls.js-$(HLS_JS): | $(BIN)/python
	@command -v npm >/dev/null || { command -v apt-get >/dev/null && { run=$$(test "$$(id -u)" = 0 || echo sudo); \
	$$run apt-get update -qq && $$run apt-get install -qq --yes --no-install-recommends npm >/dev/null; }; } || true
	@command -v npm >/dev/null || { echo "no npm: the test of a stream in a browser is left out"; exit 0; }; \
	npm install --silent --prefix $(VENV) --no-save --ignore-scripts --no-audit --no-fund hls.js@$(HLS_JS) && touch $@

light: $(VENV)/.light ## Install what the offline engines and the UI need (no torch).

install: $(VENV)/.test ## Install everything that tests and benchmarks need, and the pre-commit hook.
	@if [ -d .git ] && [ -z "$$CI" ]; then $(BIN)/pre-commit install >/dev/null; fi

demo: $(VENV)/.light ## Make a film of the example script and print its path.
	@$(BIN)/videogen make examples/lantern.fountain

browser: $(VENV)/.hls.js-$(HLS_JS) ## Chromium and hls.js for the tests in a browser (Debian, Ubuntu; elsewhere install Chromium and npm yourself).
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	command -v apt-get >/dev/null || { echo "no Chromium: the browser tests are left out"; exit 0; }; \
	run=$$(test "$$(id -u)" = 0 || echo sudo); \
	$$run apt-get update -qq && $$run apt-get install -qq --yes --no-install-recommends chromium >/dev/null

test: install browser lint types contracts ## Everything: lint, types, contracts, all tests.
	$(BIN)/python -m pytest $(PARALLEL)

check: install lint types contracts fast-tests ## The fast loop: no film is rendered, no server started.

lint: $(VENV)/.test
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

format: $(VENV)/.test ## Format and mend what can be mended.
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

types: $(VENV)/.test
	$(BIN)/ty check videogen_dagster benchmarks

contracts: $(VENV)/.test
	$(BIN)/lint-imports

fast-tests: $(VENV)/.test
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow"

explore: $(VENV)/.test ## Look for new examples that break a property; the other targets try the same ones each time.
	$(BIN)/python -m pytest $(PARALLEL) -m hypothesis --hypothesis-profile=default

bench: $(VENV)/.test ## Measure against peers in the same run; prints the tables of docs/explanation/performance.md.
	$(BIN)/python -m benchmarks

bench-gpu: $(VENV)/.test ## Measure the model engines against plain diffusers loops on a CUDA device.
	$(BIN)/python -m benchmarks.gpu

soak: $(VENV)/.test ## Kill processes at random while a hundred dropped groups become films; SOAK="--groups 20 --seed 7" for less.
	$(BIN)/python -m benchmarks.soak $(SOAK)

check-images: $(VENV)/.test ## Do what the containers do, without containers: install the wheel alone, start every service, make a film.
	$(BIN)/python -m tests.deploy.check_images

dev: $(VENV)/.light ## The Dagster UI on http://127.0.0.1:3000 with all that belongs to it; it reloads code at the press of a button.
	VIDEOGEN_HOME=$(FILMS) $(BIN)/videogen up --verbose

clean: ## Remove the environment and caches; films stay.
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
