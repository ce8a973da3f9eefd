"""What a start of the server costs before the first prompt."""

import subprocess
import sys

PROGRAM = """
import sys
from jupyter_server.serverapp import ServerApp

before = set(sys.modules)
app = ServerApp(port=0, open_browser=False, jpserver_extensions={"ai_jup": True}, root_dir=sys.argv[1])
app.initialize(argv=[], new_httpserver=False)
hosts = [rule.target.rules for rule in app.web_app.default_router.rules if hasattr(rule.target, "rules")]
paths = [rule.matcher.regex.pattern for rules in hosts for rule in rules if hasattr(rule.matcher, "regex")]
assert "/ai-jup/prompt$" in paths, paths
print(sorted((set(sys.modules) - before) & {"pydantic", "litellm", "openai", "tenacity", "keyring"}))
"""


def test_loading_the_extension_imports_nothing_heavy(tmp_path, jp_environ):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr
