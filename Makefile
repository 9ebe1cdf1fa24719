# `make` alone lists the verbs. PORT= moves the site, PYTHON= names a Python (3.11 or newer), ARGS= is handed on.

VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
PRODUCTION := ENV_FILE=/dev/null SITE_URL=https://golf.example.org SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_hex(32))')
# As many as there are cores, for browsers keep them busy; each takes a module at a time.
WORKERS ?= $(shell $(PY) -c 'import os; print(min(os.cpu_count() or 1, 4))' 2>/dev/null)
IN_PARALLEL := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
APPS := golf_project accounts games leaderboards replays moderation ops
MAKEFLAGS += --no-print-directory
ifdef PORT
export PORT
endif

.DEFAULT_GOAL := help
.PHONY: help setup play test faults fuzz check format lint types messages bench bench-live bench-cpu simulate loadtest weigh lighthouse screenshots lock javascript-checks configure up down deploy backup restore backup-drill test-compose

help: ## what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.installed ## set everything up, again and again without harm
	@GOLF_PLAY=1 $(PY) manage.py migrate --verbosity 0
	@echo "setup: the database is up to date"

play: setup ## play: the whole site on http://localhost:8000
	@GOLF_PLAY=1 exec $(PY) manage.py play $(ARGS)

test: $(VENV)/.installed-dev ## run every test, on SQLite and on what else is there (ARGS="-k knock")
	@$(PY) -m tests.run $(IN_PARALLEL) $(ARGS)

faults: $(VENV)/.installed-dev ## kill processes, PostgreSQL and Redis for minutes on end, and lose nothing
	@GOLF_FAULTS=full GOLF_TEST_SERVICES=sqlite $(PY) -m pytest tests/faults $(IN_PARALLEL) $(ARGS)

fuzz: $(VENV)/.installed-dev ## read 200,000 mutated files of games (ARGS="--files 1000 --seed 7")
	@$(PY) -m tests.fuzz $(ARGS)

check: $(VENV)/.installed-dev ## format, lint, types, imports, advisories, JavaScript, migrations, deployment
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PY) -m bandit --quiet --configfile pyproject.toml --recursive $(APPS)
	$(PY) -m tests.audit
	@$(MAKE) javascript-checks
	GOLF_PLAY=1 $(PY) manage.py makemigrations --check --dry-run
	@echo "$(PY) manage.py check --deploy"; $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

format: $(VENV)/.installed-dev ## put Python and JavaScript into form
	$(PY) -m ruff check --fix --exit-zero --quiet .
	$(PY) -m ruff format .
	@if command -v npm >/dev/null; then $(MAKE) node_modules/.installed && npm run --silent format; \
	else echo "skipped: JavaScript, as there is no Node"; fi

lint: $(VENV)/.installed-dev ## lint Python, and who imports whom
	$(PY) -m ruff check .
	$(VENV)/bin/lint-imports --no-logo

types: $(VENV)/.installed-dev ## mypy
	$(PY) -m mypy

messages: $(VENV)/.installed-dev ## collect every sentence for translation, and compile (ARGS=--check only looks)
	@$(PY) -m tests.languages $(ARGS)

javascript-checks:
	@if command -v npm >/dev/null; then \
		$(MAKE) node_modules/.installed && echo "biome check" && npm run --silent lint && echo "tsc --checkJs" && npm run --silent types; \
	elif [ -n "$$CI" ]; then echo "JavaScript cannot be checked, as there is no Node"; exit 1; \
	else echo "skipped: biome and tsc, as there is no Node"; fi

bench: $(VENV)/.installed-dev ## measure (docs/performance.md)
	@$(PY) -m benchmarks $(ARGS)

bench-live: $(VENV)/.installed-dev ## measure live tables, on PostgreSQL and Redis (ARGS="flat paced --rounds 5")
	@$(PY) -m benchmarks.live $(ARGS)

simulate: $(VENV)/.installed ## let CPU players play each other (ARGS="--games 100")
	@GOLF_PLAY=1 $(PY) manage.py simulate $(ARGS)

bench-cpu: $(VENV)/.installed ## judge the CPU players' decisions (docs/cpu.md; ARGS="--level easy --regret 100")
	@GOLF_PLAY=1 $(PY) manage.py simulate --level tour --regret 400 --deals 2000 $(ARGS)

loadtest: $(VENV)/.installed ## put a site that you name under load (ARGS="--url http://localhost:8000 --tables 50")
	@GOLF_PLAY=1 $(PY) manage.py loadtest $(ARGS)

weigh: $(VENV)/.installed-dev ## weigh the table's page in a browser: bytes, requests, jumps, long tasks
	@$(PY) -m pytest tests/browser/test_weight.py tests/browser/test_smoothness.py -q $(ARGS)

lighthouse: $(VENV)/.installed-dev ## have Lighthouse judge a production site of its own (ARGS="--runs 5")
	@$(PY) -m benchmarks.lighthouse $(ARGS)

screenshots: $(VENV)/.installed-dev ## take the pictures of docs/screenshots again
	@$(PY) -m tests.browser.screenshots $(ARGS)

lock: $(VENV)/.tools ## write the locks from the .in files (ARGS=--upgrade)
	$(COMPILE) $(ARGS) requirements-tools.in -o requirements-tools.txt
	$(COMPILE) $(ARGS) requirements.in -o requirements.txt
	$(COMPILE) $(ARGS) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) $(ARGS) requirements-build.in -o requirements-build.txt

configure: ## ask where the site is, and write .env with random secrets (docs/deploy.md)
	@python3 -m ops.configure $(ARGS)

up: ## build and start the site with Docker, and wait until it is there
	@docker compose up --build --detach --wait $(ARGS)

down: ## stop it; everything that it keeps stays
	@docker compose down $(ARGS)

deploy: ## bring a new version into service, and nobody notices (ARGS=--back for the one before)
	@python3 -m ops.deploy $(ARGS)

backup: ## keep a backup of database, media and archives (ARGS=--list)
	@docker compose run --rm backup python manage.py backup $(ARGS)

restore: ## restore a backup into an empty installation (FILE= names it)
	@docker compose run --rm backup python manage.py restore "$(FILE)"
	@$(MAKE) up

backup-drill: ## try the newest backup out beside the site; exit code 1 if anything differs
	@docker compose run --rm backup python manage.py backup_drill $(ARGS)

test-compose: ## build, start, scale, break, back up, restore and deploy it with a real Docker (half an hour)
	@$(PY) -m ops.trial $(ARGS)

# --- What the verbs stand on. A stamp is newer than what it was made from, so a second call does nothing. ---

# uv installs in seconds; where it cannot be had, pip does the same, only slower.
define install
	@echo "setup: installing $(1)"
	@if [ -x $(VENV)/bin/uv ]; then \
		$(VENV)/bin/uv pip install --quiet --python $(PY) --require-hashes -r $(1) || \
		$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
	else $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
	@touch $@
endef

$(VENV)/.made:
	@[ -n "$(PYTHON)" ] || { echo "setup: Python 3.11 or newer with venv is needed; PYTHON= says where one is" >&2; exit 1; }
	@echo "setup: making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.tools: requirements-tools.txt | $(VENV)/.made
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt || \
		echo "setup: no uv, so pip installs: this takes longer"
	@touch $@

$(VENV)/.installed: requirements.txt | $(VENV)/.tools
	$(call install,requirements.txt)

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/.tools
	$(call install,requirements-dev.txt)

node_modules/.installed: package-lock.json
	@echo "setup: installing what checks JavaScript"
	@npm ci --silent
	@touch $@
