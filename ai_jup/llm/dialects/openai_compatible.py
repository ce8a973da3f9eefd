"""An administrator's own endpoint, which speaks OpenAI's chat completions; nothing else is known of it."""

from dataclasses import replace

from .dialect import Margin, Provider
from .openai_chat import OPENAI_CHAT, ChatCompletionsMarker, end_marker
from .picture_limits import PictureLimits


class CompatibleMarker(ChatCompletionsMarker):
    """A `finish_reason`; there are servers that close the stream without `[DONE]`."""

    def closed(self) -> None:
        self.ended = self.finished


OPENAI_COMPATIBLE = replace(
    OPENAI_CHAT,
    name="OpenAI-compatible",
    end_marker=lambda path: end_marker(path, CompatibleMarker),
    # its models may have any tokenizer
    margin=Margin(likely=1.1, most=1.5),
    # what others built after OpenAI's protocol does not all know the newer name of the limit
    litellm=replace(OPENAI_CHAT.litellm, reply_limit="max_tokens"),
    pictures=PictureLimits(
        number=20,
        long_edge=2048,
        total_bytes=14_000_000,
        picture_bytes=5_000_000,
        types=("image/png", "image/jpeg", "image/webp"),
    ),
)


OTHER_KEYS = r"sk-or-v\d+-"
"""Pattern of what OpenRouter's keys begin with: many reach it as an own endpoint."""


def own_endpoint(endpoint_id: str, label: str, key_variable: str | None, address: str) -> Provider:
    """An endpoint as a provider; `key_variable` is null for one that takes no key."""
    return Provider(
        id=endpoint_id,
        label=label,
        env_vars=(key_variable,) if key_variable else (),
        base_url_var=None,
        keys_page=None,
        address=address,
        own=True,
        # its models are not in LiteLLM's data, and their names tell nothing
        data_prefix="",
        family="",
        family_words="",
        key_prefix="",
    )


_PLAIN_HEADERS = {"host", "accept", "connection", "content-type", "content-length", "transfer-encoding", "user-agent"}


def foreign_headers(names: set[str]) -> set[str]:
    """Of a request's headers those that OpenAI's SDK takes from variables that are set for OpenAI: organisation,
    project, any header. They are nothing to an own endpoint."""
    # the SDK's notes to itself may stay
    return {name for name in names - _PLAIN_HEADERS if not name.startswith("x-stainless-")}
