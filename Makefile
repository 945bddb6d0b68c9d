# Two commands do everything, on a machine with Python, pip and make only:
#   make lab    set up, and open the course in JupyterLab
#   make test   set up, and run every test
# With another Python: make lab PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TESTS := .venv/.tests
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

.PHONY: lab class collect test test-site weekly places fuzz soak notebooks html \
  site handout bench load faults lint lock

# In `my`, a copy of every page for the learner. Options go to JupyterLab:
# make lab LAB=--no-browser
lab: $(READY)
	$(BIN)/python -m helpers lab $(LAB)

# Two files at a time, in the order of tests/conftest.py; the tests of a file
# one after the other.
test: $(TESTS)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TEST)

# What `make test` leaves out because a shorter test holds the same.
weekly: $(TESTS)
	$(BIN)/python -m pytest -m weekly -n 2 --dist loadfile $(TEST)

# The site, in a browser without a network. `make site` gets what is missing.
test-site: $(TESTS)
	-$(MAKE) site
	SITE=1 $(BIN)/python -m pytest tests/site -n 2 --dist loadgroup $(TEST)

# The course from its wheel: with the packages of Colab and Kaggle, and with
# what one command installs. Half an hour and 6 GB, in build/places.
places: $(TESTS)
	PLACES=1 $(BIN)/python -m pytest tests/places $(TEST)

# Try more than 10 000 settings of the live figures, thousands of trainings,
# and every fault in every healthy set-up of the checkup.
# With others: make fuzz SEED=1
SEED ?= 0
fuzz: $(TESTS)
	FUZZ=50 $(BIN)/python -m pytest tests/test_fuzz.py \
	  tests/checkup/test_programs.py tests/checkup/test_setups.py \
	  -n 2 --dist loadfile --hypothesis-seed=$(SEED) $(TEST)

# Ten minutes of random moves on every live figure, in a browser, and 200 acts
# of a clumsy learner on every page; and five pages in the other browsers.
# With others: make soak SEED=1
soak: $(TESTS)
	SOAK=600 SEED=$(SEED) $(BIN)/python -m pytest tests/pages/*/test_browser.py \
	  tests/test_other_browsers.py $(TEST) \
	  -k "random_moves or clumsy_learner or other_browsers"

# Run every notebook from top to bottom and save it with its outputs.
notebooks: $(TESTS)
	$(BIN)/python tools/save_notebooks.py $(NOTEBOOKS)

# Every page to read without Python, in build/html; loads nothing else.
html: $(TESTS)
	$(BIN)/jupyter nbconvert --to html --template html \
	  --TemplateExporter.extra_template_basedirs=tools \
	  --output-dir build/html $(NOTEBOOKS)

# The course as static files, in build/site, for any web server; the pages run
# in the reader's own browser. Copies for Colab need the address on GitHub:
# make site REPOSITORY=owner/name
site: export REPOSITORY ?= $(GITHUB_REPOSITORY)
site: $(TESTS)
	cd tools && ../$(BIN)/python -m website

# Every page to print, without answers, and one key: in build/handout.
handout: $(TESTS)
	$(BIN)/python tools/handout.py

# A hub for a class, to try: http://127.0.0.1:8000, for learner01 to learner30.
# It needs Node.js and npm; classroom/README.md has what a real class needs.
class: $(READY) build/hub/.ready
	$(BIN)/python -m jupyterhub --config classroom/jupyterhub_config.py

# What a class thought, from its files my/answers.json wherever they are in a
# folder: a page and tables, in build. make collect FOLDER=/home
collect: $(READY)
	@$(BIN)/python -m helpers.classroom "$(FOLDER)"

# What the README says of speed, measured side by side.
bench: $(TESTS)
	cd tools && ../$(BIN)/python -m bench

# How a class's hub bears so many learners at once, on one page, for two minutes.
# make load LEARNERS=12 PAGE=05_the_fixes
LEARNERS ?= 20
PAGE ?= 01_the_question
load: $(TESTS) build/hub/.ready
	$(BIN)/python tools/load.py --learners $(LEARNERS) --page $(PAGE) $(LOAD)

# What a learner loses when a kernel, a server, the proxy or the hub breaks.
faults: $(TESTS) build/hub/.ready
	$(BIN)/python tools/faults.py

lint: $(TESTS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The exact versions for Linux, Windows and macOS, without index addresses.
lock: $(TESTS)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	  --all-extras --no-annotate --no-header --no-emit-index-url --upgrade \
	  --quiet --output-file requirements.txt

# Install the course in the exact versions. uv takes a third of pip's time.
# Where it cannot reach its index, pip may: the settings of a company or a
# school are often pip's alone.
WHAT = --quiet --constraint requirements.txt --editable ".[$(EXTRAS)]"
define install
$(BIN)/uv pip install $(WHAT) --python $(BIN)/python --compile-bytecode \
  --cache-dir .venv/cache || $(BIN)/python -m pip install $(WHAT)
@rm -rf .venv/cache
endef

# What a learner needs.
$(READY): EXTRAS := lab,keras
$(READY): pyproject.toml requirements.txt
	@$(PYTHON) -c "import sys; v = sys.version_info[:2]; \
	  sys.exit(0 if (3, 11) <= v <= (3, 14) else \
	  'This course needs Python 3.11 to 3.14, and $(PYTHON) is %d.%d. ' \
	  'Try: make lab PYTHON=python3.12' % v)"
	@echo "Setting up in .venv: once, a few minutes …"
	$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet "$$(grep '^uv==' requirements.txt)"
	$(install)
	@# Compile the training loops now, so that no learner waits for it.
	$(BIN)/python -c "from helpers import engine, experiment; \
	  engine.train(experiment.QUESTION)"
	@touch $(READY)

# What the tests need besides.
$(TESTS): EXTRAS := lab,keras,test
$(TESTS): $(READY)
	@echo "Adding the tools for tests: once, a minute …"
	$(install)
	@touch $(TESTS)

# What a hub needs besides.
build/hub/.ready: $(READY) classroom/requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python \
	  --requirement classroom/requirements.txt || \
	  $(BIN)/python -m pip install --quiet --requirement classroom/requirements.txt
	npm install --silent --no-fund --no-audit --prefix build/hub \
	  configurable-http-proxy@5
	@touch build/hub/.ready
