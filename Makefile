# Everything here works on a fresh clone, as a user who is not root: each target sets up what it
# needs in .venv first. `make help` lists the targets.

PYTHON ?= python3
FUZZ_INPUTS ?= 100000
KILLS_MINUTES ?= 60
VENV   := .venv
BIN    := $(VENV)/bin
BENCHMARKS ?= whole_course start_up import_and_check bare_fork submission_cpu false_alarms walls light_course \
              jobs fork_memory cache same_scores gradebook_writes cluster scale on_arrival
AT_ONCE ?= 3
LOCK   := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
          --custom-compile-command "make lock" pyproject.toml --extra tensorflow

# Where a shell exports it, every cold `import tensorflow` takes 12 s instead of 4 s.
unexport PYTHONDONTWRITEBYTECODE
# Either would let packages from outside the lock into .venv.
unexport PYTHONPATH
unexport PYTHONHOME

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test quick fuzz kills lint release docs pictures site wheels benchmarks lock clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.dev ## make .venv with everything in it, and stop there

demo: $(VENV)/.grading ## grade a made-up class of one assignment; ALL=1: of every assignment
	$(BIN)/python -m autograder demo $(if $(ALL),--all)

# Files of tests run beside each other, three even on two cores: one of them mostly waits, for processes
# or for a limit of time, while the others train networks.
# They begin in the order of tests/conftest.py.
PYTEST := $(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile --no-loadscope-reorder

test: $(VENV)/.dev lint ## lint, check types, run every test (AT_ONCE=3 files of them at a time)
	$(PYTEST)

quick: $(VENV)/.dev lint ## the same without the tests that take long
	$(PYTEST) -m "not slow"

fuzz: $(VENV)/.dev ## hostile inputs for every parser of what a student sends (FUZZ_INPUTS=100000)
	FUZZ_INPUTS=$(FUZZ_INPUTS) $(BIN)/python -m pytest tests/fuzz

kills: $(VENV)/.dev ## hand-ins to a watch that is killed again and again (KILLS_MINUTES=60)
	KILLS_MINUTES=$(KILLS_MINUTES) $(BIN)/python -m pytest -s tests/on_arrival/test_random_kills.py

lint: $(VENV)/.dev ## ruff and mypy, as CI runs them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

release: $(VENV)/.grading ## regenerate release/ from source/
	$(BIN)/python -m autograder release

docs: $(VENV)/.grading ## regenerate the pages made of code: exercises, from the bank, and commands
	$(BIN)/python -m autograder.authoring.answer_bank > $(VENV)/exercises.md
	mv $(VENV)/exercises.md docs/author/exercises.md
	$(BIN)/python tools/commands_page.py > $(VENV)/commands.md
	mv $(VENV)/commands.md docs/teach/commands.md

pictures: $(VENV)/.dev ## draw the pictures of the docs anew, in a browser: docs/pictures/
	DRAW_PICTURES=1 $(BIN)/python -m pytest tests/browser

site: $(VENV)/.dev ## build the documentation as a site: build/site/index.html
	rm -rf build/site
	$(BIN)/python -m sphinx -q -W --keep-going -b html -d build/doctrees docs build/site
	@echo "build/site/index.html"

wheels: $(VENV)/.grading ## build in dist/ what is installed elsewhere: engine, student's package, data set
	rm -f dist/*.whl
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	    --no-index --wheel-dir dist . ./autograder ./course_utils/datasets
	@ls dist/*.whl

benchmarks: $(VENV)/.dev ## measure everything and write docs/how/benchmarks.md: hours, on an idle machine
	@trap 'exit 130' INT TERM; failed=; for name in $(BENCHMARKS); do \
	    echo "benchmarks/$$name.py --save"; \
	    $(BIN)/python benchmarks/$$name.py --save || failed="$$failed $$name"; \
	done; $(BIN)/python benchmarks/write_docs.py; \
	test -z "$$failed" || { echo "make: not measured:$$failed" >&2; exit 1; }

lock: $(VENV)/.dev ## resolve the dependencies again, to the newest allowed
	$(LOCK) --upgrade --group dev -o requirements.lock
	$(LOCK) --upgrade --group grading -c requirements.lock -o requirements-grading.lock

clean: ## remove .venv and every cache
	rm -rf $(VENV) .venv-otter build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps. pip would compile one file after the other; compileall uses every core. It exits with
# 1 if one file of one package does not parse (some ship templates), which harms nothing.
define install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile \
	    --require-hashes -r $(1)
	$(BIN)/python -W ignore -m compileall -q -q -j 0 $(VENV)/lib || true
endef

$(VENV)/.python:
	@command -v $(PYTHON) >/dev/null || { \
	    echo "make: $(PYTHON) not found: install Python 3.11, 3.12 or 3.13," \
	         "or say make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	    echo "make: expected Python 3.11, 3.12 or 3.13, got $$($(PYTHON) --version 2>&1)" \
	         "from $(PYTHON): say make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "make: $(PYTHON) lacks the venv module: on Debian and Ubuntu," \
	         "install the package python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	touch $@

$(VENV)/.grading: $(VENV)/.python requirements-grading.lock pyproject.toml autograder/pyproject.toml
	@echo "Installing the locked dependencies in $(VENV) (about 2 GB; a few minutes) ..."
	$(call install,requirements-grading.lock)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation --editable . --editable ./autograder
	touch $@

$(VENV)/.dev: $(VENV)/.grading requirements.lock
	$(call install,requirements.lock)
	touch $@
