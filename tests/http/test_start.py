"""What a start of the server costs before the first prompt."""

import subprocess
import sys

import pytest

PROGRAM = """
import asyncio
import sys
sys.modules["rfc3987_syntax"] = None  # a second of every start, as in tests/conftest.py
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

before = set(sys.modules)
config = Config({"AiJup": eval(sys.argv[2])})
app = ServerApp(port=0, open_browser=False, jpserver_extensions={"ai_jup": True}, root_dir=sys.argv[1], config=config)
app.initialize(argv=[], new_httpserver=False)
hosts = [rule.target.rules for rule in app.web_app.default_router.rules if hasattr(rule.target, "rules")]
paths = [rule.matcher.regex.pattern for rules in hosts for rule in rules if hasattr(rule.matcher, "regex")]
assert "/ai-jup/prompt$" in paths, paths

async def start():
    await app.extension_manager.start_all_extensions()
    checking = app.web_app.settings["ai_jup"]._checking
    if checking:
        await checking

asyncio.run(start())
print(sorted((set(sys.modules) - before) & {"pydantic", "litellm", "openai", "tenacity", "keyring"}))
"""


@pytest.mark.parametrize(
    ("settings", "imported"),
    [({}, []), ({"allowed_models": ["anthropic/*"], "default_model": "none/such"}, ["pydantic"])],
)
def test_a_start_imports_nothing_heavy(tmp_path, jp_environ, settings, imported):
    """Not even where there are settings to check."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), repr(settings)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines()[-1:] == [repr(imported)], done.stderr
    assert ("none/such" in done.stderr) == bool(settings)
