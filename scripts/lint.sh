#!/usr/bin/env bash
# The checks that run no tests: all of them, then whether one failed.
source "$(dirname "$0")/environment.sh"
python_environment
node_here
node_packages . >/dev/null

failed=()
check() { # check NAME COMMAND...
  local name=$1
  shift
  echo "--- $name"
  "$@" || failed+=("$name")
}

# Git takes a file for binary that has a zero byte. Pictures of the docs are all that belong here.
no_binary_files() { ! git ls-files --eol | grep '^i/-text' | grep -v '\.png$'; }

check "no binary files" no_binary_files
check "ruff check" ruff check --output-format concise .
check "ruff format" ruff format --check --output-format concise .
check mypy mypy
check "import contracts" lint-imports --no-logo
check "wire types" python -m scripts.generate_wire --check
check "front end" jlpm lint
if [ -d ui-tests/node_modules ]; then
  check "browser tests' types" node_modules/.bin/tsc -p ui-tests/tsconfig.json
fi

if [ ${#failed[@]} -gt 0 ]; then
  printf 'failed: %s\n' "${failed[@]}"
  exit 1
fi
