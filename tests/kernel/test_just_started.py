"""A kernel that is used before it has said that it starts: as by a notebook whose cells are run the moment it opens."""

from __future__ import annotations

import asyncio

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from ai_jup.kernel import Kernels

KERNELS = 3
"""When it says so is a matter of chance."""


def test_it_is_not_taken_for_one_that_was_restarted() -> None:
    async def read() -> str:
        manager = AsyncMappingKernelManager()
        kernel_id = await manager.start_kernel()
        try:
            async with Kernels(manager).open(kernel_id, lambda _: None) as session:
                return (await session.read("6 * 7")).text
        finally:
            await manager.shutdown_kernel(kernel_id, now=True)

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(read() for _ in range(KERNELS)))

    assert asyncio.run(all_of_them()) == ["42"] * KERNELS
