"""The answer's cell as it stands in the notebook, from the events of its run."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..wire import (
    AnswerCell,
    AnswerContinued,
    AnswerPart,
    ErrorDetail,
    Event,
    RunFailed,
    RunFinished,
    RunStarted,
    RunStopped,
    TextDelta,
    ToolCall,
    ToolResult,
)
from .call_markdown import Attachments, Call, written
from .ending import End, notice, refusal_notice
from .markdown import normal
from .tail import tail

BETWEEN = "\n\n"
"""What stands between the parts of an answer."""


def answer_cell(events: Iterable[Event], prompt: str, clean: Callable[[str], str] = str) -> AnswerCell:
    """The cell of a prompt's answer, as far as it has come.

    `clean` takes out of a text what must not be kept. It is given the normal form: what was written apart may stand
    together there.

    `metadata.ai_jup.parts` says what its source is made of, so that nobody has to find out by reading it: the kind of
    each part (`text`, `call`, `notice`) and its characters, in order, `BETWEEN` them.
    """
    run = _read(events)
    parts: list[tuple[str, str]] = [
        (part.kind, part.text if part.kind == "call" else _kept(part.text, clean)) for part in run.before
    ]
    attachments: Attachments = dict(run.attachments)
    earlier_calls = _calls_in(run)
    for at, text in enumerate(run.texts):
        if at:
            shown, pictures = written(run.calls[at - 1], earlier_calls + at)
            parts.append(("call", shown))
            attachments |= pictures
        parts.append(("text", _kept(text, clean)))
    said = "".join([*(part.text for part in run.before), *run.texts])
    last = _how_it_ended(run, parts[-1][1], clean)
    parts.append(("notice", notice(run.end, said, run.texts[-1], bool(run.calls or run.before))))
    source = BETWEEN.join(part for _, part in parts if part)
    return AnswerCell(
        source=source,
        attachments=attachments,
        metadata={"ai_jup": {**_metadata(prompt, run, source, [part for part in parts if part[1]]), **last}},
    )


def refused(error: ErrorDetail, prompt: str) -> AnswerCell:
    """The cell of a prompt that the server has refused: nothing was sent, so there is no record of a run."""
    source = refusal_notice(error)
    ours = {
        **{"isOutputCell": True, "prompt": prompt, "refused": error.code},
        **{"parts": [["notice", len(source)]], "written": written_digest(source)},
    }
    return AnswerCell(source=source, attachments={}, metadata={"ai_jup": ours})


def written_digest(source: str) -> str:
    """Of an answer's text as it was written: one that differs was edited."""
    return hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()[:8]


def _kept(text: str, clean: Callable[[str], str]) -> str:
    shown = normal(text)
    without = clean(shown)
    # what is left may be other Markdown
    return shown if without == shown else normal(without)


def _metadata(prompt: str, run: "_Read", source: str, parts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    ours: dict[str, Any] = {"isOutputCell": True, "prompt": prompt}
    if run.end:
        ours["run"] = run.end.record.model_dump(mode="json")
    if run.asked_by:
        ours["asked_by"] = run.asked_by
    return {**ours, "parts": [[kind, len(part)] for kind, part in parts], "written": written_digest(source)}


@dataclass
class _Read:
    """What the events say: texts, and a call between each two of them."""

    before: list[AnswerPart] = field(default_factory=list)
    """Of the answer that it goes on with, all but the text that the first of its own is joined to."""
    attachments: Attachments = field(default_factory=dict)
    texts: list[str] = field(default_factory=lambda: [""])
    calls: list[Call] = field(default_factory=list)
    asked_by: str | None = None
    end: End | None = None


def _how_it_ended(run: _Read, shown: str, clean: Callable[[str], str]) -> dict[str, Any]:
    """Of an answer that was cut off, for who goes on with it."""
    is_whole = run.end is None or (isinstance(run.end, RunFinished) and run.end.finish_reason == "stop")
    found = None if is_whole or not shown else tail(clean(run.texts[-1]), shown)
    return {"tail": found} if found else {}


def _calls_in(run: _Read) -> int:
    """How many calls the answer had that it goes on with: the names of pictures say it too."""
    named = [int(found[1]) for name in run.attachments if (found := re.match(r"call-(\d{1,6})-", name))]
    return max([sum(part.kind == "call" for part in run.before), *named])


def _read(events: Iterable[Event]) -> _Read:
    run = _Read()
    pieces: list[list[str]] = [[]]
    for event in events:
        match event:
            case RunStarted():
                run.asked_by = event.asked_by
            case AnswerContinued():
                run.before, run.attachments = list(event.parts), event.attachments
                if run.before and run.before[-1].kind == "text":
                    pieces[0].append(run.before.pop().text)
            case TextDelta():
                pieces[-1].append(event.text)
            case ToolCall():
                run.calls.append(Call(event))
                pieces.append([])
            case ToolResult():
                for call in run.calls:
                    if call.call.id == event.id:
                        call.result = event
            case RunFinished() | RunFailed() | RunStopped():
                run.end = event
                break
    run.texts = ["".join(each) for each in pieces]
    return run
