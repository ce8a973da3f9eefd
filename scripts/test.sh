#!/usr/bin/env bash
# Everything a change must pass: each step quiet and timed, its log in .out/. The last line sums up all runners.
source "$(dirname "$0")/environment.sh"

out=$root/.out
wheel_venv=$tools/wheel
rm -rf "$out"
mkdir -p "$out" "$tools"
# nothing of the user's Jupyter, whatever it is
export JUPYTER_CONFIG_DIR=$out/jupyter/config JUPYTER_DATA_DIR=$out/jupyter/data
export JUPYTER_RUNTIME_DIR=$out/jupyter/runtime IPYTHONDIR=$out/ipython
unset JUPYTER_PATH JUPYTER_CONFIG_PATH JUPYTER_TOKEN JUPYTER_TOKEN_FILE JUPYTER_PORT
export PYTHON_KEYRING_BACKEND=keyring.backends.fail.Keyring
# nor a key: tests must never reach a provider
unset OPENAI_API_KEY ANTHROPIC_API_KEY GEMINI_API_KEY GOOGLE_API_KEY
unset OPENAI_BASE_URL ANTHROPIC_BASE_URL GOOGLE_GEMINI_BASE_URL

begun=$SECONDS
failed=()

end_of() { # end_of LOG: what tells most about a failure
  if grep -q '^Fatal Python error' "$1"; then # a crash: the thread, and the test that ran
    grep -E -A 25 '^(Fatal Python error|Current thread)' "$1"
    grep -E 'File ".*/tests/' "$1" || true
  else
    tail -n 60 "$1"
  fi
}

step() { # step NAME COMMAND...: runs it quietly; tells the time, and when it fails the end of its log
  local name=$1 at=$SECONDS rc=0
  shift
  # not "command || rc=$?": bash ignores errexit inside whatever stands left of ||
  set +e
  (set -e; "$@") >"$out/$name.log" 2>&1 </dev/null
  rc=$?
  set -e
  if [ $rc = 0 ]; then
    printf '%-9s %4ss  ok\n' "$name" $((SECONDS - at))
  else
    printf '%-9s %4ss  FAILED (%s), .out/%s.log ends:\n' "$name" $((SECONDS - at)) $rc "$name"
    end_of "$out/$name.log" | sed 's/^/    /'
    failed+=("$name")
  fi
  return 0
}

needed() { # needed NAME COMMAND...: a step without which the others make no sense
  step "$@"
  if [ ${#failed[@]} -gt 0 ]; then finish; fi
}

finish() {
  echo "total $((SECONDS - begun)) s"
  "$base" scripts/sum_up.py "$out" "${failed[@]}"
  exit
}

install_chromium() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
}

node_environment() {
  node_here
  node_packages .
  node_packages ui-tests
}

no_hosts() { # whoever installs chooses the index
  ! grep -nE '(https?|file)://|resolved |^ *--?[a-z-]*(url|links)|^[./]' yarn.lock ui-tests/yarn.lock requirements-*.txt
}

jupyter_without_node() { # jupyter_without_node COMMAND...: in the wheel's environment, outside the checkout
  (
    cd "$out"
    export VIRTUAL_ENV=$wheel_venv PATH=$wheel_venv/bin
    if type -P node; then echo "the wheel's environment has a node"; exit 1; fi
    jupyter "$@" 2>&1
  ) | sed 's/\x1b\[[0-9;]*m//g'
}

wheel() {
  locked_environment "$wheel_venv"
  # an old front end would be taken as it is
  rm -rf ai_jup/labextension dist
  "$uv" build -q --wheel --no-build-isolation -o dist .
  front_end_sources >"$tools/front-end.stamp"
  VIRTUAL_ENV=$wheel_venv "$uv" pip install --no-deps --reinstall dist/*.whl
  VIRTUAL_ENV=$wheel_venv "$uv" pip check
  jupyter_without_node labextension list | tee "$out/labextensions.txt"
  grep -E 'ai-jup v.* enabled +OK' "$out/labextensions.txt"
  jupyter_without_node server extension list | tee "$out/server-extensions.txt"
  grep -E 'ai_jup .*OK' "$out/server-extensions.txt"
}

unit() { node_modules/.bin/vitest run --reporter=default --reporter=junit --outputFile.junit="$out/unit.xml"; }

server() { pytest --junitxml="$out/server.xml"; }

browser() { # against the wheel, not the checkout
  browser_servers
  export VIRTUAL_ENV=$wheel_venv PATH="$wheel_venv/bin:$PATH"
  cd ui-tests
  PLAYWRIGHT_JUNIT_OUTPUT_FILE=$out/browser.xml node_modules/.bin/playwright test --reporter=list,junit
}

find_chromium
if [ -z "$CHROMIUM" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  needed chromium install_chromium
  find_chromium
fi
needed python python_environment
needed node node_environment
step nohosts no_hosts
step wheel wheel
step lint scripts/lint.sh
step unit unit
step server server
if [ -n "$CHROMIUM" ]; then
  step browser browser
elif [ -n "${CI:-}" ]; then
  echo "browser      0s  FAILED: there is no Chromium, and only root can install it"
  failed+=(browser)
else
  echo "browser      0s  NOT RUN: install Chromium (Debian: apt-get install chromium), or set CHROMIUM to its path"
fi
finish
