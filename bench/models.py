"""What a list of models costs: the first time beside parsing LiteLLM's data file, and once it is made."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

ROUNDS = 5
WARM_ROUNDS = 200

_FIRST = """
import json, time
from ai_jup.catalogue import litellm_data as data
from ai_jup.catalogue import Catalogue
begun = time.perf_counter(); data.litellm_models(); parsed = time.perf_counter() - begun
begun = time.perf_counter(); Catalogue().models(); print(json.dumps([parsed, time.perf_counter() - begun]))
"""


def report() -> None:
    """Print medians: of first lists in processes of their own, and of lists that are there."""
    from ai_jup.catalogue import Catalogue
    from ai_jup.wire import Models

    pairs = [json.loads(_run(_FIRST)) for _ in range(ROUNDS)]
    parsing, making = (statistics.median(times) for times in zip(*pairs, strict=True))
    catalogue = Catalogue()
    catalogue.models()
    warm = _median(lambda: Models(dict(catalogue.models())).model_dump_json())
    print(f"first list of models, beyond parsing LiteLLM's data: {making / parsing:.2f} times ({making * 1e3:.1f} ms)")
    print(f"a warm list of models as JSON: {warm / parsing:.3f} times parsing the data ({warm * 1e3:.2f} ms)")


def _run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def _median(function: Callable[[], object]) -> float:
    times = []
    for _ in range(WARM_ROUNDS):
        begun = time.perf_counter()
        function()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)
