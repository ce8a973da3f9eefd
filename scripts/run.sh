#!/usr/bin/env bash
# JupyterLab with this checkout's ai-jup, at the starter notebook. Again and again: what is there is not made anew.
source "$(dirname "$0")/environment.sh"

say() { printf '\n==> %s\n' "$*"; }

run=$root/.run
mkdir -p "$run/notebooks" "$tools"
# Settings, trust, history and workspaces of its own: a trial leaves the user's Jupyter as it was. Keys come from the
# environment, which stays the user's.
export JUPYTER_CONFIG_DIR=$run/jupyter/config JUPYTER_DATA_DIR=$run/jupyter/data
export JUPYTER_RUNTIME_DIR=$run/jupyter/runtime IPYTHONDIR=$run/ipython
export JUPYTERLAB_SETTINGS_DIR=$run/jupyter/settings JUPYTERLAB_WORKSPACES_DIR=$run/jupyter/workspaces
unset JUPYTER_PATH JUPYTER_CONFIG_PATH JUPYTER_TOKEN JUPYTER_TOKEN_FILE JUPYTER_PORT

say "Python packages (.venv)"
python_environment

say "Node packages (node_modules)"
node_here
node_packages .

if front_end_is_current; then
  say "Front end: unchanged since it was built"
else
  say "Front end: building"
  front_end
fi

if extension_is_linked; then
  say "ai-jup: linked into .venv"
else
  say "ai-jup: linking this checkout into .venv"
  linked_extension
fi

# a copy, so that trying it out leaves the checkout clean; signed, else its first prompt would ask as a stranger's does
if [ ! -e "$run/notebooks/start.ipynb" ]; then
  cp examples/start.ipynb "$run/notebooks/start.ipynb"
  jupyter-trust "$run/notebooks/start.ipynb" >/dev/null
fi

# JupyterLab asks a new user about its news, over the notebook
news=$JUPYTERLAB_SETTINGS_DIR/@jupyterlab/apputils-extension/notification.jupyterlab-settings
if [ ! -e "$news" ]; then
  mkdir -p "$(dirname "$news")"
  echo '{"fetchNews": "false", "checkForUpdates": false}' >"$news"
fi

options=(
  --ServerApp.ip=127.0.0.1
  --ServerApp.port="${PORT:-8888}"
  --ServerApp.port_retries=50
  --ServerApp.root_dir="$run/notebooks"
  --ServerApp.answer_yes=True
  --LabApp.default_url=/lab/tree/start.ipynb
  --LabApp.news_url=None
  --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
)
if [ "$(id -u)" = 0 ]; then options+=(--allow-root); fi
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "$(uname)" != Darwin ]; then options+=(--no-browser); fi

say "JupyterLab: starting (what it says goes to .run/server.log)"
jupyter-lab "${options[@]}" >"$run/server.log" 2>&1 &
server=$!
# shellcheck disable=SC2064
trap "kill $server 2>/dev/null; wait $server 2>/dev/null; printf '\nJupyterLab has stopped. Notebooks are in .run/notebooks.\n'; exit 0" INT TERM HUP

address() { # from the file in which the server tells its port and token, once it answers
  python - "$JUPYTER_RUNTIME_DIR/jpserver-$server.json" <<'PY'
import json, pathlib, sys, urllib.request

try:
    at = json.loads(pathlib.Path(sys.argv[1]).read_text())
    urllib.request.urlopen(f"{at['url']}api", timeout=5).close()
except (OSError, ValueError):
    sys.exit(1)
print(f"{at['url']}lab/tree/start.ipynb?token={at['token']}")
PY
}

until where=$(address); do
  if ! kill -0 "$server" 2>/dev/null; then
    echo "JupyterLab did not start. The end of .run/server.log:" >&2
    tail -20 "$run/server.log" >&2
    exit 1
  fi
  sleep 0.3
done

port=${where#*://*:} port=${port%%/*}
if [ "$port" != "${PORT:-8888}" ]; then say "Port ${PORT:-8888} is taken: it is $port this time. PORT=9000 make run picks another."; fi
say "Ready. Ctrl+C stops it. Open:"
printf '\n    %s\n\n' "$where"
wait "$server"
