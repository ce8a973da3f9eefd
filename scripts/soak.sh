#!/usr/bin/env bash
# What `make test` does for a few seconds, for long: answers by chance against every reader of Markdown; then the fault
# machine with new seeds, whose memory, files, sockets and threads must stay flat.
source "$(dirname "$0")/environment.sh"
python_environment
node_here
node_packages . >/dev/null

export AI_JUP_SOAK=${AI_JUP_SOAK:-60000} AI_JUP_SEED=${AI_JUP_SEED:-$RANDOM$RANDOM}
echo "$AI_JUP_SOAK texts from seed $AI_JUP_SEED"
pytest tests/answer/test_readers.py -s -k by_chance

unset OPENAI_API_KEY ANTHROPIC_API_KEY GEMINI_API_KEY
python -W ignore -m tests.faults.soak "${SOAK_MINUTES:-120}" "${SOAK_RUNS:-10000}"
