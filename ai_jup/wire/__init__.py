"""The protocol between the browser, or any program, and the server: its one definition.

`scripts/generate_wire.py` writes `schema/wire.json` and `src/wire/generated.ts` from here.
"""

from .base import Message
from .errors import ErrorDetail, ErrorReply, SocketError
from .events import (
    Event,
    FinishReason,
    ReasoningDelta,
    RunFailed,
    RunFinished,
    RunRecord,
    RunStarted,
    RunState,
    RunStopped,
    TextDelta,
    ToolCall,
    ToolResult,
    ToolStatus,
    Usage,
    Warning,
)
from .replies import (
    ModelEntry,
    Models,
    ProviderEntry,
    Providers,
    RunList,
    RunReference,
    RunSummary,
    Snapshot,
)
from .requests import (
    PROTOCOL,
    MimeBundle,
    NotebookCell,
    NotebookReference,
    Prompt,
    PromptRequest,
    RunOptions,
    Subscription,
)

__all__ = [
    "PROTOCOL",
    "ErrorDetail",
    "ErrorReply",
    "Event",
    "FinishReason",
    "Message",
    "MimeBundle",
    "ModelEntry",
    "Models",
    "NotebookCell",
    "NotebookReference",
    "Prompt",
    "PromptRequest",
    "ProviderEntry",
    "Providers",
    "ReasoningDelta",
    "RunFailed",
    "RunFinished",
    "RunList",
    "RunOptions",
    "RunRecord",
    "RunReference",
    "RunStarted",
    "RunState",
    "RunStopped",
    "RunSummary",
    "Snapshot",
    "SocketError",
    "Subscription",
    "TextDelta",
    "ToolCall",
    "ToolResult",
    "ToolStatus",
    "Usage",
    "Warning",
]
