"""The table of providers: who writes which endpoint and its failures."""

from __future__ import annotations

from typing import Protocol

from ..exchange import Dialect, Exchange
from ..reply import Fault
from . import anthropic, anthropic_errors, gemini, gemini_errors, openai_chat, openai_errors, openai_responses
from .failure import Failure, Wanted


class Errors(Protocol):
    """How one provider writes its failures."""

    def failure(self, wanted: Wanted) -> Failure:
        """The failure that is wanted."""

    def missing_key(self, wanted: Wanted) -> Failure:
        """The failure when no key came along."""

    def unknown_address(self, wanted: Wanted, method: str, path: str) -> Failure:
        """The failure at an address that does not exist."""

    def headers(self, request: str) -> dict[str, str]:
        """What comes with every answer."""


DIALECTS: dict[str, Dialect] = {
    "chat": openai_chat,
    "responses": openai_responses,
    "messages": anthropic,
    "generate": gemini,
}
ERRORS: dict[str, Errors] = {
    "openai": openai_errors,
    "anthropic": anthropic_errors,
    "gemini": gemini_errors,
}


def headers(job: Exchange) -> dict[str, str]:
    """The headers of an answer that is no error."""
    return ERRORS[job.received.provider].headers(request_id(job))


def failure(job: Exchange, fault: Fault) -> Failure:
    """The failure that a fault of the kind "status" stands for."""
    wanted = _wanted(job, fault)
    return ERRORS[job.received.provider].failure(wanted)


def unauthorized(job: Exchange) -> Failure | None:
    """The failure that a missing or bad key leads to, None for any other key."""
    errors, wanted = ERRORS[job.received.provider], _wanted(job, Fault("status", status=401))
    if not job.received.key:
        return errors.missing_key(wanted)
    return errors.failure(wanted) if job.received.key.startswith("bad-") else None


def unknown_address(job: Exchange) -> Failure:
    """The failure at an address that the provider does not have."""
    received = job.received
    wanted = _wanted(job, Fault("status", status=404))
    return ERRORS[received.provider].unknown_address(wanted, received.method, received.path)


def request_id(job: Exchange) -> str:
    """The provider's name for the request."""
    return job.id("req_011C" if job.received.provider == "anthropic" else "req_")


def _wanted(job: Exchange, fault: Fault) -> Wanted:
    return Wanted(
        request=request_id(job),
        model=job.received.model,
        key=job.received.key,
        status=fault.status,
        reason=fault.reason,
        message=fault.message,
        retry_after=fault.retry_after,
    )
