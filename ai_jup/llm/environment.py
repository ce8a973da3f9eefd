"""Variables that a library wants to see while it is set up, and nobody else after that."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_one_at_a_time = threading.RLock()


@contextmanager
def environment(*names: str, **wanted: str) -> Iterator[None]:
    """Set the wanted variables; at the end they, and those named, are as they were: kernels inherit what stays."""
    with _one_at_a_time:
        before = {name: os.environ.get(name) for name in (*names, *wanted)}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
