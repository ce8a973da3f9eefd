"""The error bodies and headers of OpenAI's endpoints."""

from __future__ import annotations

from ..exchange import Body
from .failure import Failure, Wanted

SERVER_ERROR = "The server had an error while processing your request. Sorry about that!"
INVALID = "invalid_request_error"
KEY_HELP = "You can find your API key at https://platform.openai.com/account/api-keys."
NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header "
    "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank "
    "username) if you're accessing the API from your browser and are prompted for a username and "
    "password. You can obtain an API key from https://platform.openai.com/account/api-keys."
)
QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. For more "
    "information on this error, read the docs: "
    "https://platform.openai.com/docs/guides/error-codes/api-errors."
)
RATE = (
    "Rate limit reached for {model} in organization org-simulator on tokens per min (TPM): "
    "Limit 30000, Used 29500, Requested 1200. Please try again in 1.4s. Visit "
    "https://platform.openai.com/account/rate-limits to learn more."
)
CONTEXT = (
    "This model's maximum context length is 128000 tokens. However, your messages resulted in "
    "130000 tokens. Please reduce the length of the messages."
)
POLICY = (
    "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please "
    "try again with a different prompt: "
    "https://platform.openai.com/docs/guides/reasoning#advice-on-prompting"
)

# status -> type, code, message
BY_STATUS: dict[int, tuple[str, str | None, str]] = {
    400: (INVALID, None, "Invalid request."),
    401: (INVALID, "invalid_api_key", "Incorrect API key provided: {masked}. " + KEY_HELP),
    403: (
        "request_forbidden",
        "unsupported_country_region_territory",
        "Country, region, or territory not supported",
    ),
    404: (
        INVALID,
        "model_not_found",
        "The model `{model}` does not exist or you do not have access to it.",
    ),
    408: ("server_error", None, "Request timed out."),
    409: (INVALID, "conflict", "The resource was updated by another process. Please try again."),
    413: ("server_error", None, "Maximum content size limit (26214400) exceeded"),
    429: ("tokens", "rate_limit_exceeded", RATE),
    500: ("server_error", None, SERVER_ERROR),
    502: ("server_error", None, "Bad gateway."),
    503: ("server_error", None, "The engine is currently overloaded, please try again later"),
    504: ("server_error", None, "Gateway timeout."),
}
BY_REASON: dict[str, tuple[int, str, str | None, str]] = {
    "quota": (429, "insufficient_quota", "insufficient_quota", QUOTA),
    "low_credit": (429, "insufficient_quota", "insufficient_quota", QUOTA),
    "context_length": (400, INVALID, "context_length_exceeded", CONTEXT),
    "content_policy": (400, INVALID, "invalid_prompt", POLICY),
}


def failure(wanted: Wanted) -> Failure:
    """The failure that OpenAI answers with."""
    status, kind, code, text = _row(wanted)
    message = wanted.message or text
    error = {"message": wanted.fill(message), "type": kind, "param": _parameter(code), "code": code}
    return Failure(status, {"error": error}, _headers(wanted, status))


def missing_key(wanted: Wanted) -> Failure:
    """The failure when no key came along."""
    error = {"message": NO_KEY, "type": INVALID, "param": None, "code": None}
    return Failure(401, {"error": error}, _headers(wanted, 401))


def unknown_address(wanted: Wanted, method: str, path: str) -> Failure:
    """The failure at an address that does not exist."""
    message = f"Invalid URL ({method} {path})"
    error = {"message": message, "type": INVALID, "param": None, "code": None}
    return Failure(404, {"error": error}, _headers(wanted, 404))


def server_error(message: str | None = None) -> Body:
    """The body of an internal error, also sent inside a stream."""
    return {
        "error": {
            "message": message or SERVER_ERROR,
            "type": "server_error",
            "param": None,
            "code": None,
        }
    }


def headers(request: str) -> dict[str, str]:
    """What comes with every answer."""
    return {
        "x-request-id": request,
        "openai-organization": "org-simulator",
        "openai-processing-ms": "12",
        "openai-version": "2020-10-01",
    }


def _row(wanted: Wanted) -> tuple[int, str, str | None, str]:
    if wanted.reason in BY_REASON:
        return BY_REASON[wanted.reason]
    status = wanted.status or 500
    return (status, *BY_STATUS.get(status, BY_STATUS[500 if status >= 500 else 400]))


def _parameter(code: str | None) -> str | None:
    return "messages" if code == "context_length_exceeded" else None


def _headers(wanted: Wanted, status: int) -> dict[str, str]:
    found = headers(wanted.request)
    if status == 401:
        found["www-authenticate"] = 'Bearer realm="OpenAI API"'
    if status == 429:
        found |= {
            "x-ratelimit-limit-requests": "500",
            "x-ratelimit-limit-tokens": "30000",
            "x-ratelimit-remaining-requests": "499",
            "x-ratelimit-remaining-tokens": "500",
            "x-ratelimit-reset-requests": "120ms",
            "x-ratelimit-reset-tokens": "1.4s",
        }
    if wanted.retry_after is not None:
        found["retry-after"] = f"{wanted.retry_after:g}"
        found["retry-after-ms"] = f"{wanted.retry_after * 1000:g}"
    return found
