"""LiteLLM, imported on first use."""

import threading
from typing import Any

from ..environment import environment
from .process_wide import set_up

_SWITCHES = {
    # without them the import asks the network for prices, and loads a `.env` that can send the key elsewhere
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
}
_SET_BY_LITELLM = ("TIKTOKEN_CACHE_DIR",)
"""Would be inherited by kernels, and change where their own code looks."""

_loading = threading.Lock()
_loaded: Any = None


def is_loaded() -> bool:
    """Whether `loaded` returns at once."""
    return _loaded is not None


def loaded() -> Any:
    """LiteLLM, imported and set up; takes seconds the first time."""
    global _loaded
    with _loading:
        if _loaded is None:
            with environment(*_SET_BY_LITELLM, **_SWITCHES):
                import litellm
                from litellm.litellm_core_utils import default_encoding  # noqa: F401  sets a variable
            set_up(litellm)
            _loaded = litellm
        return _loaded
