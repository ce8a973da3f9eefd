"""Write what page and server share (`--check`: only say whether it is current).

schema/wire.json and src/wire/generated.ts come from ai_jup.wire, src/answer/allowedmarkup.ts from ai_jup.answer.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from ai_jup import wire
from ai_jup.answer.html_tags import TAGS
from ai_jup.answer.tex import COMMANDS, ENVIRONMENTS

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "schema" / "wire.json"
TYPES = ROOT / "src" / "wire" / "generated.ts"
INERT = ROOT / "src" / "answer" / "allowedmarkup.ts"
BANNER = "// Made by scripts/generate_wire.py from ai_jup/wire: do not edit."

RECEIVED = (
    wire.PromptRequest,
    wire.ConsentRequest,
    wire.ConnectionRequest,
    wire.KeyRequest,
    wire.StaleRequest,
    wire.SocketRequest,
    wire.Poll,
)
SENT = (
    wire.ErrorReply,
    wire.SocketError,
    wire.RunBegan,
    wire.WriterTurn,
    wire.Polled,
    wire.RunReference,
    wire.ContextReply,
    wire.StaleReply,
    wire.ConnectionWorks,
    wire.ConnectionFailed,
    wire.Snapshot,
    wire.AnswerCell,
    wire.RunList,
    wire.NotebookTrust,
    wire.CallFacts,
    wire.KernelNames,
    wire.Models,
    wire.ModelStatus,
    wire.DefaultModel,
    wire.Availabilities,
    wire.Providers,
)


CHECKED = {"$ref", "anyOf", "const", "enum", "items", "minimum", "properties", "required", "type"}
"""What the page checks of a message. Fields that it does not know pass: a newer server has them."""


class _Schema(GenerateJsonSchema):
    """Titles would become one needless type alias a field."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of every message; what is received may leave out what has a default."""
    _, definitions = models_json_schema(
        [*((model, "validation") for model in RECEIVED), *((model, "serialization") for model in SENT)],
        schema_generator=_Schema,
        ref_template="#/$defs/{model}",
    )
    event = TypeAdapter(wire.Event).json_schema(
        mode="serialization", schema_generator=_Schema, ref_template="#/$defs/{model}"
    )
    event.pop("$defs")
    event.pop("discriminator")
    definitions["$defs"]["Event"] = event
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Wire", **definitions}


def types(of: dict[str, Any]) -> str:
    """TypeScript for a schema, by json-schema-to-typescript, without its remarks on where it found each type."""
    text = subprocess.run(
        [
            str(ROOT / "node_modules/.bin/json2ts"),
            "--unreachableDefinitions",
            "--additionalProperties=false",
            f"--bannerComment={BANNER}",
            "--style.singleQuote",
            "--style.trailingComma=none",
            "--style.arrowParens=avoid",
        ],
        input=json.dumps(of),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    remark = r" \*\n \* This interface was referenced by `Wire`'s JSON-Schema\n \* via the `definition` \"\w+\"\.\n"
    alone = r"/\*\*\n" + remark.removeprefix(r" \*\n") + r" \*/\n"
    return re.sub(remark, "", re.sub(alone, "", text))


def shapes(of: dict[str, Any]) -> str:
    """TypeScript that has what a message to the page must have at least, as JSON Schema, by the definitions' names."""
    definitions = of["$defs"]
    found: dict[str, Any] = {}

    def add(name: str) -> None:
        if name not in found:
            found[name] = {}
            found[name] = lean(definitions[name])

    def lean(schema: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {key: value for key, value in schema.items() if key in CHECKED}
        if "$ref" in kept:
            kept["$ref"] = kept["$ref"].rpartition("/")[2]
            add(kept["$ref"])
        if "anyOf" in kept:
            kept["anyOf"] = [lean(each) for each in kept["anyOf"]]
        if "items" in kept:
            kept["items"] = lean(kept["items"])
        if "properties" in kept:
            kept["properties"] = {name: lean(each) for name, each in kept["properties"].items()}
        return kept

    events = [each["$ref"].rpartition("/")[2] for each in definitions["Event"]["oneOf"]]
    for name in [*events, "SocketError", "RunBegan", "WriterTurn"]:
        add(name)
    by_type = {definitions[name]["properties"]["type"]["const"]: name for name in events}
    return (
        "/**\n * What a message must have at least, as JSON Schema.\n */\n"
        f"export const SHAPES = {json.dumps(found, indent=2)};\n"
        "/**\n * The shapes of the events, by their types.\n */\n"
        f"export const EVENTS = {json.dumps(by_type, indent=2)} as const;\n"
    )


def inert() -> str:
    """TypeScript that has what an answer may be made of: it is stored so, and shown so."""
    banner = BANNER.replace("ai_jup/wire", "ai_jup/answer")
    return (
        f"{banner}\n"
        "/** Of HTML in a text, without attributes. */\n"
        f"export const TAGS: readonly string[] = {json.dumps(TAGS)};\n"
        "/** Of formulas: names behind a backslash, or one sign. */\n"
        f"export const TEX_COMMANDS: readonly string[] = {json.dumps(sorted(COMMANDS))};\n"
        f"export const TEX_ENVIRONMENTS: readonly string[] = {json.dumps(sorted(ENVIRONMENTS))};\n"
    )


def main() -> int:
    made = schema()
    wanted = {SCHEMA: json.dumps(made, indent=2) + "\n", TYPES: types(made) + shapes(made), INERT: inert()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run scripts/generate_wire.py", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
