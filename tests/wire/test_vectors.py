"""The golden vectors, which the browser's decoder and reducer are tested with too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from ai_jup import wire
from ai_jup.run import Run

VECTORS = Path(__file__).parents[2] / "schema" / "vectors"
EVENT: TypeAdapter[wire.Event] = TypeAdapter(wire.Event)
EVENTS = json.loads((VECTORS / "events.json").read_text())
RUNS = json.loads((VECTORS / "runs.json").read_text())


@pytest.mark.parametrize("message", EVENTS["valid"], ids=lambda m: f"{m['type']} {m['seq']}")
def test_a_valid_event_is_read_and_written_unchanged(message: dict[str, Any]) -> None:
    assert json.loads(EVENT.validate_json(json.dumps(message)).model_dump_json()) == message


@pytest.mark.parametrize("vector", EVENTS["invalid"], ids=lambda v: v["why"])
def test_an_invalid_event_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EVENT.validate_json(json.dumps(vector["message"]))


@pytest.mark.parametrize("vector", RUNS, ids=lambda v: v["name"])
def test_a_run_of_these_events_stands_as_the_vector_says(vector: dict[str, Any]) -> None:
    run = Run("r1", "a.ipynb", "p1")
    for message in vector["events"]:
        event = EVENT.validate_python(message)
        own = {name: getattr(event, name) for name in type(event).model_fields if name not in ("run", "seq", "type")}
        run.append(type(event), **own)
    assert run.snapshot().model_dump(mode="json") == {
        "run": "r1",
        "state": vector["state"],
        "text": vector["text"],
        "events": vector["events"],
    }


def test_every_type_of_event_has_a_valid_vector() -> None:
    kinds = {event.model_fields["type"].default for event in wire.Event.__origin__.__args__}  # type: ignore[attr-defined]
    assert {message["type"] for message in EVENTS["valid"]} == kinds
