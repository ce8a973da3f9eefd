"""The error bodies and headers of Anthropic's endpoints."""

from __future__ import annotations

from ..exchange import Body
from .failure import Failure, Wanted

RATE = (
    "This request would exceed your organization's rate limit of 30,000 input tokens per minute. "
    "For details, refer to: https://docs.claude.com/en/api/rate-limits. You can see the response "
    "headers for current usage. Please reduce the prompt length or the maximum tokens requested, "
    "or try again later."
)
LOW_CREDIT = (
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to "
    "upgrade or purchase credits."
)
INVALID = "invalid_request_error"

# status -> type, message
BY_STATUS = {
    400: (INVALID, "Invalid request."),
    401: ("authentication_error", "invalid x-api-key"),
    402: ("billing_error", "There is an issue with your billing or payment information."),
    403: (
        "permission_error",
        "Your API key does not have permission to use the specified resource.",
    ),
    404: ("not_found_error", "model: {model}"),
    408: ("timeout_error", "Request timed out"),
    409: (INVALID, "The request conflicts with the current state of the resource."),
    413: ("request_too_large", "Request exceeds the maximum size"),
    429: ("rate_limit_error", RATE),
    500: ("api_error", "Internal server error"),
    502: ("api_error", "Bad gateway"),
    503: ("api_error", "Service unavailable"),
    504: ("timeout_error", "Request timed out"),
    529: ("overloaded_error", "Overloaded"),
}
BY_REASON = {
    "quota": (429, "rate_limit_error", RATE),
    "low_credit": (400, INVALID, LOW_CREDIT),
    "context_length": (400, INVALID, "prompt is too long: 210000 tokens > 200000 maximum"),
    "content_policy": (400, INVALID, "Output blocked by content filtering policy"),
}


def failure(wanted: Wanted) -> Failure:
    """The failure that Anthropic answers with."""
    status, kind, text = _row(wanted)
    body = error_body(kind, wanted.fill(wanted.message or text), wanted.request)
    return Failure(status, body, _headers(wanted, status))


def missing_key(wanted: Wanted) -> Failure:
    """The failure when no key came along."""
    body = error_body("authentication_error", "x-api-key header is required", wanted.request)
    return Failure(401, body, _headers(wanted, 401))


def unknown_address(wanted: Wanted, method: str, path: str) -> Failure:
    """The failure at an address that does not exist."""
    body = error_body("not_found_error", "Not Found", wanted.request)
    return Failure(404, body, _headers(wanted, 404))


def error_body(kind: str, message: str, request: str) -> Body:
    """The body of an error, also sent inside a stream."""
    error = {"type": kind, "message": message, "details": None}
    return {"type": "error", "error": error, "request_id": request}


def headers(request: str) -> dict[str, str]:
    """What comes with every answer."""
    return {
        "request-id": request,
        "anthropic-organization-id": "00000000-0000-4000-8000-000000000000",
    }


def _row(wanted: Wanted) -> tuple[int, str, str]:
    if wanted.reason in BY_REASON:
        return BY_REASON[wanted.reason]
    status = wanted.status or 500
    return (status, *BY_STATUS.get(status, BY_STATUS[500 if status >= 500 else 400]))


def _headers(wanted: Wanted, status: int) -> dict[str, str]:
    found = headers(wanted.request)
    found["x-should-retry"] = "true" if status in (408, 409, 429) or status >= 500 else "false"
    if status == 429:
        for name in ("requests", "input-tokens", "output-tokens"):
            prefix = f"anthropic-ratelimit-{name}"
            found[f"{prefix}-limit"] = "30000"
            found[f"{prefix}-remaining"] = "0"
            found[f"{prefix}-reset"] = "2030-01-01T00:00:00Z"
    if wanted.retry_after is not None:
        found["retry-after"] = f"{wanted.retry_after:g}"
    return found
