"""Requests to each generation endpoint, as plain HTTP."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import httpx

HEADERS = {
    "authorization": "Bearer key",
    "x-api-key": "key",
    "x-goog-api-key": "key",
}
USER = [{"role": "user", "content": "Hello"}]


@dataclass(frozen=True)
class Wire:
    """One endpoint: its address with and without streaming, its smallest body."""

    name: str
    path: str
    body: dict[str, Any]
    stream_path: str = ""
    end: bytes = b""

    def request(self, http: httpx.AsyncClient, stream: bool, key: str = "key") -> httpx.Request:
        headers = {name: value.replace("key", key) for name, value in HEADERS.items() if key}
        body = {**self.body, "stream": True} if stream and not self.stream_path else self.body
        path = self.stream_path if stream and self.stream_path else self.path
        return http.build_request("POST", path, json=body, headers=headers)


WIRES = [
    Wire("chat", "/v1/chat/completions", {"model": "gpt-5.4", "messages": USER}, end=b"data: [DONE]"),
    Wire(
        "responses",
        "/v1/responses",
        {"model": "gpt-5.4", "input": "Hello"},
        end=b"response.completed",
    ),
    Wire(
        "messages",
        "/v1/messages",
        {"model": "claude-sonnet-5", "max_tokens": 100, "messages": USER},
        end=b"message_stop",
    ),
    Wire(
        "generate",
        "/v1beta/models/gemini-2.5-flash:generateContent",
        {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]},
        "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        b"finishReason",
    ),
]


def png(width: int = 3, height: int = 2) -> bytes:
    """A real picture, all black."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * width) * height)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def png_base64() -> str:
    return base64.b64encode(png()).decode()


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
