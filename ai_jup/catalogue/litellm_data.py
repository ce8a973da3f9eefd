"""LiteLLM's model data, read without importing LiteLLM: the import costs seconds and 190 MB."""

import importlib.util
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

Facts = dict[str, Any]

_FILE = "model_prices_and_context_window_backup.json"


@lru_cache(maxsize=1)
def litellm_models() -> dict[str, Facts]:
    """Name to facts, as the file in LiteLLM's package has them (4,000 entries, 30 ms)."""
    spec = importlib.util.find_spec("litellm")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("LiteLLM is not installed: pip install litellm")
    return read_models(Path(spec.origin).with_name(_FILE))


def read_models(file: Path) -> dict[str, Facts]:
    """Name to facts, from a file of LiteLLM's."""
    return cast("dict[str, Facts]", json.loads(file.read_bytes()))


@lru_cache(maxsize=1)
def releases() -> dict[str, dict[str, dict[str, str]]]:
    """Provider to bare name to `label` and `date`; made by scripts/release_dates.py."""
    data = json.loads(Path(__file__).with_name("release_dates.json").read_text())
    return {provider: names for provider, names in data.items() if isinstance(names, dict)}
