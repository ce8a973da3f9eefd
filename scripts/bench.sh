#!/usr/bin/env bash
# Measures the checkout: bench/__main__.py says what.
source "$(dirname "$0")/environment.sh"
python_environment
node_here
node_packages .
front_end
if [ ! -f bench/__main__.py ]; then
  echo "There is no bench/__main__.py yet." >&2
  exit 1
fi
exec python -m bench "$@"
