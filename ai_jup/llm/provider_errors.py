"""Every way in which a provider can fail, as one hierarchy.

ProviderError
 |- CredentialsError
 |   |- KeyMissing            key-missing
 |   |- KeyRejected           key-rejected           401; Gemini's 400 API_KEY_INVALID
 |   `- AccessDenied          access-denied          403
 |- RequestError
 |   |- ModelNotFound         model-not-found        404
 |   |- EndpointMissing       endpoint-missing       404 of another address, which is not about the model
 |   |- ContextTooLong        context-too-long       400
 |   |- RequestTooLarge       request-too-large      413
 |   |- RequestRejected       request-rejected       other 4xx
 |   `- ContentBlocked        content-blocked
 |- LimitError
 |   |- RateLimited           rate-limited           429                             retryable
 |   `- QuotaExhausted        quota-exhausted        429, or 400 for lack of credit
 |- AvailabilityError
 |   |- ProviderOverloaded    provider-overloaded    503, 529                        retryable
 |   |- ProviderFailed        provider-failed        other 5xx                       retryable
 |   |- ProviderUnreachable   provider-unreachable   no reply came                   retryable
 |   `- ProviderTimeout       timeout                                                retryable
 `- ReplyError
     |- StreamIncomplete      stream-incomplete      no end marker came
     |- ReplyTooLarge         reply-too-large        over one of the caps
     `- ReplyUnreadable       reply-unreadable

`retryable` means that the same request may succeed later; whether text already shown allows it, the run decides.
"""

import math
from typing import ClassVar

from ..redaction import Ordinary, without_traces
from ..translation import marked, say
from ..unicode_surrogates import whole
from ..wire import ErrorDetail
from .dialects import OTHER_KEYS, PROVIDERS
from .port import Target
from .target_words import address_words, key_words, with_address

REASON_LENGTH = 240
"""Characters of the provider's own words that a message quotes."""


_ORDINARY = Ordinary(
    words={
        *("api-key", "x-api-key", "api_key"),
        *(word.lower() for one in PROVIDERS.values() for word in (one.id, one.family, *one.label.split())),
    },
    # an endpoint's key may be any provider's
    prefixes=[*(one.key_prefix for one in PROVIDERS.values()), OTHER_KEYS],
)


def quotable(reason: str, api_key: str) -> str:
    """The provider's words on one line, short, and without the key or any part of it."""
    text = without_traces(whole(" ".join(reason.split())), api_key.strip(), _ORDINARY)
    if len(text) > REASON_LENGTH:
        text = text[: REASON_LENGTH - 1].rstrip() + "…"
    return text.rstrip(".")


class ProviderError(Exception):
    """A model could not answer, or not to the end.

    `message` is one sentence or two for the user that name the provider, `hint` the next step; neither ever holds
    the key. `retry_after` is in seconds, where the provider said it.
    """

    code: ClassVar[str]
    retryable: ClassVar[bool] = False
    asks_provider: ClassVar[bool] = True
    """Whether the provider's address can have to do with it."""
    sentence: ClassVar[str]
    advice: ClassVar[str]

    def __init__(
        self,
        target: Target,
        *,
        reason: str | None = None,
        retry_after: float | None = None,
        **facts: object,
    ) -> None:
        self.retry_after = retry_after
        words = {
            "label": target.provider.label,
            "model": target.label or target.model,
            "name": target.model,
            **key_words(target),
            **address_words(target),
            "wait": _wait(retry_after),
            # said by whoever counts, in a table
            **{name: say(fact) if isinstance(fact, str) else fact for name, fact in facts.items()},
        }
        quoted = quotable(reason, target.api_key) if reason else ""
        end = "" if quoted.endswith("…") else "."
        self.message = say(self.sentence, **words) + (f": {quoted}{end}" if quoted else ".")
        advice = say(self.advice, **words)
        self.hint = with_address(advice, target) if self.asks_provider else advice
        super().__init__(self.message)

    def to_detail(self) -> ErrorDetail:
        """The failure as the browser gets it."""
        return ErrorDetail(code=self.code, message=self.message, hint=self.hint)


def _wait(seconds: float | None) -> str:
    """How long the provider asks to wait, for people."""
    if seconds is None or seconds < 2:
        return say("a moment")
    if seconds < 120:
        return say("{number} seconds", number=math.ceil(seconds))
    minutes = math.ceil(seconds / 60)
    if minutes < 120:
        return say("{number} minutes", number=minutes)
    return say("{number} hours", number=math.ceil(minutes / 60))


