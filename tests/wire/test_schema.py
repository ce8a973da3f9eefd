"""The generated definitions, and how large the record gets."""

from __future__ import annotations

import json
from pathlib import Path

from ai_jup import wire
from ai_jup.catalogue import Catalogue
from ai_jup.prompt import few
from ai_jup.run.usage_record import NAME_LENGTH
from scripts import generate_wire

ROOT = Path(__file__).parents[2]
EVENTS = {
    "RunStarted": "run-started",
    "AnswerContinued": "answer-continued",
    "TextDelta": "text-delta",
    "ReasoningDelta": "reasoning-delta",
    "ToolCall": "tool-call",
    "ToolConsent": "tool-consent",
    "ToolResult": "tool-result",
    "Warning": "warning",
    "Usage": "usage",
    "RunFinished": "run-finished",
    "RunFailed": "run-failed",
    "RunStopped": "run-stopped",
}


def test_the_schema_names_every_type_of_event() -> None:
    definitions = generate_wire.schema()["$defs"]
    assert {name: definitions[name]["properties"]["type"]["const"] for name in EVENTS} == EVENTS
    assert definitions["Event"]["oneOf"] == [{"$ref": f"#/$defs/{name}"} for name in EVENTS]


def test_the_schema_in_the_repository_is_the_one_that_python_defines() -> None:
    assert json.loads((ROOT / "schema" / "wire.json").read_text()) == generate_wire.schema()


def test_what_is_sent_requires_every_field_and_names_no_other() -> None:
    definitions = generate_wire.schema()["$defs"]
    for name in EVENTS:
        assert set(definitions[name]["required"]) == set(definitions[name]["properties"]), name
        assert definitions[name]["additionalProperties"] is False, name


def test_the_longest_record_is_a_kibibyte_at_most() -> None:
    names = [model.name for models in Catalogue().models().values() for model in models]
    record = wire.RunRecord(
        run="f" * 32,
        state="finished",
        model=max(names, key=len),
        answered_by="é" * NAME_LENGTH,
        simulated=False,
        parameters={
            "max_output_tokens": 1_000_000,
            "cells_left_out": 100_000,
            "pictures_left_out": 100_000,
            "reasoning_effort": "medium",
            "temperature": 0.123456789,
        },
        started="2026-11-23T11:40:46+00:00",
        seconds=123456.78,
        input_tokens=10_000_000,
        cached_tokens=10_000_000,
        output_tokens=10_000_000,
        cost=1234.567890123456,
        finish_reason="content_filter",
        error="provider-unreachable",
        context="f" * 16,
        basis=wire.Basis(
            instructions="f" * 8,
            cells="f" * 8,
            prompt="f" * 8,
            values=few({f"value_{n}": "f" * 8 for n in range(50)}),
            functions=few({f"f_{n}": "f" * 8 for n in range(50)}),
            parameters="f" * 8,
        ),
        replayed=False,
    )
    assert len(record.model_dump_json().encode()) <= 1024
    # nbformat writes it with other characters escaped, at worst
    assert len(json.dumps(record.model_dump()).encode()) <= 1024 + 4 * NAME_LENGTH
