# Everything a person or a machine does with this repository, one word each. `make` alone prints the list.
# Needs make and Python 3.11 or later, nothing else: `make run` and `make test` build .venv by themselves.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PYTHON := .venv/bin/python
ENGINES := sqlite postgresql
WORKERS ?= 2
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM

# A .venv whose interpreter is gone (an upgraded or copied machine) is built again.
BROKEN_VENV := $(shell $(PYTHON) -c '' 2>/dev/null || rm -f .venv/run.stamp .venv/test.stamp)

# Wheels only, each checked against its hash; the locks are complete, so pip has nothing to resolve.
INSTALL := $(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --no-input --no-compile \
	--require-hashes --no-deps --only-binary :all:

# Tests never see the databases of the shell that started them. They bring their own PostgreSQL server, unless
# TEST_DATABASE_URL names another. What is compiled is kept: compiling all of it takes longer than most tests.
PYTEST := env -u DATABASE_URL -u DATABASE_REPLICA_URL -u PYTHONDONTWRITEBYTECODE $(PYTHON) -m pytest

help: ## Print this list
	@echo 'Usage: make TARGET'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

# ---------------------------------------------------------------------------------------------------- running it

run: .venv/run.stamp ## Start the tracker with agreements, people and samples; PORT= and DEMO_PASSWORD= are honoured
	@exec $(PYTHON) manage.py demo

sso: .venv/run.stamp ## Install what the second factor and single sign-on need on top (docs/for-operators)
	@echo 'Installing what the second factor and single sign-on need'
	@$(INSTALL) --requirement requirements/sso.lock

pdf: .venv/run.stamp ## Install what PDF files of briefs need on top; Pango has to be there (docs/for-operators)
	@echo 'Installing what PDF files of briefs need'
	@$(INSTALL) --requirement requirements/pdf.lock

# ------------------------------------------------------------------------------------------------------- testing

test: test-sqlite test-postgresql test-sso ## Run the tests twice: on SQLite, then on PostgreSQL; ARGS= goes to pytest
	@echo "Left out of 'make test': tests marked browser ('make ui-test'), slow ('make test-slow') and long ('make test-long')."

test-sqlite: .venv/test.stamp ## Run the tests on SQLite only
	@echo 'Tests on SQLite'
	@TEST_ENGINE=sqlite $(PYTEST) -n $(WORKERS) -m 'not browser and not slow and not long' $(ARGS)

test-postgresql: .venv/test.stamp ## Run the tests on PostgreSQL only; TEST_DATABASE_URL= names another server
	@echo 'Tests on PostgreSQL'
	@TEST_ENGINE=postgresql $(PYTEST) -n $(WORKERS) -m 'not browser and not slow and not long and not once' $(ARGS)

# What log-in does with the second factor and single sign-on switched on; tests/engine.py says how.
test-sso: .venv/test.stamp ## Run the tests of second factor and single sign-on, on both engines
	@for engine in $(ENGINES); do \
		echo "Tests of second factor and single sign-on on $$engine"; \
		TEST_ENGINE=$$engine TEST_SSO=1 $(PYTEST) -n $(WORKERS) tests/sso tests/admin/test_log_in.py \
			-m 'not browser and not long' $(ARGS) || exit 1; \
	done

test-slow: .venv/test.stamp the-browser ## Run the tests marked slow: on both engines, and those in the browser
	@for engine in $(ENGINES); do \
		echo "Slow tests on $$engine"; once=; [ $$engine = sqlite ] || once='and not once'; \
		TEST_ENGINE=$$engine $(PYTEST) -n $(WORKERS) -m "slow and not browser and not long $$once" $(ARGS) || exit 1; \
	done
	@echo 'Slow tests in the browser'
	@TEST_ENGINE=sqlite $(PYTEST) -n $(WORKERS) -m 'slow and browser' $(ARGS)

test-long: .venv/test.stamp ## Run the tests marked long, on both engines
	@for engine in $(ENGINES); do \
		echo "Long tests on $$engine"; \
		TEST_ENGINE=$$engine $(PYTEST) -m 'long and not browser' $(ARGS) || exit 1; \
	done

privacy: .venv/test.stamp ## Look at everything as readers who may not see it all, at length, on both engines
	@for engine in $(ENGINES); do \
		echo "Privacy on $$engine"; \
		TEST_ENGINE=$$engine $(PYTEST) -n $(WORKERS) tests/privacy $(ARGS) || exit 1; \
	done

FUZZ_CASES ?= 20000

fuzz: .venv/test.stamp ## Ask the API whatever its description allows and forbids, on both engines; FUZZ_CASES= says how much
	@for engine in $(ENGINES); do \
		echo "$(FUZZ_CASES) cases and more on $$engine"; \
		env -u DATABASE_URL TEST_ENGINE=$$engine $(PYTHON) -m tests.fuzz $(FUZZ_CASES) || exit 1; \
	done

ui-test: .venv/test.stamp the-browser ## Run the tests marked browser, in Debian's Chromium; CHROMIUM= names another one
	@echo 'Browser tests on SQLite'
	@TEST_ENGINE=sqlite $(PYTEST) -n $(WORKERS) -m 'browser and not slow' $(ARGS)
	@echo "Left out of 'make ui-test': tests marked slow ('make test-slow')."

the-browser: .venv/test.stamp
	@{ test -x '$(CHROMIUM)' && $(PYTHON) -m playwright --version >/dev/null && $(PYTHON) -c 'import weasyprint'; } || { \
		echo 'No browser at $(CHROMIUM), or a library that it is driven or PDF files are drawn with is missing. Install them, then run this again:'; \
		echo '    sudo apt-get install chromium fonts-noto-cjk libatomic1 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'; \
		echo 'or name another Chromium: make $(MAKECMDGOALS) CHROMIUM=/path/to/chromium'; \
		exit 1; } >&2

screenshots: .venv/test.stamp ## Take every page, on desk and phone, by day and night, in grey and in print, into var/screenshots
	@env -u DATABASE_URL $(PYTHON) -m tests.browser.screenshots

# Databases are made at the first run and kept under var/bench: a million activities take a while.
bench: .venv/test.stamp ## Measure how fast it is, as ratios; QUICK=1 takes minutes less, CLONE=1 times 'make run' too
	@env QUICK=$(QUICK) CLONE=$(CLONE) $(PYTHON) benchmarks/bench.py

# ------------------------------------------------------------------------------------------------------ checking

check: lint types floors migrations-check deploy-check texts-check openapi-check ## Run every check that is not a test
	@echo 'All checks passed.'

format: .venv/test.stamp ## Format the code and mend what can be mended by itself
	@$(PYTHON) -m ruff check --fix-only .
	@$(PYTHON) -m ruff format .

lint: .venv/test.stamp ## Check format and style
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .

types: .venv/test.stamp ## Check types
	@$(PYTHON) -m mypy

floors: .venv/test.stamp ## Check that imports point down and translations are in step
	@$(PYTEST) -q tests/test_floors.py tests/test_translations.py

# Checks look at the code, not at anybody's data: they get an empty database of their own.
CHECKING = mkdir -p var && rm -f var/check.sqlite3* && env DATABASE_URL=sqlite:///var/check.sqlite3
RANDOM_KEY = "$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60)[:60])')"

migrations-check: .venv/test.stamp ## Check that migrations say what the models say
	@$(CHECKING) $(PYTHON) manage.py makemigrations --check --dry-run

deploy-check: .venv/test.stamp ## Check the settings a server would run with
	@$(CHECKING) PRODUCTION=1 DEBUG=0 SECRET_KEY=$(RANDOM_KEY) ALLOWED_HOSTS=tracker.example \
		$(PYTHON) manage.py check --deploy --fail-level WARNING

texts-check: .venv/test.stamp ## Check every quote against the text it comes from
	@$(CHECKING) $(PYTHON) manage.py verify_texts

openapi-check: .venv/test.stamp ## Check that docs/openapi.yaml describes the API as it is
	@$(CHECKING) $(PYTHON) manage.py spectacular --validate --fail-on-warn --format openapi --file var/openapi.yaml
	@diff -u docs/openapi.yaml var/openapi.yaml || { \
		echo "docs/openapi.yaml is behind the code: run 'make openapi' and read what changed." >&2; exit 1; }

openapi: .venv/test.stamp ## Write docs/openapi.yaml from the code
	@$(CHECKING) $(PYTHON) manage.py spectacular --validate --fail-on-warn --format openapi --file docs/openapi.yaml

messages: .venv/test.stamp ## Bring the French and Japanese catalogues in step with the code
	@$(PYTHON) -m tests.translations

audit: .venv/test.stamp ## Ask the public advisories about every locked package (needs the internet)
	@for lock in run sso pdf test; do \
		$(PYTHON) -m pip_audit --strict --disable-pip --require-hashes --requirement requirements/$$lock.lock || exit 1; \
	done

# -------------------------------------------------------------------------------------------------------- set-up

.venv/run.stamp: requirements/run.lock
	@set -e; \
	if ! $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		found=; unfinished=; \
		for name in python3.13 python3.12 python3.11 python3 python; do \
			$$name -c 'import sys, venv, sqlite3; assert sys.version_info >= (3, 11)' 2>/dev/null || continue; \
			if $$name -c 'import ensurepip' 2>/dev/null; then found=$$name; break; fi; \
			unfinished=$$name; \
		done; \
		if test -z "$$found" && test -n "$$unfinished"; then \
			echo "$$unfinished cannot make virtual environments. Install what it lacks, then run this again:"; \
			echo '    sudo apt-get install python3-venv'; \
			exit 1; \
		elif test -z "$$found"; then \
			echo 'No Python 3.11 or later found (tried python3.13, python3.12, python3.11, python3 and python).'; \
			echo 'Install one, with its venv and sqlite3 modules, then run this again. On Debian 12 or later:'; \
			echo '    sudo apt-get install python3 python3-venv'; \
			exit 1; \
		fi >&2; \
		echo "Making .venv with $$($$found --version)"; \
		$$found -m venv --clear .venv; \
	fi; \
	echo 'Installing what the tracker needs to run'; \
	$(INSTALL) --requirement requirements/run.lock; \
	touch $@

.venv/test.stamp: requirements/test.lock .venv/run.stamp
	@echo 'Installing what tests and checks need'
	@$(INSTALL) --requirement requirements/test.lock
	@touch $@

hooks: .venv/test.stamp ## Run the checks before each commit, and the tests before each push
	@$(PYTHON) -m pre_commit install --hook-type pre-commit --hook-type pre-push

# uv resolves for every platform and every Python from 3.11 on. Without UPGRADE=1 what is locked stays as it is.
COMPILE = UV_CUSTOM_COMPILE_COMMAND='make lock' var/uv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url $(if $(UPGRADE),--upgrade)

lock: .venv/run.stamp ## Lock requirements/*.in again; UPGRADE=1 takes the newest versions
	@$(PYTHON) -m venv --clear var/uv
	@var/uv/bin/python -m pip install --quiet --quiet --disable-pip-version-check uv
	@$(COMPILE) requirements/run.in --output-file requirements/run.lock
	@$(COMPILE) requirements/sso.in --constraint requirements/run.lock --output-file requirements/sso.lock
	@$(COMPILE) requirements/pdf.in --constraint requirements/sso.lock --output-file requirements/pdf.lock
	@$(COMPILE) requirements/test.in --constraint requirements/pdf.lock --output-file requirements/test.lock
	@! grep -n '://' requirements/*.lock || { echo 'A lock names a host; it must not.' >&2; exit 1; }

clean: ## Remove .venv and caches; var/, where your data is, stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles var/uv var/openapi.yaml var/check.sqlite3*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help run sso pdf test test-sqlite test-postgresql test-sso test-slow test-long privacy fuzz ui-test the-browser screenshots bench check format lint types floors migrations-check \
	deploy-check texts-check openapi-check openapi messages audit hooks lock clean
