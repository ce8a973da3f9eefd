"""Reading a request's body."""

import json
import re
from typing import Any, TypeVar

import anyio.to_thread
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..refusal import Refusal
from ..translation import marked, say
from ..wire import PROTOCOL

Parsed = TypeVar("Parsed", bound=BaseModel)

LARGE = 100_000
"""Bytes; that much is parsed in 2 ms."""


async def read(model: type[Parsed], body: bytes, content_type: str) -> Parsed:
    """The same as `parse`, which takes a thread for a notebook: its cells take longer than others should wait."""
    if len(body) <= LARGE:
        return parse(model, body, content_type)
    return await anyio.to_thread.run_sync(parse, model, body, content_type)


def parse(model: type[Parsed], body: bytes, content_type: str) -> Parsed:
    """The body as a message of the given type; raises `Refusal` that says where it is off."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        # a page of another site can send other types without the browser asking the server first
        raise Refusal(415, "not-json", say("The body is not sent as JSON."), say("Send it as application/json."))
    try:
        # the hook lets other threads have their turn: without it Python's lock is held to the end
        data = json.loads(body, object_hook=_unchanged)
    except (ValueError, RecursionError) as error:
        # not "from error", which holds the body: there may be a key in it
        raise Refusal(
            400, "not-json", say("The body is not JSON: {reason}.", reason=error), say("Send a JSON object.")
        ) from None
    _check_protocol(data)
    return checked(model, data)


def checked(model: type[Parsed], data: object) -> Parsed:
    """What was sent as a message of the given type; raises `Refusal` that says where it is off."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(_shown, first["loc"])) or say("the body")
        raise Refusal(
            422,
            "body-invalid",
            f"{where}: {_plainly(first)}.",
            say(getattr(model, "remedy", marked("Compare the request with schema/wire.json of ai-jup."))),
        ) from None


def _unchanged(found: dict[str, Any]) -> dict[str, Any]:
    return found


def _shown(name: int | str) -> str:
    """A field's name; what does not look like one may be something that was put there by mistake, such as a key."""
    return str(name) if re.fullmatch(r"[a-z_]{1,40}|\d+", str(name)) else "?"


def _plainly(error: ErrorDetails) -> str:
    """What is off, in words that a user who pasted something can do with."""
    match error["type"]:
        case "string_too_long":
            return say("too long; at most {limit:,} characters are accepted", limit=error["ctx"]["max_length"])
        case "string_too_short":
            return say("empty")
        case _:
            return error["msg"]


def _check_protocol(data: object) -> None:
    """A page that was loaded before an update of the server speaks an older protocol."""
    if isinstance(data, dict) and data.get("protocol", PROTOCOL) != PROTOCOL:
        raise Refusal(
            400,
            "protocol-unknown",
            say(
                "This server uses protocol version {protocol}, not {asked}.",
                protocol=PROTOCOL,
                asked=str(data["protocol"])[:20],
            ),
            say("Reload the page: ai-jup has been updated since the page was opened."),
        )
