# Aliases for nox. They use .venv if it exists, otherwise the nox on your PATH.
NOX ?= $(firstword $(wildcard .venv/bin/nox) nox)

.PHONY: check lint types test soak
check:  ## everything a change needs: lint, types, tests
	$(NOX)
lint:
	$(NOX) -s lint
types:
	$(NOX) -s types
test:
	$(NOX) -s tests
soak:
	$(NOX) -s soak
