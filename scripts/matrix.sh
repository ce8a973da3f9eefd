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
  environment r "R" 3.12 r_kernel 'jupyterlab>=4.4,<5' notebook
  # what else answers or completes in a notebook
  environment jupyter-ai "Beside jupyter-ai" 3.12 browser 'jupyterlab>=4.4,<5' notebook jupyter-ai
  environment notebook-intelligence "Beside notebook-intelligence" 3.12 browser 'jupyterlab>=4.4,<5' notebook notebook-intelligence
  # names of places are ui-tests/place.py's
  environment nginx "nginx, as the page for administrators has it" 3.12 place 'jupyterlab>=4.4,<5'
  environment nginx-cuts "nginx that cuts after 3 s of silence" 3.12 place 'jupyterlab>=4.4,<5'
  environment nginx-kernels "nginx, the kernels' sockets alone" 3.12 place 'jupyterlab>=4.4,<5'
  environment nginx-kernels-cuts "nginx, the kernels' sockets alone, cuts after 3 s" 3.12 place 'jupyterlab>=4.4,<5'
  environment gateway "Kernel gateway with a token" 3.12 place 'jupyterlab>=4.4,<5' jupyter_kernel_gateway
  environment gateway-open "Kernel gateway without a token" 3.12 place 'jupyterlab>=4.4,<5' jupyter_kernel_gateway
  environment hub "JupyterHub" 3.12 place 'jupyterlab>=4.4,<5' jupyterhub
  environment litellm-proxy "LiteLLM proxy" 3.12 place 'jupyterlab>=4.4,<5'
}

environment() {
  local name=$1 title=$2 python=$3 what=$4 folder=$results/$1
  shift 4
  names+=("$name")
  if [[ -n "${MATRIX:-}" && " $MATRIX " != *" $name "* ]]; then
    mkdir -p "$folder"
    [[ -f $folder/environment.json ]] ||
      "$base" scripts/compatibility.py not_run "$folder" "$title" "$what" "not tried yet"
    return
  fi
  echo "--- $title"
  rm -rf "$folder"
  mkdir -p "$folder/work"
  local missing=
  if ! python=$(interpreter "$python"); then
    missing="this machine has no such Python"
  elif [[ $what == r_kernel || $what == place ]]; then
    missing=$("${what}_missing" "$name" "$folder")
  fi
  if [[ -z $missing ]]; then
    "$uv" venv -q --python "$python" "$folder/venv"
    VIRTUAL_ENV=$folder/venv "$uv" pip install -q dist/*.whl "$@" 2>"$folder/log" || missing="pip cannot install it here"
  fi
  if [[ -n $missing ]]; then
    echo "NOT RUN: $missing"
    "$base" scripts/compatibility.py not_run "$folder" "$title" "$what" "$missing"
    return
  fi
  if [[ $what == r_kernel ]]; then
    title=$(R --slave -e 'cat("R ", as.character(getRversion()), ", IRkernel ", as.character(packageVersion("IRkernel")), sep = "")')
  fi
  "$base" scripts/compatibility.py begin "$folder" "$title$("$what"_versions "$name" "$folder" 2>/dev/null || true)" "$what"
  (
    export VIRTUAL_ENV=$folder/venv PATH=$folder/venv/bin:$PATH
    # a test that failed is in the table
    "$what" "$folder" "$name" >"$folder/log" 2>&1 || true
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
  # to look at what was said
  cp test-results/*.png "$1" 2>/dev/null || true
}

browser() { playwright "$1" "$("$base" "$root/scripts/compatibility.py" titles)"; }

r_kernel() { # the real R, which no other test of the browser sees
  export UI_TEST_R=1 JUPYTER_DATA_DIR=$1/work
  mkdir -p "$1/work/kernels/ir"
  echo '{"argv": ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"], "display_name": "R", "language": "R"}' \
    >"$1/work/kernels/ir/kernel.json"
  cp ui-tests/notebooks/r.ipynb "$1/work"
  tried "$1" "ai-jup run, a notebook in R" ai-jup run "$1/work/r.ipynb" -o "$1/work/answered.ipynb" --model openai/gpt-5.4-mini
  tried "$1" "It names the value that was read" grep -q 'the value of `my.data`' "$1/work/answered.ipynb"
  playwright "$1" "$("$base" "$root/scripts/compatibility.py" titles r)"
}

r_kernel_missing() { # R is large: nothing but this installs it
  has_r || debian r-base-core r-cran-irkernel
  has_r || echo "this machine has no R with IRkernel, and it cannot be installed here"
}

debian() { # debian PACKAGE...: where that can be done
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || true
  fi
}

has_r() { R --slave -e 'quit(status = !requireNamespace("IRkernel", quietly = TRUE))' >/dev/null 2>&1; }

place() { # places.spec.ts in one of its places
  export UI_TEST_PLACE=$2 UI_TEST_LITELLM=$1/proxy/bin/litellm PATH=$1/node_modules/.bin:$PATH
  playwright "$1" "$("$base" "$root/scripts/compatibility.py" titles place)"
}

place_missing() { # place_missing NAME FOLDER: what it needs beside Python packages is installed, or said to be missing
  case $1 in
  nginx*)
    type -P nginx >/dev/null || debian nginx-light
    type -P nginx >/dev/null || echo "this machine has no nginx, and it cannot be installed here"
    ;;
  hub)
    npm install --silent --no-save --prefix "$2" configurable-http-proxy >/dev/null 2>&1 ||
      echo "configurable-http-proxy cannot be installed here"
    ;;
  litellm-proxy) # in an environment of its own: it pins much
    "$uv" venv -q --python "$(interpreter 3.12)" "$2/proxy"
    VIRTUAL_ENV=$2/proxy "$uv" pip install -q 'litellm[proxy]' 2>"$2/log" || echo "pip cannot install litellm[proxy] here"
    ;;
  esac
}

place_versions() { # place_versions NAME FOLDER: of what stands before or behind Jupyter, for the title
  case $1 in
  nginx*) nginx -v 2>&1 | sed 's,.*nginx/, (,; s/ *$/)/' ;;
  gateway*) version_in "$2/venv" jupyter_kernel_gateway ;;
  hub) version_in "$2/venv" jupyterhub ;;
  litellm-proxy) version_in "$2/proxy" litellm ;;
  esac
}

browser_versions() { # of what is installed beside
  if [[ $1 == jupyter-ai || $1 == notebook-intelligence ]]; then version_in "$2/venv" "$1"; fi
}

version_in() { # version_in ENVIRONMENT PACKAGE
  "$1/bin/python" -c 'import importlib.metadata as m, sys; print(f" ({m.version(sys.argv[1])})", end="")' "$2"
}

together() { # several people on one notebook
  export UI_TEST_TOGETHER=1
  playwright "$1" "$("$base" "$root/scripts/compatibility.py" titles together)"
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
