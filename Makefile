# `make help` lists everything.
.DEFAULT_GOAL := help
# Rasa would report its use to its maker, and TensorFlow greets on every start.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 2
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
PYTHON := .venv/bin/python

.PHONY: help setup train run test test-all test-faults load check validate deployment unit tools browser others channels dialogues restarts broker audit evaluate review bench-loop bench-nlu bench pictures clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## the locked environment in .venv
	@scripts/setup

train: setup ## the model, if training data, domain or pipeline changed
	@$(PYTHON) -m bot train

run: export DEMO_MODE ?= true
run: train ## everything: chat, desk and worker, with demo customers; Ctrl-C ends all
	@$(PYTHON) -m bot migrate
	@$(PYTHON) -m bot seed
	@$(PYTHON) -m bot run

check: setup ## lint and types, of the browser code too
	@.venv/bin/ruff check .
	@.venv/bin/mypy bot actions
	@scripts/types

validate: setup ## Rasa's own check of domain, rules and training data
	@mkdir -p var
	@.venv/bin/rasa data validate > var/validate.log 2>&1 || { cat var/validate.log; exit 1; }

unit: browser others channels ## unit, server and browser tests

tools: setup
	@scripts/browser
	@scripts/services

others: train tools
	@scripts/unit others

channels: train tools
	@scripts/unit channels

browser: train tools
	@scripts/unit browser

dialogues: train ## conversation tests: rasa test, actions and intents
	@scripts/dialogues

restarts: train ## two chat processes restarted one after the other while customers write
	@scripts/services
	@$(PYTHON) -m pytest -m long tests/channels/test_restart.py

broker: train ## events for analytics to a real RabbitMQ, which comes and goes
	@scripts/services broker
	@$(PYTHON) -m pytest -m long tests/channels/test_event_broker.py

audit: setup ## known weaknesses of what is locked, against deploy/accepted-findings.md
	@scripts/audit

deployment: setup ## check what is in deploy/ with its linters
	@scripts/deployment

test-faults: train ## the fault suite in its long form: over 500 kills (docs/faults.md; scripts/faults is the short form)
	@scripts/services faults
	@$(PYTHON) -m faults --kills 510 --minutes 90 --customers 200 --every 2 --strike-every 15

load: train ## 500 customers at once for ten minutes; no error, and how long answers take (docs/faults.md)
	@scripts/services faults
	@$(PYTHON) -m faults.load

test: export TESTS := brief
test: test-all ## the short form of all tests, for every change (tests/brief.py)

# Two at a time, one a core: first what needs no model beside the training of it, then all that needs it, the longest first.
test-all: setup ## everything
	@$(MAKE) --no-print-directory --jobs 2 train check validate deployment
	@$(MAKE) --no-print-directory --jobs 2 browser others channels dialogues

evaluate: train ## how well the development set is understood
	@mkdir -p var
	@cat tests/nlu/dev.*.tsv > var/dev.tsv
	@$(PYTHON) -m bot evaluate var/dev.tsv

review: setup ## messages the bot was unsure of, for labelling: FILE=var/review.tsv; then python -m bot learn FILE
	@mkdir -p var
	@$(PYTHON) -m bot review $(or $(FILE),var/review.tsv)

bench-loop: train ## how freely the event loop runs while customers talk
	@$(PYTHON) -m bench.loop

bench-nlu: setup ## our pipeline beside Rasa's on our lines (CSV=FILE: on a file of text and label)
	@$(PYTHON) -m bench.nlu $(CSV) 2>/dev/null

bench: train ## measure against stock Rasa; writes docs/performance.md and docs/growth.md
	@$(PYTHON) -m bench
	@$(PYTHON) -m bench.sizes

pictures: train ## the desk's pictures in docs/screenshots, taken anew
	@scripts/browser
	@$(PYTHON) -m tests.browser.pictures

clean: ## remove the environment, models and local data
	rm -rf .venv .tools .rasa models/*.tar.gz models/*.fingerprint var results
