# Pellucid's everyday commands. `make` alone lists them.
#
# Everything runs in ./.venv, made from the first Python 3.11-3.14 on the path (or PYTHON=...), and
# filled again only when pyproject.toml, the Python or the place of this folder changes.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NO_MKDOCS_2_WARNING := 1
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$p -c '$(SUPPORTED)' >/dev/null 2>&1; then echo $$p; break; fi; done)
endif

VENV := .venv
PY := $(VENV)/bin/python
# Which Python at which place; and that together with pyproject.toml's text.
HOME_OF_VENV := $(shell $(PYTHON) -c 'import hashlib, sys; \
	print(hashlib.sha256((sys.version + sys.prefix + "$(CURDIR)").encode()).hexdigest()[:12])' 2>/dev/null)
PROJECT := $(shell $(PYTHON) -c 'import hashlib; \
	print(hashlib.sha256(open("pyproject.toml", "rb").read()).hexdigest()[:12])' 2>/dev/null)
STAMP := $(HOME_OF_VENV)-$(PROJECT)
VIZ := $(VENV)/.installed-viz-$(STAMP)
DEV := $(VENV)/.installed-dev-$(STAMP)
# Compiles the CPU kernels again when their sources have changed since the installation.
KERNELS := $(PY) src/pellucid/runtime/cpu/build.py >/dev/null
# All benchmark scripts, or with B=name that one.
NO_SCRIPTS := runner report worker
BENCHMARKS := $(or $(B),$(filter-out $(NO_SCRIPTS),$(basename $(notdir $(wildcard benchmarks/*.py)))))
JOBS ?= 2
ARGS ?=

.PHONY: help
help:  ## List the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VIZ)  ## Train, save, reload and look at a small network on real handwritten digits
	@$(PY) -m pellucid.demo $(ARGS)

.PHONY: test
test: $(DEV)  ## Run the test suite (ARGS="-k conv" to choose, JOBS=0 for one process)
	@$(KERNELS)
	@$(PY) -m pytest -n $(JOBS) $(ARGS)

.PHONY: test-no-compiler
test-no-compiler: $(DEV)  ## Install where there is no compiler, and run the runtime's tests there
	@$(PY) tools/without_compiler.py $(ARGS)

.PHONY: interop
interop: $(DEV)  ## Exchange graphs with real TensorFlow (TENSORFLOW=path/to/its/python)
	@PELLUCID_INTEROP_TENSORFLOW="$(or $(TENSORFLOW),$(PELLUCID_INTEROP_TENSORFLOW),$(error \
		TENSORFLOW=path/to/python names no Python that has TensorFlow))" \
		$(PY) -m pytest tests/interop $(ARGS)

ARM := aarch64-linux-gnu-g++
QEMU := qemu-aarch64
KERNEL_SOURCES := $(filter-out %handlers.cc,$(wildcard src/pellucid/runtime/cpu/source/*.cc))

.PHONY: neon
neon:  ## Compile the CPU kernels for 64-bit ARM and compare them with plain loops, emulated
	@for tool in $(ARM) $(QEMU); do command -v $$tool >/dev/null || { \
		echo "Skipped: $$tool is missing. On Debian and Ubuntu: apt install g++-aarch64-linux-gnu qemu-user"; \
		exit 0; }; done; \
	folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(ARM) -std=c++17 -O3 -ffp-contract=fast -Wall -Wextra -static -pthread -DISA=baseline \
		-Isrc/pellucid/runtime/cpu/source $(KERNEL_SOURCES) tests/runtime/cpu/compare_kernels.cc \
		-o "$$folder/compare"; \
	$(QEMU) "$$folder/compare"

.PHONY: check
check: $(DEV)  ## Everything that is checked without running code: style, types, imports, docs
	@failed=; try() { echo "== $$*"; "$(VENV)/bin/$$@" || failed="$$failed $$1"; }; \
		try ruff check --output-format concise .; \
		try ruff format --check --output-format concise .; \
		try pyright --pythonpath $(PY); \
		try lint-imports; \
		try mkdocs build --strict --quiet --site-dir site; \
		if [ -n "$$failed" ]; then echo "Not in order:$$failed" >&2; exit 1; fi; echo "All in order."

.PHONY: format
format: $(DEV)  ## Let ruff format the code and fix what it can
	@$(PY) -m ruff check --fix-only .
	@$(PY) -m ruff format .

.PHONY: docs
docs: $(DEV)  ## Build the documentation and serve it on http://127.0.0.1:8000
	@$(PY) -m mkdocs serve --strict

.PHONY: coverage-api
coverage-api: $(DEV)  ## How much of TensorFlow's public interface is here (ARGS="--missing")
	@$(PY) tools/coverage_api.py $(ARGS)

.PHONY: bench
bench: $(DEV)  ## Run the benchmarks beside their peers (B=fit for one, ARGS="--only MNIST")
	@$(KERNELS)
	@for name in $(BENCHMARKS); do echo "== $$name"; $(PY) benchmarks/$$name.py $(ARGS) || failed=1; done; \
		exit $${failed:-0}

.PHONY: clean
clean:  ## Remove the virtual environment, caches and everything built
	rm -rf $(VENV) site build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis .bench
	rm -f digits.keras digits.png
	find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --- the virtual environment ---------------------------------------------------------------------

.PHONY: python
python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Pellucid needs Python 3.11, 3.12, 3.13 or 3.14; found: $$(python3 --version 2>&1)." >&2; \
		echo "Install one of them, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi
	@$(PYTHON) -c '$(SUPPORTED)' || { \
		echo "$(PYTHON) is $$($(PYTHON) --version 2>&1); Pellucid needs Python 3.11 to 3.14." >&2; exit 1; }

$(VENV)/.installed-%-$(STAMP): | python
	@if ! $(PY) -c '' 2>/dev/null || [ ! -e $(VENV)/.made-$(HOME_OF_VENV) ]; then \
		$(PYTHON) -m venv --clear $(VENV) || { \
			echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; \
			exit 1; }; \
		touch $(VENV)/.made-$(HOME_OF_VENV); \
	fi
	@echo "Installing Pellucid and what '$*' needs into $(VENV): once, some hundred megabytes, a minute or two ..."
	@start=$$SECONDS; $(PY) -m pip install --quiet --editable '.[$*]'; \
		echo "Installed in $$((SECONDS - start)) s."
	@touch $@
