"""What the simulator answers, and what it has been sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from . import model_list
from .answer import answer as describing
from .received import Received
from .reply import Reply


class SimulatorState:
    """Answers from `script`, and once that is empty with `answer`; keeps what it `received`.

    `check` is called with each request; what it raises becomes the provider's status 400.
    """

    def __init__(
        self,
        answer: Callable[[Received], Reply] | None = None,
        check: Callable[[Received], None] | None = None,
        models: model_list.Models | None = None,
    ) -> None:
        self.received: list[Received] = []
        self.script: deque[Reply] = deque()
        self.models: model_list.Models = models or model_list.DEFAULT
        self.stopping = False
        self._answer = answer or describing
        self._check = check

    def note(self, received: Received) -> Received:
        """Keep a request."""
        self.received.append(received)
        received.number = len(self.received)
        return received

    def problem(self, received: Received) -> str | None:
        """What `check` has against a request."""
        if self._check is None:
            return None
        try:
            self._check(received)
        except Exception as error:
            received.problem = str(error) or type(error).__name__
        return received.problem

    def next_reply(self, received: Received) -> Reply:
        """The reply that a request of a generation endpoint gets."""
        return self.script.popleft() if self.script else self._answer(received)
