"""What every message of the protocol has in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel
from pydantic_core import PydanticSerializationError

from ..unicode_surrogates import all_whole


class Message(BaseModel):
    """A JSON object of the protocol: immutable, and closed to fields that it does not name."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        # in what we send every field is there: the browser need not tell absent from default
        json_schema_serialization_defaults_required=True,
        use_attribute_docstrings=True,
        # what was sent may be a key, and an error's text can end up in a log
        hide_input_in_errors=True,
    )


def encoded(message: "Message | RootModel[Any]") -> str:
    """The message as JSON that every reader takes."""
    try:
        return message.model_dump_json()
    except PydanticSerializationError:
        # it has half of a surrogate pair in it, which cut text can end in; nearly none has, so nothing else looks
        return type(message).model_validate(all_whole(message.model_dump())).model_dump_json()
