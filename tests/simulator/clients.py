"""Each provider's own client, pointed at a simulator, with no retries of its own."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import anthropic
import openai
from google import genai
from google.genai import types

from tests.scripted_simulator import ScriptedSimulator

TIMEOUT = 5.0


class Clients:
    """Makes clients, and closes them when the stack does."""

    def __init__(self, simulator: ScriptedSimulator, stack: AsyncExitStack) -> None:
        self._bases = simulator.bases
        self._stack = stack

    def openai(self, key: str = "key") -> openai.AsyncOpenAI:
        client = openai.AsyncOpenAI(api_key=key, base_url=self._bases["openai"], max_retries=0, timeout=TIMEOUT)
        self._stack.push_async_callback(client.close)
        return client

    def anthropic(self, key: str = "key") -> anthropic.AsyncAnthropic:
        client = anthropic.AsyncAnthropic(
            api_key=key, base_url=self._bases["anthropic"], max_retries=0, timeout=TIMEOUT
        )
        self._stack.push_async_callback(client.close)
        return client

    def gemini(self, key: str = "key") -> Any:
        options = types.HttpOptions(base_url=self._bases["gemini"], timeout=int(TIMEOUT * 1000))
        client = genai.Client(api_key=key, http_options=options)
        self._stack.callback(client.close)
        self._stack.push_async_callback(client.aio.aclose)
        return client.aio.models
