"""The routes with which another process writes the script and reads what was received."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from tornado.web import RequestHandler

from ai_jup.simulator.reply import Fault, Part, Reasoning, Reply, Text, ToolCall, Usage

PARTS: dict[str, type[Text] | type[Reasoning] | type[ToolCall]] = {
    "text": Text,
    "reasoning": Reasoning,
    "tool-call": ToolCall,
}


def routes(simulator: Any) -> list[Any]:
    """The addresses under `/control`."""
    place = {"simulator": simulator}
    return [
        (r"/control", ResetHandler, place),
        (r"/control/script", ScriptHandler, place),
        (r"/control/received", ReceivedHandler, place),
    ]


def reply_from_json(data: dict[str, Any]) -> Reply:
    """Read a reply; its fields are the dataclass's, and each part says its `type`."""
    fields = dict(data)
    fields["parts"] = [_part(part) for part in data.get("parts", [])]
    if data.get("usage"):
        fields["usage"] = Usage(**data["usage"])
    if data.get("fault"):
        fields["fault"] = Fault(**data["fault"])
    return Reply(**fields)


def _part(data: dict[str, Any]) -> Part:
    fields = dict(data)
    return PARTS[fields.pop("type")](**fields)


class ControlHandler(RequestHandler):
    """Knows the simulator."""

    def initialize(self, simulator: Any) -> None:
        """Take the simulator that is controlled."""
        self.simulator = simulator


class ScriptHandler(ControlHandler):
    """`POST /control/script`: a JSON list of replies, added at the script's end."""

    def post(self) -> None:
        """Add the replies, all or, where one cannot be read, none."""
        try:
            replies = [reply_from_json(item) for item in json.loads(self.request.body)]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self.set_status(400)
            self.write({"error": f"{type(error).__name__}: {error}"})
            return
        self.simulator.script.extend(replies)
        self.write({"waiting": len(self.simulator.script)})


class ReceivedHandler(ControlHandler):
    """`GET /control/received`: the requests so far."""

    def get(self) -> None:
        """Answer with a JSON list."""
        self.set_header("content-type", "application/json")
        self.write(json.dumps([asdict(received) for received in self.simulator.received]))


class ResetHandler(ControlHandler):
    """`DELETE /control`: forget the script and the requests."""

    def delete(self) -> None:
        """Start afresh."""
        self.simulator.script.clear()
        self.simulator.received.clear()
