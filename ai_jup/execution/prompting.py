"""A prompt of a notebook that runs without a page: asked, and its answer written below it."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..answer import refused
from ..notebook import PromptCell, answer_for, identify, own_metadata, prompts, request_for, text_of, write_answer
from ..refusal import Refusal
from ..replay import NotInCassette
from ..run import Run, Service
from ..wire import (
    AnswerCell,
    NotebookCell,
    NotebookReference,
    Replay,
    RunFailed,
    RunOptions,
    RunStarted,
    StaleRequest,
    TextDelta,
    ToolCall,
    Usage,
    Warning,
)
from .one_kernel import ID
from .progress import Progress, PromptDone

Which = Literal["all", "stale"]
TO_ASK = ("stale", "unanswered", "incomplete")
"""Of `stale`: an answer that was edited, or of an earlier version, is left as it is."""


@dataclass(frozen=True)
class PromptOptions:
    """How the prompts of a notebook are answered."""

    path: str
    """The notebook's name, in its folder."""
    model: str | None = None
    """Answers every prompt, whatever the notebook names."""
    which: Which = "all"
    calls: bool = True
    replay: Replay = "off"


@dataclass(frozen=True)
class Prompter:
    """Answers the prompts of one notebook."""

    service: Service
    options: PromptOptions
    progress: Progress

    async def check(self, notebook: Any) -> None:
        """Raises `Refusal` where none of its prompts could be answered."""
        if prompts(notebook):
            await self.service.check(self.options.path, self.options.model, self.options.replay)

    async def answer(self, notebook: Any, cell: Any) -> PromptDone | None:
        """Answer a prompt, whatever happens, and write the answer below it; null where there is nothing to ask.

        On `CancelledError` what has come is written too.
        """
        prompt = _found(notebook, cell)
        if not cell["source"].strip() or not await self._wanted(notebook, prompt):
            return None
        identify(notebook, prompt)
        prompt = _found(notebook, cell)
        options = RunOptions(replay=self.options.replay, call_functions=self.options.calls)
        try:
            request = request_for(notebook, cell, self.options.path, self.options.model, ID, options)
            run = await self.service.start(request)
        except Refusal as refusal:
            self._write_refusal(notebook, prompt, refusal)
            return self._done(PromptDone(prompt.id or "", prompt.index + 1, "refused", {}, refusal.detail.model_dump()))
        try:
            await self._follow(run)
        except asyncio.CancelledError:
            await run.stop()
            await self._write(notebook, prompt, run)
            raise
        return self._done(await self._write(notebook, prompt, run))

    async def _wanted(self, notebook: Any, prompt: PromptCell) -> bool:
        """With `stale`, whether its answer no longer fits what stands above it now."""
        if self.options.which == "all":
            return True
        request = StaleRequest(
            protocol=1,
            notebook=NotebookReference(path=self.options.path, trusted=True, kernel_id=ID),
            model=self.options.model or text_of(own_metadata(notebook).get("model")),
            cells=[NotebookCell.model_validate(each) for each in notebook["cells"]],
            options=RunOptions(replay=self.options.replay),
        )
        checks = (await self.service.stale(request)).answers
        return any(check.cell == prompt.index + 1 and check.state in TO_ASK for check in checks)

    async def _follow(self, run: Run) -> None:
        model, tokens = "", None
        async for _ in run.follow(0):
            last = run.events[-1]
            if isinstance(last, RunStarted):
                model = last.label
            elif isinstance(last, Usage):
                tokens = last.output_tokens
            self.progress.answering(model, tokens, run.characters)

    async def _write(self, notebook: Any, prompt: PromptCell, run: Run) -> PromptDone:
        content = await self.service.answer(run)
        record = content.metadata["ai_jup"].get("run") or {}
        if record.get("replayed"):
            content = _same_each_time(content, prompt)
        end = run.events[-1]
        error = end.error.model_dump() if isinstance(end, RunFailed) else None
        # a failure without a word leaves the earlier answer as it was; so does a replay that comes to nothing
        is_new = any(isinstance(event, TextDelta | ToolCall) for event in run.events) and not _is_missing(error)
        if is_new or prompt.answer is None or not prompt.answer["source"].strip():
            write_answer(answer_for(notebook, prompt), content)
        warnings = tuple(event.message for event in run.events if isinstance(event, Warning))
        return PromptDone(prompt.id or "", prompt.index + 1, run.state, record, error, warnings)

    def _write_refusal(self, notebook: Any, prompt: PromptCell, refusal: Refusal) -> None:
        """As the page does: an earlier answer stays as it was."""
        if prompt.answer is None or not prompt.answer["source"].strip():
            write_answer(answer_for(notebook, prompt), refused(refusal.detail, prompt.id or ""))

    def _done(self, done: PromptDone) -> PromptDone:
        self.progress.answered(done)
        return done


def _is_missing(error: Mapping[str, str] | None) -> bool:
    return error is not None and error["code"] == NotInCassette.code


def _found(notebook: Any, cell: Any) -> PromptCell:
    return next(each for each in prompts(notebook) if each.cell is cell)


def _same_each_time(content: AnswerCell, prompt: PromptCell) -> AnswerCell:
    """A replayed answer is not told from the one before it by an id that was made for it."""
    ours = content.metadata["ai_jup"]
    record = ours["run"]
    made = hashlib.sha256(f"{prompt.id} {record['started']} {record['context']}".encode()).hexdigest()[:32]
    return content.model_copy(update={"metadata": {"ai_jup": {**ours, "run": {**record, "run": made}}}})
