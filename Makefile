# Two commands: `make run` and `make test`. Everything else is listed by `make help`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test eval browser lint bench docs-images system-deps prepare clean

help:
	@echo 'make run          install, prepare the model, ingest data/minutes, serve http://localhost:$(PORT)'
	@echo 'make test         install, then every test (needs Chromium and Japanese fonts: make system-deps)'
	@echo 'make eval         whether answers can be trusted: eval/report/index.html'
	@echo 'make lint         ruff (lint, format) and mypy (strict)'
	@echo 'make bench        speed and quality, BEIR=<folder> for a retrieval set of your own'
	@echo 'make docs-images  take the screenshots of the page anew'
	@echo 'make system-deps  Chromium and Japanese fonts, from Debian (as root)'

$(VENV)/.run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet 'torch==2.13.0'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[openai]'
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

prepare: $(VENV)/.run
	$(BIN)/gijiq prepare

run: prepare
	$(BIN)/gijiq ingest --new data/minutes
	$(BIN)/gijiq page --port $(PORT)

browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && $(MAKE) system-deps; } || \
		{ echo 'The page is tested in a browser: install it with `make system-deps` as root.' >&2; exit 1; }

test: $(VENV)/.dev prepare browser
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest eval/

eval: $(VENV)/.dev prepare
	$(BIN)/python -m pytest eval/

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev prepare
	$(BIN)/python -m bench $(BEIR) --write docs/benchmark.md --write README.md

docs-images: $(VENV)/.dev prepare
	$(BIN)/python tests/screenshots.py docs/images

system-deps:
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
		chromium fonts-noto-cjk python3-venv

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
