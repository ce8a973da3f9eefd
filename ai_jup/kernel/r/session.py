"""What a run asks of R's kernel. It takes no user expressions: an answer comes in the payload of its reply."""

from collections.abc import Mapping
from typing import Any

from ...translation import say
from ..connection import Execution
from ..errors import FunctionsNeedPython, KernelNotPython, KernelSilent
from ..session import PREPARING, READ_LIMIT, Function, KernelSession
from . import source


class RSession(KernelSession):
    """The probe in one R kernel: values and names, no functions."""

    _decides = True

    async def begin(self) -> None:
        """See that the kernel answers the probe; raises `KernelError`."""
        reply = await self._execute(source.request({"do": "hello"}), {}, READ_LIMIT, say(PREPARING))
        if source.decoded(reply.content) is None:
            if reply.was_interrupted:
                raise KernelSilent(say(PREPARING))
            raise KernelNotPython(say("R, but not by IRkernel"))

    async def describe(self, name: str) -> Function:
        """Raises `FunctionsNeedPython`."""
        raise FunctionsNeedPython("R")

    async def _ask(self, request: Mapping[str, Any], doing: str) -> dict[str, Any]:
        reply = await self._execute(source.request(request), {}, READ_LIMIT, doing)
        return self._told(reply, source.decoded(reply.content))

    def _is_to_repeat(self, reply: Execution) -> bool:
        # one that we have interrupted is said to be given up, too
        return super()._is_to_repeat(reply) and not reply.was_interrupted