class CredentialsError(ProviderError):
    """The key, or what it may do, is at fault."""


class KeyMissing(CredentialsError):
    code = "key-missing"
    sentence = marked("There is no API key for {label}")
    advice = marked("{set_key}.")


class KeyRejected(CredentialsError):
    code = "key-rejected"
    sentence = marked("{label} does not accept {key}")
    advice = marked("{set_key}.")


class AccessDenied(CredentialsError):
    code = "access-denied"
    sentence = marked("{label} denies {caller} access to {name}")
    advice = marked("Pick another model{or_other_key}.")


class RequestError(ProviderError):
    """What was sent is at fault."""


class ModelNotFound(RequestError):
    code = "model-not-found"
    sentence = marked("{label} does not know the model {name}")
    advice = marked("Pick another model; {caller} might not have access to this one.")


class EndpointMissing(RequestError):
    code = "endpoint-missing"
    sentence = marked("{host} does not know the address to which requests for {name} are sent")
    advice = marked("Check the path in the address, and whether the server there is compatible with {protocol}'s API.")


class ContextTooLong(RequestError):
    code = "context-too-long"
    sentence = marked("{label} finds the notebook above the prompt too long for {model}")
    advice = marked("Mark cells as skipped, shorten their outputs, or pick a model with a larger context window.")


class RequestTooLarge(RequestError):
    code = "request-too-large"
    sentence = marked("The request is larger than {label} accepts")
    advice = marked("Send fewer or smaller pictures, or mark cells with large outputs as skipped.")


class RequestRejected(RequestError):
    code = "request-rejected"
    sentence = marked("{label} rejects the request")
    advice = marked("Pick a model other than {model}, or fix what the error mentions.")


class ContentBlocked(RequestError):
    code = "content-blocked"
    sentence = marked("{label} refuses the content of this prompt")
    advice = marked("Change the prompt or the cells above it, or pick a model other than {model}.")


class LimitError(ProviderError):
    """The provider's limits for this key are reached."""


class RateLimited(LimitError):
    code = "rate-limited"
    retryable = True
    sentence = marked("{label} gets too many requests from {caller}")
    advice = marked("Wait {wait} and try again, or pick a model other than {model}.")


class QuotaExhausted(LimitError):
    code = "quota-exhausted"
    sentence = marked("The account behind {caller} has no credit or quota left at {label}")
    advice = marked("Check plan and billing at {label}{or_other_key}.")


class AvailabilityError(ProviderError):
    """The provider, or the way to it, does not work just now."""

    retryable = True


class ProviderOverloaded(AvailabilityError):
    code = "provider-overloaded"
    sentence = marked("{label} is overloaded")
    advice = marked("Try again in a while, or pick a model other than {model}.")


class ProviderFailed(AvailabilityError):
    code = "provider-failed"
    sentence = marked("{label} failed with an error of its own (status {status})")
    advice = marked("Try again in a while, or pick a model other than {model}.")


class ProviderUnreachable(AvailabilityError):
    code = "provider-unreachable"
    sentence = marked("{label} cannot be reached at {host} from the Jupyter server")
    advice = marked("Check the server's network and its proxy (HTTPS_PROXY).")


class ProviderTimeout(AvailabilityError):
    """`waited_for` says which limit it was, `setting` how the server calls it."""

    code = "timeout"
    sentence = marked("{label} took too long: {waited_for} within {seconds:g} s")
    advice = marked("Try again, pick a faster model than {model}, or raise the server's {setting}.")


class ReplyError(ProviderError):
    """The reply came, but not as it should."""


class StreamIncomplete(ReplyError):
    code = "stream-incomplete"
    sentence = marked("The answer from {label} was cut off")
    advice = marked("Continue the answer, or run the prompt again.")


class ReplyUnreadable(ReplyError):
    code = "reply-unreadable"
    sentence = marked("The reply from {label} cannot be read")
    advice = marked("Check the server's network and its proxy (HTTPS_PROXY), or pick a model other than {model}.")


class ReplyTooLarge(ReplyError):
    """`what` and `limit` say which cap it was, `setting` what the server calls it."""

    code = "reply-too-large"
    sentence = marked("The reply from {label} was stopped: it went over {limit:,} {what}")
    advice = marked("Ask for less at a time, pick a model other than {model}, or raise the server's {setting}.")
