# make lab: open the lessons.  make test: run every check.  Both set up .venv when it is missing.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: lab test run data ledger minutes bench figures class site student handouts test-site lock clean moved

lab: $(READY)
	$(BIN)/python -m tools.lab $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest $(ARGS)

run: $(READY)
	$(BIN)/python -m tools.execute $(ARGS)

data: $(READY)
	$(BIN)/python -m tools.record

ledger: $(READY)
	$(BIN)/python -m tools.claimreview $(FILE)

minutes: $(READY)
	$(BIN)/python -m tools.lessons

bench: $(READY)
	$(BIN)/python -m tools.bench

class: $(READY)
	$(BIN)/python -m tools.classroom $(ARGS)

# The editions: a website, a pack for students, lessons to print. Their packages are apart from those of the lessons.
EDITIONS := $(VENV)/editions

site: $(EDITIONS)
	$(BIN)/python -m tools.site.build $(LEDGER)

student: $(READY)
	$(BIN)/python -m tools.student

handouts: $(EDITIONS)
	$(BIN)/python -m tools.handouts

figures: $(EDITIONS)
	$(BIN)/python -m tools.figures $(ARGS)

test-site: site handouts student
	$(BIN)/python -m pytest --dist load $(ARGS) tools/site

$(EDITIONS): $(READY) tools/site/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement tools/site/requirements.txt
	touch $(EDITIONS)

lock:
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --no-header --no-annotate pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --no-header --no-annotate --constraint requirements.txt tools/site/requirements.in -o tools/site/requirements.txt

clean:
	rm -rf $(VENV) build .pytest_cache .ruff_cache

# A folder that was moved or copied with its packages: READY holds their place, and in another one they are set up
# again. pip finds them there, so this needs no network.
WANTED := requirements.txt
ifeq ($(shell test -w "$(READY)" && cd "$(VENV)" && test "$$(cat ready)" != "$$(pwd -P)" && echo moved),moved)
WANTED += moved
endif

$(READY): $(WANTED)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Seven Priorities needs Python 3.11 or newer; $(PYTHON) is Python %d.%d. Name a newer one: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@mkdir -p $(VENV) 2>/dev/null && test -w $(VENV) || { echo "This folder is read-only: name a place for the packages, make VENV=/some/folder ..., or copy the project."; exit 1; }
	rm -f $(BIN)/python*
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	MPLCONFIGDIR=$(VENV)/fonts $(BIN)/python -c "import matplotlib.font_manager"
	@(cd $(VENV) && pwd -P) > $(READY)
