"""A notebook's kernel with values and functions, and what is read of a run on it."""

from __future__ import annotations

import itertools

import pytest

from tests.simulator.wires import png_base64

CELL = (
    '''
import time
calls = []
price = 42
class db:
    @staticmethod
    def query(table: str, limit: int = 3) -> list[str]:
        """Query a table.

        Args:
            table: its name
        """
        calls.append(table)
        print("querying", table)
        return [table] * limit
class Dot:
    def _repr_png_(self):
        return __import__("base64").b64decode("PNG")
def plot():
    calls.append("plot")
    display(Dot())
def maybe(limit: int = None, day: "str" = None): return [limit, day]
def quick(): calls.append("quick")
def endless():
    calls.append("endless")
    print("spinning")
    while True: pass
def progress():
    for share in range(0, 101, 50): print(f"\\r{share}%", end="")
    print("\\n\\x1b[31mred\\x1b[0m")
    raise ValueError("\\x1b[31malso red\\x1b[0m")
def cut_plot(): display({"image/png": "CUT"}, raw=True)
def mistaken_plot(): display({"image/jpeg": "MISTAKEN"}, raw=True)
def canary(): calls.append("canary")
def environment():
    import os
    return os.environ["OPENAI_API_KEY"]
'''.replace("PNG", png_base64())
    .replace("CUT", png_base64()[:40])
    .replace("MISTAKEN", png_base64())
)
MODELS = ["openai/gpt-5.4", "openai/gpt-4o", "anthropic/claude-sonnet-5", "gemini/gemini-3.5-flash"]
every_model = pytest.mark.parametrize("model", MODELS)


async def execute(serverapp, kernel_id, code):
    client = serverapp.kernel_manager.get_kernel(kernel_id).client()
    client.start_channels(stdin=False, hb=False)  # each heart beat would be a thread
    try:
        await client.wait_for_ready(timeout=60)
        reply = await client.execute_interactive(
            code, user_expressions={"calls": "list(calls)"}, output_hook=lambda _: None, timeout=60
        )
    finally:
        client.stop_channels()
    assert reply["content"]["status"] == "ok", reply["content"]
    return reply["content"]["user_expressions"]["calls"]["data"]["text/plain"]


def kinds(got):
    """The types of the events, texts that follow each other as one."""
    told = [event["type"] for event in got if event["type"] not in ("usage", "reasoning-delta")]
    return [kind for kind, _ in itertools.groupby(told)]


def of(got, kind):
    return [event for event in got if event["type"] == kind]
