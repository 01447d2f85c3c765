# Everything here needs Python 3.11+ and make, and gets the rest itself.

MUNICIPALITY ?= karacabey
PORT ?= 8000
JOBS ?= 2
# What is measured: records of the corpus, and the database.
SIZE ?= 10000
ENGINE ?= sqlite
INSTALL ?=
# What a test run may do without, by name and comma: browser, postgresql.
WITHOUT ?=
export WITHOUT
# An empty environment has no PATH, and one of a plain su no sbin, where a server of PostgreSQL finds useradd.
PATH := $(if $(PATH),$(PATH):)/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# Installed anew when the requirements change, or when a plugin folder comes or goes.
STATE := $(shell { cat setup.py constraints.txt; ls -d plugins/*/kalem_*; } 2>/dev/null | cksum | cut -d' ' -f1)
INSTALLED := $(VENV)/installed-$(STATE)
TESTABLE := $(VENV)/testable-$(STATE)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --durations=15

.DEFAULT_GOAL := help
.PHONY: help demo test test-rules soak bench messages lint clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: $(INSTALLED) ## one office with example data, in the browser (MUNICIPALITY=karacabey, PORT=8000)
	$(BIN)/kalem demo --municipality config/$(MUNICIPALITY).toml --data .demo/$(MUNICIPALITY) --port $(PORT)

test: $(TESTABLE) ## all tests, both engines, browser included (WITHOUT=browser,postgresql waives by name)
	@$(BIN)/python -m tools.prepare
	$(PYTEST)

test-rules: $(TESTABLE) ## each test of a rule once more, with its rule switched off: it must fail
	@$(BIN)/python -m tools.prepare
	$(PYTEST) --rules-off

soak: $(TESTABLE) ## all tests with the full counts
	@$(BIN)/python -m tools.prepare
	KALEM_SOAK=1 $(PYTEST) --timeout=1800

bench: $(TESTABLE) ## measure the budgets (SIZE=10000|100000|1000000, ENGINE=sqlite|postgresql, INSTALL=1 from the network)
	@$(BIN)/python -m tools.prepare
	$(BIN)/python -m bench --size $(SIZE) --engine $(ENGINE) $(if $(INSTALL),--install)

messages: $(TESTABLE) ## bring the English catalogues in line with the source; names what is not translated
	@$(BIN)/python -m tools.messages

lint: $(TESTABLE) ## ruff, mypy, import order, names the core must not know, dependencies
	$(BIN)/ruff check .
	MYPYPATH=$(shell echo plugins/* | tr ' ' ':') $(BIN)/mypy core/
	$(BIN)/python -m tools.imports
	$(BIN)/python -m tools.no_names
	$(BIN)/python -m pip check

clean: ## remove what make made: the environment, demo data, caches
	rm -rf $(VENV) .demo build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Kalem needs Python 3.11 or newer; none is on the PATH (PYTHON=/path/to/python3 names one)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "$(PYTHON) has no ensurepip, so it can make no environment. On Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(TESTABLE): | $(BIN)/python
	$(PIP) -e '.[test]'
	@touch $@ $(INSTALLED)
