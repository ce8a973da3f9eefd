#!/usr/bin/env bash
# Makes the requirements files: every version with its hashes, and no address, so that any index serves them. What still
# fits stays; UPGRADE=1 takes the newest.
source "$(dirname "$0")/environment.sh"
mkdir -p "$tools"
uv_here

compile() { # compile INPUT OUTPUT OPTION...
  "$uv" pip compile -q ${UPGRADE:+--upgrade} --universal --python-version 3.10 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "$1" -o "$2" "${@:3}"
}

compile requirements-dev.in requirements-dev.txt
compile requirements-newest.in requirements-newest.txt --no-deps
compile requirements-docs.in requirements-docs.txt
compile requirements-release.in requirements-release.txt
printf '%s\n' "${bootstrap[@]}" | compile - requirements-uv.txt
printf '%s\n' "${node_package[@]}" | compile - requirements-node.txt
