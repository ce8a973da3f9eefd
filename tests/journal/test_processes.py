"""Which process is which, asked of the system."""

import os
import signal
import subprocess
import sys

import pytest

from ai_jup.journal import processes
from tests.namespaces import ELSEWHERE, needs_namespaces

pytestmark = pytest.mark.skipif(not processes.here(), reason="the system does not tell")

SLEEPS = [sys.executable, "-c", "print(flush=True); import time; time.sleep(3600)"]


def test_a_process_that_is_stopped_is_the_same_one() -> None:
    with subprocess.Popen(SLEEPS) as process:
        try:
            born = processes.born(process.pid)
            process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
            assert born
            assert processes.born(process.pid) == born
            assert born != processes.born(os.getpid())
        finally:
            process.kill()


def test_a_process_that_has_ended_is_none_though_its_number_is_still_its_own() -> None:
    with subprocess.Popen(SLEEPS) as process:
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert processes.lives(process.pid)
        assert processes.born(process.pid) == ""
    assert processes.born(process.pid) == ""


@needs_namespaces
@pytest.mark.parametrize("sees_own_processes", [True, False])
def test_in_another_namespace_the_numbers_are_others(sees_own_processes: bool) -> None:
    command = [*ELSEWHERE[: None if sees_own_processes else -1], sys.executable, "-c"]
    command.append("from ai_jup.journal import processes; print(processes.here())")
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    # with the outer machine's /proc nothing is known of them
    assert told != processes.here() and bool(told) == sees_own_processes
