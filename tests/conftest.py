"""What all tests share: the real server's fixtures, and nothing of the machine that they run on."""

from __future__ import annotations

import datetime
import os
import socket
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings
from jupyter_client.connect import LocalPortCache

from ai_jup.catalogue import catalogue

# what an example takes depends on the machine, and on what else it does
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# jsonschema takes it for the syntax of addresses, and it works out its grammars for a second in each process
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

# models retire by date: what a test asks today it must be able to ask next year
TODAY = datetime.date(2026, 11, 28)
catalogue._today = lambda: TODAY

pytest_plugins = ("pytest_jupyter.jupyter_server", "tests.faults.tally")


class PortsInARow(LocalPortCache):
    """Ports for kernels, below those that the system hands out, from a slice that no other process of pytest has.

    A kernel takes its ports half a second after they were found free. Meanwhile another process may find them free too.
    """

    FIRST, EACH, END = 10_000, 2_000, 32_000

    def __init__(self) -> None:
        super().__init__()
        for first in range(self.FIRST, self.END, self.EACH):
            # held as long as this process lives: who does not get it tries the next slice
            self._held, self._first = socket.socket(), first
            try:
                self._held.bind(("127.0.0.1", first))
                break
            except OSError:
                self._held.close()
        self._next = self._first

    def find_available_port(self, ip: str) -> int:
        while True:
            self._next = self._next + 1 if self._next + 1 < self._first + self.EACH else self._first + 1
            with socket.socket() as trial:
                try:
                    trial.bind((ip, self._next))
                except OSError:
                    continue
            return self._next


@pytest.fixture(scope="session", autouse=True)
def own_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Jupyter's folders and ports of this process alone: neither the user's nor another worker's."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        LocalPortCache.clear_instance()
        PortsInARow.instance()
        yield
