# The doors of the project. `make` alone lists them.
#
# VENV/.runtime  what the server needs, from requirements.lock
# VENV/.dev      that and what developers need, from requirements-dev.lock
# VENV/.bench    that and what the benchmark's baseline needs, from requirements-bench.lock

VENV := .venv
PY := $(VENV)/bin/python
JOBS ?= 2
ARGS ?=
FIGURES := build/figures
# The first interpreter that is new enough and really runs; only asked when .venv must be made.
PYTHON ?= $(shell for name in python3.11 python3 python3.13 python3.12; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
INSTALL := $(PY) -m pip --disable-pip-version-check install --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help .venv dev demo test test-long soak coverage check docs format bench lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[.a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv: $(VENV)/.runtime ## make the environment the server runs in

dev: $(VENV)/.dev ## make the environment developers work in

demo: $(VENV)/.runtime ## make a book of real organisations and serve it on 127.0.0.1:8420
	@$(VENV)/bin/partita demo $(ARGS)

test: $(VENV)/.dev ## run every test, on both databases (ARGS=... goes to pytest)
	$(PY) -m pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

test-long: $(VENV)/.dev ## run the tests that take minutes; their figures go to docs/reliability.md
	rm -f $(FIGURES)/long.jsonl && mkdir -p $(FIGURES)
	PARTITA_TEST_FIGURES=$(FIGURES)/long.jsonl $(PY) -m pytest -m long \
		--numprocesses $(JOBS) --dist worksteal --timeout=3600 $(ARGS)
	$(PY) -m tools.reliability $(FIGURES)/long.jsonl

soak: $(VENV)/.dev ## serve all dialects at seven tenths of capacity for half an hour on each database
	rm -f $(FIGURES)/soak.jsonl && mkdir -p $(FIGURES)
	PARTITA_TEST_FIGURES=$(FIGURES)/soak.jsonl $(PY) -m pytest -m soak $(ARGS)
	$(PY) -m tools.reliability $(FIGURES)/soak.jsonl

test-e2e: $(VENV)/.dev ## walk through the pages in Debian's Chromium (apt-get install chromium)
	$(PY) -m pytest tests/e2e -p no:randomly $(ARGS)

coverage: $(VENV)/.dev ## run every test and show the branches none of them took
	$(PY) -m pytest --numprocesses $(JOBS) --dist worksteal --cov --cov-report=term-missing $(ARGS)

check: $(VENV)/.dev ## everything CI asks: format, lints, types, layers, documentation, tests
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(PY) -m tools.lint
	$(PY) -m tools.gendocs --check
	@$(MAKE) --no-print-directory test

docs: $(VENV)/.dev ## write the generated pages of docs/ anew
	$(PY) -m tools.gendocs

format: $(VENV)/.dev ## put the code in its form and mend what can be mended by machine
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

bench: $(VENV)/.bench ## measure the server beside its baseline (ARGS="--quick" for a short look)
	PYTHONPATH=src $(PY) -m bench $(ARGS)
	PYTHONPATH=src $(PY) -m bench.dialects
	PYTHONPATH=src $(PY) -m bench.graphql

lock: $(VENV)/.dev ## choose all versions anew and write the lock files
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" bash tools/lock.sh

clean: ## remove the environment, caches and build outputs; books stay
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache \
		.pytest_cache .hypothesis .schemathesis .import_linter_cache
	find src tests tools bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(PY):
	@[ -n "$(PYTHON)" ] || { echo "Partita needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@echo "making $(VENV) with $(PYTHON)"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock requirements-build.lock pyproject.toml | $(PY)
	$(INSTALL) --require-hashes -r requirements.lock -r requirements-build.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	$(INSTALL) --require-hashes -r requirements-bench.lock
	@touch $@
