"""What has to be set in LiteLLM for the whole process, where others may use it too: all of it for our calls alone."""

import functools
import gc
import inspect
import logging
import sys
import warnings
from collections.abc import Callable
from typing import Any

from .confinement import is_ours, our_client


def set_up(litellm: Any) -> None:
    """Called once. See docs/decisions/0010-litellm-beside-others.md for each of these."""
    # a hint that is printed with every error of a provider; LiteLLM's own router switches it off too
    litellm.suppress_debug_info = True
    logging.getLogger("LiteLLM").addFilter(_of_others)
    # of LiteLLM's types, when the first reply comes
    warnings.filterwarnings("ignore", ".*`ReadOnly` qualifier", UserWarning, r"pydantic\._internal\._generate_schema")
    _keep_client(litellm)
    _count_no_tokens(litellm)
    # what was imported stays: the garbage collector need not look at it again in mid-answer
    gc.freeze()


def _of_others(record: logging.LogRecord) -> bool:
    """LiteLLM's words on our calls may hold prompts, and help nobody: what matters is raised as an error."""
    return not is_ours()


def _keep_client(litellm: Any) -> None:
    """On its way to the Responses API LiteLLM loses the client, and puts its callbacks around the call a second time:
    of our calls both is put right, others' are left alone."""
    theirs = litellm.aresponses
    bare_call = inspect.unwrap(theirs)

    @functools.wraps(theirs)
    async def aresponses(*args: Any, **named: Any) -> Any:
        client = our_client()
        if client is None:
            return await theirs(*args, **named)
        return await bare_call(*args, **{**named, "client": client})

    litellm.aresponses = aresponses


def _count_no_tokens(litellm: Any) -> None:
    """LiteLLM guesses the tokens that a provider did not tell of, with a tokenizer that it may fetch, and waits for
    that on the loop: of our calls it guesses none, and what it says then is not read."""
    from litellm.litellm_core_utils.token_counter import token_counter

    for theirs in (token_counter, litellm.utils.token_counter):
        _replace_everywhere(theirs, _unless_ours(theirs))


def _unless_ours(theirs: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(theirs)
    def token_counter(*args: Any, **named: Any) -> int:
        return 0 if is_ours() else theirs(*args, **named)

    return token_counter


def _replace_everywhere(theirs: object, ours: object) -> None:
    """Each module of LiteLLM that uses a function may have it under a name of its own."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "litellm":
            for held in [held for held, value in list(vars(module).items()) if value is theirs]:
                setattr(module, held, ours)
