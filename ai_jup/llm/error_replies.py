"""What a provider's error reply means, read from the reply itself: status, headers and body.

LiteLLM's own exceptions are not used: they give one error of one provider several classes, and hide some.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from . import provider_errors
from .port import Target
from .provider_errors import ProviderError

_TOO_LONG = (
    "context_length",
    "context length",
    "context window",
    "context limit",
    "prompt is too long",
    "input token count",
    "maximum number of tokens",
)
_NO_CREDIT = ("insufficient_quota", "billing_error", "credit balance", "billing_hard_limit", "credits are depleted")
# the last is a LiteLLM proxy's, for a key that it would look up in a database
_BAD_KEY = ("api_key_invalid", "invalid_api_key", "api key not valid", "api key expired", "no connected db")
_BLOCKED = (
    "content_policy",
    "content_filter",
    "content filtering policy",
    "content management policy",
    "usage policy",
    "prohibited_content",
)


@dataclass(frozen=True)
class ErrorBody:
    """What all three providers' error objects have in common."""

    reason: str | None = None
    """The provider's own sentence."""
    tags: str = ""
    """All of the provider's codes and words, in lower case, to look for known ones."""
    delay: float | None = None
    """Seconds after which to come again."""


def read_error(target: Target, body: Any) -> ErrorBody:
    """Read a parsed error body, of whatever shape; what is not understood is left out."""
    if isinstance(body, list):  # Gemini wraps the error in a list when it is not asked for events
        body = body[0] if body else {}
    error = body.get("error", body) if isinstance(body, dict) else {}
    if isinstance(error, str):
        error = {"message": error}
    if not isinstance(error, dict):
        return ErrorBody()
    message = error.get("message")
    reason = message if isinstance(message, str) else None
    return ErrorBody(reason, " ".join(_strings(error)).lower(), _number(target.dialect.retry_delay(error)))


def parsed(body: bytes) -> Any:
    """The body as JSON, or null: an HTML page of a proxy tells the user nothing."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def failure_of_reply(target: Target, status: int, headers: Mapping[str, str], body: bytes) -> ProviderError:
    """The error for a reply whose status is not 2xx."""
    error = read_error(target, parsed(body))
    delay = _header_delay(headers)
    return failure(target, status, error, delay if delay is not None else error.delay)


def failure(target: Target, status: int, error: ErrorBody, retry_after: float | None = None) -> ProviderError:
    """The error for a status and what the provider says to it."""
    kind = _kind(status, error)
    if kind is provider_errors.ModelNotFound and _is_missing(target, error):
        kind = provider_errors.EndpointMissing
    return kind(target, reason=error.reason, retry_after=retry_after, status=status)


def _kind(status: int, error: ErrorBody) -> type[ProviderError]:
    # what the words say goes before the status: providers give one trouble different statuses
    if 400 <= status < 500 and (named := _named(status, error)):
        return named
    by_status: dict[int, type[ProviderError]] = {
        401: provider_errors.KeyRejected,
        402: provider_errors.QuotaExhausted,
        403: provider_errors.AccessDenied,
        404: provider_errors.ModelNotFound,
        408: provider_errors.ProviderFailed,
        413: provider_errors.RequestTooLarge,
        429: provider_errors.RateLimited,
        503: provider_errors.ProviderOverloaded,
        529: provider_errors.ProviderOverloaded,
    }
    if status in by_status:
        return by_status[status]
    if status < 400:  # a redirect is never followed: it would carry the key away
        return provider_errors.ReplyUnreadable
    return provider_errors.RequestRejected if status < 500 else provider_errors.ProviderFailed


def _is_missing(target: Target, error: ErrorBody) -> bool:
    """Whether it is the address that a server other than the provider's own does not know, rather than the model."""
    return bool(target.api_base) and "model" not in error.tags and target.bare_name.lower() not in error.tags


def _named(status: int, error: ErrorBody) -> type[ProviderError] | None:
    tags = error.tags
    if any(word in tags for word in _NO_CREDIT) or (status == 429 and _quota_is_used_up(error)):
        return provider_errors.QuotaExhausted
    if status == 429:
        return provider_errors.RateLimited
    if any(word in tags for word in _BAD_KEY):
        return provider_errors.KeyRejected
    if status not in (400, 422):
        return None
    if any(word in tags for word in _TOO_LONG):
        return provider_errors.ContextTooLong
    if any(word in tags for word in _BLOCKED):
        return provider_errors.ContentBlocked
    return None


def _quota_is_used_up(error: ErrorBody) -> bool:
    """Gemini speaks of quota for its limits per minute too: it says when to come again, or which limit it is."""
    if "resource_exhausted" not in error.tags or "perminute" in error.tags:
        return False
    return "quota" in error.tags and error.delay is None


_STATUS_OF_TYPE = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "overloaded_error": 529,
    "server_is_overloaded": 503,
    "slow_down": 503,
    "invalid_request_error": 400,
    "context_length_exceeded": 400,
    "invalid_prompt": 400,
}


def failure_of_event(target: Target, event: Mapping[str, Any]) -> ProviderError:
    """The error for an error event that comes as the first thing in a stream of status 200."""
    error = read_error(target, event)
    inner = event.get("error", event)
    inner = inner if isinstance(inner, Mapping) else {}
    named = [inner.get("code"), inner.get("type")]
    status = next((code for code in named if isinstance(code, int)), None)
    if status is None:
        known = [_STATUS_OF_TYPE[name] for name in named if name in _STATUS_OF_TYPE]
        status = known[0] if known else 500
    return failure(target, status, error, error.delay)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _header_delay(headers: Mapping[str, str]) -> float | None:
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    return seconds if seconds is not None or value is None else _until(value)


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < 1e9 else None


def _until(value: str) -> float | None:
    """Seconds to an HTTP date."""
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=timezone.utc)
    return max(0.0, (then - datetime.now(timezone.utc)).total_seconds())
