"""Requests for the tests: a prompt under some cells."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

from ai_jup.prompt import compose
from ai_jup.wire import PromptRequest

Cell = dict[str, Any]


def request(*cells: Cell, source: str = "Why?", history: bool = True, attachments: Any = None) -> PromptRequest:
    """A request as the browser sends it."""
    return PromptRequest.model_validate(
        {
            "protocol": 1,
            "notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": None},
            "prompt": {"id": "p1", "source": source, "attachments": attachments or {}},
            "cells": list(cells),
            "options": {"history": history},
        }
    )


def turns(*cells: Cell, **named: Any) -> list[tuple[str, list[str]]]:
    """The composed turns but the system's: role, and each part's text or picture's address."""
    messages = compose(request(*cells, **named)).messages[1:]
    return [(m["role"], [p.get("text") or p["image_url"]["url"] for p in m["content"]]) for m in messages]


def code(source: str, *outputs: Cell, **ours: Any) -> Cell:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {"ai_jup": ours}}


def markdown(source: str, **ours: Any) -> Cell:
    return {"cell_type": "markdown", "source": source, "metadata": {"ai_jup": ours}}


def prompt(source: str) -> Cell:
    return markdown(source, isPromptCell=True)


def answer(source: str) -> Cell:
    return markdown(source, isOutputCell=True)


def stream(text: Any) -> Cell:
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(**bundle: Any) -> Cell:
    data = {name.replace("_", "/"): value for name, value in bundle.items()}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def png(shade: int = 0) -> str:
    """A picture of one pixel, as base64."""
    return base64.b64encode(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(bytes([0, shade])))
        + _chunk(b"IEND", b"")
    ).decode()


def plot(shade: int = 0) -> Cell:
    return shown(image_png=png(shade), text_plain="<Figure size 640x480 with 1 Axes>")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
