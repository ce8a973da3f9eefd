"""Each provider's own end marker, looked for in the events as the provider sent them.

LiteLLM reports a stream that was cut as finished. What follows here is the provider's protocol: an answer is whole
only when the provider said so.
"""

from collections.abc import Mapping
from typing import Any, Literal, Protocol

Finish = Literal["stop", "length", "content_filter", "tool_calls"]


class ErrorEvent(Exception):
    """The provider reports an error in its stream; `body` is its error object."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__("error event")
        self.body = body


class Blocked(Exception):
    """The provider refuses the prompt, in place of an answer."""


class EndMarker(Protocol):
    """Follows one reply."""

    ended: bool
    """Whether the provider's end marker has passed."""
    finish: Finish
    """Why the model ended; means something once `ended`."""
    begun: bool
    """Whether anything of the answer itself has come."""
    unexplained: str
    """The provider's own word for an end that is none of these; empty where it is one. The reply may not be whole."""
    answered_by: str | None
    """The model's name in the reply."""
    usage_seen: bool
    """Whether the provider has counted the tokens."""
    refusal: str
    """OpenAI: what the model says in place of an answer; LiteLLM leaves it out."""
    malformed_call: str | None
    """Gemini: the text of a call that Gemini itself could not read."""

    def done(self) -> None:
        """`data: [DONE]` has passed."""
        ...

    def see(self, payload: Mapping[str, Any]) -> None:
        """The next event has passed. Raises `ErrorEvent` or `Blocked`."""
        ...


class _Marker:
    _finishes: Mapping[str, Finish] = {}
    """What a provider's reasons mean."""

    def __init__(self) -> None:
        self.ended = False
        self.begun = False
        self.finish: Finish = "stop"
        self.unexplained = ""
        self.answered_by: str | None = None
        self.usage_seen = False
        self.refusal = ""
        self.malformed_call: str | None = None

    def done(self) -> None:
        pass

    def _ended_for(self, reason: Any) -> None:
        self.finish = self._finishes.get(reason, "stop")
        self.unexplained = "" if reason in self._finishes else str(reason)[:100]

    def _answered_by(self, name: Any) -> None:
        if isinstance(name, str) and name:
            self.answered_by = name


class ChatCompletionsMarker(_Marker):
    """OpenAI chat completions: a `finish_reason`, then `[DONE]`."""

    _content = ("content", "reasoning_content", "tool_calls", "refusal")
    _finishes: Mapping[str, Finish] = {
        "stop": "stop",
        "length": "length",
        "content_filter": "content_filter",
        "tool_calls": "tool_calls",
        "function_call": "tool_calls",
    }

    def __init__(self) -> None:
        super().__init__()
        self._finished = False

    def done(self) -> None:
        self.ended = self._finished

    def see(self, payload: Mapping[str, Any]) -> None:
        if payload.get("error"):
            raise ErrorEvent(payload)
        self._answered_by(payload.get("model"))
        self.usage_seen = self.usage_seen or bool(payload.get("usage"))
        for choice in payload.get("choices") or ():
            self._see_choice(choice)

    def _see_choice(self, choice: Mapping[str, Any]) -> None:
        delta = choice.get("delta") or {}
        self.begun = self.begun or any(delta.get(name) for name in self._content)
        self.refusal += delta.get("refusal") or ""
        if reason := choice.get("finish_reason"):
            self._finished = True
            self._ended_for(reason)
            if self.refusal and self.finish == "stop":
                self.finish = "content_filter"


