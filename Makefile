# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STORE ?= var/store
PORT ?= 8000

.PHONY: run test lint bench eval requirements clean

run: $(READY)
	@$(BIN)/legation ingest --store $(STORE) data/sample
	@$(BIN)/legation serve --store $(STORE) --port $(PORT)

test: $(READY)
	@$(BIN)/python -m pytest

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY)
	@$(BIN)/python benchmarks/ingest.py

eval: $(READY)
	@$(BIN)/python benchmarks/quality.py

requirements:
	@$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-header \
	    --extra dev --output-file requirements.txt pyproject.toml

clean:
	rm -rf $(VENV) var build dist

$(READY): pyproject.toml requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the environment (a minute or two, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
