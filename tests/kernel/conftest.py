"""Real kernels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kernel.live import LiveKernel


@pytest.fixture(scope="module")
def kernel() -> Iterator[LiveKernel]:
    """A kernel that the tests of a module share."""
    with LiveKernel() as running:
        yield running


@pytest.fixture
def own_kernel() -> Iterator[LiveKernel]:
    """A kernel of the test's own, for one that does not survive it."""
    with LiveKernel() as running:
        yield running
