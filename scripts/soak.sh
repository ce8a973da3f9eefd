#!/usr/bin/env bash
# What `make test` does for a few seconds, for long: answers by chance against every reader of Markdown.
source "$(dirname "$0")/environment.sh"
python_environment
node_here
node_packages . >/dev/null

export AI_JUP_SOAK=${AI_JUP_SOAK:-60000} AI_JUP_SEED=${AI_JUP_SEED:-$RANDOM$RANDOM}
echo "$AI_JUP_SOAK texts from seed $AI_JUP_SEED"
pytest tests/answer/test_readers.py -s -k by_chance
