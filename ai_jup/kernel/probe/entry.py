"""The way in: a request as JSON in base64, so that nothing of it is ever code; the answer as JSON in a mime bundle."""

from __future__ import annotations

import base64
import json
import sys
import time
from typing import Any, Mapping

from .calls import Call
from .evaluate import NotReading, Undefined, evaluate
from .output import Output
from .sentences import marked, told
from .signatures.functions import NotCallable, describe
from .time_limit import is_late, within
from .values.shown import SECONDS, kind_of, partly, show
from .values.text import counted, said
from .variables import shell, user_names

MIME = "application/vnd.ai-jup.answer"

_calls: dict[str, Call] = {}
_answers: dict[str, Answer] = {}


class Answer:
    """What IPython's formatter turns into the reply to a user expression."""

    def __init__(self, content: Any) -> None:
        # ASCII: half of a surrogate pair would keep the kernel from answering at all
        self._text = json.dumps(content, ensure_ascii=True)

    def __repr__(self) -> str:
        return "<ai-jup answer>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {MIME: self._text}


def answer(request: str) -> Answer:
    """Answer a request that reads."""
    return Answer(_answered(_decoded(request)))


def act(request: str) -> None:
    """Make a call; `take` has the answer."""
    asked = _decoded(request)
    token = str(asked["token"])
    if time.monotonic() > asked["before"]:
        _answers[token] = Answer({"status": "expired", "clock": time.monotonic()})
        return
    call = Call(asked["name"], user_names(), shell())
    outcome = call.begin(asked["digest"], asked["arguments"])
    if outcome["status"] == "waiting":
        _calls[token] = call
    _answers[token] = Answer(outcome)


async def finish(token: str) -> None:
    """Wait for the end of a call that is `waiting`; `take` has the answer."""
    _answers[token] = Answer(await _calls.pop(token).finish())


def take(token: str) -> Any:
    """The answer to a call, once."""
    return _answers.pop(token, None)


def _decoded(request: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.b64decode(request))
    return decoded


def _answered(asked: Mapping[str, Any]) -> dict[str, Any]:
    silent = Output(shell())
    silent.open()  # what a property prints is nobody's output
    try:
        return _OPERATIONS[asked["do"]](asked)
    finally:
        silent.close()


def _hello(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {"clock": time.monotonic(), "python": list(sys.version_info[:3])}


def _read(asked: Mapping[str, Any]) -> dict[str, Any]:
    kinds: list[str] = []
    known: list[str] = []

    def work() -> dict[str, Any]:
        value = evaluate(asked["expression"], user_names())
        kinds.append(kind_of(value))
        return {"status": "ok", **show(value, shell(), known)}

    # of one that cannot be shown in time the type is known even so, of a frame its columns too
    made = _in_time(work)
    if made["status"] == "failed" and known:
        made = {"status": "ok", "text": partly(known, made["message"]), "pictures": []}
    return _told({"type": kinds[0], **made} if kinds else made)


def _describe(asked: Mapping[str, Any]) -> dict[str, Any]:
    def work() -> dict[str, Any]:
        return {"status": "ok", **describe(evaluate(asked["name"], user_names()))}

    return _told(_in_time(work))


def _told(made: dict[str, Any]) -> dict[str, Any]:
    """With its sentences as the server is told of them."""
    return {**made, **{part: told(made[part]) for part in ("message", "exists") if part in made}}


def _in_time(work: Any) -> dict[str, Any]:
    """What the work gives; whatever it raises is told."""
    begun = time.monotonic()
    try:
        made: dict[str, Any] = within(SECONDS, work)
        json.dumps(made)  # a str of the user's own class may be none
        return made
    except Undefined as error:
        return {"status": "undefined", "message": error.what, "near": error.near, "exists": error.exists}
    except (NotReading, NotCallable) as error:
        return {"status": "unsuitable", "message": error.why}
    except BaseException as error:  # SystemExit too: a property may raise anything
        late = is_late(error, begun, SECONDS)
        why = marked("it took more than {seconds} s", seconds=f"{SECONDS:g}") if late else said(error)
        return {"status": "failed", "message": why}


def _names(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The user's names for completion, without any code of theirs being run."""
    hidden = getattr(shell(), "user_ns_hidden", {})
    found = []
    for name, value in list(user_names().items())[: asked["limit"]]:
        if not isinstance(name, str) or name.startswith("_") or (name in hidden and hidden[name] is value):
            continue
        kind = type(value)
        made = {
            "name": name,
            "type": kind.__name__[:100],
            "callable": callable(value),  # runs nothing: it is looked up in the class
            "preview": _preview(value, kind),
        }
        found.append(made)
    return {"names": found}


def _preview(value: Any, kind: Any) -> str:
    if kind in (int, float, bool, type(None)):
        return repr(value) if kind is not int or value.bit_length() < 200 else ""
    if kind is str:
        return repr(value[:60])
    if kind in (list, tuple, dict, set, frozenset):
        return counted(len(value))
    library = str(kind.__module__).partition(".")[0]
    shape = getattr(value, "shape", None) if library in ("pandas", "polars", "numpy", "torch") else None
    return " × ".join(map(str, shape))[:60] if isinstance(shape, tuple) else ""


_OPERATIONS = {"hello": _hello, "read": _read, "describe": _describe, "names": _names}
