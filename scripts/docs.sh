#!/usr/bin/env bash
# The documentation as a site, in .site: any web server can serve that folder. A link that leads nowhere ends the build.
source "$(dirname "$0")/environment.sh"
tool_environment docs
# Material says at each build what becomes of MkDocs; its version is locked
NO_MKDOCS_2_WARNING=true "$tools/docs/bin/mkdocs" build --strict --quiet --clean
echo "The site is in .site. To look at it: python3 -m http.server --directory .site --bind 127.0.0.1 8000"
