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
    grep -E -A 25 '^([^A-Za-z]*Fatal Python error|Current thread)' "$1"
    grep -E 'File ".*/tests/|crashed while running' "$1" || true
  else
    tail -n 60 "$1"
  fi
}

quietly() { # quietly NAME COMMAND...: its output in NAME.log; its status and its seconds in NAME.ended
  local name=$1 at=$SECONDS rc=0
  shift
  # not "command || rc=$?": bash ignores errexit inside whatever stands left of ||
  set +e
  (set -e; "$@") >"$out/$name.log" 2>&1 </dev/null
  rc=$?
  set -e
  echo "$rc $((SECONDS - at))" >"$out/$name.ended"
}

told() { # told NAME: how a step ended, with the end of its log when it failed and its notes in any case
  local rc seconds
  read -r rc seconds <"$out/$1.ended"
  if [ "$rc" = 0 ]; then
    printf '%-9s %4ss  ok\n' "$1" "$seconds"
  else
    printf '%-9s %4ss  FAILED (%s), .out/%s.log ends:\n' "$1" "$seconds" "$rc" "$1"
    end_of "$out/$1.log" | sed 's/^/    /'
    failed+=("$1")
  fi
  if [ -f "$out/$1.notes" ]; then sed 's/^/    /' "$out/$1.notes"; fi
}

step() { # step NAME COMMAND...
  quietly "$@"
  told "$1"
}

start() { # start STEP...: steps whose commands have their names, one after the other beside those that follow
  local each
  started=("$@")
  for each in "$@"; do
    quietly "$each" "$each"
    # without it the next makes no sense
    if [ "$(cut -d' ' -f1 "$out/$each.ended")" != 0 ]; then break; fi
  done &
  beside=$!
}

ended() { # waits for what was started, and tells of it
  local each
  wait "$beside"
  for each in "${started[@]}"; do
    if [ -f "$out/$each.ended" ]; then told "$each"; fi
  done
}

needed() { # after steps without which the others make no sense
  if [ ${#failed[@]} -gt 0 ]; then finish; fi
}

note() { # note STEP TEXT: told with the step's result
  echo "$2" >>"$out/$1.notes"
}

finish() {
  echo "total $((SECONDS - begun)) s"
  if [ ${#failed[@]} -gt 0 ]; then echo "failed: ${failed[*]}"; fi
  "$base" scripts/test_summary.py "$out" "${failed[@]}"
  exit
}

install_chromium() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  local each
  for each in chromium-headless-shell chromium; do # Ubuntu has only the second
    apt-get install -y -qq --no-install-recommends "$each" fonts-dejavu-core && return
  done
  return 1
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
  # the wheel is made from the sdist, so both are whole
  "$uv" build -q --no-build-isolation -o dist .
  tool_environment release
  "$tools/release/bin/twine" check --strict dist/*
  front_end_sources >"$tools/front-end.stamp"
  VIRTUAL_ENV=$wheel_venv "$uv" pip install --no-deps --reinstall dist/*.whl
  VIRTUAL_ENV=$wheel_venv "$uv" pip check
  jupyter_without_node labextension list | tee "$out/labextensions.txt"
  grep -E 'ai-jup v.* enabled +OK' "$out/labextensions.txt"
  jupyter_without_node server extension list | tee "$out/server-extensions.txt"
  grep -E 'ai_jup .*OK' "$out/server-extensions.txt"
  "$wheel_venv/bin/ai-jup" --version
  jupyter_without_node ai-jup --version
  "$wheel_venv/bin/python" -c 'from papermill.engines import papermill_engines; papermill_engines.get_engine("ai-jup")'
}

faults_of() { # faults_of STEP: how many were injected, as its log says
  grep -oE '[0-9,]+ faults injected .*' "$out/$1.log" >>"$out/$1.notes" || true
}

unit() {
  local rc=0
  node_modules/.bin/vitest run --reporter=default --reporter=junit --outputFile.junit="$out/unit.xml" || rc=$?
  faults_of unit
  return $rc
}

tested() { # tested STEP [OPTION...]: a crash leaves all threads in the log, and a core in .out where the system allows
  local step=$1 python=$tools/$1/bin/python rc=0
  shift
  ulimit -c "$(ulimit -H -c)"
  "$python" -m pytest -n logical --dist worksteal --basetemp="$out/$step" --junitxml="$out/$step.xml" "$@" tests || rc=$?
  faults_of "$step"
  if compgen -G 'core*' >/dev/null; then
    mv core* "$out" || true
    note "$step" "a process crashed, the tests' or a kernel's: .out/core*, for gdb"
  fi
  return $rc
}

tested_environment() { # tested_environment STEP 3.10 REQUIREMENTS...: that Python, and what the files say in place of the lock
  local step=$1 version=$2 python
  shift 2
  if ! python=$(interpreter "$version"); then
    python=$base
    note "$step" "NOT RUN with Python $version, which is not on this machine, but with $("$base" -V)"
  fi
  locked_environment "$tools/$step" "$python" "$@"
}

pythons() { # the lock has the oldest LiteLLM
  tested_environment oldest 3.10
  tested_environment newest 3.13 requirements-newest.txt
}

oldest() { tested oldest -m "not once"; }

newest() { tested newest; }

browser() { # against the wheel, not the checkout
  browser_servers
  export VIRTUAL_ENV=$wheel_venv PATH="$wheel_venv/bin:$PATH"
  cd ui-tests
  # the servers' folders too: an answer that an earlier run of the tests left would be offered again
  rm -rf test-results
  local rc=0
  PLAYWRIGHT_JUNIT_OUTPUT_FILE=$out/browser.xml node_modules/.bin/playwright test --reporter=list,junit || rc=$?
  # passed, but not at once
  sed -n '/^ *[0-9]* flaky$/,/^ *[0-9]* \(skipped\|passed\)/p' "$out/browser.log" >"$out/browser.notes"
  faults_of browser
  return $rc
}

trap 'trap - INT TERM; kill 0' INT TERM

find_chromium
lane=()
if [ -z "$CHROMIUM" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  lane=(install_chromium)
fi
start "${lane[@]}"
step python python_environment
needed
step node node_environment
ended
needed
find_chromium
step nohosts no_hosts
# beside the others, since a browser test waits half of its time; it is of the wheel
lane=(wheel)
if [ -n "$CHROMIUM" ]; then
  lane+=(browser)
elif [ -n "${CI:-}" ]; then
  echo "browser      0s  FAILED: there is no Chromium, and only root can install it"
  failed+=(browser)
else
  echo "browser      0s  NOT RUN: install Chromium (Debian: apt-get install chromium), or set CHROMIUM to its path"
fi
start "${lane[@]}"
# the checks have all the time that there is
step lint nice -n 10 scripts/lint.sh
step unit unit
step pythons pythons
ended
# pytest at both ends of what is promised, side by side: half of a test's time is waiting, for a kernel, a time limit, a reply
# that is slow on purpose; and beside the browser some would wait longer than they may
start oldest
step newest newest
ended
finish
