.PHONY: help run test lint soak bench matrix docs lock clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: ## build what has changed and open the starter notebook in JupyterLab (PORT=8888)
	@scripts/run.sh

test: ## everything a change must pass, from a clean clone too
	@scripts/test.sh

lint: ## the checks of `make test` that run no tests
	@scripts/lint.sh

soak: ## for hours: texts by chance, then the fault machine (AI_JUP_SOAK=60000 SOAK_MINUTES=120)
	@scripts/soak.sh

bench: ## measure; the ratios of one run
	@scripts/bench.sh

matrix: ## try the wheel with the oldest and newest JupyterLab, Python and LiteLLM; docs/compatibility.md says what works
	@scripts/matrix.sh

docs: ## build the documentation as a site, in .site
	@scripts/docs.sh

lock: ## make the requirements files again, with hashes
	@scripts/lock.sh

clean: ## remove what was built and installed (not .run, which has your notebooks)
	rm -rf .venv .tools .out .site dist lib tsconfig.tsbuildinfo node_modules ui-tests/node_modules ui-tests/test-results \
	  ai_jup/labextension ai_jup/_version.py .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
