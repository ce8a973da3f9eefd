"""What an answer is based on, as the record keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..prompt import Digests, digest_of, few, tool_digest
from ..wire import Basis
from .targeted_request import TargetedRequest


def basis_of(asked: TargetedRequest, digests: Digests, tools: Sequence[Mapping[str, Any]]) -> Basis:
    """Of a request with the values and the functions that were read for it."""
    functions = {tool["function"]["name"]: tool_digest(tool) for tool in tools}
    return Basis(
        instructions=digests.instructions,
        cells=digests.cells,
        prompt=digests.prompt,
        values=few(digests.values),
        functions=few(functions),
        parameters=parameters_digest(asked.reply_limit_sent),
    )


def parameters_digest(reply_limit: int | None) -> str:
    """Of what else is sent that shapes the answer."""
    return digest_of(str(reply_limit))
