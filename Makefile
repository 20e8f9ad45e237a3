# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
STORE ?= var/store
ARTICLES ?= 400
KILLS ?= 0
EVAL ?= ../shared/eval
SUITE ?= ../shared/suites/run_sparql11.py

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PARTS := src/legation/web/static/vendor/manifest.json
MODULES := browser/node_modules/.package-lock.json
SAMPLES = $(wildcard $(addprefix data/sample/*,.txt .html .jsonl .rss .atom .warc .warc.gz))

.PHONY: run parts test screenshots lint bench parallel performance eval conformance reliability requirements clean

# A rejected article does not keep the others from being served; `ingest` tells where its report is.
run: $(READY) parts
	-@$(BIN)/legation ingest --store $(STORE) $(SAMPLES)
	@$(BIN)/legation serve --store $(STORE) --port $(PORT)

test: $(READY) parts
	@$(BIN)/python -m pytest

# What pages load where scripts run. Nothing fails where it cannot be built: pages are whole without.
parts:
	@command -v npm > /dev/null || { echo "no npm here: pages go without the browser parts"; exit 0; }; \
	    $(MAKE) --no-print-directory $(PARTS) || echo "the browser parts could not be built: pages go without them"

$(PARTS): $(MODULES) $(wildcard browser/*.css browser/*.js browser/*.mjs)
	@cd browser && node build.mjs

$(MODULES): browser/package.json browser/package-lock.json
	@echo "installing the browser parts (half a minute, once)"
	@cd browser && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error > /dev/null
	@touch $@

# Pictures of the pages of the samples at three widths, to look at; the README has some of them.
screenshots: $(READY) parts
	-@$(BIN)/legation ingest --store $(STORE) $(SAMPLES)
	@$(BIN)/python tests/browser/screenshots.py $(STORE) var/screenshots --tour docs/pictures

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY)
	@$(BIN)/python benchmarks/ingest.py

parallel: $(READY)
	@$(BIN)/python benchmarks/parallel.py --articles $(ARTICLES) --kills $(KILLS)

# Each budget of the design beside its figure, in about ten minutes; docs/performance.md has the runs at full size.
performance: $(READY)
	@$(BIN)/python benchmarks/performance.py

eval: $(READY)
	@$(BIN)/python benchmarks/quality.py --details $(EVAL)
	@$(BIN)/python benchmarks/labelled.py
	@$(BIN)/python benchmarks/sentences.py

conformance: $(READY)
	@$(BIN)/python benchmarks/conformance.py $(SUITE) --verbose

# About twenty minutes; `load.py` and `endpoint.py` need wrk.
reliability: $(READY)
	@$(BIN)/python benchmarks/faults.py
	@$(BIN)/python benchmarks/load.py
	@$(BIN)/python benchmarks/endpoint.py

# After a change of the dependencies in pyproject.toml. Pins stay as they are unless they must change; delete
# requirements.txt first to take the newest of everything.
requirements: $(READY)
	@$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	    --extra dev --extra mcp --extra ray --output-file requirements.txt pyproject.toml

clean:
	rm -rf browser/node_modules src/legation/web/static/vendor
	rm -rf $(VENV) var build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(READY): pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Legation needs Python 3.11 or newer; name one with PYTHON=")'
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "installing the environment (a minute or two, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
