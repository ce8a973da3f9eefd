"""How long the server takes to say which answers of a long notebook are stale, beside a request that asks little.

A page has the digests of the cells that have not changed since it asked last, so it sends prompts and answers, and the
cell that has changed.
"""

from __future__ import annotations

import json
import statistics
import time
import urllib.request
from typing import Any

from .servers import TOKEN, jupyter_server

CELLS = 1_000
PROMPTS = 50
ROUNDS = 25
MODEL = "openai/gpt-5.4-mini"

Cell = dict[str, Any]


def report() -> None:
    """Print the medians of the first question and of those that follow it, as multiples of `GET api/status`."""
    with jupyter_server("--ServerApp.jpserver_extensions={'ai_jup': True}") as server:
        cells = _cells()
        # what is loaded with the first question is no part of it
        digests = json.loads(_fetch(server.url, "ai-jup/stale", _body(cells)))["digests"]
        plain = _median(server.url, "api/status")
        whole = _median(server.url, "ai-jup/stale", _body(cells))
        known = _median(server.url, "ai-jup/stale", _body(_known(cells, digests)))
        print(
            f"which of {PROMPTS} answers among {CELLS:,} cells are stale: {known / plain:.1f} times `GET api/status` "
            f"({known * 1e3:.1f} ms); the first time {whole / plain:.1f} times ({whole * 1e3:.1f} ms)"
        )


def _cells() -> list[Cell]:
    each = CELLS // PROMPTS
    return [cell for number in range(PROMPTS) for cell in (*_code(number, each - 2), *_pair(number))]


def _code(prompt: int, count: int) -> list[Cell]:
    return [
        {
            "cell_type": "code",
            "id": f"code-{prompt}-{number}",
            "source": f"part_{number} = frame[frame.key == {number}]\nprint(part_{number}.head(8))\n" * 3,
            "metadata": {},
            "execution_count": number,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": f"{number:3}  8.25  abc\n" * 10}],
        }
        for number in range(count)
    ]


def _pair(number: int) -> tuple[Cell, Cell]:
    basis = {name: "00000000" for name in ("instructions", "cells", "prompt", "parameters")}
    record = {"run": "r", "state": "finished", "model": MODEL, "basis": {**basis, "values": {}, "functions": {}}}
    return (
        _markdown(f"What is in part {number}?", isPromptCell=True, id=f"p{number}"),
        _markdown("An answer of some length. " * 60, isOutputCell=True, prompt=f"p{number}", run=record),
    )


def _markdown(source: str, **ours: Any) -> Cell:
    return {"cell_type": "markdown", "id": ours.get("id", "a"), "source": source, "metadata": {"ai_jup": ours}}


def _known(cells: list[Cell], digests: list[str]) -> list[Cell]:
    """As a page sends them when the first one was edited."""
    pairs = zip(cells, digests, strict=True)
    sent = [cell if cell["cell_type"] == "markdown" else {"digest": digest} for cell, digest in pairs]
    return [{**cells[0], "source": "edited = True"}, *sent[1:]]


def _body(cells: list[Cell]) -> bytes:
    notebook = {"path": "bench.ipynb", "trusted": True, "kernel_id": None}
    return json.dumps({"protocol": 1, "notebook": notebook, "model": MODEL, "cells": cells}).encode()


def _median(url: str, path: str, body: bytes | None = None) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        _fetch(url, path, body)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _fetch(url: str, path: str, body: bytes | None = None) -> bytes:
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/{path}", body, headers), timeout=60) as reply:
        answer: bytes = reply.read()
        return answer
