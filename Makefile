# Every command of the house. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Twice quiet: errors only. Warnings are of the machine's own pip settings, none of ours.
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes
STYLES := $(wildcard static/src/*)

.PHONY: help start test lint types bench pictures audit lock clean ready-to-start ready-to-test

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

start: ## set up what is missing and run everything on this machine (PORT=8000, DATA_DIR=.data)
	@$(MAKE) --jobs=3 ready-to-start
	@exec $(BIN)/python manage.py start

test: ## set up what is missing and check everything
	@$(MAKE) --jobs=3 ready-to-test
	@exec .ci/check

lint: ready-to-test ## style and import order; `make lint FIX=1` repairs what it can
	@.ci/check lint

types: ready-to-test ## types alone
	@.ci/check types

bench: ready-to-test ## measure against the floor; writes bench/results.json
	@exec $(BIN)/python -m bench

pictures: ready-to-test ## make the pictures of the README from a running demo
	@exec $(BIN)/python .ci/pictures.py

audit: ready-to-test ## known holes in what we depend on
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements-dev.txt
	@PATH="$$PWD/$(BIN):$$PATH" npm audit

lock: ready-to-test ## make the lock files anew from pyproject.toml and package.json
	@.ci/lock

clean: ## remove all that was made here, demo data too
	@rm -rf $(VENV) node_modules static/dist staticfiles .data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is missing, each thing once: the file a rule names is its stamp.
ready-to-start: $(VENV)/ready-to-start static/dist/ready .data/system-packages-to-start ; @:
ready-to-test: $(VENV)/ready-to-test static/dist/ready .data/system-packages-to-test ; @:

.data/system-packages-to-test: | .data/system-packages-to-start
.data/system-packages-to-%: .ci/system-packages
	@.ci/system-packages $*
	@mkdir -p .data && touch $@

$(BIN)/python: | .data/system-packages-to-start
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; name it with PYTHON=." if sys.version_info < (3, 11) else 0)'
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready-to-start: requirements.txt | $(BIN)/python
	@echo "Installing the Python packages"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/ready-to-test: requirements-dev.txt | $(BIN)/python
	@echo "Installing the Python packages for the tests"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/ready-to-start

$(VENV)/node: requirements-node.txt .ci/node | $(BIN)/python
	@.ci/node
	@touch $@

node_modules/ready: package-lock.json | $(VENV)/node
	@echo "Installing the design system"
	@PATH="$$PWD/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund
	@touch $@

static/dist/ready: node_modules/ready package.json $(STYLES)
	@echo "Building the style sheet"
	@PATH="$$PWD/$(BIN):$$PATH" npm run --silent build
	@touch $@
