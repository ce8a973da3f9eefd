"""The user's answers to whether a function may be called."""

import asyncio
import time
from dataclasses import dataclass, field

import anyio

from ..refusal import Refusal
from ..translation import say

SECONDS = 600.0
"""After which no answer is a no."""


@dataclass
class Consents:
    """The calls of one run that wait for an answer, each for its own."""

    waited: float = 0.0
    """Seconds that the user took so far: they are not the model's."""
    _asked: dict[str, asyncio.Future[bool]] = field(default_factory=dict)

    async def ask(self, call: str) -> bool:
        """Wait for the answer to a call that the user was told of."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._asked[call] = answer
        begun = time.monotonic()
        try:
            with anyio.move_on_after(SECONDS):
                return await answer
            return False
        finally:
            self.waited += time.monotonic() - begun
            del self._asked[call]

    def answer(self, call: str, allow: bool) -> None:
        """Take the user's answer; raises `Refusal` (404) where nothing waits for one."""
        answer = self._asked.get(call)
        if answer is None or answer.done():
            raise Refusal(
                404,
                "call-unknown",
                say("No function call is waiting for your decision."),
                say("You may have already decided in another tab, or the run has ended."),
            )
        answer.set_result(allow)