class ResponsesMarker(_Marker):
    """OpenAI Responses: `response.completed` or `response.incomplete`."""

    def see(self, payload: Mapping[str, Any]) -> None:
        kind = payload.get("type") or ""
        self.begun = self.begun or kind.endswith(".delta")
        response = payload.get("response")
        response = response if isinstance(response, Mapping) else {}
        self._answered_by(response.get("model"))
        if kind == "error":
            raise ErrorEvent(payload)
        if kind == "response.failed":
            raise ErrorEvent({"error": response.get("error") or {}})
        if kind == "response.refusal.delta":
            self.refusal += payload.get("delta") or ""
        if kind in ("response.completed", "response.incomplete"):
            self.ended = True
            self.usage_seen = bool(response.get("usage"))
            self.finish = self._finish(response)

    def _finish(self, response: Mapping[str, Any]) -> Finish:
        if response.get("status") == "incomplete":
            details = response.get("incomplete_details") or {}
            return "content_filter" if details.get("reason") == "content_filter" else "length"
        if self.refusal:
            return "content_filter"
        items = response.get("output") or ()
        calls = any(item.get("type") == "function_call" for item in items)
        return "tool_calls" if calls else "stop"


class MessagesMarker(_Marker):
    """Anthropic: `message_stop`."""

    # platform.claude.com/docs/en/build-with-claude/handling-stop-reasons; `pause_turn` is no end
    _finishes: Mapping[str, Finish] = {
        "end_turn": "stop",
        "stop_sequence": "stop",
        "max_tokens": "length",
        "model_context_window_exceeded": "length",
        "refusal": "content_filter",
        "tool_use": "tool_calls",
    }

    def see(self, payload: Mapping[str, Any]) -> None:
        kind = payload.get("type")
        if kind == "error":
            raise ErrorEvent(payload)
        if kind == "message_start":
            message = payload.get("message") or {}
            self._answered_by(message.get("model"))
            self.usage_seen = bool(message.get("usage"))
        elif kind == "content_block_delta":
            self.begun = True
        elif kind == "message_delta":
            if reason := (payload.get("delta") or {}).get("stop_reason"):
                self._ended_for(reason)
        elif kind == "message_stop":
            self.ended = True


class GenerateContentMarker(_Marker):
    """Gemini: a `finishReason` that is not empty."""

    # ai.google.dev/api/generate-content#FinishReason; what is not here, such as `OTHER`, is none
    _finishes: Mapping[str, Finish] = {
        "STOP": "stop",
        "MALFORMED_FUNCTION_CALL": "stop",
        "MAX_TOKENS": "length",
        "SAFETY": "content_filter",
        "RECITATION": "content_filter",
        "LANGUAGE": "content_filter",
        "BLOCKLIST": "content_filter",
        "PROHIBITED_CONTENT": "content_filter",
        "SPII": "content_filter",
        "IMAGE_SAFETY": "content_filter",
    }

    def __init__(self) -> None:
        super().__init__()
        self._called = False

    def see(self, payload: Mapping[str, Any]) -> None:
        if payload.get("error"):
            raise ErrorEvent(payload)
        if (payload.get("promptFeedback") or {}).get("blockReason"):
            raise Blocked(payload["promptFeedback"]["blockReason"])
        self._answered_by(payload.get("modelVersion"))
        self.usage_seen = self.usage_seen or bool(payload.get("usageMetadata"))
        for candidate in payload.get("candidates") or ():
            self._see_candidate(candidate)

    def _see_candidate(self, candidate: Mapping[str, Any]) -> None:
        parts = (candidate.get("content") or {}).get("parts") or ()
        self.begun = self.begun or bool(parts)
        self._called = self._called or any("functionCall" in part for part in parts)
        reason = candidate.get("finishReason")
        if not reason:
            return
        self.ended = True
        self._ended_for(reason)
        if self._called and self.finish == "stop":
            self.finish = "tool_calls"
        if reason == "MALFORMED_FUNCTION_CALL":
            text = str(candidate.get("finishMessage") or "")
            self.malformed_call = text.removeprefix("Malformed function call:").strip()


def end_marker(provider: str, responses_api: bool) -> EndMarker:
    """The marker to look for in replies of a provider."""
    if provider == "anthropic":
        return MessagesMarker()
    if provider == "gemini":
        return GenerateContentMarker()
    return ResponsesMarker() if responses_api else ChatCompletionsMarker()
