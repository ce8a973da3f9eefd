#!/usr/bin/env bash
# Tries the wheel in the environments below, each as its user would install it today, and writes docs/compatibility.md.
# `MATRIX="lab44 python310" make matrix` tries only those; the others stand in the table as they were when last tried.
source "$(dirname "$0")/environment.sh"

results=$tools/matrix
oldest_litellm=$(grep -oE '^litellm==[0-9.]+' requirements-dev.in)
newest_litellm=$(grep -oE '^litellm==[0-9.]+' requirements-newest.in)

environments() { # environment NAME TITLE PYTHON WHAT PACKAGE...: WHAT is a function below
  environment lab44 "JupyterLab 4.4, the oldest of all" 3.10 browser jupyterlab==4.4.0 'notebook==7.4.*' "$oldest_litellm"
  environment lab45 "JupyterLab 4.5" 3.12 browser 'jupyterlab==4.5.*' 'notebook==7.5.*'
  environment newest "The newest of all" 3.13 browser jupyterlab notebook "$newest_litellm"
  environment jupyter-collaboration "jupyter-collaboration 5" 3.12 together jupyterlab notebook 'jupyter-collaboration==5.*'
  environment lab43 "JupyterLab 4.3" 3.12 too_old 'jupyterlab==4.3.*' 'notebook==7.3.*'
  environment python310 "Python 3.10" 3.10 command_line ipykernel
  environment python313 "Python 3.13" 3.13 command_line ipykernel
  environment litellm-oldest "The oldest LiteLLM" 3.12 command_line ipykernel "$oldest_litellm"
  environment litellm-newest "The newest LiteLLM" 3.12 command_line ipykernel "$newest_litellm"
}

environment() {
  local name=$1 title=$2 python=$3 what=$4 folder=$results/$1
  shift 4
  names+=("$name")
  if [[ -n "${MATRIX:-}" && " $MATRIX " != *" $name "* ]]; then return; fi
  echo "--- $title"
  rm -rf "$folder"
  mkdir -p "$folder/work"
  if ! python=$(interpreter "$python"); then
    echo "not tried: this machine has no such Python"
    return
  fi
  "$uv" venv -q --python "$python" "$folder/venv"
  VIRTUAL_ENV=$folder/venv "$uv" pip install -q dist/*.whl "$@"
  "$base" scripts/compatibility.py begin "$folder" "$title"
  (
    export VIRTUAL_ENV=$folder/venv PATH=$folder/venv/bin:$PATH
    # a test that failed is in the table
    "$what" "$folder" >"$folder/log" 2>&1 || true
  )
}

playwright() { # playwright FOLDER TITLES: the tests whose titles fit
  browser_servers
  # what only the checkout has is run by the checkout's Python
  export UI_TEST_PYTHON=$venv/bin/python UI_TEST_WORKERS=1
  cd ui-tests
  rm -rf test-results
  node_modules/.bin/playwright test --grep "$2" --retries=1 || true
  cp test-results/report.json "$1/report.json"
}

browser() { playwright "$1" "$("$base" "$root/scripts/compatibility.py" titles)"; }

together() { # several people on one notebook
  export UI_TEST_TOGETHER=1
  playwright "$1" "together: "
}

too_old() { playwright "$1" "it is said that JupyterLab is too old"; }

command_line() { # a notebook with a function that the model calls; nobody has a key, so the simulator answers
  export JUPYTER_CONFIG_DIR=$1/work JUPYTER_DATA_DIR=$1/work JUPYTER_RUNTIME_DIR=$1/work IPYTHONDIR=$1/work
  cp examples/tools.* "$1/work"
  cd "$1/work"
  for model in openai/gpt-5.4-mini anthropic/claude-sonnet-5 gemini/gemini-3.5-flash; do
    tried "$1" "ai-jup run, ${model%%/*}" ai-jup run tools.ipynb -o answered.ipynb --model "$model"
  done
  tried "$1" "ai-jup run --replay strict" ai-jup run tools.ipynb -o replayed.ipynb --replay strict
  tried "$1" "ai-jup check" ai-jup check replayed.ipynb
}

tried() { # tried FOLDER TITLE COMMAND...
  local rc=0
  "${@:3}" || rc=$?
  printf '%s\t%s\n' "$rc" "$2" >>"$1/commands"
}

# nothing of the user's, and no provider
unset OPENAI_API_KEY ANTHROPIC_API_KEY GEMINI_API_KEY GOOGLE_API_KEY
unset OPENAI_BASE_URL ANTHROPIC_BASE_URL GOOGLE_GEMINI_BASE_URL
unset JUPYTER_PATH JUPYTER_CONFIG_PATH JUPYTER_TOKEN JUPYTER_TOKEN_FILE JUPYTER_PORT
export PYTHON_KEYRING_BACKEND=keyring.backends.fail.Keyring

python_environment
node_here
node_packages .
node_packages ui-tests
find_chromium
front_end
# takes the front end as it was built
rm -rf dist
"$uv" build -q --wheel --no-build-isolation -o dist .
mkdir -p "$results"
names=()
environments
"$base" scripts/compatibility.py write docs/compatibility.md "$results" "${names[@]}" || failed=1
node_modules/.bin/prettier --log-level warn --write docs/compatibility.md
exit "${failed:-0}"
