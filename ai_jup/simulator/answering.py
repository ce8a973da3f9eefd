"""What the simulator answers."""

from __future__ import annotations

from ..translation import speak
from .answer_without_key import answer
from .received import Received
from .reply import Reply
from .reply_formats import model_list


class Answering:
    """Tells what it was sent, and keeps none of it."""

    def __init__(self) -> None:
        self.models: model_list.Models = model_list.DEFAULT
        self.stopping = False
        self._requests = 0

    def note(self, received: Received) -> Received:
        """Take a request, which gets a number."""
        self._requests += 1
        received.number = self._requests
        return received

    def problem(self, received: Received) -> str | None:
        """What the provider would have against a request; null where it takes it."""
        return None

    def next_reply(self, received: Received) -> Reply:
        """The reply that a request of a generation endpoint gets."""
        speak(received.headers.get("accept-language", ""))
        return answer(received)
