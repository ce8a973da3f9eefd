"""What all tests share: the real server's fixtures, and nothing of the machine that they run on."""

from __future__ import annotations

import os
import random
import socket
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings
from jupyter_client.connect import LocalPortCache

# what an example takes depends on the machine, and on what else it does
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# jsonschema takes it for the syntax of addresses, and it works out its grammars for a second in each process
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

pytest_plugins = ("pytest_jupyter.jupyter_server", "tests.faults.tally")


class PortsInARow(LocalPortCache):
    """Ports for kernels, below those that the system hands out.

    A kernel takes its ports half a second after they were found free. Meanwhile the system may give one of its own to
    another process: to the other worker's kernels, say.
    """

    def __init__(self) -> None:
        super().__init__()
        self._next = random.randrange(10_000, 20_000)

    def find_available_port(self, ip: str) -> int:
        while True:
            self._next += 1
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
