"""OpenAI's chat completions, which others speak too."""

from collections.abc import Callable, Mapping
from typing import Any

from . import openai
from .dialect import Dialect, ForLiteLLM, Payload, TextSlot, for_every_model, no_delay, only_item
from .end_marker import EndMarker, ErrorEvent, Finish, optional
from .openai_chat_events import ChatEvents
from .openai_responses import ResponsesMarker
from .tool_parameters import as_plain_schemas


class ChatCompletionsMarker(EndMarker):
    """A `finish_reason`, then `[DONE]`."""

    finishes: Mapping[str, Finish] = {
        "stop": "stop",
        "length": "length",
        "content_filter": "content_filter",
        "tool_calls": "tool_calls",
        "function_call": "tool_calls",
    }

    def __init__(self) -> None:
        super().__init__()
        self.finished = False
        """Whether a reason to end has passed."""

    def done(self) -> None:
        self.ended = self.finished

    def see(self, payload: Mapping[str, Any]) -> None:
        if payload.get("error"):
            raise ErrorEvent(payload)
        self._answered_by(payload.get("model"))
        self.usage_seen = self.usage_seen or bool(payload.get("usage"))
        for choice in optional(payload, "choices", list) or ():
            self._see_choice(choice)

    def _see_choice(self, choice: Mapping[str, Any]) -> None:
        delta: Payload = optional(choice, "delta", dict) or {}
        texts = [optional(delta, name, str) for name in ("content", "reasoning_content")]
        self.begun = self.begun or any(texts) or any(delta.get(name) for name in ("tool_calls", "refusal"))
        self.refusal += optional(delta, "refusal", str) or ""
        if reason := choice.get("finish_reason"):
            self.finished = True
            self._ended_for(reason)
            if self.refusal and self.finish == "stop":
                self.finish = "content_filter"


def end_marker(path: str, of_chat: Callable[[], EndMarker] = ChatCompletionsMarker) -> EndMarker:
    """What ends a reply by this path; `of_chat` makes that of chat completions."""
    # LiteLLM may take the other of OpenAI's APIs than it was told
    return ResponsesMarker() if path.endswith("/responses") else of_chat()


def _text_slot(payload: Payload) -> TextSlot | None:
    choice = only_item(payload.get("choices"))
    if choice is None or choice.get("finish_reason") or choice.get("logprobs") or payload.get("usage"):
        return None
    delta = choice.get("delta")
    if not isinstance(delta, dict):
        return None
    # some servers say the role, or that there is nothing of a kind, in each event
    names = {name for name, value in delta.items() if value is not None} - {"role"}
    place = ("chat", choice.get("index"), "role" in delta, *names)
    if names in ({"content"}, {"reasoning_content"}):
        return TextSlot(place, delta, *names)
    call = only_item(delta.get("tool_calls")) if names == {"tool_calls"} else None
    if call is None or call.get("id") or not isinstance(function := call.get("function"), dict):
        return None
    return None if function.get("name") else TextSlot((*place, call.get("index")), function, "arguments")


def _pictures_after_results(messages: list[Payload]) -> list[Payload]:
    """Chat completions take text alone as a function's result: its pictures go into a user's turn after the results."""
    arranged: list[Payload] = []
    waiting: list[Payload] = []
    for message in messages:
        if message["role"] != "tool" and waiting:
            arranged.append({"role": "user", "content": waiting})
            waiting = []
        if message["role"] == "tool" and isinstance(message["content"], list):
            pictures = [part for part in message["content"] if part["type"] != "text"]
            texts = [part["text"] for part in message["content"] if part["type"] == "text"]
            if pictures:
                waiting += [{"type": "text", "text": f"Pictures of the call {message['tool_call_id']}:"}, *pictures]
            message = {**message, "content": "\n".join(texts)}
        arranged.append(message)
    return [*arranged, {"role": "user", "content": waiting}] if waiting else arranged


OPENAI_CHAT = Dialect(
    name="OpenAI chat completions",
    serves=for_every_model,
    key_headers=openai.key_headers,
    models=openai.MODELS,
    counting=None,
    margin=openai.MARGIN,
    end_marker=end_marker,
    put_right=ChatEvents,
    thoughts_in_text=True,
    text_slot=_text_slot,
    retry_delay=no_delay,
    litellm=ForLiteLLM(
        route="openai",
        path="",
        openai_client=True,
        reply_limit="max_completion_tokens",
        arguments={},
        reasoning_arguments={},
        effort=str,
        arrange=_pictures_after_results,
        tools=as_plain_schemas,
    ),
    pictures=openai.PICTURES,
    picture_tokens=openai.picture_tokens,
    cache_marks=0,
    rehearsal_model="gpt-4.1",
)
