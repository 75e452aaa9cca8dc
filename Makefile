# Everything a fresh Debian with Python >= 3.11 and make needs to run, test and develop this project.
# `make run` and `make test` do their own set-up; a second call does not repeat it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ENVIRONMENT := $(VENV)/.environment
DEPENDENCIES := $(VENV)/.dependencies
PROJECT := $(VENV)/.project
PYTEST := $(BIN)/python -m pytest
# A server from the wheel stands while the command runs; {url} becomes its address.
WITH_POSTGRESQL := $(BIN)/python tests/plugins/postgresql_server.py

.PHONY: help setup browser fmt check test test-pg e2e run seed wheel bench paper-templates feel-tck fuzz lock

help: ## show what can be done
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

setup: $(PROJECT) browser ## virtual environment, locked dependencies, browser and Chinese fonts

# Debian's python3 comes without ensurepip; then python3-venv has to be installed.
$(ENVIRONMENT):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-venv >/dev/null; \
		else \
			echo 'Python cannot make virtual environments. Install: sudo apt-get install python3-venv' >&2; exit 1; \
		fi; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(DEPENDENCIES): requirements.lock $(ENVIRONMENT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(PROJECT): pyproject.toml $(DEPENDENCIES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Chromium drives the screens in tests; fonts and Pango lay out what is printed as PDF.
browser:
	@missing=''; \
	command -v chromium >/dev/null || missing='chromium'; \
	ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1 || missing="$$missing fonts-noto-cjk"; \
	ls /usr/lib/*/libpangoft2-1.0.so.0 >/dev/null 2>&1 || missing="$$missing libpangoft2-1.0-0"; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "installing $$missing"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing >/dev/null; \
		else \
			echo "The browser tests need:  sudo apt-get install $$missing" >&2; exit 1; \
		fi; \
	fi

fmt: $(PROJECT) ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: $(PROJECT) ## format, lint, types, import contracts, diagrams and tables
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/jiuzhu check

test: setup ## all tests, with browser and PostgreSQL, on all cores
	$(PYTEST) -n auto --dist loadfile

test-pg: $(PROJECT) ## only the tests that need PostgreSQL
	$(PYTEST) -m postgresql

e2e: setup ## only the tests that drive the screens in Chromium
	$(PYTEST) -m e2e

run: $(PROJECT) ## start with sample people and cases; address and accounts are printed
	$(BIN)/jiuzhu init --demo
	$(BIN)/jiuzhu serve

seed: $(PROJECT) ## sample people and cases in the database, without starting the server
	$(BIN)/jiuzhu init --demo

wheel: $(PROJECT) ## build dist/jiuzhu-*.whl with diagrams, forms and migrations inside
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/jiuzhu-*.whl

bench: $(PROJECT) ## measure this machine: medians and ratios, on SQLite and PostgreSQL
	$(WITH_POSTGRESQL) --durable $(BIN)/jiuzhu bench --postgresql-url '{url}'

paper-templates: $(PROJECT) ## write the shipped Word templates anew
	$(BIN)/python tests/plugins/paper_templates.py

feel-tck: DIR ?= ../shared/feel-tck
feel-tck: $(PROJECT) ## the DMN standard's conformance cases (folder: DIR=…)
	@test -d '$(DIR)' || { echo 'No conformance cases at $(DIR): make feel-tck DIR=/path/to/feel-tck' >&2; exit 1; }
	$(BIN)/python tests/plugins/feel_conformance.py '$(DIR)'

fuzz: SECONDS ?= 120
fuzz: $(PROJECT) ## look for FEEL texts that hang, crash or grow (time: SECONDS=…)
	$(BIN)/python -m tests.plugins.feel_fuzz '$(SECONDS)'

lock: ## pin all dependencies anew in requirements.lock
	@tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install --quiet --disable-pip-version-check uv; \
	UV_CUSTOM_COMPILE_COMMAND='make lock' "$$tools/bin/uv" pip compile --quiet --upgrade --universal --generate-hashes \
		--no-emit-index-url --group dev pyproject.toml -o requirements.lock
