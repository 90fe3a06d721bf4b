# make demo   a graph from data/sample, who stands how to whom, one query, and a picture to open in a browser
# make test   style, types and all tests
# make clean  remove what the others made
#
# Both make a virtual environment in .venv first, with Python 3.11 or later; nothing is installed on the system.

PYTHON ?= python3
BIN := .venv/bin
GRAPH := build/demo.graph
VIEW := build/demo.html
PACKAGING := setup.cfg pyproject.toml kg/__init__.py
INPUTS := $(shell find kg data ontology -type f -not -name '*.pyc')

.PHONY: demo test clean
.DELETE_ON_ERROR:

demo: $(VIEW)
	@printf '\nWho stands how to whom (kg analyze %s dyads --top 15):\n\n' $(GRAPH)
	@$(BIN)/kg analyze $(GRAPH) dyads --top 15
	@printf '\nWhat one only says of another (kg query %s alleged-only):\n\n' $(GRAPH)
	@$(BIN)/kg query $(GRAPH) alleged-only --format table
	@printf '\nThe picture: open %s in a browser.\n' '$(abspath $(VIEW))'

test: .venv/.test-installed
	$(BIN)/ruff check .
	$(BIN)/mypy kg
	$(BIN)/pytest -n auto --dist loadfile

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache

$(VIEW): $(GRAPH)/.built
	$(BIN)/kg view $(GRAPH) -o $@

# The stamp lies in the graph's folder, so that it goes when the graph goes.
$(GRAPH)/.built: .venv/.installed $(INPUTS)
	rm -rf $(GRAPH)
	mkdir -p build
	$(BIN)/kg build data/sample -o $(GRAPH)
	touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'kg needs Python 3.11 or later: make PYTHON=/path/to/python3.11'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: $(PACKAGING) | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/.test-installed: $(PACKAGING) | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@ .venv/.installed
