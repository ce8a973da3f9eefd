"""What a function can do to a run, in a real kernel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.faults import real_kernels
from tests.faults.fault import Fault
from tests.faults.tally import Tally, seed
from tests.kernel.live import LiveKernel

pytestmark = pytest.mark.once


@pytest.fixture
def kernel() -> Iterator[LiveKernel]:
    with LiveKernel() as running:
        yield running


def test_whatever_a_function_does_the_run_goes_on(kernel: LiveKernel, tmp_path: Path, tally: Tally) -> None:
    chance, log = Random(seed()), tmp_path / "called"
    for kind in real_kernels.BODIES:
        # to its end, and stopped at any instant
        for at in (0, chance.randrange(1, 10)):
            kernel.cell(real_kernels.definition(kind, log))
            fault = Fault("kernel", "function", kind, at, seed=seed())
            tally.check("kernel", lambda fault=fault: real_kernels.calls(fault, kernel, log))


@pytest.mark.parametrize("kind", real_kernels.DEADLY)
def test_a_kernel_that_dies_or_hangs_does_not_take_the_run_with_it(
    kernel: LiveKernel, kind: str, tmp_path: Path, tally: Tally
) -> None:
    log = tmp_path / "called"
    kernel.cell(real_kernels.definition(kind, log))
    fault = Fault("kernel", "function", kind, 0, seed=seed())
    tally.check("kernel", lambda: real_kernels.calls(fault, kernel, log))
