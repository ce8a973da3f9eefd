"""What a function can do to a run that calls it, in a real kernel; the kernel itself writes down each call."""

from __future__ import annotations

import asyncio
import textwrap
from dataclasses import replace
from pathlib import Path

from ai_jup.catalogue import Catalogue
from ai_jup.context.fitting import Contexts
from ai_jup.context.targeted_request import TargetedRequest
from ai_jup.llm.port import CallRequest, ReplyEnd, TextPiece
from ai_jup.models import AllowedModels, Keys, Targets
from ai_jup.prompt import ItemLimits, References, compose
from ai_jup.run import Limits, Registry, Run
from ai_jup.run.live_references import Live
from ai_jup.run.loop import Answerer
from ai_jup.run.tool_calls import CallLimits
from tests.kernel.live import LiveKernel
from tests.run.scripted import CHOICE, END, REQUEST, TARGET, ScriptedModel

from .fault import Fault
from .oracle import cell_tells, holds, one_end

SECONDS = 0.5
"""For a call."""

BODIES: dict[str, str] = {
    "raises": "raise ValueError('no')",
    "raises-what-cannot-be-shown": "raise type('E', (Exception,), {'__str__': lambda self: 1 / 0})()",
    "leaves": "raise SystemExit(3)",
    "interrupts-itself": "raise KeyboardInterrupt",
    "raises-a-base": "raise type('B', (BaseException,), {})()",
    "raises-a-group": "raise ValueError('a') from RuntimeError('b')",
    "recurses": "again = lambda: again(); return again()",
    "returns-bad-repr": "return type('R', (), {'__repr__': lambda self: 1 / 0})()",
    "returns-a-repr-that-leaves": "return type('R', (), {'__repr__': lambda self: __import__('sys').exit()})()",
    "returns-a-repr-without-end": "return type('R', (), {'__repr__': lambda self: [0 for _ in iter(int, 1)]})()",
    "returns-much": "return 'x' * 50_000_000",
    "returns-half-a-character": "return '\\ud83d'",
    "prints-without-end": "\n".join(["while True:", "    print('x' * 1_000)"]),
    "prints-much": "print('y' * 50_000_000)",
    "prints-control": "print('\\x00\\x1b[31m\\ud83d\\r\\n')",
    "asks": "return input('?')",
    "hangs": "\n".join(["while True:", "    pass"]),
    "sleeps": "import time; time.sleep(60)",
    "closes-its-output": "import sys; sys.stdout.close(); return 1",
    "prints-later": "import threading; threading.Timer(0.2, print, ['late']).start(); return 1",
}
DEADLY: dict[str, str] = {
    "takes-its-output-away": "import sys; sys.stdout = None; return 1",
    "spoils-builtins": "import builtins; builtins.repr = None; builtins.print = None; return 1",
    "exits": "import os; os._exit(1)",
    "is-killed": "import os; os.kill(os.getpid(), 9)",
    "swallows-the-interrupt": "\n".join(
        [
            "import time",
            "while True:",
            "    try:",
            "        time.sleep(60)",
            "    except BaseException:",
            "        pass",
        ]
    ),
}
"""After which the kernel is of no more use."""


def definition(kind: str, log: Path) -> str:
    """The code of a function that does this; it writes down that it was called."""
    body = textwrap.indent((BODIES | DEADLY)[kind], "    ")
    return f"def act():\n    with open({str(log)!r}, 'a') as log:\n        log.write('called\\n')\n{body}\n"


def calls(fault: Fault, kernel: LiveKernel, log: Path) -> None:
    """A model calls the function, and the user stops the run after `at` twentieths of a second; 0 for never."""
    log.write_text("")
    run = kernel.run(_played(fault, kernel))
    called = [event for event in run.events if event.type == "tool-call"]
    results = [event for event in run.events if event.type == "tool-result"]
    with holds(fault, run.events):
        one_end(run.events)
        cell_tells(run.events)
        assert log.read_text().count("called") <= 1, "called twice"
        assert [event.id for event in results] == [event.id for event in called], "not one result for each call"
        if not fault.at:
            assert log.read_text().count("called") == len(called) == 1, "not called once"
            assert (run.state, run.text) == ("finished", "Done."), "the function ended the run"


async def _played(fault: Fault, kernel: LiveKernel) -> Run:
    call = CallRequest("c1", "act", "{}")
    model = ScriptedModel([call, ReplyEnd("tool_calls", "gpt-x", {"role": "assistant"})], [TextPiece("Done."), END])
    contexts = Contexts(model, Targets(AllowedModels(Catalogue()), Keys({}), {}), ItemLimits())
    limits = CallLimits(seconds=SECONDS)
    live = Live(References(functions=("act",)), kernel.kernels, kernel.id, limits, None, str)
    answerer = Answerer(model, contexts, Limits())
    request = replace(TargetedRequest(REQUEST, CHOICE, TARGET, reply=100))

    async def work(run: Run) -> None:
        await answerer.answer(run, request, compose(REQUEST), live)

    run = Registry().start("a.ipynb", "p1", work)
    assert run.task is not None
    if fault.at:
        await asyncio.sleep(fault.at / 20)
        await asyncio.wait_for(run.stop(), 30)
    await asyncio.wait_for(asyncio.shield(run.task), 60)
    return run
