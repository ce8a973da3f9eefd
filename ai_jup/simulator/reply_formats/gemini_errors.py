"""The error bodies of Gemini's endpoints, in Google's `google.rpc.Status` form."""

from __future__ import annotations

from typing import Any

from ..exchange import Body
from .failure import Failure, Wanted

DOMAIN = "googleapis.com"
SERVICE = "generativelanguage.googleapis.com"
TYPE = "type.googleapis.com/google.rpc."
UNREGISTERED = (
    "Method doesn't allow unregistered callers (callers without established identity). Please use "
    "API Key or other form of API consumer identity to call this API."
)
QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. For more "
    "information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits."
)
NOT_FOUND = (
    "models/{model} is not found for API version v1beta, or is not supported for generateContent. "
    "Call ListModels to see the list of available models and their supported methods."
)
INTERNAL = (
    "An internal error has occurred. Please retry or report in "
    "https://developers.generativeai.google/guide/troubleshooting"
)
BAD_KEY = "API key not valid. Please pass a valid API key."
CONTEXT = "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
PREPAID = (
    "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to "
    "manage your project and billing."
)

# status -> Google's status, message
BY_STATUS = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", NOT_FOUND),
    408: ("DEADLINE_EXCEEDED", "Request timed out."),
    409: ("ABORTED", "The operation was aborted."),
    413: ("INVALID_ARGUMENT", "Request payload size exceeds the limit: 20971520 bytes."),
    429: ("RESOURCE_EXHAUSTED", QUOTA),
    500: ("INTERNAL", INTERNAL),
    502: ("UNAVAILABLE", "Bad gateway."),
    503: ("UNAVAILABLE", "The model is overloaded. Please try again later."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}
BY_REASON = {
    "quota": (429, "RESOURCE_EXHAUSTED", QUOTA),
    "low_credit": (429, "RESOURCE_EXHAUSTED", PREPAID),
    "context_length": (400, "INVALID_ARGUMENT", CONTEXT),
}
BLOCKED: Body = {
    "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
    "usageMetadata": {"promptTokenCount": 8, "totalTokenCount": 8},
}


def failure(wanted: Wanted) -> Failure:
    """The failure that Gemini answers with; a bad key is a 400 there, a blocked prompt a 200."""
    if wanted.reason == "content_policy":
        return Failure(200, {**BLOCKED, "modelVersion": wanted.model}, headers(wanted.request))
    if wanted.status == 401 and wanted.message is None:
        return _bad_key(wanted)
    status, name, text = _row(wanted)
    body = error_body(status, wanted.fill(wanted.message or text), name)
    if status == 429:
        body["error"]["details"] = _quota_details(wanted)
    found = headers(wanted.request)
    if wanted.retry_after is not None:
        found["retry-after"] = f"{wanted.retry_after:g}"
    return Failure(status, body, found)


def missing_key(wanted: Wanted) -> Failure:
    """The failure when no key came along."""
    body = error_body(403, UNREGISTERED, "PERMISSION_DENIED")
    return Failure(403, body, headers(wanted.request))


def unknown_address(wanted: Wanted, method: str, path: str) -> Failure:
    """The failure at an address that does not exist: Google's front end answers with a page."""
    page = f"<!DOCTYPE html>\n<title>Error 404 (Not Found)!!1</title>\n<p><code>{path}</code>\n"
    return Failure(404, page, {})


def error_body(status: int, message: str, name: str) -> Body:
    """The body of an error, also sent inside a stream."""
    return {"error": {"code": status, "message": message, "status": name}}


def headers(request: str) -> dict[str, str]:
    """What comes with every answer; Gemini names no request."""
    return {"server": "scaffolding on HTTPServer2", "vary": "Origin, X-Origin, Referer"}


def _bad_key(wanted: Wanted) -> Failure:
    body = error_body(400, BAD_KEY, "INVALID_ARGUMENT")
    body["error"]["details"] = [
        {
            "@type": f"{TYPE}ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": DOMAIN,
            "metadata": {"service": SERVICE},
        },
        {"@type": f"{TYPE}LocalizedMessage", "locale": "en-US", "message": BAD_KEY},
    ]
    return Failure(400, body, headers(wanted.request))


def _row(wanted: Wanted) -> tuple[int, str, str]:
    if wanted.reason in BY_REASON:
        return BY_REASON[wanted.reason]
    status = wanted.status or 500
    return (status, *BY_STATUS.get(status, BY_STATUS[500 if status >= 500 else 400]))


def _quota_details(wanted: Wanted) -> list[Body]:
    period = "Day" if wanted.reason == "quota" else "Minute"
    violation = {
        "quotaMetric": f"{SERVICE}/generate_content_free_tier_requests",
        "quotaId": f"GenerateRequestsPer{period}PerProjectPerModel-FreeTier",
        "quotaDimensions": {"location": "global", "model": wanted.model},
        "quotaValue": "10",
    }
    link = {
        "description": "Learn more about Gemini API quotas",
        "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
    }
    details: list[dict[str, Any]] = [
        {"@type": f"{TYPE}QuotaFailure", "violations": [violation]},
        {"@type": f"{TYPE}Help", "links": [link]},
    ]
    if wanted.retry_after is not None:
        details.append({"@type": f"{TYPE}RetryInfo", "retryDelay": f"{wanted.retry_after:g}s"})
    return details
