"""A kernel of another language, which takes requests only on its shell channel, as R's does.

`python -m tests.kernel.other_kernel -f CONNECTION_FILE`; what it executes is how long it takes, in seconds.
"""

from __future__ import annotations

import time
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class OtherKernel(Kernel):
    implementation = "other"
    implementation_version = "1"
    banner = "R"
    language_info: dict[str, Any] = {"name": "R", "mimetype": "text/x-r", "file_extension": ".r"}  # noqa: RUF012

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.control_handlers.pop("kernel_info_request", None)

    def do_execute(self, code: str, silent: bool, *_: Any, **__: Any) -> dict[str, Any]:
        time.sleep(float(code or 0))
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=OtherKernel)
