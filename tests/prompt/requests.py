"""Requests for the tests: a prompt under some cells."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from ai_jup.llm.dialects import OPENAI_COMPATIBLE, PROVIDERS, dialect_for
from ai_jup.prompt import Rules, compose
from ai_jup.wire import PromptRequest

Cell = dict[str, Any]

DIALECTS = {
    **{name: dialect_for(provider, {"mode": "chat"}) for name, provider in PROVIDERS.items()},
    "own": OPENAI_COMPATIBLE,
}


def request(
    *cells: Cell, source: str = "Why?", history: bool = True, attachments: Any = None, model: str | None = None
) -> PromptRequest:
    """A request as the browser sends it."""
    return PromptRequest.model_validate(
        body(*cells, source=source, history=history, attachments=attachments, model=model)
    )


def body(
    *cells: Cell, source: str = "Why?", history: bool = True, attachments: Any = None, model: str | None = None
) -> dict[str, Any]:
    return {
        "protocol": 1,
        "notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": None},
        "prompt": {"id": "p1", "source": source, "attachments": attachments or {}},
        "model": model,
        "cells": list(cells),
        "options": {"history": history},
    }


def turns(*cells: Cell, rules: Rules | None = None, **named: Any) -> list[tuple[str, list[str]]]:
    """The composed turns but the system's: role, and each part's text or picture's address."""
    messages = compose(request(*cells, **named), rules).messages[1:]
    return [(m["role"], [p.get("text") or p["image_url"]["url"] for p in m["content"]]) for m in messages]


def code(source: str, *outputs: Cell, count: int | None = 1, **ours: Any) -> Cell:
    return {
        "cell_type": "code",
        "source": source,
        "outputs": list(outputs),
        "execution_count": count,
        "metadata": {"ai_jup": ours} if ours else {},
    }


def markdown(source: str, **ours: Any) -> Cell:
    return {"cell_type": "markdown", "source": source, "metadata": {"ai_jup": ours}}


def prompt(source: str, **ours: Any) -> Cell:
    return markdown(source, isPromptCell=True, **ours)


def answer(source: str, **ours: Any) -> Cell:
    return markdown(source, isOutputCell=True, **ours)


def stream(text: Any, name: str = "stdout") -> Cell:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**bundle: Any) -> Cell:
    data = {name.replace("_", "/"): value for name, value in bundle.items()}
    return display(data)


def display(data: Cell) -> Cell:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def picture(kind: str = "PNG", width: int = 1, height: int = 1, shade: int = 0, **options: Any) -> str:
    """A picture of one shade of grey, as base64."""
    file = io.BytesIO()
    Image.new("L", (width, height), shade).save(file, kind, **options)
    return base64.b64encode(file.getvalue()).decode()


def png(shade: int = 0) -> str:
    """A picture of one pixel, as base64."""
    return picture(shade=shade)


def plot(shade: int = 0) -> Cell:
    return shown(image_png=png(shade), text_plain="<Figure size 640x480 with 1 Axes>")
