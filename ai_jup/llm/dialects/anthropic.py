"""Anthropic's Messages API."""

from collections.abc import Mapping
from typing import Any

from .dialect import (
    Counting,
    Dialect,
    ForLiteLLM,
    Margin,
    ModelList,
    Page,
    Payload,
    Provider,
    TextSlot,
    as_documented,
    for_every_model,
    no_delay,
    only_fields,
    patches,
)
from .end_marker import EndMarker, ErrorEvent, Finish, needed
from .picture_limits import PictureLimits
from .readable_arguments import with_readable_arguments
from .tool_parameters import as_plain_schemas

ANTHROPIC = Provider(
    id="anthropic",
    label="Anthropic",
    env_vars=("ANTHROPIC_API_KEY",),
    base_url_var="ANTHROPIC_BASE_URL",
    keys_page="https://console.anthropic.com/settings/keys",
    address="https://api.anthropic.com",
    own=False,
    data_prefix="",
    family="claude",
    family_words="claude",
    key_prefix=r"sk-ant-(?:api\d+-)?",
)


def _key_headers(key: str) -> dict[str, str]:
    return {"x-api-key": key, "anthropic-version": "2023-06-01"}


_FIRST_PAGE = {"limit": "1000"}


def _read_models(body: Any) -> tuple[set[str], Page | None]:
    names = {str(model["id"]) for model in body["data"]}
    more = body.get("has_more") and body.get("last_id")
    return names, {**_FIRST_PAGE, "after_id": str(body["last_id"])} if more else None


def _question(bare: str, body: Payload) -> Payload:
    return only_fields(body, "model", "messages", "system", "tools", "tool_choice", "thinking")


_TEXT = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}


class MessagesMarker(EndMarker):
    """`message_stop`."""

    # platform.claude.com/docs/en/build-with-claude/handling-stop-reasons; `pause_turn` is no end
    finishes: Mapping[str, Finish] = {
        "end_turn": "stop",
        "stop_sequence": "stop",
        "max_tokens": "length",
        "model_context_window_exceeded": "length",
        "refusal": "content_filter",
        "tool_use": "tool_calls",
    }

    def __init__(self) -> None:
        super().__init__()
        self._calls: set[Any] = set()
        """The blocks that are calls, by their index."""

    def see(self, payload: Mapping[str, Any]) -> None:
        kind = needed(payload, "type", str)
        if kind == "error":
            raise ErrorEvent(payload)
        if kind == "message_start":
            message = payload.get("message") or {}
            self._answered_by(message.get("model"))
            self.usage_seen = bool(message.get("usage"))
        elif kind == "content_block_start":
            block = needed(payload, "content_block", dict)
            if needed(block, "type", str).endswith("tool_use"):
                needed(block, "name", str)
                self._calls.add(payload.get("index"))
        elif kind == "content_block_delta":
            self.begun = True
            self._see_delta(needed(payload, "delta", dict), payload.get("index"))
        elif kind == "message_delta":
            if reason := (payload.get("delta") or {}).get("stop_reason"):
                self._ended_for(reason)
        elif kind == "message_stop":
            self.ended = True

    def _see_delta(self, delta: Mapping[str, Any], index: Any) -> None:
        kind = needed(delta, "type", str)
        if kind in _TEXT:
            needed(delta, _TEXT[kind], str)
        if kind == "input_json_delta" and index not in self._calls:
            raise ValueError("arguments of a call that has not begun")


def _text_slot(payload: Payload) -> TextSlot | None:
    delta = payload.get("delta")
    if payload.get("type") != "content_block_delta" or not isinstance(delta, dict):
        return None
    kind = delta.get("type")
    if kind not in _TEXT or set(delta) != {"type", _TEXT[kind]}:
        return None
    return TextSlot((kind, payload.get("index")), delta, _TEXT[kind])


def _picture_tokens(model: str, width: int, height: int) -> int:
    return patches(width, height, 28)


ANTHROPIC_MESSAGES = Dialect(
    name="Anthropic Messages",
    serves=for_every_model,
    key_headers=_key_headers,
    models=ModelList(path="/v1/models", first_page=_FIRST_PAGE, read=_read_models),
    counting=Counting(path=lambda bare: "/v1/messages/count_tokens", question=_question, answer="input_tokens"),
    # measured: code takes Claude 1.31 to 1.72 times as many
    margin=Margin(likely=1.5, most=1.75),
    end_marker=lambda path: MessagesMarker(),
    put_right=as_documented,
    thoughts_in_text=False,
    text_slot=_text_slot,
    retry_delay=no_delay,
    litellm=ForLiteLLM(
        route="anthropic",
        path="/v1/messages",
        openai_client=False,
        reply_limit="max_completion_tokens",
        arguments={},
        reasoning_arguments={},
        effort=str,
        arrange=with_readable_arguments,
        tools=as_plain_schemas,
    ),
    # platform.claude.com/docs/en/build-with-claude/vision: 100 pictures, 600 for the largest windows; 5 MB each, 32 MB
    # a request; 1568 pixels, and never above 2000 with more than 20 pictures
    pictures=PictureLimits(
        number=100,
        long_edge=1568,
        total_bytes=20_000_000,
        picture_bytes=5_000_000,
        types=("image/png", "image/jpeg", "image/gif", "image/webp"),
    ),
    picture_tokens=_picture_tokens,
    cache_marks=4,
    rehearsal_model="claude-sonnet-4-5",
)
