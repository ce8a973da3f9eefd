"""Waits for something that sends no signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio


async def until(happened: Callable[[], Any], seconds: float = 20) -> None:
    """Look every few milliseconds; TimeoutError when it does not happen in time."""
    with anyio.fail_after(seconds):
        while not happened():
            await anyio.sleep(0.005)
