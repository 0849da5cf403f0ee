# minzheng (民政). Two commands matter: `make demo` and `make test`.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
export MINZHENG_HOME ?= $(CURDIR)/var

.PHONY: demo test test-long check format lock bench serve screenshots translations terms statute-book clean help

help:            ## what can be asked
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

# --- environments: installed from the locks, again only when a lock changes -------------------
$(VENV)/uv.stamp:
	$(PY) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

$(VENV)/product.stamp: requirements.lock pyproject.toml | $(VENV)/uv.stamp
	@test -f $(VENV)/dev.stamp || $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(VENV)/uv.stamp
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/product.stamp

# --- the product ------------------------------------------------------------------------------
demo: $(VENV)/product.stamp  ## a fresh demo district, six paid months, the report written and checked, then serve
	$(BIN)/minzheng demo --fresh
ifneq ($(SERVE),0)
	$(BIN)/minzheng serve
endif

serve: $(VENV)/product.stamp  ## serve on http://127.0.0.1:8000
	$(BIN)/minzheng serve

# --- proof ------------------------------------------------------------------------------------
test: $(VENV)/dev.stamp  ## everything at a short, fixed-seed size, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -q -n 2 --dist loadfile
	MINZHENG_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -n 2 --dist loadfile

test-long: $(VENV)/dev.stamp  ## the full counts, printing seeds and counts
	MINZHENG_TEST_SIZE=long $(BIN)/python -m pytest -n 2 --dist loadfile
	MINZHENG_TEST_SIZE=long MINZHENG_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/dev.stamp  ## formatter, linters, types, architecture, migrations, templates, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy minzheng
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r minzheng -c pyproject.toml -lll  # all severities: ruff S
	git ls-files -z '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2 --check
	$(BIN)/minzheng manage makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/architecture

format: $(VENV)/dev.stamp  ## put everything in the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	git ls-files -z '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

translations: $(VENV)/dev.stamp  ## collect messages, generate traditional Chinese, compile
	$(BIN)/python -m minzheng.shell.locale.build

screenshots: $(VENV)/dev.stamp  ## the pictures of the README, made by the browser tests
	MINZHENG_SCREENSHOTS=1 $(BIN)/python -m pytest -q -m browser

terms: $(VENV)/product.stamp  ## TERMS.md from the plates
	$(BIN)/minzheng terms > TERMS.md

bench: $(VENV)/dev.stamp  ## the benchmarks, peers side by side
	for name in rules import pay; do $(BIN)/minzheng bench $$name; done

lock: $(VENV)/uv.stamp  ## the locks from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header -q -o requirements-dev.lock

clean:           ## forget the demo's state
	rm -rf var build
