"""What is printed and displayed during a call, in order and within limits, instead of in the notebook."""

from __future__ import annotations

import io
import sys
import threading
from typing import Any

from .values.figures import attached_html, bundle_pictures
from .values.shown import ROOM, with_names
from .values.telling import tell
from .values.text import kept_ends

PRINTED = 8_000
"""Characters that are kept of all that is printed: a head and a tail."""
PICTURES = 8
"""Pictures of one call."""


class Output:
    """Takes what the thread that opened it, and those it starts, print and display while it is open."""

    def __init__(self, shell: Any) -> None:
        self._publisher: Any = getattr(shell, "display_pub", None)
        # of other kernels than ipykernel, the client takes what is displayed
        self._takes_hooks = hasattr(self._publisher, "unregister_hook")
        self._others = frozenset(thread.ident for thread in threading.enumerate()) - {threading.get_ident()}
        self._parts: list[dict[str, Any]] = []
        self._streams: list[Any] = []
        self.pictures = 0

    def open(self) -> None:
        self._streams = [(name, getattr(sys, name), _Stream(self, getattr(sys, name))) for name in ("stdout", "stderr")]
        for name, _, stream in self._streams:
            setattr(sys, name, stream)
        if self._takes_hooks:
            self._publisher.register_hook(self._on_display)

    def close(self) -> None:
        for name, before, stream in self._streams:
            # the call may have put another there, to stay
            if getattr(sys, name) is stream:
                setattr(sys, name, before)
        self._streams = []
        if self._takes_hooks:
            self._publisher.unregister_hook(self._on_display)

    def is_ours(self) -> bool:
        return threading.get_ident() not in self._others

    def print(self, text: str) -> None:
        if not (self._parts and isinstance(self._parts[-1].get("text"), HeadAndTail)):
            self._parts.append({"text": HeadAndTail(PRINTED)})
        self._parts[-1]["text"].add(text)

    def parts(self) -> list[dict[str, Any]]:
        """`{"text"}` and `{"picture"}`, in order."""
        return [{"text": part["text"].text()} if "text" in part else part for part in self._parts]

    def _on_display(self, message: dict[str, Any]) -> Any:
        kind = (message.get("header") or {}).get("msg_type")
        if kind == "clear_output":
            return None
        data = (message.get("content") or {}).get("data")
        if not isinstance(data, dict):
            return message
        self.display(data)
        return None

    def display(self, data: dict[str, Any]) -> None:
        pictures, notes = bundle_pictures(data)
        for picture in pictures:
            self.pictures += 1
            if self.pictures <= PICTURES:
                self._parts.append({"picture": picture})
        told = with_names(tell(data, bool(pictures), ROOM))
        text = "" if told.html else told.text
        for line in filter(None, [text, *notes]):
            self.print(line + "\n")
        if told.html:
            self._parts.append({"picture": attached_html(told.html)})


class HeadAndTail:
    """The two ends of a text that comes in pieces, however long it gets."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._head_size = limit * 2 // 3
        self._tail_size = limit - self._head_size
        self._head = ""
        self._tail = ""
        self._seen = 0

    def add(self, text: str) -> None:
        self._seen += len(text)
        room = self._head_size - len(self._head)
        self._head += text[:room]
        # kept up to twice the size, so that not every piece copies it
        self._tail += text[max(room, len(text) - self._tail_size) :]
        if len(self._tail) > 2 * self._tail_size:
            self._tail = self._tail[-self._tail_size :]

    def text(self) -> str:
        tail = self._tail[-self._tail_size :]
        left_out = self._seen - len(self._head) - len(tail)
        if left_out <= 0:
            return self._head + tail
        head, last = kept_ends(self._limit)
        left_out = self._seen - head - last
        return f"{self._head[:head]}\n[... {left_out:,} characters left out ...]\n{tail[len(tail) - last :]}"


class _Stream(io.TextIOBase):
    """Stands for `sys.stdout` or `sys.stderr`."""

    def __init__(self, output: Output, before: Any) -> None:
        super().__init__()
        self._output = output
        self._before = before

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._output.is_ours():
            self._output.print(text)
        else:
            self._before.write(text)
        return len(text)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self._before.fileno())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._before, name)
