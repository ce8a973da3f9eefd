"""References in a notebook whose kernel cannot be read: refused at once, whether it is busy or not."""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import sys
from pathlib import Path

import pytest
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from ai_jup.kernel import KernelError, Kernels

ROOT = Path(__file__).parents[2]


async def replies(client: AsyncKernelClient) -> list[str]:
    """The types of those that have come by now."""
    types = []
    with contextlib.suppress(queue.Empty):
        while True:
            types.append((await client.get_shell_msg(timeout=0))["msg_type"])
    return types


# of one that is busy, and whose spec says nothing, nobody can know it
@pytest.mark.parametrize(
    ("is_busy", "spoken", "language"),
    [(False, "Julia", "Julia"), (False, "Julia", ""), (True, "Julia", "Julia"), (False, "R", "R")],
    ids=["free", "spec says nothing", "busy", "an R that is not IRkernel"],
)
def test_it_is_refused_with_the_language(tmp_path: Path, is_busy: bool, spoken: str, language: str) -> None:
    spec = tmp_path / "other"
    spec.mkdir()
    command = [sys.executable, "-W", "ignore", "-m", "tests.kernel.other_kernel", "-f", "{connection_file}"]
    environment = {"PYTHONPATH": str(ROOT), "OTHER_LANGUAGE": spoken}
    described = {"argv": command, "display_name": "Other", "language": language, "env": environment}
    (spec / "kernel.json").write_text(json.dumps(described))

    async def refused() -> tuple[KernelError, bool]:
        manager = AsyncMappingKernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(tmp_path)]))
        kernel_id = await manager.start_kernel(kernel_name="other")
        client = manager.get_kernel(kernel_id).client()
        client.start_channels(stdin=False, hb=False)
        await client.wait_for_ready(timeout=60)
        if is_busy:
            client.execute("30")
            await asyncio.sleep(0.5)
        try:
            async with Kernels(manager).open(kernel_id, lambda _: None):
                raise AssertionError("it was taken for a kernel that can be read")
        except KernelError as error:
            return error, "execute_reply" not in await replies(client)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(kernel_id, now=True)

    error, came_first = asyncio.run(refused())
    assert "a Python or R kernel" in error.to_detail().hint
    assert error.code == "kernel-not-python" and f"kernel uses {spoken.lower()}" in error.to_detail().message.lower()
    assert came_first
