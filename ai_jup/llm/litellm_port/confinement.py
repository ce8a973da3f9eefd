"""One call of LiteLLM that others' settings do not change, and that changes nothing for others.

Other extensions of the same server may use LiteLLM too: with callbacks, retries, a cache or an address that they set
for the whole process. Those are for their calls; their callbacks are not told of our prompts.
"""

import datetime
import inspect
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

_client: ContextVar[Any] = ContextVar("ai_jup_http_client", default=None)
"""The HTTP client of the call that runs in this context."""


def is_ours() -> bool:
    """Whether what runs here belongs to a call of ours."""
    return _client.get() is not None


def our_client() -> Any:
    """The HTTP client of our call; null where another's runs."""
    return _client.get()


async def call(litellm: Any, named: dict[str, Any], client: Any, http_client: Any) -> Any:
    """The stream of `acompletion`, without what LiteLLM puts around it: callbacks, cache, budgets, retries.

    `http_client` is for what LiteLLM sends other than by `client`. The calling task is taken for this call's own from
    here on.
    """
    _client.set(http_client)
    bare_call = inspect.unwrap(litellm.acompletion)
    model, options = named["model"], named["stream_options"]
    log = _no_log()(
        model=model,
        messages=named["messages"],
        stream=True,
        call_type="acompletion",
        start_time=datetime.datetime.now(),
        litellm_call_id=str(uuid.uuid4()),
        function_id="",
    )
    log.update_environment_variables(
        model=model, user="", optional_params={}, litellm_params={"api_base": ""}, stream_options=options
    )
    stream = await bare_call(**named, client=client, litellm_logging_obj=log, caching=False)
    # it gives up an answer that says the same a hundred times, and shows each to rules that others may have set
    stream.raise_on_model_repetition = stream.rules.post_call_rules = _nothing
    return stream


def _nothing(*args: Any, **named: Any) -> None:
    """In place of what is not to happen."""


async def _nothing_later(*args: Any, **named: Any) -> None:
    """The same, where it is awaited."""


_TELLING = (
    *("pre_call", "post_call", "should_run_prompt_management_hooks"),
    *("success_handler", "async_success_handler", "dispatch_success_handlers"),
    *("failure_handler", "async_failure_handler", "dispatch_failure_handlers", "dispatch_attempt_failure_handlers"),
    *("_response_cost_calculator", "response_cost_calculator"),
)
"""What LiteLLM's log of a call tells callbacks, or works out for them."""


@lru_cache(maxsize=1)
def _no_log() -> type[Any]:
    """LiteLLM's log of a call, which tells nobody, and works out no cost: newer versions fetch a tokenizer for that."""
    from litellm.litellm_core_utils.litellm_logging import Logging

    def in_place_of(name: str) -> Callable[..., Any]:
        return _nothing_later if inspect.iscoroutinefunction(getattr(Logging, name, None)) else _nothing

    return type("NoLog", (Logging,), {name: in_place_of(name) for name in _TELLING})
