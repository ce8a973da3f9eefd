"""A kernel of another language, which takes requests only on its shell channel, as R's does.

`python -m tests.kernel.other_kernel -f CONNECTION_FILE`; what it executes is how long it takes, in seconds; OTHER_LANGUAGE is what it says it speaks.
"""

from __future__ import annotations

import os
import time
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class OtherKernel(Kernel):
    implementation = "other"
    implementation_version = "1"
    banner = "other"
    language_info: dict[str, Any] = {  # noqa: RUF012
        "name": os.environ.get("OTHER_LANGUAGE", "R"),
        "mimetype": "text/plain",
        "file_extension": ".txt",
    }

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.control_handlers.pop("kernel_info_request", None)

    def do_execute(self, code: str, silent: bool, *_: Any, **__: Any) -> dict[str, Any]:
        time.sleep(float(code) if code.replace(".", "").isdigit() else 0)
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=OtherKernel)
