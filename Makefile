# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

# Allmende. Needs Python 3.11 or newer and make; everything else is fetched into this directory.

PORT ?= 8000
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Tests run on two processes where there are two cores.
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1); [ $$n -gt 4 ] && echo 4 || echo $$n)
PYTEST := $(BIN)/pytest -n $(JOBS) --dist loadgroup -q
python_found = $(if $(PYTHON),:,printf 'Allmende needs Python 3.11 or newer. Found: %s\n' "$$(python3 --version 2>&1)" && exit 1)
step = @printf '\n== %s\n' "$(1)"

.PHONY: demo test test-fast lint format types imports bench messages lock screenshots runtime dev demo-data test-databases help

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: runtime ## Start the portal with its demo data on http://127.0.0.1:8000/ (PORT= changes it)
	@$(BIN)/allmende demo --port $(PORT)

test: dev ## Run every check that CI runs
	@$(MAKE) --no-print-directory -j$(JOBS) demo-data lint test-databases
	$(call step,Tests on SQLite)
	@$(PYTEST) -m "not browser"
	$(call step,Tests on PostgreSQL)
	@ALLMENDE_TEST_DATABASE=postgresql $(PYTEST) -m "not browser"
	$(call step,Tests in the browser)
	@ALLMENDE_TEST_DEMO=$(CURDIR)/var/test-demo $(BIN)/pytest -n $(JOBS) --dist loadfile -q -m browser tests/browser

test-fast: dev ## Run the tests on SQLite, without browser and slow ones
	@$(PYTEST) -m "not browser and not slow"

demo-data: dev
	$(call step,Demo data)
	@ALLMENDE_VAR=var/test-demo $(BIN)/allmende demo --no-serve

test-databases: dev
	$(call step,Databases of the tests)
	@$(BIN)/python -m tests.databases

lint: dev ## Check style, types, imports, templates, migrations and licences
	$(call step,ruff)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	$(call step,Imports between apps)
	@mkdir -p var && { $(BIN)/lint-imports --no-logo >var/imports.txt 2>&1; found=$$?; tail -n 12 var/imports.txt; exit $$found; }
	$(call step,Templates)
	@git ls-files 'src/**/*.html' | xargs $(BIN)/djade --target-version 5.2 --check
	$(call step,mypy)
	@$(BIN)/mypy
	$(call step,Migrations)
	@ALLMENDE_DEMO=1 ALLMENDE_VAR=var/check $(BIN)/allmende makemigrations --check --dry-run
	$(call step,Licences)
	@$(BIN)/reuse lint --quiet || $(BIN)/reuse lint
	@$(BIN)/python scripts/dependency_report.py --check

format: dev ## Bring code and templates into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@git ls-files 'src/**/*.html' | xargs $(BIN)/djade --target-version 5.2 || true

bench: dev demo-data ## Measure the page cache against nginx, transferred bytes, Lighthouse
	@ALLMENDE_VAR=var/test-demo $(BIN)/python bench/pagecache.py
	@ALLMENDE_VAR=var/test-demo $(BIN)/python bench/transfer.py
	@ALLMENDE_VAR=var/test-demo $(BIN)/python bench/lighthouse.py

messages: dev ## Collect the texts to be translated (needs gettext) and compile the catalogues
	@command -v xgettext >/dev/null || { echo 'make messages needs xgettext and msgmerge: install the package "gettext" of your system.'; exit 1; }
	@cd src/allmende && ALLMENDE_DEMO=1 ALLMENDE_VAR=../../var/check ../../$(BIN)/allmende makemessages --locale en --no-location --no-wrap
	@$(BIN)/python scripts/catalogues.py src/allmende/locale/*/LC_MESSAGES/*.po

lock: ## Renew the lock files after a change in pyproject.toml or package.json (UPGRADE=1: to the newest versions)
	@$(python_found)
	@$(PYTHON) scripts/bootstrap.py $(if $(UPGRADE),upgrade,lock)

screenshots: demo-data ## Make the pictures of the documentation
	@ALLMENDE_VAR=var/test-demo $(BIN)/python scripts/screenshots.py

runtime:
	@$(python_found)
	@$(PYTHON) scripts/bootstrap.py runtime

dev:
	@$(python_found)
	@$(PYTHON) scripts/bootstrap.py dev
