#!/usr/bin/env bash
# Measures the checkout: bench/ what needs no browser, ui-tests/bench/ what does. Nothing else should run meanwhile.
source "$(dirname "$0")/environment.sh"
python_environment
node_here
node_packages .
front_end
linked_extension
python -m bench "$@"
find_chromium
if [ -z "$CHROMIUM" ]; then
  echo "not measured, for want of Chromium: the way to the page" >&2
  exit 1
fi
node_packages ui-tests
browser_servers
cd ui-tests
UI_TEST_WORKERS=1 node_modules/.bin/playwright test --config bench.config.ts
