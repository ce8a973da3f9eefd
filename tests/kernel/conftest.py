"""Real kernels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kernel.definitions import CELL
from tests.kernel.live import LiveKernel


@pytest.fixture(scope="session")
def kernel() -> Iterator[LiveKernel]:
    """A kernel that all tests share which leave it as it was."""
    with LiveKernel() as running:
        yield running


@pytest.fixture(scope="module")
def defined(kernel: LiveKernel) -> None:
    """The shared kernel has what the notebook defines, whatever other modules have defined since."""
    kernel.cell(CELL)


@pytest.fixture
def own_kernel() -> Iterator[LiveKernel]:
    """A kernel of the test's own, for one that does not survive it."""
    with LiveKernel() as running:
        yield running
