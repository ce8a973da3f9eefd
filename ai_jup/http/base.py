"""What every handler shares: where the service is, how a body is read, how an error is told.

The modules here import nothing heavy at their top: they are loaded at every start of the server, prompts or not.
"""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any, TypeVar

import tornado.web
from jupyter_server.base.handlers import APIHandler, JupyterHandler

from ..translation import marked, say, speak

if TYPE_CHECKING:
    from ..run import Service
    from ..wire import Message

    Parsed = TypeVar("Parsed", bound=Message)

AUTH_RESOURCE = "ai-jup"

_HINTS = {
    400: marked("Compare the request with schema/wire.json of ai-jup."),
    403: marked("Log in to the Jupyter server or send its token, or ask its administrator for access."),
    404: marked("Compare the address with the routes that ai-jup documents."),
    405: marked("Compare the method with the routes that ai-jup documents."),
    415: marked("Send the body as application/json."),
}
_HUB = {
    "may need a new token": (
        marked("The hub (JupyterHub) no longer accepts this server's own key, and cannot be asked who you are."),
        marked("Stop your server and start it again (File → Hub Control Panel)."),
    ),
    "Failed to check authorization": (
        marked("The hub (JupyterHub) could not be asked who you are."),
        marked("Try again; if it stays so, ask the administrator of the hub."),
    ),
    "Failed to connect to Hub API": (
        marked("The hub (JupyterHub) cannot be reached, and so cannot be asked who you are."),
        marked("Try again; if it stays so, ask the administrator of the hub."),
    ),
}
"""What JupyterHub's own code says in a user's server, and what is said instead: its words are for administrators."""
_OTHERWISE = marked("The Jupyter server's log has the reason.")


class ServiceHandler(APIHandler):
    """A JSON handler of ai-jup."""

    auth_resource = AUTH_RESOURCE

    def initialize(self, *arguments: Any, **options: Any) -> None:
        """What the request starts says what it says in the page's language, which need not be the browser's."""
        speak(self.request.headers.get("Accept-Language", ""))
        super().initialize(*arguments, **options)

    @property
    def service(self) -> Service:
        return service_of(self)

    async def parse(self, model: type[Parsed]) -> Parsed:
        """The body as a message; raises `Refusal` (400, 415, 422) that says where it is off."""
        from .body import read

        return await read(model, self.request.body, self.request.headers.get("Content-Type", ""))

    @property
    def notebook(self) -> str | None:
        """The path that the address asks about; raises `Refusal` (422) for what can be none."""
        from ..wire import NotebookQuery
        from .body import checked

        return checked(NotebookQuery, {"notebook": self.get_query_argument("notebook", None)}).notebook

    def reply(self, message: Message | Any, status: int = 200) -> None:
        """Send a message of the protocol as JSON."""
        from ..wire import encoded

        self.set_status(status)
        self.finish(encoded(message))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Every error in the one shape; never a stack trace."""
        from ..refusal import Refusal

        error = kwargs.get("exc_info", (None, None, None))[1]
        self.set_header("Content-Type", "application/json")
        if isinstance(error, Refusal):
            self.set_status(error.status)
            detail = error.detail.model_dump()
        else:
            detail = _plain_error(status_code, error, getattr(self, "_current_user", None) is not None)
        self.finish(json.dumps({"error": detail}))

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """A refusal is an answer, not a failure of the server."""
        from ..refusal import Refusal

        if not isinstance(value, Refusal):
            super().log_exception(typ, value, tb)


def service_of(handler: JupyterHandler) -> Service:
    """The service, built when the first request comes."""
    service: Service = handler.settings["ai_jup"].service
    return service


def _plain_error(status: int, error: BaseException | None, is_known: bool) -> dict[str, str]:
    """`is_known`: whether the server knows who asks."""
    said = error.log_message if isinstance(error, tornado.web.HTTPError) else None
    reason = http.client.responses.get(status, "Unknown error")
    hint = say(_HINTS.get(status, _OTHERWISE))
    if said and "_xsrf" in said:  # Jupyter asks for it of whoever has no token, or a wrong one
        said = say("You are not logged in, or no longer: the request has no valid token.")
    elif status == 403 and not is_known:
        said = say("You are not logged in, or no longer.")
    for words, (message, help_) in _HUB.items():
        if said and status >= 500 and words in said:
            said, hint = say(message), say(help_)
    return {"code": reason.lower().replace(" ", "-"), "message": said or f"{reason}.", "hint": hint}
