"""The service for commands that run no notebook."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from ..execution.one_kernel import OneKernel
from ..kernel import Kernels
from ..refusal import Refusal
from ..replay import Cassettes
from ..run import Service
from .settings import settings
from .wording import in_terminal

Result = TypeVar("Result")


def asked(work: Callable[[Service], Awaitable[Result]], folder: Path = Path()) -> Result:
    """What the service says; raises `click.ClickException` for what it refuses."""

    async def done() -> Result:
        app = settings()
        service = app.service_for(Kernels(OneKernel()), Cassettes(folder))
        try:
            return await work(service)
        finally:
            await app.close(service)

    try:
        return asyncio.run(done())
    except Refusal as refusal:
        raise click.ClickException(in_terminal(f"{refusal.detail.message} {refusal.detail.hint}")) from None
