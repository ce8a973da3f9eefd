"""A kernel on another server: only messages reach it."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.gateway.gateway_client import GatewayClient
from jupyter_server.gateway.managers import GatewayMappingKernelManager

from ai_jup.kernel import KernelError, Kernels, Outcome
from ai_jup.kernel.connection import connected


@pytest.fixture
def running() -> list[subprocess.Popen[bytes]]:
    """The other server, for a test that ends it."""
    return []


TOKEN = "the-gateways-own-token"


@pytest.fixture
def remote(tmp_path: Path, running: list[subprocess.Popen[bytes]]) -> Iterator[str]:
    """The address of another Jupyter server, which serves as the gateway, and wants its token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(tmp_path) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", f"--ServerApp.port={port}"]
    command += [
        "--ServerApp.disable_check_xsrf=True",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={tmp_path}",
        f"--IdentityProvider.token={TOKEN}",
    ]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [*command, "--ServerApp.jpserver_extensions={'ai_jup': False}"],
        env={**os.environ, **own},
        stdout=quiet,
        stderr=quiet,
    )
    running.append(process)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api")
        GatewayClient.clear_instance()
        GatewayClient.instance(url=f"http://127.0.0.1:{port}", auth_token=TOKEN)
        yield f"http://127.0.0.1:{port}"
    finally:
        GatewayClient.clear_instance()
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(900):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("the other server did not start")


@pytest.mark.timeout(240)
def test_it_is_read_called_and_interrupted_all_the_same(remote: str) -> None:
    async def use() -> list[Any]:
        manager = GatewayMappingKernelManager()
        kernel_id = await manager.start_kernel()
        try:
            async with connected(manager, kernel_id, lambda: None) as connection:
                cell = (
                    "price = 42\ndef add(x: int): print('adding'); return x + price\ndef endless():\n  while True: pass"
                )
                await connection.execute(cell, {}, 60)
            async with Kernels(manager).open(kernel_id, lambda: None) as session:
                reading = await session.read("price")
                add, endless = await session.describe("add"), await session.describe("endless")
                return [reading.text, await session.call(add, {"x": 1}, 20), await session.call(endless, {}, 0.5)]
        finally:
            await manager.shutdown_kernel(kernel_id)

    assert asyncio.run(use()) == [
        "42",
        Outcome("ok", ["adding\n", "int: 43"]),
        Outcome("timeout", ["Interrupted: it did not finish within 0.5 s."]),
    ]


@pytest.mark.timeout(240)
def test_a_gateway_that_refuses_or_is_gone_is_said_to_do_so(
    remote: str, running: list[subprocess.Popen[bytes]]
) -> None:
    async def tried(kernels: Kernels, kernel_id: str) -> str:
        with pytest.raises(KernelError) as told:
            async with kernels.open(kernel_id, lambda _: None):
                pass
        detail = told.value.to_detail()
        assert remote.removeprefix("http://") in detail.message
        assert detail.code == "kernel-unreachable" and "GatewayClient.auth_token" in detail.hint
        return detail.message

    async def use() -> list[str]:
        manager = GatewayMappingKernelManager()
        kernel_id = await manager.start_kernel()
        right = GatewayClient.instance().auth_token
        GatewayClient.instance().auth_token = "wrong"
        refused = await tried(Kernels(manager), kernel_id)
        GatewayClient.instance().auth_token = right
        running[0].kill()
        running[0].wait(20)
        return [refused, await tried(Kernels(manager), kernel_id)]

    refused, gone = asyncio.run(use())
    assert "(status 403)" in refused or "(status 401)" in refused
    assert "cannot be reached" in gone or "does not answer" in gone
