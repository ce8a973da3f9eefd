"""What each provider is told of functions: the request as it is on the wire.

`UPDATE_GOLDEN=1 pytest tests/llm/test_tool_parameters.py` writes the golden files again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ai_jup.kernel import Function, argument_problem, parameters, tool
from ai_jup.kernel.probe.signatures.functions import describe
from ai_jup.llm.dialects.tool_parameters import explicit
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.simulator import Reply, Text
from tests.kernel.told_functions import CHOICES, TAKEN
from tests.llm.asking import GEMINI, QUIET, RESPONSES, WAYS, Way, asking, every_way, hear
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET
GOLDEN = Path(__file__).parent / "golden"
TYPES = {"string", "integer", "number", "boolean", "null", "array", "object"}


def described(function: Callable[..., Any]) -> Function:
    told = json.loads(json.dumps(describe(function)))
    return Function(function.__name__, told["schema"], told["doc"], told["digest"], told["note"])


TOOLS = [tool(described(function), function.__name__) for function in TAKEN]


async def on_the_wire(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> list[dict[str, Any]]:
    """The functions as the provider gets them."""
    simulator.script.append(Reply([Text("Yes")]))
    heard = await hear(model, asking(way.target(simulator), tools=TOOLS))
    assert heard.error is None and simulator.received[-1].problem is None
    tools: list[dict[str, Any]] = simulator.received[-1].body["tools"]
    return tools


async def schemas(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> dict[str, Any]:
    """The parameters of each function, by its name, as the provider gets them."""
    await on_the_wire(simulator, model, way)
    return {offer.name: offer.parameters for offer in simulator.received[-1].view.tools}


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and all schemas within it."""
    if not isinstance(schema, dict):  # what may be, or not, beside the properties
        assert isinstance(schema, bool)
        return
    yield schema
    for key, each in schema.items():
        if key in ("properties", "patternProperties"):
            for inner in each.values():
                yield from parts(inner)
        elif key == "anyOf":
            for inner in each:
                yield from parts(inner)
        elif key in ("items", "additionalProperties", "propertyNames"):
            yield from parts(each)


@every_way
async def test_each_part_says_its_type(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    for name, schema in (await schemas(simulator, model, way)).items():
        for part in parts(schema):
            assert (part.get("type") in TYPES) != bool(part.get("anyOf")), (name, part)
            assert not {"oneOf", "allOf", "const", "$ref", "$defs", "prefixItems"} & set(part), (name, part)
            if part.get("type") == "array":
                assert isinstance(part["items"], dict), (name, part)


@every_way
async def test_no_choice_is_null_nor_for_gemini_empty(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way
) -> None:
    for name, schema in (await schemas(simulator, model, way)).items():
        for part in parts(schema):
            for choice in part.get("enum", ()):
                assert way is not GEMINI or choice != "", (name, part)
                jsonschema.Draft202012Validator({"type": part["type"]}).validate(choice)
            assert part.get("type") != "null" or "enum" not in part
            assert part.get("enum") != []


@every_way
async def test_what_python_takes_fits(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    told = await schemas(simulator, model, way)
    for function, calls in TAKEN.items():
        jsonschema.Draft202012Validator.check_schema(told[function.__name__])
        for arguments in calls:
            jsonschema.Draft202012Validator(told[function.__name__]).validate(arguments)
            assert argument_problem(parameters(described(function)), arguments) is None


@every_way
async def test_every_choice_is_told(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    told = await schemas(simulator, model, way)
    for function, choices in CHOICES.items():
        for name, values in choices.items():
            schema = told[function.__name__]["properties"][name]
            listed = [each for part in parts(schema) for each in part.get("enum", ())]
            in_words = json.dumps([part.get("description", "") for part in parts(schema)])
            kinds = [part.get("type") for part in parts(schema)]
            for value in values:
                assert value in listed or (value is None and "null" in kinds) or (value in ("", True) and in_words), (
                    name,
                    value,
                )


async def test_what_may_be_left_out_stays_so(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    """OpenAI's Responses make every parameter required unless they are told not to."""
    assert {tool["strict"] for tool in await on_the_wire(simulator, model, RESPONSES)} == {False}


# Python 3.10 tells of some of these functions in other words
@pytest.mark.once
@every_way
async def test_the_requests_are_as_they_were(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    tools = await on_the_wire(simulator, model, way)
    golden = GOLDEN / f"tools_{next(name for name, each in WAYS.items() if each is way)}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(json.dumps(tools, indent=1, ensure_ascii=False) + "\n")
    assert tools == json.loads(golden.read_text())


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (
            {"type": ["string", "null"], "maxLength": 3},
            {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]},
        ),
        ({"const": "a"}, {"type": "string", "enum": ["a"]}),
        ({"enum": [None]}, {"type": "null"}),
        ({"enum": [True, False, 1, "a"]}, None),
        ({"allOf": [{"type": "object", "properties": {"a": {"const": 1}}}], "description": "A."}, None),
        ({"oneOf": [{"const": 1}, {"const": "a"}], "discriminator": {"propertyName": "k"}}, None),
        ({"prefixItems": [{"type": "integer"}, {}], "items": False}, None),
        ({"properties": {"a": {}}}, None),
        ({"items": {}}, None),
        ({"description": "x"}, None),
        ({"type": ["array", "string"]}, None),
        ({"patternProperties": {"^a": {}}, "type": "object"}, None),
        (True, True),
    ],
    ids=str,
)
def test_what_may_be_said_in_many_ways_is_said_in_one(schema: Any, told: Any) -> None:
    before = json.dumps(schema)
    made = explicit(schema)
    assert told is None or made == told
    for part in parts(made):
        assert (part.get("type") in TYPES) != bool(part.get("anyOf")), part
        assert None not in part.get("enum", ())
    # what it is made of stays as it was, and so do the parts that all schemas share
    assert json.dumps(schema) == before and explicit(made) == made
    assert made == explicit(schema) and (made is not explicit(schema) or made is True)
