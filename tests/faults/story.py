"""A run that tells everything a run can tell, for faults that are none of a provider's."""

from __future__ import annotations

from typing import Any

from ai_jup.journal import Journal
from ai_jup.run import Run
from ai_jup.wire import (
    CALL_MIME,
    CallFacts,
    ReasoningDelta,
    RunFinished,
    RunRecord,
    RunStarted,
    TextDelta,
    ToolCall,
    ToolConsent,
    ToolResult,
    Usage,
    Warning,
)

RECORD = RunRecord(
    run="r",
    state="finished",
    model="openai/gpt-x",
    answered_by="gpt-x-2026",
    simulated=False,
    parameters={"max_output_tokens": 100},
    started="2026-01-01T00:00:00+00:00",
    seconds=1.5,
    input_tokens=10,
    cached_tokens=0,
    output_tokens=5,
    cost=0.25,
    finish_reason="stop",
    error=None,
    context="0123456789abcdef",
)
_FACTS = CallFacts(seconds=0.1, still_running=False, stopped=False, pictures=[]).model_dump()

STORY: list[tuple[type[Any], dict[str, Any]]] = [
    (
        RunStarted,
        {
            "notebook": "a.ipynb",
            "prompt": "p1",
            "model": "openai/gpt-x",
            "label": "GPT X",
            "simulated": False,
        },
    ),
    (Warning, {"code": "retrying", "message": "Trying again in 1 s."}),
    (ReasoningDelta, {"text": "hm 🤔"}),
    (TextDelta, {"text": "Grüße:\n\n- one"}),
    (TextDelta, {"text": "\n- *two* 🚀\n\n"}),
    (ToolCall, {"id": "call-1", "name": "act", "arguments": {"x": 1, "s": "ü"}}),
    (ToolConsent, {"id": "call-1", "state": "asked", "reason": "setting", "digest": "d"}),
    (ToolConsent, {"id": "call-1", "state": "given", "reason": "setting", "digest": "d"}),
    (ToolResult, {"id": "call-1", "status": "ok", "content": {"text/plain": "42", CALL_MIME: _FACTS}}),
    (TextDelta, {"text": "The answer is **42**"}),
    (TextDelta, {"text": ", as said."}),
    (Usage, {"input_tokens": 10, "cached_tokens": 0, "output_tokens": 5, "cost": 0.25}),
    (RunFinished, {"finish_reason": "stop", "record": RECORD}),
]


def tell(run: Run, start: int = 0, end: int = len(STORY)) -> None:
    """Have a run tell a part of the story."""
    for kind, fields in STORY[start:end]:
        run.append(kind, **fields)


def begun(journal: Journal | None = None) -> Run:
    """A run that has told nothing yet."""
    return Run("r", "a.ipynb", "p1", journal)
