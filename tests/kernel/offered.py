"""A function as it is offered to a model."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from ai_jup.kernel import Function, tool
from ai_jup.kernel.probe.signatures.functions import describe

NULL = {"type": "null"}


def offered(function: Any, name: str = "f") -> dict[str, Any]:
    told = json.loads(json.dumps(describe(function)))
    made = tool(Function(name, told["schema"], told["doc"], told["digest"], told["note"]), name)["function"]
    jsonschema.Draft202012Validator.check_schema(made["parameters"])
    return made  # type: ignore[no-any-return]
