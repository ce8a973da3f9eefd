"""One call of a user's function: what it prints and shows, what it returns, or how it failed."""

from __future__ import annotations

import inspect
from typing import Any, Dict, Mapping

from .evaluate import Undefined, evaluate
from .failures import failure_text
from .items import Taken, taken
from .keep_alive import Staying
from .output import Output
from .signatures.functions import Misfit, bind, digest
from .time_limit import OutOfTime
from .values.shown import show_in_time
from .values.text import said

Outcome = Dict[str, Any]
"""`status` (`ok`, `error`, `interrupted`, `refused`, `waiting`) and `parts`: `{"text"}` and `{"picture"}`, in order."""


class Call:
    """A call that may have to be waited for: `begin`, and if that gives `waiting`, `finish`."""

    def __init__(self, name: str, names: Mapping[str, Any], shell: Any) -> None:
        self._name = name
        self._names = names
        self._shell = shell
        self._output = Output(shell)
        self._staying = Staying(shell)
        self._result: Any = None

    def begin(self, wanted_digest: str, arguments: Mapping[str, Any]) -> Outcome:
        try:
            function = evaluate(self._name, self._names)
        except Undefined as error:
            return _refused(f"{error}; it was when the prompt began")
        if digest(function) != wanted_digest:
            return _refused(f"the function {self._name} has changed since the prompt began")
        try:
            positional, named = bind(function, arguments)
        except Exception as error:
            return _refused(f"the arguments do not fit: {error if isinstance(error, Misfit) else said(error)}")
        return self._watched(lambda: function(*positional, **named))

    async def finish(self) -> Outcome:
        """Await what the function returned."""
        self._open()
        try:
            try:
                result = taken(await self._result)
                result = await result if inspect.isawaitable(result) else result
            finally:
                self._close()
        except BaseException as error:
            return self._failed(error)
        return self._done(result)

    def _watched(self, call: Any) -> Outcome:
        self._open()
        try:
            try:
                result = taken(call())
                self._show_figures()
            finally:
                self._close()
        except BaseException as error:
            return self._failed(error)
        if inspect.isawaitable(result):
            self._result = result
            return {"status": "waiting", "parts": []}
        return self._done(result)

    def _open(self) -> None:
        self._staying.open()
        self._output.open()

    def _close(self) -> None:
        self._output.close()
        self._staying.close()

    def _show_figures(self) -> None:
        """As after a cell: figures that are open are shown, else they would stand under the user's next cell."""
        import sys

        backend = sys.modules.get("matplotlib_inline.backend_inline")
        pyplot = sys.modules.get("matplotlib.pyplot")
        if backend is None or pyplot is None or not pyplot.get_fignums():
            return
        if "inline" in str(pyplot.get_backend()):
            backend.flush_figures()

    def _done(self, result: Any) -> Outcome:
        parts = self._output.parts()
        if isinstance(result, Taken):
            parts.append({"text": result.text, "is_result": True})
            failed = [{"text": failure_text(result.error)}] if result.error else []
            return {"status": "error" if failed else "ok", "parts": [*parts, *failed]}
        shown = show_in_time(result, self._shell)
        text = "None" if result is None else "{}: {}".format(shown["type"], shown["text"])
        parts.append({"text": text, "is_result": True})
        parts += [{"picture": picture} for picture in shown["pictures"]]
        return {"status": "ok", "parts": _each_picture_once(parts)}

    def _failed(self, error: BaseException) -> Outcome:
        parts = self._output.parts()
        if isinstance(error, (KeyboardInterrupt, OutOfTime)) or type(error).__name__ == "CancelledError":
            return {"status": "interrupted", "parts": parts}
        return {"status": "error", "parts": [*parts, {"text": failure_text(error)}]}


def _each_picture_once(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A figure that is returned has mostly been shown already, by the inline backend."""
    return [part for at, part in enumerate(parts) if "picture" not in part or part not in parts[:at]]


def _refused(why: str) -> Outcome:
    return {"status": "refused", "parts": [{"text": why}]}
