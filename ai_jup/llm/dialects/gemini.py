"""Google's Gemini API: `generateContent`."""

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
    only_fields,
    only_item,
    patches,
)
from .end_marker import Blocked, EndMarker, ErrorEvent, Finish, needed, optional
from .gemini_functions import as_function_declarations
from .picture_limits import PictureLimits
from .readable_arguments import with_readable_arguments

GEMINI = Provider(
    id="gemini",
    label="Google Gemini",
    env_vars=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    base_url_var="GOOGLE_GEMINI_BASE_URL",
    keys_page="https://aistudio.google.com/apikey",
    address="https://generativelanguage.googleapis.com",
    own=False,
    # a bare `gemini-*` is Vertex AI's
    data_prefix="gemini/",
    family="gemini",
    family_words="gemini",
    key_prefix="AIza",
)


def _key_headers(key: str) -> dict[str, str]:
    return {"x-goog-api-key": key}


_FIRST_PAGE = {"pageSize": "1000"}


def _read_models(body: Any) -> tuple[set[str], Page | None]:
    names = {str(model["name"]).removeprefix("models/") for model in body.get("models", [])}
    token = body.get("nextPageToken")
    return names, {**_FIRST_PAGE, "pageToken": str(token)} if token else None


def _question(bare: str, body: Payload) -> Payload:
    inner = only_fields(body, "contents", "system_instruction", "systemInstruction", "tools")
    return {"generateContentRequest": {"model": f"models/{bare}", **inner}}


class GenerateContentMarker(EndMarker):
    """A `finishReason` that is not empty."""

    # ai.google.dev/api/generate-content#FinishReason; what is not here, such as `OTHER`, is none
    finishes: Mapping[str, Finish] = {
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
    # its earlier models give a reason with every event
    is_last = False

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
        for candidate in optional(payload, "candidates", list) or ():
            self._see_candidate(candidate)

    def _see_candidate(self, candidate: Mapping[str, Any]) -> None:
        content: Payload = optional(candidate, "content", dict) or {}
        for part in optional(content, "parts", list) or ():
            self.begun = True
            optional(part, "text", str)
            if (call := optional(part, "functionCall", dict)) is not None:
                self._called = True
                needed(call, "name", str)
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


def _text_slot(payload: Payload) -> TextSlot | None:
    candidate = only_item(payload.get("candidates"))
    if candidate is None or not set(candidate) <= {"content", "index"}:
        return None
    content = candidate.get("content")
    part = only_item(content.get("parts")) if isinstance(content, Mapping) else None
    if part is None or not set(part) <= {"text", "thought"}:  # a signature stays where it is
        return None
    return TextSlot(("gemini", part.get("thought", False)), part, "text")


def _retry_delay(error: Mapping[str, Any]) -> str | None:
    """It is in the body: `{"@type": ".../google.rpc.RetryInfo", "retryDelay": "34s"}`."""
    details = error.get("details")
    for detail in details if isinstance(details, list) else ():
        delay = detail.get("retryDelay") if isinstance(detail, Mapping) else None
        if isinstance(delay, str):
            return delay.rstrip("s")
    return None


def _picture_tokens(model: str, width: int, height: int) -> int:
    # before Gemini 3: 258 tokens for each tile of 768 pixels; since then 1,120 for a picture
    older = model.rpartition("/")[2].startswith("gemini-2")
    return 258 * patches(width, height, 768) if older else 1_120


GEMINI_CONTENT = Dialect(
    name="Gemini generateContent",
    serves=for_every_model,
    key_headers=_key_headers,
    models=ModelList(path="/v1beta/models", first_page=_FIRST_PAGE, read=_read_models),
    counting=Counting(path=lambda bare: f"/v1beta/models/{bare}:countTokens", question=_question, answer="totalTokens"),
    # not measured: about as many for text and code, more for numbers, of which it takes each digit for a token
    margin=Margin(likely=1.0, most=1.5),
    end_marker=lambda path: GenerateContentMarker(),
    put_right=as_documented,
    thoughts_in_text=False,
    text_slot=_text_slot,
    retry_delay=_retry_delay,
    litellm=ForLiteLLM(
        route="gemini",
        path="/v1beta",
        openai_client=False,
        reply_limit="max_completion_tokens",
        arguments={},
        reasoning_arguments={},
        effort=str,
        arrange=with_readable_arguments,
        tools=as_function_declarations,
    ),
    # ai.google.dev/gemini-api/docs/image-understanding: 20 MB a request with pictures inside; no GIF; 3072 pixels
    pictures=PictureLimits(
        number=900,
        long_edge=3072,
        total_bytes=14_000_000,
        picture_bytes=5_000_000,
        types=("image/png", "image/jpeg", "image/webp"),
    ),
    picture_tokens=_picture_tokens,
    cache_marks=0,
    rehearsal_model="gemini-2.5-flash",
)
