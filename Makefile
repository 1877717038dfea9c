# The commands of the project. Each sets up .venv by itself; only Python 3.11 to 3.14 and make must be there.

ARTICLES ?= data/articles
TABLES ?= build/tables
REPORT ?= build/report
NOTEBOOKS ?= notebooks
FUZZ_SECONDS ?= 60
BENCH_SIZES ?= 1000,10000,100000,1000000
# Where the tables are the product, the stored outputs of a notebook must be met to the letter.
STRICT_NOTEBOOKS := notebooks/01*.ipynb notebooks/02*.ipynb
PY := .venv/bin/python

# Every system then reads and writes UTF-8, whatever its language settings.
export PYTHONUTF8 := 1
# The kernels of .venv go before those of the user.
export JUPYTER_PREFER_ENV_PATH := 1
# Packages or windows of the machine must not slip into a run.
unexport PYTHONPATH PYTHONHOME MPLBACKEND

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-bench report fuzz bench test test-code test-notebooks lab notebooks lint format lock clean

help:  ## this list
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'
	@echo "Options: PYTHON=/path/to/python3  ARTICLES=folder  TABLES=folder  REPORT=folder  REPORT_ARGS=--no-pdf"
	@echo "         FUZZ_SECONDS=60 for each target of make fuzz"
	@echo "         BENCH_SIZES=1000,10000  BENCH_ARGS='--only speed', or what else python -m bench.run takes"
	@echo "         NOTEBOOKS=folder  LAB_ARGS='--no-browser --port 8899', or what else jupyter lab takes"

setup:  ## make .venv, or bring it up to date (the other targets do this themselves)
	@sh scripts/setup.sh

setup-dev:  ## the same, with the tools of tests and checks
	@sh scripts/setup.sh dev

setup-bench:
	@sh scripts/setup.sh bench

# Status 1 of `build` means: done, with some inputs listed in the table `problems`. The old table goes first, so that a
# report is never made from an earlier run.
report: setup  ## tables from the bundled reports, the report as one page, executed notebooks, charts
	@rm -f "$(TABLES)/events.csv"
	.venv/bin/osint-iraq build "$(ARTICLES)" --out "$(TABLES)" || { test $$? -eq 1 && test -f "$(TABLES)/events.csv"; }
	.venv/bin/osint-iraq report --tables "$(TABLES)" --out "$(REPORT)" $(REPORT_ARGS)

test: test-code test-notebooks  ## every test, and every notebook

test-code: setup-dev  ## the tests and the examples in docstrings
	$(PY) -m pytest

test-notebooks: setup-dev  ## the notebooks alone: all run, and the first two give their stored tables
	$(PY) -m pytest --nbval-lax notebooks
	$(PY) -m pytest --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg $(STRICT_NOTEBOOKS)

# atheris comes ready-made for Linux on x86-64 alone; status 3 says that it is not there.
fuzz: setup-dev  ## look for texts that break reading, FUZZ_SECONDS=60 for each target; what is found is kept in tests/hostile/found
	$(PY) -m fuzz.run hypothesis $(FUZZ_SECONDS)
	@for target in read markup files dates quantities extract; do \
		$(PY) -m fuzz.run $$target $(FUZZ_SECONDS); status=$$?; \
		test $$status -eq 3 && break; test $$status -eq 0 || exit 1; \
	done

# What is measured is stored in build/bench; an error at the end means that a target was missed, not that a step failed.
bench: setup-bench  ## speed beside other tools and cost against size, into docs/performance.md; a million articles take long
	$(PY) -m bench.run --sizes $(BENCH_SIZES) $(BENCH_ARGS)

lab: setup  ## JupyterLab on the notebooks
	"$(PY)" -m jupyterlab $(LAB_ARGS) "$(NOTEBOOKS)"

notebooks: setup-dev  ## run the notebooks in place, store their outputs and the chart of the README
	$(PY) scripts/run_notebooks.py
	cp build/charts/attacks-2019-2026-en.png docs/chart-timeline.png

lint: setup-dev  ## style, format and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: setup-dev  ## put every file into the common format
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# lock.txt is what a report needs, lock-dev.txt that and the tools of tests and checks, lock-bench.txt these and the tools
# that `make bench` compares with; the second is solved first, and the others keep to it. `fewest`: one numpy for every Python, so that results do not depend on it. Indexes are left out: the
# files must work with whichever one a reader uses. UPGRADE=--upgrade moves all pins, otherwise those that still fit stay.
SOLVE = uv pip compile pyproject.toml --group build --extra notebooks --universal --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-annotate --only-binary :all: --no-binary docopt \
	--custom-compile-command "make lock" $(UPGRADE) --quiet

lock: export PATH := $(PATH):$(CURDIR)/.venv/bin
lock:  ## solve the locks in requirements/ anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: .venv/bin/python -m pip install uv" >&2; exit 1; }
	$(SOLVE) --extra dev --output-file requirements/lock-dev.txt
	$(SOLVE) --constraint requirements/lock-dev.txt --output-file requirements/lock.txt
	$(SOLVE) --extra dev --extra bench --constraint requirements/lock-dev.txt --output-file requirements/lock-bench.txt

clean:  ## remove everything that make made, .venv included
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis osint_iraq.egg-info
	find osint_iraq tests fuzz bench notebooks scripts -name __pycache__ -type d -prune -exec rm -rf {} +
