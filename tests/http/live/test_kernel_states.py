"""A kernel that is busy, free again or dead, and the names of one."""

from __future__ import annotations

import asyncio
import os
import signal

import anyio
import pytest

from ai_jup.kernel import connection
from ai_jup.simulator import Reply, Text
from tests.http.live.notebook import execute, kinds, of

pytestmark = pytest.mark.once


async def test_a_kernel_that_died_is_told_and_prompts_without_references_do_not_need_it(
    run, simulator, jp_serverapp, kernel
):
    process = jp_serverapp.kernel_manager.get_kernel(kernel)
    os.kill(process.provisioner.pid, signal.SIGKILL)
    while await process.is_alive():
        await asyncio.sleep(0.05)
    got = await run("$`price`")
    assert kinds(got) == ["run-started", "run-failed"] and got[-1]["error"]["code"] == "kernel-dead"
    assert simulator.received == []
    simulator.script.append(Reply([Text("Yes.")]))
    assert kinds(await run("Why?")) == ["run-started", "text-delta", "run-finished"]


async def test_a_busy_kernel_is_waited_for_and_the_wait_can_be_stopped(ask, body, simulator, jp_serverapp, kernel):
    busy = asyncio.create_task(execute(jp_serverapp, kernel, "time.sleep(60)"))
    await asyncio.sleep(0.7)
    run = (await ask("POST", "prompt", body=body("$`price`"))).json["run"]
    with anyio.fail_after(5):
        while "warning" not in kinds((await ask("GET", "runs", run)).json["events"]):
            await asyncio.sleep(0.05)
        await ask("DELETE", "runs", run)
    got = (await ask("GET", "runs", run)).json["events"]
    assert [(event["type"], event.get("code")) for event in got] == [
        ("run-started", None),
        ("warning", "kernel-busy"),
        ("run-stopped", None),
    ]
    assert simulator.received == []
    await jp_serverapp.kernel_manager.interrupt_kernel(kernel)
    await asyncio.wait([busy])
    assert "KeyboardInterrupt" in str(busy.exception())


async def test_that_a_busy_kernel_is_free_again_is_told(run, simulator, jp_serverapp, kernel, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_AFTER", 0.2)
    simulator.script.append(Reply([Text("It is 42.")]))
    busy = asyncio.create_task(execute(jp_serverapp, kernel, "time.sleep(3)"))
    await asyncio.sleep(0.7)
    got = await run("$`price`")
    assert kinds(got) == ["run-started", "warning", "text-delta", "run-finished"]
    assert [(event["code"], event["message"]) for event in of(got, "warning")] == [
        ("kernel-busy", "The kernel is busy. This prompt will continue when the kernel is free."),
        ("kernel-free", "The kernel is free again."),
    ]
    await busy


async def test_the_names_of_a_kernel_are_told(ask, kernel):
    got = await ask("GET", "kernel-names", params={"kernel_id": kernel})
    named = {each["name"]: each for each in got.json}
    assert named["price"] == {"name": "price", "type": "int", "callable": False, "preview": "42"}
    assert named["quick"]["callable"] is True
    unknown = await ask("GET", "kernel-names", params={"kernel_id": "none"})
    assert (unknown.status, unknown.json["error"]["code"]) == (404, "kernel-unknown")
