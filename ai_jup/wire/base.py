"""What every message of the protocol has in common."""

from pydantic import BaseModel, ConfigDict


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
